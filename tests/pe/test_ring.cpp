// SPDX-License-Identifier: Apache-2.0
// programs/ring.wsa: what comes back after one round.
#include "pe/run_program.h"
#include "ws/base/half.h"

namespace ws {
namespace {

TEST(Ring, EachTileAddsItsVector) {
  for (const unsigned n : {1u, 6u, 100u}) {
    auto run = test::program_run::of_file("ring.wsa", {"N=" + std::to_string(n)});
    EXPECT_EQ(run.how, grid::ended::quiet);
    EXPECT_TRUE(run.tiles().idle());
    const std::vector<uint32_t> result = run.doubles("result");
    ASSERT_EQ(result.size(), n);
    for (unsigned i = 0; i < n; ++i)
      EXPECT_EQ(float_of(result[i]), static_cast<float>(i + 1 + 2 + 3)) << i;
    for (int y = 0; y < 2; ++y)
      for (int x = 0; x < 2; ++x) EXPECT_EQ(run.pe(x, y).trap().cause, pe_code::trap("halted"));
  }
}

}  // namespace
}  // namespace ws
