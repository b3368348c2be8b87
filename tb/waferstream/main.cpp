// SPDX-License-Identifier: Apache-2.0
// The program `waferstream`: reads the command line, runs one subcommand, tells its end by the
// exit status (0, 2 usage, 3 input, 4 simulation, 5 resources, 130 interrupted).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <systemc>

#include "commands.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/report/outcome.h"

namespace ws::program {
namespace {

// No command is chosen: why.
[[noreturn]] void refuse(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& names) {
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  if (arguments.empty()) throw usage_error(say(msg::command_missing, all));
  const std::string &first = arguments.front(), near = nearest(first, names);
  if (first.substr(0, 1) == "-") throw usage_error(say(msg::command_missing, all));
  throw usage_error(near.empty() ? say(msg::command_unknown, shown(first), all)
                                 : say(msg::command_unknown_near, shown(first), near, all));
}

int run(std::vector<std::string> arguments) {
  CLI::App app("Simulates training on a CS-2 cluster by weight streaming.", "waferstream");
  app.set_version_flag("--version", WS_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer(
      "Exit status: 0, or 2 wrong usage, 3 bad cluster, model, data or program, 4 failed\n"
      "simulation, 5 a file cannot be written or memory is missing, 130 interrupted.\n");
  const std::string first = arguments.empty() ? "" : arguments.front();
  std::function<int()> chosen;
  CLI::App* page = &app;
  std::vector<std::string> names;
  std::unique_ptr<options> given;
  for (const command& c : {train_command(), config_command(), model_command(), asm_command(),
                           disasm_command(), run_command(), kernel_command(), isa_command()}) {
    names.push_back(c.name);
    CLI::App* inner = app.add_subcommand(c.name, c.help);
    if (c.name != first) continue;
    given = std::make_unique<options>(*inner);
    chosen = c.declare(*given);
    page = inner;
  }
  if (helped(arguments, *page, "waferstream")) return exit_status::ok;
  if (!chosen) refuse(arguments, names);
  given->read({arguments.begin() + 1, arguments.end()});
  return chosen();
}

}  // namespace
}  // namespace ws::program

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  ws::keep_memory_for_the_end();
  // What SystemC would print by itself goes through our own messages instead.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  try {
    return ws::program::run({argv + 1, argv + argc});
  } catch (...) {
    const ws::outcome end = ws::outcome_of(std::current_exception());
    std::fprintf(stderr, "%s\n", end.text.c_str());
    return end.status;
  }
}
