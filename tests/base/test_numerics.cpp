// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <iostream>
#include <limits>

#include "ws/base/half.h"
#include "ws/base/numerics.h"
#include "ws/base/random.h"

namespace ws {
namespace {

constexpr float inf = std::numeric_limits<float>::infinity();

using exact_function = std::function<long double(long double)>;

// Distance in units of the last f32 place of the exact value.
double ulps(float got, long double exact) {
  int exponent = 0;
  std::frexp(exact, &exponent);
  const long double ulp = std::ldexp(1.0L, std::max(exponent - 24, -149));
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) / ulp);
}

// Largest error over every 1009th of all f32 bit patterns from `low` to `high`, both signs if
// asked.
double worst(float (*function)(float), const exact_function& exact, float low, float high,
             bool negative = false) {
  double most = 0;
  const auto one = [&](float x) {
    const long double e = exact(x);
    if (std::fabs(e) > std::numeric_limits<float>::max()) return;  // which side rounds to infinity
    const double error = ulps(function(x), e);
    if (!(error <= most)) most = error;  // a NaN counts
  };
  for (uint64_t bits = bits_of(low); bits <= bits_of(high); bits += 1009) {
    one(float_of(static_cast<uint32_t>(bits)));
    if (negative) one(-float_of(static_cast<uint32_t>(bits)));
  }
  std::cout << "  worst error " << most << " ulp\n";
  return most;
}

TEST(Numerics, ReciprocalIsWithinItsErrorEverywhere) {
  const auto exact = [](long double x) { return 1 / x; };
  EXPECT_LE(worst(reciprocal, exact, 0x1p-149f, 0x1.fffffep127f, true), 1.5);
  EXPECT_EQ(reciprocal(0.0f), inf);
  EXPECT_EQ(reciprocal(-0.0f), -inf);
  EXPECT_TRUE(std::signbit(reciprocal(-inf)));
  EXPECT_EQ(reciprocal(0x1p-149f), inf);
  EXPECT_TRUE(std::isnan(reciprocal(NAN)));
}

TEST(Numerics, ReciprocalSqrtIsWithinItsErrorEverywhere) {
  const auto exact = [](long double x) { return 1 / std::sqrt(x); };
  EXPECT_LE(worst(reciprocal_sqrt, exact, 0x1p-149f, 0x1.fffffep127f), 2.0);
  EXPECT_EQ(reciprocal_sqrt(0.0f), inf);
  EXPECT_EQ(reciprocal_sqrt(inf), 0.0f);
  EXPECT_TRUE(std::isnan(reciprocal_sqrt(-1.0f)));
}

TEST(Numerics, ExponentialIsWithinItsErrorEverywhere) {
  const auto exact = [](long double x) { return std::exp(x); };
  EXPECT_LE(worst(exponential, exact, 0.0f, 120.0f, true), 1.0);
  EXPECT_EQ(exponential(0.0f), 1.0f);
  EXPECT_EQ(exponential(89.0f), inf);
  EXPECT_EQ(exponential(-inf), 0.0f);
  EXPECT_GT(exponential(-103.9f), 0.0f);
  EXPECT_TRUE(std::isnan(exponential(NAN)));
}

TEST(Numerics, LogarithmIsWithinItsErrorEverywhere) {
  const auto exact = [](long double x) { return std::log(x); };
  EXPECT_LE(worst(logarithm, exact, 0x1p-149f, 0x1.fffffep127f), 1.0);
  EXPECT_EQ(logarithm(1.0f), 0.0f);
  EXPECT_EQ(logarithm(0.0f), -inf);
  EXPECT_EQ(logarithm(inf), inf);
  EXPECT_TRUE(std::isnan(logarithm(-1.0f)));
}

TEST(Numerics, TanhAndLogisticAreWithinTheirErrors) {
  const auto tanh_exact = [](long double x) { return std::tanh(x); };
  EXPECT_LE(worst(hyperbolic_tangent, tanh_exact, 0.0f, 0x1.fffffep127f, true), 1.5);
  const auto logistic_exact = [](long double x) { return 1 / (1 + std::exp(-x)); };
  EXPECT_LE(worst(logistic, logistic_exact, 0.0f, 87.0f, true), 3.0);
  EXPECT_TRUE(std::signbit(hyperbolic_tangent(-0.0f)));
  EXPECT_EQ(logistic(-inf), 0.0f);
  EXPECT_EQ(logistic(inf), 1.0f);
}

// As the formula is published, and its derivative by hand; both written with tanh.
long double gelu_exact(long double x) {
  return 0.5L * x * (1 + std::tanh(std::sqrt(2 / M_PIl) * (x + 0.044715L * x * x * x)));
}
long double slope_exact(long double x) {
  const long double c = std::sqrt(2 / M_PIl), t = std::tanh(c * (x + 0.044715L * x * x * x));
  return 0.5L * (1 + t) + 0.5L * x * (1 - t * t) * c * (1 + 3 * 0.044715L * x * x);
}

TEST(Numerics, GeluAndItsSlopeAreWithinTheirErrors) {
  const random_stream random(1, random_purpose::weights);
  double worst_value = 0, worst_slope = 0;
  for (uint64_t i = 0; i < 1'000'000; ++i) {
    const float x = random.normal(i) * (i % 3 == 0 ? 30.0f : 2.0f);
    const double bound = 0x1p-24 * std::max(1.0, std::fabs(static_cast<double>(x)));
    worst_value =
        std::max(worst_value, static_cast<double>(std::fabs(gelu_tanh(x) - gelu_exact(x))) / bound);
    worst_slope = std::max(
        worst_slope, static_cast<double>(std::fabs(gelu_tanh_slope(x) - slope_exact(x))) / 0x1p-24);
  }
  std::cout << "  worst errors " << worst_value << " and " << worst_slope << " units of 2^-24\n";
  EXPECT_LE(worst_value, 3);
  EXPECT_LE(worst_slope, 8);
  EXPECT_EQ(gelu_tanh(0.0f), 0.0f);
  EXPECT_EQ(gelu_tanh(1000.0f), 1000.0f);
  EXPECT_EQ(gelu_tanh(-inf), 0.0f);
  EXPECT_EQ(bits_of(gelu_tanh(float_of(0xFFC00001u))), 0x7FC00000u);
  EXPECT_EQ(gelu_tanh(-1000.0f), 0.0f);
  EXPECT_EQ(gelu_tanh_slope(1e30f), 1.0f);
  EXPECT_EQ(gelu_tanh_slope(-1e30f), 0.0f);
}

// Later levels of fidelity must make these very bits.
TEST(Numerics, KeepTheirBits) {
  uint64_t all = 0;
  for (const auto function : {reciprocal, reciprocal_sqrt, exponential, logarithm,
                              hyperbolic_tangent, logistic, gelu_tanh, gelu_tanh_slope})
    for (uint64_t bits = 0; bits < 0x100000000; bits += 99'991)
      all = mix_bits(all ^ bits_of(function(float_of(static_cast<uint32_t>(bits)))));
  EXPECT_EQ(all, 18089232141076246657u);
}

}  // namespace
}  // namespace ws
