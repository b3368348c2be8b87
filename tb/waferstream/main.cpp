// SPDX-License-Identifier: Apache-2.0
// The program `waferstream`: reads the command line, runs one subcommand, tells its end by the
// exit status (0, 2 usage, 3 input, 4 simulation, 5 resources, 130 interrupted).
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <systemc>

#include "commands.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/report/outcome.h"

namespace ws::program {

void print(const std::string& text) {
  errno = 0;
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
  throw resource_error(
      say(msg::cannot_write, "standard output", std::generic_category().message(errno)));
}

namespace {

int run(int argc, char** argv) {
  CLI::App app("Simulates training on a CS-2 cluster by weight streaming.", "waferstream");
  app.set_version_flag("--version", std::string("waferstream ") + WS_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  action chosen;
  add_train(app, chosen);
  add_config(app, chosen);
  add_model(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help and --version
    throw usage_error(e.what());
  }
  return chosen();
}

}  // namespace
}  // namespace ws::program

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  // What SystemC would print by itself goes through our own messages instead.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  try {
    return ws::program::run(argc, argv);
  } catch (...) {
    const ws::outcome end = ws::outcome_of(std::current_exception());
    std::fprintf(stderr, "%s\n", end.text.c_str());
    return end.status;
  }
}
