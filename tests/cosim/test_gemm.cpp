// SPDX-License-Identifier: Apache-2.0
// The matrix product on hardware and model in lockstep.
#include <gtest/gtest.h>

#include "pair_of_grids.h"
#include "ws/report/grid_report.h"
#include "ws/wafer/gemm_run.h"
#include "ws/wafer/tile_hardware.h"

namespace ws::test {
namespace {

struct finished {
  uint64_t cycles;
  std::vector<uint16_t> result, expected;
};

enum class made { model, hardware, lockstep };

finished run(const kernels::gemm_request& asked, made of) {
  const kernels::gemm_mapping mapping = kernels::map_gemm(asked);
  const isa::program_image image = kernels::gemm_program(mapping);
  const kernels::gemm_data data = kernels::random_gemm(mapping.shape, asked.sparsity, 3);
  grid tiles(image);
  put_activations(tiles, image, mapping, data);
  weight_edge weights(mapping, data);
  tiles.put_edge(weights, weights.sides());
  if (of != made::model)
    tiles.put_hardware(0, 0, tiles.width(), tiles.height(), make_tile_rtl, of == made::lockstep);
  const grid::ended how = tiles.run(100'000);
  tiles.compare();
  EXPECT_EQ(grid_failure({image, tiles, how, "gemm"}, 100'000), "");
  return {tiles.cycle(), gemm_result(tiles, image, mapping), gemm_expected(mapping, data)};
}

void expect_same(uint64_t width, uint64_t height, bool half, double sparsity) {
  kernels::gemm_request asked;
  asked.width = asked.columns = width;
  asked.height = height;
  asked.shape = {4 * height - 1, 3 * width + 1, 3 * width - 1};
  asked.buffers = 2;
  asked.half = half;
  asked.sparsity = sparsity;
  const finished model = run(asked, made::model);
  EXPECT_EQ(model.result, model.expected);
  for (const made of : {made::hardware, made::lockstep}) {
    const finished other = run(asked, of);
    EXPECT_EQ(other.cycles, model.cycles);
    EXPECT_EQ(other.result, model.expected);
  }
}

TEST(Gemm, IsTheSameIfEverythingIsStepped) {
  kernels::gemm_request asked;
  asked.width = asked.height = 4;
  asked.shape = {256, 100, 80};
  const kernels::gemm_mapping mapping = kernels::map_gemm(asked);
  const isa::program_image image = kernels::gemm_program(mapping);
  const kernels::gemm_data data = kernels::random_gemm(mapping.shape, 0, 3);
  pair_of_grids both(image);
  weight_edge rests(mapping, data), steps(mapping, data);
  put_activations(both.rests, image, mapping, data);
  put_activations(both.steps, image, mapping, data);
  both.rests.put_edge(rests, rests.sides());
  both.steps.put_edge(steps, steps.sides());
  while (both.steps.moving() && !HasFatalFailure()) {
    both.step();
    if (both.steps.cycle() % 10'007 == 0) both.compare_pins();
  }
  both.compare_all();
}

TEST(GemmOnHardware, OnTwoByTwoTiles) { expect_same(2, 2, false, 0); }
TEST(GemmOnHardware, InF16) { expect_same(2, 2, true, 0.3); }
TEST(GemmOnHardware, OnThreeColumnsWithZeros) { expect_same(3, 2, false, 0.8); }
TEST(GemmOnHardware, OnOneTile) { expect_same(1, 1, false, 0.5); }

}  // namespace
}  // namespace ws::test
