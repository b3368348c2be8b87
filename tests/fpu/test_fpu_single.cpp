// SPDX-License-Identifier: Apache-2.0
// f32 and mixed operations: hardware, twin and exact reference agree in every bit.
#include <gtest/gtest.h>

#include "fpu_rtl.h"
#include "support/exact_fp.h"
#include "support/fp_operands.h"
#include "support/seed.h"

namespace ws::test {
namespace {

// One operation: how to ask each of the three, on the bits of a, b and c.
struct operation {
  fp_kind kind;
  fp_func func;
  bool both_lanes;
  uint32_t (*twin)(uint32_t a, uint32_t b, uint32_t c);
  uint32_t (*reference)(uint32_t a, uint32_t b, uint32_t c);
};

uint16_t low(uint32_t bits) { return static_cast<uint16_t>(bits); }

const operation add{fp_kind::single, fp_func::add, true,
                    [](uint32_t a, uint32_t, uint32_t c) { return f32_add(a, c); },
                    [](uint32_t a, uint32_t, uint32_t c) {
                      return rounded(exact_sum(decoded(a, f32), decoded(c, f32)), f32);
                    }};
const operation sub{fp_kind::single, fp_func::sub, true,
                    [](uint32_t a, uint32_t, uint32_t c) { return f32_sub(a, c); },
                    [](uint32_t a, uint32_t, uint32_t c) {
                      return rounded(exact_sum(decoded(a, f32), negated(decoded(c, f32))), f32);
                    }};
const operation mul{fp_kind::single, fp_func::mul, false,
                    [](uint32_t a, uint32_t b, uint32_t) { return f32_mul(a, b); },
                    [](uint32_t a, uint32_t b, uint32_t) {
                      return rounded(exact_product(decoded(a, f32), decoded(b, f32)), f32);
                    }};
const operation fma{fp_kind::single, fp_func::fma, false,
                    [](uint32_t a, uint32_t b, uint32_t c) { return f32_fma(a, b, c); },
                    [](uint32_t a, uint32_t b, uint32_t c) {
                      const exact_value product = exact_product(decoded(a, f32), decoded(b, f32));
                      return rounded(exact_sum(product, decoded(c, f32)), f32);
                    }};
const operation greater{fp_kind::single, fp_func::max, true,
                        [](uint32_t a, uint32_t, uint32_t c) { return f32_max(a, c); },
                        [](uint32_t a, uint32_t, uint32_t c) {
                          const exact_value x = decoded(a, f32), z = decoded(c, f32);
                          if (x.nan()) return z.nan() ? f32.nan() : c;
                          if (z.nan()) return a;
                          const int order = exact_order(x, z);
                          if (order == 0) return x.negative ? c : a;  // a zero's sign counts
                          return order < 0 ? c : a;
                        }};
const operation scale{
    fp_kind::single, fp_func::scale, true,
    [](uint32_t a, uint32_t n, uint32_t) { return f32_scale(a, static_cast<int16_t>(n)); },
    [](uint32_t a, uint32_t n, uint32_t) {
      return rounded(scaled(decoded(a, f32), static_cast<int16_t>(n)), f32);
    }};
const operation mixed_fma{
    fp_kind::mixed, fp_func::fma, true,
    [](uint32_t a, uint32_t b, uint32_t c) { return fmachs(low(a), low(b), c); },
    [](uint32_t a, uint32_t b, uint32_t c) {
      const exact_value product = exact_product(decoded(a, f16), decoded(b, f16));
      return rounded(exact_sum(product, decoded(c, f32)), f32);
    }};
const operation mixed_add{fp_kind::mixed, fp_func::add, true,
                          [](uint32_t a, uint32_t, uint32_t c) { return faddhs(low(a), c); },
                          [](uint32_t a, uint32_t, uint32_t c) {
                            return rounded(exact_sum(decoded(a, f16), decoded(c, f32)), f32);
                          }};

struct FpuSingle : testing::Test {
  void expect_agreement(const operation& op, const fp_operands& one, const fp_operands& two) {
    const int place = op.kind == fp_kind::mixed ? 16 : 32;
    const uint64_t a = one.a | uint64_t{two.a} << place, b = one.b | uint64_t{two.b} << place,
                   c = one.c | uint64_t{two.c} << 32;
    const uint64_t result = rtl(op.kind, op.func, a, b, c);
    const fp_operands* lanes[] = {&one, &two};
    for (int i = 0; i < (op.both_lanes ? 2 : 1); ++i) {
      const fp_operands& it = *lanes[i];
      const uint32_t expected = op.reference(it.a, it.b, it.c);
      ASSERT_EQ(static_cast<uint32_t>(result >> 32 * i), expected)
          << "rtl lane " << i << std::hex << " a " << it.a << " b " << it.b << " c " << it.c;
      ASSERT_EQ(op.twin(it.a, it.b, it.c), expected)
          << std::hex << "a " << it.a << " b " << it.b << " c " << it.c;
    }
  }

