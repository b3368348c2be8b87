// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pe_bench.h"

namespace ws::test {
namespace {

TEST(PeThreads, AMicrothreadRunsBesideTheMainThreadAndUnblocksATask) {
  pe_bench pe(R"(.inqueue iq2, 4
.block 4
.task 20, after, blocked
.dsr b0, fabin, iq2, extent=8
.dsr a0, mem1d, ones
.dsr d0, mem1d, result
main:
  actvt 20
  onend unblock, 20, low
  add16.async d0, a0, b0
  tut r5, ut2
  movi r1, 0
again:
  addi r1, r1, 1
  slti r2, r1, 30
  bnez r2, again
  tut r6, ut2
  yield
after:
  tut r7, ut2
  halt
  .data
ones: .array i16, 8, 1
result: .array i16, 8, 0)");
  for (unsigned i = 0; i < 8; ++i) pe.to_pe.push_back({10 * i, 4, false, 60 + 10 * i});
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(pe.read(pe.at("result") + i), 10 * i + 1) << i;
  EXPECT_EQ(pe.reg(5), 1u);
  EXPECT_EQ(pe.reg(6), 1u);
  EXPECT_EQ(pe.reg(7), 0u);
  for (const retired& r : pe.log) EXPECT_EQ(r.step, r.thread == 2u);
}

TEST(PeThreads, AnInstructionWaitsForRegistersOfAMicrothread) {
  pe_bench pe(R"(.inqueue iq2, 4
.block 4
.dsr b0, fabin, iq2, extent=2
.dsr d0, mem1d, result, save
main:
  mov16.async d0, b0
  nop
  getds d0, offset, r3
  tut r4, ut2
  halt
  .data
result: .array i16, 8, 0)");
  pe.to_pe = {{1, 4, false, 50}, {2, 4, false, 80}};
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(3), 2u);
  EXPECT_EQ(pe.reg(4), 0u);
  // The last step's cycle, then the instruction.
  EXPECT_EQ(pe.log[5].cycle, pe.log[4].cycle + 1);
}

TEST(PeThreads, AQueueInUseTraps) {
  pe_bench pe(R"(.dsr b0, fabin, iq2, extent=2
.dsr b1, fabin, iq2, extent=2
.dsr d0, mem1d, 0x100
.dsr d1, mem1d, 0x200
main:
  mov16.async d0, b0
  mov16.async d1, b1
  halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 6u);
  EXPECT_EQ(pe.read(0x7f12), 2u);
}

TEST(PeThreads, PrioritiesDecideWhoGoesFirstAndEqualOnesTakeTurns) {
  // The main thread's priority is 1: low microthreads wait, medium ones go before it.
  for (const bool medium : {false, true}) {
    pe_bench pe(std::string(R"(.outqueue oq2, 1
.outqueue oq3, 2
.dsr d0, fabout, oq2, 1, extent=6
.dsr d1, fabout, oq3, 2, extent=6
main:
  onend none, 0, )") +
                (medium ? "medium" : "low") + "\n  mov16.async d0, 7\n  onend none, 0, " +
                (medium ? "medium" : "low") + R"(
  mov16.async d1, 6
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  nop
  halt)");
    pe.run_to_halt();
    std::string order;
    for (const retired& r : pe.log) order += static_cast<char>('0' + r.thread);
    // Jump and four instructions; microthread 2 could start three cycles after its issue, 3 two
    // later.
    if (medium) {
      EXPECT_EQ(order.substr(0, 24), "888882232323232338888888") << order;
    } else {
      EXPECT_EQ(order.substr(0, 17), "88888888888888888") << order;
    }
  }
}

TEST(PeThreads, AFifoConnectsTwoMicrothreads) {
  pe_bench pe(R"(.inqueue iq0, 4
.block 4
.task 21, pushed
.dsr x1, ring, buffer, 6
.dsr b0, fabin, iq0, extent=20
.dsr d0, fifo, xdsr=x1, activate=21
.dsr b1, fifo, xdsr=x1, extent=20
.dsr d1, fabout, oq3, 9
main:
  movi r3, 0
  mov32.async d0, b0
  mov32.async d1, b1
  yield
pushed:
  addi r3, r3, 1
  yield
  .data
  .align 2
buffer: .array i16, 6, 0)");
  for (unsigned i = 0; i < 20; ++i) pe.to_pe.push_back({0x10000 * i + 5, 4});
  pe.run(400);
  ASSERT_EQ(pe.trap(), 0u);
  ASSERT_EQ(pe.from_pe.size(), 20u);
  for (unsigned i = 0; i < 20; ++i) EXPECT_EQ(pe.from_pe[i].data, 0x10000 * i + 5);
  EXPECT_GT(pe.reg(3), 2u);
  EXPECT_EQ(pe.read(0x7ec0 + 4 + 3), 0u);  // empty in the end
}

TEST(PeThreads, ASynchronousOperationEndsAtAFullOrEmptyFifo) {
  pe_bench pe(R"(.dsr x0, ring, 0x300, 5
.dsr d0, fifo, xdsr=x0
.dsr b0, mem1d, numbers, extent=8, save
.dsr b1, fifo, xdsr=x0, extent=8
.dsr d1, mem1d, 0x400
main:
  mov16 d0, b0
  tdone r1
  mov16 d1, b1
  tdone r2
  setdsi b0, extent, 3
  mov16 d0, b0
  tdone r3
  halt
  .data
numbers: .word 1, 2, 3, 4, 5, 6, 7, 8)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(1), 0u);
  EXPECT_EQ(pe.reg(2), 0u);
  EXPECT_EQ(pe.reg(3), 1u);
  for (unsigned i = 0; i < 5; ++i) EXPECT_EQ(pe.read(0x400 + i), i + 1);
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(pe.read(0x300 + i), i + 6);
  EXPECT_EQ(pe.read(0x7e80 + 2), 8u);  // 5 elements, then 3
}

