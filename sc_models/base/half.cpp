// SPDX-License-Identifier: Apache-2.0
#include "ws/base/half.h"

namespace ws {

uint16_t to_half(float value) {
  const uint32_t bits = bits_of(value);
  const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
  const uint32_t size = bits & 0x7FFFFFFFu;
  if (size > 0x7F800000u) return half_nan;
  if (size >= 0x477FF000u) return sign | 0x7C00u;  // 65520 and more
  if (size < 0x33000000u) return sign;             // below 2^-25, half of the smallest subnormal
  const uint32_t exponent = size >> 23;
  const uint32_t fraction = (size & 0x7FFFFFu) | 0x800000u;
  // 113 is the exponent of 2^-14, the smallest normal; below it more bits fall off.
  const uint32_t dropped = exponent >= 113 ? 13 : 126 - exponent;
  const uint32_t kept = fraction >> dropped;
  const uint32_t rest = fraction & ((1u << dropped) - 1), tie = 1u << (dropped - 1);
  const uint32_t up = rest > tie || (rest == tie && (kept & 1u)) ? 1 : 0;
  const uint32_t base =
      exponent >= 113 ? (exponent - 113) << 10 : 0;  // kept brings its leading one
  return static_cast<uint16_t>(sign | (base + kept + up));
}

float from_half(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  const uint32_t size = half & 0x7FFFu;
  if (size > 0x7C00u) return float_of(0x7FC00000u);
  if (size == 0x7C00u) return float_of(sign | 0x7F800000u);
  if (size >= 0x400u) return float_of(sign | ((size << 13) + (112u << 23)));
  const float subnormal = static_cast<float>(size) * 0x1p-24f;
  return float_of(sign | bits_of(subnormal));
}

}  // namespace ws