  void expect_agreement(const operation& op, int times, uint64_t number) {
    const bool multiply = op.func == fp_func::mul || op.func == fp_func::fma;
    hard_operands hard(number, op.kind == fp_kind::mixed ? f16 : f32, f32, multiply);
    for (int i = 0; i < times && !HasFatalFailure(); i += op.both_lanes ? 2 : 1) {
      const fp_operands one = hard.next();
      expect_agreement(op, one, op.both_lanes ? hard.next() : one);
    }
  }

  // Each pair, or each triple, of corner values; the second lane sees a and c exchanged if it can.
  void expect_agreement_at_corners(const operation& op, bool with_b) {
    const bool mixed = op.kind == fp_kind::mixed;
    const std::vector<uint32_t> factors = corner_values(mixed ? f16 : f32);
    const std::vector<uint32_t> addends = corner_values(f32);
    for (const uint32_t a : factors) {
      for (size_t i = 0; i < (with_b ? factors.size() : 1); ++i) {
        for (size_t j = 0; j < addends.size() && !HasFatalFailure(); ++j) {
          const fp_operands one{a, factors[i], addends[j]};
          expect_agreement(op, one, mixed ? one : fp_operands{one.c, one.b, one.a});
        }
      }
    }
  }

  fpu_rtl rtl;
};

TEST_F(FpuSingle, AgreesOnAllCorners) {
  for (const operation* op : {&add, &sub, &greater}) expect_agreement_at_corners(*op, false);
  expect_agreement_at_corners(mul, true);
  expect_agreement_at_corners(fma, true);
}

TEST_F(FpuSingle, MixedAgreesOnAllCorners) {
  expect_agreement_at_corners(mixed_add, false);
  expect_agreement_at_corners(mixed_fma, true);
}

TEST_F(FpuSingle, SumsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  expect_agreement(add, 1'500'000, 11);
  expect_agreement(sub, 500'000, 12);
}

TEST_F(FpuSingle, ProductsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  expect_agreement(mul, 1'000'000, 13);
}

TEST_F(FpuSingle, FusedSumsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  expect_agreement(fma, 3'000'000, 14);
}

TEST_F(FpuSingle, MixedSumsAgreeOnHardOperands) {
  WS_TRACE_SEED();
  expect_agreement(mixed_fma, 2'000'000, 15);
  expect_agreement(mixed_add, 500'000, 16);
}

TEST_F(FpuSingle, ScaledValuesAgree) {
  WS_TRACE_SEED();
  auto random = random_numbers(17);
  const int64_t reaches[] = {3, 30, 300, 600, 32767};
  for (int i = 0; i < 500'000 && !HasFatalFailure(); ++i) {
    fp_operands lanes[2];
    for (fp_operands& it : lanes) {
      const int64_t reach = reaches[random() % 5];
      it = {some_value(random, f32), static_cast<uint16_t>(between(random, -reach - 1, reach)),
            static_cast<uint32_t>(random())};
    }
    expect_agreement(scale, lanes[0], lanes[1]);
  }
}

TEST_F(FpuSingle, MaximaAndOrderAgree) {
  WS_TRACE_SEED();
  hard_operands hard(18, f32, f32, false);
  for (int i = 0; i < 500'000 && !HasFatalFailure(); ++i) {
    const fp_operands it = hard.next();
    expect_agreement(greater, it, {it.c, 0, it.a});
    const exact_value x = decoded(it.a, f32), z = decoded(it.c, f32);
    const bool unordered = x.nan() || z.nan();
    const int order = unordered ? 2 : exact_order(x, z);
    for (const fp_order& found : {rtl.order(), f32_compare(it.a, it.c)}) {
      ASSERT_EQ(found.less, order == -1) << std::hex << it.a << " " << it.c;
      ASSERT_EQ(found.equal, order == 0) << std::hex << it.a << " " << it.c;
      ASSERT_EQ(found.unordered, unordered) << std::hex << it.a << " " << it.c;
    }
  }
}

TEST_F(FpuSingle, NegAndAbsTouchTheSignAlone) {
  WS_TRACE_SEED();
  auto random = random_numbers(19);
  for (int i = 0; i < 100'000; ++i) {
    const uint32_t a = some_value(random, f32), a2 = some_value(random, f32);
    const uint64_t both = a | uint64_t{a2} << 32;
    ASSERT_EQ(rtl(fp_kind::single, fp_func::neg, both, 0, 0), both ^ 0x8000000080000000u);
    ASSERT_EQ(rtl(fp_kind::single, fp_func::abs, both, 0, 0), both & 0x7FFFFFFF7FFFFFFFu);
    ASSERT_EQ(f32_neg(a), a ^ 0x80000000u);
    ASSERT_EQ(f32_abs(a), a & 0x7FFFFFFFu);
  }
}

}  // namespace
}  // namespace ws::test
