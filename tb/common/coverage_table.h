// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <string>

#include "../tests/cosim/coverage.h"

namespace ws::tb {

/// Steps on the fabric by mode and by the wavelets that they used.
inline std::string wavelet_table(const test::coverage& covered) {
  std::string out =
      "\n| Steps on the fabric | taken 0 | 1 | 2 | given 0 | 1 | 2 "
      "|\n|---|---|---|---|---|---|---|\n";
  for (unsigned mode = 0; mode < 4; ++mode) {
    out += fmt::format("| {} |", isa::code_name("simd", static_cast<int>(mode)));
    for (const bool given : {false, true})
      for (unsigned n = 0; n < 3; ++n)
        out += fmt::format(" {} |", covered.wavelets(given, mode, n));
    out += "\n";
  }
  return out;
}

/// How often what has happened, as Markdown.
inline std::string coverage_tables(const test::coverage& covered) {
  std::string out = "| Vector instruction | all |";
  std::string rule = "|---|---|";
  for (unsigned p = 0; p < 3; ++p)
    for (const unsigned kind : test::coverage::legal_kinds(p)) {
      out += fmt::format(" {} {} |", test::coverage::positions[p], test::coverage::kind_name(kind));
      rule += "---|";
    }
  out += "\n" + rule + "\n";
  std::string scalars = "\n| Scalar instruction | times |\n|---|---|\n";
  for (unsigned op = 0; op < 256; ++op) {
    const isa::instruction* row = isa::row_of_opcode(static_cast<uint8_t>(op));
    if (row == nullptr) continue;
    if (!row->is_vector()) {
      if (row->name != "halt")
        scalars += fmt::format("| `{}` | {} |\n", row->name, covered.opcode(op));
      continue;
    }
    out += fmt::format("| `{}` | {} |", row->name, covered.opcode(op));
    const isa::elem types[] = {row->dst, row->src0, row->src1};
    for (unsigned p = 0; p < 3; ++p)
      for (const unsigned kind : test::coverage::legal_kinds(p))
        out +=
            types[p] == isa::elem::none ? " |" : fmt::format(" {} |", covered.operand(op, p, kind));
    out += "\n";
  }
  out += scalars + "\n| Cause of a stall, or trap | tile cycles |\n|---|---|\n";
  for (unsigned i = 1; i < isa::code_count("stall"); ++i)
    out += fmt::format("| {} | {} |\n", isa::code_name("stall", static_cast<int>(i)),
                       covered.stall(i));
  for (unsigned i = 1; i < isa::code_count("trap"); ++i)
    out += fmt::format("| trap {} | {} |\n", isa::code_name("trap", static_cast<int>(i)),
                       covered.trap(i));
  return out + wavelet_table(covered);
}

}  // namespace ws::tb
