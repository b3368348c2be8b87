// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ws {

// Elementary functions as fixed sequences of f32 additions, multiplications, comparisons and
// integer operations on the f32's bits: no division, no fused multiply-add, no library call, so
// that every level of fidelity makes the same bits. docs/numerics.md writes the sequences and
// errors down. Errors are in units of the last place (ulp) of the exact result.

/// 1 / x, error below 1.5 ulp. Infinite for zero, subnormal results included.
float reciprocal(float x);

/// 1 / sqrt(x), error below 2 ulp; NaN below zero, infinite for zero.
float reciprocal_sqrt(float x);

/// e^x, error below 1 ulp; zero and infinite beyond what f32 can hold.
float exponential(float x);

/// Natural logarithm, error below 1 ulp; NaN below zero, minus infinity for zero.
float logarithm(float x);

/// Hyperbolic tangent, error below 1.5 ulp.
float hyperbolic_tangent(float x);

/// 1 / (1 + e^-x), error below 3 ulp for normal results.
float logistic(float x);

/// GELU in its tanh form: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), as x * logistic(2 ...),
/// which does not cancel. The absolute error is below 3 * 2^-24 * max(1, |x|).
float gelu_tanh(float x);

/// Its derivative; the absolute error is below 8 * 2^-24.
float gelu_tanh_slope(float x);

}  // namespace ws
