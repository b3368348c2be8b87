// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/pe_sram.h"

#include <algorithm>

namespace ws {

pe_sram::chunk pe_sram::empty;  // never written: nobody owns it

pe_sram::pe_sram() { m_chunks.fill(&empty); }

pe_sram::~pe_sram() { clear(); }

pe_sram::pe_sram(pe_sram&& other) noexcept : pe_sram() { *this = std::move(other); }

pe_sram& pe_sram::operator=(pe_sram&& other) noexcept {
  std::swap(m_chunks, other.m_chunks);
  std::swap(m_owned, other.m_owned);
  return *this;
}

void pe_sram::clear() {
  for (unsigned i = 0; i < chunk_count; ++i)
    if (m_owned[i]) delete m_chunks[i];
  m_chunks.fill(&empty);
  m_owned.reset();
}

void pe_sram::own(unsigned number) {
  m_chunks[number] = new chunk(*m_chunks[number]);
  m_owned[number] = true;
}

void pe_sram::share(const pe_sram& image) {
  clear();
  m_chunks = image.m_chunks;
}

uint16_t* pe_sram::direct(unsigned address) {
  const unsigned number = address / chunk_words;
  if (!m_owned[number]) own(number);
  return m_chunks[number]->word.data();
}

/// The bits of `count` words from `at` on that lie in part `i` of a piece's definedness.
static uint64_t bits_of_part(unsigned at, unsigned count, unsigned i) {
  const unsigned first = std::max(at, 64 * i), behind = std::min(at + count, 64 * (i + 1));
  if (first >= behind) return 0;
  return ~uint64_t{0} >> (64 - (behind - first)) << first % 64;
}

bool pe_sram::all_defined(unsigned address, unsigned count) const {
  const chunk& c = *m_chunks[address / chunk_words];
  bool all = true;
  for (unsigned i = 0; i < c.defined.size(); ++i)
    all &= (~c.defined[i] & bits_of_part(address % chunk_words, count, i)) == 0;
  return all;
}

uint16_t* pe_sram::new_row(unsigned address, unsigned count) {
  const unsigned number = address / chunk_words, at = address % chunk_words;
  if (!m_owned[number]) own(number);
  chunk& c = *m_chunks[number];
  for (unsigned i = 0; i < c.defined.size(); ++i) c.defined[i] |= bits_of_part(at, count, i);
  return &c.word[at];
}

size_t pe_sram::heap() const { return m_owned.count() * sizeof(chunk); }

void pe_sram::exchange(state_file& file) {
  std::bitset<chunk_count> owned = m_owned;
  file.part(owned);
  for (unsigned i = 0; i < chunk_count; ++i) {
    if (!owned[i]) continue;
    if (!m_owned[i]) own(i);
    file.part(*m_chunks[i]);
  }
}

}  // namespace ws
