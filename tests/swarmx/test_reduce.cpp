// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "support/seed.h"
#include "ws/swarmx/reduce.h"

namespace ws {
namespace {

uint32_t bits(float f) {
  uint32_t word;
  std::memcpy(&word, &f, 4);
  return word;
}

burst carrying(const std::vector<float>& values) {
  auto words = std::make_shared<std::vector<uint32_t>>();
  for (const float v : values) words->push_back(bits(v));
  burst b;
  b.bytes = 4 * values.size();
  b.words = std::move(words);
  return b;
}

TEST(ReduceWords, AddsWordByWord) {
  const words_ptr sum =
      reduce_words({carrying({1, 2, -3}), carrying({10, 20, 3}), carrying({0.5f, 0, 0})});
  EXPECT_EQ(*sum, (std::vector<uint32_t>{bits(11.5f), bits(22), bits(0)}));
}

TEST(ReduceWords, AddsInF32FromTheFirstChildOn) {
  // 2^24 + 1 is no f32: from the left both ones are lost, from the right they count.
  const float big = 16'777'216;
  EXPECT_EQ(reduce_words({carrying({big}), carrying({1}), carrying({1})})->at(0), bits(big));
  EXPECT_EQ(reduce_words({carrying({1}), carrying({1}), carrying({big})})->at(0), bits(big + 2));
}

TEST(ReduceWords, OneChildPassesBitForBit) {
  const std::vector<float> odd = {-0.0f, 1e-45f, 3.4e38f, -1e-30f};
  EXPECT_EQ(*reduce_words({carrying(odd)}), *carrying(odd).words);
}

TEST(ReduceWords, NoValuesInNoValuesOut) {
  EXPECT_EQ(reduce_words({burst{}, burst{}}), nullptr);
  EXPECT_TRUE(reduce_words({carrying({}), carrying({})})->empty());
}

TEST(ReduceWords, AgreesWithAFixedOrderSumOfRandomNumbers) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  std::uniform_real_distribution<float> number(-1e6f, 1e6f);
  int order_matters = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const auto count = static_cast<size_t>(test::between(random, 1, 16));
    const auto length = static_cast<size_t>(test::between(random, 1, 100));
    std::vector<std::vector<float>> values(count, std::vector<float>(length));
    for (auto& v : values)
      for (float& f : v) f = std::ldexp(number(random), static_cast<int>(random() % 40) - 20);
    std::vector<burst> children;
    for (const auto& v : values) children.push_back(carrying(v));
    const words_ptr sum = reduce_words(children);
    ASSERT_EQ(sum->size(), length);
    for (size_t i = 0; i < length; ++i) {
      volatile float expected = values[0][i], backward = values[count - 1][i];
      for (size_t c = 1; c < count; ++c) {
        expected = expected + values[c][i];
        backward = backward + values[count - 1 - c][i];
      }
      ASSERT_EQ((*sum)[i], bits(expected)) << "trial " << trial << " word " << i;
      order_matters += expected != backward;
    }
  }
  EXPECT_GT(order_matters, 100);
}

}  // namespace
}  // namespace ws
