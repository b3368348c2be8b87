// SPDX-License-Identifier: Apache-2.0
#include "testbench.h"

#include <sysc/tracing/sc_tracing_ids.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <thread>

#include "interrupt.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/stopwatch.h"
#include "ws/report/outcome.h"
#include "ws/report/waveform.h"

namespace ws::tb {
namespace {

/// The waveform of a run; kept however the run ends, since that is when it is needed.
class wave_file {
 public:
  explicit wave_file(const std::string& path) : m_file(path) {
    const std::string vcd = m_file.vcd();  // SystemC appends the ending
    m_trace = sc_core::sc_create_vcd_trace_file(vcd.substr(0, vcd.size() - 4).c_str());
    m_trace->set_time_unit(1, sc_core::SC_PS);
  }
  sc_core::sc_trace_file* trace() const { return m_trace; }
  void commit() {
    sc_core::sc_close_vcd_trace_file(m_trace);
    m_file.commit();
  }

 private:
  waveform m_file;
  sc_core::sc_trace_file* m_trace;
};

std::string simulated_time(time_ps when) {
  return figure(seconds(when), "s") + " of simulated time";
}

int tell_interrupt(const std::string& after) {
  std::fprintf(stderr, "%s\n", say(msg::bench_interrupted, after).c_str());
  return exit_status::interrupted;
}

/// Ends the program a second after Ctrl-C if the simulation has not come to a pause by then:
/// loosely timed processes may run far ahead without giving control back.
class interrupt_watch {
 public:
  interrupt_watch() : m_thread([this] { watch(); }) {}
  ~interrupt_watch() {
    m_over = true;
    m_thread.join();
  }
  interrupt_watch(const interrupt_watch&) = delete;
  interrupt_watch& operator=(const interrupt_watch&) = delete;
  void reached(time_ps time) { m_reached = time; }

