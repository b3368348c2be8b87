// SPDX-License-Identifier: Apache-2.0
// A grid whose idle and waiting tiles rest, shared out among threads, against one that steps all of
// them: every pin in every cycle, clocks and counters whenever somebody looks, and the same end.
#include <gtest/gtest.h>

#include "cosim.h"
#include "pair_of_grids.h"
#include "pe/run_program.h"
#include "support/seed.h"
#include "ws/isa/registers.h"

namespace ws::test {
namespace {

struct chosen_program {
  const char *name, *file;
  std::vector<std::string> settings;
};

void PrintTo(const chosen_program& p, std::ostream* out) { *out << p.file; }

class Rest : public testing::TestWithParam<chosen_program> {};

TEST_P(Rest, ChangesNothing) {
  isa::assembler_options options;
  options.settings = GetParam().settings;
  const isa::program_image image =
      isa::assemble_file(std::string(WS_SOURCE_DIR "/programs/") + GetParam().file, options);
  for (const unsigned pins : {1u, 1'000'000u})
    for (const unsigned threads : {1u, 3u}) run_both(image, 20'000, pins, threads);
}
INSTANTIATE_TEST_SUITE_P(
    Of, Rest,
    testing::Values(chosen_program{"Chain", "chain_reduce.wsa", {"P=12", "B=20"}},
                    chosen_program{"TwoPhase", "two_phase_reduce.wsa", {}},
                    chosen_program{"Ring", "ring_allreduce.wsa", {}},
                    chosen_program{"Broadcast", "broadcast_2d.wsa", {"M=6", "N=5"}},
                    chosen_program{"Gemv", "gemv.wsa", {}},
                    chosen_program{"Stencil", "stencil_5pt.wsa", {}},
                    chosen_program{"Switches", "switch_demo.wsa", {}},
                    chosen_program{"Fifo", "fifo_pipeline.wsa", {}},
                    chosen_program{"Sparse", "sparse_axpy.wsa", {}}),
    [](const auto& info) { return info.param.name; });

// Two tiles with timers that wake them again and again; one more waits for their wavelets and
// counts its stalls; the last one has nothing at all.
const std::string timers = R"(
.grid 4, 1
.tiles X < 2
  .set next, X * 30 + 190
  .counter 0, cycles
  .counter 1, stalls
  .route X, RAMP -> E
  .if X == 1
    .route 0, W -> E
  .endif
  .outqueue oq0, X
  .dsr d0, fabout, oq0, X, extent=1
  .task 8, main, active
  .task 30, rings
main:
  movi r5, 6
  jmp again
rings:
  ldcfg32 r6, [cfg.timestamp]
  mov32 d0, r6
  addi r5, r5, -1
  beqz r5, last
again:
  movi r2, next
  movi r3, 0
  stcfg32 r2, [cfg.timer]
  yield
last:
  ldcfg32 r8, [cfg.counter]
  ldcfg32 r10, [cfg.counter + 2]
  halt
.end
.tile 2, 0
  .counter 0, cycles
  .counter 1, stalls
  .route 0, W -> RAMP
  .route 1, W -> RAMP
  .inqueue iq0, 0
  .inqueue iq1, 1
  .block 0
  .block 1
  .dsr b0, fabin, iq0, extent=6
  .dsr b1, fabin, iq1, extent=6
  .dsr d0, mem1d, first
  .dsr d1, mem1d, second
  .task 8, main, active
main:
  mov32.async d0, b0
  mov32 d1, b1
  ldcfg32 r8, [cfg.counter]
  ldcfg32 r10, [cfg.counter + 2]
  halt
.data
.align 2
first: .array i32, 6
second: .array i32, 6
.end
)";

TEST(Rest, TimersAndWaveletsWakeInTheirCycles) {
  const isa::program_image image = isa::assemble(timers, "test.wsa");
  for (const unsigned pins : {1u, 7u, 1'000'000u}) run_both(image, 20'000, pins);
  grid tiles(image);
  EXPECT_EQ(tiles.run(20'000), grid::ended::quiet);
  EXPECT_GT(tiles.cycle(), 6u * 220u);
  const grid& seen = tiles;
  const tile& waiting = seen.at(2, 0);
  uint64_t cycles = 0;
  for (const uint64_t n : waiting.counts()->stalls) cycles += n;
  EXPECT_EQ(cycles, tiles.cycle());
  EXPECT_EQ(waiting.pe()->trap().cause, pe_code::trap("halted"));
}

TEST(Rest, AtTheLimitTheClocksAreThoseOfTheLimit) {
  const isa::program_image image = isa::assemble(
      one_tile("main: movi r2, 0\n movi r3, 16\n stcfg32 r2, [cfg.timer]\n yield"), "test.wsa");
  grid tiles(image);
  EXPECT_EQ(tiles.run(1000), grid::ended::limit);
  const grid& seen = tiles;
  EXPECT_EQ(seen.at(0, 0).pe()->clocks().timestamp, 1000u);
  // Picked in cycle 0, the slot's jump in 2, the timer written in 5: it counts from 6 on.
  EXPECT_EQ(seen.at(0, 0).pe()->clocks().timer, (16u << 16) - (1000 - 6));
}

TEST(Rest, WhoeverChangesATileWakesIt) {
  const isa::program_image image =
      isa::assemble(one_tile(".task 9, late\nmain: yield\nlate: movi r7, 5\n halt"), "test.wsa");
  grid tiles(image);
  EXPECT_EQ(tiles.run(1000), grid::ended::quiet);
  const auto active = static_cast<uint16_t>(isa::config_of("task_active").address);
  tiles.at(0, 0).pe()->write(active, 1u << 9);
  for (int i = 0; i < 10; ++i) tiles.step();
  EXPECT_EQ(tiles.at(0, 0).pe()->gpr(7), 5u);
}

TEST(Rest, WhoBeginsToLookOnSeesEveryCycle) {
  struct counting final : grid_observer {
    uint64_t cycles = 0;
    void stepped(const grid&, const std::vector<router_in>&) override { ++cycles; }
  };
  const isa::program_image image = isa::assemble(
      one_tile("main: movi r2, 0\n movi r3, 16\n stcfg32 r2, [cfg.timer]\n yield"), "test.wsa");
  grid tiles(image);
  EXPECT_EQ(tiles.run(1000), grid::ended::limit);
  counting seen;
  tiles.put_observer(seen);
  EXPECT_EQ(tiles.run(1100), grid::ended::limit);
  EXPECT_EQ(seen.cycles, 100u);
}

const std::string left_alarms = R"(
.grid 2, 1
.set sends, 100
.tile 0, 0
  .route 0, RAMP -> E
  .outqueue oq0, 0
  .dsr d0, fabout, oq0, 0, extent=1
  .task 8, main, active
main:
  movi r4, sends
again:
  movi r5, 12
wait:
  addi r5, r5, -1
  bnez r5, wait
  mov32 d0, r4
  addi r4, r4, -1
  bnez r4, again
  halt
.end
.tile 1, 0
  .route 0, W -> RAMP
  .inqueue iq0, 0
  .task 0, comes
  .task 30, rings
comes:
  seqi r6, r0, 1
  bnez r6, last
  movi r2, 0
  add r3, r0, r0
  addi r3, r3, 16
  stcfg32 r2, [cfg.timer]
  yield
last:
  movi r2, 300
  movi r3, 0
  stcfg32 r2, [cfg.timer]
  yield
rings:
  movi r7, 5
  halt
.end
)";

// A wavelet wakes the second tile long before its timer, again and again: it sets it anew, and
// leaves a hundred alarms behind. In the end it lets a timer ring.
TEST(Rest, AlarmsThatAreLeftBehind) {
  const isa::program_image image = isa::assemble(left_alarms, "test.wsa");
  for (const unsigned pins : {1u, 1'000'000u}) run_both(image, 20'000, pins);
  grid tiles(image);
  EXPECT_EQ(tiles.run(20'000), grid::ended::quiet);
  EXPECT_EQ(std::as_const(tiles).at(1, 0).pe()->trap().cause, pe_code::trap("halted"));
  EXPECT_EQ(std::as_const(tiles).at(1, 0).pe()->gpr(7), 5u);
}

TEST(Rest, RandomProgramsUnderRandomTraffic) {
  WS_TRACE_SEED();
  cosim::settings s;
  s.width = 4;
  s.height = 3;
  s.seed = seed();
  s.cycles = 700;
  cosim programs(s);
  uint64_t waited = 0, issued = 0;
  for (int program = 0; program < 40; ++program) {
    const auto [image, traffic] = programs.next_program();
    pair_of_grids both(image, 1 + program / 2 % 3);
    random_edge one(traffic), other(traffic);
    // Without an edge more tiles come to rest; with one in the north alone nothing comes elsewhere.
    std::vector<tile_side> north;
    for (int x = 0; x < s.width; ++x) north.push_back({x, 0, port::north});
    if (program % 3 == 0) {
      both.rests.put_edge(one);
      both.steps.put_edge(other);
    } else if (program % 3 == 1) {
      both.rests.put_edge(one, north);
      both.steps.put_edge(other, north);
    }
    for (int c = 0; c < 700; ++c) {
      both.step();
      both.compare_pins();
      if (HasFatalFailure()) return;
    }
    both.compare_all();
    if (HasFatalFailure()) return;
    for (int i = 0; i < 12; ++i) {
      const tile_counts& c = *std::as_const(both.rests).at(i % 4, i / 4).counts();
      for (const char* cause : {"input", "output", "idle"})
        waited += c.stalls[pe_code::stall(cause)];
      issued += c.stalls[0];
    }
  }
  EXPECT_GT(waited, 30'000u);
  EXPECT_GT(issued, 30'000u);
}

}  // namespace
}  // namespace ws::test
