// SPDX-License-Identifier: Apache-2.0
#include "ws/cluster/cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace ws {
namespace {

bool may_fold_systems(const cluster_settings& s) {
  const cluster_config& c = s.config;
  return c.simulation.symmetry == symmetry_mode::folded && c.overrides.empty() &&
         c.swarmx.jitter_s == 0 && c.swarmx.topology == swarmx_topology::tree &&
         s.values == nullptr;
}

bool may_fold_planes(const cluster_settings& s) {
  const cluster_config& c = s.config;
  return c.simulation.symmetry != symmetry_mode::none && c.swarmx.jitter_s == 0 &&
         s.values == nullptr;
}

}  // namespace

cluster::cluster(const sc_core::sc_module_name& name, const cluster_settings& settings)
    : sc_module(name), m_settings(settings) {
  const cluster_config& config = settings.config;
  // Servers and planes come in equal groups as many as their greatest common divisor.
  const uint64_t links = config.cs2.links;
  const uint64_t groups =
      may_fold_planes(settings) ? std::gcd(links, config.memoryx.servers) : uint64_t{1};
  m_work.steps = settings.steps;
  m_work.step_count = settings.step_count;
  m_work.links = links;
  m_work.planes = links / groups;
  m_work.burst_bytes = static_cast<uint64_t>(config.simulation.burst_bytes);
  m_servers = config.memoryx.servers / groups;

  const bool tree_topology = config.swarmx.topology == swarmx_topology::tree;
  const swarmx_tree tree(config.systems, tree_topology ? config.swarmx.radix : config.systems + 1,
                         may_fold_systems(settings));
  build_systems(tree);
  build_memoryx();
  for (uint64_t p = 0; p < m_work.planes; ++p) {
    if (config.systems == 1) {
      m_memoryx->weights_out[p]->out.bind(m_systems[0].wafer->weights_in[p]->in);
      m_systems[0].wafer->grads_out[p]->out.bind(m_memoryx->grads_in[p]->in);
    } else if (tree_topology) {
      build_plane(tree, p);
    } else {
      build_one_port(p);
    }
  }
  if (config.systems > 1 && tree_topology) {
    m_levels = tree.levels();
    m_switch_count = tree.switches() * links;
  }
}

link_timing cluster::timing(double bits_per_s, double efficiency, double latency_s) const {
  link_timing link;
  link.bytes_per_s = bits_per_s / 8 * efficiency;
  link.latency = from_seconds(latency_s);
  link.grain = static_cast<uint64_t>(m_settings.config.simulation.mtu_bytes);
  link.style = m_settings.config.simulation.transport == transport_style::loosely_timed
                   ? protocol::loosely_timed
                   : protocol::approximately_timed;
  return link;
}

link_timing cluster::system_link(uint64_t index) const {
  const cs2_config& config = m_settings.config.cs2;
  double rate = config.link_rate_bits_per_s, latency = config.link_latency_s;
  for (const system_override& o : m_settings.config.overrides) {
    if (o.system != index) continue;
    if (o.link_rate_bits_per_s > 0) rate = o.link_rate_bits_per_s;
    if (o.link_latency_s > 0) latency = o.link_latency_s;
  }
  return timing(rate, config.link_efficiency, latency);
}

void cluster::build_systems(const swarmx_tree& tree) {
  const cluster_config& config = m_settings.config;
  // The tree lists the CS-2s that are simulated, each with how many it stands for.
  for (const swarmx_tree::child& leaf : tree.systems()) {
    wafer_config wafer = config.cs2.wafer;
    for (const system_override& o : config.overrides)
      if (o.system == leaf.system && o.clock_hz > 0) wafer.clock_hz = o.clock_hz;
    const link_timing link = system_link(leaf.system);
    link_timing bundle = link;
    bundle.width = m_work.planes;
    system s;
    s.multiplicity = leaf.multiplicity;
    s.wafer = std::make_unique<cs2>(
        fmt::format("cs2_{}", leaf.system).c_str(),
        cs2_settings{config.cs2, m_work, link, m_settings.log_items},
        make_peak_compute(wafer, config.training.precision),
        m_settings.values != nullptr ? m_settings.values->make_wafer(leaf.system) : nullptr);
    s.activations = std::make_unique<activation_server>(
        fmt::format("activation_server_{}", leaf.system).c_str(),
        activation_server_settings{config.activation_server, m_work, bundle,
                                   static_cast<uint64_t>(config.cs2.ingress_buffer_bytes)},
        m_settings.values != nullptr ? m_settings.values->samples_of(leaf.system)
                                     : sample_source{});
    s.activations->activations_out.out.bind(s.wafer->activations_in.in);
    s.wafer->activations_out.out.bind(s.activations->activations_in.in);
    m_systems.push_back(std::move(s));
  }
}

