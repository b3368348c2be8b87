// SPDX-License-Identifier: Apache-2.0
// How a vector instruction starts.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include <algorithm>

#include "pe_arithmetic.h"
#include "pe_look.h"
#include "pe_traits.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

using what = isa::vector_operand::what;

constexpr isa::field of_index = isa::field_of("dsr", "index"),
                     of_save = isa::field_of("dsr", "save"), of_xdsr = isa::field_of("dsr", "xdsr"),
                     of_stride = isa::field_of("dsr", "stride"),
                     of_simd = isa::field_of("fabin", "simd"),
                     of_action = isa::field_of("fabin", "action"),
                     of_terminate = isa::field_of("fabin", "terminate"),
                     of_extent = isa::field_of("dsr", "extent");

constexpr unsigned simd_single = isa::code_value("simd", "single"),
                   simd_64 = isa::code_value("simd", "simd_64"),
                   simd_32_or_64 = isa::code_value("simd", "simd_32_or_64");
constexpr bool two_wavelets = isa::parameter_value("fabric_wavelets") == 2;

constexpr uint8_t in_use = pe_code::trap("in_use"), bad_operand = pe_code::trap("operand");

/// What a descriptor is as an operand; none if it does not fit there.
uint8_t operand_of(unsigned kind, bool is_dst) {
  switch (kind) {
    case pe_kind::mem1d:
      return pe_operand::mem1d;
    case pe_kind::mem4d:
      return pe_operand::mem4d;
    case pe_kind::circular:
      return pe_operand::circular;
    case pe_kind::fifo:
      return pe_operand::fifo;
    case pe_kind::fabin:
      return is_dst ? pe_operand::none : pe_operand::fabin;
    case pe_kind::fabout:
      return is_dst ? pe_operand::fabout : pe_operand::none;
    default:
      return pe_operand::none;
  }
}

/// The microthread that an asynchronous instruction becomes.
unsigned thread_of(const pe_operation& o) {
  const auto& [dst, src0, src1] = o.operands;
  if (dst.is == pe_operand::fabout) return dst.number;
  for (const pe_operand* p : {&src0, &src1})
    if (p->is == pe_operand::fabin) return p->number;
  for (const pe_operand* p : {&dst, &src0, &src1})
    if (p->is == pe_operand::fifo) return p->number;
  return pe_state::main_thread;
}

/// Whether one is a FIFO and the other uses its extended register for something else.
bool mixed(const pe_operand& a, const pe_operand& b) {
  const auto shaped = [](const pe_operand& p) {
    return p.is == pe_operand::mem4d || p.is == pe_operand::circular;
  };
  return a.number == b.number &&
         ((a.is == pe_operand::fifo && shaped(b)) || (b.is == pe_operand::fifo && shaped(a)));
}

/// Whether the operation's width, its other operands and the way that wavelets are filled let a
/// step use two of a queue.
bool doubles(const pe_operation& o) {
  if (!two_wavelets || o.queues == 0 || o.indexes || o.has_fifo ||
      o.operands[0].is == pe_operand::gpr)
    return false;
  const pe_traits& t = pe_traits_of[o.opcode()];
  if (t.width == 1) return false;
  for (unsigned i = 0; i < 3; ++i) {
    const pe_operand& p = o.operands[i];
    if (p.is != pe_operand::fabin && p.is != pe_operand::fabout) continue;
    const bool one_is_enough = p.has(pe_operand::in_pairs) && !o.four;
    if (!p.has(pe_operand::doubles) && !one_is_enough) return false;
  }
  return true;
}

