// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "ws/base/error.h"
#include "ws/cluster/result.h"
#include "ws/config/cluster_config.h"
#include "ws/link/run_guard.h"
#include "ws/workload/plan.h"

namespace ws {

struct run_options {
  unsigned steps = 2;     ///< the last one is reported, so that it starts from a running cluster
  bool values = false;    ///< move real numbers
  bool timeline = false;  ///< collect run_result::timeline
  bool single_system = true;  ///< also simulate one system, for speed-up and efficiency
  std::string trace_vcd;      ///< waveform file; empty: none. Forces approximately timed transport
  /// So many turns of processes without simulated time passing are taken for a livelock.
  uint64_t most_turns = run_guard::default_most_turns;
  const std::atomic<bool>* stop = nullptr;                   ///< set by Ctrl-C
  std::function<void(double done, double wall_s)> progress;  ///< share of the work done, 0..1
};

/// The simulation failed on its way; what was measured until then is not lost.
class failed_run : public simulation_error {
 public:
  explicit failed_run(run_result partial)
      : simulation_error(partial.failure), m_partial(std::move(partial)) {}
  const run_result& partial() const { return m_partial; }

 private:
  run_result m_partial;
};

/// Simulates training. Must be called from sc_main, once per process. Throws failed_run when
/// nothing can move any more (naming who waits for what), when simulated time runs out, when
/// numbers are not finite.
run_result run_training(const cluster_config& config, const model& m, const plan& p,
                        const run_options& options);

}  // namespace ws
