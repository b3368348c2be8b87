// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands.h"
#include "ws/base/messages.h"
#include "ws/isa/generate.h"
#include "ws/isa/source.h"
#include "ws/report/outcome.h"

namespace ws::program {
namespace {

struct isa_arguments {
  bool package = false;
  std::string page;
};

int run_isa(const isa_arguments& given) {
  if (!given.package && given.page.empty())
    throw usage_error(say(msg::option_missing, "--markdown or --sv"));
  print(given.package ? isa::system_verilog_package()
                      : isa::refreshed_page(isa::read_source(given.page)));
  return 0;
}

}  // namespace

command isa_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<isa_arguments>();
    o.flag("--sv", given->package, "The SystemVerilog package rtl/ws_isa_pkg.sv");
    o.file("--markdown", given->page, "This page (docs/isa.md) with its tables made anew");
    o.exclude("--sv", "--markdown");
    return [given] { return run_isa(*given); };
  };
  return {"isa", "Prints what is made from the instruction tables", declare};
}

}  // namespace ws::program
