// SPDX-License-Identifier: Apache-2.0
// The operands of a step: addresses, elements, wavelets, FIFOs.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include <algorithm>

#include "pe_traits.h"
#include "pe_wavelets.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

enum : unsigned { begin, ring_length, head, held };      // words of a ring
enum : unsigned { extent0, extent1, extent2, strides };  // words of a mem4d

constexpr uint8_t misaligned = pe_code::trap("misaligned"), past_end = pe_code::trap("address");
constexpr unsigned no_color = isa::parameter_value("no_color");

uint16_t low(uint32_t v) { return static_cast<uint16_t>(v); }

uint16_t behind(uint16_t begin, uint32_t offset, uint16_t length) {
  return low(begin + (offset >= length ? offset - length : offset));
}

/// Elements of a circular buffer from an address on, before it comes back.
unsigned before_wrap(const std::array<uint16_t, 4>& ring, uint16_t address, uint16_t stride) {
  const int step = static_cast<int16_t>(stride), end = ring[begin] + ring[ring_length];
  int at = address;
  for (unsigned k = 1; k < 4; ++k) {
    at += step;
    if (step >= 0 ? at >= end : at < ring[begin]) return k;
  }
  return 4;
}

/// Where a FIFO is pushed to, or popped from.
uint16_t fifo_address(const pe_data& pe, const pe_operand& p, bool is_dst) {
  const auto& ring = pe.m_dsr[pe_xdsr + p.number];
  return is_dst ? behind(ring[begin], uint32_t{ring[head]} + ring[held], ring[ring_length])
                : low(uint32_t{ring[begin]} + ring[head]);
}

}  // namespace

/// k: how many elements this step makes.
unsigned pe_state::elements(const pe_operation& o) const {
  unsigned k = o.most;
  if (!o.endless()) k = std::min<unsigned>(k, o.left);
  if (o.steady) return k;
  const unsigned wavelets = o.two && takes_two(*this, o) ? 2 : 1;
  for (const pe_operand& p : o.operands) {
    switch (p.is) {
      case pe_operand::mem4d: {
        const unsigned row = std::max<unsigned>(1, m_dsr[pe_xdsr + p.number][extent0]);
        k = std::min<unsigned>(k, row - std::min<unsigned>(p.count[0], row - 1));
        break;
      }
      case pe_operand::circular:
        k = std::min(k, before_wrap(m_dsr[pe_xdsr + p.number], p.address, p.stride));
        break;
      case pe_operand::fifo:
        k = 1;
        break;
      case pe_operand::fabin:
      case pe_operand::fabout:
        k = std::min(k, p.has(pe_operand::half)       ? 1u
                        : p.has(pe_operand::in_pairs) ? 2 * wavelets
                                                      : wavelets);
        break;
      default:
        break;
    }
  }
  return k;
}

bool pe_state::fifo_ready(const pe_operation& o) const {
  const pe_traits& t = pe_traits_of[o.opcode()];
  for (unsigned i = 0; i < 3; ++i) {
    const pe_operand& p = o.operands[i];
    if (p.is != pe_operand::fifo) continue;
    const auto& ring = m_dsr[pe_xdsr + p.number];
    const unsigned words = t.words[i];
    if (i == 0 ? ring[held] + words > ring[ring_length] : ring[held] < words) return false;
  }
  return true;
}

/// The addresses of the step's elements; traps where they cannot be reached.
bool pe_state::addresses(const pe_operation& o, unsigned thread, unsigned k, uint16_t index,
                         uint16_t (&at)[3][4]) {
  const pe_traits& t = pe_traits_of[o.opcode()];
  bool odd = false, past = false;
  for (unsigned i = 0; i < 3; ++i) {
    const pe_operand& p = o.operands[i];
    if (!p.in_memory()) continue;
    uint16_t a = p.is == pe_operand::fifo ? fifo_address(*this, p, i == 0) : p.address;
    if (p.has_address() && p.has(pe_operand::takes_index)) a = low(a + index * t.words[i]);
    for (unsigned e = 0; e < k; ++e, a = low(a + p.stride)) {
      at[i][e] = a;
      odd |= t.words[i] == 2 && a % 2 != 0;
      past |= a >= pe_sram::words;
    }
  }
  if (!odd && !past) return true;
  for (const unsigned i : {1u, 2u, 0u}) {
    if (!o.operands[i].in_memory()) continue;
    if (t.words[i] == 2 && at[i][0] % 2 != 0) return trap(misaligned, thread, o.pc, at[i][0]);
    for (unsigned e = 0; e < k; ++e)
      if (at[i][e] >= pe_sram::words) return trap(past_end, thread, o.pc, at[i][e]);
  }
  return true;
}

void pe_state::read_elements(const pe_operation& o, unsigned i, unsigned k, const uint16_t (&at)[4],
                             uint32_t (&values)[4]) {
  const pe_operand& p = o.operands[i];
  const unsigned words = pe_traits_of[o.opcode()].words[i];
  if (p.in_memory()) {
    for (unsigned e = 0; e < k; ++e) {
      if (!m_sram.defined(at[e]) && m_undefined.reads++ == 0) {
        m_undefined.address = at[e];
        m_undefined.pc = o.pc;
      }
      values[e] = words == 2 ? m_sram.read_pair(at[e]) : m_sram.read(at[e]);
    }
    return;
  }
  if (p.is == pe_operand::fabin) {
    const uint32_t head = m_inputs.head(p.number).data;
    if (k == 1) {
      values[0] = words == 2 ? head : head >> (p.has(pe_operand::half) ? 16 : 0) & 0xffffu;
    } else if (words == 2) {
      values[0] = head;
      values[1] = m_inputs.second(p.number).data;
    } else {
      const uint32_t second = k > 2 ? m_inputs.second(p.number).data : 0;
      for (unsigned e = 0; e < k; ++e)
        values[e] = (e < 2 ? head : second) >> 16 * (e & 1u) & 0xffffu;
    }
    return;
  }
  const uint32_t value = p.is != pe_operand::gpr ? p.kept()
                         : words == 2            ? pair(p.number)
                                                 : m_gpr[p.number];
  for (unsigned e = 0; e < k; ++e) values[e] = value;
}

