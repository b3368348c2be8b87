// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <random>
#include <vector>

#include "support/exact_fp.h"

namespace ws::test {

/// Values of a format where units go wrong: zeros, both ends of the subnormal and of the normal
/// range, neighbours of powers of two, infinities and NaNs, in both signs.
std::vector<uint32_t> corner_values(const fp_format& format);

/// A value with an interesting exponent and fraction more often than not.
uint32_t some_value(std::mt19937_64& random, const fp_format& format);

struct fp_operands {
  uint32_t a = 0, b = 0, c = 0;
};

/// Operands of a * b + c (of a + c with b = 1) of which most are hard: nearly cancelling, near a
/// tie, with subnormal results, with the addend just reaching the product's last bits.
class hard_operands {
 public:
  hard_operands(uint64_t number, const fp_format& factor, const fp_format& sum, bool multiply);
  fp_operands next();

 private:
  uint32_t beside(const exact_value& value);
  uint32_t tie_maker(const exact_value& product);
  uint32_t far_factor(uint32_t a, int product_exponent);

  std::mt19937_64 m_random;
  fp_format m_factor, m_sum;
  bool m_multiply;
};

}  // namespace ws::test
