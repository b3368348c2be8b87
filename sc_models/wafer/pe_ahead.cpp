// SPDX-License-Identifier: Apache-2.0
// How long an element goes on by itself: for how many cycles at least nothing that it does can be
// seen from outside, or stop it.
#include <algorithm>

#include "pe_alu.h"
#include "pe_local.h"
#include "pe_look.h"
#include "pe_traits.h"
#include "pe_wavelets.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

using namespace pe_alu;

constexpr uint64_t far_enough = 64;     // cycles: whoever looks so far ahead need not look farther
constexpr unsigned most_looks = 32;     // instructions
constexpr uint64_t worth_sleeping = 4;  // cycles; to fall asleep and to wake costs as much as some

/// Where the main thread comes from now on, as far as it can be told without doing anything.
struct way_ahead {
  uint64_t cycles = 0;
  std::array<uint16_t, 16> gpr = {};
  uint16_t known = 0xffff;  // registers whose value is
  uint16_t pc = 0;
  bool descriptors = false;                       // some were changed
  unsigned written = pe_sram::words, behind = 0;  // a range of words

  bool knows(unsigned r) const { return (known >> r & 1u) != 0; }
  void forget(unsigned r, bool pair = false) {
    known &= static_cast<uint16_t>(~((pair ? 3u : 1u) << r));
  }
  void put(unsigned r, uint16_t value, bool is_known) {
    gpr[r] = value;
    known = static_cast<uint16_t>((known & ~(1u << r)) | unsigned{is_known} << r);
  }
  void write(unsigned from, unsigned to) {
    written = std::min(written, from);
    behind = std::max(behind, to);
  }
  /// Whether the instruction there may have been written over.
  bool blurred() const { return pc + 2u > written && pc < behind; }
};

bool on_three_registers(way_ahead& w, uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool pairs = opcode == pe_op::add32 || opcode == pe_op::sub32;
  const bool judges = opcode >= pe_op::feqs && opcode <= pe_op::fles;
  if (pairs || judges) {
    w.forget(rd(word), pairs);
  } else {
    w.put(rd(word), alu(opcode, w.gpr[ra(word)], w.gpr[rb(word)]),
          w.knows(ra(word)) && (w.knows(rb(word)) || opcode >= pe_op::clz));
  }
  return true;
}

bool on_memory(way_ahead& w, uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool absolute = (opcode & 1u) != 0, wide = (opcode & 2u) != 0;
  if (!absolute && !w.knows(ra(word))) return false;
  const uint16_t address = absolute ? low(word) : low(w.gpr[ra(word)] + word);
  const unsigned words = wide ? 2 : 1;
  if (address % words != 0 || address + words > pe_sram::words) return false;
  if (opcode < pe_op::st16) {
    w.forget(rd(word), wide);
  } else {
    w.write(address, address + words);
  }
  return true;
}

bool on_branch(way_ahead& w, uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool by_register = opcode == pe_op::jr || opcode == pe_op::callr;
  const bool compares = opcode < pe_op::jmp;
  const bool two = opcode < pe_op::beqz;
  if ((by_register && !w.knows(ra(word))) ||
      (compares && (!w.knows(rd(word)) || (two && !w.knows(ra(word)))))) {
    w.pc = 1;  // no instruction can be there
    return true;
  }
  const uint16_t after = low(w.pc + 2u), target = by_register ? w.gpr[ra(word)] : low(word);
  if (opcode >= pe_op::call) w.put(rd(word), after, true);
  w.pc = taken(opcode, w.gpr[rd(word)], w.gpr[ra(word)]) ? target : after;
  return true;
}

/// False if the instruction may do something that can be seen; else it takes a cycle at least.
bool on_scalar(way_ahead& w, uint32_t word) {
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const uint16_t pc = w.pc;
  bool passes = false;
  if (is_in(opcode, pe_op::add, pe_op::mov)) {
    passes = on_three_registers(w, word);
  } else if (is_in(opcode, pe_op::addi, pe_op::movi)) {
    w.put(rd(word), alu(opcode, w.gpr[ra(word)], low(word)),
          w.knows(ra(word)) || opcode == pe_op::movi);
    passes = true;
  } else if (is_in(opcode, pe_op::ld16, pe_op::st32a)) {
    passes = on_memory(w, word);
  } else if (is_in(opcode, pe_op::tact, pe_op::tdone)) {
    w.forget(rd(word));
    passes = true;
  } else if (is_in(opcode, pe_op::setds, pe_op::cpds)) {
    w.descriptors = passes = true;
  } else if (opcode == pe_op::yield) {
    w.pc = 1;  // what is picked then is open
    return true;
  } else if (is_in(opcode, pe_op::beq, pe_op::callr)) {
    return on_branch(w, word);
  } else {
    passes =
        is_in(opcode, pe_op::actvt, pe_op::ublkr) || opcode == pe_op::onend || opcode == pe_op::nop;
  }
  w.pc = low(pc + 2u);
  return passes;
}

