// SPDX-License-Identifier: Apache-2.0
// Conversions: hardware, twin and exact reference agree in every bit, for both roundings of values
// that become integers.
#include <gtest/gtest.h>

#include "Vws_fp_convert.h"
#include "fpu_rtl.h"
#include "support/exact_fp.h"
#include "support/fp_operands.h"
#include "support/seed.h"

namespace ws::test {
namespace {

/// The converter alone, with IntRoundNearest.
class nearest_rtl {
 public:
  ~nearest_rtl() { m_dut.final(); }
  uint32_t operator()(fp_convert func, uint32_t a) {
    m_dut.func_i = static_cast<uint8_t>(func);
    m_dut.a_i = a;
    m_dut.eval();
    return m_dut.result_o;
  }

 private:
  VerilatedContext m_context;
  Vws_fp_convert m_dut{&m_context, "ws_fp_convert"};
};

struct FpuConvert : testing::Test {
  // The bits of a single's conversions, all at once.
  void expect_single(uint32_t a) {
    const exact_value exact = decoded(a, f32);
    const uint32_t half = rounded(exact, f16);
    ASSERT_EQ(rtl(fp_convert::single_to_half, a), half) << std::hex << a;
    ASSERT_EQ(f16_from_f32(a), half) << std::hex << a;
    const int64_t small = rounded_integer(exact, 16, false);
    ASSERT_EQ(rtl(fp_convert::single_to_int16, a), static_cast<uint16_t>(small)) << std::hex << a;
    ASSERT_EQ(int16_from_f32(a), small) << std::hex << a;
    const int64_t large = rounded_integer(exact, 32, false);
    ASSERT_EQ(rtl(fp_convert::single_to_int32, a), static_cast<uint32_t>(large)) << std::hex << a;
    ASSERT_EQ(int32_from_f32(a), large) << std::hex << a;
    const int64_t small_near = rounded_integer(exact, 16, true);
    ASSERT_EQ(nearest(fp_convert::single_to_int16, a), static_cast<uint16_t>(small_near));
    ASSERT_EQ(int16_from_f32(a, int_rounding::nearest_even), small_near) << std::hex << a;
    const int64_t large_near = rounded_integer(exact, 32, true);
    ASSERT_EQ(nearest(fp_convert::single_to_int32, a), static_cast<uint32_t>(large_near));
    ASSERT_EQ(int32_from_f32(a, int_rounding::nearest_even), large_near) << std::hex << a;
  }

  void expect_int32(uint32_t a) {
    const uint32_t expected = rounded(exact_integer(static_cast<int32_t>(a)), f32);
    ASSERT_EQ(rtl(fp_convert::int32_to_single, a), expected) << std::hex << a;
    ASSERT_EQ(f32_from_int32(static_cast<int32_t>(a)), expected) << std::hex << a;
  }

  fpu_rtl rtl;
  nearest_rtl nearest;
};

TEST_F(FpuConvert, EveryF16ConvertsAsItShould) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto a = static_cast<uint16_t>(bits);
    const exact_value exact = decoded(a, f16);
    ASSERT_EQ(rtl(fp_convert::half_to_single, a), rounded(exact, f32)) << std::hex << a;
    ASSERT_EQ(f32_from_f16(a), rounded(exact, f32)) << std::hex << a;
    const int64_t integer = rounded_integer(exact, 16, false);
    ASSERT_EQ(rtl(fp_convert::half_to_int16, a), static_cast<uint16_t>(integer)) << std::hex << a;
    ASSERT_EQ(int16_from_f16(a), integer) << std::hex << a;
    const int64_t near = rounded_integer(exact, 16, true);
    ASSERT_EQ(nearest(fp_convert::half_to_int16, a), static_cast<uint16_t>(near)) << std::hex << a;
    ASSERT_EQ(int16_from_f16(a, int_rounding::nearest_even), near) << std::hex << a;
  }
}

TEST_F(FpuConvert, EveryInt16ConvertsAsItShould) {
  for (int value = -0x8000; value < 0x8000; ++value) {
    const auto a = static_cast<uint16_t>(value);
    const exact_value exact = exact_integer(value);
    ASSERT_EQ(rtl(fp_convert::int16_to_half, a), rounded(exact, f16)) << value;
    ASSERT_EQ(f16_from_int16(static_cast<int16_t>(value)), rounded(exact, f16)) << value;
    ASSERT_EQ(rtl(fp_convert::int16_to_single, a), rounded(exact, f32)) << value;
    ASSERT_EQ(f32_from_int16(static_cast<int16_t>(value)), rounded(exact, f32)) << value;
  }
}

TEST_F(FpuConvert, EveryF32NearAnF16OrATieOfTwoConverts) {
  for (uint32_t bits = 0; bits < 0x10000 && !HasFatalFailure(); ++bits) {
    const uint32_t a = f32_from_f16(static_cast<uint16_t>(bits));
    for (const uint32_t middle : {a, a + 0x1000u}) {
      for (const uint32_t step : {0u, 1u, ~0u}) expect_single(middle + step);
    }
  }
}

TEST_F(FpuConvert, SinglesAgreeOnRandomAndSpecialValues) {
  WS_TRACE_SEED();
  for (const uint32_t a : corner_values(f32)) expect_single(a);
  auto random = random_numbers(21);
  for (int i = 0; i < 500'000 && !HasFatalFailure(); ++i) {
    expect_single(some_value(random, f32));
    // Near integers and their halves, where roundings part
    const auto magnitude = static_cast<float>(static_cast<int32_t>(random())) *
                           float_of(static_cast<uint32_t>(between(random, 126 - 31, 127)) << 23);
    expect_single(bits_of(magnitude) + static_cast<uint32_t>(between(random, -1, 1)));
  }
}

TEST_F(FpuConvert, Int32AgreesOnRandomAndSpecialValues) {
  WS_TRACE_SEED();
  auto random = random_numbers(22);
  for (int place = 0; place < 32; ++place) {
    for (int step = -3; step <= 3; ++step) {
      expect_int32((1u << place) + static_cast<uint32_t>(step));
      expect_int32(0u - (1u << place) + static_cast<uint32_t>(step));
    }
  }
  for (int i = 0; i < 500'000 && !HasFatalFailure(); ++i) {
    const auto bits = static_cast<uint32_t>(random());
    expect_int32(bits >> between(random, 0, 31));
    expect_int32(0x80000000u - (bits >> between(random, 0, 31)));
  }
}

}  // namespace
}  // namespace ws::test
