// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstdlib>
#include <random>

#include "ws/base/half.h"
#include "ws/link/wire_format.h"
#include "ws/workload/plan.h"

namespace ws {
namespace {

using testing::ElementsAre;

uint64_t test_seed() {
  const char* text = std::getenv("WS_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 1;
}

std::vector<float> random_weights(uint64_t count, std::mt19937& random) {
  std::vector<float> weights(count);
  for (float& w : weights) w = std::normal_distribution<float>()(random);
  return weights;
}

TEST(WireFormat, DenseWordsHoldTwoWeightsTheEarlierBelow) {
  const std::vector<float> weights = {1.0f, -2.0f, 0.5f, 9, 9, 9};
  EXPECT_THAT(encode_weights(weights.data(), 0, 1, full_mask(3), false),
              ElementsAre(0xC0003C00u, 0x00003800u));
}

TEST(WireFormat, SparseRowsAreAHeaderThenValuesWithTheirColumns) {
  const std::vector<float> weights = {9, 1.0f, 9, -2.0f, 0.5f, 9, 9, 0.0f};
  const row_mask mask{4, 2, {1, 3, 0, 3}};
  EXPECT_THAT(encode_weights(weights.data(), 0, 2, mask, true),
              ElementsAre(2u, 0x00013C00u, 0x0003C000u, 2u, 0x00003800u, 0x00030000u));
}

TEST(WireFormat, RowsBeyondASegmentAreCutAndIndexedAnew) {
  const uint64_t columns = 2 * wire_segment_columns + 10;
  std::vector<float> weights(columns, 1.0f);
  const row_mask mask{columns, 3, {5, 65'535, 2 * 65'536 + 9}};
  const std::vector<uint32_t> words = encode_weights(weights.data(), 0, 1, mask, true);
  EXPECT_THAT(words, ElementsAre(2u, 0x00053C00u, 0xFFFF3C00u, 0u, 1u, 0x00093C00u));
  EXPECT_EQ(words.size(), sparse_weight_words(1, columns, 3));
  std::vector<float> back(columns, 7.0f);
  decode_weights(words, 0, 1, columns, true, back.data());
  EXPECT_EQ(back[65'535], 1.0f);
  EXPECT_EQ(back[65'536], 0.0f);
  EXPECT_EQ(back[2 * 65'536 + 9], 1.0f);
}

TEST(WireFormat, WhatIsDecodedIsTheKeptWeightsInHalfPrecision) {
  const uint64_t seed = test_seed();
  SCOPED_TRACE(testing::Message() << "WS_SEED=" << seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  for (int trial = 0; trial < 200; ++trial) {
    const double sparsity = trial % 4 == 0 ? 0 : 0.1 * static_cast<double>(random() % 10);
    const tensor t{"t", 1 + random() % 9, 1 + random() % 40, true};
    const uint64_t kept = kept_per_row(t, sparsity);
    const row_mask mask = make_mask(t.rows, t.columns, kept, seed, random() % 5);
    const std::vector<float> master = random_weights(t.parameters(), random);
    const uint64_t begin = random() % t.rows, end = begin + 1 + random() % (t.rows - begin);
    const bool sparse = streams_sparse(t, sparsity);

    const std::vector<uint32_t> words = encode_weights(master.data(), begin, end, mask, sparse);
    EXPECT_EQ(words.size(), weight_words(t, begin, end, sparsity));
    std::vector<float> back(t.parameters(), 7.0f);
    decode_weights(words, begin, end, t.columns, sparse, back.data());

    std::vector<float> expected(t.parameters(), 7.0f), gradients;
    for (uint64_t r = begin; r < end; ++r) {
      uint64_t found = 0;
      for (uint64_t c = 0; c < t.columns; ++c) {
        const uint64_t i = r * t.columns + c;
        const bool keeps = mask.dense() || (found < kept && mask.row(r)[found] == c);
        found += keeps;
        expected[i] = keeps ? from_half(to_half(master[i])) : 0.0f;
        if (keeps) gradients.push_back(master[i]);
      }
      EXPECT_EQ(found, kept);
    }
    ASSERT_EQ(back, expected);
    ASSERT_EQ(pack_kept(master.data(), begin, end, mask), gradients);
    std::vector<float> unpacked(t.parameters(), 7.0f);
    unpack_kept(gradients, begin, end, mask, unpacked.data());
    for (uint64_t i = 0; i < unpacked.size(); ++i)
      ASSERT_EQ(from_half(to_half(unpacked[i])), expected[i]);
  }
}

TEST(WireFormat, MasksDependOnSeedAndTensorOnly) {
  const row_mask mask = make_mask(50, 100, 10, 1, 2);
  EXPECT_EQ(mask.kept, make_mask(50, 100, 10, 1, 2).kept);
  EXPECT_NE(mask.kept, make_mask(50, 100, 10, 2, 2).kept);
  EXPECT_NE(mask.kept, make_mask(50, 100, 10, 1, 3).kept);
  EXPECT_TRUE(make_mask(50, 100, 100, 1, 2).dense());
  std::vector<int> uses(100);
  for (const uint32_t c : make_mask(2000, 100, 10, 1, 2).kept) ++uses[c];
  for (const int n : uses) EXPECT_NEAR(n, 200, 75);  // five standard deviations
}

// Numbers from scripts/reference.py, which trains on the same masks.
TEST(WireFormat, MasksAreThoseOfTheReference) {
  EXPECT_THAT(make_mask(2, 16, 4, 1, 2).kept, ElementsAre(1u, 5u, 6u, 7u, 3u, 8u, 10u, 15u));
}

TEST(WireFormat, WordsThatAreNoRowsAreRefused) {
  std::vector<float> to(8);
  const auto decode = [&](const std::vector<uint32_t>& words, bool sparse) {
    decode_weights(words, 0, 2, 4, sparse, to.data());
  };
  EXPECT_THROW(decode({1, 2, 3}, false), std::invalid_argument);
  EXPECT_THROW(decode({0}, true), std::invalid_argument);
  EXPECT_THROW(decode({2, 0x3C00, 0}, true), std::invalid_argument);
  EXPECT_THROW(decode({1, 0x00043C00, 0}, true), std::invalid_argument);
  EXPECT_THROW(decode({0, 0, 0}, true), std::invalid_argument);
  EXPECT_THROW(unpack_kept({1, 2}, 0, 1, full_mask(3), to.data()), std::invalid_argument);
}

}  // namespace
}  // namespace ws
