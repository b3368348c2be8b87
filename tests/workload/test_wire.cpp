// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "ws/workload/plan.h"

namespace ws {
namespace {

tensor matrix(uint64_t rows, uint64_t columns) { return {"w", rows, columns, true}; }

/// Words as a writer makes them: it walks over the rows and counts.
uint64_t written_sparse(uint64_t rows, uint64_t columns, uint64_t kept) {
  uint64_t words = 0;
  for (uint64_t row = 0; row < rows; ++row)
    for (uint64_t column = 0; column < columns; ++column) {
      if (column % 65536 == 0) ++words;  // the segment's header
      if (column * kept / columns != (column + 1) * kept / columns) ++words;  // evenly spread ones
    }
  return words;
}

TEST(Wire, DenseWeightsAreTwoAWord) {
  EXPECT_EQ(weight_words(matrix(3, 5), 0, 3, 0), 8u);
  EXPECT_EQ(weight_words(matrix(3, 5), 1, 2, 0), 3u);
  EXPECT_EQ(weight_words(matrix(4, 6), 0, 4, 0), 12u);
}

TEST(Wire, EveryRowKeepsTheSameNumberAndAtLeastOne) {
  EXPECT_EQ(kept_per_row(matrix(2, 100), 0), 100u);
  EXPECT_EQ(kept_per_row(matrix(2, 100), 0.9), 10u);
  EXPECT_EQ(kept_per_row(matrix(2, 100), 0.996), 1u);
  EXPECT_EQ(kept_per_row(matrix(2, 3), 0.9), 1u);
  EXPECT_EQ(kept_per_row(matrix(2, 100), 1.0), 1u);
  EXPECT_EQ(kept_per_row({"gain", 1, 100, false}, 0.9), 100u);
}

TEST(Wire, SparseRowsHaveAHeaderASegmentOf65536Columns) {
  for (const uint64_t columns : {65'535u, 65'536u, 65'537u, 131'072u, 131'073u, 655'360u}) {
    const tensor t = matrix(3, columns);
    const uint64_t kept = kept_per_row(t, 0.9);
    EXPECT_TRUE(streams_sparse(t, 0.9));
    EXPECT_EQ(weight_words(t, 0, 3, 0.9), written_sparse(3, columns, kept)) << columns;
    EXPECT_EQ(weight_words(t, 2, 3, 0.9), written_sparse(1, columns, kept)) << columns;
  }
}

TEST(Wire, TheShorterFormIsUsed) {
  // 100 columns: dense 50 words a row; sparse 1 + kept, so 48 kept are the most that gain.
  EXPECT_TRUE(streams_sparse(matrix(7, 100), 0.52));
  EXPECT_FALSE(streams_sparse(matrix(7, 100), 0.51));
  EXPECT_FALSE(streams_sparse({"gain", 1, 100, false}, 0.9));
  EXPECT_FALSE(streams_sparse(matrix(7, 1), 0.9));
}

TEST(Wire, IsNeverLongerThanEitherForm) {
  const char* variable = std::getenv("WS_SEED");
  const unsigned seed = variable ? static_cast<unsigned>(std::stoul(variable)) : 1;
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  int sparse = 0, dense = 0;
  for (int i = 0; i < 300; ++i) {
    const uint64_t columns = 1 + random() % (i % 5 ? 40 : 200'000), rows = 1 + random() % 4;
    const double sparsity = static_cast<double>(random() % 100) / 100;
    const tensor t = matrix(rows, columns);
    const uint64_t kept = kept_per_row(t, sparsity);
    EXPECT_NEAR(static_cast<double>(kept),
                std::max(1.0, (1 - sparsity) * static_cast<double>(columns)), 0.5 + 1e-9);
    const uint64_t shorter =
        std::min(written_sparse(rows, columns, kept), (rows * columns + 1) / 2);
    EXPECT_EQ(weight_words(t, 0, rows, sparsity), shorter) << rows << 'x' << columns;
    ++(streams_sparse(t, sparsity) ? sparse : dense);
  }
  EXPECT_GT(sparse, 30);
  EXPECT_GT(dense, 30);
}

TEST(Wire, TilesHaveTheFewestRowsThatMustBeApart) {
  EXPECT_EQ(tile_count(matrix(10, 100), 0, 4000), 1u);
  EXPECT_EQ(tile_count(matrix(10, 100), 0, 3999), 2u);
  EXPECT_EQ(tile_count(matrix(10, 100), 0, 1200), 4u);
  EXPECT_EQ(tile_count(matrix(10, 100), 0.9, 1200), 1u);  // only kept weights have gradients
  EXPECT_EQ(tile_count(matrix(10, 100), 0, 1), 10u);      // a row is never cut
}

}  // namespace
}  // namespace ws
