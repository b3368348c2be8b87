// SPDX-License-Identifier: Apache-2.0
// Steps that take two wavelets of a queue or give two: model and hardware in lockstep.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "two_wavelets_bench.h"
#include "ws/wafer/pe_parts.h"

namespace ws::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using bench = two_wavelets_bench;
using step = bench::step;

constexpr uint8_t stall_input = pe_code::stall("input"), stall_output = pe_code::stall("output");

std::string receives(const std::string& fabin, const std::string& move = "mov32",
                     const std::string& to = "mem1d, v") {
  return ".dsr b0, fabin, iq0, " + fabin + "\n.dsr d0, " + to + "\nmain:\n  " + move +
         " d0, b0\n  halt\n.data\nv: .array i16, 32, 0\n";
}
/// Sends what `v` holds: 1, 2, ...
std::string sends(const std::string& fabout, const std::string& move, const char* type) {
  return ".outqueue oq0, 3\n.outqueue oq2, 3\n.dsr d0, fabout, " + fabout +
         "\n.dsr b0, mem1d, v, extent=0\nmain:\n  " + move +
         " d0, b0\n  halt\n.data\n.align 2\nv: .array " + type + ", 16, I + 1\n";
}
uint32_t pair(unsigned n) { return 2 * n + 1 + ((2 * n + 2) << 16); }

std::vector<std::vector<unsigned>> of_steps(const bench& b) {
  std::vector<std::vector<unsigned>> all;
  for (const step& s : b.steps) all.push_back({s.elements, s.taken, s.given});
  return all;
}
std::vector<unsigned> elements(const bench& b) {
  std::vector<unsigned> all;
  for (const step& s : b.steps) all.push_back(s.elements);
  return all;
}

// A wavelet on the link in t is at its queue's head in t + 2.
TEST(TwoWavelets, Simd64WaitsForBoth) {
  bench b(receives("extent=4, simd=simd_64"));
  const uint64_t at[] = {20, 30, 40, 41};
  for (unsigned i = 0; i < 4; ++i) b.comes(at[i], 100 + i);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{32, 2, 2, 0}, step{43, 2, 2, 0}));
  EXPECT_THAT(b.words("v", 8), ElementsAre(100, 0, 101, 0, 102, 0, 103, 0));
  for (unsigned c = 22; c < 32; ++c) EXPECT_EQ(b.stalls[c], stall_input) << c;
}

TEST(TwoWavelets, Simd64WaitsForNoMoreThanIsLeft) {
  bench b(receives("extent=3, simd=simd_64"));
  for (const unsigned at : {20, 21, 40}) b.comes(at, at);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{23, 2, 2, 0}, step{42, 1, 1, 0}));
}

TEST(TwoWavelets, Simd32Or64TakesWhatIsThere) {
  bench b(receives("extent=5, simd=simd_32_or_64"));
  for (const unsigned at : {0, 1, 20, 30, 31}) b.comes(at, at);  // two before the first step
  ASSERT_TRUE(b.run());
  ASSERT_EQ(b.steps.size(), 4u);
  EXPECT_THAT(of_steps(b), ElementsAre(ElementsAre(2, 2, 0), ElementsAre(1, 1, 0),
                                       ElementsAre(1, 1, 0), ElementsAre(1, 1, 0)));
  EXPECT_EQ(b.steps[1].cycle, 22u);
  EXPECT_EQ(b.steps[2].cycle, 32u);
  EXPECT_EQ(b.steps[3].cycle, 33u);
}

TEST(TwoWavelets, OtherModesTakeOneAStep) {
  for (const char* mode : {"single", "simd_32"}) {
    bench b(receives(std::string("extent=4, simd=") + mode));
    for (unsigned i = 0; i < 4; ++i) b.comes(0, i);
    ASSERT_TRUE(b.run());
    EXPECT_THAT(elements(b), ElementsAre(1, 1, 1, 1)) << mode;
  }
}

TEST(TwoWavelets, HoldFourElementsOfSixteenBits) {
  for (const char* mode : {"simd_64", "simd_32_or_64"}) {
    bench b(receives(std::string("extent=7, simd=") + mode, "mov16"));
    for (unsigned i = 0; i < 4; ++i) b.comes(0, pair(i));
    ASSERT_TRUE(b.run());
    EXPECT_THAT(of_steps(b), ElementsAre(ElementsAre(4, 2, 0), ElementsAre(3, 2, 0))) << mode;
    EXPECT_THAT(b.words("v", 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 0)) << mode;
    EXPECT_EQ(b.state().inputs().count(0), 0u);  // the last half is dropped
  }
}

