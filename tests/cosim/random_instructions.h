// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "ws/isa/decode.h"
#include "ws/isa/registers.h"

namespace ws::test {

/// Dice of the random programs.
class dice {
 public:
  explicit dice(uint64_t seed) : m_random(seed * 0x9E3779B97F4A7C15u + 7) {}
  unsigned below(unsigned n) { return static_cast<unsigned>(m_random() % n); }
  /// True once in n.
  bool one_in(unsigned n) { return below(n) == 0; }
  uint32_t word() { return static_cast<uint32_t>(m_random()); }
  uint16_t half() { return static_cast<uint16_t>(m_random()); }
  template <class List>
  auto of(const List& list) {
    return list[below(static_cast<unsigned>(std::size(list)))];
  }

 private:
  std::mt19937_64 m_random;
};

/// Where things stand in a random program.
namespace random_layout {
inline constexpr unsigned code = 0x80, code_end = 0x400;  // behind the slots of the tasks
inline constexpr unsigned descriptors = 0x800, descriptor_count = 64;
inline constexpr unsigned fabric = 7;  // of the descriptor registers of each file
inline constexpr unsigned data = 0x1000, data_end = 0x6000;
}  // namespace random_layout

/// Random instructions: legal ones, most of which do not trap.
class random_instructions {
 public:
  static constexpr uint8_t movi = 0x3b, nop = 0x6e, jmp = 0x58, yield = 0x60, onend = 0x6d,
                           ldcfg16a = 0x49, ldcfg32a = 0x4b;

  /// `length`: of the program in instructions, for branches. `vectors`: percent of them. `bold`:
  /// does much that traps.
  random_instructions(dice& random, unsigned length, unsigned vectors, bool bold)
      : m_random(random),
        m_length(length),
        m_vectors(vectors),
        m_bold(bold),
        m_async(bold || random.one_in(4) ? 2 : 2 + random.below(10)),
        m_yields(random.one_in(3)) {
    for (unsigned op = 0; op < 256; ++op)
      if (const isa::instruction* row = isa::row_of_opcode(static_cast<uint8_t>(op)))
        (row->is_vector() ? m_vector_rows : m_scalar_rows).push_back(row);
  }

  uint32_t next() {
    if (m_pending != 0) return std::exchange(m_pending, 0);
    for (;;) {
      if (m_yields && m_random.one_in(8)) return uint32_t{yield} << 24;
      const bool vector = m_random.below(100) < m_vectors;
      const isa::instruction& row = *m_random.of(vector ? m_vector_rows : m_scalar_rows);
      if (!vector && rare(row)) continue;
      uint32_t word =
          uint32_t{row.opcode} << 24 | (m_random.word() & 0xffffffu & ~isa::reserved_bits(row));
      word = vector ? vector_word(row, word) : scalar_word(row, word);
      if (!isa::legal(word)) continue;
      if (vector && (word >> isa::async_bit & 1u) != 0 && m_random.one_in(2)) {
        m_pending = word;
        return on_end();
      }
      if ((row.opcode == ldcfg16a || row.opcode == ldcfg32a) && m_random.one_in(4))
        return time_of_day(word);
      return has(row, isa::operand::base) || has(row, isa::operand::near_base)
                 ? behind_base(row, word)
                 : word;
    }
  }

 private:
  /// What the next asynchronous operation does at its end: to a low task, more often than not.
  uint32_t on_end() {
    const uint32_t word = uint32_t{onend} << 24 | (m_random.word() & 0xffc000u);
    return m_random.one_in(3) ? word : word & ~(0x3cu << 16);
  }

  /// Reads two words of the timestamp, or the first one, which keeps the others, then one of those.
  uint32_t time_of_day(uint32_t word) {
    const auto first = static_cast<unsigned>(isa::config_of("timestamp").address);
    if (word >> 24 == ldcfg16a) m_pending = (word & 0xffff0000u) | (first + 1 + m_random.below(2));
    return (word & 0xffff0000u) | first;
  }

  /// An instruction that loads the base register, before the one that uses it.
  uint32_t behind_base(const isa::instruction& row, uint32_t word) {
    const bool near = has(row, isa::operand::near_base);
    const isa::operand_row& base = isa::row_of(near ? isa::operand::near_base : isa::operand::base);
    const isa::operand_row& offset =
        isa::row_of(near ? isa::operand::near_offset : isa::operand::offset);
    const unsigned at =
        row.where == isa::unit::config ? config_address(row.name[0] == 's')
        : near ? (row.name[0] == 's' ? 0x5000u : unsigned{random_layout::descriptors}) +
                     4 * m_random.below(random_layout::descriptor_count)
               : data_address();
    const unsigned distance = m_random.below(64) - 32u;
    m_pending = isa::put(word & ~isa::put(0, offset, ~0u), offset, distance);
    const auto number = static_cast<uint32_t>(isa::get(word, base));
    return uint32_t{movi} << 24 | number << 20 | ((at - distance) & 0xffffu);
  }
  /// Seldom about the end of the memory, or odd.
  unsigned data_address() {
    if (m_random.one_in(m_bold ? 10 : 40)) return random_layout::data_end - 8 + m_random.below(12);
    return (random_layout::data + m_random.below(0x3000)) & ~1u;
  }

