// SPDX-License-Identifier: Apache-2.0
#include "ws/activations/activation_server.h"

#include <algorithm>

namespace ws {

activation_server::activation_server(const sc_core::sc_module_name& name,
                                     const activation_server_settings& settings,
                                     sample_source samples)
    : sc_module(name),
      activations_in("activations_in", settings.link, settings.buffer_bytes),
      activations_out("activations_out", settings.link, true),
      m_settings(settings),
      m_samples(std::move(samples)),
      m_stats(this->name()) {
  spawn_thread("store", [this] { store(); });
  spawn_thread("send", [this] { send(); });
  m_stats.add("sample_bytes", unit::bytes, m_sample_bytes, "samples delivered");
  m_stats.add("stored_bytes", unit::bytes, m_stored_bytes, "activations taken from the wafer");
  m_stats.add("returned_bytes", unit::bytes, m_returned_bytes, "activations given back");
}

time_ps activation_server::memory_time(uint64_t bytes) const {
  const work_order& work = m_settings.work;
  return duration_ps(static_cast<double>(bytes / work.planes),
                     m_settings.config.memory_bytes_per_s / static_cast<double>(work.links));
}

void activation_server::store() {
  for (;;) {
    const burst b = activations_in.get();
    wait_until(b.times.first);
    const span memory = m_memory.reserve(b.times.first, memory_time(b.bytes));
    m_memory.forget_before(now_ps());
    const span gone{std::max(memory.first, b.times.first), std::max(memory.last, b.times.last)};
    activations_in.leave(b.bytes, gone);
    m_stored += b.bytes;
    m_stored_at = std::max(m_stored_at, gone.last);
    m_stored_event.notify();
    m_stored_bytes += b.bytes;
  }
}

void activation_server::send_samples(uint32_t step, uint32_t index) {
  const work_order& work = m_settings.work;
  const plan_item& item = work.items()[index];
  const stripes cut = work.bytes(item.sample_bytes);
  const double rate = m_settings.config.sample_rate_bytes_per_s / static_cast<double>(work.links);
  const std::vector<uint32_t> words = m_samples ? m_samples(step, item) : std::vector<uint32_t>{};
  // While one micro-batch's samples are on their way the pipeline makes the next one's.
  m_produced = std::max(m_produced, m_sent_before) +
               duration_ps(static_cast<double>(cut.plane_bytes()), rate);
  const time_ps there = m_produced + from_seconds(m_settings.config.latency_s);
  m_sent_before = m_sent;
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    burst b{cargo::samples,       step,           index, static_cast<uint32_t>(r),
            work.bundled(cut, r), {there, there}, {}};
    b.words = cut_words(words, cut.words(r), b.bytes);
    m_sent = activations_out.send(b).last;
    m_sample_bytes += b.bytes;
  }
}

void activation_server::send_back(uint32_t step, uint32_t index) {
  const work_order& work = m_settings.work;
  const stripes cut = work.bytes(work.items()[index].spill_in_bytes);
  const time_ps latency = from_seconds(m_settings.config.latency_s);
  // The last blocks that were spilled are the first to go back: all must have arrived.
  while (m_stored < m_expected) sc_core::wait(m_stored_event);
  time_ps at = std::max(m_stored_at, m_sent);
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    const uint64_t bytes = work.bundled(cut, r);
    wait_turn(at, 1);
    const span memory = m_memory.reserve(at, memory_time(bytes));
    const burst b{cargo::activations,
                  step,
                  index,
                  static_cast<uint32_t>(r),
                  bytes,
                  {memory.first + latency, memory.last + latency},
                  {}};
    const span left = activations_out.send(b);
    m_sent = left.last;
    at = std::max(at, left.first - latency);  // read the next one while this one is on the wire
    m_returned_bytes += bytes;
  }
}

void activation_server::send() {
  const work_order& work = m_settings.work;
  const auto& items = work.items();
  for (uint32_t step = 0; step < work.step_count; ++step) {
    for (uint32_t i = 0; i < items.size(); ++i) {
      m_expected += work.planes * work.bytes(items[i].spill_out_bytes).plane_bytes();
      if (items[i].sample_bytes > 0) send_samples(step, i);
      if (items[i].spill_in_bytes > 0) send_back(step, i);
    }
  }
}

void activation_server::waits(std::vector<std::string>& into) const {
  into.push_back(activations_in.channel().waiting());
}

}  // namespace ws
