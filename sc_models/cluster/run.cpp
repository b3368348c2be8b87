// SPDX-License-Identifier: Apache-2.0
#include "ws/cluster/run.h"

#include <sys/resource.h>
#include <sysc/tracing/sc_tracing_ids.h>

#include <algorithm>
#include <new>

#include "figures.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/stopwatch.h"
#include "ws/link/run_guard.h"

namespace ws {
namespace {

uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

std::string waits_of(const std::vector<const cluster*>& all) {
  std::string waits;
  for (const cluster* c : all) {
    const std::string more = c->waits();
    waits += (waits.empty() || more.empty() ? "" : "; ") + more;
  }
  return waits;
}

/// Lets simulated time pass in slices of about a tenth of a second of real time, so that progress
/// and Ctrl-C are looked at. Returns false when it was stopped. Updates of the last step go on
/// after its time is known; what they move is counted, too, so that no figure depends on the
/// slices.
bool simulate(const cluster& main, const std::vector<const cluster*>& all,
              const run_options& options, const stopwatch& watch) {
  // A slice in which nothing happens is nothing to warn of.
  sc_core::sc_report_handler::set_actions(sc_core::SC_ID_NO_SC_START_ACTIVITY_,
                                          sc_core::SC_DO_NOTHING);
  double slice_s = 1e-6;
  while (true) {
    const double before = watch.seconds();
    // When nothing moves any more time stops at the last event, not at the end of the slice.
    sc_core::sc_start(sc_core::sc_time(slice_s, sc_core::SC_SEC), sc_core::SC_EXIT_ON_STARVATION);
    bool done = true;
    for (const cluster* c : all) done = done && c->done();
    if (!sc_core::sc_pending_activity()) {
      if (done) return true;
      throw simulation_error(
          say(msg::deadlock, sc_core::sc_time_stamp().to_seconds(), waits_of(all)));
    }
    if (options.stop != nullptr && options.stop->load()) return false;
    if (options.progress) options.progress(main.progress(), watch.seconds());
    const double took = watch.seconds() - before;
    if (took < 0.05) slice_s = std::min(2 * slice_s, 1e6);
    if (took > 0.2 && slice_s > 1e-9) slice_s /= 2;
  }
}

/// The same; also ends when a process throws. Returns why it failed, or nothing.
std::string simulate_guarded(const cluster& main, const std::vector<const cluster*>& all,
                             const run_options& options, const stopwatch& watch, bool& complete) {
  const run_guard guard(options.stop, options.most_turns);
  try {
    complete = simulate(main, all, options, watch);
    return {};
  } catch (const simulation_error& e) {
    return e.what();
  } catch (const sc_core::sc_report& report) {
    if (guard.stopped()) return {};
    if (guard.livelocked())
      return say(msg::livelock, guard.turns(), sc_core::sc_time_stamp().to_seconds(),
                 waits_of(all));
    // What our own code throws in a process comes out as a report of SystemC's.
    std::string text = report.get_msg();
    if (report.get_msg_type() != std::string(sc_core::SC_ID_SIMULATION_UNCAUGHT_EXCEPTION_))
      return std::string(report.get_msg_type()) + ": " + text;
    if (text == std::bad_alloc().what()) throw std::bad_alloc();
    return text;
  }
}

uint32_t complete_steps(const cluster& c) {
  const auto& log = c.memory().steps();
  uint32_t steps = 0;
  while (steps < c.memory().updated_steps() && steps + 1 < log.size() &&
         log[steps].last_gradient > 0 && log[steps + 1].first_weight != never_ps)
    ++steps;
  return steps;
}

class vcd_file {
 public:
  explicit vcd_file(const std::string& path) {
    if (path.empty()) return;
    const size_t dot = path.rfind(".vcd");  // SystemC appends it
    m_file = sc_core::sc_create_vcd_trace_file(path.substr(0, dot).c_str());
    m_file->set_time_unit(1, sc_core::SC_PS);
    sc_core::sc_report_handler::set_actions(sc_core::SC_ID_TRACING_CLOSE_EMPTY_FILE_,
                                            sc_core::SC_DO_NOTHING);
  }
  ~vcd_file() { close(); }
  vcd_file(const vcd_file&) = delete;
  vcd_file& operator=(const vcd_file&) = delete;
  sc_core::sc_trace_file* get() const { return m_file; }
  void close() {
    if (m_file != nullptr) sc_core::sc_close_vcd_trace_file(m_file);
    m_file = nullptr;
  }

 private:
  sc_core::sc_trace_file* m_file = nullptr;
};

}  // namespace

run_result run_training(const cluster_config& config, const model& m, const plan& p,
                        const run_options& options) {
  const stopwatch watch;
  cluster_settings settings;
  settings.config = config;
  settings.network = std::make_shared<model>(m);
  settings.steps = std::make_shared<plan>(p);
  settings.step_count = options.steps;
  settings.log_items = options.timeline;
  if (!options.trace_vcd.empty())
    settings.config.simulation.transport = transport_style::approximately_timed;
  std::unique_ptr<training_values> values;
  if (options.values)
    values = std::make_unique<training_values>(config, settings.network, settings.steps);
  settings.values = values.get();

  cluster main("cluster", settings);
  std::vector<const cluster*> all{&main};
  std::unique_ptr<cluster> single;
  if (options.single_system && config.systems > 1) {
    cluster_settings alone = settings;
    alone.config.systems = 1;
    alone.config.overrides.clear();
    alone.config.swarmx.jitter_s = 0;
    alone.config.simulation.symmetry = symmetry_mode::folded;
    alone.log_items = false;
    alone.values = nullptr;
    single = std::make_unique<cluster>("single", alone);
    all.push_back(single.get());
  }

  vcd_file trace(options.trace_vcd);
  if (trace.get() != nullptr) main.trace(trace.get());
  bool complete = false;
  const std::string failure = simulate_guarded(main, all, options, watch, complete);
  trace.close();

  run_result r = figures_of(main, complete_steps(main), options.timeline);
  r.complete = complete;
  r.failure = failure;
  r.steps_asked = options.steps;
  if (config.systems == 1) r.single_system_step_s = r.step_time_s;
  // The same step of both, when it did not come to the end.
  if (single && r.steps > 0 && complete_steps(*single) >= r.steps)
    r.single_system_step_s = figures_of(*single, r.steps, false).step_time_s;
  if (r.step_time_s > 0 && r.single_system_step_s > 0) {
    r.efficiency = r.single_system_step_s / r.step_time_s;
    r.speedup = r.efficiency * static_cast<double>(config.systems);
  }
  if (values) {
    r.losses = values->losses();
    if (complete) r.test_accuracy = values->test_accuracy();
  }
  r.wall_s = watch.seconds();
  r.peak_rss_bytes = peak_rss_bytes();
  if (!failure.empty()) throw failed_run(std::move(r));
  return r;
}

}  // namespace ws
