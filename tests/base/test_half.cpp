// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

#include "ws/base/half.h"

namespace ws {
namespace {

uint64_t test_seed() {
  const char* text = std::getenv("WS_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 1;
}

// What the standard says a binary16 means, in arithmetic instead of bits.
double meaning(uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const double size =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -size : size;
}

// Rounds by searching the ordered list of all positive binary16 values; the value after the largest
// stands for infinity, as the standard rounds as if the exponent went on.
uint16_t nearest(float value) {
  static const std::vector<double> sizes = [] {
    std::vector<double> all;
    for (unsigned i = 0; i <= 0x7C00; ++i) all.push_back(meaning(static_cast<uint16_t>(i)));
    return all;
  }();
  if (std::isnan(value)) return 0x7E00;
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double size = std::fabs(static_cast<double>(value));
  if (size >= sizes.back()) return sign | 0x7C00;
  const auto above = std::upper_bound(sizes.begin(), sizes.end(), size);
  const auto high = static_cast<unsigned>(above - sizes.begin()), low = high - 1;
  const double up = sizes[high] - size, down = size - sizes[low];
  const bool take_high = up < down || (up == down && high % 2 == 0);
  return static_cast<uint16_t>(sign | (take_high ? high : low));
}

void expect_right(float value) {
  const uint16_t expected = nearest(value);
  ASSERT_EQ(to_half(value), expected) << "bits 0x" << std::hex << bits_of(value);
  ASSERT_EQ(bits_of(rounded_to_half(value)), bits_of(from_half(expected)))
      << "bits 0x" << std::hex << bits_of(value);
}

TEST(Half, EveryValueBecomesTheF32ThatItMeans) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    if ((half & 0x7C00) == 0x7C00) continue;
    ASSERT_EQ(static_cast<double>(from_half(half)), meaning(half)) << std::hex << bits;
    ASSERT_EQ(std::signbit(from_half(half)), (half & 0x8000) != 0);
  }
  EXPECT_EQ(bits_of(from_half(0x7C00)), 0x7F800000u);
  EXPECT_EQ(bits_of(from_half(0xFC00)), 0xFF800000u);
}

TEST(Half, EveryValueComesBackAsItself) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    const bool nan = (half & 0x7C00) == 0x7C00 && (half & 0x3FF) != 0;
    ASSERT_EQ(to_half(from_half(half)), nan ? half_nan : half);
  }
}

TEST(Half, NansBecomeTheCanonicalOne) {
  for (const uint32_t bits : {0x7F800001u, 0x7FC00000u, 0xFFFFFFFFu, 0xFF800001u}) {
    EXPECT_EQ(to_half(float_of(bits)), 0x7E00);
    EXPECT_EQ(bits_of(rounded_to_half(float_of(bits))), 0x7FC00000u);
  }
  EXPECT_EQ(bits_of(from_half(0xFE01)), 0x7FC00000u);
}

TEST(Half, RoundsToNearestEvenAroundEveryValueAndEveryTie) {
  for (unsigned bits = 0; bits < 0x7C00; ++bits) {
    const float low = from_half(static_cast<uint16_t>(bits));
    const double high = meaning(static_cast<uint16_t>(bits + 1));
    const auto tie = static_cast<float>((static_cast<double>(low) + high) / 2);  // exact in f32
    for (const float middle : {low, tie})
      for (const float value :
           {std::nextafter(middle, -1.0f), middle, std::nextafter(middle, 1e9f)}) {
        expect_right(value);
        expect_right(-value);
      }
  }
}

TEST(Half, RoundsRandomAndCornerBitsAsTheReferenceDoes) {
  const uint64_t seed = test_seed();
  SCOPED_TRACE(testing::Message() << "WS_SEED=" << seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  for (int i = 0; i < 1'000'000; ++i) expect_right(float_of(static_cast<uint32_t>(random())));
  for (uint32_t exponent = 0; exponent < 256; ++exponent)
    for (const uint32_t fraction : {0u, 1u, 0xFFFu, 0x1000u, 0x1001u, 0x400000u, 0x7FFFFFu}) {
      expect_right(float_of(exponent << 23 | fraction));
      expect_right(float_of(0x80000000u | exponent << 23 | fraction));
    }
}

}  // namespace
}  // namespace ws
