// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "ws/base/stats.h"
#include "ws/config/cluster_config.h"
#include "ws/link/tlm_link.h"
#include "ws/workload/traffic.h"

namespace ws {

/// The words of the samples that one system gets for a micro-batch; empty in runs without values.
using sample_source = std::function<std::vector<uint32_t>(uint32_t step, const plan_item& item)>;

struct activation_server_settings {
  activation_server_config config;
  work_order work;
  link_timing link;           ///< to the CS-2, all simulated links as one bundle, both ways
  uint64_t buffer_bytes = 0;  ///< per link, for activations on their way in
};

/// The server beside one CS-2: delivers its samples as the input pipeline makes them, takes the
/// activations that do not fit the wafer and gives them back for the backward pass. It shares the
/// CS-2's links with weights and gradients.
class activation_server : public sc_core::sc_module {
 public:
  burst_receiver activations_in;
  burst_sender activations_out;

  activation_server(const sc_core::sc_module_name& name, const activation_server_settings& settings,
                    sample_source samples);

  /// Of the share that serves the simulated links.
  const activity& memory_busy() const { return m_memory.busy(); }
  const stats& statistics() const { return m_stats; }
  void waits(std::vector<std::string>& into) const;

 private:
  void store();
  void send();
  void send_samples(uint32_t step, uint32_t index);
  void send_back(uint32_t step, uint32_t index);
  /// How long the memory is busy with a burst.
  time_ps memory_time(uint64_t bytes) const;

  const activation_server_settings m_settings;
  sample_source m_samples;
  timeline m_memory;
  time_ps m_produced = 0;  // when the newest samples were there
  time_ps m_sent = 0, m_sent_before = 0;
  uint64_t m_expected = 0;  // bytes that must be stored before they can go back
  uint64_t m_stored = 0;
  time_ps m_stored_at = 0;
  sc_core::sc_event m_stored_event;
  uint64_t m_sample_bytes = 0, m_stored_bytes = 0, m_returned_bytes = 0;
  stats m_stats;
};

}  // namespace ws