/// From a descriptor register to a running operand, without its address. False if the kind does not
/// fit. `length` is the operation's so far.
bool describe(const pe_data& pe, pe_operand& p, unsigned words, bool is_dst, uint16_t& length) {
  const auto& d = pe.m_dsr[p.dsr];
  p.is = operand_of(d[3] & 7u, is_dst);
  if (p.is == pe_operand::none) return false;
  if (length == 0) length = static_cast<uint16_t>(of_extent.get(d[1]));
  if (of_index.get(d[3]) != 0) p.flags |= pe_operand::takes_index;
  const auto stride = static_cast<unsigned>(of_stride.get_signed(d[3]));
  if (p.is == pe_operand::fabin || p.is == pe_operand::fabout) {
    p.number = d[0] & 7u;
    p.stride = static_cast<uint16_t>(stride);
    const auto simd = static_cast<unsigned>(of_simd.get(d[3]));
    if (words == 1 && simd != simd_single) p.flags |= pe_operand::in_pairs;
    if (simd == simd_64 || simd == simd_32_or_64) p.flags |= pe_operand::doubles;
    if (simd == simd_64) p.flags |= pe_operand::waits;
    if (p.is == pe_operand::fabin && (of_terminate.get(d[2]) != 0 || of_action.get(d[2]) != 0))
      p.flags |= pe_operand::acts;
    return p.is == pe_operand::fabin || p.number < pe_outputs;
  }
  p.number = static_cast<uint8_t>(of_xdsr.get(d[3]));
  p.stride = static_cast<uint16_t>(p.is == pe_operand::fifo ? words : stride * words);
  p.address = static_cast<uint16_t>(d[0] + d[2]);
  if (of_save.get(d[3]) != 0) p.flags |= pe_operand::saves;
  return true;
}

}  // namespace

/// Check 4: queues and the microthread are free.
bool pe_state::takes_free_queues(const pe_operation& o, bool is_async, unsigned thread) {
  const uint16_t busy = pe_used(*this).queues;
  for (const pe_operand& p : o.operands) {
    if (p.is != pe_operand::fabin && p.is != pe_operand::fabout) continue;
    const unsigned number = p.is == pe_operand::fabin ? p.number : pe_inputs + p.number;
    if ((busy >> number & 1u) != 0)
      return trap(in_use, main_thread, m_pc, static_cast<uint16_t>(number));
  }
  if (is_async && (m_live >> thread & 1u) != 0)
    return trap(in_use, main_thread, m_pc, static_cast<uint16_t>(thread));
  return true;
}

void pe_state::registers_only(pe_operation& o) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  uint32_t a[4] = {o.src0().kept()}, b[4] = {o.src1().kept()}, d[4];
  pe_compute(o.opcode(), 1, a, b, o.scalar, d);
  const unsigned rd = o.dst().number;
  m_gpr[rd] = static_cast<uint16_t>(d[0]);
  if (t.words[0] == 2) m_gpr[rd + 1] = static_cast<uint16_t>(d[0] >> 16);
  m_tasks.done = true;
}

bool pe_gather(const pe_data& pe, pe_operation& o, const isa::vector_instruction& v,
               uint16_t& length) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  const isa::vector_operand* const given[] = {&v.dst, &v.src0, &v.src1};
  for (const unsigned i : {1u, 2u, 0u}) {  // lengths are looked up in this order
    const isa::vector_operand& from = *given[i];
    pe_operand& p = o.operands[i];
    p.number = from.id;
    if (from.is == what::dsr) {
      p.dsr = static_cast<uint8_t>(from.file * 16 + from.id);
      if (!describe(pe, p, t.words[i], i == 0, length)) return false;
    } else if (from.is == what::number) {
      p.is = pe_operand::value;
      const auto number = static_cast<uint32_t>(static_cast<int32_t>(from.number));
      p.keep(t.words[i] == 1 ? number & 0xffffu : number);
    } else if (from.is == what::gpr) {
      const bool sum = i == 1 && v.dst.is == what::gpr && v.dst.id == from.id;
      p.is = i == 0 || sum ? pe_operand::gpr : pe_operand::value;
      p.keep(t.words[i] == 2 ? pe.pair(from.id) : pe.m_gpr[from.id]);
    }
  }
  if (mixed(o.dst(), o.src0()) || mixed(o.dst(), o.src1()) || mixed(o.src0(), o.src1()))
    return false;
  return !(o.src0().is == pe_operand::fabin && o.src1().is == pe_operand::fabin &&
           o.src0().number == o.src1().number);
}