void cluster::build_memoryx() {
  const cluster_config& config = m_settings.config;
  memoryx_settings s;
  s.config = config.memoryx;
  s.training = config.training;
  s.work = m_work;
  s.servers = m_servers;
  s.where = place_tensors(*m_settings.network, config.memoryx);
  for (const tensor& t : m_settings.network->tensors)
    s.kept.push_back(t.rows * kept_per_row(t, config.training.sparsity));
  const swarmx_config& x = config.swarmx;
  if (config.systems == 1) {
    s.link = system_link(0);
  } else if (x.topology == swarmx_topology::tree) {
    s.link = timing(x.link_rate_bits_per_s, x.link_efficiency, x.hop_latency_s);
  } else {
    s.link = timing(std::numeric_limits<double>::infinity(), 1, 0);
  }
  s.buffer_bytes = static_cast<uint64_t>(x.buffer_bytes);
  s.log_items = m_settings.log_items;
  m_memoryx = std::make_unique<memoryx>("memoryx", s, m_settings.values);
}

void cluster::build_plane(const swarmx_tree& tree, uint64_t plane) {
  const swarmx_config& x = m_settings.config.swarmx;
  const link_timing up = timing(x.link_rate_bits_per_s, x.link_efficiency, x.hop_latency_s);
  size_t next_system = 0;  // the tree lists its CS-2s in the order in which its nodes name them
  const size_t first = m_switches.size();
  for (size_t n = 0; n < tree.nodes().size(); ++n) {
    const swarmx_tree::node& node = tree.nodes()[n];
    switch_settings s;
    s.parent = up;
    s.buffer_bytes = static_cast<uint64_t>(x.buffer_bytes);
    s.jitter = from_seconds(x.jitter_s);
    s.seed = m_settings.config.training.seed;
    for (const swarmx_tree::child& c : node.children)
      s.children.push_back({c.node < 0 ? system_link(c.system) : up, c.multiplicity});
    m_switches.push_back(
        {std::make_unique<switch_asic>(fmt::format("switch_{}_{}", plane, n).c_str(), s),
         node.level, node.multiplicity});
  }
  for (size_t n = 0; n < tree.nodes().size(); ++n) {
    switch_asic& parent = *m_switches[first + n].asic;
    for (size_t c = 0; c < tree.nodes()[n].children.size(); ++c) {
      const swarmx_tree::child& child = tree.nodes()[n].children[c];
      if (child.node >= 0) {
        switch_asic& below = *m_switches[first + static_cast<size_t>(child.node)].asic;
        parent.weights_out[c]->out.bind(below.weights_in.in);
        below.grads_out.out.bind(parent.grads_in[c]->in);
      } else {
        cs2& wafer = *m_systems[next_system++].wafer;
        parent.weights_out[c]->out.bind(wafer.weights_in[plane]->in);
        wafer.grads_out[plane]->out.bind(parent.grads_in[c]->in);
      }
    }
  }
  m_memoryx->weights_out[plane]->out.bind(m_switches[first].asic->weights_in.in);
  m_switches[first].asic->grads_out.out.bind(m_memoryx->grads_in[plane]->in);
}

