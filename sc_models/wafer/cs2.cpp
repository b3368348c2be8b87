// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/cs2.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ws/base/report_ids.h"

namespace ws {
namespace {

/// The wait for updated weights is a thousandth of a step: fine enough to show it, and the same
/// however planes are folded.
constexpr size_t activity_bins = 65'536;

/// Room for activations at one link's edge: what two items move, so that one item's leave or arrive
/// while the next is at work, and a micro-batch's samples.
uint64_t activation_room(const cs2_settings& s, uint64_t buffer_bytes) {
  uint64_t largest = 0, samples = 0;
  for (const plan_item& item : s.work.items()) {
    samples = std::max(samples, item.sample_bytes);
    largest = std::max(largest, item.spill_in_bytes + item.spill_out_bytes);
  }
  const uint64_t per_link = (2 * largest + samples) / s.work.links + 64;
  return std::max(per_link, buffer_bytes);
}

uint64_t ingress_bytes(const cs2_settings& s) {
  return static_cast<uint64_t>(s.config.ingress_buffer_bytes);
}
uint64_t egress_bytes(const cs2_settings& s) {
  return static_cast<uint64_t>(s.config.egress_buffer_bytes);
}

/// Activations take all simulated links at once.
link_timing bundle(const cs2_settings& s) {
  link_timing all = s.link;
  all.width = s.work.planes;
  return all;
}

/// Linear share of `total` that is due after `round` of `rounds`.
uint64_t due(uint64_t total, uint64_t round, uint64_t rounds) {
  return (total * (round + 1) + rounds - 1) / rounds;
}

/// Words of a burst go to their place among the item's, where these are wanted.
void paste_words(const words_ptr& from, stripes::range range, std::vector<uint32_t>& into) {
  if (from && !into.empty())
    std::copy_n(from->begin(), range.last - range.first,
                into.begin() + static_cast<ptrdiff_t>(range.first));
}

}  // namespace

cs2::cs2(const sc_core::sc_module_name& name, const cs2_settings& settings,
         std::unique_ptr<compute_model> compute, std::unique_ptr<wafer_values> values)
    : sc_module(name),
      activations_in("activations_in", bundle(settings),
                     activation_room(settings, ingress_bytes(settings))),
      activations_out("activations_out", bundle(settings)),
      m_settings(settings),
      m_compute(std::move(compute)),
      m_values(std::move(values)),
      m_activations_egress(fmt::format("{}.activations_egress", this->name()),
                           settings.work.planes * activation_room(settings, egress_bytes(settings)),
                           settings.work.planes * settings.link.grain, 0),
      m_busy(activity_bins),
      m_links_in(activity_bins),
      m_links_out(activity_bins),
      m_stats(this->name()) {
  const link_timing& link = settings.link;
  for (uint64_t p = 0; p < settings.work.planes; ++p) {
    m_port_in.push_back(std::make_unique<timeline>(m_links_in));
    m_port_out.push_back(std::make_unique<timeline>(m_links_out));
    weights_in.push_back(std::make_unique<burst_receiver>(fmt::format("weights_in{}", p), link,
                                                          ingress_bytes(settings)));
    weights_in[p]->share_port(*m_port_in[p]);
    activations_in.share_port(*m_port_in[p]);
    grads_out.push_back(std::make_unique<burst_sender>(fmt::format("grads_out{}", p), link));
    m_grads_egress.push_back(std::make_unique<burst_channel>(
        fmt::format("{}.grads_egress{}", this->name(), p), egress_bytes(settings), link.grain, 0));
  }
  // Loosely timed, one process runs all links ahead of time: fewer to switch between. With a
  // handshake a link that waits must not hold up the others.
  const uint64_t planes = settings.work.planes;
  const uint64_t group = link.style == protocol::approximately_timed ? 1 : planes;
  for (uint64_t p = 0; p < planes; p += group)
    spawn_thread(fmt::format("grads_drain{}", p),
                 [this, p, group] { drain_gradients(p, p + group); });
  if (link.style == protocol::approximately_timed)
    spawn_method("item_ends", m_item_ends, [this] {
      if (now_ps() >= m_free) m_current_pass = 0;
    });
  spawn_thread("activations_drain", [this] { drain_activations(); });
  spawn_thread(
      "compute", [this] { this->compute(); }, 512 * 1024);

  m_stats.add("weight_bytes", unit::bytes, m_weight_bytes, "weights received over all links");
  m_stats.add("gradient_bytes", unit::bytes, m_gradient_bytes, "gradients sent over all links");
  m_stats.add("sample_bytes", unit::bytes, m_sample_bytes, "input samples received");
  m_stats.add("activation_out_bytes", unit::bytes, m_activation_out_bytes, "activations spilled");
  m_stats.add("activation_in_bytes", unit::bytes, m_activation_in_bytes,
              "spilled activations fetched back");
  m_stats.add("matrix_time", unit::picoseconds, m_matrix_ps, "work triggered by non-zero weights");
  m_stats.add("dense_time", unit::picoseconds, m_dense_ps,
              "work independent of the weights' zeros");
  m_stats.add("multiply_adds", unit::operations, m_macs, "multiply-adds of all PEs");
  m_stats.add("items_done", unit::count, m_items_done, "plan items finished");
}

void cs2::drain_gradients(uint64_t first_link, uint64_t last_link) {
  for (;;) {
    for (uint64_t p = first_link; p < last_link; ++p) {
      m_grads_egress[p]->prefetch();
      m_port_out[p]->prefetch();
      grads_out[p]->prefetch();
    }
    for (uint64_t p = first_link; p < last_link; ++p) {
      burst b = m_grads_egress[p]->get();
      // Gradients and activations share the link: each asks for it once its last burst has gone,
      // so that they take turns.
      const time_ps there = grads_out[p]->earliest(b.times.first);
      wait_until(there);
      const span wire = m_port_out[p]->reserve(there, m_settings.link.time_for(b.bytes));
      m_port_out[p]->forget_before(now_ps());
      b.times = {std::max(b.times.first, wire.first), std::max(b.times.last, wire.last)};
      m_grads_egress[p]->leave(b.bytes, grads_out[p]->send(b));
    }
  }
}

void cs2::drain_activations() {
  for (;;) {
    burst b = m_activations_egress.get();
    const time_ps there = activations_out.earliest(b.times.first);
    wait_turn(there, 1);
    const time_ps work = bundle(m_settings).time_for(b.bytes);
    for (auto& port : m_port_out) {
      const span wire = port->reserve(there, work);
      port->forget_before(now_ps());
      b.times = {std::max(b.times.first, wire.first), std::max(b.times.last, wire.last)};
    }
    m_activations_egress.leave(b.bytes, activations_out.send(b));
  }
}

burst cs2::take(burst_receiver& in, const char* what, uint64_t round, uint64_t bytes) {
  burst b = in.get();
  if (b.bytes != bytes || b.sequence != round)
    SC_REPORT_ERROR(id::unexpected_burst,
                    fmt::format("{}: {} burst {} of {} bytes, expected {} of {} bytes", name(),
                                what, b.sequence, b.bytes, round, bytes)
                        .c_str());
  return b;
}

span cs2::take_weights(const stripes& cut, uint64_t round, std::vector<uint32_t>& words) {
  span times{0, 0};
  for (const auto& in : weights_in) in->prefetch();
  for (uint64_t p = 0; p < weights_in.size(); ++p) {
    const burst b = take(*weights_in[p], "weight", round, cut.bytes(round));
    times.first = std::max(times.first, b.times.first);
    times.last = std::max(times.last, b.times.last);
    paste_words(b.words, cut.words(round, p), words);
  }
  return times;
}

span cs2::take_activations(const stripes& cut, uint64_t round, const char* what,
                           std::vector<uint32_t>& words) {
  const burst b = take(activations_in, what, round, m_settings.work.bundled(cut, round));
  paste_words(b.words, cut.words(round), words);
  return b.times;
}

time_ps cs2::put_gradients(const stripes& cut, uint64_t round, burst b, span times,
                           const std::vector<uint32_t>& words) {
  b.sequence = static_cast<uint32_t>(round);
  b.bytes = cut.bytes(round);
  time_ps end = times.last;
  for (const auto& egress : m_grads_egress) egress->prefetch();
  for (uint64_t p = 0; p < m_grads_egress.size(); ++p) {
    b.times = m_grads_egress[p]->wait_for_room(b.bytes, times);
    b.words = cut_words(words, cut.words(round, p), b.bytes);
    end = std::max(end, b.times.last);
    m_grads_egress[p]->push(b);
  }
  return end;
}

time_ps cs2::put_activations(const stripes& cut, uint64_t round, burst b, span times) {
  b.what = cargo::activations;
  b.sequence = static_cast<uint32_t>(round);
  b.bytes = m_settings.work.bundled(cut, round);
  b.times = m_activations_egress.wait_for_room(b.bytes, times);
  m_activations_egress.push(b);
  return std::max(times.last, b.times.last);
}

time_ps cs2::take_samples(const plan_item& item) {
  const stripes cut = m_settings.work.bytes(item.sample_bytes);
  std::vector<uint32_t> words(m_values ? (item.sample_bytes + 3) / 4 : 0);
  time_ps ready = 0;
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    const span times = take_activations(cut, r, "sample", words);
    ready = std::max(ready, times.last);
    activations_in.leave(m_settings.work.bundled(cut, r), times);
  }
  m_sample_bytes += cut.plane_bytes() * m_settings.work.links;
  if (m_values && item.sample_bytes > 0) m_values->samples(item, words);
  return ready;
}

