// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "router_mesh.h"
#include "support/seed.h"

namespace ws::test {
namespace {

void run(router_mesh::settings s, unsigned runs, unsigned cycles) {
  WS_TRACE_SEED();
  uint64_t sent = 0, delivered = 0, longest = 0;
  for (unsigned run = 0; run < runs; ++run) {
    s.seed = seed() * 1000 + run;
    s.width = 1 + run % 5;
    s.height = 1 + run / 5 % 4;
    s.colors = 1 + run * 7 % 24;
    s.take = run % 3 == 0 ? 100 : 20 + run % 7 * 10;
    s.send = run % 4 == 0 ? 100 : 30;
    router_mesh mesh(s);
    for (unsigned i = 0; i < cycles && mesh.fault.empty(); ++i) ASSERT_NO_THROW(mesh.step());
    ASSERT_NO_THROW(mesh.drain());
    ASSERT_EQ(mesh.fault, "") << "run " << run;
    sent += mesh.sent;
    delivered += mesh.delivered;
    longest = std::max(longest, mesh.longest);
  }
  EXPECT_GT(sent, runs * cycles / 8u);
  EXPECT_GT(delivered, sent);  // multicasts
  // No starvation: at most a hop for each color and a taker that frees an entry in one of 5 cycles.
  EXPECT_LT(longest, 3'000u);
}

TEST(RouterMesh, NothingIsLostOrDoubledAndOrderHolds) { run({}, 60, 2'000); }

TEST(RouterMesh, NothingIsLostOrDoubledAndOrderHoldsInLockstep) {
  router_mesh::settings s;
  s.which = twin::lockstep;
  run(s, 20, 800);
}

TEST(RouterMesh, TheSameSeedGivesTheSameTrace) {
  std::vector<std::string> traces[2];
  for (auto& trace : traces) {
    router_mesh::settings s;
    s.seed = seed();
    router_mesh mesh(s);
    mesh.trace = [&trace](const std::string& line) { trace.push_back(line); };
    for (unsigned i = 0; i < 300; ++i) mesh.step();
  }
  EXPECT_GT(traces[0].size(), 1'000u);
  EXPECT_EQ(traces[0], traces[1]);
}

TEST(RouterMesh, ATraceLineIsInTheFormThatPublicViewersRead) {
  router_move m;
  m.data = 0x00053c00;
  m.input = port::west;
  m.color = 9;
  m.outputs = 1u << port::east | 1u << port::ramp;
  EXPECT_EQ(
      trace_line(12, 3, 4, m),
      "@12 P3.4 (hwtile) wavelet C9 ctrl=0, idx=0005, data=3c00 (15360(4.80701e-40)), half=0, "
      "ident=a9eec63e landing=W departing=/E   R/");
  EXPECT_EQ(landing_line(12, 3, 4, port::ramp, {7, 9, false, true}),
            "@12 P3.4 (hwtile) landing C9 from link R, ctrl=0, data=00000007");
}

}  // namespace
}  // namespace ws::test