TEST(TwoWavelets, AStepInTheMiddleOfOneTakesNoOther) {
  // A ring of five words: steps of 4, 1 (the ring's end, half a wavelet), 1, 4, 2 elements.
  bench ring(
      ".dsr b0, fabin, iq0, extent=12, simd=simd_64\n.dsr x0, ring, v, 5\n"
      ".dsr d0, circular, v, xdsr=x0\nmain:\n  mov16 d0, b0\n  halt\n.data\n"
      "v: .array i16, 8, 0\n");
  for (unsigned i = 0; i < 6; ++i) ring.comes(0, pair(i));
  ASSERT_TRUE(ring.run());
  EXPECT_THAT(of_steps(ring),
              ElementsAre(ElementsAre(4, 2, 0), ElementsAre(1, 0, 0), ElementsAre(1, 1, 0),
                          ElementsAre(4, 2, 0), ElementsAre(2, 1, 0)));
  EXPECT_THAT(ring.words("v", 6), ElementsAre(11, 12, 8, 9, 10, 0));
}

TEST(TwoWavelets, OneAndAHalfAreTaken) {
  bench b(
      ".dsr b0, fabin, iq0, extent=8, simd=simd_32_or_64\n.dsr x0, ring, v, 3\n"
      ".dsr d0, circular, v, xdsr=x0\nmain:\n  mov16 d0, b0\n  halt\n.data\n"
      "v: .array i16, 8, 0\n");
  for (unsigned i = 0; i < 4; ++i) b.comes(0, pair(i));
  ASSERT_TRUE(b.run());
  EXPECT_THAT(of_steps(b), ElementsAre(ElementsAre(3, 1, 0), ElementsAre(1, 1, 0),
                                       ElementsAre(2, 1, 0), ElementsAre(2, 1, 0)));
  EXPECT_THAT(b.words("v", 4), ElementsAre(7, 8, 6, 0));
}

TEST(TwoWavelets, AreGivenToAQueueThatKeepsTheRampBusy) {
  bench b(sends("oq2, extent=9, simd=simd_64", "mov32", "i32"));
  ASSERT_TRUE(b.run());
  ASSERT_EQ(b.steps.size(), 5u);
  EXPECT_THAT(b.data_sent(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
  for (size_t i = 1; i < 9; ++i) EXPECT_EQ(b.sent_at[i], b.sent_at[0] + i);
}

TEST(TwoWavelets, ComeFromAQueueOfTwoInEveryFourthCycleAndOfFourInEverySecond) {
  for (const bool small : {false, true}) {
    const std::string queue = small ? "iq4" : "iq2";
    bench b(".inqueue " + queue + ", 3\n.block 3\n.dsr b0, fabin, " + queue +
            ", extent=16, simd=simd_64\n.dsr d0, mem1d, v\nmain:\n  mov32 d0, b0\n  halt\n"
            ".data\n.align 2\nv: .array i32, 16, 0\n");
    for (unsigned i = 0; i < 16; ++i) b.comes(20, i, 3);
    ASSERT_TRUE(b.run());
    ASSERT_EQ(b.steps.size(), 8u);
    for (unsigned i = 1; i < 8; ++i)
      EXPECT_EQ(b.steps[i].cycle, b.steps[i - 1].cycle + (small ? 4 : 2)) << queue << ", " << i;
  }
}

// Room is that of the cycle's begin: both places of a queue of two are free in every third cycle.
TEST(TwoWavelets, FindRoomForBothInEveryThirdCycleWhereAQueueHoldsTwo) {
  bench b(sends("oq0, extent=8, simd=simd_64", "mov32", "i32"));
  ASSERT_TRUE(b.run());
  ASSERT_EQ(b.steps.size(), 4u);
  for (unsigned i = 1; i < 4; ++i) EXPECT_EQ(b.steps[i].cycle, b.steps[i - 1].cycle + 3);
  EXPECT_EQ(b.stalls[b.steps[0].cycle + 1], stall_output);
  bench either(sends("oq0, extent=8, simd=simd_32_or_64", "mov32", "i32"));
  ASSERT_TRUE(either.run());
  EXPECT_THAT(elements(either), ElementsAre(2, 1, 1, 1, 1, 1, 1));  // as soon as one is free
}

TEST(TwoWavelets, OfSixteenBitsLeaveTheLastHalfEmpty) {
  bench b(sends("oq2, extent=7, simd=simd_64, transform=1", "mov16", "i16"));
  ASSERT_TRUE(b.run());
  constexpr uint32_t x = 0x40000000;
  EXPECT_THAT(b.data_sent(), ElementsAre(pair(0) ^ x, pair(1) ^ x, pair(2) ^ x, 7 ^ x));
  EXPECT_THAT(of_steps(b), ElementsAre(ElementsAre(4, 0, 2), ElementsAre(3, 0, 2)));
}

TEST(TwoWavelets, AHalfIsKeptForTheNextStep) {
  bench b(
      ".outqueue oq2, 3\n.dsr d0, fabout, oq2, extent=8, simd=simd_64, control\n"
      ".dsr x0, ring, v, 3\n.dsr b0, circular, v, xdsr=x0, extent=0\nmain:\n  mov16 d0, b0\n  "
      "halt\n"
      ".data\nv: .i16 1, 2, 3\n");
  ASSERT_TRUE(b.run());
  EXPECT_THAT(of_steps(b), ElementsAre(ElementsAre(3, 0, 1), ElementsAre(1, 0, 1),
                                       ElementsAre(2, 0, 1), ElementsAre(2, 0, 1)));
  EXPECT_THAT(b.data_sent(), ElementsAre(0x20001, 0x10003, 0x30002, 0x20001));
  for (const router_link& l : b.sent) EXPECT_TRUE(l.ctrl);
}

TEST(TwoWavelets, GoThroughAtOneAWaveletACycleInHalfOfTheSteps) {
  bench b(
      ".outqueue oq2, 3\n.dsr d0, fabout, oq2, extent=24, simd=simd_64\n"
      ".dsr b0, fabin, iq0, extent=24, simd=simd_64\n.dsr a0, mem1d, v, extent=24\nmain:\n"
      "  fadds d0, a0, b0\n  halt\n.data\n.align 2\nv: .array f32, 24, 1\n");
  for (unsigned i = 0; i < 24; ++i) b.comes(20, 0x3f800000);
  ASSERT_TRUE(b.run());
  ASSERT_EQ(b.steps.size(), 12u);
  for (unsigned i = 0; i < 12; ++i) EXPECT_EQ(b.steps[i], (step{23 + 2ull * i, 2, 2, 2})) << i;
  ASSERT_EQ(b.sent.size(), 24u);
  for (unsigned i = 0; i < 24; ++i) EXPECT_EQ(b.sent_at[i], 25u + i);
  EXPECT_THAT(b.data_sent(), Each(0x40000000u));
}

TEST(TwoWavelets, AreAddedOfTwoQueues) {
  bench b(
      ".dsr a0, fabin, iq0, extent=4, simd=simd_64\n"
      ".dsr b0, fabin, iq1, extent=4, simd=simd_32_or_64\n.dsr d0, mem1d, v\nmain:\n"
      "  add16 d0, a0, b0\n  halt\n.data\nv: .array i16, 8, 0\n");
  b.comes(20, pair(0));
  b.comes(21, pair(0), 2);
  b.comes(30, pair(1));  // with one in the other queue: one is taken of each
  b.comes(40, pair(1), 2);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{32, 2, 2, 0}, step{42, 2, 2, 0}));
  EXPECT_THAT(b.words("v", 5), ElementsAre(2, 4, 6, 8, 0));
}

