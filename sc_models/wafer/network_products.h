// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws {

/// A matrix that lies anywhere: element (row, column) is first[row * row_step + column *
/// column_step].
struct matrix_view {
  const float* first;
  uint64_t row_step, column_step;
};

/// to (rows x columns, contiguous rows `to_step` apart) = left (rows x inner) * right (inner x
/// columns, contiguous rows `right_step` apart). Every element is a sum in f32 over the inner index
/// in ascending order from +0; the operands are f16 values, so each product is exact in f32.
void multiply(uint64_t rows, uint64_t columns, uint64_t inner, const matrix_view& left,
              const float* right, uint64_t right_step, float* to, uint64_t to_step);

/// to (columns x rows) = from (rows x columns) transposed.
void transpose(uint64_t rows, uint64_t columns, const float* from, uint64_t from_step, float* to);

/// Rounds to f16 values.
void round_to_half(const float* from, uint64_t count, float* to);

/// One sequence of causal attention with any number of heads.
struct attention_shape {
  uint64_t tokens, heads, head_width;
  uint64_t step;  ///< from one token's query (key, value) to the next one's
  uint64_t width() const { return heads * head_width; }
};
struct attention_inputs {
  const float *query, *key, *value;
};
struct attention_deltas {
  float *query, *key, *value;  ///< same step as the inputs
};

/// `softmax` (heads x tokens x tokens) is kept for backward; `context` is tokens x width.
void attention_forward(const attention_shape& shape, const attention_inputs& in, float* softmax,
                       float* context);
void attention_backward(const attention_shape& shape, const attention_inputs& in,
                        const float* softmax, const float* context_delta,
                        const attention_deltas& out);

}  // namespace ws
