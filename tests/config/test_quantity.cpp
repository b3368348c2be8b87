// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "random_config.h"
#include "ws/config/quantity.h"

namespace ws {
namespace {

double read(const char* text, quantity what) {
  const parsed_number n = parse_number(text, what);
  EXPECT_EQ(n.fault, number_fault::none) << text;
  return n.value;
}

number_fault fault_of(const char* text, quantity what) { return parse_number(text, what).fault; }

TEST(Quantity, DecimalPrefixesArePowersOfThousand) {
  EXPECT_EQ(read("100 Gb/s", quantity::bit_rate), 100e9);
  EXPECT_EQ(read("850 MHz", quantity::frequency), 850e6);
  EXPECT_EQ(read("4 TB", quantity::data), 4e12);
  EXPECT_EQ(read("3 us", quantity::time), 3e-6);
  EXPECT_EQ(read("16.1 kW", quantity::power), 16.1e3);
  EXPECT_EQ(read("7.5 PFLOP/s", quantity::compute), 7.5e15);
  EXPECT_EQ(read("400W", quantity::power), 400);
  EXPECT_EQ(read("  +1.5e1   ms ", quantity::time), 15e-3);
}

TEST(Quantity, BinaryPrefixesArePowersOf1024) {
  EXPECT_EQ(read("1 KiB", quantity::data), 1024);
  EXPECT_EQ(read("3 MiB", quantity::data), 3.0 * 1024 * 1024);
  EXPECT_EQ(read("0.5 GiB/s", quantity::byte_rate), 0.5 * 1024 * 1024 * 1024);
  EXPECT_EQ(fault_of("1 Kib/s", quantity::bit_rate), number_fault::unknown_unit);
}

TEST(Quantity, BitsAndBytesMeasureTheSame) {
  EXPECT_EQ(read("12.5 GB/s", quantity::bit_rate), 100e9);
  EXPECT_EQ(read("100 Gb/s", quantity::byte_rate), 12.5e9);
  EXPECT_EQ(read("8 Mb", quantity::data), 1e6);
}

TEST(Quantity, AValueIsRoundedOnce) {
  // 0.3 * 1e-6 is not the double nearest to 0.3e-6
  EXPECT_EQ(read("0.3 us", quantity::time), 0.3e-6);
  EXPECT_EQ(read("1.1 ns", quantity::time), 1.1e-9);
  EXPECT_EQ(read("0.1e1 ns", quantity::time), 1e-9);
}

TEST(Quantity, WhatIsNoNumberOfItsKindIsRefused) {
  for (const char* text : {"", " ", "nan", "inf", "-inf", "x", ".", "-", "e3", "+-1", "Gb/s"})
    EXPECT_EQ(fault_of(text, quantity::bit_rate), number_fault::not_a_number) << text;
  EXPECT_EQ(fault_of("0x10", quantity::plain), number_fault::unwanted_unit);
  EXPECT_EQ(fault_of("1,000", quantity::plain), number_fault::unwanted_unit);
  EXPECT_EQ(fault_of("100", quantity::bit_rate), number_fault::no_unit);
  EXPECT_EQ(fault_of("100 GB", quantity::bit_rate), number_fault::wrong_unit);
  EXPECT_EQ(parse_number("100 GB", quantity::bit_rate).given, quantity::data);
  EXPECT_EQ(fault_of("100 KB", quantity::data), number_fault::unknown_unit);
  EXPECT_EQ(fault_of("100 m", quantity::time), number_fault::unknown_unit);
  EXPECT_EQ(fault_of("1 Hz", quantity::plain), number_fault::unwanted_unit);
  EXPECT_EQ(fault_of("1 e3", quantity::plain), number_fault::unwanted_unit);
}

TEST(Quantity, WhatADoubleCannotHoldIsTooExtreme) {
  for (const char* text :
       {"1e400", "1e-400", "-1e309", "1e99999999999999999999", "1e-99999999999999999999"})
    EXPECT_EQ(fault_of(text, quantity::plain), number_fault::too_extreme) << text;
  EXPECT_EQ(fault_of("1e300 PB", quantity::data), number_fault::too_extreme);
  EXPECT_EQ(fault_of("1e308 PiB", quantity::data), number_fault::too_extreme);
}

TEST(Quantity, ZeroHasNoSign) {
  EXPECT_FALSE(std::signbit(read("-0", quantity::plain)));
  EXPECT_FALSE(std::signbit(read("-0 s", quantity::time)));
}

TEST(Quantity, ValuesAreWrittenInTheUnitThatReadsBest) {
  EXPECT_EQ(format_number(100e9, quantity::bit_rate), "100 Gb/s");
  EXPECT_EQ(format_number(333e9, quantity::byte_rate), "333 GB/s");
  EXPECT_EQ(format_number(4096, quantity::data), "4.096 kB");
  EXPECT_EQ(format_number(1, quantity::data), "1 B");
  EXPECT_EQ(format_number(999.5, quantity::data), "999.5 B");
  EXPECT_EQ(format_number(1e18, quantity::data), "1000 PB");
  EXPECT_EQ(format_number(0, quantity::time), "0 s");
  EXPECT_EQ(format_number(20e-6, quantity::time), "20 us");
  EXPECT_EQ(format_number(1.5, quantity::time), "1.5 s");
  EXPECT_EQ(format_number(1e-15, quantity::time), "1e-3 ps");
  EXPECT_EQ(format_number(2.5e-15, quantity::time), "2.5e-3 ps");
  EXPECT_EQ(format_number(-16.1e3, quantity::power), "-16.1 kW");
  EXPECT_EQ(format_number(0.95, quantity::plain), "0.95");
}

TEST(Quantity, EveryDoubleComesBackToTheLastBit) {
  std::mt19937_64 random(seed_of_run());
  int checked = 0;
  for (int i = 0; i < 200'000; ++i) {
    const uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (i % 2 == 0)
      value = std::ldexp(1 + 0x1p-52 * static_cast<double>(bits >> 12),
                         static_cast<int>(bits % 120) - 60);
    if (!std::isfinite(value) || (value != 0 && std::abs(value) < 1e-280) ||
        std::abs(value) > 1e280)
      continue;
    const auto what = static_cast<quantity>(bits % 8);
    const std::string text = format_number(value, what);
    const parsed_number back = parse_number(text, what);
    ASSERT_EQ(back.fault, number_fault::none) << text;
    ASSERT_EQ(back.value, value) << text;
    ++checked;
  }
  EXPECT_GT(checked, 150'000);
}

}  // namespace
}  // namespace ws
