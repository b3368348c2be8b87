// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>

#include "ws/isa/parameters.h"
#include "ws/wafer/state_file.h"

namespace ws {

/// The SRAM of a processing element, word by word. Memory is taken in pieces when a word of them is
/// first written; what a program's image holds is shared by all tiles until one writes to it.
class pe_sram {
 public:
  static constexpr unsigned words = isa::sram_words;
  static constexpr unsigned chunk_words = 256;

  pe_sram();
  ~pe_sram();
  pe_sram(pe_sram&& other) noexcept;
  pe_sram& operator=(pe_sram&& other) noexcept;

  /// Words that were never written read as 0.
  uint16_t read(unsigned address) const {
    return m_chunks[address / chunk_words]->word[address % chunk_words];
  }
  bool defined(unsigned address) const {
    const unsigned at = address % chunk_words;
    return (m_chunks[address / chunk_words]->defined[at / 64] >> at % 64 & 1u) != 0;
  }
  void write(unsigned address, uint16_t value) {
    const unsigned number = address / chunk_words, at = address % chunk_words;
    if (!m_owned[number]) own(number);
    chunk& c = *m_chunks[number];
    c.word[at] = value;
    c.defined[at / 64] |= uint64_t{1} << at % 64;
  }

  /// Two words from an even address on, the low one first.
  uint32_t read_pair(unsigned address) const {
    const chunk& c = *m_chunks[address / chunk_words];
    const unsigned at = address % chunk_words;
    return c.word[at] | uint32_t{c.word[at + 1]} << 16;
  }
  void write_pair(unsigned address, uint32_t value) {
    const unsigned number = address / chunk_words, at = address % chunk_words;
    if (!m_owned[number]) own(number);
    chunk& c = *m_chunks[number];
    c.word[at] = static_cast<uint16_t>(value);
    c.word[at + 1] = static_cast<uint16_t>(value >> 16);
    c.defined[at / 64] |= uint64_t{3} << at % 64;
  }
  /// The content of another one, which must live as long as this.
  void share(const pe_sram& image);
  /// The words of a piece in place, from a multiple of chunk_words on; they stay there. What is
  /// written there must be defined: see all_defined().
  uint16_t* direct(unsigned address);

  // Words from an address on that lie in one piece.
  bool all_defined(unsigned address, unsigned count) const;
  const uint16_t* row(unsigned address) const {
    return &m_chunks[address / chunk_words]->word[address % chunk_words];
  }
  /// To be written, all of them.
  uint16_t* new_row(unsigned address, unsigned count);
  /// Bytes on the heap.
  size_t heap() const;
  /// The pieces that are its own; those of the program are there.
  void exchange(state_file& file);

 private:
  struct chunk {
    std::array<uint16_t, chunk_words> word = {};
    std::array<uint64_t, chunk_words / 64> defined = {};
  };
  static constexpr unsigned chunk_count = words / chunk_words;
  static chunk empty;

  void own(unsigned number);
  void clear();

  std::array<chunk*, chunk_count> m_chunks{};
  std::bitset<chunk_count> m_owned;
};

}  // namespace ws
