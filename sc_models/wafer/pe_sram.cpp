// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/pe_sram.h"

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

size_t pe_sram::heap() const { return m_owned.count() * sizeof(chunk); }

}  // namespace ws
