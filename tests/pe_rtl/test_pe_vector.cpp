// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "pe_bench.h"
#include "support/seed.h"
#include "ws/base/fp.h"

namespace ws::test {
namespace {

using ternary = std::function<uint32_t(uint32_t a, uint32_t b, uint32_t s)>;
struct vector_case {
  const char* name;
  int dst, src0, src1, scalar;  ///< words of an element; 0: there is none
  int width;
  ternary expected;
};

uint16_t h(uint32_t v) { return static_cast<uint16_t>(v); }
int16_t s(uint32_t v) { return static_cast<int16_t>(v); }
/// A 16-bit function of two.
template <typename F>
ternary of16(F f) {
  return [f](uint32_t a, uint32_t b, uint32_t) { return static_cast<uint32_t>(f(h(a), h(b))); };
}

const std::vector<vector_case>& cases() {
  constexpr auto nearest = int_rounding::nearest_even;
  static const std::vector<vector_case> all = {
      {"add16", 1, 1, 1, 0, 4, of16([](int a, int b) { return a + b; })},
      {"sub16", 1, 1, 1, 0, 4, of16([](int a, int b) { return a - b; })},
      {"and16", 1, 1, 1, 0, 4, of16([](int a, int b) { return a & b; })},
      {"or16", 1, 1, 1, 0, 4, of16([](int a, int b) { return a | b; })},
      {"xor16", 1, 1, 1, 0, 4, of16([](int a, int b) { return a ^ b; })},
      {"sll16", 1, 1, 1, 0, 1, of16([](int a, int b) { return a << (b & 15); })},
      {"slr16", 1, 1, 1, 0, 1, of16([](int a, int b) { return a >> (b & 15); })},
      {"sar16", 1, 1, 1, 0, 1, of16([](int a, int b) { return s(uint32_t(a)) >> (b & 15); })},
      {"mov16", 1, 0, 1, 0, 4, of16([](int, int b) { return b; })},
      {"mov32", 2, 0, 2, 0, 2, [](auto, auto b, auto) { return b; }},
      {"faddh", 1, 1, 1, 0, 4, of16(f16_add)},
      {"fsubh", 1, 1, 1, 0, 4, of16(f16_sub)},
      {"fmulh", 1, 1, 1, 0, 4, of16(f16_mul)},
      {"fmach", 1, 1, 1, 1, 4,
       [](auto a, auto b, auto c) { return uint32_t{f16_fma(h(b), h(c), h(a))}; }},
      {"fmaxh", 1, 1, 1, 0, 1, of16(f16_max)},
      {"fnegh", 1, 0, 1, 0, 4, of16([](int, int b) { return b ^ 0x8000; })},
      {"fabsh", 1, 0, 1, 0, 4, of16([](int, int b) { return b & 0x7fff; })},
      {"fscaleh", 1, 1, 1, 0, 4,
       [](auto a, auto b, auto) { return uint32_t{f16_scale(h(a), s(b))}; }},
      {"fadds", 2, 2, 2, 0, 2, [](auto a, auto b, auto) { return f32_add(a, b); }},
      {"fsubs", 2, 2, 2, 0, 2, [](auto a, auto b, auto) { return f32_sub(a, b); }},
      {"fmuls", 2, 2, 2, 0, 1, [](auto a, auto b, auto) { return f32_mul(a, b); }},
      {"fmacs", 2, 2, 2, 2, 1, [](auto a, auto b, auto c) { return f32_fma(b, c, a); }},
      {"fmaxs", 2, 2, 2, 0, 1, [](auto a, auto b, auto) { return f32_max(a, b); }},
      {"fnegs", 2, 0, 2, 0, 2, [](auto, auto b, auto) { return b ^ 0x80000000u; }},
      {"fabss", 2, 0, 2, 0, 2, [](auto, auto b, auto) { return b & 0x7fffffffu; }},
      {"fscales", 2, 2, 1, 0, 2, [](auto a, auto b, auto) { return f32_scale(a, s(b)); }},
      {"fmachs", 2, 2, 1, 1, 2,
       [](auto a, auto b, auto c) { return f32_fma(f32_from_f16(h(b)), f32_from_f16(h(c)), a); }},
      {"faddhs", 2, 2, 1, 0, 2,
       [](auto a, auto b, auto) { return f32_add(a, f32_from_f16(h(b))); }},
      {"fh2s", 2, 0, 1, 0, 1, [](auto, auto b, auto) { return f32_from_f16(h(b)); }},
      {"fs2h", 1, 0, 2, 0, 1, [](auto, auto b, auto) { return uint32_t{f16_from_f32(b)}; }},
      {"fh2xp16", 1, 0, 1, 0, 1,
       [](auto, auto b, auto) { return uint32_t(int16_from_f16(h(b), nearest)); }},
      {"fs2xp16", 1, 0, 2, 0, 1,
       [](auto, auto b, auto) { return uint32_t(int16_from_f32(b, nearest)); }},
      {"xp162fh", 1, 0, 1, 0, 1, [](auto, auto b, auto) { return uint32_t{f16_from_int16(s(b))}; }},
      {"xp162fs", 2, 0, 1, 0, 1, [](auto, auto b, auto) { return f32_from_int16(s(b)); }},
  };
  return all;
}

constexpr unsigned d_at = 0x1000, a_at = 0x2000, b_at = 0x3002, room = 0x800;

/// Values that meet: small exponents apart, special ones now and then.
uint32_t operand(std::mt19937_64& random, int words) {
  const auto bits = static_cast<uint32_t>(random());
  if (words == 2) {
    if (random() % 8 == 0) return bits;
    return (bits & 0x807fffffu) | (120u + bits % 12u) << 23;
  }
  if (random() % 4 == 0) return bits & 0xffffu;
  return (bits & 0x83ffu) | (10u + (bits >> 20) % 10u) << 10;
}

struct memory_operand {
  unsigned base;
  int stride, words;
  unsigned address(int i) const { return base + static_cast<unsigned>(i * stride * words); }
};

uint32_t element(pe_bench& pe, const memory_operand& o, int i) {
  return o.words == 2 ? pe.read32(o.address(i)) : pe.read(o.address(i));
}

TEST(PeVector, EveryInstructionComputesEveryElementOfMemoryOperands) {
  WS_TRACE_SEED();
  auto random = random_numbers();
  for (const vector_case& c : cases()) {
    std::string operands = c.src0 != 0 ? "d0, a0, b0" : "d0, b0";
    if (c.scalar != 0) operands += ", r4";
    pe_bench pe("main:\n " + std::string(c.name) + " " + operands + "\n tdone r9\n halt");
    for (int round = 0; round < 6; ++round) {
      pe.reset();
      const int n = round == 0 ? 1 : static_cast<int>(between(random, 2, 23));
      const auto stride = [&] {
        return round < 3 ? 1
                         : static_cast<int>(between(random, 1, 11)) * (random() % 4 == 0 ? -1 : 1);
      };
      const memory_operand d{d_at, stride(), c.dst}, a{a_at, stride(), c.src0},
          b{b_at, stride(), c.src1};
      const uint32_t scalar = operand(random, 2 - (c.scalar == 1 ? 1 : 0));
      std::vector<uint32_t> want;
      for (int i = 0; i < n; ++i) {
        const uint32_t av = operand(random, c.src0), bv = operand(random, c.src1);
        if (c.src0 == 2) pe.write32(a.address(i), av);
        if (c.src0 == 1) pe.write(a.address(i), av);
        if (c.src1 == 2) pe.write32(b.address(i), bv);
        if (c.src1 == 1) pe.write(b.address(i), bv);
        want.push_back(c.expected(av, bv, scalar) & (c.dst == 2 ? 0xffffffffu : 0xffffu));
      }
      const auto word3 = [](const memory_operand& o) {
        return static_cast<uint16_t>(1 | static_cast<unsigned>(o.stride) << 8);
      };
      pe.descriptor(0, 0, {d_at, 0, 0, word3(d)});
      pe.descriptor(1, 0, {a_at, 0, 0, word3(a)});
      pe.descriptor(2, 0, {b_at - 3, static_cast<uint16_t>(n), 3, word3(b)});
      pe.write32(0x7f04, scalar);
      pe.write(d.address(n), 0x5a5a);
      pe.load();
      ASSERT_TRUE(pe.run_to_halt(400)) << c.name;
      ASSERT_EQ(pe.trap(), 1u) << c.name;
      EXPECT_EQ(pe.reg(9), 1u);
      for (int i = 0; i < n; ++i) {
        ASSERT_EQ(element(pe, d, i), want[static_cast<size_t>(i)])
            << c.name << " element " << i << " of " << n << " strides " << d.stride << " "
            << a.stride << " " << b.stride << " " << std::hex << pe.read32(a.address(i)) << " "
            << pe.read32(b.address(i)) << " " << scalar;
      }
      EXPECT_EQ(pe.read(d.address(n)), 0x5a5au) << c.name;
      // Full width without conflicts where all strides are 1: n elements in so many steps.
      const int steps = static_cast<int>(pe.log.size()) - 3;  // jump, issue and tdone
      if (round < 3) {
        EXPECT_EQ(steps, (n + c.width - 1) / c.width) << c.name;
      }
    }
  }
}

TEST(PeVector, RegistersAndNumbersAreOneInstruction) {
  WS_TRACE_SEED();
  auto random = random_numbers(1);
  for (const vector_case& c : cases()) {
    std::string operands = c.src0 != 0 ? "r8, r0, r2" : "r8, r2";
    if (c.scalar != 0) operands += ", r4";
    pe_bench pe("main:\n " + std::string(c.name) + " " + operands + "\n halt");
    const uint32_t a = operand(random, c.src0), b = operand(random, c.src1),
                   scalar = operand(random, c.scalar);
    pe.reset();
    pe.write32(0x7f00, a);
    pe.write32(0x7f02, b);
    pe.write32(0x7f04, scalar);
    pe.load();
    ASSERT_TRUE(pe.run_to_halt(50));
    const uint32_t mask = c.dst == 2 ? 0xffffffffu : 0xffffu;
    EXPECT_EQ(pe.pair(8), c.expected(a, b, scalar) & mask) << c.name;
    EXPECT_EQ(pe.log.size(), 2u);
  }
}

TEST(PeVector, ARegisterThatIsSourceAndDestinationSumsUp) {
  pe_bench pe(R"(.dsr b0, mem1d, numbers
main:
  li32 r2, 0x3f800000
  fadds r2, r2, b0
  fadds r4, 0, b0
  halt
  .data
numbers: .array f32, 20, I + 0.5)");
  ASSERT_TRUE(pe.run_to_halt());
  float sum = 1.0f;
  for (int i = 0; i < 20; ++i) sum += static_cast<float>(i) + 0.5f;
  EXPECT_EQ(pe.pair(2), bits_of(sum));
  EXPECT_EQ(pe.pair(4), bits_of(19.5f));  // the last element plus 0
}

TEST(PeVector, TheIndexStandsBehindTheScalar) {
  pe_bench pe(R"(.dsr d0, mem1d, result, index
.dsr d1, mem1d, result
.dsr a0, mem1d, numbers, extent=2
.dsr b0, mem1d, numbers, extent=2, index
main:
  movi r0, 4
  li32 r2, 0x3f800000
  movi r4, 2
  mov32.x d0, b0, r0     ; no scalar: r0 itself
  fmacs.x d1, a0, b0, r2 ; behind the pair: r4
  halt
  .data
numbers: .array f32, 8, I
result: .array f32, 8, 0)");
  ASSERT_TRUE(pe.run_to_halt());
  ASSERT_EQ(pe.trap(), 1u);
  const float want[] = {0 + 2, 1 + 3, 0, 0, 4, 5};
  for (unsigned i = 0; i < 6; ++i) {
    EXPECT_EQ(pe.read32(pe.at("result") + 2 * i), bits_of(want[i])) << i;
  }
}

TEST(PeVector, ARegisterOfTheFirstSourceMayBeTheDestinationAndAdvancesOnce) {
  pe_bench pe(R"(.dsr a3, mem1d, sums, extent=9, save
.dsr b0, mem1d, numbers, extent=9
main:
  add16 a3, a3, b0
  halt
  .data
sums: .array i16, 12, 100 * I
numbers: .array i16, 12, I)");
  ASSERT_TRUE(pe.run_to_halt());
  ASSERT_EQ(pe.trap(), 1u);
  for (unsigned i = 0; i < 12; ++i) {
    EXPECT_EQ(pe.read(pe.at("sums") + i), i < 9 ? 101 * i : 100 * i) << i;
  }
  EXPECT_EQ(pe.read(0x7e40 + 4 * 3 + 2), 9u);
}

TEST(PeVector, AMultiplyOfNElementsTakesNPlusSixCycles) {
  for (const auto& [conflict, factor] : {std::pair<int, unsigned>{0, 1}, {1, 2}}) {
    isa::assembler_options options;
    options.settings = {"N=100", "CONFLICT=" + std::to_string(conflict)};
    pe_bench pe;
    pe.image(isa::assemble_file(WS_SOURCE_DIR "/programs/vector_multiply.wsa", options));
    ASSERT_TRUE(pe.run_to_halt());
    EXPECT_EQ(pe.read32(pe.at("cycles")), factor * 100 + 6);
    for (int i = 0; i < 100; ++i) {
      const float left = static_cast<float>(i % 64) - 31.5f,
                  right = 1.0f + static_cast<float>(i % 16) * 0.125f;
      EXPECT_EQ(pe.read32(pe.at("product") + 2 * static_cast<unsigned>(i)), bits_of(left * right));
    }
  }
}

}  // namespace
}  // namespace ws::test
