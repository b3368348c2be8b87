// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "ws/config/quantity.h"
#include "ws/link/process.h"
#include "ws/report/figure.h"
#include "ws/report/page.h"

// What testbench executables share: options with units, the run, the list of promises.
namespace ws::tb {

/// An option that takes a value with its unit, as cluster files do.
inline CLI::Option* add_quantity(CLI::App& app, const std::string& name, double& value,
                                 quantity what, const std::string& help, double least = 0) {
  const std::string usual = format_number(value, what);
  return app
      .add_option_function<std::string>(
          name,
          [&value, what, name, usual, least](const std::string& text) {
            const parsed_number given = parse_number(text, what);
            if (given.fault != number_fault::none || given.value < least || given.value > 1e18)
              throw CLI::ValidationError(
                  name, fmt::format("{}: must be {} from {}, such as \"{}\"", text, name_of(what),
                                    format_number(least, what), usual));
            value = given.value;
          },
          help)
      ->default_str(usual)
      ->type_name(base_unit(what));
}

/// Parses; the exit status when the program is to end here.
inline std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  app.get_formatter()->column_width(36);
  app.set_version_flag("--version", app.get_name() + " " + WS_VERSION);
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0 && option->get_default_str().empty())
      option->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  return std::nullopt;
}

inline int usage(const std::string& text) {
  std::fprintf(stderr, "%s (--help lists what is allowed)\n", text.c_str());
  return 2;
}

/// What is wrong with the name of a waveform file; empty when nothing is.
inline std::string trace_fault(const std::string& path) {
  if (path.empty()) return {};
  if (path.size() < 5 || path.substr(path.size() - 4) != ".vcd")
    return "--trace: the name must end in .vcd";
  return std::ofstream(path) ? "" : "--trace: cannot write " + path;
}

/// Runs until nothing moves any more, with a waveform if one is asked for. Returns what failed.
inline std::string simulate(const std::string& trace,
                            const std::function<void(sc_core::sc_trace_file*)>& add_signals) {
  sc_core::sc_trace_file* file = nullptr;
  if (!trace.empty()) {
    file = sc_core::sc_create_vcd_trace_file(trace.substr(0, trace.size() - 4).c_str());
    file->set_time_unit(1, sc_core::SC_PS);
    add_signals(file);
  }
  std::string failure;
  try {
    sc_core::sc_start();
  } catch (const sc_core::sc_report& error) {
    failure = std::string(error.get_msg_type()) + ": " + error.get_msg();
  }
  if (file != nullptr) sc_core::sc_close_vcd_trace_file(file);
  return failure;
}

inline std::string data_text(double bytes) { return figure(bytes, "B"); }

/// "kept: ..." or the first of what was broken; ends the page. Returns the exit status.
inline int judge(page& out, const std::vector<std::string>& faults, const std::string& kept,
                 const std::string& trace) {
  out.heading("Promises");
  if (faults.empty()) out.line("  kept: " + kept);
  for (size_t i = 0; i < faults.size() && i < 20; ++i) out.line("  BROKEN " + faults[i]);
  if (faults.size() > 20) out.line(fmt::format("  and {} more", faults.size() - 20));
  if (!trace.empty()) out.line("\nWritten: " + trace);
  std::fputs(out.text().c_str(), stdout);
  return faults.empty() ? 0 : 1;
}

/// A measured time beside what the slowest of its resources needs for it.
inline void add_time(page& out, const std::string& name, double took_s, double formula_s) {
  out.row(name, fmt::format("{:>10}{:>14}{:>9.4f}  {}", figure(took_s, "s"), figure(formula_s, "s"),
                            took_s / formula_s, out.bar(formula_s / took_s, 20)));
}

inline std::string time_columns() {
  return fmt::format("{:>10}{:>14}{:>9}", "simulated", "closed form", "ratio");
}

/// Bytes that were counted beside those that the plan asks for; notes a fault if they differ.
inline void add_bytes(page& out, std::vector<std::string>& faults, const std::string& name,
                      uint64_t counted, uint64_t planned) {
  out.row(name, fmt::format("{:>20}{:>20}", grouped(counted), grouped(planned)));
  if (counted != planned)
    faults.push_back(
        fmt::format("{}: {} B counted, {} B planned", name, grouped(counted), grouped(planned)));
}

}  // namespace ws::tb
