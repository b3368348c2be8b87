// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>

#include "ws/base/half.h"

namespace ws {

// The processing element's floating point unit on the bits of f16 and f32 values: the twin of
// rtl/ws_fpu.sv. Change both, or neither. IEEE 754 binary16 and binary32, to nearest with ties to
// even, subnormals kept. Every NaN that arithmetic makes is half_nan or single_nan; neg and abs
// touch the sign alone. The host's arithmetic does the work: it must be in its default mode.

inline constexpr uint32_t single_nan = 0x7FC00000u;

inline bool f16_is_nan(uint16_t a) { return (a & 0x7FFFu) > 0x7C00u; }
inline bool f32_is_nan(uint32_t a) { return (a & 0x7FFFFFFFu) > 0x7F800000u; }

/// What a comparison says; all false only for a > c.
struct fp_order {
  bool less = false, equal = false, unordered = false;
};

/// The WSE-2's rounding of floating point to integers is not public; IntRoundNearest in the RTL.
enum class int_rounding { toward_zero, nearest_even };

namespace fp_detail {
inline uint32_t canonical(float value) { return value != value ? single_nan : bits_of(value); }
/// p + c to the float beside it whose last bit is odd, unless it is exact: no second rounding to
/// 22 bits or fewer can go wrong after that.
inline float sum_to_odd(float p, float c) {
  const float sum = p + c, part = sum - p;
  const float lost = (p - (sum - part)) + (c - part);  // exact (Knuth's two-sum)
  const uint32_t bits = bits_of(sum);
  const uint32_t outward = (bits_of(lost) ^ bits) >> 31 != 0 ? 0xFFFFFFFFu : 1u;
  const bool inexact = (lost < 0.0f) | (lost > 0.0f);  // false for NaNs
  return float_of(bits + (inexact && (bits & 1u) == 0 ? outward : 0u));
}
inline double power_of_two(int n) {
  const uint64_t bits = static_cast<uint64_t>(1023 + n) << 52;
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
}  // namespace fp_detail

// f16. A sum of two f16 rounded to f32 first is rounded right (24 >= 2 * 11 + 2), a product exact.
inline uint16_t f16_add(uint16_t a, uint16_t c) { return to_half(from_half(a) + from_half(c)); }
inline uint16_t f16_sub(uint16_t a, uint16_t c) { return to_half(from_half(a) - from_half(c)); }
inline uint16_t f16_mul(uint16_t a, uint16_t b) { return to_half(from_half(a) * from_half(b)); }
/// a * b + c, rounded once.
inline uint16_t f16_fma(uint16_t a, uint16_t b, uint16_t c) {
  return to_half(fp_detail::sum_to_odd(from_half(a) * from_half(b), from_half(c)));
}
/// maximumNumber of IEEE 754-2019: a number wins against a NaN, +0 against -0.
uint16_t f16_max(uint16_t a, uint16_t c);
inline uint16_t f16_neg(uint16_t a) { return a ^ 0x8000u; }
inline uint16_t f16_abs(uint16_t a) { return a & 0x7FFFu; }
/// a * 2^n, rounded once.
uint16_t f16_scale(uint16_t a, int16_t n);
fp_order f16_compare(uint16_t a, uint16_t c);

// f32
inline uint32_t f32_add(uint32_t a, uint32_t c) {
  return fp_detail::canonical(float_of(a) + float_of(c));
}
inline uint32_t f32_sub(uint32_t a, uint32_t c) {
  return fp_detail::canonical(float_of(a) - float_of(c));
}
inline uint32_t f32_mul(uint32_t a, uint32_t b) {
  return fp_detail::canonical(float_of(a) * float_of(b));
}
uint32_t f32_fma(uint32_t a, uint32_t b, uint32_t c);
uint32_t f32_max(uint32_t a, uint32_t c);
inline uint32_t f32_neg(uint32_t a) { return a ^ 0x80000000u; }
inline uint32_t f32_abs(uint32_t a) { return a & 0x7FFFFFFFu; }
uint32_t f32_scale(uint32_t a, int16_t n);
fp_order f32_compare(uint32_t a, uint32_t c);

// Mixed: f16 x f16 + f32 (the product is exact in f32, so it is rounded once), f16 + f32.
inline uint32_t fmachs(uint16_t a, uint16_t b, uint32_t c) {
  return fp_detail::canonical(from_half(a) * from_half(b) + float_of(c));
}
inline uint32_t faddhs(uint16_t a, uint32_t c) {
  return fp_detail::canonical(from_half(a) + float_of(c));
}

// Conversions. To integers they saturate, and a NaN gives 0.
inline uint32_t f32_from_f16(uint16_t a) { return bits_of(from_half(a)); }
inline uint16_t f16_from_f32(uint32_t a) { return to_half(float_of(a)); }
inline uint16_t f16_from_int16(int16_t a) { return to_half(static_cast<float>(a)); }
inline uint32_t f32_from_int16(int16_t a) { return bits_of(static_cast<float>(a)); }
inline uint32_t f32_from_int32(int32_t a) { return bits_of(static_cast<float>(a)); }
int16_t int16_from_f16(uint16_t a, int_rounding rounding = int_rounding::toward_zero);
int16_t int16_from_f32(uint32_t a, int_rounding rounding = int_rounding::toward_zero);
int32_t int32_from_f32(uint32_t a, int_rounding rounding = int_rounding::toward_zero);

// The four f16 lanes at once, element 0 in the lowest bits.
uint64_t f16x4_add(uint64_t a, uint64_t c);
uint64_t f16x4_sub(uint64_t a, uint64_t c);
uint64_t f16x4_mul(uint64_t a, uint64_t b);
uint64_t f16x4_fma(uint64_t a, uint64_t b, uint64_t c);

}  // namespace ws
