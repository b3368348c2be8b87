// SPDX-License-Identifier: Apache-2.0
#include "ws/base/numerics.h"

#include <cstdint>

#include "ws/base/half.h"

namespace ws {
namespace {

const float quiet_nan = float_of(0x7FC00000u);
const float infinity = float_of(0x7F800000u);

float power_of_two(int exponent) {  // -126 .. 127
  return float_of(static_cast<uint32_t>(exponent + 127) << 23);
}

/// Coefficients from the highest power down.
template <int N>
float horner(float x, const float (&c)[N]) {
  float sum = c[0];
  for (int i = 1; i < N; ++i) sum = sum * x + c[i];
  return sum;
}

}  // namespace

float reciprocal(float x) {
  const uint32_t bits = bits_of(x), sign = bits & 0x80000000u, size = bits ^ sign;
  if (size > 0x7F800000u) return quiet_nan;
  if (size == 0x7F800000u) return float_of(sign);
  if (size == 0) return float_of(sign | 0x7F800000u);
  float a = float_of(size), scale = 1;
  if (size < 0x00800000u) a *= 0x1p24f, scale = 0x1p24f;   // subnormal
  if (size >= 0x7E000000u) a *= 0x1p-4f, scale = 0x1p-4f;  // the result nears the subnormals
  float y = float_of(0x7EF311C7u - bits_of(a));            // within 12 %
  for (int i = 0; i < 3; ++i) y = y * (2.0f - a * y);
  y = y + y * (1.0f - a * y);
  return float_of(sign | bits_of(y * scale));
}

float reciprocal_sqrt(float x) {
  const uint32_t bits = bits_of(x), size = bits & 0x7FFFFFFFu;
  if (size > 0x7F800000u) return quiet_nan;
  if (size == 0) return float_of(bits | 0x7F800000u);
  if (bits != size) return quiet_nan;
  if (size == 0x7F800000u) return 0;
  float a = x, scale = 1;
  if (size < 0x00800000u) a *= 0x1p24f, scale = 0x1p12f;
  float y = float_of(0x5F3759DFu - (bits_of(a) >> 1));  // within 3.5 %
  const float half = 0.5f * a;
  for (int i = 0; i < 2; ++i) y = y * (1.5f - (half * y) * y);
  y = y + y * (0.5f - (half * y) * y);
  return y * scale;
}

float exponential(float x) {
  if (x != x) return quiet_nan;
  if (x > 88.722839f) return infinity;
  if (x < -103.97208f) return 0;
  // x = k ln 2 + r; adding 1.5 * 2^23 rounds to a whole number.
  const float k = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  const float r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
  static const float c[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                            4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
  const float y = (horner(r, c) * (r * r) + r) + 1.0f;  // Cephes, expf
  const int whole = static_cast<int>(k);
  const int first = whole / 2;  // in two steps, as 2^k may lie outside the normal range
  return y * power_of_two(first) * power_of_two(whole - first);
}

float logarithm(float x) {
  const uint32_t bits = bits_of(x), size = bits & 0x7FFFFFFFu;
  if (size > 0x7F800000u) return quiet_nan;
  if (size == 0) return -infinity;
  if (bits != size) return quiet_nan;
  if (size == 0x7F800000u) return infinity;
  float a = x;
  int exponent = 0;
  if (size < 0x00800000u) a *= 0x1p24f, exponent = -24;
  const uint32_t scaled = bits_of(a) + (0x3F800000u - 0x3F3504F3u);  // m from sqrt(1/2) to sqrt(2)
  exponent += static_cast<int>(scaled >> 23) - 127;
  const float f = float_of((scaled & 0x7FFFFFu) + 0x3F3504F3u) - 1.0f;
  static const float c[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                            -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                            2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
  const float e = static_cast<float>(exponent), z = f * f;
  float y = horner(f, c) * f * z;  // Cephes, logf
  y = y + e * -2.12194440e-4f;
  y = y - 0.5f * z;
  return (f + y) + e * 0.693359375f;
}

float hyperbolic_tangent(float x) {
  const uint32_t sign = bits_of(x) & 0x80000000u;
  const float a = float_of(bits_of(x) ^ sign);
  if (x != x) return quiet_nan;
  float y = 1;
  if (a < 0.625f) {
    static const float c[] = {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f,
                              1.33314422036e-1f, -3.33332819422e-1f};
    const float z = a * a;
    y = horner(z, c) * z * a + a;  // Cephes, tanhf
  } else if (a < 9.1f) {
    y = 1.0f - 2.0f * reciprocal(exponential(2.0f * a) + 1.0f);
  }
  return float_of(sign | bits_of(y));
}

float logistic(float x) { return reciprocal(1.0f + exponential(-x)); }

namespace {
/// 2 sqrt(2/pi) (x + 0.044715 x^3)
float gelu_argument(float x) { return (x * 1.59576912f) * (1.0f + 0.044715f * (x * x)); }
}  // namespace

float gelu_tanh(float x) {
  if (x != x) return quiet_nan;
  const float s = logistic(gelu_argument(x));
  return s == 0 ? -0.0f : x * s;  // also where x is minus infinity
}

float gelu_tanh_slope(float x) {
  if (x != x) return quiet_nan;
  const float a = gelu_argument(x);
  const float e = exponential(float_of(bits_of(a) | 0x80000000u));  // e^-|a|
  const float near = reciprocal(1.0f + e), far = e * near;          // logistic of |a| and of -|a|
  const float s = a < 0 ? far : near;
  if (x * x > 400.0f) return s;  // 0 or 1; the product below would be 0 times infinity at the ends
  const float du = 1.59576912f + 0.21406387f * (x * x);
  return s + (x * (near * far)) * du;
}

}  // namespace ws
