// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ws/config/cluster_config.h"
#include "ws/workload/model.h"

namespace ws {

/// What one update of one parameter costs a MemoryX server.
struct optimizer_cost {
  double bytes_read, bytes_written, flops;
};

/// Bytes: f32 weight, gradient and each state are read, weight and states written, and the f16 copy
/// that is streamed next. Operations are counted in the update's formula (docs/numerics.md).
optimizer_cost cost_per_parameter(optimizer_kind kind);

/// The f32 master weights of one tensor with their optimizer state. The formulas are the usual ones
/// (torch.optim), every operation rounded to f32, square root and division as IEEE 754 rounds them.
class optimizer {
 public:
  optimizer(const training_config& training, std::vector<float> weights);

  const std::vector<float>& weights() const { return m_weights; }

  /// Updates weights [first, first + count). `step` counts from 1; each gradient is multiplied by
  /// `scale` first: clip_factor() / loss_scale.
  void update(uint64_t step, uint64_t first, const float* gradients, uint64_t count, float scale);

 private:
  training_config m_training;
  std::vector<float> m_weights, m_first_moment, m_second_moment;
};

/// Sum of squares in order of index, in f64; add tensors in order of their numbers.
double sum_of_squares(const float* gradients, uint64_t count);

/// min(1, max_gradient_norm / norm) with the norm of the unscaled gradients; 1 without clipping.
/// `step` counts from 1. Throws simulation_error when the sum is not finite: training has diverged.
double clip_factor(const training_config& training, uint64_t step, double scaled_sum_of_squares);

/// f32 master weights of every tensor: tables and matrices normal with variance 1/columns, gains 1,
/// biases 0. Fixed by the seed alone.
std::vector<std::vector<float>> initial_weights(const model& m, uint64_t seed);

}  // namespace ws
