// SPDX-License-Identifier: Apache-2.0
// A processing element's cycle: who issues, the ramp, the clocks.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include "ws/wafer/pe_state.h"

#include <algorithm>
#include <iterator>

#include "fetch_lines.h"
#include "pe_local.h"
#include "pe_look.h"
#include "pe_traits.h"

namespace ws {
namespace {

constexpr uint32_t bit(unsigned n) { return 1u << n; }

constexpr uint8_t code_halted = pe_code::stall("halted"), code_start = pe_code::stall("start"),
                  code_idle = pe_code::stall("idle"), code_debug = pe_code::stall("debug");
constexpr uint8_t trap_fetch = pe_code::trap("fetch"), trap_illegal = pe_code::trap("illegal");
constexpr uint64_t teardown_task = uint64_t{1} << isa::parameter_value("teardown_task"),
                   timer_task = uint64_t{1} << isa::parameter_value("timer_task");

unsigned chosen(const pe_data& pe, unsigned ready, bool main) {
  unsigned of_level[3] = {};
  for (uint32_t rest = ready; rest != 0; rest &= rest - 1)
    of_level[pe.m_operations[lowest_bit(rest)].priority] |= bit(lowest_bit(rest));
  for (unsigned level = 3; level-- > 0;) {
    if (main && level < pe.m_control.main_priority) return pe_data::main_thread;
    if (of_level[level] != 0) return next_of(of_level[level], pe.m_control.last_thread);
  }
  return pe_data::main_thread;
}

/// What an event counts in this cycle.
uint32_t amount(const pe_data& pe, uint16_t event) {
  const uint32_t amounts[] = {1,
                              pe.m_now.instructions,
                              pe.m_now.steps,
                              pe.m_now.elements,
                              pe.m_now.wavelets_in,
                              pe.m_now.wavelets_out,
                              pe.m_now.picks,
                              pe.m_now.lived && !pe.m_now.issued && pe.m_trap.cause == 0,
                              pe.m_now.conflicts};
  return event < std::size(amounts) ? amounts[event] : 0;
}

}  // namespace

pe_usage usage_of(const pe_operation& o) {
  pe_usage u;
  u.queues = o.queues;
  for (const pe_operand& p : o.operands) {
    if (!p.has_descriptor()) continue;
    u.dsrs |= uint64_t{1} << p.dsr;
    if (p.is == pe_operand::mem4d || p.is == pe_operand::circular || p.is == pe_operand::fifo)
      u.dsrs |= uint64_t{1} << (pe_xdsr + p.number);
  }
  return u;
}

pe_state::pe_state() {
  m_control.queue_of.fill(255);
  m_now.moved = true;
}

size_t pe_state::size() { return sizeof(pe_state) - sizeof(pe_sram); }

void pe_state::fetch() const {
  fetch_lines(&m_gpr, sizeof m_gpr);
  const auto* const from = reinterpret_cast<const char*>(&m_operations[main_thread]);
  fetch_lines(from, static_cast<size_t>(reinterpret_cast<const char*>(&m_sram) + 64 - from));
}

void pe_state::exchange(state_file& file) {
  file.part(m_gpr);
  file.part(m_strides);
  file.part(m_dsr);
  file.part(m_operations);
  file.part(m_inputs);
  file.part(m_outputs);
  m_ingress.exchange(file);
  file.part(m_tasks);
  file.part(m_clocks);
  file.part(m_control);
  file.part(m_trap);
  file.part(m_undefined);
  file.part(m_pc);
  file.part(m_live);
  file.part(m_starting);
  file.part(m_task);
  file.part(m_wait);
  file.part(m_now);
  m_sram.exchange(file);
}

pe_usage pe_used(const pe_data& pe) {
  pe_usage all;
  for (uint32_t rest = pe.m_live & ~bit(pe_data::main_thread); rest != 0; rest &= rest - 1) {
    const pe_usage one = usage_of(pe.m_operations[lowest_bit(rest)]);
    all.dsrs |= one.dsrs;
    all.queues |= one.queues;
  }
  return all;
}

bool pe_state::trap(uint8_t cause, unsigned thread, uint16_t pc, uint16_t address) {
  m_trap.cause = cause;
  m_trap.thread = static_cast<uint8_t>(thread);
  m_trap.pc = pc;
  m_trap.address = address;
  return false;
}

void pe_state::send(uint32_t credit, pe_out& next) {
  m_control.two |= m_control.one & credit;
  m_control.one |= credit;
  uint32_t ready = 0;
  for (uint32_t rest = m_outputs.filled(); rest != 0; rest &= rest - 1) {
    const unsigned q = lowest_bit(rest), color = m_outputs.head(q).color;
    if (color < router_colors && (m_control.one >> color & 1u) != 0) ready |= bit(q);
  }
  if (ready == 0) return;
  const unsigned q = next_of(ready, m_control.last_output);
  const wavelet w = m_outputs.head(q);
  m_outputs.pop(q);
  m_now.left = static_cast<uint8_t>(bit(q));
  m_control.last_output = static_cast<uint8_t>(q);
  m_control.one &= m_control.two | ~bit(w.color);
  m_control.two &= ~bit(w.color);
  next.to_router = {w.data, w.color, w.ctrl, true};
}

void pe_state::debug(const pe_in& in, pe_out& next) {
  const bool remote = of_router(in.dbg_addr);
  if (remote) {
    next.cfg_re = in.dbg_re;
    next.cfg_we = in.dbg_we;
    next.cfg_addr = in.dbg_addr;
    next.cfg_wdata = in.dbg_we ? in.dbg_wdata : uint16_t{0};
    if (in.dbg_re) m_control.debug_stage |= 1u;
    return;
  }
  if (in.dbg_re)
    next.dbg_rdata =
        in.dbg_addr < pe_sram::words ? m_sram.read(in.dbg_addr) : config_word(in.dbg_addr, &in);
  if (!in.dbg_we) return;
  if (in.dbg_addr < pe_sram::words) {
    m_sram.write(in.dbg_addr, in.dbg_wdata);
  } else {
    m_now.words[m_now.word_count++] = {in.dbg_addr, in.dbg_wdata};
  }
}

uint32_t pe_load_word(const pe_data& pe, uint16_t address) {
  if (address % 2 != 0 || address >= pe_sram::words) return 0;
  return pe.m_sram.read_pair(address);
}

bool pe_state::main_ready() {
  if (m_task == no_task) return false;
  if ((m_live >> main_thread & 1u) != 0)
    return (m_starting >> main_thread & 1u) == 0 && can_step(m_operations[main_thread], false);
  if (m_wait != 0) return false;
  if (m_live == 0) return true;
  return !pe_waits_for_dsr(*this, pe_load_word(*this, m_pc));
}

uint8_t pe_state::idle_cause() const {
  if (m_trap.cause != 0) return code_halted;
  if (m_now.picks != 0) return code_start;
  if (m_task != no_task) return cause_of(main_thread).cause;
  return m_live == 0 ? code_idle : cause_of(lowest_bit(m_live)).cause;
}

void pe_state::run_main(const pe_in& in, pe_out& next) {
  if ((m_live >> main_thread & 1u) != 0) return vector_step(main_thread);
  next.ret_pc = m_pc;
  if (m_pc % 2 != 0 || m_pc >= pe_sram::words) {
    trap(trap_fetch, main_thread, m_pc, m_pc);
    return;
  }
  const uint32_t word = load(m_pc) | uint32_t{load(static_cast<uint16_t>(m_pc + 1u))} << 16;
  if (!pe_legal(word)) {
    trap(trap_illegal, main_thread, m_pc, 0);
    return;
  }
  if (pe_traits_of[word >> 24].width != 0) {
    vector(word);
  } else {
    scalar(word, in, next);
  }
  if (m_trap.cause == 0) m_now.issued = true;
}

void pe_state::issue(const pe_in& in, pe_out& next) {
  unsigned thread = m_control.conflict_thread;
  if (!m_control.conflict) {
    uint32_t ready = 0;
    for (uint32_t rest = m_live & ~m_starting & ~bit(main_thread); rest != 0; rest &= rest - 1)
      if (can_step(m_operations[lowest_bit(rest)], true)) ready |= bit(lowest_bit(rest));
    const bool main = main_ready();
    if (!main && ready == 0) return;
    thread = ready == 0 ? main_thread : chosen(*this, ready, main);
  }
  next.ret_thread = static_cast<uint8_t>(thread);
  const bool step = thread != main_thread || (m_live >> main_thread & 1u) != 0;
  if (step) next.ret_pc = m_operations[thread].pc;
  if (thread == main_thread) {
    run_main(in, next);
  } else {
    vector_step(thread);
    if (m_now.issued) m_control.last_thread = static_cast<uint8_t>(thread);
  }
  next.ret_valid = m_now.issued;
  next.ret_step = m_now.issued && step;
}

void pe_state::tick(const pe_in& in) {
  pe_clocks& c = m_clocks;
  if ((in.frozen & ~m_control.frozen) != 0) m_now.activate |= teardown_task;
  m_control.frozen = in.frozen;
  const bool rings = c.timer == 1;
  if (c.timer != 0) --c.timer;
  c.timestamp = (c.timestamp + (c.run & 1u)) & 0xffffffffffffu;
  for (unsigned i = 0; i < 2; ++i) c.counter[i] += c.event[i] == 0 ? 1 : amount(*this, c.event[i]);
  m_tasks.active &= ~m_now.deactivate;
  bool rings_off = false;
  for (unsigned i = 0; i < m_now.word_count; ++i)
    rings_off |= set_config_word(m_now.words[i].address, m_now.words[i].value);
  if (rings && !rings_off) m_now.activate |= timer_task;
  m_tasks.blocked = (m_tasks.blocked | m_now.block) & ~m_now.unblock;
  m_tasks.active |= m_now.activate;
}

void pe_state::step(const pe_in& in, pe_out& next) {
  const uint16_t read_before = next.dbg_rdata;
  next = pe_out{};
  next.dbg_rdata = read_before;
  m_now = pe_happened{};
  m_now.filled = static_cast<uint8_t>(m_inputs.filled());
  m_now.full = static_cast<uint8_t>(m_outputs.full());
  m_now.inputs_full = static_cast<uint8_t>(m_inputs.full());
  m_now.out_empty = static_cast<uint8_t>(~m_outputs.filled());
  m_now.lived = m_task != no_task || m_live != 0;
  const bool picks = m_task == no_task && m_trap.cause == 0 && !in.dbg_we && !in.dbg_re;
  if (picks && m_live != 0) m_now.busy = static_cast<uint8_t>(pe_used(*this).queues);
  const bool stopped = m_trap.cause != 0;
  const uint16_t starting = m_starting;
  const bool waiting = m_wait != 0, arrives = m_ingress.arriving();

  if (arrives) m_now.came = static_cast<uint8_t>(bit(m_ingress.arrives_at()));
  if (!m_ingress.empty() || in.from_router.valid)
    next.credit = m_ingress.step(in.from_router, m_control.queue_of, m_inputs);
  send(in.credit, next);
  m_now.reading = m_control.stage != 0;
  const bool routers = m_control.debug_stage >> 1 & 1u;
  m_control.debug_stage = static_cast<uint8_t>(m_control.debug_stage << 1 & 2u);
  if (in.dbg_we || in.dbg_re) {
    debug(in, next);
    if (!stopped) m_now.stall = code_debug;
  } else if (!stopped) {
    issue(in, next);
    if (picks && (m_tasks.active != 0 || m_now.filled != 0)) {
      pick();
      next.ret_pick = m_now.looked;
      next.ret_task = m_now.task;
    }
  }
  if (routers) next.dbg_rdata = in.cfg_rdata;
  if (m_now.reading) router_port(in);  // a debugger still reads what was there before
  if (!m_now.issued && m_now.stall == 0) m_now.stall = idle_cause();
  next.stall = m_now.issued ? uint8_t{0} : m_now.stall;
  if (waiting) --m_wait;
  if (starting != 0)
    for (uint32_t rest = starting; rest != 0; rest &= rest - 1)
      if (--m_operations[lowest_bit(rest)].delay == 0)
        m_starting &= static_cast<uint16_t>(~bit(lowest_bit(rest)));
  tick(in);
  next.halted = m_trap.cause != 0;
  next.trap_cause = m_trap.cause;
  m_now.moved = m_now.issued || waiting || starting != 0 || m_now.wavelets_in != 0 ||
                m_now.picks != 0 || m_control.conflict || m_control.stage != 0 ||
                next.credit != 0 || next.to_router.valid || arrives || m_ingress.arriving() ||
                next.cfg_we || next.cfg_re || in.dbg_we || in.dbg_re ||
                stopped != (m_trap.cause != 0) ||
                (m_task == no_task && !stopped && (m_tasks.active & ~m_tasks.blocked) != 0);
  // For waits(): as the next cycle finds them.
  m_now.filled = static_cast<uint8_t>(m_inputs.filled());
  m_now.full = static_cast<uint8_t>(m_outputs.full());
  m_now.came = m_now.left = 0;
  m_now.reading = m_control.stage != 0;
}

void pe_state::wait(uint64_t cycles) { pe_tick_many(*this, cycles, {}); }

pe_steps pe_state::run_local(uint64_t most) {
  const uint64_t cycles = std::min(most, pe_local_cycles(*this));
  if (cycles == 0) return {};
  const pe_steps done = pe_run_local(*this, cycles);
  pe_tick_many(*this, done.cycles, done);
  return done;
}

}  // namespace ws