TEST(TwoWavelets, AControlWaveletThatActsIsNeverTheSecond) {
  bench b(receives("terminate, simd=simd_64"));
  b.comes(20, 7);
  b.comes(21, 8);
  b.comes(22, 9);
  b.comes(30, 31u << 16, 1, true);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{23, 2, 2, 0}, step{32, 1, 1, 0}, step{33, 0, 1, 0}));
  EXPECT_THAT(b.words("v", 6), ElementsAre(7, 0, 8, 0, 9, 0));
}

TEST(TwoWavelets, AControlWaveletThatDoesNotActIsAnElement) {
  bench b(receives("extent=2, simd=simd_64"));
  b.comes(20, 7);
  b.comes(21, 8, 1, true);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{23, 2, 2, 0}));
  EXPECT_THAT(b.words("v", 4), ElementsAre(7, 0, 8, 0));
}

TEST(TwoWavelets, TheWidthOfTheOperationLimitsThemToOne) {
  bench multiply(
      ".dsr b0, fabin, iq0, extent=2, simd=simd_64\n.dsr a0, mem1d, v, extent=2\n"
      ".dsr d0, mem1d, v\nmain:\n  fmuls d0, a0, b0\n  halt\n.data\n.align 2\n"
      "v: .array f32, 2, 2\n");
  multiply.comes(20, 0x40000000);
  multiply.comes(30, 0x40000000);
  ASSERT_TRUE(multiply.run());
  EXPECT_THAT(multiply.steps, ElementsAre(step{22, 1, 1, 0}, step{32, 1, 1, 0}));
}

