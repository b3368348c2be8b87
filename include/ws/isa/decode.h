// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/isa/instruction_table.h"

namespace ws::isa {

/// The bits of an operand in an instruction word, extended by its sign if it has one.
constexpr int32_t get(uint32_t word, const operand_row& row) {
  const uint32_t bits = (word >> row.lsb) & ((1u << row.width) - 1);
  const uint32_t sign = row.is_signed ? 1u << (row.width - 1) : 0;
  return static_cast<int32_t>(bits ^ sign) - static_cast<int32_t>(sign);
}
constexpr int32_t get(uint32_t word, operand o) { return get(word, row_of(o)); }

constexpr uint32_t put(uint32_t word, const operand_row& row, uint32_t value) {
  return word | (value & ((1u << row.width) - 1)) << row.lsb;
}

/// Bits that must be zero: those of no operand. A vector instruction's scalar field is not counted.
constexpr uint32_t reserved_bits(const instruction& row) {
  uint32_t used = 0xff000000u;
  if (row.is_vector()) used |= 1u << async_bit | 1u << indexed_bit | 0x3cu;
  for (const operand o : row.operands) {
    if (o != operand::none) used = put(used, row_of(o), ~0u);
  }
  return ~used;
}

/// The row of an opcode; nullptr if there is none.
const instruction* row_of_opcode(uint8_t opcode);

/// Whether the word is an instruction; what is none traps as illegal.
bool legal(uint32_t word);

/// A source or destination of a vector instruction.
struct vector_operand {
  enum class what : uint8_t { none, gpr, dsr, number } is = what::none;
  uint8_t file = 0;   ///< of a descriptor register: 0 dest, 1 src0, 2 src1
  uint8_t id = 0;     ///< of the register or descriptor register
  int8_t number = 0;  ///< the immediate
};

/// A vector instruction taken apart. Only for legal words.
struct vector_instruction {
  const instruction* row = nullptr;
  vector_operand dst, src0, src1;
  uint8_t scalar = 0;  ///< register of the scalar
  uint8_t index = 0;   ///< register of the index
  bool is_async = false, is_indexed = false;
};
vector_instruction decode_vector(uint32_t word);

}  // namespace ws::isa
