// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "bits.h"
#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/instruction_table.h"

namespace ws {

/// What the twin needs to know of an opcode in every cycle, from the table of instructions.
struct pe_traits {
  uint32_t must_be_zero = 0;  ///< bits that are set in no legal word
  uint8_t width = 0;          ///< elements a step; 0: no vector instruction
  uint8_t words[3] = {};      ///< of an element of dst, src0, src1
  uint8_t scalar_words = 0;
  bool exists = false, judged = false;  ///< judged: bits alone do not tell whether it is legal
};

constexpr std::array<pe_traits, 256> all_pe_traits() {
  std::array<pe_traits, 256> all{};
  for (const isa::instruction& row : isa::instructions) {
    pe_traits& t = all[row.opcode];
    t.exists = true;
    t.must_be_zero = isa::reserved_bits(row);
    t.width = row.simd;
    t.words[0] = static_cast<uint8_t>(isa::words_of(row.dst));
    t.words[1] = static_cast<uint8_t>(isa::words_of(row.src0));
    t.words[2] = static_cast<uint8_t>(isa::words_of(row.src1));
    t.scalar_words = static_cast<uint8_t>(isa::words_of(row.scalar));
    t.judged = row.is_vector();
    for (const isa::operand o : row.operands) {
      if (o == isa::operand::none) continue;
      const isa::operand_row& field = isa::row_of(o);
      if (field.pair) t.must_be_zero |= 1u << field.lsb;
      if (o == isa::operand::dsr || o == isa::operand::from || o == isa::operand::queue ||
          o == isa::operand::priority)
        t.judged = true;
    }
  }
  return all;
}
inline constexpr std::array<pe_traits, 256> pe_traits_of = all_pe_traits();

inline bool pe_legal(uint32_t word) {
  const pe_traits& t = pe_traits_of[word >> 24];
  return t.exists && (word & t.must_be_zero) == 0 && (!t.judged || isa::legal(word));
}

/// Opcodes and codes as constants, so that no name is looked up while programs run.
namespace pe_op {
inline constexpr uint8_t actvt = isa::op("actvt");
inline constexpr uint8_t actvtr = isa::op("actvtr");
inline constexpr uint8_t add = isa::op("add");
inline constexpr uint8_t add32 = isa::op("add32");
inline constexpr uint8_t addi = isa::op("addi");
inline constexpr uint8_t beq = isa::op("beq");
inline constexpr uint8_t beqz = isa::op("beqz");
inline constexpr uint8_t blkr = isa::op("blkr");
inline constexpr uint8_t call = isa::op("call");
inline constexpr uint8_t callr = isa::op("callr");
inline constexpr uint8_t clz = isa::op("clz");
inline constexpr uint8_t cpds = isa::op("cpds");
inline constexpr uint8_t feqs = isa::op("feqs");
inline constexpr uint8_t fles = isa::op("fles");
inline constexpr uint8_t flts = isa::op("flts");
inline constexpr uint8_t getds = isa::op("getds");
inline constexpr uint8_t getsr = isa::op("getsr");
inline constexpr uint8_t halt = isa::op("halt");
inline constexpr uint8_t jmp = isa::op("jmp");
inline constexpr uint8_t jr = isa::op("jr");
inline constexpr uint8_t ld16 = isa::op("ld16");
inline constexpr uint8_t ldcfg16 = isa::op("ldcfg16");
inline constexpr uint8_t ldds = isa::op("ldds");
inline constexpr uint8_t lddsr = isa::op("lddsr");
inline constexpr uint8_t mov = isa::op("mov");
inline constexpr uint8_t movi = isa::op("movi");
inline constexpr uint8_t nop = isa::op("nop");
inline constexpr uint8_t onend = isa::op("onend");
inline constexpr uint8_t setds = isa::op("setds");
inline constexpr uint8_t setsr = isa::op("setsr");
inline constexpr uint8_t st16 = isa::op("st16");
inline constexpr uint8_t st32a = isa::op("st32a");
inline constexpr uint8_t stcfg16 = isa::op("stcfg16");
inline constexpr uint8_t stcfg32a = isa::op("stcfg32a");
inline constexpr uint8_t stdsr = isa::op("stdsr");
inline constexpr uint8_t sub32 = isa::op("sub32");
inline constexpr uint8_t tact = isa::op("tact");
inline constexpr uint8_t tdone = isa::op("tdone");
inline constexpr uint8_t ublkr = isa::op("ublkr");
inline constexpr uint8_t yield = isa::op("yield");
}  // namespace pe_op
namespace pe_action {
inline constexpr uint8_t activate = isa::code_value("action", "activate"),
                         unblock = isa::code_value("action", "unblock"),
                         block = isa::code_value("action", "block");
}  // namespace pe_action

/// Codes "kind" of descriptors.
namespace pe_kind {
inline constexpr unsigned mem1d = isa::code_value("kind", "mem1d"),
                          mem4d = isa::code_value("kind", "mem4d"),
                          circular = isa::code_value("kind", "circular"),
                          fifo = isa::code_value("kind", "fifo"),
                          fabin = isa::code_value("kind", "fabin"),
                          fabout = isa::code_value("kind", "fabout");
}  // namespace pe_kind

/// The first of a set behind `last`, around.
inline unsigned next_of(uint32_t set, unsigned last) {
  const uint32_t later = last < 31 ? set & ~((2u << last) - 1u) : 0;
  return lowest_bit(later != 0 ? later : set);
}

}  // namespace ws
