// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/seed.h"
#include "ws/link/burst.h"

namespace ws {
namespace {

using test::between;

TEST(Stripes, CutATensorIntoEqualPlanesAndRounds) {
  const stripes cut(25, 3, 2);  // 9 words a plane with padding, 4 and then 5 of them a round
  EXPECT_EQ(cut.plane_bytes(), 36u);
  EXPECT_EQ(cut.bytes(0), 16u);
  EXPECT_EQ(cut.bytes(1), 20u);
  EXPECT_EQ(cut.words(0, 0).first, 0u);
  EXPECT_EQ(cut.words(0, 2).last, 12u);
  EXPECT_EQ(cut.words(1, 0).first, 12u);
  EXPECT_EQ(cut.words(1, 2).first, 22u);
  EXPECT_EQ(cut.words(1, 2).last, 25u);  // the other two words of the burst are padding
}

TEST(Stripes, RoundsKeepEveryBurstWithinItsSize) {
  EXPECT_EQ(stripes::rounds_for(0, 12, 65'536), 0u);
  EXPECT_EQ(stripes::rounds_for(1, 12, 65'536), 1u);
  EXPECT_EQ(stripes::rounds_for(12 * 16'384, 12, 65'536), 1u);
  EXPECT_EQ(stripes::rounds_for(12 * 16'384 + 1, 12, 65'536), 2u);
  EXPECT_EQ(stripes::rounds_for(10, 1, 1), 10u) << "a burst is never smaller than a word";
}

TEST(Stripes, EveryWordTravelsExactlyOnceForAnyCut) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  uint64_t padded = 0, many_rounds = 0;
  for (int trial = 0; trial < 2'000; ++trial) {
    const auto words = static_cast<uint64_t>(between(random, 1, trial % 7 == 0 ? 30 : 5'000));
    const auto planes = static_cast<uint64_t>(between(random, 1, 16));
    const auto burst_bytes = static_cast<uint64_t>(between(random, 4, 4'000));
    const uint64_t rounds = stripes::rounds_for(words, planes, burst_bytes);
    const stripes cut(words, planes, rounds);
    ASSERT_EQ(cut.rounds(), rounds);

    std::vector<int> seen(words, 0);
    uint64_t bytes = 0, smallest = UINT64_MAX, largest = 0, next = 0;
    for (uint64_t r = 0; r < rounds; ++r) {
      bytes += cut.bytes(r);
      smallest = std::min(smallest, cut.bytes(r));
      largest = std::max(largest, cut.bytes(r));
      for (uint64_t p = 0; p < planes; ++p) {
        const stripes::range range = cut.words(r, p);
        ASSERT_LE(range.first, range.last);
        ASSERT_LE(4 * (range.last - range.first), cut.bytes(r)) << "more words than the burst has";
        if (range.first < range.last) {
          ASSERT_EQ(range.first, next) << "order";
        }
        next = std::max(next, range.last);
        for (uint64_t w = range.first; w < range.last; ++w) ++seen[w];
      }
    }
    ASSERT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<int64_t>(words));
    ASSERT_EQ(bytes, cut.plane_bytes());
    ASSERT_LE(largest, std::max<uint64_t>(burst_bytes / 4 * 4, 4));
    ASSERT_LE(largest - smallest, 4u) << "rounds are as equal as whole words allow";
    ASSERT_GT(smallest, 0u);
    ASSERT_LT(cut.plane_bytes() / 4 * planes - words, planes) << "padding: below a word a plane";
    padded += cut.plane_bytes() / 4 * planes > words;
    many_rounds += rounds > 3;
  }
  EXPECT_GT(padded, 500u);
  EXPECT_GT(many_rounds, 200u);
}

TEST(Stripes, BytesOfAHugeTensorDoNotOverflow) {
  const uint64_t words = 120'000'000'000'000;  // all gradients of the largest model at once
  const uint64_t rounds = stripes::rounds_for(words, 12, 65'536);
  const stripes cut(words, 12, rounds);
  EXPECT_EQ(cut.words(rounds - 1, 11).last, words);
  EXPECT_LE(cut.bytes(rounds - 1), 65'536u);
}

TEST(Burst, TheSamePieceIsToldByEverythingButTimesAndWords) {
  const burst a{cargo::gradients, 1, 2, 3, 64, {5, 6}, nullptr};
  burst b = a;
  b.times = {7, 8};
  b.words = std::make_shared<std::vector<uint32_t>>(16);
  EXPECT_TRUE(a.same_piece(b));
  const auto differs = [&](auto change) {
    burst c = a;
    change(c);
    return !a.same_piece(c);
  };
  EXPECT_TRUE(differs([](burst& c) { c.what = cargo::weights; }));
  EXPECT_TRUE(differs([](burst& c) { ++c.step; }));
  EXPECT_TRUE(differs([](burst& c) { ++c.item; }));
  EXPECT_TRUE(differs([](burst& c) { ++c.sequence; }));
  EXPECT_TRUE(differs([](burst& c) { ++c.bytes; }));
}

TEST(Burst, EveryCargoHasAName) {
  EXPECT_STREQ(to_string(cargo::weights), "weights");
  EXPECT_STREQ(to_string(cargo::gradients), "gradients");
  EXPECT_STREQ(to_string(cargo::samples), "samples");
  EXPECT_STREQ(to_string(cargo::activations), "activations");
}

}  // namespace
}  // namespace ws
