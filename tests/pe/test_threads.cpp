// SPDX-License-Identifier: Apache-2.0
// Tasks, microthreads, wavelets that control, FIFOs: what runs when, and what it leaves.
#include "pe/pe_bench.h"

namespace ws {
namespace {

using test::pe_bench;

router_link data(uint8_t color, uint32_t value) { return {value, color, false, true}; }
router_link control(uint8_t color, unsigned entry, uint32_t value = 0) {
  return {value | entry << 16, color, true, true};
}

TEST(Tasks, TheReadyOnesTakeTurnsAndHighOnesComeFirst) {
  std::string body = ".task 8, main, active\n";
  std::string code = "main:\n  movi r9, log\n";
  for (const int id : {5, 10, 12, 20, 40, 63}) {
    const std::string name = std::to_string(id);
    body += ".task " + name + ", t" + name + (id == 40 ? ", high\n" : "\n");
    code += "  actvt " + name + "\n";
  }
  code += "  yield\n";
  for (const int id : {5, 10, 12, 20, 40, 63})
    code += "t" + std::to_string(id) + ":\n  movi r8, " + std::to_string(id) +
            "\n  st16 r8, [r9 + 0]\n  addi r9, r9, 1\n" + (id == 20 ? "  halt\n" : "  yield\n");
  pe_bench bench(body + code + ".data\nlog: .array i16, 8, 0");
  ASSERT_EQ(bench.run(), 1u);
  const uint16_t expected[] = {40, 63, 5, 10, 12, 20, 0};  // 8 was picked before them
  for (unsigned i = 0; i < 7; ++i) EXPECT_EQ(bench.word("log", i), expected[i]) << i;
}

TEST(Tasks, BlockedOnesWaitAndSettingWinsOverClearing) {
  pe_bench bench(
      ".task 8, main, active\n.task 9, nine, blocked\nmain:\n  actvt 9\n  tact r1, 9\n"
      "  tact r2, 9\n  tblk r3, 9\n  ublk 9\n  tblk r4, 9\n  blk 9\n  ublk 9\n  movi r5, 9\n"
      "  blkr r5\n  nop\n  ublkr r5\n  yield\nnine:\n  tact r6, 9\n  halt");
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(1), 1);  // issued behind it: a cycle later it is there
  EXPECT_EQ(bench.reg(2), 1);
  EXPECT_EQ(bench.reg(3), 1);
  EXPECT_EQ(bench.reg(4), 0);
  EXPECT_EQ(bench.reg(6), 0);
}

TEST(Tasks, WaveletsStartTasksWithTheirData) {
  pe_bench bench(
      ".inqueue iq2, 5\n.task 5, data\n.task 9, stop, blocked\ndata:\n  add r2, r2, r0\n"
      "  add r3, r3, r1\n  yield\nstop:\n  mov r4, r0\n  halt");
  bench.pe.write(0x7f80, 0);
  for (uint32_t i = 1; i <= 7; ++i) bench.feed.push_back(data(5, i | i * 10 << 16));
  bench.feed.push_back(control(5, 31));       // starts nothing
  bench.feed.push_back(control(5, 9, 0x77));  // starts a task that is blocked
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(2), 28);
  EXPECT_EQ(bench.reg(3), 280);
  EXPECT_EQ(bench.reg(4), 0x77);
  EXPECT_TRUE(bench.feed.empty());
}

TEST(Tasks, TimerAndTeardownActivateTheirs) {
  pe_bench bench(
      ".task 8, main, active\n.task 29, torn\n.task 30, rings\nmain:\n  movi r2, 20\n"
      "  movi r3, 0\n  stcfg32 r2, [cfg.timer]\n  ldcfg16 r4, [cfg.timestamp]\n  yield\n"
      "rings:\n  ldcfg16 r5, [cfg.timestamp]\n  yield\ntorn:\n  halt");
  for (int i = 0; i < 100; ++i) bench.step();
  // The timer is 20 in the cycle of the first reading and 1 19 cycles later; then come the pick,
  // two cycles to start, the jump and the second reading.
  EXPECT_EQ(bench.reg(5) - bench.reg(4), 19 + 1 + 2 + 1);
  bench.in.frozen = 1u << 7;
  EXPECT_EQ(bench.run(), 1u);
}

