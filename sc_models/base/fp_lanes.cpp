// SPDX-License-Identifier: Apache-2.0
// The four f16 lanes side by side in the compiler's vectors, step by step as half.h and fp.h do it
// for one value; vectors of 16 bytes are SSE2's, which every x86-64 has.
#include "ws/base/fp.h"

namespace ws {
namespace {

using floats = float __attribute__((vector_size(16)));
using ints = int32_t __attribute__((vector_size(16)));  // a comparison's true is -1
using shorts = uint16_t __attribute__((vector_size(8)));

ints bits_of(floats values) { return reinterpret_cast<ints>(values); }
floats floats_of(ints bits) { return reinterpret_cast<floats>(bits); }
ints all(uint32_t bits) {
  const auto value = static_cast<int32_t>(bits);
  return ints{value, value, value, value};
}

floats from_halves(uint64_t four) {
  shorts lanes;
  std::memcpy(&lanes, &four, sizeof lanes);
  const ints half = __builtin_convertvector(lanes, ints);
  const ints size = half & 0x7FFF, wide = size << 13;
  const ints least = all(113u << 23);
  const ints subnormal = bits_of(floats_of(wide + least) - floats_of(least));
  ints result = size < 0x400 ? subnormal : wide + (112 << 23);
  // A NaN stays one, which is all that the operations below need.
  result = size >= 0x7C00 ? wide | all(0x7F800000u) : result;
  return floats_of(result | (half ^ size) << 16);
}

uint64_t to_halves(floats values) {
  const ints bits = bits_of(values), size = bits & 0x7FFFFFFF;
  const ints normal = ((size + 0xFFF + ((size >> 13) & 1)) >> 13) - (112 << 10);
  const floats middle = {0.5f, 0.5f, 0.5f, 0.5f};
  const ints small = size < 0x38800000;
  const ints subnormal = bits_of(floats_of(size & small) + middle) - bits_of(middle);
  ints result = small ? subnormal : normal;
  result = size >= 0x477FF000 ? all(0x7C00u) : result;
  result |= (bits >> 16) & 0x8000;
  result = size > 0x7F800000 ? all(half_nan) : result;
  const shorts lanes = __builtin_convertvector(result, shorts);
  uint64_t four;
  std::memcpy(&four, &lanes, sizeof four);
  return four;
}

floats sum_to_odd(floats p, floats c) {
  const floats sum = p + c, part = sum - p;
  const floats lost = (p - (sum - part)) + (c - part);
  const floats none = {};
  const ints bits = bits_of(sum), inexact = (lost < none) | (lost > none);
  const ints even = (bits & 1) - 1, outward = ((bits_of(lost) ^ bits) >> 31) | 1;
  return floats_of(bits + (outward & inexact & even));
}

}  // namespace

uint64_t f16x4_add(uint64_t a, uint64_t c) { return to_halves(from_halves(a) + from_halves(c)); }
uint64_t f16x4_sub(uint64_t a, uint64_t c) { return to_halves(from_halves(a) - from_halves(c)); }
uint64_t f16x4_mul(uint64_t a, uint64_t b) { return to_halves(from_halves(a) * from_halves(b)); }
uint64_t f16x4_fma(uint64_t a, uint64_t b, uint64_t c) {
  return to_halves(sum_to_odd(from_halves(a) * from_halves(b), from_halves(c)));
}

}  // namespace ws
