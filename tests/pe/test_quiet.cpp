// SPDX-License-Identifier: Apache-2.0
// A run ends when nothing can move any more, and not before.
#include "pe/run_program.h"

namespace ws {
namespace {

using test::program_run;

// One wavelet goes to and fro between two tiles that wait for it; nothing else ever moves.
const std::string to_and_fro = R"(
.param FAR, 1
.grid FAR + 1, 1
.tile 0, 0
  .route 0, RAMP -> E
  .route 1, E -> RAMP
.end
.tiles X > 0 && X < FAR
  .route 0, W -> E
  .route 1, E -> W
.end
.tile FAR, 0
  .route 1, RAMP -> W
  .route 0, W -> RAMP
.end
.tiles X == 0 || X == FAR
  .set mine, X > 0
  .outqueue oq0, mine
  .inqueue iq0, 1 - mine
  .block 1 - mine
  .dsr d0, fabout, oq0, mine, extent=1
  .dsr b0, fabin, iq0, extent=1
  .task 8, main, active
main:
  .if X == 0
    movi r0, 7
    movi r1, 0
    mov32 d0, r0
  .endif
  .rep i, 3
    mov32 r2, b0
    mov32 d0, r2
  .endrep
  halt
.end
)";

TEST(Quiet, ASingleWaveletKeepsARunGoingWhereverItIs) {
  for (const unsigned far : {1u, 2u, 3u, 5u}) {
    const program_run run(to_and_fro, {"FAR=" + std::to_string(far)});
    EXPECT_EQ(run.how, grid::ended::quiet);
    EXPECT_EQ(run.pe().trap().cause, pe_code::trap("halted")) << far;
    EXPECT_EQ(run.reg(2), 7u) << far;
  }
}

}  // namespace
}  // namespace ws
