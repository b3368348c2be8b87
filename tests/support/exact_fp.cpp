// SPDX-License-Identifier: Apache-2.0
#include "support/exact_fp.h"

#include <algorithm>

namespace ws::test {
namespace {

using kind = exact_value::kind;

// size / 2^places to the nearest integer, ties to even; negative places multiply.
wide_int nearest(const wide_int& size, int places) {
  if (places <= 0) return size << static_cast<unsigned>(-places);
  if (places > 511) return 0;  // sizes are below 2^500
  const wide_int whole = size >> static_cast<unsigned>(places);
  const wide_int rest = size - (whole << static_cast<unsigned>(places));
  const wide_int half = wide_int(1) << static_cast<unsigned>(places - 1);
  if (rest > half || (rest == half && bit_test(whole, 0))) return whole + 1;
  return whole;
}

}  // namespace

exact_value decoded(uint32_t bits, const fp_format& format) {
  exact_value value;
  value.negative = (bits & format.sign()) != 0;
  const uint32_t size = bits & (format.sign() - 1);
  if (size > format.infinity()) value.what = kind::nan;
  if (size == format.infinity()) value.what = kind::infinity;
  if (size >= format.infinity()) return value;
  const auto field = static_cast<int>(size >> format.fraction_bits);
  const uint32_t fraction = size & ((1u << format.fraction_bits) - 1);
  value.size = field == 0 ? fraction : fraction + (1u << format.fraction_bits);
  value.exponent = std::max(field, 1) - format.bias() - format.fraction_bits;
  return value;
}

exact_value exact_integer(int64_t value) {
  exact_value result;
  result.negative = value < 0;
  result.size = static_cast<uint64_t>(value < 0 ? -value : value);
  return result;
}

exact_value exact_product(const exact_value& a, const exact_value& b) {
  exact_value result;
  result.negative = a.negative != b.negative;
  if (a.nan() || b.nan() || (a.infinite() && b.zero()) || (a.zero() && b.infinite())) {
    result.what = kind::nan;
  } else if (a.infinite() || b.infinite()) {
    result.what = kind::infinity;
  } else {
    result.size = a.size * b.size;
    result.exponent = a.exponent + b.exponent;
  }
  return result;
}

exact_value exact_sum(exact_value a, exact_value b) {
  exact_value nan;
  nan.what = kind::nan;
  if (a.nan() || b.nan()) return nan;
  if (a.infinite() && b.infinite()) return a.negative == b.negative ? a : nan;
  if (a.infinite()) return a;
  if (b.infinite()) return b;
  // A zero has no exponent of its own: it must not make the integers longer than they need be.
  if (a.zero() && b.zero()) {
    a.negative = a.negative && b.negative;
    return a;
  }
  if (a.zero()) return b;
  if (b.zero()) return a;
  const int exponent = std::min(a.exponent, b.exponent);
  a.size <<= static_cast<unsigned>(a.exponent - exponent);
  b.size <<= static_cast<unsigned>(b.exponent - exponent);
  exact_value result;
  result.exponent = exponent;
  if (a.negative == b.negative) {
    result.negative = a.negative;
    result.size = a.size + b.size;
  } else {
    result.negative = a.size > b.size ? a.negative : a.size < b.size && b.negative;
    result.size = a.size > b.size ? wide_int(a.size - b.size) : wide_int(b.size - a.size);
  }
  return result;
}

exact_value negated(exact_value a) {
  a.negative = !a.negative;
  return a;
}

exact_value scaled(exact_value a, int n) {
  a.exponent += n;
  return a;
}

int exact_order(const exact_value& a, const exact_value& b) {
  if (a.infinite() && b.infinite() && a.negative == b.negative) return 0;
  const exact_value difference = exact_sum(a, negated(b));
  if (difference.zero()) return 0;
  return difference.negative ? -1 : 1;
}

uint32_t rounded(const exact_value& value, const fp_format& format) {
  const uint32_t sign = value.negative ? format.sign() : 0;
  if (value.nan()) return format.nan();
  if (value.infinite()) return sign | format.infinity();
  if (value.zero()) return sign;
  // The unit in the last place, if the exponent had no upper end
  const int top = static_cast<int>(msb(value.size)) + value.exponent;
  const int least = 1 - format.bias();
  const int unit = std::max(top, least) - format.fraction_bits;
  if (top > 2 * format.bias()) return sign | format.infinity();
  const wide_int count = nearest(value.size, unit - value.exponent);
  // Counting units from 0 upwards is counting the format's bits.
  const auto steps = count.convert_to<uint32_t>();
  const auto binades = static_cast<uint32_t>(std::max(top, least) - least);
  const uint32_t bits = (binades << format.fraction_bits) + steps;
  return sign | std::min(bits, format.infinity());
}

int64_t rounded_integer(const exact_value& value, int bits, bool to_nearest) {
  const int64_t low = -(int64_t{1} << (bits - 1)), high = -low - 1;
  if (value.nan() || value.zero()) return 0;
  const int64_t limit = value.negative ? low : high;
  if (value.infinite()) return limit;
  if (static_cast<int>(msb(value.size)) + value.exponent >= bits) return limit;
  wide_int size;
  if (to_nearest || value.exponent >= 0) {
    size = nearest(value.size, -value.exponent);
  } else {
    size =
        value.exponent < -511 ? wide_int(0) : value.size >> static_cast<unsigned>(-value.exponent);
  }
  const auto integer = size.convert_to<int64_t>();
  return std::clamp(value.negative ? -integer : integer, low, high);
}

}  // namespace ws::test
