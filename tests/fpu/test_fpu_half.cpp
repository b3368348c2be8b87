// SPDX-License-Identifier: Apache-2.0
// f16 operations: hardware, twin and exact reference agree in every bit.
#include <gtest/gtest.h>

#include "fpu_rtl.h"
#include "support/exact_fp.h"
#include "support/fp_operands.h"
#include "support/seed.h"

namespace ws::test {
namespace {

// The twin's four lanes at once, where it has them.
uint64_t four_lanes(fp_func func, uint64_t a, uint64_t b, uint64_t c, uint64_t otherwise) {
  switch (func) {
    case fp_func::add:
      return f16x4_add(a, c);
    case fp_func::sub:
      return f16x4_sub(a, c);
    case fp_func::mul:
      return f16x4_mul(a, b);
    case fp_func::fma:
      return f16x4_fma(a, b, c);
    default:
      return otherwise;
  }
}

struct FpuHalf : testing::Test {
  // Four operations at once; `twin` and `reference` are of one.
  template <typename Twin, typename Reference>
  void expect_agreement(fp_func func, const fp_operands (&them)[4], Twin twin,
                        Reference reference) {
    uint64_t a = 0, b = 0, c = 0;
    for (int i = 0; i < 4; ++i) {
      a |= uint64_t{them[i].a} << 16 * i;
      b |= uint64_t{them[i].b & 0xFFFFu} << 16 * i;
      c |= uint64_t{them[i].c} << 16 * i;
    }
    const uint64_t result = rtl(fp_kind::half, func, a, b, c);
    ASSERT_EQ(four_lanes(func, a, b, c, result), result) << std::hex << a << " " << b << " " << c;
    for (int i = 0; i < 4; ++i) {
      const auto x = static_cast<uint16_t>(them[i].a), y = static_cast<uint16_t>(them[i].b),
                 z = static_cast<uint16_t>(them[i].c);
      const uint32_t expected = reference(x, y, z);
      ASSERT_EQ(static_cast<uint16_t>(result >> 16 * i), expected)
          << "rtl lane " << i << std::hex << " a " << x << " b " << y << " c " << z;
      ASSERT_EQ(twin(x, y, z), expected) << std::hex << "a " << x << " b " << y << " c " << z;
    }
  }

  template <typename Next, typename Twin, typename Reference>
  void expect_agreement(fp_func func, int times, Next next, Twin twin, Reference reference) {
    for (int i = 0; i < times && !HasFatalFailure(); i += 4) {
      const fp_operands them[4] = {next(), next(), next(), next()};
      expect_agreement(func, them, twin, reference);
    }
  }

  // Each pair, or each triple, of corner values.
  template <typename Twin, typename Reference>
  void expect_agreement_at_corners(fp_func func, bool with_b, Twin twin, Reference reference) {
    const std::vector<uint32_t> corners = corner_values(f16);
    for (const uint32_t a : corners) {
      for (size_t i = 0; i < (with_b ? corners.size() : 1); ++i) {
        for (size_t j = 0; j < corners.size() && !HasFatalFailure(); j += 4) {
          const fp_operands them[4] = {{a, corners[i], corners[j]},
                                       {a, corners[i], corners[j + 1]},
                                       {a, corners[i], corners[j + 2]},
                                       {a, corners[i], corners[j + 3]}};
          expect_agreement(func, them, twin, reference);
        }
      }
    }
  }

