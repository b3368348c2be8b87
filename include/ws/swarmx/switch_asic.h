// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "ws/base/stats.h"
#include "ws/link/tlm_link.h"

namespace ws {

struct switch_child {
  link_timing link;           ///< to the child, the same both ways
  uint64_t multiplicity = 1;  ///< identical children that this one stands for
};

struct switch_settings {
  link_timing parent;  ///< link to the parent
  std::vector<switch_child> children;
  uint64_t buffer_bytes = 0;  ///< per port and direction
  time_ps jitter = 0;         ///< each burst is late by a random time below this
  uint64_t seed = 1;
  bool one_port = false;  ///< all children share one port: what MemoryX has to do without a tree
};

/// One broadcast-reduce ASIC of SwarmX: sends each burst of weights to every child, and the sum of
/// the children's gradients to the parent. Cut-through by MTU, finite buffers with credits.
class switch_asic : public sc_core::sc_module {
 public:
  burst_receiver weights_in;
  std::vector<std::unique_ptr<burst_sender>> weights_out;
  std::vector<std::unique_ptr<burst_receiver>> grads_in;
  burst_sender grads_out;

  switch_asic(const sc_core::sc_module_name& name, const switch_settings& settings);

  /// The links to the children together, the link to the parent, and the port that all children
  /// share (if they do).
  const activity& down_busy() const { return m_down; }
  const activity& up_busy() const { return m_up; }
  const activity& port_busy() const { return m_port.busy(); }
  const stats& statistics() const { return m_stats; }
  /// The name of every wait that is going on, for a deadlock report.
  void waits(std::vector<std::string>& into) const;

 private:
  void broadcast();
  void reduce();
  span forward_times(const burst& b, const link_timing& link) const;

  const switch_settings m_settings;
  uint64_t m_name_hash;
  static constexpr size_t bins = 1024;  // there are hundreds of switches
  activity m_down{bins}, m_up{bins};
  timeline m_port{bins};  // of all children, when they share one
  uint64_t m_bursts_broadcast = 0, m_bursts_reduced = 0, m_words_added = 0;
  stats m_stats;
};

}  // namespace ws
