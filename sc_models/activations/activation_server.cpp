// SPDX-License-Identifier: Apache-2.0
#include "ws/activations/activation_server.h"

#include <fmt/format.h>

#include <algorithm>

namespace ws {

activation_server::activation_server(const sc_core::sc_module_name& name,
                                     const activation_server_settings& settings,
                                     sample_source samples)
    : sc_module(name), m_settings(settings), m_samples(std::move(samples)), m_stats(this->name()) {
  for (uint64_t p = 0; p < settings.work.planes; ++p) {
    activations_in.push_back(std::make_unique<burst_receiver>(
        fmt::format("activations_in{}", p), settings.link, settings.buffer_bytes));
    activations_out.push_back(
        std::make_unique<burst_sender>(fmt::format("activations_out{}", p), settings.link, true));
    m_lanes.push_back(std::make_unique<lane>(m_memory_busy));
    spawn_thread(fmt::format("store{}", p), [this, p] { store(p); });
    spawn_thread(fmt::format("send{}", p), [this, p] { send(p); });
  }
  m_stats.add("sample_bytes", unit::bytes, m_sample_bytes, "samples delivered");
  m_stats.add("stored_bytes", unit::bytes, m_stored_bytes, "activations taken from the wafer");
  m_stats.add("returned_bytes", unit::bytes, m_returned_bytes, "activations given back");
}

double activation_server::memory_rate() const {
  return m_settings.config.memory_bytes_per_s / static_cast<double>(m_settings.work.links);
}

void activation_server::store(uint64_t link) {
  lane& l = *m_lanes[link];
  for (;;) {
    const burst b = activations_in[link]->get();
    wait_until(b.times.first);
    const span memory =
        l.memory.reserve(b.times.first, duration_ps(static_cast<double>(b.bytes), memory_rate()));
    l.memory.forget_before(now_ps());
    const span gone{std::max(memory.first, b.times.first), std::max(memory.last, b.times.last)};
    activations_in[link]->leave(b.bytes, gone);
    l.stored += b.bytes;
    l.stored_at = std::max(l.stored_at, gone.last);
    l.stored_event.notify();
    m_stored_bytes += b.bytes;
  }
}

words_ptr activation_server::sample_words(uint32_t step, uint32_t index, stripes::range range,
                                          uint64_t bytes) {
  if (!m_samples) return nullptr;
  const uint64_t key = (uint64_t{step} << 32) | index;
  if (key != m_sample_words_of) {
    m_sample_words = m_samples(step, m_settings.work.items()[index]);
    m_sample_words_of = key;
  }
  auto piece = std::make_shared<std::vector<uint32_t>>(bytes / 4);
  std::copy(m_sample_words.begin() + static_cast<ptrdiff_t>(range.first),
            m_sample_words.begin() + static_cast<ptrdiff_t>(range.last), piece->begin());
  return piece;
}

void activation_server::send_samples(uint64_t link, uint32_t step, uint32_t index) {
  lane& l = *m_lanes[link];
  const stripes cut = m_settings.work.bytes(m_settings.work.items()[index].sample_bytes);
  const double rate =
      m_settings.config.sample_rate_bytes_per_s / static_cast<double>(m_settings.work.links);
  // While one micro-batch's samples are on their way the pipeline makes the next one's.
  l.produced = std::max(l.produced, l.sent_before) +
               duration_ps(static_cast<double>(cut.plane_bytes()), rate);
  const time_ps there = l.produced + from_seconds(m_settings.config.latency_s);
  l.sent_before = l.sent;
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    burst b{cargo::samples, step,           index, static_cast<uint32_t>(r),
            cut.bytes(r),   {there, there}, {}};
    b.words = sample_words(step, index, cut.words(r, link), b.bytes);
    l.sent = activations_out[link]->send(b).last;
    m_sample_bytes += b.bytes;
  }
}

void activation_server::send_back(uint64_t link, uint32_t step, uint32_t index) {
  lane& l = *m_lanes[link];
  const stripes cut = m_settings.work.bytes(m_settings.work.items()[index].spill_in_bytes);
  // The last blocks that were spilled are the first to go back: all must have arrived.
  while (l.stored < l.expected) sc_core::wait(l.stored_event);
  time_ps at = std::max(l.stored_at, l.sent);
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    wait_turn(at, 1);
    const span memory =
        l.memory.reserve(at, duration_ps(static_cast<double>(cut.bytes(r)), memory_rate()));
    const time_ps latency = from_seconds(m_settings.config.latency_s);
    const burst b{cargo::activations,
                  step,
                  index,
                  static_cast<uint32_t>(r),
                  cut.bytes(r),
                  {memory.first + latency, memory.last + latency},
                  {}};
    const span left = activations_out[link]->send(b);
    l.sent = left.last;
    at = std::max(at, left.first - latency);  // read the next one while this one is on the wire
    m_returned_bytes += b.bytes;
  }
}

void activation_server::send(uint64_t link) {
  const auto& items = m_settings.work.items();
  for (uint32_t step = 0; step < m_settings.work.step_count; ++step) {
    for (uint32_t i = 0; i < items.size(); ++i) {
      m_lanes[link]->expected += m_settings.work.bytes(items[i].spill_out_bytes).plane_bytes();
      if (items[i].sample_bytes > 0) send_samples(link, step, i);
      if (items[i].spill_in_bytes > 0) send_back(link, step, i);
    }
  }
}

void activation_server::waits(std::vector<std::string>& into) const {
  for (const auto& in : activations_in) into.push_back(in->channel().waiting());
}

}  // namespace ws
