// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pe_bench.h"
#include "ws/isa/codes.h"

namespace ws::test {
namespace {

enum trap { halted = 1, illegal, operand, address, misaligned, in_use, config, fetch };

struct trap_case {
  const char* name;
  const char* body;
  unsigned cause, address;
};

TEST(PeControl, EveryFaultStopsTheElementAndSaysWhy) {
  const trap_case cases[] = {
      {"halt", "main:\n halt", halted, 0},
      {"undefined opcode", "main:\n .dword 0x0f000000", illegal, 0},
      {"reserved bit", "main:\n .dword 0x10000001", illegal, 0},
      {"load past the end", "main:\n movi r0, 0x6000\n ld16 r1, [r0 - 1]\n ld16 r1, [r0]", address,
       0x6000},
      {"store past the end", "main:\n movi r0, 0xffff\n st16 r1, [r0 + 0]", address, 0xffff},
      {"descriptor past the end", "main:\n movi r0, 0x5ffd\n ldds d0, [r0 + 0]", address, 0x6000},
      {"odd pair", "main:\n movi r0, 0x101\n ld32 r2, [r0 + 0]", misaligned, 0x101},
      {"no such word", "main:\n movi r0, 0x7f1b\n ldcfg16 r1, [r0 + 0]", config, 0x7f1b},
      {"not for programs", "main:\n movi r0, 0x7e00\n ldcfg16 r1, [r0 + 0]", config, 0x7e00},
      {"read only", "main:\n movi r0, 0x7f16\n stcfg16 r1, [r0 + 0]", config, 0x7f16},
      {"second word", "main:\n movi r0, 0x7f1a\n ldcfg32 r2, [r0 + 0]", config, 0x7f1b},
      {"odd target", "main:\n movi r0, 0x101\n jr r0", fetch, 0x101},
      {"target past the end", "main:\n movi r0, 0x6000\n jr r0", fetch, 0x6000},
      {"no descriptor", "main:\n mov16 d0, b0", operand, 0},
      {"source is an output",
       ".dsr b0, fabout, oq0, 1, extent=4\n.dsr d0, mem1d, 0x100\nmain:\n mov16 d0, b0", operand,
       0},
      {"two of one queue",
       ".dsr a0, fabin, iq1\n.dsr b0, fabin, iq1\n.dsr d0, mem1d, 0x100\nmain:\n add16 d0, a0, b0",
       operand, 0},
      {"nothing to wait for",
       ".dsr b0, mem1d, 0x200, extent=4\n.dsr d0, mem1d, 0x100\nmain:\n mov16.async d0, b0",
       operand, 0},
      {"vector past the end",
       ".dsr b0, mem1d, 0x200, extent=4\n.dsr d0, mem1d, 0x100\nmain:\n setdsi b0, base, 0x5ffe\n "
       "mov16 d0, b0",
       address, 0x6000},
      {"vector misaligned",
       ".dsr b0, mem1d, 0x200, extent=4\n.dsr d0, mem1d, 0x100\nmain:\n setdsi b0, base, 0x201\n "
       "mov32 d0, b0",
       misaligned, 0x201},
  };
  for (const trap_case& c : cases) {
    pe_bench pe(c.body);
    ASSERT_TRUE(pe.run_to_halt(60)) << c.name;
    EXPECT_EQ(pe.trap(), c.cause) << c.name;
    EXPECT_EQ(pe.read(0x7f10), c.cause) << c.name;
    EXPECT_EQ(pe.read(0x7f12), c.address) << c.name;
    EXPECT_EQ(pe.read(0x7f13), 8u) << c.name;
    const size_t issued = pe.log.size();
    pe.run(20);
    EXPECT_EQ(pe.log.size(), issued) << c.name;
  }
}

TEST(PeControl, TrapPcIsTheInstructionThatTrapped) {
  pe_bench pe("main:\n nop\nbad: .dword 0\n");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.read(0x7f11), pe.at("bad"));
}

TEST(PeControl, TasksRunByPriorityAndThenInTurn) {
  pe_bench pe(R"(.task 12, twelve
.task 20, twenty
.task 30, thirty, high
.task 40, forty, blocked
.task 63, end
main:
  movi r1, 0
  actvt 12
  actvt 20
  movi r2, 30
  actvtr r2
  actvt 40
  tact r3, 20
  tblk r4, 40
  yield
twelve: slli r1, r1, 4
  ori r1, r1, 2
  yield
twenty: slli r1, r1, 4
  ori r1, r1, 3
  ublk 40
  actvt 12
  blk 12
  yield
thirty: slli r1, r1, 4
  ori r1, r1, 1
  yield
forty: slli r1, r1, 4
  ori r1, r1, 4
  actvt 63
  yield
end: halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  // The search begins after the ID picked last: 30, then 40 is blocked, so 12, 20, 40.
  EXPECT_EQ(pe.reg(1), 0x1234u);
  EXPECT_EQ(pe.reg(3), 1u);
  EXPECT_EQ(pe.reg(4), 1u);
  EXPECT_EQ(pe.read(0x7f80) >> 12 & 1, 1u);  // 12 is active and blocked
  std::vector<unsigned> order;
  for (const auto& [cycle, task] : pe.picks) order.push_back(task);
  EXPECT_EQ(order, (std::vector<unsigned>{8, 30, 12, 20, 40, 63}));
}

TEST(PeControl, TheNextTaskBeginsThreeCyclesAfterYield) {
  pe_bench pe(".task 9, second\nmain:\n actvt 9\n yield\nsecond:\n halt");
  ASSERT_TRUE(pe.run_to_halt());
  ASSERT_EQ(pe.log.size(), 4u);  // jump, actvt, yield, jump
  EXPECT_EQ(pe.log[3].cycle, pe.log[2].cycle + 3);
  EXPECT_EQ(pe.picks[1].first, pe.log[2].cycle + 1);
}

TEST(PeControl, TimestampCountsCyclesAndKeepsItsUpperWords) {
  pe_bench pe(R"(main:
    ldcfg16 r0, [cfg.timestamp]
    nop
    ldcfg32 r2, [cfg.timestamp]
    movi r4, 0x7f91
    ldcfg32 r6, [r4 + 0]
    movi r8, 0
    stcfg16 r8, [cfg.timestamp_run]
    ldcfg16 r9, [cfg.timestamp]
    nop
    ldcfg16 r10, [cfg.timestamp]
    ldcfg16 r11, [cfg.tile_x]
    ldcfg32 r12, [cfg.task_base]
    halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(2), pe.reg(0) + 2);
  EXPECT_EQ(pe.reg(3), 0u);
  EXPECT_EQ(pe.pair(6), 0u);
  EXPECT_EQ(pe.reg(9), pe.reg(10));
  EXPECT_EQ(pe.reg(11), 3u);
  EXPECT_EQ(pe.pair(12), 8u << 16);
}

TEST(PeControl, TheTimerActivatesItsTask) {
  pe_bench pe(
      ".task 30, ring\nmain:\n li32 r0, 10\n stcfg32 r0, [cfg.timer]\n yield\nring:\n halt");
  ASSERT_TRUE(pe.run_to_halt());
  // Written in c; 10 in c + 1, 1 in c + 10, picked in c + 11.
  const uint64_t written = pe.log[3].cycle;
  ASSERT_EQ(pe.picks.size(), 2u);
  EXPECT_EQ(pe.picks[1].second, 30u);
  EXPECT_EQ(pe.picks[1].first, written + 11);
}

TEST(PeControl, CountersCountWhatTheyAreToldTo) {
  pe_bench pe(R"(.counter 0, instructions
.counter 1, elements
.dsr d0, mem1d, 0x200
.dsr b0, mem1d, 0x100, extent=10
main:
    ldcfg32 r0, [cfg.counter]
    movi r8, 0x7f9c
    ldcfg32 r6, [r8 + 0]
    mov16 d0, b0
    ldcfg32 r2, [cfg.counter]
    ldcfg32 r4, [r8 + 0]
    halt)");
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.pair(2) - pe.pair(0), 4u);
  EXPECT_EQ(pe.pair(4) - pe.pair(6), 10u);
}

TEST(PeControl, RouterWordsAreReadInThreeCyclesAndWrittenInOne) {
  pe_bench pe(R"(main:
    movi r0, 0x1234
    stcfg16 r0, [cfg.color + 5]
    ldcfg16 r2, [cfg.color + 5]
    nop
    li32 r4, 0xabcd5678
    stcfg32 r4, [cfg.switch + 2]
    movi r6, cfg.switch
    ldcfg32 r6, [r6 + 2]
    nop
    halt)");
  pe.router[0x45] = 7;
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.router[0x25], 0x1234u);
  EXPECT_EQ(pe.reg(2), 0x1234u);
  EXPECT_EQ(pe.router[0x42], 0x5678u);
  EXPECT_EQ(pe.router[0x43], 0xabcdu);
  EXPECT_EQ(pe.pair(6), 0xabcd5678u);
  const auto& log =
      pe.log;  // jump, movi, stcfg, ldcfg, nop, li32 (2), stcfg32 (2), movi, ldcfg32 (2)
  EXPECT_EQ(log[3].cycle, log[2].cycle + 1);
  EXPECT_EQ(log[4].cycle, log[3].cycle + 3);
  EXPECT_EQ(log[9].cycle, log[7].cycle + 2);
  EXPECT_EQ(log[11].cycle, log[10].cycle + 3);
  EXPECT_EQ(log[12].cycle, log[11].cycle + 3);
}

TEST(PeControl, AColorInTeardownActivatesItsTask) {
  pe_bench pe(".task 29, torn\nmain:\n yield\ntorn:\n halt");
  pe.run(10);
  pe.dut().frozen_i = 1u << 7;
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.picks.back().second, 29u);
}

}  // namespace
}  // namespace ws::test
