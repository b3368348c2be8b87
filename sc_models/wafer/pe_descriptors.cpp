// SPDX-License-Identifier: Apache-2.0
// Instructions on descriptor and stride registers, and when they have to wait.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include "pe_look.h"
#include "pe_traits.h"
#include "ws/isa/instruction_table.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

using isa::op;

uint16_t low(uint32_t value) { return static_cast<uint16_t>(value); }

}  // namespace

void pe_state::descriptor(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const unsigned at = word >> 18 & 63u;
  if (opcode == pe_op::setsr) {
    m_strides[word >> 20 & 15u] = m_gpr[word >> 16 & 15u];
    return;
  }
  if (opcode == pe_op::getsr) {
    m_gpr[word >> 20 & 15u] = m_strides[word >> 16 & 15u];
    return;
  }
  auto& dsr = m_dsr[at];
  uint16_t& part = dsr[word >> 16 & 3u];
  const unsigned rb = word >> 12 & 15u;
  const int near_offset = static_cast<int>((word & 0x3fffu) ^ 0x2000u) - 0x2000;
  const bool by_register = opcode == pe_op::lddsr || opcode == pe_op::stdsr;
  const uint16_t address =
      by_register ? low(m_gpr[word >> 14 & 15u] + static_cast<uint32_t>(near_offset)) : low(word);
  switch (opcode) {
    case op("ldds"):
    case op("lddsr"):
      if (!reaches(address, 4, false)) return;
      for (unsigned i = 0; i < 4; ++i) dsr[i] = load(low(address + i));
      return;
    case op("stds"):
    case op("stdsr"):
      if (!reaches(address, 4, false)) return;
      for (unsigned i = 0; i < 4; ++i) m_sram.write(address + i, dsr[i]);
      return;
    case op("setds"):
      part = m_gpr[rb];
      return;
    case op("setdsi"):
      part = low(word);
      return;
    case op("addds"):
      part = low(part + m_gpr[rb]);
      return;
    case op("adddsi"):
      part = low(part + word);
      return;
    case op("cpds"):
      dsr = m_dsr[word >> 12 & 63u];
      return;
    default:  // getds
      m_gpr[rb] = part;
  }
}

bool pe_waits_for_dsr(const pe_data& pe, uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool scalar = opcode >= pe_op::ldds && opcode <= pe_op::getds;
  if ((!scalar && pe_traits_of[opcode].width == 0) || !pe_legal(word)) return false;
  const uint64_t busy = pe_used(pe).dsrs;
  if (scalar) {
    const bool copies = opcode == pe_op::cpds;
    return (busy >> (word >> 18 & 63u) & 1u) != 0 ||
           (copies && (busy >> (word >> 12 & 63u) & 1u) != 0);
  }
  const isa::vector_instruction v = isa::decode_vector(word);
  for (const isa::vector_operand& o : {v.dst, v.src0, v.src1}) {
    if (o.is != isa::vector_operand::what::dsr) continue;
    const unsigned at = o.file * 16u + o.id;
    if ((busy >> at & 1u) != 0) return true;
    const unsigned kind = pe.m_dsr[at][3] & 7u;
    const bool extended = kind == pe_kind::mem4d || kind == pe_kind::circular;
    if (extended && (busy >> (pe_xdsr + (pe.m_dsr[at][3] >> 5 & 7u)) & 1u) != 0) return true;
  }
  return false;
}

}  // namespace ws
