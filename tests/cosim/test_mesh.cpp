// SPDX-License-Identifier: Apache-2.0
// A mesh of modules and an array of engines are the same machine: every pin of every tile in every
// cycle, and all memories at the end.
#include "cosim.h"
#include "mesh_bench.h"
#include "programs.h"
#include "support/seed.h"
#include "ws/isa/assembler.h"

namespace ws::test {
namespace {

/// Hardware, or both in lockstep, in one tile; C++ elsewhere.
engine_maker with(twin which, int at_x, int at_y) {
  return [=](int x, int y, bool program) {
    if (x != at_x || y != at_y) return make_cpp_engines(x, y, program);
    tile_engines engines;
    if (program) engines.pe = make_pe(which);
    engines.router = make_router(which);
    return engines;
  };
}

using benches = std::vector<std::unique_ptr<mesh_beside_grid>>;

/// Cycles until all grids are quiet; all are compared in each.
void run(const benches& all, uint64_t most) {
  bool moving = true;
  uint64_t cycle = 0;
  for (; moving && cycle < most; ++cycle) {
    sc_core::sc_start(clock_period);
    moving = false;
    for (const auto& one : all) {
      one->tiles.step();
      moving |= one->tiles.moving();
      one->compare_pins();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  size_t silent = 0;
  for (const auto& one : all) {
    one->compare_all();
    if (testing::Test::HasFatalFailure()) return;
    silent += one->wavelets == 0;
  }
  EXPECT_LE(silent, all.size() / 10);  // a random program may trap before it sends
  EXPECT_GT(cycle, 50u);
}

void run_programs(const engine_maker& make) {
  bench_clock c;
  benches all;
  for (auto& [name, image] : small_programs())
    all.push_back(std::make_unique<mesh_beside_grid>(name, std::move(image), c.clock, make));
  run(all, 5'000);
}

TEST(Mesh, EqualsTheGridOnPrograms) { run_programs(make_cpp_engines); }
TEST(Mesh, EqualsTheGridWithOneTileInHardware) { run_programs(with(twin::rtl, 1, 0)); }
TEST(Mesh, EqualsTheGridWithOneTileInLockstep) { run_programs(with(twin::lockstep, 0, 0)); }

/// Random programs under random traffic from all sides.
void run_random(uint64_t number, int programs, unsigned cycles, const engine_maker& make) {
  WS_TRACE_SEED();
  bench_clock c;
  benches all;
  std::deque<random_edge> edges;
  for (int p = 0; p < programs; ++p) {
    cosim::settings s;
    s.width = 1 + p % 3;
    s.height = 1 + p / 3 % 3;
    s.seed = seed() * 1000 + number * 100 + static_cast<uint64_t>(p);
    s.cycles = cycles;
    auto [image, traffic] = cosim(s).next_program();
    all.push_back(std::make_unique<mesh_beside_grid>("random" + std::to_string(p), std::move(image),
                                                     c.clock, make));
    random_edge& one = edges.emplace_back(traffic);
    all.back()->put_edge(one, edges.emplace_back(traffic), c.clock);
  }
  run(all, cycles);
}

TEST(Mesh, EqualsTheGridOnRandomPrograms) { run_random(1, 45, 800, make_cpp_engines); }
TEST(Mesh, EqualsTheGridOnRandomProgramsWithOneTileInHardware) {
  run_random(2, 18, 600, with(twin::rtl, 0, 0));
}

// Tiles without an element pass wavelets on.
TEST(Mesh, ATileWithoutAProgramHasARouterAlone) {
  bench_clock c;
  const isa::program_image image = isa::assemble(
      ".grid 3, 1\n.tile 1, 0\nmain: halt\n.task 8, main, active\n.end\n", "test.wsa");
  mesh modules("mesh", image);
  modules.clock(c.clock);
  EXPECT_EQ(modules.at(0, 0).element(), nullptr);
  EXPECT_NE(modules.at(1, 0).element(), nullptr);
  sc_core::sc_start(10 * clock_period);
  EXPECT_TRUE(modules.at(1, 0).element()->pins().halted);
}

}  // namespace
}  // namespace ws::test
