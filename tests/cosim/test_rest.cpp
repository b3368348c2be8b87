// SPDX-License-Identifier: Apache-2.0
// A grid whose idle and waiting tiles rest against one that steps all of them: every pin in every
// cycle, clocks and counters whenever somebody looks, and the same end.
#include <gtest/gtest.h>

#include "cosim.h"
#include "pe/run_program.h"
#include "support/seed.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_engine.h"
#include "ws/wafer/router_engine.h"

namespace ws::test {
namespace {

bool same_counts(const tile_counts* a, const tile_counts* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->stalls == b->stalls && a->instructions == b->instructions && a->steps == b->steps &&
         a->elements == b->elements && a->tasks == b->tasks &&
         a->bank_conflicts == b->bank_conflicts && a->sent == b->sent && a->passed == b->passed;
}

/// Both are looked at as constants: who may change a tile wakes it.
class pair_of_grids {
 public:
  explicit pair_of_grids(const isa::program_image& image) : rests(image), steps(image) {
    steps.step_everything();
  }
  grid rests, steps;

  void step() {
    rests.step();
    steps.step();
    ASSERT_EQ(rests.moving(), steps.moving()) << "cycle " << rests.cycle();
  }
  void compare_pins() const {
    each([&](int x, int y, const tile& a, const tile& b) {
      ASSERT_EQ(difference(a.pins(), b.pins()), "") << where(x, y);
      ASSERT_EQ(difference(rests.router_pins(x, y), steps.router_pins(x, y)), "") << where(x, y);
    });
  }
  void compare_all() const {
    each([&](int x, int y, const tile& a, const tile& b) {
      ASSERT_TRUE(same_counts(a.counts(), b.counts())) << where(x, y);
      if (a.pe() == nullptr) return;
      for (unsigned address = 0x7e00; address < 0x8000; ++address) {
        if (pe_state::of_router(static_cast<uint16_t>(address))) continue;
        ASSERT_EQ(a.pe()->read(static_cast<uint16_t>(address)),
                  b.pe()->read(static_cast<uint16_t>(address)))
            << where(x, y) << ", word " << address;
      }
      for (unsigned address = 0; address < pe_sram::words; ++address)
        ASSERT_EQ(a.pe()->sram().read(address), b.pe()->sram().read(address)) << where(x, y);
    });
  }

 private:
  std::string where(int x, int y) const {
    return "tile (" + std::to_string(x) + ", " + std::to_string(y) + "), cycle " +
           std::to_string(rests.cycle());
  }
  template <class F>
  void each(F f) const {
    const grid &a = rests, &b = steps;
    for (int y = 0; y < a.height(); ++y)
      for (int x = 0; x < a.width(); ++x) {
        f(x, y, a.at(x, y), b.at(x, y));
        if (testing::Test::HasFatalFailure()) return;
      }
  }
};

/// Looks at the pins every `pins` cycles, at the rest more seldom, and at the end.
void run_both(const isa::program_image& image, uint64_t most, unsigned pins) {
  pair_of_grids both(image);
  while (both.steps.moving() && both.steps.cycle() < most) {
    both.step();
    if (both.steps.cycle() % pins == 0) both.compare_pins();
    if (both.steps.cycle() % (97 * pins) == 0) both.compare_all();
    if (testing::Test::HasFatalFailure()) return;
  }
  both.compare_all();
}

struct chosen_program {
  const char *name, *file;
  std::vector<std::string> settings;
};

class Rest : public testing::TestWithParam<chosen_program> {};

TEST_P(Rest, ChangesNothing) {
  isa::assembler_options options;
  options.settings = GetParam().settings;
  const isa::program_image image =
      isa::assemble_file(std::string(WS_SOURCE_DIR "/programs/") + GetParam().file, options);
  for (const unsigned pins : {1u, 1'000'000u}) run_both(image, 20'000, pins);
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
    pair_of_grids both(image);
    random_edge one(traffic), other(traffic);
    // Without an edge more tiles come to rest.
    if (program % 2 == 0) {
      both.rests.put_edge(one);
      both.steps.put_edge(other);
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