 private:
  void watch() {
    for (int patience = 50; patience > 0 && !m_over; patience -= program::interrupt_flag() ? 1 : 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (m_over) return;
    remove_temporaries();
    _exit(tell_interrupt(simulated_time(m_reached)));
  }
  std::atomic<bool> m_over{false};
  std::atomic<time_ps> m_reached{0};
  std::thread m_thread;
};

std::string footer(const testbench& bench) {
  std::string text = "Promises, checked in every run:\n";
  for (const promise& p : bench.promises())
    text += fmt::format("  {:<10}{}\n            {}\n", p.name, p.what, p.how);
  return text +
         "\nExit status: 0 all promises kept, 2 wrong usage, 4 a promise is broken or the "
         "simulation\n"
         "failed, 5 a file cannot be written or memory is missing, 130 interrupted.\n";
}

int run(int argc, char** argv) {
  const std::unique_ptr<testbench> bench = make_testbench();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  common_options& common = bench->common;
  CLI::App app(bench->purpose(), bench->name());
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", WS_VERSION);
  app.footer(footer(*bench));
  options o(app);
  bench->declare(o);
  o.integer("--seed", common.seed, 0, UINT64_MAX, "Of all random numbers");
  if (!bench->clocked()) {
    o.choice("--transport", common.transport, {"lt", "at"}, "Loosely or approximately timed");
    o.number("--at-most", common.at_most, quantity::plain, 1, 1e6,
             "Promise: no time is above this many closed forms; 0: not judged", true);
    o.file("--trace", common.trace,
           "Write waveforms for GTKWave (.vcd or .fst); implies --transport at");
  }
  if (program::helped(arguments, app, bench->name())) return exit_status::ok;
  o.read(arguments);
  bench->check(o);
  o.check();
  if (!common.trace.empty()) {
    waveform::check(common.trace);
    check_outputs({{"--trace", common.trace}}, {});
  }
  program::catch_interrupts();
  std::vector<promise> promises = bench->promises();
  if (common.at_most > 0)
    promises.push_back(
        {"pace", fmt::format("no time is more than {} times its closed form", common.at_most),
         "the ratios above"});
  bench_run r(common, promises);
  bench->run(r);
  return r.end();
}

}  // namespace

bench_run::bench_run(const common_options& common, std::vector<promise> promises)
    : out(style_of_stdout()), m_common(common), m_promises(std::move(promises)) {}

bool bench_run::simulate(const simulation& s) {
  const stopwatch watch;
  std::optional<wave_file> wave;
  if (!m_common.trace.empty()) {
    wave.emplace(m_common.trace);
    s.add_signals(wave->trace());
  }
  std::optional<interrupt_watch> interrupt(std::in_place);
  time_ps slice = s.every > 0 ? s.every : ps_per_us;
  try {
    do {
      const double before = watch.seconds();
      // When nothing moves any more time stops at the last event, not at the end of the slice; so
      // a slice has to reach the next one.
      sc_core::sc_time length = to_sc_time(slice);
      if (sc_core::sc_pending_activity())
        length = std::max(length, sc_core::sc_time_to_pending_activity());
      sc_core::sc_start(length, sc_core::SC_EXIT_ON_STARVATION);
      s.look();
      interrupt->reached(now_ps());
      if (program::interrupt_flag()) m_interrupted = simulated_time(now_ps());
      if (s.every == 0 && watch.seconds() - before < 0.05 && slice < ps_per_s * 1000) slice *= 2;
    } while (sc_core::sc_pending_activity() && m_interrupted.empty());
  } catch (const sc_core::sc_report& report) {
    if (std::strstr(report.what(), "std::bad_alloc") != nullptr) throw;
    // What our own code throws in a process comes out as a report of SystemC's.
    const bool ours =
        report.get_msg_type() == std::string(sc_core::SC_ID_SIMULATION_UNCAUGHT_EXCEPTION_);
    broken("end", (ours ? "" : std::string(report.get_msg_type()) + ": ") + report.get_msg());
  }
  interrupt.reset();
  m_wall_s = watch.seconds();
  if (wave) wave->commit();
  const bool done = s.done();
  if (!done && m_interrupted.empty() && m_faults.empty())
    broken("end",
           fmt::format("nothing can move at {}: {}", figure(seconds(now_ps()), "s"), s.waits()));
  return done;
}

void bench_run::broken(const std::string& name, const std::string& fault) {
  m_faults.emplace_back(name, fault);
}

void bench_run::broken(const std::string& name, const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) broken(name, fault);
}

std::string bench_run::time_columns() {
  return fmt::format("{:>10}{:>14}{:>9}", "simulated", "closed form", "ratio");
}

std::string bench_run::byte_columns() { return fmt::format("{:>20}{:>20}", "counted", "planned"); }

void bench_run::add_time(const std::string& name, double took_s, double formula_s) {
  const double ratio = took_s / formula_s;
  out.row(name,
          fmt::format("{:>10}{:>14}{:>9}  {}", figure(took_s, "s"), figure(formula_s, "s"),
                      ratio < 100 ? fmt::format("{:.4f}", ratio) : fmt::format("{:.0f}", ratio),
                      out.bar(1 / ratio, 20)));
  if (m_common.at_most > 0 && ratio > m_common.at_most)
    broken("pace", fmt::format("{}: {:.4f} times its closed form", name, ratio));
}

void bench_run::add_bytes(const std::string& name, uint64_t counted, uint64_t planned) {
  out.row(name, fmt::format("{:>20}{:>20}", grouped(counted), grouped(planned)));
  if (counted != planned)
    broken("bytes",
           fmt::format("{}: {} B counted, {} B planned", name, grouped(counted), grouped(planned)));
}

bool bench_run::interrupted(uint64_t cycle) {
  if (m_interrupted.empty() && program::interrupt_flag())
    m_interrupted = grouped(cycle) + " cycles";
  return !m_interrupted.empty();
}

int bench_run::end() {
  if (!m_interrupted.empty()) return tell_interrupt(m_interrupted);
  constexpr size_t most_shown = 10;
  out.heading("Promises");
  for (const promise& p : m_promises) {
    std::vector<std::string> faults;
    for (const auto& [name, fault] : m_faults)
      if (name == p.name) faults.push_back(fault);
    out.line(fmt::format("  {:<8}{:<10}{}", faults.empty() ? "kept" : "BROKEN", p.name, p.what));
    for (size_t i = 0; i < std::min(faults.size(), most_shown); ++i)
      out.line("                    - " + faults[i]);
    if (faults.size() > most_shown)
      out.line(fmt::format("                    - and {} more", faults.size() - most_shown));
  }
  if (!m_common.trace.empty()) out.line("\nWritten: " + m_common.trace);
  program::print(out.text());
  if (m_faults.empty()) return exit_status::ok;
  throw simulation_error(say(msg::promise_broken, m_faults.front().second));
}

void limit(options& o, const std::string& option, const std::string& value, double makes,
           double most, const std::string& of) {
  if (!(makes <= most))
    o.fault(say(msg::too_much, option, value, fmt::format("{:.6g} {}", makes, of),
                fmt::format("{:.6g}", most)));
}

void at_least(options& o, const std::string& option, double value, const std::string& other,
              double least) {
  if (value < least)
    o.fault(say(msg::below_other, option, data_text(value), other, data_text(least)));
}

void whole_words(options& o, const std::string& option, double value) {
  if (value / 4 != std::floor(value / 4)) o.fault(say(msg::not_words, option, data_text(value)));
}

}  // namespace ws::tb

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  using namespace sc_core;
  ws::keep_memory_for_the_end();
  sc_report_handler::set_actions(SC_INFO, SC_DO_NOTHING);
  // A picosecond as the unit of a waveform is meant; so is a slice without an event.
  for (const char* id : {SC_ID_TRACING_TIMESCALE_UNIT_, SC_ID_TRACING_CLOSE_EMPTY_FILE_,
                         SC_ID_NO_SC_START_ACTIVITY_})
    sc_report_handler::set_actions(id, SC_DO_NOTHING);
  try {
    return ws::tb::run(argc, argv);
  } catch (...) {
    const ws::outcome end = ws::outcome_of(std::current_exception());
    std::fprintf(stderr, "%s\n", end.text.c_str());
    return end.status;
  }
}