void pe_state::write_elements(pe_operation& o, unsigned k, const uint16_t (&at)[4],
                              const uint32_t (&values)[4]) {
  const pe_operand& p = o.dst();
  const unsigned words = pe_traits_of[o.opcode()].words[0];
  if (p.is == pe_operand::fabout) return give(o, k, values);
  if (p.is == pe_operand::gpr) {
    m_gpr[p.number] = low(values[0]);
    if (words == 2) m_gpr[p.number + 1u] = low(values[0] >> 16);
    return;
  }
  for (unsigned e = 0; e < k; ++e) {
    if (words == 2) {
      m_sram.write_pair(at[e], values[e]);
    } else {
      m_sram.write(at[e], low(values[e]));
    }
  }
}

void pe_state::push(const pe_operation& o, uint32_t data, bool ctrl) {
  const pe_operand& p = o.operands[0];
  unsigned color = m_dsr[p.dsr][0] >> 8 & 31u;
  if (color == no_color) color = m_control.output_queue[p.number] & 31u;
  m_outputs.push(p.number, {data, static_cast<uint8_t>(color), ctrl});
  ++m_now.wavelets_out;
}

/// Puts the elements into wavelets.
void pe_state::give(pe_operation& o, unsigned k, const uint32_t (&values)[4]) {
  pe_operand& p = o.dst();
  const uint16_t flags = m_dsr[p.dsr][2];
  const uint32_t exchanged = uint32_t{flags} >> 2 << 30;
  const bool ctrl = (flags & 1u) != 0, wide = pe_traits_of[o.opcode()].words[0] == 2;
  if (!p.has(pe_operand::in_pairs)) {
    const bool indexed = !wide && p.has(pe_operand::takes_index);
    for (unsigned e = 0; e < k; ++e) {
      push(o, (values[e] | (indexed ? uint32_t{p.address} << 16 : 0)) ^ exchanged, ctrl);
      p.address = low(p.address + p.stride);
    }
    return;
  }
  for (unsigned e = 0; e < k; ++e) {
    if (p.has(pe_operand::half)) {
      push(o, (o.low | values[e] << 16) ^ exchanged, ctrl);
    } else {
      o.low = low(values[e]);
    }
    p.flags ^= pe_operand::half;
  }
}

/// Sends half a wavelet that the operation's end leaves over.
void pe_state::give_rest(pe_operation& o) {
  pe_operand& p = o.dst();
  if (p.is != pe_operand::fabout || !p.has(pe_operand::half)) return;
  const uint16_t flags = m_dsr[p.dsr][2];
  push(o, o.low ^ uint32_t{flags} >> 2 << 30, (flags & 1u) != 0);
  p.flags ^= pe_operand::half;
}

/// Takes the wavelets from their queue whose elements are used.
void pe_state::take(pe_operand& p, unsigned k, bool last) {
  unsigned wavelets = k;
  if (p.has(pe_operand::in_pairs)) {
    const unsigned used = k + (p.has(pe_operand::half) ? 1u : 0u);
    wavelets = (used + (last ? 1u : 0u)) / 2;
    p.flags &= static_cast<uint8_t>(~pe_operand::half);
    if (!last && used % 2 != 0) p.flags |= pe_operand::half;
  }
  m_now.wavelets_in = static_cast<uint8_t>(m_now.wavelets_in + wavelets);
  for (; wavelets != 0; --wavelets) m_inputs.pop(p.number);
}

/// The step from the last element made to the next one.
void pe_state::advance(pe_operation& o, unsigned i, unsigned words, unsigned k) {
  pe_operand& p = o.operands[i];
  auto& x = m_dsr[pe_xdsr + (p.number & 7u)];
  if (p.is == pe_operand::mem1d) {
    p.address = low(p.address + k * p.stride);
  } else if (p.is == pe_operand::circular) {
    const int step = static_cast<int16_t>(p.stride), end = x[begin] + x[ring_length];
    int at = p.address + static_cast<int>(k) * step;
    if (step >= 0 ? at >= end : at < x[begin]) at += step >= 0 ? -x[ring_length] : x[ring_length];
    p.address = low(static_cast<uint32_t>(at));
  } else if (p.is == pe_operand::mem4d) {
    uint16_t step = p.stride;
    p.count[0] = low(p.count[0] + k);
    for (unsigned d = 0; d < 3 && p.count[d] >= std::max<unsigned>(1, x[d]); ++d) {
      p.count[d] = 0;
      if (d < 2) p.count[d + 1] = low(p.count[d + 1] + 1u);
      step = m_strides[x[strides] >> 4 * d & 15u];
    }
    p.address = low(p.address + (k - 1) * p.stride + step);
  } else if (p.is == pe_operand::fifo) {
    if (i == 0) {
      x[held] = low(x[held] + words);
    } else if (i == 1 || o.src0().is != pe_operand::fifo || o.src0().number != p.number) {
      x[held] = low(x[held] - words);
      x[head] = behind(0, uint32_t{x[head]} + words, x[ring_length]);
    }
    const uint16_t flags = m_dsr[p.dsr][2];
    if ((flags >> 6 & 1u) != 0) act(pe_action::activate, flags & 63u);
  }
}

}  // namespace ws
