// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "ws/cluster/result.h"
#include "ws/config/cluster_config.h"
#include "ws/workload/plan.h"

namespace ws {

struct run_options {
  unsigned steps = 2;     ///< the last one is reported, so that it starts from a running cluster
  bool values = false;    ///< move real numbers
  bool timeline = false;  ///< collect run_result::timeline
  bool single_system = true;  ///< also simulate one system, for speed-up and efficiency
  std::string trace_vcd;      ///< waveform file; empty: none. Forces approximately timed transport
  const std::atomic<bool>* stop = nullptr;                   ///< set by Ctrl-C
  std::function<void(double done, double wall_s)> progress;  ///< share of the work done, 0..1
};

/// Simulates training. Must be called from sc_main, once per process. Throws simulation_error when
/// nothing can move any more, naming who waits for what.
run_result run_training(const cluster_config& config, const model& m, const plan& p,
                        const run_options& options);

}  // namespace ws
