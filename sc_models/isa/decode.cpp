// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/decode.h"

#include <array>

#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

constexpr std::array<const instruction*, 256> rows_by_opcode() {
  std::array<const instruction*, 256> rows{};
  for (const instruction& row : instructions) {
    if (rows[row.opcode]) throw std::logic_error("two instructions have one opcode");
    rows[row.opcode] = &row;
  }
  return rows;
}
constexpr auto by_opcode = rows_by_opcode();

bool exists(unsigned code) {  // a descriptor register: file and number
  return static_cast<int>(code & 15) < dsr_counts[code >> 4];
}

bool legal_vector(const instruction& row, uint32_t word) {
  const auto wide = [](elem e) { return words_of(e) == 2; };
  const auto source = [&](operand o, elem e) {
    const unsigned field = get(word, o), kind = field >> 4;
    if (e == elem::none) return true;  // its bits are reserved
    return kind == 0 ? !(wide(e) && field % 2) : kind < 3;
  };
  const unsigned dst = get(word, operand::dst), scalar = get(word, operand::scalar);
  const bool dst_ok = dst >> 4 == 0   ? !(wide(row.dst) && dst % 2) && !(word >> async_bit & 1)
                      : dst >> 4 == 1 ? exists(dst & 15)
                      : dst >> 4 == 2 ? exists(0x10 | (dst & 15))
                                      : false;
  const bool scalar_ok = row.scalar == elem::none ? (word >> indexed_bit & 1) || scalar == 0
                                                  : !(wide(row.scalar) && scalar % 2);
  return dst_ok && scalar_ok && source(operand::src0, row.src0) && source(operand::src1, row.src1);
}

bool legal_operand(operand o, uint32_t word) {
  const operand_row& row = row_of(o);
  const int value = get(word, row);
  if (row.pair && value % 2) return false;
  switch (o) {
    case operand::dsr:
    case operand::from:
      return exists(value);
    case operand::queue:
      return value < parameter_value("input_queues") + parameter_value("output_queues");
    case operand::priority:
      return value < 3;
    default:
      return true;
  }
}

}  // namespace

const instruction* row_of_opcode(uint8_t opcode) { return by_opcode[opcode]; }

bool legal(uint32_t word) {
  const instruction* row = row_of_opcode(word >> 24);
  if (!row || word & reserved_bits(*row)) return false;
  if (row->is_vector()) return legal_vector(*row, word);
  for (const operand o : row->operands) {
    if (o != operand::none && !legal_operand(o, word)) return false;
  }
  return true;
}

vector_instruction decode_vector(uint32_t word) {
  vector_instruction v;
  v.row = row_of_opcode(word >> 24);
  const auto taken_apart = [&](operand o, elem e, uint8_t file) {
    vector_operand result;
    if (e == elem::none) return result;
    const unsigned field = get(word, o), id = field & 15;
    using what = vector_operand::what;
    result.id = static_cast<uint8_t>(id);
    if (field >> 4 == 0) {
      result.is = what::gpr;
    } else if (field >> 4 == 1 || o == operand::dst) {
      result.is = what::dsr;
      result.file = field >> 4 == 2 ? 1 : file;
    } else {
      result.is = what::number;
      result.number = static_cast<int8_t>((id ^ 8) - 8);
    }
    return result;
  };
  v.dst = taken_apart(operand::dst, v.row->dst, 0);
  v.src0 = taken_apart(operand::src0, v.row->src0, 1);
  v.src1 = taken_apart(operand::src1, v.row->src1, 2);
  v.scalar = static_cast<uint8_t>(get(word, operand::scalar));
  v.index = static_cast<uint8_t>((v.scalar + words_of(v.row->scalar)) % 16);
  v.is_async = word >> async_bit & 1;
  v.is_indexed = word >> indexed_bit & 1;
  return v;
}

}  // namespace ws::isa
