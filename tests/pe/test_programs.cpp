// SPDX-License-Identifier: Apache-2.0
// The programs in programs/ on grids of C++ twins: results to the bit, and how long they take.
#include <cmath>

#include "pe/run_program.h"
#include "ws/base/half.h"

namespace ws {
namespace {

using test::program_run;

TEST(VectorMultiply, TakesNPlus6CyclesAndTwiceNWithABankConflict) {
  for (const unsigned n : {1u, 2u, 7u, 64u, 512u, 1000u, 5124u})  // the last one is published
    for (const unsigned conflict : {0u, 1u}) {
      const auto run =
          program_run::of_file("vector_multiply.wsa",
                               {"N=" + std::to_string(n), "CONFLICT=" + std::to_string(conflict)});
      EXPECT_EQ(run.how, grid::ended::quiet);
      EXPECT_EQ(run.doubles("cycles").at(0), (conflict + 1) * n + 6) << n;
      const std::vector<uint32_t> product = run.doubles("product");
      ASSERT_EQ(product.size(), n);
      for (unsigned i = 0; i < n; ++i) {
        const double expected = (i % 64 - 31.5) * (1.0 + (i % 16) * 0.125);
        EXPECT_EQ(float_of(product[i]), static_cast<float>(expected)) << i;
      }
    }
}

constexpr unsigned chain_constant = 6;  // from the first timestamp to the second with no wait

TEST(ChainReduce, AddsUpTheRowInBPlus6PerTileAndAConstant) {
  for (const unsigned p : {2u, 3u, 4u, 5u, 8u, 16u, 33u, 64u})
    for (const unsigned b : {1u, 2u, 3u, 16u, 100u, 256u}) {
      const auto run = program_run::of_file("chain_reduce.wsa",
                                            {"P=" + std::to_string(p), "B=" + std::to_string(b)});
      EXPECT_EQ(run.how, grid::ended::quiet);
      EXPECT_EQ(run.doubles("cycles").at(0), b + 6 * (p - 1) + chain_constant)
          << p << " tiles, " << b;
      const std::vector<uint32_t> result = run.doubles("result");
      ASSERT_EQ(result.size(), b);
      for (unsigned i = 0; i < b; ++i) {
        const double expected = p * (p - 1) / 2.0 + p * (i % 32);
        EXPECT_EQ(float_of(result[i]), static_cast<float>(expected)) << i;
      }
    }
}

TEST(SparseAxpy, AddsTheColumnsWhoseWeightsArrive) {
  for (const unsigned every : {1u, 3u, 5u}) {
    const auto run = program_run::of_file("sparse_axpy.wsa", {"EVERY=" + std::to_string(every)});
    EXPECT_EQ(run.how, grid::ended::quiet);
    const std::vector<uint16_t> y = run.words("y", 1);
    ASSERT_EQ(y.size(), 32u);
    for (unsigned row = 0; row < 32; ++row) {
      double sum = 0;
      for (unsigned i = 0; i * every < 16; ++i) sum += 0.25 * (i + 1) * (0.125 * row);
      EXPECT_EQ(from_half(y[row]), static_cast<float>(sum)) << row;
    }
  }
}

}  // namespace
}  // namespace ws
