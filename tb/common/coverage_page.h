// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include "../tests/cosim/coverage.h"
#include "ws/report/page.h"

namespace ws::tb {

/// What random programs have reached, and what not.
inline void add_coverage(page& out, const test::coverage& covered, uint64_t tile_cycles) {
  out.heading("Cycles");
  for (unsigned i = 0; i < isa::code_count("stall"); ++i)
    if (const uint64_t n = covered.stall(i); n != 0)
      out.row(i == 0 ? "issued" : std::string(isa::code_name("stall", static_cast<int>(i))),
              fmt::format("{:>14}  {:5.1f} %", n,
                          100 * static_cast<double>(n) / static_cast<double>(tile_cycles)));
  const std::vector<std::string> missing = covered.missing();
  out.heading("Instructions and kinds of operands that never came");
  out.row("in all", fmt::format("{}", missing.size()));
  constexpr size_t most = 24;
  for (size_t i = 0; i < missing.size() && i < most; ++i) out.row("", missing[i]);
}

}  // namespace ws::tb
