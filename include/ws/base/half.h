// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>

namespace ws {

inline uint32_t bits_of(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline float float_of(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline constexpr uint16_t half_nan = 0x7E00;  ///< the only NaN that is ever made

/// Exact: every binary16 value is a binary32 value. NaNs become 0x7FC00000. Branch-free, as all
/// here, so that loops use vector instructions.
inline float from_half(uint16_t half) {
  const uint32_t size = half & 0x7FFFu;
  const uint32_t normal = (size << 13) + (112u << 23);
  // Below 2^-14: the fraction behind a one, which is taken away again.
  const float least = float_of(113u << 23);
  const uint32_t subnormal = bits_of(float_of((size << 13) + (113u << 23)) - least);
  uint32_t result = size < 0x400u ? subnormal : normal;
  result = size >= 0x7C00u ? 0x7F800000u : result;
  result |= static_cast<uint32_t>(half & 0x8000u) << 16;
  return float_of(size > 0x7C00u ? 0x7FC00000u : result);
}

/// IEEE 754 binary16 bits of a binary32 value: nearest, ties to even; subnormals are kept, values
/// from 65520 on become infinite, every NaN becomes half_nan.
inline uint16_t to_half(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t size = bits & 0x7FFFFFFFu;
  // Above 2^-14: round the 13 bits away that binary16 has not; a carry into the exponent is right.
  const uint32_t normal = ((size + 0xFFFu + ((size >> 13) & 1u)) >> 13) - (112u << 10);
  // Below: the sum with 0.5 counts multiples of 2^-24, the subnormals' spacing.
  const float small = float_of(size < 0x38800000u ? size : 0u);
  const uint32_t subnormal = bits_of(small + 0.5f) - bits_of(0.5f);
  uint32_t result = size < 0x38800000u ? subnormal : normal;
  result = size >= 0x477FF000u ? 0x7C00u : result;
  result |= bits >> 16 & 0x8000u;
  return static_cast<uint16_t>(size > 0x7F800000u ? half_nan : result);
}

/// from_half(to_half(value)).
inline float rounded_to_half(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t sign = bits & 0x80000000u;
  const uint32_t size = bits ^ sign;
  // Above 2^-14: round the 13 bits away that binary16 has not; a carry into the exponent is right.
  const uint32_t normal = (size + 0xFFFu + ((size >> 13) & 1u)) & ~0x1FFFu;
  // Below: adding 0.5 leaves multiples of 2^-24, the subnormals' spacing.
  const uint32_t subnormal = bits_of((float_of(size < 0x38800000u ? size : 0u) + 0.5f) - 0.5f);
  uint32_t result = size < 0x38800000u ? subnormal : normal;
  result = size >= 0x477FF000u ? 0x7F800000u : result;
  result = size > 0x7F800000u ? 0x7FC00000u : sign | result;
  return float_of(result);
}

}  // namespace ws
