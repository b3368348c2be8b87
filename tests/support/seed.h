// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

namespace ws::test {

/// What every random test starts from; the environment variable WS_SEED overrides it.
inline uint64_t seed() {
  const char* text = std::getenv("WS_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 1;
}

/// Names the seed in every failure below it.
#define WS_TRACE_SEED() SCOPED_TRACE(testing::Message() << "WS_SEED=" << ws::test::seed())

/// Random numbers of one test; `number` tells several generators apart.
inline std::mt19937_64 random_numbers(uint64_t number = 0) {
  return std::mt19937_64(seed() * 0x9E3779B97F4A7C15u + number);
}

/// One of low .. high.
template <typename Generator>
int64_t between(Generator& random, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(random() % static_cast<uint64_t>(high - low + 1));
}

}  // namespace ws::test