/// The cycles that an operation on memory takes from its first step on, or up to where it may trap.
/// False if it is not sure that it ends.
bool over_operation(way_ahead& w, const pe_operation& o) {
  for (const pe_operand& p : o.operands)
    if (p.has_address() && p.has(pe_operand::saves)) w.descriptors = true;
  const unsigned reach = pe_within_reach(o);
  if (o.endless() || reach < o.left) {
    w.cycles += std::min<unsigned>(reach, o.left) / o.most;
    return false;
  }
  w.cycles += (o.left + o.most - 1u) / o.most + pe_timing::vector_drain;
  const pe_operand& to = o.operands[0];
  const int last = to.address + (o.left - 1) * static_cast<int16_t>(to.stride);
  w.write(static_cast<unsigned>(std::min<int>(to.address, last)),
          static_cast<unsigned>(std::max<int>(to.address, last)) + 2u);
  return true;
}

/// Whether a vector instruction would work on memory, or on registers only, with the descriptors
/// as they are; then its operation. `length`: 0 if it does not last.
bool would_be_local(const pe_data& pe, uint32_t word, pe_operation& o, uint16_t& length) {
  const isa::vector_instruction v = isa::decode_vector(word);
  if (v.is_async) return false;
  o.word = word;
  length = 0;
  if (!pe_gather(pe, o, v, length)) return false;
  pe_settle(pe, o, v);
  o.left = length;
  return length == 0 || o.in_memory();
}

}  // namespace

/// What ramp, queues and microthreads do until something comes from outside or the main thread
/// touches them.
pe_state::others pe_state::what_others_do() const {
  if (m_control.stage != 0 || m_control.debug_stage != 0 ||
      (m_starting & ~(1u << main_thread)) != 0 || !m_ingress.rests(m_control.queue_of, m_inputs))
    return others::move;
  for (uint32_t rest = m_outputs.filled(); rest != 0; rest &= rest - 1) {
    const unsigned color = m_outputs.head(lowest_bit(rest)).color;
    if (color < router_colors && (m_control.one >> color & 1u) != 0) return others::move;
  }
  others what = others::rest;
  for (uint32_t rest = m_live & ~(1u << main_thread); rest != 0; rest &= rest - 1) {
    const pe_operation& o = m_operations[lowest_bit(rest)];
    if (!can_step(o, true)) continue;
    const bool holds = m_control.conflict && m_control.conflict_thread != main_thread;
    if (o.priority >= m_control.main_priority || holds) return others::move;
    what = others::wait_for_main;
  }
  return what;
}

uint64_t pe_state::ahead() const {
  if (m_trap.cause != 0 || m_task == no_task || m_control.high_is_next) return 0;
  const others what = what_others_do();
  if (what == others::move) return 0;
  way_ahead w;
  if ((m_live >> main_thread & 1u) != 0) {
    const pe_operation& o = m_operations[main_thread];
    const bool starts = (m_starting >> main_thread & 1u) != 0;
    if (!o.in_memory() || o.closing || (starts && what != others::rest)) return 0;
    if (starts) w.cycles = o.delay;
    const bool ends = over_operation(w, o);
    // Who waits for the main thread has its turn when it makes no step.
    if (what != others::rest) return ends ? w.cycles - pe_timing::vector_drain : w.cycles;
    if (!ends) return w.cycles;
    w.pc = low(m_pc + 2u);
  } else if (what != others::rest) {
    return 0;
  } else {
    w.cycles = m_wait;
    w.pc = m_pc;
  }
  w.gpr = m_gpr;
  for (unsigned n = 0; n < most_looks && w.cycles < far_enough && !w.blurred(); ++n) {
    const uint32_t word = pe_load_word(*this, w.pc);
    if (!pe_legal(word) || (m_live != 0 && pe_waits_for_dsr(*this, word))) break;
    const pe_traits& t = pe_traits_of[word >> 24];
    if (t.width == 0) {
      if (!on_scalar(w, word)) break;
      ++w.cycles;
      continue;
    }
    const isa::vector_instruction v = isa::decode_vector(word);
    const bool moved = v.is_indexed && (!w.knows(v.index) || w.gpr[v.index] != m_gpr[v.index]);
    if (w.descriptors || moved) break;
    pe_operation o{};
    uint16_t length;
    if (!would_be_local(*this, word, o, length)) break;
    ++w.cycles;
    if (length == 0) {
      if (v.dst.is == isa::vector_operand::what::gpr) w.forget(v.dst.id, t.words[0] == 2);
    } else {
      w.cycles += pe_timing::vector_start - 1;
      if (!over_operation(w, o)) break;
    }
    w.pc = low(w.pc + 2u);
  }
  return w.cycles < worth_sleeping ? 0 : w.cycles;
}

uint64_t pe_state::quiet_until() const {
  const uint64_t until = m_now.moved ? ahead() : forever;
  return m_clocks.timer != 0 ? std::min<uint64_t>(until, m_clocks.timer - 1u) : until;
}

}  // namespace ws
