// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "ws/base/stats.h"
#include "ws/link/tlm_link.h"
#include "ws/wafer/compute_model.h"
#include "ws/wafer/wafer_values.h"
#include "ws/workload/traffic.h"

namespace ws {

struct cs2_settings {
  cs2_config config;
  work_order work;
  link_timing link;        ///< of each of the links, both ways
  bool log_items = false;  ///< keep every item's times for the timeline
};

/// One CS-2: the links at the wafer's edge with their buffers, and the wafer, which works on each
/// piece of a layer when its weights arrive and sends the gradients out as it makes them.
class cs2 : public sc_core::sc_module {
 public:
  std::vector<std::unique_ptr<burst_receiver>> weights_in;
  std::vector<std::unique_ptr<burst_sender>> grads_out;
  /// Over all links as one bundle; samples come this way, too.
  burst_receiver activations_in;
  burst_sender activations_out;

  /// `values` may be null: then only sizes move, with the same timing.
  cs2(const sc_core::sc_module_name& name, const cs2_settings& settings,
      std::unique_ptr<compute_model> compute, std::unique_ptr<wafer_values> values);

  struct item_log {
    uint32_t step = 0, item = 0;
    span times;
  };
  /// Busy time by kind, and when the forward passes ran: from the end of what came before.
  struct step_log {
    time_ps starved = 0, matrix = 0, dense = 0, end = 0;
    std::vector<span> forward;  ///< one a micro-batch
  };
  const std::vector<step_log>& steps() const { return m_steps; }
  const std::vector<item_log>& items() const { return m_items; }
  const activity& busy() const { return m_busy; }
  /// Of all simulated links together.
  const activity& links_in_busy() const { return m_links_in; }
  const activity& links_out_busy() const { return m_links_out; }
  const stats& statistics() const { return m_stats; }
  double peak_macs_per_s() const { return m_compute->peak_macs_per_s(); }
  bool done() const { return m_done; }
  double progress() const;
  void waits(std::vector<std::string>& into) const;

  /// For waveforms: the item at work and its pass (0 idle, 1 forward, 2 recompute, 3 backward).
  const uint64_t& current_item() const { return m_current_item; }
  const int& current_pass() const { return m_current_pass; }

 private:
  void compute();
  time_ps take_samples(const plan_item& item);
  void account(uint32_t step, uint32_t index, time_ps begin, time_ps first_start);
  void run_item(uint32_t step, uint32_t index);
  burst take(burst_receiver& in, const char* what, uint64_t round, uint64_t bytes);
  span take_weights(const stripes& cut, uint64_t round, std::vector<uint32_t>& words);
  span take_activations(const stripes& cut, uint64_t round, const char* what,
                        std::vector<uint32_t>& words);
  time_ps put_gradients(const stripes& cut, uint64_t round, burst b, span times,
                        const std::vector<uint32_t>& words);
  time_ps put_activations(const stripes& cut, uint64_t round, burst b, span times);
  void drain_gradients(uint64_t first_link, uint64_t last_link);
  void drain_activations();

  const cs2_settings m_settings;
  std::unique_ptr<compute_model> m_compute;
  std::unique_ptr<wafer_values> m_values;
  std::vector<std::unique_ptr<timeline>> m_port_in, m_port_out;  // the physical links
  std::vector<std::unique_ptr<burst_channel>> m_grads_egress;
  burst_channel m_activations_egress;
  time_ps m_free = 0;  // until when the wafer is at work
  bool m_done = false;
  uint64_t m_current_item = 0;
  int m_current_pass = 0;
  sc_core::sc_event m_item_ends;  // approximately timed: the pass shown may change
  activity m_busy, m_links_in, m_links_out;
  std::vector<step_log> m_steps;
  std::vector<item_log> m_items;
  uint64_t m_weight_bytes = 0, m_gradient_bytes = 0, m_sample_bytes = 0;
  uint64_t m_activation_out_bytes = 0, m_activation_in_bytes = 0, m_matrix_ps = 0, m_dense_ps = 0;
  double m_macs = 0;  // a large model's would overflow an integer within some thousand steps
  uint64_t m_items_done = 0;
  stats m_stats;
};

}  // namespace ws