TEST(Microthreads, RunBesideTheMainThreadAndActAtTheirEnd) {
  pe_bench bench(
      ".task 8, main, active\n.task 9, done, blocked\n.inqueue iq0, 1\n.block 1\n"
      ".dsr d0, mem1d, v\n.dsr b0, fabin, iq0, extent=5\nmain:\n  onend unblock, 9, medium\n"
      "  mov32.async d0, b0\n  tut r1, ut0\n  actvt 9\nwait:\n  addi r2, r2, 1\n  tut r3, ut0\n"
      "  bnez r3, wait\n  yield\ndone:\n  halt\n.data\nv: .array i32, 5, 0");
  for (int i = 0; i < 40; ++i) bench.step();
  EXPECT_EQ(bench.reg(1), 1);
  EXPECT_GT(bench.reg(2), 5);
  for (uint32_t i = 0; i < 5; ++i) bench.feed.push_back(data(1, 100 + i));
  ASSERT_EQ(bench.run(), 1u);
  for (unsigned i = 0; i < 5; ++i) EXPECT_EQ(bench.word("v", 2 * i), 100 + i);
}

// Three microthreads copy memory to one place each; the order of their steps is their priority's.
std::vector<unsigned> order_of_colors(const std::string& first, const std::string& second,
                                      unsigned main_priority) {
  pe_bench bench(
      ".task 8, main, active\n.main_priority " + std::to_string(main_priority) +
      "\n.dsr d0, fabout, oq2, 1\n.dsr d1, fabout, oq3, 2\n.dsr b0, mem1d, v\n.dsr b1, mem1d, v\n"
      "main:\n  onend none, 0, " +
      first + "\n  mov16.async d0, b0\n  onend none, 0, " + second +
      "\n  mov16.async d1, b1\n.rep K, 30\n  nop\n.endrep\n  halt\n"
      ".data\nv: .array i16, 6, I");
  bench.run();
  std::vector<unsigned> colors;
  for (const router_link& l : bench.sent) colors.push_back(l.color);
  return colors;
}

TEST(Microthreads, HigherOnesPassAndEqualOnesTakeTurns) {
  const std::vector<unsigned> first_alone = order_of_colors("high", "low", 0);
  ASSERT_EQ(first_alone.size(), 12u);
  // The first begins two cycles earlier and is never passed.
  for (unsigned i = 0; i < 6; ++i)
    EXPECT_EQ(std::count(first_alone.begin(), first_alone.begin() + 6, 1u), 6);
  const std::vector<unsigned> turns = order_of_colors("medium", "medium", 0);
  ASSERT_EQ(turns.size(), 12u);
  for (unsigned i = 3; i + 1 < 9; ++i) EXPECT_NE(turns[i], turns[i + 1]) << i;
  // Below the main thread's priority they wait until it halts, and then nothing goes on.
  EXPECT_TRUE(order_of_colors("low", "low", 1).empty());
}

TEST(Operations, AControlWaveletEndsThemAndDoesItsAction) {
  pe_bench bench(
      ".task 8, main, active\n.task 9, nine\n.inqueue iq0, 1\n.block 1\n.dsr d0, mem1d, v, save\n"
      ".dsr b0, fabin, iq0, terminate, activate=9\nmain:\n  mov32 d0, b0\n  tdone r1\n"
      "  getds d0, offset, r2\n  yield\nnine:\n  halt\n.data\nv: .array i32, 8, 0");
  for (uint32_t i = 0; i < 3; ++i) bench.feed.push_back(data(1, i + 7));
  bench.feed.push_back(control(1, 31));
  bench.feed.push_back(data(1, 99));
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(1), 0);
  EXPECT_EQ(bench.reg(2), 6);
  EXPECT_EQ(bench.word("v", 4), 9);
  EXPECT_EQ(bench.word("v", 6), 0);
  EXPECT_EQ(bench.pe.inputs().count(0), 1u);
}

