// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "pe_bench.h"
#include "support/seed.h"
#include "ws/base/fp.h"

namespace ws::test {
namespace {

using binary = std::function<uint32_t(uint32_t, uint32_t)>;
struct scalar_case {
  const char* name;
  bool wide_in, wide_out;
  binary expected;
};

int16_t s16(uint32_t v) { return static_cast<int16_t>(v); }

const std::vector<scalar_case>& register_cases() {
  static const std::vector<scalar_case> cases = {
      {"add", false, false, [](auto a, auto b) { return a + b; }},
      {"sub", false, false, [](auto a, auto b) { return a - b; }},
      {"and", false, false, [](auto a, auto b) { return a & b; }},
      {"or", false, false, [](auto a, auto b) { return a | b; }},
      {"xor", false, false, [](auto a, auto b) { return a ^ b; }},
      {"sll", false, false, [](auto a, auto b) { return a << (b & 15); }},
      {"srl", false, false, [](auto a, auto b) { return a >> (b & 15); }},
      {"sra", false, false,
       [](auto a, auto b) { return static_cast<uint32_t>(s16(a) >> (b & 15)); }},
      {"mul", false, false, [](auto a, auto b) { return a * b; }},
      {"mulh", false, false,
       [](auto a, auto b) { return static_cast<uint32_t>(int32_t{s16(a)} * s16(b)) >> 16; }},
      {"mulhu", false, false, [](auto a, auto b) { return a * b >> 16; }},
      {"slt", false, false, [](auto a, auto b) { return s16(a) < s16(b) ? 1u : 0u; }},
      {"sltu", false, false, [](auto a, auto b) { return a < b ? 1u : 0u; }},
      {"seq", false, false, [](auto a, auto b) { return a == b ? 1u : 0u; }},
      {"add32", true, true, [](auto a, auto b) { return a + b; }},
      {"sub32", true, true, [](auto a, auto b) { return a - b; }},
      {"feqh", false, false,
       [](auto a, auto b) { return from_half(uint16_t(a)) == from_half(uint16_t(b)) ? 1u : 0u; }},
      {"flth", false, false,
       [](auto a, auto b) { return from_half(uint16_t(a)) < from_half(uint16_t(b)) ? 1u : 0u; }},
      {"fleh", false, false,
       [](auto a, auto b) { return from_half(uint16_t(a)) <= from_half(uint16_t(b)) ? 1u : 0u; }},
      {"feqs", true, false, [](auto a, auto b) { return float_of(a) == float_of(b) ? 1u : 0u; }},
      {"flts", true, false, [](auto a, auto b) { return float_of(a) < float_of(b) ? 1u : 0u; }},
      {"fles", true, false, [](auto a, auto b) { return float_of(a) <= float_of(b) ? 1u : 0u; }},
  };
  return cases;
}

constexpr uint32_t corners[] = {0,      1,      2,      0x7fff, 0x8000,     0x8001,     0xffff,
                                0x3c00, 0xbc00, 0x7c00, 0x7e00, 0x7fc00000, 0x80000000, 0x3f800000};

TEST(PeScalar, InstructionsOnTwoRegistersGiveTheirResult) {
  WS_TRACE_SEED();
  auto random = random_numbers();
  for (const scalar_case& c : register_cases()) {
    pe_bench pe("main:\n  " + std::string(c.name) + " r4, r0, r2\n  halt");
    for (int n = 0; n < 60; ++n) {
      const uint32_t mask = c.wide_in ? 0xffffffffu : 0xffffu;
      const auto pick = [&] {
        return (random() % 3 == 0 ? uint32_t(random()) : corners[random() % std::size(corners)]) &
               mask;
      };
      const uint32_t a = pick(), b = n % 5 == 0 ? a : pick();
      pe.reset();
      for (const unsigned r : {0u, 2u}) pe.write32(0x7f00 + r, r == 0 ? a : b);
      pe.write32(0x7f04, 0xdeadbeef);
      pe.load();
      ASSERT_TRUE(pe.run_to_halt(50));
      const uint32_t got = pe.pair(4), expected = c.expected(a, b);
      const uint32_t want = c.wide_out ? expected : 0xdead0000u | (expected & 0xffffu);
      ASSERT_EQ(got, want) << c.name << " of " << std::hex << a << " and " << b;
    }
  }
}

TEST(PeScalar, ImmediatesAndCountsGiveTheirResult) {
  pe_bench pe(R"(main:
    movi r0, 0x8421
    addi r1, r0, -2
    andi r2, r0, 0x0ff0
    ori  r3, r0, 0x0ff0
    xori r4, r0, 0xffff
    slli r5, r0, 3
    srli r6, r0, 3
    srai r7, r0, 3
    slti r8, r0, 5
    sltui r9, r0, 5
    seqi r10, r0, 0x8421
    muli r11, r0, -3
    clz r12, r6
    ctz r13, r5
    popcnt r14, r0
    mov r15, r0
    halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  const unsigned want[] = {0x8421, 0x841f, 0x0420, 0x8ff1, 0x7bde, 0x2108,
                           0x1084, 0xf084, 1,      0,      1,      (0x8421u * 0xfffdu) & 0xffff,
                           3,      3,      4,      0x8421};
  for (unsigned r = 0; r < 16; ++r) EXPECT_EQ(pe.reg(r), want[r]) << "r" << r;
}

TEST(PeScalar, CountsOfZeroAreSixteen) {
  pe_bench pe("main:\n movi r0, 0\n clz r1, r0\n ctz r2, r0\n popcnt r3, r0\n halt");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(1), 16u);
  EXPECT_EQ(pe.reg(2), 16u);
  EXPECT_EQ(pe.reg(3), 0u);
}

TEST(PeScalar, LoadsStoresAndDescriptorsReachMemory) {
  pe_bench pe(R"(main:
    movi r1, data
    ld16 r2, [r1 + 1]
    ld32 r4, [r1 + 2]
    st16 r2, [r1 + 4]
    st32 r4, [r1 + 6]
    ld32 r6, [data + 2]
    st32 r6, [data + 8]
    ldds x3, [data + 1]
    stds x3, [data + 10]
    setds x3, extent, r2
    adddsi x3, extent, 5
    cpds b7, x3
    getds b7, extent, r8
    movi r9, 0xfff6
    addds b7, base, r9
    stds b7, [data + 14]
    setsr s5, r9
    getsr r10, s5
    halt
    .data
    .align 2
data: .word 1, 2, 0x1234, 0xabcd
    .array i16, 16, 0)");
  ASSERT_TRUE(pe.run_to_halt());
  const unsigned d = pe.at("data");
  EXPECT_EQ(pe.reg(2), 2u);
  EXPECT_EQ(pe.pair(4), 0xabcd1234u);
  EXPECT_EQ(pe.read(d + 4), 2u);
  EXPECT_EQ(pe.read32(d + 6), 0xabcd1234u);
  EXPECT_EQ(pe.read32(d + 8), 0xabcd1234u);
  const unsigned four[] = {2, 0x1234, 0xabcd, 2};
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(pe.read(d + 10 + i), four[i]);
  EXPECT_EQ(pe.reg(8), 7u);
  EXPECT_EQ(pe.read(d + 14), (2u - 10u) & 0xffff);
  EXPECT_EQ(pe.read(d + 15), 7u);
  EXPECT_EQ(pe.reg(10), 0xfff6u);
  EXPECT_EQ(pe.read(0x7ee5), 0xfff6u);
}

TEST(PeScalar, BranchesAndCallsGoWhereTheyShall) {
  for (const auto& [name, taken] :
       std::vector<std::pair<std::string, std::array<bool, 3>>>{{"beq", {false, true, false}},
                                                                {"bne", {true, false, true}},
                                                                {"blt", {false, false, true}},
                                                                {"bge", {true, true, false}},
                                                                {"bltu", {true, false, false}},
                                                                {"bgeu", {false, true, true}}}) {
    pe_bench pe("main:\n " + name +
                " r0, r1, there\n movi r2, 1\n halt\nthere:\n movi r2, 2\n halt");
    const unsigned pairs[3][2] = {{5, 0xfffe}, {7, 7}, {0xfffe, 5}};
    for (int i = 0; i < 3; ++i) {
      pe.reset();
      pe.write(0x7f00, pairs[i][0]);
      pe.write(0x7f01, pairs[i][1]);
      pe.load();
      ASSERT_TRUE(pe.run_to_halt());
      EXPECT_EQ(pe.reg(2), taken[static_cast<size_t>(i)] ? 2u : 1u) << name << " " << i;
    }
  }
  pe_bench pe(R"(main:
    movi r3, 0
    call sub
    movi r5, sub
    callr r15, r5
    beqz r4, end
    bnez r3, end
    halt
sub: addi r3, r3, 1
    ret
end: movi r4, 9
    halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(3), 2u);
  EXPECT_EQ(pe.reg(4), 9u);
}

TEST(PeScalar, EachInstructionTakesOneCycleAndATaskTwoToStart) {
  pe_bench pe("main:\n movi r0, 3\nagain: addi r0, r0, -1\n bnez r0, again\n halt");
  ASSERT_TRUE(pe.run_to_halt());
  ASSERT_EQ(pe.picks.size(), 1u);
  EXPECT_EQ(pe.picks[0].second, 8u);
  // The slot's jump, movi, three times two.
  ASSERT_EQ(pe.log.size(), 8u);
  for (size_t i = 0; i < pe.log.size(); ++i) {
    EXPECT_EQ(pe.log[i].cycle, pe.picks[0].first + 2 + i);
    EXPECT_EQ(pe.log[i].thread, 8u);
  }
}

}  // namespace
}  // namespace ws::test
