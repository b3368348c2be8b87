// SPDX-License-Identifier: Apache-2.0
// Traps, the configuration space as programs see it, and the state's size and promises.
#include "pe/pe_bench.h"
#include "support/seed.h"
#include "ws/isa/registers.h"

namespace ws {
namespace {

using test::pe_bench;

struct trap_case {
  const char* name;
  std::string body;
  unsigned address;
  const char* where = "bad";
};

TEST(Traps, TellCauseAddressAndPlace) {
  const std::string fab =
      ".inqueue iq1, 2\n.block 2\n.dsr b0, fabin, iq1, extent=3\n"
      ".dsr d0, mem1d, v\n.dsr d1, mem1d, v\n.dsr d2, fabout, oq3, 1, extent=3\n"
      ".dsr b1, mem1d, v\n.dsr b2, mem1d, v\n.dsr b3, fabin, iq1, extent=3\n";
  const std::string v = "\n.data\n.align 2\nv: .array i32, 4, 0";
  const trap_case cases[] = {
      {"halted", "main:\nbad:\n  halt", 0},
      {"illegal", "main:\nbad:\n  .dword 0x10000001", 0},
      {"illegal", "main:\nbad:\n  .dword 0", 0},
      {"fetch", "main:\n  movi r1, 0x7001\n  jr r1", 0x7001, ""},
      {"fetch", "main:\n  .dword 0x58006000", 0x6000, ""},
      {"address", "main:\nbad:\n  ld16 r0, [r1 - 2]", 0xfffe},
      {"address", "main:\n  movi r1, 0x5ffe\nbad:\n  ldds d0, [r1]", 0x6000},
      {"misaligned", "main:\n  movi r1, 0x7001\nbad:\n  st32 r2, [r1]", 0x7001},
      {"config", "main:\nbad:\n  ldcfg16 r0, [0x7e00]", 0x7e00},
      {"config", "main:\nbad:\n  stcfg32 r0, [0x7f16]", 0x7f16},
      {"config", "main:\nbad:\n  ldcfg32 r0, [0x7f1a]", 0x7f1b},
      {"operand", "main:\nbad:\n  mov16 d0, b0", 0},
      {"operand",
       ".dsr a0, fabin, iq1, extent=2\n.dsr b0, fabin, iq1, extent=2\n.dsr d0, mem1d, 100\n"
       "main:\nbad:\n  add16 d0, a0, b0",
       0},
      {"operand", fab + "main:\nbad:\n  mov16.async d0, b1\n  halt" + v, 0},
      {"operand", ".dsr b0, fabout, oq2, 1\n.dsr d0, mem1d, 100\nmain:\nbad:\n  mov16 d0, b0", 0},
      {"in_use", fab + "main:\n  mov32.async d0, b0\nbad:\n  mov32 d1, b3\n  halt" + v, 1},
      {"in_use",
       fab +
           ".dsr d3, fabout, oq3, 1, extent=3\nmain:\n  mov32.async d2, b1\nbad:\n"
           "  mov32.async d3, b2\n  halt" +
           v,
       11},
      {"misaligned",
       ".dsr d0, mem1d, 0x100, extent=2\n.dsr b0, mem1d, 0x201\nmain:\nbad:\n"
       "  mov32 d0, b0\n  halt",
       0x201},
      {"address",
       ".dsr d0, mem1d, 0x5ffe, extent=2\n.dsr b0, mem1d, v, extent=4\nmain:\nbad:\n"
       "  mov16 d0, b0\n  halt" +
           v,
       0x6000},
  };
  for (const trap_case& c : cases) {
    SCOPED_TRACE(c.body);
    pe_bench bench(".task 8, main, active\n" + c.body);
    EXPECT_EQ(isa::code_name("trap", static_cast<int>(bench.run())), c.name);
    const pe_trap& trap = bench.pe.trap();
    EXPECT_EQ(trap.address, c.address);
    EXPECT_EQ(trap.thread, 8);
    EXPECT_EQ(trap.pc, *c.where != 0 ? bench.at(c.where) : c.address);
    EXPECT_TRUE(bench.out.halted);
    EXPECT_EQ(bench.out.trap_cause, trap.cause);
    EXPECT_EQ(bench.pe.read(0x7f10), trap.cause);
  }
}

TEST(Traps, OfAMicrothreadNameItAndLeaveWhatWasDone) {
  pe_bench bench(
      ".task 8, main, active\n.inqueue iq1, 2\n.block 2\n.dsr b0, fabin, iq1, extent=9\n"
      ".dsr d0, mem1d, 0x5ffc\nmain:\n  nop\nbad:\n  mov32.async d0, b0\n  yield");
  for (uint32_t i = 0; i < 5; ++i) bench.feed.push_back({i + 1, 2, false, true});
  EXPECT_EQ(isa::code_name("trap", static_cast<int>(bench.run())), "address");
  EXPECT_EQ(bench.pe.trap().thread, 1);
  EXPECT_EQ(bench.pe.trap().pc, bench.at("bad"));
  EXPECT_EQ(bench.pe.trap().address, 0x6000);
  EXPECT_EQ(bench.get(0x5ffe, 2), 2u);
  EXPECT_EQ(bench.pe.inputs().count(1), 3u);  // the step that trapped took nothing
}

TEST(Config, ProgramsReadWhatTheyMayAndBack) {
  pe_bench bench(
      ".task 8, main, active\nmain:\n  ldcfg32 r0, [cfg.tile_x]\n  ldcfg16 r2, [cfg.task_current]\n"
      "  movi r3, 2\n  stcfg16 r3, [cfg.main_priority]\n  ldcfg16 r4, [cfg.main_priority]\n"
      "  movi r5, 0xffff\n  stcfg16 r5, [0x7f3a]\n  ldcfg16 r6, [0x7f3a]\n  movi r8, 0x1234\n"
      "  movi r9, 0x5678\n  stcfg32 r8, [0x7f80]\n  ldcfg32 r10, [0x7f80]\n  halt");
  bench.in.tile_x = 77;
  bench.in.tile_y = 5;
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(0), 77);
  EXPECT_EQ(bench.reg(1), 5);
  EXPECT_EQ(bench.reg(2), 8);
  EXPECT_EQ(bench.reg(4), 2);
  EXPECT_EQ(bench.reg(6), 0x801f);
  EXPECT_EQ(bench.pair(10), 0x56781234u);
}

TEST(Config, CountersCountTheirEvents) {
  const char* const events[] = {"cycles",   "instructions", "steps",
                                "elements", "wavelets_in",  "wavelets_out",
                                "tasks",    "stalls",       "bank_conflicts"};
  const unsigned expected[] = {0, 4, 10, 20, 5, 5, 0, 0, 5};
  for (unsigned e = 1; e < 9; ++e) {
    if (e == 6 || e == 7) continue;
    pe_bench bench(
        ".task 8, main, active\n.inqueue iq1, 2\n.block 2\n.dsr b0, fabin, iq1, extent=5\n"
        ".dsr d0, fabout, oq2, 1\n.dsr d1, mem1d, 0x1000, extent=15\n.dsr a1, mem1d, 0x2000\n"
        ".dsr b1, mem1d, 0x2004\n.counter 0, " +
        std::string(events[e]) +
        "\nmain:\n  ldcfg32 r0, [cfg.counter]\n  nop\n  mov32 d0, b0\n  add16 d1, a1, b1\n"
        "  ldcfg32 r2, [cfg.counter]\n  halt");
    for (uint32_t i = 0; i < 5; ++i) bench.feed.push_back({i, 2, false, true});
    ASSERT_EQ(bench.run(), 1u);
    // 15 elements of 16 bits take 4 steps, all of which conflict.
    const unsigned steps = e == 2 ? 9 : e == 8 ? 4 : expected[e];
    EXPECT_EQ(bench.pair(2) - bench.pair(0), steps) << events[e];
  }
}

TEST(DebugPort, ReachesEverythingAndStallsTheIssue) {
  pe_bench bench(".task 8, main, active\nmain:\n  addi r1, r1, 1\n  jmp main");
  const auto access = [&](bool write, uint16_t address, uint16_t value) {
    bench.in.dbg_we = write;
    bench.in.dbg_re = !write;
    bench.in.dbg_addr = address;
    bench.in.dbg_wdata = value;
    bench.step();
    EXPECT_FALSE(bench.out.ret_valid);
    bench.in.dbg_we = bench.in.dbg_re = false;
    return bench.out.dbg_rdata;
  };
  for (int i = 0; i < 9; ++i) bench.step();
  access(true, 0x1234, 0xabcd);
  EXPECT_EQ(access(false, 0x1234, 0), 0xabcd);
  access(true, pe_bench::gprs + 1, 500);
  EXPECT_EQ(access(false, pe_bench::gprs + 1, 0), 500);
  access(true, 0x7f94, 77);  // the timer: a written word wins over its counting
  EXPECT_EQ(access(false, 0x7f94, 0), 77);
  access(true, 0x7f25, 3);
  EXPECT_TRUE(bench.out.cfg_we);
  EXPECT_EQ(bench.out.cfg_addr, 0x7f25);
  access(false, 0x7f25, 0);
  EXPECT_TRUE(bench.out.cfg_re);
  bench.step();
  bench.in.cfg_rdata = 0x55;
  bench.step();
  EXPECT_EQ(bench.out.dbg_rdata, 0x55);
}

TEST(State, IsSmall) {
  EXPECT_LE(pe_state::size(), 1640u);
  EXPECT_LE(pe_sram().heap(), 0u);
  pe_sram memory;
  memory.write(5, 1);
  EXPECT_LE(memory.heap(), 1024u);
  EXPECT_TRUE(memory.defined(5));
  EXPECT_FALSE(memory.defined(4));
}

TEST(State, SharedMemoryIsCopiedWhenWritten) {
  pe_sram image, a, b;
  image.write(300, 7);
  a.share(image);
  b.share(image);
  a.write(301, 8);
  EXPECT_EQ(a.read(300), 7);
  EXPECT_EQ(a.read(301), 8);
  EXPECT_EQ(b.heap(), 0u);
  EXPECT_FALSE(b.defined(301));
  EXPECT_EQ(image.read(301), 0);
}

// Quiet elements may be left alone: the clocks are all that goes on.
TEST(State, WaitingEqualsStepping) {
  const std::string body =
      ".task 8, main, active\n.task 30, rings\n.counter 0, cycles\n.counter 1, "
      "stalls\nmain:\n  movi r2, 500\n  movi r3, 0\n"
      "  stcfg32 r2, [cfg.timer]\n  yield\nrings:\n  ldcfg32 r4, [cfg.timestamp]\n"
      "  ldcfg32 r6, [cfg.counter]\n  ldcfg32 r8, [cfg.counter + 2]\n  halt";
  pe_bench stepped(body), skipped(body);
  stepped.run();
  uint64_t left_out = 0;
  while (skipped.pe.trap().cause == 0 && skipped.cycle < 10'000) {
    const uint64_t quiet = skipped.pe.quiet_until();
    if (quiet > 0 && quiet != pe_state::forever && !skipped.pe.happened().moved) {
      skipped.pe.wait(quiet);
      left_out += quiet;
    }
    skipped.step();
  }
  EXPECT_GT(left_out, 400u);
  for (unsigned r = 4; r < 10; ++r) EXPECT_EQ(stepped.reg(r), skipped.reg(r)) << r;
  for (int i = 0; i < 4; ++i) skipped.step();
  EXPECT_EQ(skipped.pe.quiet_until(), pe_state::forever);
}

// Random words as code: nothing breaks, and two runs are alike.
TEST(RandomCode, NeverBreaksTheElementAndRepeatsItself) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  std::vector<const isa::instruction*> rows;
  for (const isa::instruction& row : isa::instructions) rows.push_back(&row);
  uint64_t issued = 0;
  for (unsigned program = 0; program < 400; ++program) {
    pe_bench a, b;
    const auto both = [&](uint16_t address, uint16_t value) {
      a.pe.write(address, value);
      b.pe.write(address, value);
    };
    for (uint16_t at = 0; at < 256; at += 2) {
      uint32_t word;
      do word = uint32_t{rows[random() % rows.size()]->opcode} << 24 | (random() & 0xffffffu);
      while (!isa::legal(word) || word >> 24 == isa::op("halt"));
      if (word >> 24 >= 0x50 && word >> 24 <= 0x5a) word = (word & ~0xffffu) | (random() % 128 * 2);
      both(at, static_cast<uint16_t>(word));
      both(static_cast<uint16_t>(at + 1), static_cast<uint16_t>(word >> 16));
    }
    for (uint16_t at = 0x7e00; at < 0x7f10; ++at) {
      auto value = static_cast<uint16_t>(random());
      const unsigned word = at % 4;
      if (at < 0x7ec0 && word == 0) value &= 0x5ffe;
      if (at < 0x7ec0 && word == 1) value %= 40;
      if (at < 0x7ec0 && word == 2) value &= 0x7f;
      if (at < 0x7ec0 && word == 3)
        value = static_cast<uint16_t>((value & 0x01f8) | (1 + random() % 6));
      if (at >= 0x7ec0 && at < 0x7ee0 && word < 2) value %= 100;
      both(at, value);
    }
    for (uint16_t q = 0; q < 8; ++q)
      both(static_cast<uint16_t>(0x7f38 + q), static_cast<uint16_t>(0x8000 | q));
    for (uint32_t i = 0; i < 300; ++i) {
      const router_link l{static_cast<uint32_t>(random()), static_cast<uint8_t>(random() % 8),
                          random() % 16 == 0, true};
      a.feed.push_back(l);
      b.feed.push_back(l);
    }
    for (int i = 0; i < 600; ++i) {
      a.step();
      b.step();
      ASSERT_TRUE(a.out == b.out) << "program " << program << ", cycle " << i;
      issued += a.out.ret_valid;
      ASSERT_LT(a.pe.read(0x7f10), 10);
      ASSERT_LE(a.pe.task(), 64u);
    }
  }
  EXPECT_GT(issued, 3000u);
}

}  // namespace
}  // namespace ws
