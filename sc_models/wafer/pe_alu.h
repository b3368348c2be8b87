// SPDX-License-Identifier: Apache-2.0
// What scalar instructions make of their operands.
#pragma once
#include <cstdint>

#include "ws/base/fp.h"
#include "ws/isa/instruction_table.h"

namespace ws::pe_alu {

inline unsigned rd(uint32_t word) { return word >> 20 & 15u; }
inline unsigned ra(uint32_t word) { return word >> 16 & 15u; }
inline unsigned rb(uint32_t word) { return word >> 12 & 15u; }
inline uint16_t low(uint32_t value) { return static_cast<uint16_t>(value); }
inline int32_t as_signed(uint16_t v) { return static_cast<int16_t>(v); }

inline bool is_in(uint8_t opcode, uint8_t first, uint8_t last) {
  return opcode >= first && opcode <= last;
}

/// What the instructions with three registers and those with a number have in common.
inline uint16_t alu(uint8_t opcode, uint16_t a, uint16_t b) {
  switch (opcode) {
    case isa::op("add"):
    case isa::op("addi"):
      return low(a + b);
    case isa::op("sub"):
      return low(a - b);
    case isa::op("and"):
    case isa::op("andi"):
      return a & b;
    case isa::op("or"):
    case isa::op("ori"):
      return a | b;
    case isa::op("xor"):
    case isa::op("xori"):
      return a ^ b;
    case isa::op("sll"):
    case isa::op("slli"):
      return low(uint32_t{a} << (b & 15));
    case isa::op("srl"):
    case isa::op("srli"):
      return low(a >> (b & 15));
    case isa::op("sra"):
    case isa::op("srai"):
      return low(static_cast<uint32_t>(as_signed(a) >> (b & 15)));
    case isa::op("mul"):
    case isa::op("muli"):
      return low(uint32_t{a} * b);
    case isa::op("mulh"):
      return low(static_cast<uint32_t>(as_signed(a) * as_signed(b)) >> 16);
    case isa::op("mulhu"):
      return low(uint32_t{a} * b >> 16);
    case isa::op("slt"):
    case isa::op("slti"):
      return as_signed(a) < as_signed(b);
    case isa::op("sltu"):
    case isa::op("sltui"):
      return a < b;
    case isa::op("seq"):
    case isa::op("seqi"):
      return a == b;
    case isa::op("feqh"):
      return f16_compare(a, b).equal;
    case isa::op("flth"):
      return f16_compare(a, b).less;
    case isa::op("fleh"):
      return f16_compare(a, b).less || f16_compare(a, b).equal;
    case isa::op("clz"):
      return low(a == 0 ? 16u : static_cast<uint32_t>(__builtin_clz(a)) - 16u);
    case isa::op("ctz"):
      return low(a == 0 ? 16u : static_cast<uint32_t>(__builtin_ctz(a)));
    case isa::op("popcnt"):
      return low(static_cast<uint32_t>(__builtin_popcount(a)));
    case isa::op("movi"):
      return b;
    default:  // mov
      return a;
  }
}

inline bool taken(uint8_t opcode, uint16_t x, uint16_t a) {
  switch (opcode) {
    case isa::op("beq"):
      return x == a;
    case isa::op("bne"):
      return x != a;
    case isa::op("blt"):
      return as_signed(x) < as_signed(a);
    case isa::op("bge"):
      return as_signed(x) >= as_signed(a);
    case isa::op("bltu"):
      return x < a;
    case isa::op("bgeu"):
      return x >= a;
    case isa::op("beqz"):
      return x == 0;
    case isa::op("bnez"):
      return x != 0;
    default:
      return true;
  }
}

}  // namespace ws::pe_alu
