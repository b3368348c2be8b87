// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/base/stats.h"
#include "ws/base/time.h"

namespace ws {

/// What can bound a phase. Shares of time in which the busiest of its kind is at work.
struct utilization {
  double pe = 0;  ///< of the usable PEs at the precision's published rate
  double io_down = 0,
         io_up = 0;  ///< of one CS-2's links, weights, samples and activations together
  std::vector<double> swarmx_down, swarmx_up;              ///< per tree level, root first
  double dram = 0, flash = 0, optimizer = 0, network = 0;  ///< of the MemoryX servers
};

/// One of the three phases of a step.
struct phase_result {
  double time_s = 0;
  utilization busy;
  std::string
      bottleneck;  ///< the name of the largest share, or "latency" when none is above one half
};

struct statistic {
  std::string path, name, unit, meaning;
  uint64_t value = 0;
  double large = 0;  ///< the value of a counter that could overflow an integer
};

/// A stretch of work for the timeline. Tracks are "station" and "lane".
struct timeline_event {
  std::string station, lane, name;
  time_ps start = 0, end = 0;
};

/// What a run of `train` found; one place for the summary, the JSON and the tests.
struct run_result {
  bool complete = true;      ///< false when it ended early: interrupted, or failed
  std::string failure;       ///< why it failed; empty: it did not
  unsigned steps = 0;        ///< complete steps; the figures are of the last one
  unsigned steps_asked = 0;  ///< as many as were to be simulated
  double step_time_s = 0, forward_s = 0, backward_s = 0, cross_iteration_s = 0;
  double input_starvation_s = 0;     ///< wafers waiting for samples
  double matrix_s = 0, dense_s = 0;  ///< a wafer's compute time triggered by weights, and the rest
  uint64_t tokens = 0, samples = 0;  ///< per step, all systems
  double speedup = 0, efficiency = 0;  ///< against one system with the same share of the batch
  double single_system_step_s = 0;     ///< that system's step time; 0: not simulated
  utilization step_busy;
  double pe_vendor_peak = 0;  ///< use of the vendor's dense f16 peak
  phase_result forward, backward, cross_iteration;
  std::string bottleneck;  ///< of the whole step

  double energy_j = 0, systems_j = 0, memoryx_j = 0, swarmx_j = 0, activation_servers_j = 0;
  double matrix_j = 0;  ///< the part of systems_j above idle that matrix work causes

  uint64_t weights_down_bytes = 0;  ///< received by all systems
  uint64_t gradients_up_bytes = 0;  ///< sent by all systems
  uint64_t flash_read_bytes = 0, flash_write_bytes = 0, dram_bytes = 0;
  uint64_t activations_out_bytes = 0, activations_in_bytes = 0, samples_bytes = 0;
  uint64_t sparse_header_bytes = 0;  ///< segment headers of sparse rows, a part of weights_down

  uint64_t transactions = 0;  ///< TLM transactions of this cluster
  double wall_s = 0;
  uint64_t peak_rss_bytes = 0;
  uint64_t swarmx_switches = 0, swarmx_levels = 0;

  std::vector<double> losses;  ///< of each step that knows its loss, runs with values only
  double test_accuracy = -1;   ///< -1: the data set has no test share, or training is not complete
  std::vector<statistic> statistics;
  std::vector<timeline_event> timeline;
};

}  // namespace ws