  /// What ends a task or leaves the program is not to come often.
  bool rare(const isa::instruction& row) {
    const std::string_view name = row.name;
    if (name == "halt") return !m_random.one_in(40);
    if (name == "jr" || name == "callr") return !m_random.one_in(40);
    if (name == "yield") return !m_yields && m_random.one_in(2);
    if (row.where == isa::unit::branch) return !m_random.one_in(3);
    return false;
  }

  /// Descriptor registers from random_layout::fabric on are those of the fabric. Mostly, the main
  /// thread's operations and the others use different ones: else the program would stand still.
  unsigned vector_field(bool async) {
    const unsigned kind = m_random.one_in(9) ? (m_random.one_in(2) ? 0 : 2) : 1;
    if (kind != 1) return kind << 4 | m_random.below(16);
    constexpr unsigned shared = random_layout::fabric - 3;
    if (m_random.one_in(m_bold ? 3 : 20)) return kind << 4 | m_random.below(12);
    return kind << 4 | (async ? shared + m_random.below(12 - shared) : m_random.below(shared));
  }

  /// Most asynchronous operations send; some write where a register of file a says, which others
  /// have to wait for.
  unsigned destination(bool async) {
    if (async && m_random.one_in(2))
      return 1u << 4 | (random_layout::fabric + m_random.below(12 - random_layout::fabric));
    if (async && m_random.one_in(6)) return 2u << 4 | m_random.below(4);
    return vector_field(async);
  }

  uint32_t vector_word(const isa::instruction& row, uint32_t word) {
    const bool async = m_random.one_in(m_async);
    word &= 0xff00003cu;
    word |= destination(async) << 18 | vector_field(async) << 12 | vector_field(async) << 6;
    word &= ~isa::reserved_bits(row);
    if (m_random.one_in(8)) word |= 1u << isa::indexed_bit;
    if (async) word |= 1u << isa::async_bit;
    return word;
  }

  uint32_t scalar_word(const isa::instruction& row, uint32_t word) {
    const auto low = [&](unsigned value) { return (word & 0xffff0000u) | value; };
    switch (row.where) {
      case isa::unit::branch:
        return has(row, isa::operand::target)
                   ? low(random_layout::code + 2 * m_random.below(m_length))
                   : word;
      case isa::unit::config:
        return low(config_address(row.name[0] == 's'));
      case isa::unit::memory:
        return low(data_address());
      case isa::unit::descriptor:
        return descriptor_word(row, word);
      default:
        return word;
    }
  }

  uint32_t descriptor_word(const isa::instruction& row, uint32_t word) {
    const std::string_view name = row.name;
    const auto low = [&](unsigned value) { return (word & 0xffff0000u) | value; };
    if ((name == "ldds" || name == "stds") && m_random.one_in(m_bold ? 2 : 12))
      return low(random_layout::data_end - 4 + m_random.below(5));
    if (name == "ldds")
      return low(random_layout::descriptors + 4 * m_random.below(random_layout::descriptor_count));
    if (name == "stds") return low(0x5000 + m_random.below(64));
    if (name == "lddsr" || name == "stdsr") return word;
    if (name == "getds" || name == "getsr" || name == "setsr") return word;
    return m_random.one_in(3) ? word : 0;  // others would soon make nonsense of all descriptors
  }

  static bool has(const isa::instruction& row, isa::operand what) {
    for (const isa::operand o : row.operands)
      if (o == what) return true;
    return false;
  }

  unsigned config_address(bool written) {
    const auto within = [&](std::string_view name, unsigned words) {
      return static_cast<unsigned>(isa::config_of(name).address) + m_random.below(words);
    };
    switch (m_random.below(6)) {
      case 0:
        return within("task_active", 12);
      case 1:
        return within("timestamp", 14);
      case 2:
        return within("color", 24);
      case 3:
        return m_random.one_in(2) ? within("switch", 24) : within("filter", 32);
      case 4:
        return written ? within("main_priority", 1) : within("trap_cause", 11);
      default:
        return written ? within("output_queue", 6) : within("input_queue", 8);
    }
  }

  dice& m_random;
  unsigned m_length, m_vectors;
  bool m_bold;
  unsigned m_async;        // one vector instruction in so many
  bool m_yields;           // tasks end soon: the main thread rests, microthreads do not
  uint32_t m_pending = 0;  // the next instruction, if it must follow the last one
  std::vector<const isa::instruction*> m_scalar_rows, m_vector_rows;
};

}  // namespace ws::test
