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
  link_timing link;           ///< of each link to the CS-2, both ways
  uint64_t buffer_bytes = 0;  ///< per link, for activations on their way in
};

/// The server beside one CS-2: delivers its samples as the input pipeline makes them, takes the
/// activations that do not fit the wafer and gives them back for the backward pass. It shares the
/// CS-2's links with weights and gradients.
class activation_server : public sc_core::sc_module {
 public:
  std::vector<std::unique_ptr<burst_receiver>> activations_in;
  std::vector<std::unique_ptr<burst_sender>> activations_out;

  activation_server(const sc_core::sc_module_name& name, const activation_server_settings& settings,
                    sample_source samples);

  /// Of all simulated links' shares together.
  const activity& memory_busy() const { return m_memory_busy; }
  const stats& statistics() const { return m_stats; }
  void waits(std::vector<std::string>& into) const;

 private:
  void store(uint64_t link);
  void send(uint64_t link);
  void send_samples(uint64_t link, uint32_t step, uint32_t index);
  void send_back(uint64_t link, uint32_t step, uint32_t index);
  words_ptr sample_words(uint32_t step, uint32_t index, stripes::range range, uint64_t bytes);

  const activation_server_settings m_settings;
  sample_source m_samples;
  double memory_rate() const;
  /// One link's share of the work and of the memory; the links do not wait for each other.
  struct lane {
    explicit lane(activity& busy) : memory(busy) {}
    timeline memory;
    time_ps produced = 0;  ///< when the newest samples were there
    time_ps sent = 0, sent_before = 0;
    uint64_t expected = 0;  ///< bytes that must be stored before they can go back
    uint64_t stored = 0;
    time_ps stored_at = 0;
    sc_core::sc_event stored_event;
  };
  activity m_memory_busy;
  std::vector<std::unique_ptr<lane>> m_lanes;
  std::vector<uint32_t> m_sample_words;  // of the micro-batch below
  uint64_t m_sample_words_of = UINT64_MAX;
  uint64_t m_sample_bytes = 0, m_stored_bytes = 0, m_returned_bytes = 0;
  stats m_stats;
};

}  // namespace ws
