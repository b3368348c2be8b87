// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "ws/isa/codes.h"
#include "ws/wafer/pe_parts.h"

// Vector operations as Verilator keeps them: ws_pe_pkg::needs_t and op_t.
namespace ws {

namespace verilated {

/// Bits `low` and on of a packed vector that Verilator keeps in 32-bit words.
template <class Wide>
uint32_t bits(const Wide& wide, unsigned low, unsigned width) {
  uint64_t pair = wide[low / 32];
  if (low % 32 + width > 32) pair |= uint64_t{wide[low / 32 + 1]} << 32;
  return static_cast<uint32_t>(pair >> low % 32 & ((uint64_t{1} << width) - 1));
}

/// The part of ws_pe_pkg::needs_t that tells what an operation uses.
struct needs {
  explicit needs(uint64_t word)
      : kind{word >> 40 & 7u, word >> 37 & 7u, word >> 34 & 7u},
        number{word >> 31 & 7u, word >> 28 & 7u, word >> 25 & 7u},
        for_two{(word >> 45 & 1u) != 0, (word >> 44 & 1u) != 0, (word >> 43 & 1u) != 0} {}
  uint64_t kind[3], number[3];  // dst, src0, src1
  bool for_two[3];              // waits for two wavelets, where two may be taken
};

inline constexpr unsigned op_pc = 221 - 32 - 16;  // low bit of op_t::pc
inline constexpr uint64_t kind_fabin = isa::code_value("kind", "fabin"),
                          kind_fabout = isa::code_value("kind", "fabout");
inline constexpr uint8_t stall_input = pe_code::stall("input"),
                         stall_output = pe_code::stall("output");

}  // namespace verilated

}  // namespace ws
