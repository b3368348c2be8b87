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

/// IEEE 754 binary16 bits of a binary32 value: nearest, ties to even; subnormals are kept, values
/// from 65520 on become infinite, every NaN becomes half_nan.
uint16_t to_half(float value);

/// Exact: every binary16 value is a binary32 value. NaNs become 0x7FC00000.
float from_half(uint16_t half);

/// from_half(to_half(value)), branch-free so that loops over it use vector instructions.
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
