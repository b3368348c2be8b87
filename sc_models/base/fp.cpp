// SPDX-License-Identifier: Apache-2.0
#include "ws/base/fp.h"

#include <algorithm>
#include <limits>

namespace ws {
namespace {

// Orders the bits of all values that are no NaNs, -0 below +0.
int32_t order_key(uint16_t a) { return (a & 0x8000u) != 0 ? -1 - (a & 0x7FFF) : a; }
int32_t order_key(uint32_t a) {
  const auto size = static_cast<int32_t>(a & 0x7FFFFFFFu);
  return (a & 0x80000000u) != 0 ? -1 - size : size;
}

uint64_t bits_of(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
double double_of(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <typename Int>
Int integer_of(float value, int_rounding rounding) {
  if (value != value) return 0;
  double wide = value;
  // In the first double whose last bit is 1, sums are rounded to integers, ties to even.
  const double shift = 0x1.8p52;
  if (rounding == int_rounding::nearest_even && wide > -0x1p40 && wide < 0x1p40) {
    wide = (wide + shift) - shift;
  }
  const double low = std::numeric_limits<Int>::min(), high = std::numeric_limits<Int>::max();
  return static_cast<Int>(std::min(std::max(wide, low), high));
}

}  // namespace

uint16_t f16_max(uint16_t a, uint16_t c) {
  if (f16_is_nan(a)) return f16_is_nan(c) ? half_nan : c;
  if (f16_is_nan(c)) return a;
  return order_key(a) < order_key(c) ? c : a;
}

uint32_t f32_max(uint32_t a, uint32_t c) {
  if (f32_is_nan(a)) return f32_is_nan(c) ? single_nan : c;
  if (f32_is_nan(c)) return a;
  return order_key(a) < order_key(c) ? c : a;
}

fp_order f16_compare(uint16_t a, uint16_t c) {
  const float x = from_half(a), z = from_half(c);
  return {x < z, x == z, x != x || z != z};
}

fp_order f32_compare(uint32_t a, uint32_t c) {
  const float x = float_of(a), z = float_of(c);
  return {x < z, x == z, x != x || z != z};
}

uint16_t f16_scale(uint16_t a, int16_t n) {
  // Exact in f32: a subnormal f16 times 2^-64 is well above f32's least normal value.
  const auto factor = static_cast<float>(fp_detail::power_of_two(std::clamp<int>(n, -64, 64)));
  return to_half(from_half(a) * factor);
}

uint32_t f32_scale(uint32_t a, int16_t n) {
  const double factor = fp_detail::power_of_two(std::clamp<int>(n, -512, 512));
  return fp_detail::canonical(static_cast<float>(double{float_of(a)} * factor));
}

uint32_t f32_fma(uint32_t a, uint32_t b, uint32_t c) {
  // The product is exact in a double; the sum is rounded to odd, as in sum_to_odd, so that the
  // rounding to f32 is the only one that counts.
  const double product = double{float_of(a)} * double{float_of(b)}, addend = float_of(c);
  const double sum = product + addend, part = sum - product;
  const double lost = (product - (sum - part)) + (addend - part);
  uint64_t bits = bits_of(sum);
  const bool inexact = (lost < 0.0) | (lost > 0.0);
  const uint64_t outward = (bits_of(lost) ^ bits) >> 63 != 0 ? ~uint64_t{0} : 1u;
  bits += inexact && (bits & 1u) == 0 ? outward : 0;
  return fp_detail::canonical(static_cast<float>(double_of(bits)));
}

int16_t int16_from_f16(uint16_t a, int_rounding rounding) {
  return integer_of<int16_t>(from_half(a), rounding);
}
int16_t int16_from_f32(uint32_t a, int_rounding rounding) {
  return integer_of<int16_t>(float_of(a), rounding);
}
int32_t int32_from_f32(uint32_t a, int_rounding rounding) {
  return integer_of<int32_t>(float_of(a), rounding);
}

}  // namespace ws
