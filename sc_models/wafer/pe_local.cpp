// SPDX-License-Identifier: Apache-2.0
// Operations that only work on the element's own memory: many of their steps at once.
#include "pe_local.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "pe_arithmetic.h"
#include "pe_traits.h"

namespace ws {
namespace {

constexpr unsigned block = 64;    // elements made at once
constexpr uint64_t worth_it = 4;  // cycles
constexpr unsigned main_bit = 1u << pe_data::main_thread;

bool reads_memory(const pe_operand& p) { return p.is == pe_operand::mem1d; }
int stride_of(const pe_operand& p) { return static_cast<int16_t>(p.stride); }

/// Elements from the next one on that lie in memory.
unsigned within_reach(const pe_operand& p, unsigned words) {
  constexpr unsigned any = 1u << 16;
  if (!reads_memory(p)) return any;
  const int last = static_cast<int>(pe_sram::words - words), stride = stride_of(p);
  if (p.address > last || (words == 2 && p.address % 2 != 0)) return 0;
  if (stride == 0) return any;
  return static_cast<unsigned>(stride > 0 ? (last - p.address) / stride : p.address / -stride) + 1u;
}

/// Whether elements of a source can be read before those ahead of them are written: they are the
/// very words that are written, or others.
bool independent(const pe_operation& o, unsigned i, unsigned count) {
  const pe_operand &to = o.operands[0], &from = o.operands[i];
  if (!reads_memory(from)) return true;
  const pe_traits& t = pe_traits_of[o.opcode()];
  const bool same = to.address == from.address && to.stride == from.stride && to.stride != 0 &&
                    t.words[0] == t.words[i];
  if (same) return true;
  const auto first = [&](const pe_operand& p) {
    return p.address + std::min(0, stride_of(p) * static_cast<int>(count - 1));
  };
  const auto behind = [&](const pe_operand& p, unsigned words) {
    return p.address + std::max(0, stride_of(p) * static_cast<int>(count - 1)) +
           static_cast<int>(words);
  };
  return behind(to, t.words[0]) <= first(from) || behind(from, t.words[i]) <= first(to);
}

/// Elements from the next one on that lie side by side in one piece of the memory.
unsigned side_by_side(const pe_operand& p, unsigned words) {
  if (!reads_memory(p)) return block;
  if (p.stride != words) return 1;
  return (pe_sram::chunk_words - p.address % pe_sram::chunk_words) / words;
}

bool all_defined(const pe_sram& sram, const pe_operand& p, unsigned words, unsigned count) {
  if (!reads_memory(p)) return true;
  if (side_by_side(p, words) >= count) return sram.all_defined(p.address, count * words);
  bool all = true;
  uint16_t a = p.address;
  for (unsigned e = 0; e < count; ++e, a = static_cast<uint16_t>(a + p.stride))
    all &= sram.defined(a);
  return all;
}

/// Whether so many elements can be made at once as if step by step.
bool at_once(const pe_data& pe, const pe_operation& o, unsigned count) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  for (unsigned i = 1; i < 3; ++i)
    if (!independent(o, i, count) || !all_defined(pe.m_sram, o.operands[i], t.words[i], count))
      return false;
  return true;
}

void read(pe_data& pe, const pe_operation& o, unsigned i, unsigned count, uint32_t* values) {
  const pe_operand& p = o.operands[i];
  if (!reads_memory(p)) {
    std::fill_n(values, count, p.kept());
    return;
  }
  const unsigned words = pe_traits_of[o.opcode()].words[i];
  const bool wide = words == 2;
  uint16_t a = p.address;
  if (count > 4 && side_by_side(p, words) >= count) {  // known to be defined
    const uint16_t* row = pe.m_sram.row(a);
    if (wide) {
      std::memcpy(values, row, count * sizeof *values);
    } else {
      std::copy_n(row, count, values);
    }
    return;
  }
  for (unsigned e = 0; e < count; ++e, a = static_cast<uint16_t>(a + p.stride)) {
    if (!pe.m_sram.defined(a) && pe.m_undefined.reads++ == 0) {
      pe.m_undefined.address = a;
      pe.m_undefined.pc = o.pc;
    }
    values[e] = wide ? pe.m_sram.read_pair(a) : pe.m_sram.read(a);
  }
}

void write(pe_data& pe, const pe_operation& o, unsigned count, const uint32_t* values) {
  const bool wide = pe_traits_of[o.opcode()].words[0] == 2;
  const uint16_t stride = o.operands[0].stride;
  uint16_t a = o.operands[0].address;
  const unsigned words = wide ? 2 : 1;
  if (count > 4 && side_by_side(o.operands[0], words) >= count) {
    uint16_t* row = pe.m_sram.new_row(a, count * words);
    if (wide) {
      std::memcpy(row, values, count * sizeof *values);
    } else {
      std::copy_n(values, count, row);
    }
    return;
  }
  for (unsigned e = 0; e < count; ++e, a = static_cast<uint16_t>(a + stride)) {
    if (wide) {
      pe.m_sram.write_pair(a, values[e]);
    } else {
      pe.m_sram.write(a, static_cast<uint16_t>(values[e]));
    }
  }
}

/// Cycles of the step that comes so many steps after the next one: 2 if its reads conflict.
unsigned cycles_of(const pe_operation& o, unsigned after = 0) {
  const pe_operand &a = o.operands[1], &b = o.operands[2];
  const unsigned elements = after * o.most;
  return reads_memory(a) && reads_memory(b)
             ? static_cast<unsigned>(
                   isa::read_cycles(static_cast<uint16_t>(a.address + elements * a.stride),
                                    static_cast<uint16_t>(b.address + elements * b.stride)))
             : 1u;
}

/// Whether all steps take as many cycles: where two addresses meet repeats itself.
bool uniform(const pe_operation& o) {
  constexpr unsigned period = isa::parameter_value("conflict_modulo");
  const unsigned first = cycles_of(o);
  bool same = true;
  for (unsigned step = 1; step < period; ++step) same &= cycles_of(o, step) == first;
  return same;
}

/// Steps that all take as many cycles as the next one and can be made at once.
unsigned alike(const pe_data& pe, const pe_operation& o, uint64_t most) {
  unsigned room = block;
  const pe_traits& t = pe_traits_of[o.opcode()];
  for (unsigned i = 0; i < 3; ++i) {
    const unsigned near = side_by_side(o.operands[i], t.words[i]);
    if (near > 1) room = std::min(room, near);
  }
  const auto steps = static_cast<unsigned>(std::min<uint64_t>(most, room / o.most));
  return steps > 1 && uniform(o) && at_once(pe, o, steps * o.most) ? steps : 1u;
}

}  // namespace

