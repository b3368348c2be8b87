// SPDX-License-Identifier: Apache-2.0
// The elements of vector instructions.
// RTL twin: rtl/ws_pe*.sv and rtl/ws_fpu.sv. Change both, or neither.
#include "pe_arithmetic.h"

#include "ws/base/fp.h"
#include "ws/isa/instruction_table.h"

namespace ws {
namespace {

using isa::op;

uint16_t low(uint32_t v) { return static_cast<uint16_t>(v); }
int16_t as_signed(uint32_t v) { return static_cast<int16_t>(v); }
uint32_t word_of(int16_t v) { return static_cast<uint16_t>(v); }

template <typename F>
void each(unsigned k, uint32_t* d, F f) {
  for (unsigned i = 0; i < k; ++i) d[i] = f(i);
}

/// Four f16 elements at a time, and those that are left singly.
template <typename Four, typename One>
void each_half(unsigned k, const uint32_t* a, const uint32_t* b, uint32_t* d, Four four, One one) {
  const auto packed = [](const uint32_t* v) {
    return v[0] | v[1] << 16 | uint64_t{v[2] | v[3] << 16} << 32;
  };
  unsigned i = 0;
  for (; i + 4 <= k; i += 4) {
    const uint64_t made = four(packed(a + i), packed(b + i));
    for (unsigned e = 0; e < 4; ++e) d[i + e] = low(static_cast<uint32_t>(made >> 16 * e));
  }
  for (; i < k; ++i) d[i] = one(low(a[i]), low(b[i]));
}

void integers(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t* d) {
  switch (opcode) {
    case op("add16"):
      return each(k, d, [&](unsigned i) { return low(a[i] + b[i]); });
    case op("sub16"):
      return each(k, d, [&](unsigned i) { return low(a[i] - b[i]); });
    case op("and16"):
      return each(k, d, [&](unsigned i) { return a[i] & b[i]; });
    case op("or16"):
      return each(k, d, [&](unsigned i) { return a[i] | b[i]; });
    case op("xor16"):
      return each(k, d, [&](unsigned i) { return a[i] ^ b[i]; });
    case op("sll16"):
      return each(k, d, [&](unsigned i) { return low(a[i] << (b[i] & 15u)); });
    case op("slr16"):
      return each(k, d, [&](unsigned i) { return a[i] >> (b[i] & 15u); });
    case op("sar16"):
      return each(k, d, [&](unsigned i) {
        return low(static_cast<uint32_t>(as_signed(a[i]) >> (b[i] & 15u)));
      });
    default:  // moves
      return each(k, d, [&](unsigned i) { return b[i]; });
  }
}

void halves(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t s,
            uint32_t* d) {
  switch (opcode) {
    case op("faddh"):
      return each_half(k, a, b, d, f16x4_add, f16_add);
    case op("fsubh"):
      return each_half(k, a, b, d, f16x4_sub, f16_sub);
    case op("fmulh"):
      return each_half(k, a, b, d, f16x4_mul, f16_mul);
    case op("fmach"):
      return each_half(
          k, a, b, d,
          [s](uint64_t x, uint64_t y) { return f16x4_fma(y, 0x0001000100010001u * low(s), x); },
          [s](uint16_t x, uint16_t y) { return f16_fma(y, low(s), x); });
    case op("fmaxh"):
      return each(k, d, [&](unsigned i) { return f16_max(low(a[i]), low(b[i])); });
    case op("fnegh"):
      return each(k, d, [&](unsigned i) { return f16_neg(low(b[i])); });
    case op("fabsh"):
      return each(k, d, [&](unsigned i) { return f16_abs(low(b[i])); });
    default:  // fscaleh
      return each(k, d, [&](unsigned i) { return f16_scale(low(a[i]), as_signed(b[i])); });
  }
}

void singles(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t s,
             uint32_t* d) {
  switch (opcode) {
    case op("fadds"):
      return each(k, d, [&](unsigned i) { return f32_add(a[i], b[i]); });
    case op("fsubs"):
      return each(k, d, [&](unsigned i) { return f32_sub(a[i], b[i]); });
    case op("fmuls"):
      return each(k, d, [&](unsigned i) { return f32_mul(a[i], b[i]); });
    case op("fmacs"):
      return each(k, d, [&](unsigned i) { return f32_fma(b[i], s, a[i]); });
    case op("fmaxs"):
      return each(k, d, [&](unsigned i) { return f32_max(a[i], b[i]); });
    case op("fnegs"):
      return each(k, d, [&](unsigned i) { return f32_neg(b[i]); });
    case op("fabss"):
      return each(k, d, [&](unsigned i) { return f32_abs(b[i]); });
    default:  // fscales
      return each(k, d, [&](unsigned i) { return f32_scale(a[i], as_signed(b[i])); });
  }
}

void mixed(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t s,
           uint32_t* d) {
  constexpr int_rounding nearest = int_rounding::nearest_even;
  switch (opcode) {
    case op("fmachs"):
      return each(k, d, [&](unsigned i) { return fmachs(low(b[i]), low(s), a[i]); });
    case op("faddhs"):
      return each(k, d, [&](unsigned i) { return faddhs(low(b[i]), a[i]); });
    case op("fh2s"):
      return each(k, d, [&](unsigned i) { return f32_from_f16(low(b[i])); });
    case op("fs2h"):
      return each(k, d, [&](unsigned i) { return f16_from_f32(b[i]); });
    case op("fh2xp16"):
      return each(k, d, [&](unsigned i) { return word_of(int16_from_f16(low(b[i]), nearest)); });
    case op("fs2xp16"):
      return each(k, d, [&](unsigned i) { return word_of(int16_from_f32(b[i], nearest)); });
    case op("xp162fh"):
      return each(k, d, [&](unsigned i) { return f16_from_int16(as_signed(b[i])); });
    default:  // xp162fs
      return each(k, d, [&](unsigned i) { return f32_from_int16(as_signed(b[i])); });
  }
}

}  // namespace

void pe_compute(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t s,
                uint32_t* d) {
  constexpr uint8_t first_half = op("faddh"), first_single = op("fadds"),
                    first_mixed = op("fmachs");
  if (opcode < first_half) return integers(opcode, k, a, b, d);
  if (opcode < first_single) return halves(opcode, k, a, b, s, d);
  if (opcode < first_mixed) return singles(opcode, k, a, b, s, d);
  mixed(opcode, k, a, b, s, d);
}

}  // namespace ws
