// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/workload/dataset.h"
#include "ws/workload/model.h"

namespace ws {

/// The numbers of a training step on one wafer: walks model.ops over one system's share of a
/// micro-batch, op by op as the weights arrive. Rounding points and orders of addition are those of
/// docs/numerics.md, so that a repeated run has the same bits. Knows neither time nor the wire.
///
/// Per micro-batch: begin(), forward() for every op in order, then for every op in reverse order
/// gradient() (if it has weights) and backward(). forward() may be called again in between
/// (recomputation); it makes the same values.
class network {
 public:
  /// Why `m` cannot run with values; empty when it can.
  static std::string unsupported(const model& m);
  /// Throws input_error with that.
  static void require_supported(const model& m);

  /// `m` must be supported and outlive the network.
  explicit network(const model& m);

  /// `delta_scale` multiplies the loss's derivative: loss scale / tokens of the whole global batch,
  /// so that the sum over all systems and micro-batches is the scaled mean's gradient.
  void begin(const sample_batch& share, float delta_scale);

  /// `weights`: the whole tensor of the op, rows x columns, f16 values; empty when it has none.
  void forward(int op, const std::vector<float>& weights = {});

  /// d loss / d weights, rows x columns of the op's tensor. Needs the ops behind it to have gone
  /// backward, but not the op's own weights: gradients stream out while these still arrive.
  std::vector<float> gradient(int op);

  /// Hands the op's delta on to its inputs.
  void backward(int op, const std::vector<float>& weights = {});

  double loss_sum() const { return m_loss_sum; }  ///< over the share's tokens, in their order
  uint64_t correct() const { return m_correct; }  ///< tokens whose target got the largest logit
  uint64_t token_count() const { return m_batch.token_count(); }

 private:
  struct slot {
    std::vector<float> value;    ///< the op's result, tokens x width
    std::vector<float> operand;  ///< matrix: its input in f16; attention: what softmax gave
    std::vector<float> factor;   ///< normalize: 1 / deviation per token
    std::vector<float> delta;    ///< d loss / d value, summed over its readers
    bool has_delta = false;
  };
  const op& at(int index) const { return m_model.ops[static_cast<size_t>(index)]; }
  slot& of(int index) { return m_slots[static_cast<size_t>(index)]; }
  uint64_t input_width(const op& o) const;
  const float* input_value(const op& o);
  float* make(std::vector<float>& buffer, uint64_t width);
  float* delta_target(int index);
  void delta_done(int index);

  void forward_matrix(const op& o, slot& s, const std::vector<float>& weights);
  void forward_normalize(const op& o, slot& s);
  void forward_attention(const op& o, slot& s);
  void forward_loss(const op& o, slot& s);
  void backward_matrix(const op& o, slot& s, const std::vector<float>& weights);
  void backward_normalize(const op& o, slot& s);
  void backward_attention(const op& o, slot& s);
  void gradient_by_token(const op& o, const slot& s, std::vector<float>& sum);

  const model& m_model;
  sample_batch m_batch;
  float m_delta_scale = 1;
  std::vector<slot> m_slots;
  std::vector<float> m_sum;                       // a delta on its way to an earlier one
  std::vector<float> m_half_delta, m_transposed;  // operands of the products
  double m_loss_sum = 0;
  uint64_t m_correct = 0;
};

/// Share of the test data's tokens that the network gets right, and its mean loss there.
struct test_result {
  double accuracy = 0, loss = 0;
};
/// `weights`: f16 values of every tensor of the model.
test_result test_network(const model& m, const std::vector<std::vector<float>>& weights,
                         const dataset& data);

}  // namespace ws