void pe_make_elements(pe_data& pe, pe_operation& o, unsigned count) {
  uint32_t a[block], b[block], d[block];
  read(pe, o, 1, count, a);
  read(pe, o, 2, count, b);
  pe_compute(o.opcode(), count, a, b, o.scalar, d);
  write(pe, o, count, d);
  for (pe_operand& p : o.operands)
    if (reads_memory(p)) p.address = static_cast<uint16_t>(p.address + count * p.stride);
  if (!o.endless()) o.left = static_cast<uint16_t>(o.left - count);
}

unsigned pe_within_reach(const pe_operation& o) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  unsigned elements = within_reach(o.operands[0], t.words[0]);
  for (unsigned i = 1; i < 3; ++i)
    elements = std::min(elements, within_reach(o.operands[i], t.words[i]));
  return elements;
}

uint64_t pe_local_cycles(const pe_data& pe) {
  const pe_operation& o = pe.m_operations[pe_data::main_thread];
  if ((pe.m_live & main_bit) == 0 || (pe.m_starting & main_bit) != 0 || !o.in_memory() || o.closing)
    return 0;
  const unsigned left = o.endless() ? o.left : o.left - 1u;
  const uint64_t steps =
      std::min(left, pe_within_reach(o)) / o.most;  // each takes a cycle at least
  return steps < worth_it ? 0 : steps;
}

pe_steps pe_run_local(pe_data& pe, uint64_t cycles) {
  pe_operation& o = pe.m_operations[pe_data::main_thread];
  pe_steps done;
  done.cycles = cycles;
  while (cycles > 0) {
    bool& second = pe.m_control.conflict;
    const unsigned each = second ? 1 : cycles_of(o);
    if (each > cycles) {
      second = true;
      pe.m_control.conflict_thread = pe_data::main_thread;
      ++done.conflicts;
      break;
    }
    const unsigned steps = second ? 1 : alike(pe, o, cycles / each);
    second = false;
    pe_make_elements(pe, o, steps * o.most);
    cycles -= uint64_t{steps} * each;
    done.steps += steps;
    done.elements += uint64_t{steps} * o.most;
    done.conflicts += uint64_t{steps} * (each - 1);
  }
  return done;
}

void pe_tick_many(pe_data& pe, uint64_t cycles, const pe_steps& done) {
  pe_clocks& c = pe.m_clocks;
  if (c.timer != 0) c.timer -= static_cast<uint32_t>(cycles);
  c.timestamp = (c.timestamp + cycles * (c.run & 1u)) & 0xffffffffffffu;
  const uint64_t stalls = pe.m_now.lived && pe.m_trap.cause == 0 ? cycles - done.steps : 0;
  const uint64_t amounts[] = {cycles, 0, done.steps, done.elements, 0,
                              0,      0, stalls,     done.conflicts};
  for (unsigned i = 0; i < 2; ++i)
    if (c.event[i] < std::size(amounts)) c.counter[i] += static_cast<uint32_t>(amounts[c.event[i]]);
}

}  // namespace ws
