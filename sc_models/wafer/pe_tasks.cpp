// SPDX-License-Identifier: Apache-2.0
// Which task runs next.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include "pe_traits.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

constexpr unsigned null_task = isa::parameter_value("null_task");
constexpr isa::field entry = isa::field_of("control", "entry");
constexpr unsigned slot_words = isa::parameter_value("task_slot_words");

unsigned first_behind(uint64_t set, unsigned last) {
  const uint64_t later = last < 63 ? set & ~((uint64_t{2} << last) - 1u) : 0;
  return static_cast<unsigned>(__builtin_ctzll(later != 0 ? later : set));
}

}  // namespace

/// What an instruction or the end of an operation does to a task, from the next cycle on.
void pe_state::act(unsigned action, unsigned task) {
  const uint64_t one = uint64_t{1} << task;
  if (action == pe_action::activate) m_now.activate |= one;
  if (action == pe_action::unblock) m_now.unblock |= one;
  if (action == pe_action::block) m_now.block |= one;
}

void pe_state::pick() {
  uint64_t ready = m_tasks.active;
  for (uint32_t rest = m_now.filled & ~m_now.busy; rest != 0; rest &= rest - 1) {
    const unsigned q = lowest_bit(rest), color = m_control.input_queue[q] & 31u;
    if (color < router_colors && m_control.queue_of[color] == q) ready |= uint64_t{1} << color;
  }
  ready &= ~m_tasks.blocked;
  if (ready == 0) return;
  const uint64_t high = ready & m_tasks.high;
  m_now.looked = true;
  unsigned task = first_behind(high != 0 ? high : ready, m_tasks.last);
  m_tasks.last = static_cast<uint8_t>(task);
  if ((m_tasks.active >> task & 1u) != 0) {
    m_now.deactivate |= uint64_t{1} << task;
  } else {
    const unsigned q = m_control.queue_of[task];
    const wavelet w = m_inputs.head(q);
    m_inputs.pop(q);
    ++m_now.wavelets_in;
    m_now.moved = true;
    if (w.ctrl) task = entry.get(w.data);
    m_now.task = static_cast<uint8_t>(task);
    if (w.ctrl && task == null_task) return;
    m_gpr[0] = static_cast<uint16_t>(w.data);
    m_gpr[1] = static_cast<uint16_t>(w.data >> 16);
  }
  ++m_now.picks;
  m_now.task = static_cast<uint8_t>(task);
  m_task = static_cast<uint8_t>(task);
  m_pc = static_cast<uint16_t>(m_control.task_base + slot_words * task);
  m_wait = pe_timing::task_start - 1;
}

}  // namespace ws
