// SPDX-License-Identifier: Apache-2.0
#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

namespace ws {
namespace {

using windows = std::vector<span>;

double length_s(const windows& w) {
  double sum = 0;
  for (const span& s : w) sum += seconds(s.last - s.first);
  return sum;
}

double share(const activity& busy, const windows& w) {
  double sum = 0;
  for (const span& s : w) sum += busy.busy_s(s.first, s.last);
  const double all = length_s(w);
  return all > 0 ? sum / all : 0;
}

/// A mean of shares in which each counts as often as the thing stands for others.
class mean {
 public:
  void add(double value, uint64_t multiplicity) {
    m_sum += value * static_cast<double>(multiplicity);
    m_count += static_cast<double>(multiplicity);
    m_most = std::max(m_most, value);
  }
  double most() const { return m_most; }
  double value() const { return m_count > 0 ? m_sum / m_count : 0; }

 private:
  double m_sum = 0, m_count = 0, m_most = 0;
};

utilization utilization_of(const cluster& c, const windows& w) {
  utilization u;
  const auto planes = static_cast<double>(c.work().planes);
  mean pe, down, up, dram, flash, optimizer, network;
  for (const cluster::system& s : c.systems()) {
    pe.add(share(s.wafer->busy(), w), s.multiplicity);
    down.add(share(s.wafer->links_in_busy(), w) / planes, s.multiplicity);
    up.add(share(s.wafer->links_out_busy(), w) / planes, s.multiplicity);
  }
  for (const auto& server : c.memory().servers()) {
    dram.add(share(server->dram.busy(), w), 1);
    flash.add(std::max(share(server->flash_read.busy(), w), share(server->flash_write.busy(), w)),
              1);
    optimizer.add(share(server->optimizer.busy(), w), 1);
    network.add(std::max(share(server->network_out.busy(), w), share(server->network_in.busy(), w)),
                1);
  }
  const unsigned levels = c.levels();
  if (levels == 0)  // without a tree one port of MemoryX serves all systems in turn
    for (const cluster::tree_switch& s : c.switches())
      u.network =
          std::max({u.network, share(s.asic->down_busy(), w), share(s.asic->port_busy(), w)});
  std::vector<mean> level_down(levels), level_up(levels);
  for (const cluster::tree_switch& s : c.switches()) {
    if (levels == 0) break;
    const auto children = static_cast<double>(s.asic->weights_out.size());
    level_down[s.level].add(share(s.asic->down_busy(), w) / children, s.multiplicity);
    level_up[s.level].add(share(s.asic->up_busy(), w), s.multiplicity);
  }
  for (size_t l = 0; l < levels; ++l) {
    u.swarmx_down.push_back(level_down[l].value());
    u.swarmx_up.push_back(level_up[l].value());
  }
  // The links of the busiest CS-2: one slow link holds up all systems.
  u.pe = pe.value(), u.io_down = down.most(), u.io_up = up.most();
  u.dram = dram.value(), u.flash = flash.value(), u.optimizer = optimizer.value();
  u.network = std::max(u.network, network.value());
  return u;
}

/// The busiest of all; waiting for messages to travel, when nothing is busy for half of the time.
std::string bottleneck_of(const cluster& c, const windows& w, const utilization& u) {
  mean activations;
  for (const cluster::system& s : c.systems())
    activations.add(share(s.activations->memory_busy(), w), s.multiplicity);
  std::vector<std::pair<double, std::string>> all = {
      {u.pe, "pe"},           {u.io_down, "io_down"},
      {u.io_up, "io_up"},     {u.dram, "dram"},
      {u.flash, "flash"},     {u.optimizer, "optimizer"},
      {u.network, "network"}, {activations.most(), "activation_server"}};
  for (size_t l = 0; l < u.swarmx_down.size(); ++l) {
    all.emplace_back(u.swarmx_down[l], fmt::format("swarmx_down[{}]", l));
    all.emplace_back(u.swarmx_up[l], fmt::format("swarmx_up[{}]", l));
  }
  // Links that only pass on what the wafer's own links carry are as busy as those, to a rounding.
  auto best = all.front();
  for (const auto& candidate : all)
    if (candidate.first > best.first + 0.01) best = candidate;
  return best.first < 0.5 ? "latency" : best.second;
}

phase_result phase_of(const cluster& c, const windows& w) {
  phase_result phase;
  phase.time_s = length_s(w);
  phase.busy = utilization_of(c, w);
  phase.bottleneck = bottleneck_of(c, w, phase.busy);
  return phase;
}

/// The system that was the last to finish the step sets its times.
const cs2& slowest(const cluster& c, uint32_t step) {
  const cs2* last = c.systems().front().wafer.get();
  for (const auto& s : c.systems())
    if (s.wafer->steps()[step].end > last->steps()[step].end) last = s.wafer.get();
  return *last;
}

void add_phases(const cluster& c, uint32_t step, run_result& r) {
  const auto& log = c.memory().steps();
  const time_ps begin = log[step].first_weight, end = log[step + 1].first_weight;
  const time_ps gradients = log[step].last_gradient;
  windows forward, backward;
  time_ps at = begin;
  for (span pass : slowest(c, step).steps()[step].forward) {
    pass.first = std::max(pass.first, begin);
    if (pass.first > at) backward.push_back({at, pass.first});
    forward.push_back(pass);
    at = pass.last;
  }
  backward.push_back({at, gradients});
  r.forward = phase_of(c, forward);
  r.backward = phase_of(c, backward);
  r.cross_iteration = phase_of(c, {{gradients, end}});
  r.forward_s = r.forward.time_s;
  r.backward_s = r.backward.time_s;
  r.cross_iteration_s = r.cross_iteration.time_s;
  r.step_time_s = seconds(end - begin);
  r.step_busy = utilization_of(c, {{begin, end}});
  r.bottleneck = bottleneck_of(c, {{begin, end}}, r.step_busy);
  const double starved = seconds(slowest(c, step).steps()[step].starved);
  if (starved > r.forward_s / 2) r.forward.bottleneck = "samples";
  if (starved > r.step_time_s / 2) r.bottleneck = "samples";
}

void add_energy(const cluster& c, run_result& r) {
  const cluster_config& config = c.settings().config;
  const double systems = static_cast<double>(config.systems), t = r.step_time_s;
  const wafer_config& wafer = config.cs2.wafer;
  const double active = wafer.peak_w - wafer.idle_w;
  r.systems_j = systems * (wafer.idle_w * t + active * r.step_busy.pe * t);
  for (const cluster::system& s : c.systems())
    r.matrix_j += active * static_cast<double>(s.multiplicity) *
                  seconds(s.wafer->steps()[r.steps - 1].matrix);
  r.memoryx_j = static_cast<double>(config.memoryx.servers) * config.memoryx.server_w * t;
  // A node is one 1:radix unit, or a pair of 1:2 units.
  const uint64_t nodes = config.swarmx.radix == 2 ? (c.switch_count() + 1) / 2 : c.switch_count();
  r.swarmx_j = static_cast<double>(nodes) * config.swarmx.node_w * t;
  r.activation_servers_j = systems * config.activation_server.server_w * t;
  r.energy_j = r.systems_j + r.memoryx_j + r.swarmx_j + r.activation_servers_j;
}

/// What the last complete step moved.
void add_bytes(const cluster& c, run_result& r) {
  const memoryx::step_log& memory = c.memory().steps()[r.steps - 1];
  const auto all_planes = [&c](uint64_t simulated) {
    return simulated * (c.work().links / c.work().planes);
  };
  r.dram_bytes = all_planes(memory.dram_bytes);
  r.flash_read_bytes = all_planes(memory.flash_read_bytes);
  r.flash_write_bytes = all_planes(memory.flash_write_bytes);
  const model& m = *c.settings().network;
  const double sparsity = c.settings().config.training.sparsity;
  const work_order& work = c.work();
  const uint64_t systems = c.settings().config.systems;
  for (const plan_item& item : work.items()) {
    r.weights_down_bytes += systems * work.links * work.weights(item).plane_bytes();
    r.gradients_up_bytes += systems * work.links * work.gradients(item).plane_bytes();
    r.activations_out_bytes +=
        systems * work.links * work.bytes(item.spill_out_bytes).plane_bytes();
    r.activations_in_bytes += systems * work.links * work.bytes(item.spill_in_bytes).plane_bytes();
    r.samples_bytes += systems * work.links * work.bytes(item.sample_bytes).plane_bytes();
    if (item.tensor < 0 || item.weights_ride) continue;
    const tensor& t = m.tensors[static_cast<size_t>(item.tensor)];
    const uint64_t rows = item.row_end - item.row_begin;
    if (streams_sparse(t, sparsity))
      r.sparse_header_bytes += systems * 4 *
                               (weight_words(t, item.row_begin, item.row_end, sparsity) -
                                rows * kept_per_row(t, sparsity));
  }
}

/// Of the whole run, a step that was not finished included.
void add_statistics(const cluster& c, run_result& r) {
  const auto visit = [&r](const std::string& path, const std::string& name, unit what, auto value,
                          const std::string& meaning) {
    statistic s{path, name, to_string(what), meaning};
    if constexpr (std::is_floating_point_v<decltype(value)>)
      s.large = value;
    else
      s.value = value;
    r.statistics.push_back(s);
  };
  c.memory().statistics().visit(visit);
  for (const auto& s : c.switches()) s.asic->statistics().visit(visit);
  for (const auto& s : c.systems()) {
    s.wafer->statistics().visit(visit);
    s.activations->statistics().visit(visit);
  }
}

void add_timeline(const cluster& c, run_result& r) {
  const model& m = *c.settings().network;
  for (const cluster::system& s : c.systems())
    for (const cs2::item_log& log : s.wafer->items()) {
      if (log.times.last <= log.times.first) continue;
      const plan_item& item = c.work().items()[log.item];
      r.timeline.push_back({s.wafer->name(), to_string(item.pass),
                            m.ops[static_cast<size_t>(item.op)].name, log.times.first,
                            log.times.last});
    }
  for (const memoryx::item_log& log : c.memory().items())
    r.timeline.push_back({c.memory().name(), log.lane,
                          m.tensors[static_cast<size_t>(log.tensor)].name, log.times.first,
                          log.times.last});
}

}  // namespace

run_result figures_of(const cluster& c, uint32_t steps, bool timeline) {
  run_result r;
  const cluster_config& config = c.settings().config;
  r.steps = steps;
  r.transactions = c.transactions();
  r.swarmx_switches = c.switch_count();
  r.swarmx_levels = c.levels();
  r.samples = c.settings().steps->sequences_per_system * config.systems;
  r.tokens = r.samples * c.settings().network->sequence_length;
  add_statistics(c, r);
  if (timeline) add_timeline(c, r);
  if (steps == 0) return r;

  add_bytes(c, r);
  add_phases(c, steps - 1, r);
  const cs2& wafer = slowest(c, steps - 1);
  const cs2::step_log& log = wafer.steps()[steps - 1];
  r.input_starvation_s = seconds(log.starved);
  r.matrix_s = seconds(log.matrix);
  r.dense_s = seconds(log.dense);
  double macs = 0;
  for (const plan_item& item : c.work().items()) macs += item.weight_macs + item.dense_macs;
  r.pe_vendor_peak = 2 * macs / (r.step_time_s * config.cs2.vendor_peak_flops);
  add_energy(c, r);
  return r;
}

}  // namespace ws
