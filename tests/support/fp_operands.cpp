// SPDX-License-Identifier: Apache-2.0
#include "support/fp_operands.h"

#include <algorithm>

#include "support/seed.h"

namespace ws::test {
namespace {

uint32_t fraction_mask(const fp_format& format) { return (1u << format.fraction_bits) - 1; }

int field_of(uint32_t bits, const fp_format& format) {
  return static_cast<int>((bits & (format.sign() - 1)) >> format.fraction_bits);
}

uint32_t some_fraction(std::mt19937_64& random, const fp_format& format) {
  const uint32_t mask = fraction_mask(format);
  const auto bits = static_cast<uint32_t>(random());
  const auto place = static_cast<unsigned>(between(random, 0, format.fraction_bits - 1));
  switch (random() % 8) {
    case 0:
      return 0;
    case 1:
      return mask;
    case 2:
      return 1u << place;
    case 3:
      return mask & ~(1u << place);
    case 4:
      return mask & (bits >> (31 - place));  // low bits only
    case 5:
      return mask & (bits << (format.fraction_bits - 1 - static_cast<int>(place)));
    default:
      return mask & bits;
  }
}

uint32_t made(std::mt19937_64& random, const fp_format& format, int field) {
  const int top = (1 << format.exponent_bits) - 2;
  const uint32_t sign = random() % 2 != 0 ? format.sign() : 0;
  const auto exponent = static_cast<uint32_t>(std::clamp(field, 0, top));
  return sign | exponent << format.fraction_bits | some_fraction(random, format);
}

}  // namespace

std::vector<uint32_t> corner_values(const fp_format& format) {
  const int precision = format.fraction_bits + 1, top = (1 << format.exponent_bits) - 1;
  const uint32_t mask = fraction_mask(format), half = 1u << (format.fraction_bits - 1);
  std::vector<uint32_t> values;
  for (const int field : {0, 1, 2, format.bias() - precision, format.bias() - 1, format.bias(),
                          format.bias() + 1, format.bias() + precision, top - 1, top}) {
    for (const uint32_t fraction : {0u, 1u, half, mask}) {
      const uint32_t size = static_cast<uint32_t>(field) << format.fraction_bits | fraction;
      values.push_back(size);
      values.push_back(size | format.sign());
    }
  }
  return values;
}

uint32_t some_value(std::mt19937_64& random, const fp_format& format) {
  const int top = (1 << format.exponent_bits) - 1;
  switch (random() % 16) {
    case 0:
      return made(random, format, 0);
    case 1:
      return made(random, format, static_cast<int>(between(random, 1, 3)));
    case 2:
      return made(random, format, static_cast<int>(between(random, top - 3, top - 1)));
    case 3:
    case 4:
    case 5: {
      const int reach = 2 * format.fraction_bits;
      return made(random, format, format.bias() + static_cast<int>(between(random, -reach, reach)));
    }
    case 6: {
      static const std::vector<uint32_t> halves = corner_values(f16), singles = corner_values(f32);
      const std::vector<uint32_t>& corners = format.exponent_bits == 5 ? halves : singles;
      return corners[random() % corners.size()];
    }
    case 7:
    case 8:
      return static_cast<uint32_t>(random()) & (2 * format.sign() - 1);
    default:
      return made(random, format, static_cast<int>(between(random, 0, top - 1)));
  }
}

hard_operands::hard_operands(uint64_t number, const fp_format& factor, const fp_format& sum,
                             bool multiply)
    : m_random(random_numbers(number)), m_factor(factor), m_sum(sum), m_multiply(multiply) {}

// A value of the sum's format within three steps of the one nearest to `value`.
uint32_t hard_operands::beside(const exact_value& value) {
  const uint32_t bits = rounded(value, m_sum), size = bits & (m_sum.sign() - 1);
  if (size >= m_sum.infinity()) return bits;
  const int64_t moved = size + (m_random() % 2 != 0 ? between(m_random, -3, 3) : 0);
  const auto limited = static_cast<uint32_t>(std::clamp<int64_t>(moved, 0, m_sum.infinity()));
  return (bits & m_sum.sign()) | limited;
}

// What brings the product halfway between two values of the sum's format, or next to there.
uint32_t hard_operands::tie_maker(const exact_value& product) {
  uint32_t below = rounded(product, m_sum);
  if (m_random() % 2 != 0) {
    const int field = field_of(below, m_sum);
    below = made(m_random, m_sum, field + static_cast<int>(between(m_random, 0, 4)));
  }
  exact_value target = decoded(below, m_sum);
  if (!target.number()) return some_value(m_random, m_sum);
  target.size = 2 * target.size + 1;
  --target.exponent;
  return beside(exact_sum(target, negated(product)));
}

// A factor that puts the product's exponent (of its leading bit, about) where it is wanted.
uint32_t hard_operands::far_factor(uint32_t a, int product_exponent) {
  const int a_exponent = std::max(field_of(a, m_factor), 1) - m_factor.bias();
  return made(m_random, m_factor, product_exponent - a_exponent + m_factor.bias());
}

fp_operands hard_operands::next() {
  fp_operands it;
  it.a = some_value(m_random, m_factor);
  it.b = m_multiply ? some_value(m_random, m_factor)
                    : static_cast<uint32_t>(m_factor.bias()) << m_factor.fraction_bits;
  it.c = some_value(m_random, m_sum);
  const int c_exponent = field_of(it.c, m_sum) - m_sum.bias(), digits = m_sum.fraction_bits + 1;
  const uint64_t way = m_random() % 8;
  if (m_multiply && way >= 4) {
    // The product beyond c's last bit, about as large as c, or near the subnormals
    const int wanted[] = {c_exponent - digits, c_exponent, c_exponent + digits,
                          -m_sum.bias() - static_cast<int>(m_random() % 8)};
    it.b = far_factor(it.a, wanted[way - 4] + static_cast<int>(between(m_random, -2, 2)));
  }
  const exact_value product = exact_product(decoded(it.a, m_factor), decoded(it.b, m_factor));
  if (!product.number() || product.zero()) return it;
  if (way == 1) it.c = beside(negated(product));
  if (way == 2 || (way == 7 && m_random() % 2 != 0)) it.c = tie_maker(product);
  if (way == 3) {
    const int top = static_cast<int>(msb(product.size)) + product.exponent + m_sum.bias();
    it.c =
        made(m_random, m_sum, top + static_cast<int>(between(m_random, -digits - 2, digits + 2)));
  }
  return it;
}

}  // namespace ws::test