void cs2::run_item(uint32_t step, uint32_t index) {
  if (m_steps.size() <= step) m_steps.resize(step + 1);
  const work_order& work = m_settings.work;
  const plan_item& item = work.items()[index];
  const stripes weights = work.weights(item), gradients = work.gradients(item);
  const stripes fetched = work.bytes(item.spill_in_bytes),
                spilled = work.bytes(item.spill_out_bytes);
  const uint64_t rounds = std::max<uint64_t>(work.rounds(item), 1);
  const item_time cost = m_compute->time_of(item);
  step_log& log = m_steps[step];
  const time_ps begin = m_free;
  time_ps first_start = never_ps;

  const time_ps samples_ready = take_samples(item);
  std::vector<uint32_t> weight_words(m_values ? item.weight_words : 0), gradient_words, nothing;
  if (m_values && item.gradient_words > 0) gradient_words = m_values->gradient(item);
  const burst out{cargo::gradients, step, index, 0, 0, {}, nullptr};

  time_ps fetched_ready = 0;
  uint64_t fetched_rounds = 0, freed_rounds = 0, spilled_rounds = 0;
  for (uint64_t r = 0; r < rounds; ++r) {
    span in{0, 0};
    if (item.weight_words > 0) in = take_weights(weights, r, weight_words);
    for (; fetched_rounds < due(fetched.rounds(), r, rounds); ++fetched_rounds)
      fetched_ready = std::max(
          fetched_ready, take_activations(fetched, fetched_rounds, "activation", nothing).last);

    const time_ps others = std::max({m_free, in.first, fetched_ready});
    const time_ps start = std::max(others, samples_ready);
    if (r == 0) log.starved += start - others;
    first_start = std::min(first_start, start);
    const auto part = [&](time_ps total) {
      const auto n = static_cast<time_ps>(rounds), k = static_cast<time_ps>(r);
      const auto until = [&](time_ps i) { return total / n * i + total % n * i / n; };
      return until(k + 1) - until(k);
    };
    const time_ps matrix = part(cost.matrix), dense = part(cost.dense);
    time_ps end = within_range(std::max(within_range(start + matrix) + dense, in.last));
    if (m_settings.link.style == protocol::approximately_timed) wait_until(start);
    m_current_item = index;
    m_current_pass = 1 + static_cast<int>(item.pass);

    if (item.gradient_words > 0)
      end = put_gradients(gradients, r, out, {start, end}, gradient_words);
    for (; spilled_rounds < due(spilled.rounds(), r, rounds); ++spilled_rounds)
      end = put_activations(spilled, spilled_rounds, out, {start, end});
    if (item.weight_words > 0)
      for (auto& link : weights_in) link->leave(weights.bytes(r), {start, end});
    for (; freed_rounds < fetched_rounds; ++freed_rounds)
      activations_in.leave(work.bundled(fetched, freed_rounds), {start, end});

    if (end > start)
      m_busy.add({start, end},
                 static_cast<double>(matrix + dense) / static_cast<double>(end - start));
    m_free = end;
    if (m_settings.link.style == protocol::approximately_timed)
      m_item_ends.notify(to_sc_time(end - now_ps()));
  }

  if (m_values) m_values->weights(item, weight_words);
  account(step, index, begin, first_start);
}

