// SPDX-License-Identifier: Apache-2.0
// A step of a vector instruction, and how the instruction ends.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include <algorithm>

#include "pe_arithmetic.h"
#include "pe_local.h"
#include "pe_look.h"
#include "pe_traits.h"
#include "pe_wavelets.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

constexpr uint8_t stall_bank = pe_code::stall("bank"), stall_start = pe_code::stall("start"),
                  stall_input = pe_code::stall("input"), stall_output = pe_code::stall("output"),
                  stall_fifo = pe_code::stall("fifo"), stall_dsr = pe_code::stall("dsr"),
                  stall_register = pe_code::stall("register");
constexpr uint32_t advance_wavelet = isa::parameter_value("advance_wavelet");

}  // namespace

/// The fabin operand whose control wavelet is to be taken alone; null if there is none.
const pe_operand* pe_state::control_at(const pe_operation& o) const {
  for (const unsigned i : {1u, 2u}) {
    const pe_operand& p = o.operands[i];
    if (p.has(pe_operand::acts) && (m_now.filled >> p.number & 1u) != 0 &&
        m_inputs.head(p.number).ctrl)
      return &p;
  }
  return nullptr;
}

/// Whether everything is there that the next step needs.
bool pe_state::can_step(const pe_operation& o, bool is_async) const {
  const bool all = missing(*this, o) == 0;
  if (o.closing || (all && !o.has_fifo)) return all;
  if (o.acts && control_at(o) != nullptr) return true;
  if (!o.has_fifo) return false;
  // A FIFO that lacks room or an element holds a microthread and ends an instruction of the main
  // thread.
  return fifo_ready(o) ? all : !is_async;
}

bool pe_state::take_control(unsigned thread, pe_operation& o) {
  const pe_operand* p = control_at(o);
  if (p == nullptr) return false;
  m_inputs.pop(p->number);
  ++m_now.wavelets_in;
  const uint16_t flags = m_dsr[p->dsr][2];
  act(flags >> 1 & 3u, flags >> 8 & 63u);
  if ((flags & 1u) != 0) end(thread, false);
  return true;
}

/// The second cycle of a step whose reads conflict is still to come.
bool pe_state::conflicts(const pe_operation& o, unsigned thread, const uint16_t (&at)[3][4]) {
  if (!o.operands[1].in_memory() || !o.operands[2].in_memory()) return false;
  if (isa::read_cycles(at[1][0], at[2][0]) == 1) return false;
  m_control.conflict = !m_control.conflict;
  m_control.conflict_thread = static_cast<uint8_t>(thread);
  if (!m_control.conflict) return false;
  m_now.stall = stall_bank;
  ++m_now.conflicts;
  return true;
}

/// Sends what the operation's end leaves to send.
void pe_state::close(unsigned thread) {
  pe_operation& o = m_operations[thread];
  if (o.dst().has(pe_operand::half)) {
    give_rest(o);
    end(thread, o.complete);
  } else {
    push(o, advance_wavelet, true);
    finish(thread);
  }
  stepped(0);
}

/// The same as the general step for what most steps are: operands in memory at fixed strides, or
/// values, all within reach. False, with nothing done, if it is something else.
bool pe_state::plain_step(unsigned thread, pe_operation& o) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  const unsigned k = o.endless() ? o.most : std::min<unsigned>(o.most, o.left);
  for (unsigned i = 0; i < 3; ++i) {
    const pe_operand& p = o.operands[i];
    if (p.is != pe_operand::mem1d) continue;
    const int last = p.address + static_cast<int>(k - 1) * static_cast<int16_t>(p.stride);
    const int top = std::max<int>(p.address, last) + t.words[i];
    if (last < 0 || top > static_cast<int>(pe_sram::words) || (t.words[i] == 2 && p.address % 2))
      return false;
  }
  const uint16_t at[3][4] = {{}, {o.src0().address}, {o.src1().address}};
  if (conflicts(o, thread, at)) return true;
  const bool last = !o.endless() && k == o.left;
  pe_make_elements(*this, o, k);
  if (last) end(thread, true);
  stepped(k);
  return true;
}

