// SPDX-License-Identifier: Apache-2.0
// Scalar instructions: arithmetic, memory, branches, tasks.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include "pe_alu.h"
#include "pe_traits.h"
#include "ws/isa/instruction_table.h"
#include "ws/wafer/pe_state.h"

namespace ws {

using isa::op;
using namespace pe_alu;

void pe_state::set_pair(unsigned r, uint32_t value) {
  m_gpr[r] = low(value);
  m_gpr[r + 1] = low(value >> 16);
}

uint16_t pe_state::load(uint16_t address) {
  if (!m_sram.defined(address) && m_undefined.reads++ == 0) {
    m_undefined.address = address;
    m_undefined.pc = m_pc;
  }
  return m_sram.read(address);
}

/// Traps unless so many words are there.
bool pe_state::reaches(uint16_t address, unsigned words, bool even) {
  if (even && address % 2 != 0)
    return trap(pe_code::trap("misaligned"), main_thread, m_pc, address);
  for (unsigned i = 0; i < words; ++i)
    if (low(address + i) >= pe_sram::words)
      return trap(pe_code::trap("address"), main_thread, m_pc, low(address + i));
  return true;
}

void pe_state::three_registers(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  switch (opcode) {
    case op("add32"):
      return set_pair(rd(word), pair(ra(word)) + pair(rb(word)));
    case op("sub32"):
      return set_pair(rd(word), pair(ra(word)) - pair(rb(word)));
    case op("feqs"):
    case op("flts"):
    case op("fles"): {
      const fp_order order = f32_compare(pair(ra(word)), pair(rb(word)));
      m_gpr[rd(word)] =
          (opcode != pe_op::flts && order.equal) || (opcode != pe_op::feqs && order.less);
      return;
    }
    default:
      m_gpr[rd(word)] = alu(opcode, m_gpr[ra(word)], m_gpr[rb(word)]);
  }
}

void pe_state::with_number(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  m_gpr[rd(word)] = alu(opcode, m_gpr[ra(word)], low(word));
}

void pe_state::memory(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool absolute = (opcode & 1u) != 0, wide = (opcode & 2u) != 0;
  const uint16_t address = absolute ? low(word) : low(m_gpr[ra(word)] + word);
  if (!reaches(address, wide ? 2 : 1, wide)) return;
  const unsigned r = rd(word);
  if (opcode < pe_op::st16) {
    const uint16_t first = load(address);
    if (wide) m_gpr[r + 1] = load(low(address + 1u));
    m_gpr[r] = first;
  } else {
    m_sram.write(address, m_gpr[r]);
    if (wide) m_sram.write(address + 1u, m_gpr[r + 1]);
  }
}

void pe_state::branch(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const auto after = low(m_pc + 2u);
  const bool by_register = opcode == pe_op::jr || opcode == pe_op::callr;
  const uint16_t target = by_register ? m_gpr[ra(word)] : low(word);
  if (opcode >= pe_op::call) m_gpr[rd(word)] = after;
  m_pc = taken(opcode, m_gpr[rd(word)], m_gpr[ra(word)]) ? target : after;
}

void pe_state::task_instruction(uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool by_register =
      opcode == pe_op::actvtr || opcode == pe_op::blkr || opcode == pe_op::ublkr;
  const unsigned task = (by_register ? m_gpr[ra(word)] : word) & 63u;
  const unsigned queue = word >> 16 & 15u;
  uint16_t& result = m_gpr[rd(word)];
  switch (opcode) {
    case op("yield"):
      m_task = no_task;
      return;
    case op("actvt"):
    case op("actvtr"):
      return act(pe_action::activate, task);
    case op("blk"):
    case op("blkr"):
      return act(pe_action::block, task);
    case op("ublk"):
    case op("ublkr"):
      return act(pe_action::unblock, task);
    case op("tact"):
      result = m_tasks.active >> task & 1u;
      return;
    case op("tblk"):
      result = m_tasks.blocked >> task & 1u;
      return;
    case op("qempty"):
      result = queue < pe_inputs ? (m_now.filled >> queue & 1u) == 0
                                 : m_now.out_empty >> (queue - pe_inputs) & 1u;
      return;
    case op("qfull"):
      result = queue < pe_inputs ? m_now.inputs_full >> queue & 1u
                                 : m_now.full >> (queue - pe_inputs) & 1u;
      return;
    case op("tut"):
      result = m_live >> (word >> 16 & 7u) & 1u;
      return;
    case op("tdone"):
      result = m_tasks.done;
      return;
    case op("onend"):
      m_tasks.end_action = word >> 22 & 3u;
      m_tasks.end_task = word >> 16 & 63u;
      m_tasks.end_priority = word >> 14 & 3u;
      return;
    default:  // nop
      return;
  }
}

void pe_state::scalar(uint32_t word, const pe_in& in, pe_out& next) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  if (opcode == pe_op::halt) {
    trap(pe_code::trap("halted"), main_thread, m_pc, 0);
    return;
  }
  if (is_in(opcode, pe_op::add, pe_op::mov)) {
    three_registers(word);
  } else if (is_in(opcode, pe_op::addi, pe_op::movi)) {
    with_number(word);
  } else if (is_in(opcode, pe_op::ld16, pe_op::st32a)) {
    memory(word);
  } else if (is_in(opcode, pe_op::ldcfg16, pe_op::stcfg32a)) {
    config(word, in, next);
  } else if (is_in(opcode, pe_op::yield, pe_op::nop)) {
    task_instruction(word);
  } else if (is_in(opcode, pe_op::ldds, pe_op::getsr)) {
    descriptor(word);
  }
  if (m_trap.cause != 0 || m_control.high_is_next) return;
  ++m_now.instructions;
  if (is_in(opcode, pe_op::beq, pe_op::callr)) return branch(word);
  m_pc = low(m_pc + 2u);
}

}  // namespace ws
