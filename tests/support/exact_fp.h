// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace ws::test {

// What floating point operations mean, in integers alone: a value is an integer times a power of
// two, an operation is exact, and one rounder makes bits of it. Slow, and unlike the units.

struct fp_format {
  int exponent_bits, fraction_bits;
  int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  uint32_t infinity() const { return ((1u << exponent_bits) - 1) << fraction_bits; }
  uint32_t nan() const { return infinity() | 1u << (fraction_bits - 1); }
  uint32_t sign() const { return 1u << (exponent_bits + fraction_bits); }
};
inline constexpr fp_format f16{5, 10}, f32{8, 23};

// f32's a * b + c spans from 2^-298 to 2^128.
using wide_int = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    512, 512, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;

struct exact_value {
  enum class kind { number, infinity, nan } what = kind::number;
  bool negative = false;
  wide_int size = 0;  ///< |value| / 2^exponent
  int exponent = 0;

  bool number() const { return what == kind::number; }
  bool infinite() const { return what == kind::infinity; }
  bool nan() const { return what == kind::nan; }
  bool zero() const { return number() && size == 0; }
};

exact_value decoded(uint32_t bits, const fp_format& format);
exact_value exact_integer(int64_t value);
exact_value exact_product(const exact_value& a, const exact_value& b);
exact_value exact_sum(exact_value a, exact_value b);
exact_value negated(exact_value a);
exact_value scaled(exact_value a, int n);
/// -1, 0 or 1 as a is below, at or above b; of numbers and infinities.
int exact_order(const exact_value& a, const exact_value& b);

/// The nearest value of the format, of two equally near ones the even one.
uint32_t rounded(const exact_value& value, const fp_format& format);
/// Saturates to `bits` bits, two's complement.
int64_t rounded_integer(const exact_value& value, int bits, bool to_nearest);

}  // namespace ws::test
