// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string_view>

// Every instruction, once: the decoder, the assembler, the disassembler, rtl/ws_isa_pkg.sv and the
// tables of docs/isa.md are made from these rows. An instruction is one word of 32 bits, the
// opcode in 31:24.
namespace ws::isa {

/// What the elements of a vector operand are. none: the instruction has no such operand.
enum class elem : uint8_t { none, i16, i32, f16, f32 };

constexpr int words_of(elem e) {
  return e == elem::none ? 0 : e == elem::i32 || e == elem::f32 ? 2 : 1;
}

/// What executes the instruction.
enum class unit : uint8_t {
  alu,
  multiply,
  half,
  mixed,
  add32,
  mul32,
  convert,
  move,
  memory,
  config,
  branch,
  task,
  descriptor
};

/// An operand of an instruction: where its bits stand and how it is written.
enum class operand : uint8_t {
  none,
  rd,
  pd,  ///< 23:20 register or pair (even number), written
  rx,
  px,  ///< 23:20, read
  ra,
  pa,  ///< 19:16, read
  rb,
  pb,  ///< 15:12, read
  rg,  ///< 15:12, written
  imm,
  bits,    ///< 15:0 signed; unsigned
  shift,   ///< 3:0
  target,  ///< 15:0 word address of an instruction, even
  base,
  offset,       ///< 19:16 register and 15:0 signed: [ra + imm]
  address,      ///< 15:0: [imm]
  id,           ///< 5:0 task
  queue,        ///< 19:16 queue: 0-7 input, 8-13 output
  microthread,  ///< 18:16
  dsr,          ///< 23:18 descriptor register: file and number
  from,         ///< 17:12 descriptor register that is read
  word,         ///< 17:16 word of a descriptor
  near_base,
  near_offset,  ///< 17:14 register and 13:0 signed: [ra + imm]
  sx,           ///< 23:20 stride register
  sa,           ///< 19:16 stride register
  action,
  end_id,
  priority,  ///< 23:22, 21:16, 15:14 of onend
  dst,
  src0,
  src1,    ///< 23:18, 17:12, 11:6 vector operands
  scalar,  ///< 5:2 register or pair
};

struct operand_row {
  std::string_view name;
  int lsb, width;
  operand what;
  bool is_signed, reads, writes, pair;
};

// clang-format off
inline constexpr operand_row operand_rows[] = {
  {"rd", 20, 4, operand::rd, false, false, true, false}, {"pd", 20, 4, operand::pd, false, false, true, true},
  {"rx", 20, 4, operand::rx, false, true, false, false}, {"px", 20, 4, operand::px, false, true, false, true},
  {"ra", 16, 4, operand::ra, false, true, false, false}, {"pa", 16, 4, operand::pa, false, true, false, true},
  {"rb", 12, 4, operand::rb, false, true, false, false}, {"pb", 12, 4, operand::pb, false, true, false, true},
  {"rg", 12, 4, operand::rg, false, false, true, false},
  {"imm", 0, 16, operand::imm, true, false, false, false}, {"bits", 0, 16, operand::bits, false, false, false, false},
  {"shift", 0, 4, operand::shift, false, false, false, false}, {"target", 0, 16, operand::target, false, false, false, false},
  {"ra", 16, 4, operand::base, false, true, false, false}, {"imm", 0, 16, operand::offset, true, false, false, false},
  {"address", 0, 16, operand::address, false, false, false, false}, {"task", 0, 6, operand::id, false, false, false, false},
  {"queue", 16, 4, operand::queue, false, false, false, false}, {"ut", 16, 3, operand::microthread, false, false, false, false},
  {"dsr", 18, 6, operand::dsr, false, false, false, false}, {"from", 12, 6, operand::from, false, false, false, false},
  {"word", 16, 2, operand::word, false, false, false, false},
  {"ra", 14, 4, operand::near_base, false, true, false, false}, {"imm", 0, 14, operand::near_offset, true, false, false, false},
  {"sx", 20, 4, operand::sx, false, false, false, false}, {"sa", 16, 4, operand::sa, false, false, false, false},
  {"action", 22, 2, operand::action, false, false, false, false}, {"task", 16, 6, operand::end_id, false, false, false, false},
  {"priority", 14, 2, operand::priority, false, false, false, false},
  {"dst", 18, 6, operand::dst, false, false, true, false}, {"src0", 12, 6, operand::src0, false, true, false, false},
  {"src1", 6, 6, operand::src1, false, true, false, false}, {"scalar", 2, 4, operand::scalar, false, true, false, false},
};
// clang-format on

/// Bits that every vector instruction has beside its operands.
inline constexpr int async_bit = 1, indexed_bit = 0;

struct instruction {
  std::string_view name;
  uint8_t opcode;
  unit where;
  operand operands[4];
  std::string_view effect;
  elem dst = elem::none, src0 = elem::none, src1 = elem::none, scalar = elem::none;
  uint8_t simd = 0;  ///< elements a step at most; 0: not a vector instruction

  constexpr bool is_vector() const { return simd != 0; }
};

constexpr const operand_row& row_of(operand o) {
  for (const operand_row& r : operand_rows) {
    if (r.what == o) return r;
  }
  throw std::logic_error("no such operand");
}

}  // namespace ws::isa
