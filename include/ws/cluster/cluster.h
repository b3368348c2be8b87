// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "ws/activations/activation_server.h"
#include "ws/cluster/training_values.h"
#include "ws/memoryx/memoryx.h"
#include "ws/swarmx/switch_asic.h"
#include "ws/swarmx/tree.h"
#include "ws/wafer/cs2.h"

namespace ws {

struct cluster_settings {
  cluster_config config;
  std::shared_ptr<const model> network;
  std::shared_ptr<const plan> steps;
  uint32_t step_count = 1;
  bool log_items = false;
  training_values* values = nullptr;  ///< null: only sizes move
};

/// Everything between the weights and the wafers: MemoryX, SwarmX's switches, the CS-2s and their
/// activation servers, bound by TLM-2.0 sockets. Identical planes and subtrees are simulated once
/// where the config allows it (`folded`).
class cluster : public sc_core::sc_module {
 public:
  cluster(const sc_core::sc_module_name& name, const cluster_settings& settings);

  const memoryx& memory() const { return *m_memoryx; }
  /// A simulated CS-2 and how many it stands for.
  struct system {
    std::unique_ptr<cs2> wafer;
    std::unique_ptr<activation_server> activations;
    uint64_t multiplicity = 1;
  };
  const std::vector<system>& systems() const { return m_systems; }
  /// A simulated switch, its level (0: root) and how many it stands for in its plane.
  struct tree_switch {
    std::unique_ptr<switch_asic> asic;
    unsigned level = 0;
    uint64_t multiplicity = 1;
  };
  const std::vector<tree_switch>& switches() const { return m_switches; }
  unsigned levels() const { return m_levels; }
  uint64_t switch_count() const { return m_switch_count; }  ///< of all planes, folded or not
  const work_order& work() const { return m_work; }
  const cluster_settings& settings() const { return m_settings; }

  bool done() const;
  double progress() const { return m_systems.front().wafer->progress(); }
  uint64_t transactions() const;
  /// What everybody waits for, for a report when nothing moves.
  std::string waits() const;
  /// Handshakes, phases and levels of the first plane's stations.
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  link_timing timing(double bits_per_s, double efficiency, double latency_s) const;
  link_timing system_link(uint64_t index) const;
  void build_systems(const swarmx_tree& tree);
  void build_memoryx();
  void build_plane(const swarmx_tree& tree, uint64_t plane);
  void build_one_port(uint64_t plane);

  const cluster_settings m_settings;
  work_order m_work;
  uint64_t m_servers = 0;
  unsigned m_levels = 0;
  uint64_t m_switch_count = 0;
  std::unique_ptr<memoryx> m_memoryx;
  std::vector<system> m_systems;
  std::vector<tree_switch> m_switches;
};

}  // namespace ws