void pe_state::vector_step(unsigned thread) {
  pe_operation& o = m_operations[thread];
  if (o.in_memory() && plain_step(thread, o)) return;
  if (o.closing) return close(thread);
  if (o.has_fifo && !fifo_ready(o) && thread == main_thread) {
    end(thread, false);
    return stepped(0);
  }
  if (o.acts && take_control(thread, o)) return stepped(0);
  const pe_traits& t = pe_traits_of[o.opcode()];
  const unsigned k = elements(o);
  uint16_t index = 0;
  if (o.indexes) {
    const pe_operand& source = o.src0().is == pe_operand::fabin ? o.src0() : o.src1();
    index = static_cast<uint16_t>(m_inputs.head(source.number).data >> 16);
  }
  uint16_t at[3][4];
  if (!addresses(o, thread, k, index, at)) return;
  if (conflicts(o, thread, at)) return;

  uint32_t a[4], b[4], d[4];
  if (o.src0().is != pe_operand::none) read_elements(o, 1, k, at[1], a);
  read_elements(o, 2, k, at[2], b);
  const bool last = !o.endless() && k == o.left;
  for (const unsigned i : {1u, 2u})
    if (o.operands[i].is == pe_operand::fabin) take(o.operands[i], k, last);
  pe_compute(o.opcode(), k, a, b, o.scalar, d);
  write_elements(o, k, at[0], d);
  for (const unsigned i : {1u, 2u, 0u})
    if (o.operands[i].in_memory()) advance(o, i, t.words[i], k);
  if (!o.endless()) o.left = static_cast<uint16_t>(o.left - k);
  if (o.doubles) o.two = o.next_takes_two();
  if (last) {
    if (o.dst().is == pe_operand::fabout) give_rest(o);
    end(thread, true);
  }
  stepped(k);
}

void pe_state::stepped(unsigned k) {
  m_now.issued = true;
  ++m_now.steps;
  m_now.elements = static_cast<uint8_t>(k);
}

/// No element is to come any more.
void pe_state::end(unsigned thread, bool complete) {
  pe_operation& o = m_operations[thread];
  o.complete = complete;
  constexpr unsigned advance_switch = isa::field_of("fabout", "advance_switch").lsb;
  const bool sends =
      o.dst().is == pe_operand::fabout &&
      (o.dst().has(pe_operand::half) || (m_dsr[o.dst().dsr][2] >> advance_switch & 1u) != 0);
  if (!sends) return finish(thread);
  o.closing = true;
}

void pe_state::finish(unsigned thread) {
  pe_operation& o = m_operations[thread];
  for (const pe_operand& p : o.operands)
    if (p.has_address() && p.has(pe_operand::saves))
      m_dsr[p.dsr][2] = static_cast<uint16_t>(p.address - m_dsr[p.dsr][0]);
  m_live &= static_cast<uint16_t>(~(1u << thread));
  if (thread != main_thread) return act(o.action, o.task);
  m_tasks.done = o.complete;
  m_pc = static_cast<uint16_t>(m_pc + 2u);
  m_wait = pe_timing::vector_drain;
  ++m_now.instructions;
}

pe_wait pe_state::cause_of(unsigned thread) const {
  pe_wait w;
  w.thread = static_cast<uint8_t>(thread);
  if ((m_live >> thread & 1u) == 0) {
    w.pc = m_pc;
    const uint32_t word = pe_load_word(*this, m_pc);
    w.cause = m_now.reading                   ? stall_register
              : m_wait != 0                   ? stall_start
              : pe_waits_for_dsr(*this, word) ? stall_dsr
                                              : uint8_t{0};
    return w;
  }
  const pe_operation& o = m_operations[thread];
  w.pc = o.pc;
  const bool starting = (m_starting >> thread & 1u) != 0;
  w.cause = starting ? stall_start : can_step(o, thread != main_thread) ? uint8_t{0} : stall_fifo;
  const unsigned queues = missing(*this, o);
  if (starting || w.cause == 0 || queues == 0) return w;
  w.queue = static_cast<uint8_t>(lowest_bit(queues));
  w.cause = w.queue < pe_inputs ? stall_input : stall_output;
  for (const pe_operand& p : o.operands)
    if (o.two && p.has(pe_operand::waits) && queue_of(p) == w.queue) w.wavelets = 2;
  return w;
}

std::vector<pe_wait> pe_state::waits() const {
  std::vector<pe_wait> all;
  if (m_trap.cause != 0) return all;
  if (m_task != no_task) all.push_back(cause_of(main_thread));
  for (uint32_t rest = m_live & ~(1u << main_thread); rest != 0; rest &= rest - 1)
    all.push_back(cause_of(lowest_bit(rest)));
  return all;
}

}  // namespace ws