TEST(PeThreads, FourDimensionsAreWalkedInOrder) {
  pe_bench pe(R"(.dsr x2, dims, 3, 2, 2, s1, s2, s3
.sr s1, 10
.sr s2, 100
.sr s3, 0x400
.dsr b0, mem4d, 0x1000, extent=24, stride=2, xdsr=x2
.dsr d0, mem1d, 0x2000
main:
  mov16 d0, b0
  halt)");
  for (unsigned i = 0; i < 0x1000; ++i) pe.write(0x1000 + i, i);
  ASSERT_TRUE(pe.run_to_halt());
  unsigned at = 0, n = 0;
  for (int w = 0; w < 2; ++w) {
    for (int z = 0; z < 2; ++z) {
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 3; ++x) {
          EXPECT_EQ(pe.read(0x2000 + n), at) << n;
          ++n;
          const bool carry0 = x == 2, carry1 = carry0 && y == 1, carry2 = carry1 && z == 1;
          at += carry2 ? 0x400 : carry1 ? 100 : carry0 ? 10 : 2;
        }
      }
    }
  }
}

TEST(PeThreads, CircularBuffersWrapBothWays) {
  for (const int stride : {1, 2, -1, -3}) {
    pe_bench pe(
        ".dsr x4, ring, 0x1000, 7\n.dsr b0, circular, 0x1003, extent=30, xdsr=x4, save\n"
        ".dsr d0, mem1d, 0x2000\nmain:\n mov16 d0, b0\n halt");
    pe.reset();
    for (unsigned i = 0; i < 16; ++i) pe.write(0x1000 + i, i);
    pe.load();
    pe.reset();
    pe.load();
    pe.write(0x7e83, 3u | 1u << 4 | 4u << 5 | (static_cast<unsigned>(stride) & 0xff) << 8);
    ASSERT_TRUE(pe.run_to_halt());
    int at = 3;
    for (unsigned i = 0; i < 30; ++i) {
      ASSERT_EQ(pe.read(0x2000 + i), static_cast<unsigned>(at)) << i << " stride " << stride;
      at = (at + stride + 14) % 7;
    }
    EXPECT_EQ(pe.read(0x7e82), static_cast<unsigned>(at - 3) & 0xffff);
  }
}

}  // namespace
}  // namespace ws::test
