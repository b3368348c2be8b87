// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "options.h"
#include "ws/link/process.h"
#include "ws/report/figure.h"
#include "ws/report/page.h"

// What the testbench executables share: their common options, the run with its waveform, the page
// that it ends with, the promises, and the exit status.
namespace ws::tb {

using program::options;
using program::setting;

/// Something that every run checks.
struct promise {
  std::string name;  ///< one word
  std::string what;  ///< what is promised
  std::string how;   ///< how it is checked
};

/// The options that all have.
struct common_options {
  std::string transport = "lt", trace;
  uint64_t seed = 1;
  double at_most = 0;

  bool four_phases() const { return transport == "at" || !trace.empty(); }
};

/// One run: simulates, collects what is to be told, and knows which promises were broken.
class bench_run {
 public:
  bench_run(const common_options& common, std::vector<promise> promises);
  page out;

  /// What one simulation needs.
  struct simulation {
    std::function<void(sc_core::sc_trace_file*)> add_signals;
    std::function<bool()> done;
    std::function<std::string()> waits;  ///< who waits for what when nothing moves any more
    std::function<void()> look = [] {};  ///< called from time to time
    time_ps every = 0;                   ///< how often; 0: as suits the machine
  };
  /// Lets time pass until nothing moves any more. False if it did not come to its end.
  bool simulate(const simulation& s);
  double wall_s() const { return m_wall_s; }

  void broken(const std::string& name, const std::string& fault);
  void broken(const std::string& name, const std::vector<std::string>& faults);

  static std::string time_columns();
  static std::string byte_columns();
  /// A measured time beside what the slowest of its resources needs for it.
  void add_time(const std::string& name, double took_s, double formula_s);
  /// Bytes that were counted beside those that are planned; breaks "bytes" if they differ.
  void add_bytes(const std::string& name, uint64_t counted, uint64_t planned);

  /// For blocks that are stepped without simulate(): true once Ctrl-C has asked for an end.
  bool interrupted(uint64_t cycle);

  /// Prints the page with its list of promises. Returns the exit status.
  int end();

 private:
  const common_options& m_common;
  std::vector<promise> m_promises;
  std::vector<std::pair<std::string, std::string>> m_faults;  // promise, fault
  double m_wall_s = 0;
  std::string m_interrupted;  // after what; empty: it was not
};

/// One block's testbench; its executable defines make_testbench().
class testbench {
 public:
  common_options common;

  virtual ~testbench() = default;
  virtual std::string name() const = 0;
  virtual std::string purpose() const = 0;
  /// A clocked block is stepped: it knows no transactions and so none of their options.
  virtual bool clocked() const { return false; }
  virtual std::vector<promise> promises() const = 0;
  virtual void declare(options& o) = 0;
  /// Values that do not go together are faults.
  virtual void check(options& o) const = 0;
  virtual void run(bench_run& r) const = 0;
};
std::unique_ptr<testbench> make_testbench();

/// A fault for what would take too long or too much memory.
void limit(options& o, const std::string& option, const std::string& value, double makes,
           double most, const std::string& of);
/// A fault for `value` below another option's.
void at_least(options& o, const std::string& option, double value, const std::string& other,
              double least);
/// A fault for anything but whole words.
void whole_words(options& o, const std::string& option, double value);

inline std::string data_text(double bytes) { return format_number(bytes, quantity::data); }
inline constexpr double most_bursts = 5e6, most_seconds = 1e6;

}  // namespace ws::tb
