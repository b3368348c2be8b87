// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "ws/base/stats.h"
#include "ws/link/tlm_link.h"
#include "ws/memoryx/optimizer.h"
#include "ws/memoryx/placement.h"
#include "ws/memoryx/server.h"
#include "ws/memoryx/weight_store.h"
#include "ws/workload/traffic.h"

namespace ws {

struct memoryx_settings {
  memoryx_config config;
  training_config training;
  work_order work;
  uint64_t servers = 12;  ///< simulated; the others are identical
  placement where;
  std::vector<uint64_t> kept;  ///< per tensor: weights that exist under the mask
  link_timing link;            ///< of each plane, to the root of SwarmX
  uint64_t buffer_bytes = 0;   ///< per plane, for gradients that arrive
  bool log_items = false;
};

/// MemoryX: shard servers that hold weights and optimizer state, stream the weights in order, take
/// the reduced gradients and make the next weights of them. Weights lie on the servers in the order
/// of the stream, each plane's in stretches of a burst: stretch i of plane p on server
/// (p + i * planes) mod servers, so that any number of servers shares the work evenly.
class memoryx : public sc_core::sc_module {
 public:
  std::vector<std::unique_ptr<burst_sender>> weights_out;  // one per plane
  std::vector<std::unique_ptr<burst_receiver>> grads_in;

  /// `values` may be null: then only sizes move, with the same timing.
  memoryx(const sc_core::sc_module_name& name, const memoryx_settings& settings,
          weight_store* values);

  struct step_log {
    time_ps first_weight = never_ps, last_gradient = 0;
    uint64_t dram_bytes = 0, flash_read_bytes = 0, flash_write_bytes = 0;  ///< simulated servers'
  };
  struct item_log {
    const char* lane = "";
    int tensor = -1;
    span times;
  };
  /// Of the steps that have begun; in the end one more than there are: when the step after the last
  /// could have begun.
  const std::vector<step_log>& steps() const { return m_steps; }
  const std::vector<item_log>& items() const { return m_items; }
  const std::vector<std::unique_ptr<memoryx_server>>& servers() const { return m_servers; }
  const stats& statistics() const { return m_stats; }
  /// Steps whose weights are all updated.
  uint64_t updated_steps() const { return m_updates_done / m_stream_order.size(); }
  /// Nothing is left to do: no weight to stream, none to update.
  bool done() const;
  void waits(std::vector<std::string>& into) const;
  /// For waveforms: tensors whose update is done in this step.
  const uint64_t& updates_done() const { return m_updates_done; }

 private:
  struct update_state {
    uint32_t count = 0;  ///< updates done on all servers
    uint64_t servers_done = 0;
    time_ps at = 0;               ///< when the newest was done
    uint32_t gradients_left = 0;  ///< bursts' items x planes still to come in this step
    time_ps gradient_at = 0;
  };
  memoryx_server& server_of(uint64_t plane, uint64_t stretch);
  void order_tensors();
  step_log& log_of(uint32_t step);
  uint64_t first_stretch(const plan_item& item) const;
  /// Whose turn it is at a server when several come at the same picosecond. Planes count among
  /// those that share servers, whether all of these groups are simulated or one.
  unsigned rank(unsigned kind, uint64_t plane) const;
  void fetch(uint64_t plane);
  void fetch_item(uint64_t plane, uint32_t step, uint32_t index, read_window& window);
  void stream(uint64_t plane);
  span read_weights(memoryx_server& server, uint64_t plane, const burst& b, bool flash, span room);
  void take_gradients(uint64_t plane);
  void take_item(uint64_t plane, uint32_t step, uint32_t index);
  void gradient_arrived(uint32_t step, int tensor, time_ps at);
  void update(uint64_t server);
  bool collect_updates(memoryx_server& server);
  void finish_update(uint64_t server, const due_update& done);
  span update_piece(memoryx_server& server, const due_update& due, uint64_t parameters, time_ps at);
  void count(uint32_t step, double dram, double flash_read, double flash_written);
  time_ps wait_for_update(uint64_t plane, int tensor, uint32_t count);
  void begin_step();

  const memoryx_settings m_settings;
  weight_store* m_values;
  const optimizer_cost m_cost;
  std::vector<std::unique_ptr<memoryx_server>> m_servers;
  std::vector<std::unique_ptr<burst_channel>>
      m_staging;  // per plane: from the memories to the wire
  std::vector<update_state> m_tensors;
  std::vector<uint32_t> m_gradient_items;  // per tensor: plan items that make a gradient
  std::vector<int> m_stream_order;         // tensors by their first use
  std::vector<size_t> m_stream_rank;       // per tensor: its place in that order
  std::vector<double> m_stream_words;      // per tensor: words of the tensors before it
  std::vector<due_update> m_due;
  size_t m_tensors_left = 0;  // whose gradient is not complete in this step
  sc_core::sc_event m_updated, m_due_event;
  std::vector<std::string> m_waits_for_update;  // per plane
  uint64_t m_streams_done = 0, m_updates_done = 0;
  std::vector<step_log> m_steps;
  std::vector<item_log> m_items;
  uint64_t m_weight_bytes = 0, m_gradient_bytes = 0, m_dram_bytes = 0, m_flash_read_bytes = 0,
           m_flash_write_bytes = 0, m_parameters_updated = 0;
  stats m_stats;
};

}  // namespace ws