void cs2::account(uint32_t step, uint32_t index, time_ps begin, time_ps first_start) {
  const work_order& work = m_settings.work;
  const plan_item& item = work.items()[index];
  const item_time cost = m_compute->time_of(item);
  step_log& log = m_steps[step];
  if (item.pass == pass_kind::forward) {
    if (!log.forward.empty() && log.forward.back().last == begin)
      log.forward.back().last = m_free;
    else
      log.forward.push_back({begin, m_free});
  }
  log.end = m_free;
  log.matrix += cost.matrix;
  log.dense += cost.dense;
  m_weight_bytes += work.weights(item).plane_bytes() * work.links;
  m_gradient_bytes += work.gradients(item).plane_bytes() * work.links;
  m_activation_in_bytes += work.bytes(item.spill_in_bytes).plane_bytes() * work.links;
  m_activation_out_bytes += work.bytes(item.spill_out_bytes).plane_bytes() * work.links;
  m_matrix_ps += static_cast<uint64_t>(cost.matrix);
  m_dense_ps += static_cast<uint64_t>(cost.dense);
  m_macs += std::trunc(item.weight_macs + item.dense_macs);
  ++m_items_done;
  if (m_settings.log_items) m_items.push_back({step, index, {first_start, m_free}});
}

void cs2::compute() {
  const uint32_t count = static_cast<uint32_t>(m_settings.work.items().size());
  for (uint32_t step = 0; step < m_settings.work.step_count; ++step)
    for (uint32_t i = 0; i < count; ++i) run_item(step, i);
  m_done = true;
  m_current_pass = 0;
}

double cs2::progress() const {
  const double all =
      static_cast<double>(m_settings.work.items().size()) * m_settings.work.step_count;
  return all > 0 ? static_cast<double>(m_items_done) / all : 1;
}

void cs2::waits(std::vector<std::string>& into) const {
  for (const auto& in : weights_in) into.push_back(in->channel().waiting());
  into.push_back(activations_in.channel().waiting());
  for (const auto& out : m_grads_egress) into.push_back(out->waiting());
  into.push_back(m_activations_egress.waiting());
}

}  // namespace ws