TEST(Operations, FaboutSendsColorsIndicesTransformsAndTheAdvance) {
  pe_bench bench(
      ".task 8, main, active\n.outqueue oq1, 6\n.dsr d0, fabout, oq1, extent=3, index, stride=-2, "
      "transform=2\n"
      ".dsr d1, fabout, oq0, 4, simd=simd_32, advance_switch\n.dsr d2, fabout, oq0, 9, control\n"
      ".dsr b0, mem1d, v\nmain:\n  movi r4, 10\n  mov16.x d0, b0, r4\n"
      "  mov16 d1, b0\n  li32 r2, 0x12345678\n  mov32 d2, r2\n  mov16 d2, r2\n  halt\n.data\nv: "
      ".i16 1, 2, 3");
  bench.pe.write(0x7e00 + 4 * 2 + 1, 1);
  ASSERT_EQ(bench.run(), 1u);
  std::vector<router_link> expected;
  for (uint32_t i = 0; i < 3; ++i)
    expected.push_back({(i + 1u) | (10u - 2 * i) << 16 | 0x80000000u, 6, false, true});
  expected.push_back({1u | 2u << 16, 4, false, true});
  expected.push_back({3u, 4, false, true});
  expected.push_back({0x095F9249u, 4, true, true});
  expected.push_back({0x12345678u, 9, true, true});
  expected.push_back({0x5678u, 9, true, true});
  ASSERT_EQ(bench.sent.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(bench.sent[i] == expected[i]) << i << " " << std::hex << bench.sent[i].data;
}

TEST(Operations, TheWaveletsIndexMovesTheOperands) {
  pe_bench bench(
      ".task 8, main, active\n.inqueue iq1, 2\n.block 2\n.dsr d0, mem1d, v, extent=3, index\n"
      ".dsr a0, mem1d, w, extent=3, index\n.dsr b0, fabin, iq1, extent=3, simd=simd_32\nmain:\n  "
      "add16 d0, "
      "a0, b0\n"
      "  halt\n.data\nv: .array i16, 40, 0\nw: .array i16, 40, 100 * I");
  for (const uint32_t index : {5u, 20u, 9u}) bench.feed.push_back(data(2, 7 | index << 16));
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.word("v", 5), 507);
  EXPECT_EQ(bench.word("v", 21), 2107);
  EXPECT_EQ(bench.word("v", 11), 1107);
}

TEST(Fifos, JoinAPusherAndAPopper) {
  pe_bench bench(
      ".task 8, main, active\n.inqueue iq0, 1\n.block 1\n.task 9, popped\n"
      ".dsr x0, ring, room, 4\n.dsr d0, fifo, xdsr=x0\n.dsr b0, fabin, iq0, extent=9\n"
      ".dsr d1, fabout, oq2, 3\n.dsr b1, fifo, xdsr=x0, extent=9, activate=9\nmain:\n  mov16.async "
      "d0, b0\n"
      "  mov16.async d1, b1\n  yield\npopped:\n  addi r2, r2, 1\n  yield\n.data\nroom: .array i16, "
      "4");
  for (uint32_t i = 0; i < 9; ++i) bench.feed.push_back(data(1, 50 + i));
  for (int i = 0; i < 200; ++i) bench.step();
  ASSERT_EQ(bench.sent.size(), 9u);
  for (uint32_t i = 0; i < 9; ++i) EXPECT_EQ(bench.sent[i].data, 50 + i);
  EXPECT_GE(bench.reg(2), 1);
  EXPECT_LE(bench.reg(2), 9);
  EXPECT_EQ(bench.pe.read(pe_bench::extended + 3), 0);
}

TEST(Fifos, EndASynchronousOperationThatFindsNothing) {
  pe_bench bench(
      ".task 8, main, active\n.dsr x0, ring, room, 4, 1, 2\n.dsr b0, fifo, xdsr=x0, extent=5\n"
      ".dsr d0, mem1d, v\nmain:\n  mov16 d0, b0\n  tdone r1\n  mov16 r5, r6\n  tdone r2\n  halt\n"
      ".data\nroom: .i16 1, 2, 3, 4\nv: .array i16, 5, 0");
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(1), 0);
  EXPECT_EQ(bench.reg(2), 1);
  EXPECT_EQ(bench.word("v", 0), 2);
  EXPECT_EQ(bench.word("v", 1), 3);
  EXPECT_EQ(bench.word("v", 2), 0);
}

}  // namespace
}  // namespace ws
