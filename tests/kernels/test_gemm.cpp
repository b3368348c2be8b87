// SPDX-License-Identifier: Apache-2.0
// The matrix product by weight streaming: every result to the bit, in any shape, and its time.
#include <gtest/gtest.h>

#include <cmath>

#include "support/seed.h"
#include "ws/base/half.h"
#include "ws/report/grid_report.h"
#include "ws/wafer/gemm_run.h"

namespace ws::kernels {
namespace {

struct product {
  product(const gemm_request& asked, uint64_t seed, unsigned threads = 1)
      : product(asked, random_gemm(asked.shape, asked.sparsity, seed), threads) {}
  product(const gemm_request& asked, gemm_data matrices, unsigned threads = 1)
      : mapping(map_gemm(asked)),
        image(gemm_program(mapping)),
        data(std::move(matrices)),
        tiles(image, threads) {
    put_activations(tiles, image, mapping, data);
    weight_edge weights(mapping, data);
    tiles.put_edge(weights, weights.sides());
    how = tiles.run(50'000'000);
    failure = grid_failure({image, tiles, how, "gemm"}, 50'000'000);
    sent_all = weights.ended();
    sent = weights.sent();
    result = gemm_result(tiles, image, mapping);
  }

  gemm_mapping mapping;
  isa::program_image image;
  gemm_data data;
  grid tiles;
  grid::ended how;
  std::string failure;
  bool sent_all;
  uint64_t sent;
  std::vector<uint16_t> result;
};

gemm_request request(uint64_t width, uint64_t height, gemm_shape shape) {
  gemm_request r;
  r.width = width;
  r.height = height;
  r.shape = shape;
  return r;
}

std::string text_of(const gemm_request& r) {
  std::string text = "grid " + std::to_string(r.width) + "x" + std::to_string(r.height);
  for (const uint64_t n : {r.shape.tokens, r.shape.inputs, r.shape.outputs, r.columns, r.buffers})
    text += " " + std::to_string(n);
  return text + (r.half ? " f16" : " mixed") + ", sparsity " + std::to_string(r.sparsity);
}

void expect_exact(const gemm_request& asked, uint64_t seed) {
  SCOPED_TRACE(text_of(asked));
  const product p(asked, seed);
  ASSERT_EQ(p.failure, "");
  EXPECT_TRUE(p.sent_all);
  const auto groups = static_cast<uint64_t>(p.mapping.groups);
  const auto columns = static_cast<uint64_t>(p.mapping.columns);
  EXPECT_EQ(p.sent, groups * (p.data.nonzeros() + columns * asked.shape.outputs));
  EXPECT_EQ(p.result, gemm_expected(p.mapping, p.data));
  EXPECT_EQ(total_counts(p.tiles).bank_conflicts, 0u);
}

TEST(Gemm, OneOfEach) {
  for (const bool half : {false, true}) {
    gemm_request r = request(1, 1, {1, 1, 1});
    r.half = half;
    expect_exact(r, 1);
  }
}

// Rings of each form: alone, to and fro, odd, even.
TEST(Gemm, AnyNumberOfColumns) {
  for (uint64_t columns = 1; columns <= 8; ++columns)
    for (const bool half : {false, true}) {
      gemm_request r = request(columns, 1, {6, 24, 24});
      r.columns = columns;
      r.half = half;
      expect_exact(r, columns);
    }
}

TEST(Gemm, FeaturesAndOutputsThatColumnsDoNotShareEvenly) {
  for (const uint64_t columns : {2u, 3u, 4u, 5u})
    for (const uint64_t inputs : {1u, 3u, 7u, 11u})
      for (const uint64_t outputs : {1u, 2u, 4u, 6u, 9u, 13u}) {
        gemm_request r = request(columns, 1, {3, inputs, outputs});
        r.columns = columns;
        expect_exact(r, inputs);
      }
}

TEST(Gemm, TokensThatRowsAndGroupsDoNotShareEvenly) {
  for (const uint64_t tokens : {1u, 5u, 12u, 31u}) {
    gemm_request r = request(7, 3, {tokens, 9, 8});
    r.columns = 3;
    expect_exact(r, tokens);
  }
}

TEST(Gemm, RowsWithoutAWeight) {
  for (const double sparsity : {0.8, 0.97, 1.0})
    for (const bool half : {false, true}) {
      gemm_request r = request(4, 2, {16, 20, 30});
      r.sparsity = sparsity;
      r.half = half;
      expect_exact(r, 5);
    }
}

TEST(Gemm, FewBuffers) {
  for (const uint64_t buffers : {2u, 3u, 5u}) {
    gemm_request r = request(5, 2, {20, 40, 40});
    r.columns = 5;
    r.buffers = buffers;
    r.sparsity = 0.9;
    expect_exact(r, buffers);
  }
}

TEST(Gemm, InfinitiesAndNaNs) {
  gemm_request r = request(3, 1, {4, 9, 6});
  r.columns = 3;
  gemm_data data = random_gemm(r.shape, 0, 1);
  data.activations[2] = 0x7c00;
  data.activations[12] = 0x7e00;
  data.weights[5] = 0xfc00;
  data.weights[20] = 0x0001;
  const product p(r, data);
  EXPECT_EQ(p.failure, "");
  EXPECT_EQ(p.result, gemm_expected(p.mapping, p.data));
  EXPECT_TRUE(std::isnan(gemm_error(r.shape, data, p.result)));
}

TEST(Gemm, RandomShapes) {
  WS_TRACE_SEED();
  auto random = test::random_numbers(71);
  const auto one_of = [&](int64_t low, int64_t high) {
    return static_cast<uint64_t>(test::between(random, low, high));
  };
  for (int n = 0; n < 40; ++n) {
    gemm_request r = request(one_of(1, 9), one_of(1, 4), {});
    r.shape = {one_of(1, 60), one_of(1, 60), one_of(1, 60)};
    if (one_of(0, 2) != 0) r.columns = one_of(1, static_cast<int64_t>(r.width));
    if (one_of(0, 1) != 0) r.buffers = one_of(2, 8);
    r.half = one_of(0, 1) != 0;
    r.sparsity = static_cast<double>(one_of(0, 10)) / 10;
    expect_exact(r, random());
    if (testing::Test::HasFailure()) return;
  }
}

// Whole numbers, for which no order of additions matters.
TEST(Gemm, IsTheProduct) {
  gemm_request r = request(4, 2, {9, 30, 17});
  gemm_data data;
  for (uint64_t i = 0; i < 9 * 30; ++i)
    data.activations.push_back(to_half(static_cast<float>(i * 7 % 11) - 5));
  for (uint64_t i = 0; i < 17 * 30; ++i)
    data.weights.push_back(to_half(static_cast<float>(i * 5 % 13) - 6));
  const product p(r, data);
  for (uint64_t m = 0; m < 9; ++m)
    for (uint64_t j = 0; j < 17; ++j) {
      int sum = 0;
      for (uint64_t k = 0; k < 30; ++k)
        sum += (static_cast<int>((m * 30 + k) * 7 % 11) - 5) *
               (static_cast<int>((j * 30 + k) * 5 % 13) - 6);
      EXPECT_EQ(from_half(p.result[m * 17 + j]), static_cast<float>(sum));
    }
  EXPECT_EQ(gemm_error(r.shape, data, p.result), 0);
}

TEST(Gemm, IsTheSameWithAnyNumberOfThreads) {
  gemm_request r = request(6, 5, {50, 30, 25});
  r.sparsity = 0.5;
  const product one(r, 3), three(r, 3, 3);
  EXPECT_EQ(one.tiles.cycle(), three.tiles.cycle());
  EXPECT_EQ(one.result, three.result);
  const tile_counts a = total_counts(one.tiles), b = total_counts(three.tiles);
  EXPECT_EQ(a.stalls, b.stalls);
  EXPECT_EQ(a.passed, b.passed);
}

uint64_t cycles_of(uint64_t tokens, uint64_t inputs, bool half) {
  gemm_request r = request(1, 1, {tokens, inputs, 5});
  r.half = half;
  gemm_data data = random_gemm(r.shape, 0, 1);
  for (uint16_t& w : data.weights) w |= 1;  // none is zero
  const product p(r, data);
  return p.tiles.cycle();
}

TEST(Gemm, AWeightTakesItsStepsAndEightCycles) {
  for (const uint64_t tokens : {2u, 8u, 22u, 64u})
    for (const bool half : {false, true}) {
      const uint64_t steps = half ? (tokens + 3) / 4 : tokens / 2;
      EXPECT_EQ(cycles_of(tokens, 21, half) - cycles_of(tokens, 20, half), 5 * (8 + steps))
          << tokens << (half ? " f16" : " mixed");
      gemm_request r = request(1, 1, {tokens, 20, 5});
      r.half = half;
      EXPECT_EQ(static_cast<uint64_t>(map_gemm(r).cycles_per_weight()), 8 + steps);
    }
}

// At 90 % zeros nine times as fast: 6 columns have less to even out than 77 (docs/kernels.md).
TEST(Gemm, ZerosTakeNoTime) {
  gemm_request r = request(6, 1, {64, 960, 48});
  r.columns = 6;
  const product dense(r, 1);
  r.sparsity = 0.9;
  const product sparse(r, 1);
  EXPECT_GT(static_cast<double>(dense.tiles.cycle()),
            9 * static_cast<double>(sparse.tiles.cycle()));
}

TEST(Gemm, TheProgramTakesTheWordsThatTheMappingSays) {
  for (const bool half : {false, true}) {
    gemm_request r = request(3, 2, {37, 50, 20});
    r.half = half;
    const gemm_mapping m = map_gemm(r);
    const isa::program_image image = gemm_program(m);
    const isa::symbol& last = *image.at(0, 0)->find("result");
    EXPECT_EQ(m.words(), uint64_t{last.address} + last.count);
  }
}

TEST(Gemm, FillsTheMemoryToTheLastWord) {
  gemm_request r = request(1, 1, {2, 1, 1});
  r.buffers = 2;
  // 256 words of code, 1 of padding, 2 buffers of 2 f32 each, and 2 a feature and an output.
  r.shape.inputs = (24576 - 257 - 8) / 2 - 1;
  EXPECT_EQ(map_gemm(r).words(), 24575u);
  expect_exact(r, 1);
}

TEST(Gemm, ChoosesTheColumnsThatFit) {
  gemm_request r = request(200, 1, {64, 12288, 12288});
  const gemm_mapping m = map_gemm(r);
  EXPECT_LE(m.words(), 24576u);
  EXPECT_GE(m.columns, 64);
}

}  // namespace
}  // namespace ws::kernels
