// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pe_bench.h"

namespace ws::test {
namespace {

constexpr uint32_t entry(unsigned task) { return task << 16; }

TEST(PeFabric, AWaveletStartsItsTaskWithItsDataInRegisters) {
  pe_bench pe(R"(.inqueue iq3, 5
.task 5, got
.task 40, control, blocked
main:
  movi r3, 0
  yield
got:
  add r2, r2, r0
  add r3, r3, r1
  yield
control:
  mov r4, r0
  halt)");
  pe.to_pe = {
      {0x00020001, 5}, {0x00030010, 5}, {entry(31) | 1, 5, true}, {entry(40) | 0x777, 5, true}};
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  EXPECT_EQ(pe.reg(2), 0x11u);
  EXPECT_EQ(pe.reg(3), 5u);
  EXPECT_EQ(pe.reg(4), 0x777u);
  ASSERT_EQ(pe.picks.size(), 5u);
  EXPECT_EQ(pe.picks[3].second, 31u);  // starts nothing
  EXPECT_EQ(pe.picks[4].second, 40u);  // though it is blocked
}

TEST(PeFabric, AWaveletOnTheLinkIsOperatedOnTwoCyclesLaterAndSentInTwoMore) {
  pe_bench pe(R"(.inqueue iq0, 5
.outqueue oq2, 7
.block 5
.dsr a0, fabin, iq0, extent=40
.dsr d0, fabout, oq2, 7, extent=40
main:
  fadds d0, a0, 0
  halt)");
  for (unsigned i = 0; i < 40; ++i) pe.to_pe.push_back({0x3f800000 + (i << 16), 5, false, 20 + i});
  ASSERT_TRUE(pe.run_to_halt());
  ASSERT_EQ(pe.from_pe.size(), 40u);
  size_t step = 0;
  for (const retired& r : pe.log) {
    if (!r.step) continue;
    // Link t, register t + 1, head t + 2, the step, head of the output queue t + 3, link t + 4.
    EXPECT_EQ(r.cycle, 22 + step);
    EXPECT_EQ(pe.from_pe[step].cycle, 24 + step);
    EXPECT_EQ(pe.from_pe[step].data, 0x3f800000 + (step << 16));
    EXPECT_EQ(pe.from_pe[step].color, 7u);
    ++step;
  }
  EXPECT_EQ(step, 40u);
}

TEST(PeFabric, SixteenBitElementsTravelAloneOrInPairs) {
  pe_bench pe(R"(.dsr b0, mem1d, numbers
.dsr b1, mem1d, numbers, extent=0
.dsr d0, fabout, oq0, 3, extent=5
.dsr d1, fabout, oq0, 3, extent=5, simd=simd_32
.dsr d2, fabout, oq1, 4, extent=5, index, stride=2
.dsr d3, fabout, oq1, 4, extent=2, transform=2
.dsr d4, fabout, oq4, 9, extent=1, control, advance_switch
main:
  mov16 d0, b0
  mov16 d1, b0
  movi r5, 100
  mov16.x d2, b0, r5
  mov16 d3, b1
  mov16 d4, b1
  halt
  .data
numbers: .word 1, 2, 3, 4, 5)");
  ASSERT_TRUE(pe.run_to_halt());
  pe.run(10);
  std::vector<uint32_t> got;
  std::vector<bool> ctrl;
  for (const ramp_wavelet& w : pe.from_pe) {
    got.push_back(w.data);
    ctrl.push_back(w.ctrl);
  }
  const std::vector<uint32_t> want = {1,
                                      2,
                                      3,
                                      4,
                                      5,
                                      0x20001,
                                      0x40003,
                                      5,
                                      100u << 16 | 1,
                                      102u << 16 | 2,
                                      104u << 16 | 3,
                                      106u << 16 | 4,
                                      108u << 16 | 5,
                                      0x80000001,
                                      0x80000002,
                                      1,
                                      0x095f9249};
  EXPECT_EQ(got, want);
  for (size_t i = 0; i < ctrl.size(); ++i) EXPECT_EQ(ctrl[i], i >= 15) << i;
}

TEST(PeFabric, PairsOfElementsAreTakenApart) {
  pe_bench pe(R"(.inqueue iq1, 2
.block 2
.dsr b0, fabin, iq1, extent=5, simd=simd_32
.dsr d0, mem1d, result
.dsr b1, fabin, iq1, extent=3
.dsr d1, mem1d, result + 8
main:
  mov16 d0, b0
  mov16 d1, b1
  halt
  .data
result: .array i16, 16, 0)");
  pe.to_pe = {{0x00020001, 2}, {0x00040003, 2}, {0x00060005, 2}, {0x00080007, 2}, {9, 2}, {10, 2}};
  ASSERT_TRUE(pe.run_to_halt());
  const unsigned want[] = {1, 2, 3, 4, 5, 0, 0, 0, 7, 9, 10};
  for (unsigned i = 0; i < 11; ++i) EXPECT_EQ(pe.read(pe.at("result") + i), want[i]) << i;
}

TEST(PeFabric, TheWaveletsIndexChoosesTheElement) {
  pe_bench pe(R"(.inqueue iq0, 2
.block 2
.dsr b0, fabin, iq0, extent=4
.dsr a0, mem1d, sums, extent=4, stride=0, index
.dsr d0, mem1d, sums, stride=0, index
main:
  add16 d0, a0, b0
  halt
  .data
sums: .array i16, 8, 100)");
  pe.to_pe = {{3u << 16 | 1, 2}, {5u << 16 | 2, 2}, {3u << 16 | 4, 2}, {0u << 16 | 8, 2}};
  ASSERT_TRUE(pe.run_to_halt());
  const unsigned want[] = {108, 100, 100, 105, 100, 102, 100, 100};
  for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(pe.read(pe.at("sums") + i), want[i]) << i;
}

TEST(PeFabric, AControlWaveletEndsAnOperationAndActsOnATask) {
  pe_bench pe(R"(.inqueue iq0, 2
.block 2
.task 33, after
.dsr b0, fabin, iq0, terminate, activate=33
.dsr d0, mem1d, result, save, extent=0
main:
  mov16 d0, b0
  tdone r7
  yield
after:
  getds d0, offset, r8
  halt
  .data
result: .array i16, 8, 0)");
  pe.to_pe = {{11, 2}, {12, 2}, {13, 2}, {entry(31), 2, true}};
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  EXPECT_EQ(pe.reg(7), 0u);
  EXPECT_EQ(pe.reg(8), 3u);
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(pe.read(pe.at("result") + i), 11 + i);
  EXPECT_EQ(pe.read(pe.at("result") + 3), 0u);
}

TEST(PeFabric, WhatAnEndedOperationHoldsBackIsSentAfterIt) {
  pe_bench pe(R"(.inqueue iq0, 2
.block 2
.dsr b0, fabin, iq0, terminate
.dsr d0, fabout, oq2, 7, extent=0, simd=simd_32, advance_switch
main:
  mov16 d0, b0
  halt)");
  pe.to_pe = {{1, 2}, {2, 2}, {3, 2}, {entry(31), 2, true}};
  ASSERT_TRUE(pe.run_to_halt());
  pe.run(10);
  ASSERT_EQ(pe.from_pe.size(), 3u);
  EXPECT_EQ(pe.from_pe[0].data, 0x20001u);
  EXPECT_EQ(pe.from_pe[1].data, 3u);
  EXPECT_EQ(pe.from_pe[2].data, 0x095f9249u);
  EXPECT_TRUE(pe.from_pe[2].ctrl);
}

TEST(PeFabric, AFullQueueHoldsItsColorAndNoOther) {
  pe_bench pe(R"(.inqueue iq4, 1
.inqueue iq5, 6
.block 1
.task 6, other
main:
  yield
other:
  qfull r4, iq4
  qempty r5, iq5
  halt)");
  // Two in the queue, two in the entries: then the credits are used up.
  for (unsigned i = 0; i < 4; ++i) pe.to_pe.push_back({i, 1});
  pe.to_pe.push_back({99, 6});
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(4), 1u);
  EXPECT_EQ(pe.reg(5), 1u);
  EXPECT_EQ(pe.reg(0), 99u);
  EXPECT_EQ(pe.may_send[1], 0u);
}

TEST(PeFabric, WithoutCreditsAnOperationWaitsAndOtherQueuesGoOn) {
  pe_bench pe(R"(.outqueue oq0, 3
.dsr d0, fabout, oq0, 3, extent=10
.dsr d1, fabout, oq1, extent=1
.outqueue oq1, 4
.dsr b0, mem1d, 0x100, stride=0
main:
  mov16.async d0, b0
  mov16 d1, 7
  halt)");
  pe.generous = false;
  ASSERT_TRUE(pe.run_to_halt());
  pe.run(30);
  // Two wavelets of each color may leave; the other queue's is not held up.
  ASSERT_EQ(pe.from_pe.size(), 3u);
  unsigned fours = 0;
  for (const ramp_wavelet& w : pe.from_pe) fours += w.color == 4 ? 1 : 0;
  EXPECT_EQ(fours, 1u);
}

}  // namespace
}  // namespace ws::test