void cluster::build_one_port(uint64_t plane) {
  const memoryx_config& m = m_settings.config.memoryx;
  switch_settings s;
  s.parent = timing(std::numeric_limits<double>::infinity(), 1, 0);
  s.buffer_bytes = static_cast<uint64_t>(m_settings.config.swarmx.buffer_bytes);
  s.one_port = true;
  for (uint64_t i = 0; i < m_systems.size(); ++i) {
    // A server's port reaches one system at a time, at the slower of both ends' rates.
    link_timing link = system_link(i);
    link.bytes_per_s =
        std::min(link.bytes_per_s, m.network_rate_bits_per_s / 8 * m.network_efficiency);
    s.children.push_back({link, 1});
  }
  m_switches.push_back(
      {std::make_unique<switch_asic>(fmt::format("port_{}", plane).c_str(), s), 0, 1});
  switch_asic& port = *m_switches.back().asic;
  for (size_t i = 0; i < m_systems.size(); ++i) {
    port.weights_out[i]->out.bind(m_systems[i].wafer->weights_in[plane]->in);
    m_systems[i].wafer->grads_out[plane]->out.bind(port.grads_in[i]->in);
  }
  m_memoryx->weights_out[plane]->out.bind(port.weights_in.in);
  port.grads_out.out.bind(m_memoryx->grads_in[plane]->in);
}

bool cluster::done() const {
  return m_memoryx->done() && std::all_of(m_systems.begin(), m_systems.end(),
                                          [](const system& s) { return s.wafer->done(); });
}

uint64_t cluster::transactions() const {
  uint64_t sum = 0;
  for (const auto& out : m_memoryx->weights_out) sum += out->transactions();
  for (const tree_switch& s : m_switches) {
    for (const auto& out : s.asic->weights_out) sum += out->transactions();
    sum += s.asic->grads_out.transactions();
  }
  for (const system& s : m_systems) {
    for (const auto& out : s.wafer->grads_out) sum += out->transactions();
    sum += s.wafer->activations_out.transactions() + s.activations->activations_out.transactions();
  }
  return sum;
}

std::string cluster::waits() const {
  std::vector<std::string> all;
  m_memoryx->waits(all);
  for (const tree_switch& s : m_switches) s.asic->waits(all);
  for (const system& s : m_systems) {
    s.wafer->waits(all);
    s.activations->waits(all);
  }
  std::string text;
  for (const std::string& wait : all)
    if (!wait.empty()) text += (text.empty() ? "" : "; ") + wait;
  return text;
}

void cluster::trace(sc_core::sc_trace_file* file) const {
  const auto add = [file](const auto& signal, const std::string& name) {
    sc_core::sc_trace(file, signal, name);
  };
  const memoryx& m = *m_memoryx;
  const std::string top = name();
  add(m.weights_out[0]->phase(), top + ".memoryx.weights_out0.request");
  add(m.weights_out[0]->item(), top + ".memoryx.weights_out0.item");
  add(m.grads_in[0]->level(), top + ".memoryx.grads_in0.level_bytes");
  add(m.updates_done(), top + ".memoryx.updates_done");
  for (const tree_switch& s : m_switches) {
    const std::string path = s.asic->name();
    if (path.find("_0_") == std::string::npos && path.find("port_0") == std::string::npos) continue;
    add(s.asic->weights_in.level(), path + ".weights_in.level_bytes");
    for (size_t c = 0; c < s.asic->weights_out.size(); ++c) {
      add(s.asic->weights_out[c]->phase(), fmt::format("{}.weights_out{}.request", path, c));
      add(s.asic->grads_in[c]->level(), fmt::format("{}.grads_in{}.level_bytes", path, c));
    }
    add(s.asic->grads_out.phase(), path + ".grads_out.request");
  }
  for (const system& s : m_systems) {
    const std::string path = s.wafer->name();
    add(s.wafer->current_item(), path + ".wafer.item");
    add(s.wafer->current_pass(), path + ".wafer.pass");
    add(s.wafer->weights_in[0]->level(), path + ".weights_in0.level_bytes");
    add(s.wafer->activations_in.level(), path + ".activations_in.level_bytes");
    add(s.wafer->grads_out[0]->phase(), path + ".grads_out0.request");
    add(s.wafer->activations_out.phase(), path + ".activations_out.request");
    add(s.activations->activations_out.phase(),
        std::string(s.activations->name()) + ".activations_out.request");
  }
}

}  // namespace ws
