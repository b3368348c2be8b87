// SPDX-License-Identifier: Apache-2.0
// docs/timing.md, "Processing element": what happens in which cycle.
#include "pe/pe_bench.h"

namespace ws {
namespace {

using test::pe_bench;

const std::string begins = ".task 8, main, active\n";

/// Cycles from the reading of the timestamp before some code to the one behind it.
unsigned between_readings(const std::string& setup, const std::string& code) {
  pe_bench bench(
      begins + setup + "main:\n  ldcfg16 r14, [cfg.timestamp]\n" + code +
      "\n  ldcfg16 r15, [cfg.timestamp]\n  halt\n.data\n.align 8\nv: .array i32, 600, 0\n"
      ".align 8, 2\nw: .array i32, 600, 0\n.align 8\nu: .array i32, 600, 0");
  EXPECT_EQ(bench.run(), 1u) << code;
  return static_cast<uint16_t>(bench.reg(15) - bench.reg(14));
}

TEST(PeTiming, ATaskStartsTwoCyclesBehindItsPick) {
  pe_bench bench(begins + "main:\n  yield");
  uint64_t picked = 0, issued = 0;
  for (int i = 0; i < 10; ++i) {
    bench.step();
    if (bench.out.ret_pick) picked = bench.cycle - 1;
    if (bench.out.ret_valid && issued == 0) issued = bench.cycle - 1;
  }
  EXPECT_EQ(picked, 0u);
  EXPECT_EQ(issued, 2u);
}

TEST(PeTiming, FromYieldToTheNextTasksFirstInstructionAre3Cycles) {
  pe_bench bench(begins + ".task 9, nine\nmain:\n  actvt 9\n  yield\nnine:\n  halt");
  std::vector<uint64_t> issued;
  for (int i = 0; i < 20; ++i) {
    bench.step();
    if (bench.out.ret_valid) issued.push_back(bench.cycle - 1);
  }
  ASSERT_EQ(issued.size(), 4u);  // jump, actvt, yield, jump; halt is a trap
  EXPECT_EQ(issued[3] - issued[2], 3u);
}

TEST(PeTiming, ScalarInstructionsTakeACycleEach) {
  EXPECT_EQ(between_readings("", ""), 1u);
  EXPECT_EQ(between_readings("",
                             "  add r1, r2, r3\n  ld32 r4, [v]\n  st16 r1, [v]\n  jmp on\non:\n"
                             "  call sub\n  jmp after\nsub:\n  ret\nafter:\n  ldds d0, [v]\n"
                             "  mov16 r1, r2\n  fadds r2, r4, r6"),
            11u);
}

TEST(PeTiming, AVectorOfNStepsTakesNPlus5AndConflictsDouble) {
  const std::string setup = ".dsr d0, mem1d, u, extent=0\n.dsr a0, mem1d, v, extent=";
  for (const unsigned n : {1u, 2u, 9u, 100u}) {
    const std::string count = std::to_string(n);
    EXPECT_EQ(
        between_readings(setup + count + "\n.dsr b0, mem1d, w, extent=0\n", "  fmuls d0, a0, b0"),
        n + 6);
    EXPECT_EQ(
        between_readings(setup + count + "\n.dsr b0, mem1d, u, extent=0\n", "  fmuls d0, a0, b0"),
        2 * n + 6);
    // Four 16-bit elements a step, and two of 32 bits.
    EXPECT_EQ(
        between_readings(setup + count + "\n.dsr b0, mem1d, w, extent=0\n", "  add16 d0, a0, b0"),
        (n + 3) / 4 + 6);
    EXPECT_EQ(
        between_readings(setup + count + "\n.dsr b0, mem1d, w, extent=0\n", "  fadds d0, a0, b0"),
        (n + 1) / 2 + 6);
  }
  EXPECT_EQ(between_readings(setup + "0\n.dsr b0, mem1d, w, extent=0\n", "  fmuls d0, a0, b0"), 2u);
}

TEST(PeTiming, AsynchronousInstructionsTakeACycleOfTheMainThread) {
  EXPECT_EQ(between_readings(".dsr d0, fabout, oq2, 1, extent=5\n.dsr b0, mem1d, v, extent=5\n",
                             "  mov32.async d0, b0"),
            2u);
}

TEST(PeTiming, RouterWordsTake3CyclesToReadAndOneToWrite) {
  EXPECT_EQ(between_readings("", "  ldcfg16 r0, [cfg.color]"), 4u);
  EXPECT_EQ(between_readings("", "  stcfg16 r0, [cfg.color]"), 2u);
  EXPECT_EQ(between_readings("", "  ldcfg32 r0, [cfg.color]"), 7u);
  EXPECT_EQ(between_readings("", "  stcfg32 r0, [cfg.color]"), 3u);
  EXPECT_EQ(between_readings("", "  ldcfg32 r0, [cfg.timer]"), 2u);
}

TEST(PeTiming, RouterWordsPassThePinsInTheCycleBehindTheirIssue) {
  pe_bench bench(begins +
                 "main:\n  movi r1, 0x55\n  stcfg16 r1, [cfg.color + 3]\n"
                 "  ldcfg16 r2, [cfg.color + 4]\n  nop\n  halt");
  for (int i = 0; i < 12; ++i) {
    const bool asked = bench.out.cfg_re;
    bench.step();
    bench.in.cfg_rdata = asked ? 0x1234 : 0;  // the router's register, the cycle behind the pin
    // Pick in 0, jump in 2, movi in 3, the write in 4, the reading in 5.
    EXPECT_EQ(bench.out.cfg_we, i == 4) << i;
    EXPECT_EQ(bench.out.cfg_re, i == 5) << i;
    if (i == 4) {
      EXPECT_EQ(bench.out.cfg_addr, 0x7f23);
      EXPECT_EQ(bench.out.cfg_wdata, 0x55);
    }
  }
  EXPECT_EQ(bench.reg(2), 0x1234);
}

// On the ramp's link in cycle s, behind the register in s + 1, at the queue's head in s + 2, where
// it is operated on; the result is at the output queue's head in s + 3 and on the pin in s + 4.
TEST(PeTiming, ReceiveOperateSendTakes4CyclesFromPinToPinAtFullRate) {
  pe_bench bench(begins +
                 ".inqueue iq0, 1\n.block 1\n.dsr a0, fabin, iq0, extent=40\n"
                 ".dsr d0, fabout, oq2, 2, extent=40\n.dsr b0, mem1d, v, extent=40\nmain:\n"
                 "  fadds d0, a0, b0\n  halt\n.data\nv: .array f32, 40, 1.0");
  for (int i = 0; i < 10; ++i) bench.step();
  const uint64_t first = bench.cycle;
  for (unsigned i = 0; i < 40; ++i) bench.feed.push_back({0, 1, false, true});
  ASSERT_EQ(bench.run(), 1u);
  ASSERT_EQ(bench.sent_at.size(), 40u);
  for (unsigned i = 0; i < 40; ++i) EXPECT_EQ(bench.sent_at[i], first + 4 + i) << i;
}

TEST(PeTiming, WithoutCreditsTwoWaveletsOfAColorLeave) {
  pe_bench bench(begins +
                 ".dsr d0, fabout, oq2, 2, extent=6\n.dsr b0, mem1d, v\n"
                 "main:\n  mov32 d0, b0\n  halt\n.data\nv: .array i32, 6, I");
  bench.takes = false;
  for (int i = 0; i < 60; ++i) bench.step();
  EXPECT_EQ(bench.sent.size(), 2u);
  bench.takes = true;
  EXPECT_EQ(bench.pe.outputs().count(2), 4u);
}

TEST(PeTiming, AWaveletThatNobodyTakesWaitsAndOtherColorsPass) {
  pe_bench bench(begins +
                 ".inqueue iq0, 1\n.block 1\n.dsr b0, fabin, iq0, extent=3\n"
                 ".dsr d0, mem1d, v\nmain:\n  mov32 d0, b0\n  halt\n.data\nv: .array i32, 3, 0");
  for (unsigned i = 0; i < 5; ++i) bench.feed.push_back({i, 9, false, true});
  for (unsigned i = 0; i < 3; ++i) bench.feed.push_back({i + 5, 1, false, true});
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.word("v", 4), 7);
  EXPECT_EQ(bench.pe.ingress().waiting(9), 2u);
  EXPECT_EQ(bench.feed.size(), 3u);
}

}  // namespace
}  // namespace ws