  fpu_rtl rtl;
};

uint32_t sum(uint16_t a, uint16_t, uint16_t c) {
  return rounded(exact_sum(decoded(a, f16), decoded(c, f16)), f16);
}
uint32_t difference(uint16_t a, uint16_t, uint16_t c) {
  return rounded(exact_sum(decoded(a, f16), negated(decoded(c, f16))), f16);
}
uint32_t product(uint16_t a, uint16_t b, uint16_t) {
  return rounded(exact_product(decoded(a, f16), decoded(b, f16)), f16);
}
uint32_t fused(uint16_t a, uint16_t b, uint16_t c) {
  return rounded(exact_sum(exact_product(decoded(a, f16), decoded(b, f16)), decoded(c, f16)), f16);
}
uint32_t scaled_by(uint16_t a, uint16_t n, uint16_t) {
  return rounded(scaled(decoded(a, f16), static_cast<int16_t>(n)), f16);
}
uint32_t greater(uint16_t a, uint16_t, uint16_t c) {
  const exact_value x = decoded(a, f16), z = decoded(c, f16);
  if (x.nan()) return z.nan() ? f16.nan() : c;
  if (z.nan()) return a;
  const int order = exact_order(x, z);
  if (order == 0) return x.negative ? c : a;  // a zero's sign counts, equal numbers are the same
  return order < 0 ? c : a;
}

const auto twin_add = [](uint16_t a, uint16_t, uint16_t c) { return f16_add(a, c); };
const auto twin_sub = [](uint16_t a, uint16_t, uint16_t c) { return f16_sub(a, c); };
const auto twin_mul = [](uint16_t a, uint16_t b, uint16_t) { return f16_mul(a, b); };
const auto twin_fma = [](uint16_t a, uint16_t b, uint16_t c) { return f16_fma(a, b, c); };
const auto twin_max = [](uint16_t a, uint16_t, uint16_t c) { return f16_max(a, c); };
const auto twin_scale = [](uint16_t a, uint16_t n, uint16_t) {
  return f16_scale(a, static_cast<int16_t>(n));
};

TEST_F(FpuHalf, AgreesOnAllCorners) {
  expect_agreement_at_corners(fp_func::add, false, twin_add, sum);
  expect_agreement_at_corners(fp_func::sub, false, twin_sub, difference);
  expect_agreement_at_corners(fp_func::max, false, twin_max, greater);
  expect_agreement_at_corners(fp_func::mul, true, twin_mul, product);
  expect_agreement_at_corners(fp_func::fma, true, twin_fma, fused);
}

TEST_F(FpuHalf, SumsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  hard_operands hard(1, f16, f16, false);
  expect_agreement(
      fp_func::add, 1'000'000, [&] { return hard.next(); }, twin_add, sum);
  expect_agreement(
      fp_func::sub, 1'000'000, [&] { return hard.next(); }, twin_sub, difference);
}

TEST_F(FpuHalf, ProductsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  hard_operands hard(2, f16, f16, true);
  expect_agreement(
      fp_func::mul, 1'000'000, [&] { return hard.next(); }, twin_mul, product);
}

TEST_F(FpuHalf, FusedSumsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  hard_operands hard(3, f16, f16, true);
  expect_agreement(
      fp_func::fma, 3'000'000, [&] { return hard.next(); }, twin_fma, fused);
}

TEST_F(FpuHalf, EveryValueScalesBySmallAndByExtremePowers) {
  uint32_t a = 0;
  for (const int n :
       {-32768, -32767, -129, -128, -65, -64, -63, -41, -40, -39, -25, -24, -14, -11, -2,   -1,
        0,      1,      2,    10,   15,  24,  25,  40,  41,  63,  64,  65,  127, 128, 32767}) {
    expect_agreement(
        fp_func::scale, 0x10000,
        [&] {
          return fp_operands{a++ & 0xFFFFu, uint32_t(n), 0};
        },
        twin_scale, scaled_by);
  }
}

TEST_F(FpuHalf, MaximaAndOrderAgree) {
  WS_TRACE_SEED();
  hard_operands hard(4, f16, f16, false);
  for (int i = 0; i < 500'000; ++i) {
    const fp_operands them = hard.next();
    const auto a = static_cast<uint16_t>(them.a), c = static_cast<uint16_t>(them.c);
    const uint32_t expected = greater(a, 0, c);
    ASSERT_EQ(rtl(fp_kind::half, fp_func::max, a, 0, c) & 0xFFFFu, expected);
    ASSERT_EQ(f16_max(a, c), expected);
    const exact_value x = decoded(a, f16), z = decoded(c, f16);
    const bool unordered = x.nan() || z.nan();
    const int order = unordered ? 2 : exact_order(x, z);
    for (const fp_order& found : {rtl.order(), f16_compare(a, c)}) {
      ASSERT_EQ(found.less, order == -1) << std::hex << a << " " << c;
      ASSERT_EQ(found.equal, order == 0) << std::hex << a << " " << c;
      ASSERT_EQ(found.unordered, unordered) << std::hex << a << " " << c;
    }
  }
}

TEST_F(FpuHalf, NegAndAbsTouchTheSignOfEveryValueAlone) {
  for (uint32_t a = 0; a < 0x10000; ++a) {
    const auto half = static_cast<uint16_t>(a);
    ASSERT_EQ(rtl(fp_kind::half, fp_func::neg, a, 0, 0) & 0xFFFFu, a ^ 0x8000u);
    ASSERT_EQ(rtl(fp_kind::half, fp_func::abs, a, 0, 0) & 0xFFFFu, a & 0x7FFFu);
    ASSERT_EQ(f16_neg(half), a ^ 0x8000u);
    ASSERT_EQ(f16_abs(half), a & 0x7FFFu);
  }
}

}  // namespace
}  // namespace ws::test
