// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "commands.h"
#include "ws/base/messages.h"
#include "ws/isa/generate.h"
#include "ws/isa/source.h"
#include "ws/isa/view.h"
#include "ws/report/outcome.h"

namespace ws::program {
namespace {

struct isa_arguments {
  bool package = false;
  std::string page, translation, filter;
};

/// Line by line, for a viewer waits for each answer.
void filter(const std::string& kind) {
  for (std::string line; std::getline(std::cin, line);) print(isa::filtered(kind, line) + "\n");
}

int run_isa(const isa_arguments& given) {
  if (given.package) {
    print(isa::system_verilog_package());
  } else if (!given.page.empty()) {
    print(isa::refreshed_page(isa::read_source(given.page)));
  } else if (!given.translation.empty()) {
    print(isa::translation(given.translation));
  } else if (!given.filter.empty()) {
    filter(given.filter);
  } else {
    throw usage_error(say(msg::option_missing, "--markdown, --sv, --translate or --filter"));
  }
  return 0;
}

}  // namespace

command isa_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<isa_arguments>();
    o.flag("--sv", given->package, "The SystemVerilog package rtl/ws_isa_pkg.sv");
    o.file("--markdown", given->page, "This page (docs/isa.md) with its tables made anew");
    o.choice("--translate", given->translation, isa::translations(),
             "Names of numbers, for GTKWave (waveforms/*.txt)");
    o.choice("--filter", given->filter, isa::filters(),
             "Tells for each hexadecimal number on standard input what it is (waveforms/filters)");
    const std::vector<std::string> all = {"--sv", "--markdown", "--translate", "--filter"};
    for (size_t i = 0; i < all.size(); ++i)
      for (size_t j = 0; j < i; ++j) o.exclude(all[i], all[j]);
    return [given] { return run_isa(*given); };
  };
  return {"isa", "Prints what is made from the instruction tables", declare};
}

}  // namespace ws::program
