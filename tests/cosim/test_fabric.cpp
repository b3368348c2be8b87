// SPDX-License-Identifier: Apache-2.0
// A fabric is a mesh in one module: every pin of every tile in every cycle and all memories at the
// end, with any number of threads and with hardware in it. Where nothing moves its process does not
// run.
#include <gmock/gmock.h>

#include "fabric_bench.h"
#include "pe/run_program.h"
#include "programs.h"
#include "support/seed.h"
#include "ws/base/report_ids.h"
#include "ws/isa/assembler.h"
#include "ws/isa/registers.h"

namespace ws::test {
namespace {

using benches = std::vector<std::unique_ptr<fabrics_beside_mesh>>;

/// Cycles until nothing moves any more; all are compared in each.
void run(const benches& all, uint64_t most) {
  bool moving = true;
  uint64_t cycle = 0;
  for (; moving && cycle < most; ++cycle) {
    sc_core::sc_start(clock_period);
    moving = false;
    for (const auto& one : all) {
      one->compare_pins();
      if (testing::Test::HasFatalFailure()) return;
      moving |= one->moving();
    }
  }
  size_t silent = 0;
  for (const auto& one : all) {
    one->compare_all();
    if (testing::Test::HasFatalFailure()) return;
    EXPECT_EQ(one->first().tiles().cycle(), cycle);
    silent += one->wavelets() == 0;
  }
  EXPECT_LE(silent, all.size() / 10);  // a random program may trap before it sends
  EXPECT_GT(cycle, 50u);
}

TEST(Fabric, EqualsTheMeshOnPrograms) {
  bench_clock c;
  benches all;
  for (auto& [name, image] : small_programs())
    all.push_back(std::make_unique<fabrics_beside_mesh>(name, std::move(image), c.clock));
  run(all, 5'000);
}

/// Random programs under random traffic through the sockets of all sides.
benches random_benches(bench_clock& c, uint64_t number, int programs, unsigned cycles,
                       unsigned hundred, size_t kinds) {
  benches all;
  for (int p = 0; p < programs; ++p) {
    cosim::settings s;
    s.width = 1 + p % 3;
    s.height = 1 + p / 3 % 3;
    s.seed = seed() * 1000 + number * 100 + static_cast<uint64_t>(p);
    s.cycles = cycles;
    auto [image, traffic] = cosim(s).next_program();
    all.push_back(std::make_unique<fabrics_beside_mesh>("random" + std::to_string(p),
                                                        std::move(image), c.clock, kinds));
    all.back()->put_edges(traffic, hundred);
  }
  return all;
}

void quiet_reports() {
  sc_core::sc_report_handler::set_actions(id::tile_trapped, sc_core::SC_DO_NOTHING);
}

TEST(Fabric, EqualsTheMeshOnRandomPrograms) {
  WS_TRACE_SEED();
  quiet_reports();
  bench_clock c;
  run(random_benches(c, 3, 12, 500, 100, 4), 500);
}

// Wavelets and credits that come seldom: most of the time some fabrics rest.
TEST(Fabric, EqualsTheMeshUnderSeldomTraffic) {
  WS_TRACE_SEED();
  quiet_reports();
  bench_clock c;
  const benches all = random_benches(c, 4, 18, 600, 20'000, 2);
  constexpr uint64_t cycles = 3'000;
  run(all, cycles);
  uint64_t runs = 0;
  for (const auto& one : all) runs += one->first().runs();
  EXPECT_LT(runs, all.size() * cycles / 2);
}

}  // namespace
}  // namespace ws::test
