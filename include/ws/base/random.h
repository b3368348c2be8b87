// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws {

/// What a stream of random numbers is for, so that no two uses share one.
enum class random_purpose : uint64_t { weights = 1, mask, split, order, position, activations };

/// Finalizer of splitmix64 (Steele, Lea and Flood 2014).
inline uint64_t mix_bits(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// A stream of 64-bit random numbers that can be read at any index: the same on every machine and
/// in any order of calls, unlike the distributions of the standard library.
class random_stream {
 public:
  random_stream(uint64_t seed, random_purpose purpose, uint64_t number = 0)
      : m_key(mix_bits(mix_bits(seed + golden) +
                       ((static_cast<uint64_t>(purpose) << 32) + number))) {}

  uint64_t bits(uint64_t index) const { return mix_bits(m_key + (index + 1) * golden); }

  /// One of 0 .. n-1.
  uint64_t below(uint64_t index, uint64_t n) const {
    // The upper half of the 128-bit product, from 32-bit parts.
    const uint64_t b = bits(index), low = 0xFFFFFFFFu;
    const uint64_t middle = (b >> 32) * (n & low) + (((b & low) * (n & low)) >> 32);
    const uint64_t cross = (b & low) * (n >> 32) + (middle & low);
    return (b >> 32) * (n >> 32) + (middle >> 32) + (cross >> 32);
  }

  /// Mean 0, variance 1: the sum of twelve 16-bit uniforms (Irwin-Hall). Integers up to the last
  /// multiplication by a power of two, so that any language gets the same f32.
  float normal(uint64_t index) const {
    int64_t sum = -6 * int64_t{65535};
    for (uint64_t word = 0; word < 3; ++word)
      for (uint64_t b = bits(3 * index + word), lane = 0; lane < 4; ++lane, b >>= 16)
        sum += static_cast<int64_t>(b & 0xFFFFu);
    return static_cast<float>(sum) * 0x1p-16f;
  }

 private:
  static constexpr uint64_t golden = 0x9E3779B97F4A7C15u;
  uint64_t m_key;
};

}  // namespace ws