TEST(TwoWavelets, IndexedOperandsFifosAndRegistersLimitThemToOne) {
  const std::string fabin = ".dsr b0, fabin, iq0, extent=2, simd=simd_64\n";
  const std::string data = "\n  halt\n.data\n.align 2\nv: .array i16, 16, 0\n";
  for (const std::string& body :
       {fabin + ".dsr d0, mem1d, v, index, stride=0\nmain:\n  mov16 d0, b0" + data,
        fabin + ".dsr x0, ring, v, 8\n.dsr d0, fifo, xdsr=x0\nmain:\n  mov32 d0, b0" + data,
        fabin + "main:\n  add16 r2, r2, b0" + data}) {
    bench b(body);
    b.comes(40, 1);
    b.comes(50, 2);
    ASSERT_TRUE(b.run()) << body;
    ASSERT_FALSE(b.steps.empty());
    EXPECT_EQ(b.steps[0].cycle, 42u) << body;
    for (const step& s : b.steps) EXPECT_LE(s.taken, 1u) << body;
  }
}

TEST(TwoWavelets, AStrideLimitsTheStepNotTheWaiting) {
  bench b(receives("extent=4, simd=simd_64", "mov16", "mem1d, v, stride=8, extent=4"));
  b.comes(20, pair(0));
  b.comes(30, pair(1));
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{32, 1, 0, 0}, step{33, 1, 1, 0}, step{34, 1, 0, 0},
                                   step{35, 1, 1, 0}));
}

TEST(TwoWavelets, OfOneOperandMeetOneOfAnother) {
  bench b(
      ".outqueue oq2, 3\n.dsr d0, fabout, oq2, extent=4, simd=simd_64\n"
      ".dsr b0, fabin, iq0, extent=4, simd=simd_32\n.dsr a0, mem1d, v, extent=4\nmain:\n"
      "  faddhs d0, a0, b0\n  halt\n.data\n.align 2\nv: .array f32, 4, I\n");
  b.comes(20, 0x3c003c00);
  b.comes(30, 0x3c003c00);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{22, 2, 1, 2}, step{32, 2, 1, 2}));
  EXPECT_THAT(b.data_sent(), ElementsAre(0x3f800000, 0x40000000, 0x40400000, 0x40800000));
}

TEST(TwoWavelets, AllFabricOperandsMustAllowThem) {
  bench b(
      ".outqueue oq2, 3\n.dsr d0, fabout, oq2, extent=2, simd=simd_32\n"
      ".dsr b0, fabin, iq0, extent=2, simd=simd_64\nmain:\n  mov32 d0, b0\n  halt\n");
  b.comes(20, 1);
  b.comes(30, 2);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.steps, ElementsAre(step{22, 1, 1, 1}, step{32, 1, 1, 1}));
}

TEST(TwoWavelets, CountAsTwo) {
  bench b(
      ".outqueue oq2, 3\n.dsr d0, fabout, oq2, extent=6, simd=simd_64\n"
      ".dsr b0, fabin, iq0, extent=6, simd=simd_64\nmain:\n  movi r0, 4\n  movi r1, 5\n"
      "  stcfg32 r0, [cfg.counter_event]\n  stcfg32 r4, [cfg.counter]\n"
      "  stcfg32 r4, [cfg.counter + 2]\n  mov32 d0, b0\n"
      "  ldcfg16 r2, [cfg.counter]\n  ldcfg16 r3, [cfg.counter + 2]\n  st16 r2, [v]\n"
      "  st16 r3, [v + 1]\n  halt\n.data\nv: .array i16, 2, 0\n");
  for (unsigned i = 0; i < 6; ++i) b.comes(20, i);
  ASSERT_TRUE(b.run());
  EXPECT_THAT(b.words("v", 2), ElementsAre(6, 6));
}

TEST(TwoWavelets, LeaveTheOtherThreadsEverySecondCycle) {
  for (const bool both : {false, true}) {
    const std::string mode = both ? "simd_64" : "simd_32";
    bench b(
        ".outqueue oq2, 3\n.outqueue oq3, 4\n"
        ".dsr d0, fabout, oq2, extent=24, simd=" +
        mode +
        "\n"
        ".dsr d1, mem1d, v, extent=24\n.dsr a0, mem1d, v, extent=24\n"
        ".dsr b0, fabin, iq0, extent=24, simd=" +
        mode +
        "\n.dsr b1, mem1d, w, extent=24\n"
        "main:\n  onend none, 0, medium\n  mov32.async d0, b1\n  fadds d1, a0, b0\n  halt\n"
        ".data\n.align 2\nv: .array f32, 24, I\nw: .array f32, 24, I\n");
    for (unsigned i = 0; i < 24; ++i) b.comes(0, 0x3f800000);
    ASSERT_TRUE(b.run());
    const uint64_t cycles = b.steps.back().cycle - b.steps.front().cycle + 1;
    EXPECT_EQ(b.steps.size(), both ? 24u : 48u);
    EXPECT_LE(cycles, both ? 27u : 50u);
    EXPECT_GE(cycles, both ? 24u : 48u);
    EXPECT_EQ(b.word("v", 47), 0x41c0);  // 23 + 1
  }
}

}  // namespace
}  // namespace ws::test
