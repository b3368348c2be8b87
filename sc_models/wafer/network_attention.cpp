// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include "network_products.h"
#include "ws/base/half.h"
#include "ws/base/numerics.h"

namespace ws {
namespace {

float score_scale(const attention_shape& shape) {
  return static_cast<float>(1 / std::sqrt(static_cast<double>(shape.head_width)));
}

/// One head's part of a tokens x ... matrix, in f16, contiguous.
void gather(const attention_shape& shape, const float* from, uint64_t step, uint64_t head,
            std::vector<float>& to) {
  to.resize(shape.tokens * shape.head_width);
  for (uint64_t t = 0; t < shape.tokens; ++t)
    round_to_half(from + t * step + head * shape.head_width, shape.head_width,
                  to.data() + t * shape.head_width);
}

}  // namespace

void attention_forward(const attention_shape& shape, const attention_inputs& in, float* softmax,
                       float* context) {
  const uint64_t n = shape.tokens, d = shape.head_width;
  const float scale = score_scale(shape);
  std::vector<float> q, k, v, k_transposed(n * d), p(n * n);
  for (uint64_t h = 0; h < shape.heads; ++h) {
    gather(shape, in.query, shape.step, h, q);
    gather(shape, in.key, shape.step, h, k);
    gather(shape, in.value, shape.step, h, v);
    transpose(n, d, k.data(), d, k_transposed.data());
    float* s = softmax + h * n * n;
    multiply(n, n, d, {q.data(), d, 1}, k_transposed.data(), n, s, n);
    for (uint64_t i = 0; i < n; ++i) {
      float* row = s + i * n;
      for (uint64_t j = 0; j <= i; ++j) row[j] *= scale;
      const float top = *std::max_element(row, row + i + 1);
      float total = 0;
      for (uint64_t j = 0; j <= i; ++j) {
        row[j] = exponential(row[j] - top);
        total += row[j];
      }
      const float part = reciprocal(total);
      for (uint64_t j = 0; j <= i; ++j) row[j] *= part;
      std::fill(row + i + 1, row + n, 0.0f);  // later tokens: adding their zeros changes no sum
    }
    round_to_half(s, n * n, p.data());
    multiply(n, d, n, {p.data(), n, 1}, v.data(), d, context + h * d, shape.width());
  }
}

void attention_backward(const attention_shape& shape, const attention_inputs& in,
                        const float* softmax, const float* context_delta,
                        const attention_deltas& out) {
  const uint64_t n = shape.tokens, d = shape.head_width;
  const float scale = score_scale(shape);
  std::vector<float> q, k, v, delta, v_transposed(n * d), p(n * n), score_delta(n * n);
  for (uint64_t h = 0; h < shape.heads; ++h) {
    gather(shape, in.query, shape.step, h, q);
    gather(shape, in.key, shape.step, h, k);
    gather(shape, in.value, shape.step, h, v);
    gather(shape, context_delta, shape.width(), h, delta);
    const float* s = softmax + h * n * n;
    round_to_half(s, n * n, p.data());
    multiply(n, d, n, {p.data(), 1, n}, delta.data(), d, out.value + h * d, shape.step);
    transpose(n, d, v.data(), d, v_transposed.data());
    multiply(n, n, d, {delta.data(), d, 1}, v_transposed.data(), n, score_delta.data(), n);
    for (uint64_t i = 0; i < n; ++i) {
      float* row = score_delta.data() + i * n;
      const float* share = s + i * n;
      float along = 0;
      for (uint64_t j = 0; j <= i; ++j) along += share[j] * row[j];
      for (uint64_t j = 0; j <= i; ++j)
        row[j] = rounded_to_half((share[j] * (row[j] - along)) * scale);
      std::fill(row + i + 1, row + n, 0.0f);
    }
    multiply(n, d, n, {score_delta.data(), n, 1}, k.data(), d, out.query + h * d, shape.step);
    multiply(n, d, n, {score_delta.data(), 1, n}, q.data(), d, out.key + h * d, shape.step);
  }
}

}  // namespace ws