void pe_settle(const pe_data& pe, pe_operation& o, const isa::vector_instruction& v) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  const uint16_t index = v.is_indexed ? pe.m_gpr[v.index] : uint16_t{0};
  bool by_wavelet = false;
  o.most = static_cast<uint8_t>(o.dst().is == pe_operand::gpr ? 1 : t.width & 7u);
  o.steady = true;
  for (unsigned i = 0; i < 3; ++i) {
    pe_operand& p = o.operands[i];
    if (p.is == pe_operand::fifo) o.has_fifo = true;
    if (p.has(pe_operand::acts)) o.acts = true;
    if (p.is == pe_operand::fabin) o.queues |= static_cast<uint16_t>(1u << p.number);
    if (p.is == pe_operand::fabout) {
      o.queues |= static_cast<uint16_t>(1u << (pe_inputs + p.number));
      p.address = index;
    }
    o.steady &= p.is <= pe_operand::mem1d;
    if (p.has_address() && p.stride != t.words[i])
      o.most =
          std::min<unsigned>(o.most, static_cast<unsigned>(isa::stride_width(
                                         static_cast<int16_t>(p.stride), t.words[i], t.width))) &
          7u;
    if (!p.has_address() || !p.has(pe_operand::takes_index)) continue;
    if (v.is_indexed) {
      p.address = static_cast<uint16_t>(p.address + index * t.words[i]);
      p.flags &= static_cast<uint8_t>(~pe_operand::takes_index);
    } else {
      by_wavelet = true;
    }
  }
  pe_operand& source = o.src0().is == pe_operand::fabin ? o.src0() : o.src1();
  if (by_wavelet && source.is == pe_operand::fabin) {
    source.flags &= static_cast<uint8_t>(~pe_operand::in_pairs);
    o.indexes = true;
  }
  o.four = t.width == 4;
  o.doubles = doubles(o);
  // Of 16-bit elements, two fill a wavelet: where a step makes no more, it uses one.
  for (unsigned i = 0; i < 3; ++i)
    if (!o.doubles || (t.words[i] == 1 && !o.four))
      o.operands[i].flags &= static_cast<uint8_t>(~(pe_operand::doubles | pe_operand::waits));
}

void pe_state::vector(uint32_t word) {
  const isa::vector_instruction v = isa::decode_vector(word);
  pe_operation o{};
  o.word = word;
  o.pc = m_pc;
  o.scalar = v.row->scalar == isa::elem::none    ? 0
             : isa::words_of(v.row->scalar) == 2 ? pair(v.scalar)
                                                 : m_gpr[v.scalar];
  uint16_t length = 0;
  const bool fits = pe_gather(*this, o, v, length);
  bool described = false, threads = false;
  for (const isa::vector_operand* p : {&v.dst, &v.src0, &v.src1}) described |= p->is == what::dsr;
  const unsigned thread = v.is_async ? thread_of(o) : main_thread;
  threads = !v.is_async || thread != main_thread;
  if (!fits || !threads) {
    trap(bad_operand, main_thread, m_pc, 0);
    return;
  }
  if (!takes_free_queues(o, v.is_async, thread)) return;
  pe_settle(*this, o, v);
  if (v.is_async) {
    o.action = m_tasks.end_action;
    o.task = m_tasks.end_task;
    o.priority = m_tasks.end_priority;
    m_tasks.end_action = m_tasks.end_task = m_tasks.end_priority = 0;
  }
  const bool starts = described && length != 0;
  if (v.is_async || !starts) {
    ++m_now.instructions;
    m_pc = static_cast<uint16_t>(m_pc + 2u);
  }
  if (!described) return registers_only(o);
  if (!starts) {
    if (!v.is_async) m_tasks.done = true;
    return act(o.action, o.task);
  }
  o.left = length;
  o.two = o.next_takes_two();
  o.delay = (pe_timing::vector_start - 1) & 3u;
  m_operations[thread] = o;
  m_live |= static_cast<uint16_t>(1u << thread);
  m_starting |= static_cast<uint16_t>(1u << thread);
}

}  // namespace ws
