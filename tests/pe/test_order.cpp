// SPDX-License-Identifier: Apache-2.0
// Who waits for whom, and who comes first where two things happen at once.
#include "pe/pe_bench.h"

namespace ws {
namespace {

using test::pe_bench;

const std::string begins = ".task 8, main, active\n";

TEST(Order, OutputQueuesTakeTurns) {
  pe_bench bench(begins +
                 ".dsr d0, fabout, oq2, 1\n.dsr d1, fabout, oq3, 1\n.dsr b0, mem1d, v\n"
                 ".dsr b1, mem1d, w\nmain:\n  mov32.async d0, b0\n  mov32.async d1, b1\n  yield\n"
                 ".data\nv: .array i32, 6, 100 + I\nw: .array i32, 6, 200 + I");
  bench.takes = false;  // the two credits of the color are used up, both queues fill
  for (int i = 0; i < 60; ++i) bench.step();
  ASSERT_EQ(bench.sent.size(), 2u);
  bench.takes = true;
  // A credit of the first two comes back now, and the rest follows in turn.
  pe_in in;
  in.credit = 1u << 1;
  bench.pe.step(in, bench.out);
  for (int i = 0; i < 60; ++i) bench.step();
  ASSERT_EQ(bench.sent.size(), 12u);
  for (size_t i = 2; i + 1 < 10; ++i)
    EXPECT_NE(bench.sent[i].data / 100, bench.sent[i + 1].data / 100) << i;
}

TEST(Order, InstructionsWaitForDescriptorRegistersInUse) {
  const std::string fabric = begins +
                             ".inqueue iq0, 1\n.block 1\n.dsr d0, mem1d, v, save\n"
                             ".dsr x2, ring, u, 8\n.dsr b0, fabin, iq0, extent=3\n"
                             ".dsr b1, circular, u, extent=4, xdsr=x2\n.dsr d1, mem1d, w\n";
  const std::string data =
      "\n.data\nv: .array i32, 3, 0\n.align 8\nu: .array i16, 8, I\n"
      "w: .array i16, 4, 0";
  for (const char* code : {"  getds d0, offset, r1", "  mov32 d0, r4"}) {
    pe_bench bench(fabric + "main:\n  mov32.async d0, b0\n" + code + "\n  movi r2, 1\n  halt" +
                   data);
    for (int i = 0; i < 40; ++i) bench.step();
    EXPECT_EQ(bench.reg(2), 0) << code;
    for (uint32_t i = 0; i < 3; ++i) bench.feed.push_back({i, 1, false, true});
    ASSERT_EQ(bench.run(), 1u);
    EXPECT_EQ(bench.reg(2), 1);
  }
  // A circular operand waits for its extended register too.
  pe_bench bench(fabric +
                 ".dsr d2, circular, u, extent=3, xdsr=x2\nmain:\n  mov16.async d2, b0\n"
                 "  mov16 d1, b1\n  movi r2, 1\n  halt" +
                 data);
  for (int i = 0; i < 40; ++i) bench.step();
  EXPECT_EQ(bench.reg(2), 0);
  for (uint32_t i = 0; i < 3; ++i) bench.feed.push_back({i + 50, 1, false, true});
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.word("w", 0), 50);
  EXPECT_EQ(bench.word("w", 3), 3);
}

TEST(Order, APairOfTheRoutersWordsKeepsItsAddress) {
  pe_bench bench(begins + "main:\n  movi r0, 0x7f20\n  ldcfg32 r0, [r0 + 4]\n  halt");
  std::vector<uint16_t> asked;
  for (int i = 0; i < 20; ++i) {
    bench.in.cfg_rdata = bench.out.cfg_re ? bench.out.cfg_addr : bench.in.cfg_rdata;
    if (bench.out.cfg_re) asked.push_back(bench.out.cfg_addr);
    bench.step();
  }
  EXPECT_EQ(asked, (std::vector<uint16_t>{0x7f24, 0x7f25}));
  EXPECT_EQ(bench.reg(1), 0x7f25);
}

TEST(Order, OnendHoldsForOneInstruction) {
  pe_bench bench(begins +
                 ".dsr d0, fabout, oq2, 1\n.dsr d1, fabout, oq3, 2\n.dsr b0, mem1d, v\n"
                 ".dsr b1, mem1d, v\n.block 9\nmain:\n  onend activate, 9, high\n"
                 "  mov32.async d0, b0\n  yield\n.task 10, next\nnext:\n  tact r1, 9\n"
                 "  stcfg16 r0, [cfg.task_active]\n  mov32.async d1, b1\n  yield\n"
                 ".data\nv: .array i32, 3, I");
  for (int i = 0; i < 30; ++i) bench.step();
  EXPECT_EQ(bench.pe.tasks().active, uint64_t{1} << 9);
  bench.pe.write(0x7f80, 1u << 10);
  for (int i = 0; i < 40; ++i) bench.step();
  EXPECT_EQ(bench.sent.size(), 6u);
  EXPECT_EQ(bench.pe.tasks().active, 0u);
}

TEST(Order, AWrittenTimerDoesNotRing) {
  const auto active = [](unsigned nops) {
    std::string code = "main:\n  movi r2, 3\n  movi r4, 100\n  stcfg32 r2, [cfg.timer]\n";
    for (unsigned i = 0; i < nops; ++i) code += "  nop\n";
    pe_bench bench(begins + code +
                   "  stcfg32 r4, [cfg.timer]\n  tact r6, 30\n  tact r6, 30\n  halt");
    EXPECT_EQ(bench.run(), 1u);
    return bench.reg(6);
  };
  EXPECT_EQ(active(1), 0);
  EXPECT_EQ(active(2), 0);  // written in the cycle in which it is 1
  EXPECT_EQ(active(3), 1);
}

TEST(Order, AQueueThatAMicrothreadUsesStartsNoTask) {
  pe_bench bench(begins +
                 ".inqueue iq0, 1\n.inqueue iq1, 2\n.dsr a0, fabin, iq0, extent=2\n"
                 ".dsr b0, fabin, iq1, extent=2\n.dsr d0, mem1d, v\n.task 1, one\nmain:\n"
                 "  add16.async d0, a0, b0\n  yield\none:\n  mov r5, r0\n  yield\n.data\n"
                 "v: .array i16, 2, 0");
  for (uint32_t i = 1; i < 4; ++i) bench.feed.push_back({i, 1, false, true});
  for (int i = 0; i < 60; ++i) bench.step();
  EXPECT_EQ(bench.pe.inputs().count(0), 3u);
  EXPECT_EQ(bench.reg(5), 0);
  for (uint32_t i = 1; i < 3; ++i) bench.feed.push_back({10 * i, 2, false, true});
  for (int i = 0; i < 60; ++i) bench.step();
  EXPECT_EQ(bench.word("v", 1), 22);
  EXPECT_EQ(bench.reg(5), 3);  // the third is left to the task
}

TEST(Order, HalfAWaveletAndThenTheAdvanceAreSentAtAnEarlyEnd) {
  pe_bench bench(begins +
                 ".inqueue iq0, 1\n.block 1\n.dsr b0, fabin, iq0, terminate\n"
                 ".dsr d0, fabout, oq2, 4, extent=inf, simd=simd_32, advance_switch\nmain:\n"
                 "  mov16 d0, b0\n  tdone r1\n  halt");
  for (uint32_t i = 1; i < 4; ++i) bench.feed.push_back({i, 1, false, true});
  bench.feed.push_back({31u << 16, 1, true, true});
  ASSERT_EQ(bench.run(), 1u);
  ASSERT_EQ(bench.sent.size(), 3u);
  EXPECT_EQ(bench.sent[0].data, 1u | 2u << 16);
  EXPECT_EQ(bench.sent[1].data, 3u);
  EXPECT_FALSE(bench.sent[1].ctrl);
  EXPECT_EQ(bench.sent[2].data, 0x095F9249u);
  EXPECT_TRUE(bench.sent[2].ctrl);
  EXPECT_EQ(bench.reg(1), 0);
}

}  // namespace
}  // namespace ws
