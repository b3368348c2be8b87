// SPDX-License-Identifier: Apache-2.0
// Model and hardware of the tile in lockstep: ten million tile cycles of random programs.
#include <gtest/gtest.h>

#include "cosim.h"
#include "pe_cosim.h"
#include "support/seed.h"

namespace ws::test {
namespace {

struct share {
  int width, height;
  uint64_t tile_cycles;
};

class Cosim : public testing::TestWithParam<int> {};

TEST_P(Cosim, ModelAndHardwareAgreeOnEveryPinInEveryCycle) {
  WS_TRACE_SEED();
  constexpr share shares[] = {{1, 1, 1'250'000}, {2, 2, 1'250'000}, {1, 1, 1'250'000},
                              {3, 1, 1'250'000}, {1, 1, 1'250'000}, {1, 3, 1'250'000},
                              {1, 1, 1'250'000}, {3, 3, 1'250'000}};
  const share& mine = shares[GetParam()];
  cosim::settings s;
  s.width = mine.width;
  s.height = mine.height;
  s.seed = seed() * 100 + static_cast<uint64_t>(GetParam());
  s.make = make_tile_rtl;
  cosim all(s);
  while (all.tile_cycles < mine.tile_cycles) ASSERT_NO_THROW(all.run_program());
  // The programs are alive, and all that can hold them up has happened.
  EXPECT_GT(all.covered.stall(0), all.tile_cycles / 5);
  for (const char* cause : {"start", "input", "output", "bank", "register", "dsr", "halted"})
    EXPECT_GT(all.covered.stall(pe_code::stall(cause)), 0u) << cause;
  EXPECT_LT(all.covered.missing().size(), 12u);
  if (mine.width * mine.height > 1) return;  // more of them stand still
  for (const bool given : {false, true}) {
    for (const unsigned mode : {0u, 1u}) EXPECT_EQ(all.covered.wavelets(given, mode, 2), 0u);
    for (const unsigned mode : {2u, 3u})
      for (const unsigned n : {1u, 2u}) EXPECT_GT(all.covered.wavelets(given, mode, n), 0u);
  }
}
INSTANTIATE_TEST_SUITE_P(Share, Cosim, testing::Range(0, 8));

TEST(PeCosim, ModelAndHardwareAgreeWithADebuggerAtWork) {
  WS_TRACE_SEED();
  pe_cosim::settings s;
  s.seed = seed();
  pe_cosim all(s);
  while (all.cycles < 1'000'000) ASSERT_NO_THROW(all.run_program());
  EXPECT_GT(all.covered.stall(pe_code::stall("debug")), 0u);
  EXPECT_GT(all.covered.stall(0), all.cycles / 3);
}

}  // namespace
}  // namespace ws::test
