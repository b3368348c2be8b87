// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/workload/model.h"

namespace ws {

/// What the tensors of a family are called. Parts of a block follow "<block><layer>.".
struct decoder_names {
  const char *embedding, *position, *project_in, *block;
  const char *norm1, *qkv, *query, *key, *value, *out;
  const char *norm2, *gate, *up, *down, *router, *expert;
  const char *final_norm, *project_out, *head;
};

/// A decoder-only transformer, whatever its family: the differences between families are values
/// here.
struct decoder_shape {
  decoder_names names{};
  uint64_t layers = 0, hidden = 0, heads = 0, key_value_heads = 0, head_width = 0;
  uint64_t ffn = 0, vocabulary = 0, sequence = 0;
  uint64_t positions = 0;        ///< rows of the learned positions; 0: rotary, nothing is streamed
  uint64_t embedding_width = 0;  ///< other than hidden: projected in and out
  uint64_t window = 0;           ///< tokens that attention looks back; 0: all
  uint64_t experts = 0, experts_per_token = 0;  ///< 0: one plain feed-forward part
  bool fused_qkv = false;                       ///< one matrix for query, key and value
  bool qkv_bias = true, out_bias = true, ffn_bias = true, head_bias = false;
  bool gated = false;
  bool parallel = false;    ///< attention and feed-forward read the same input
  bool second_norm = true;  ///< parallel only: a norm for each of the two
  bool norm_before = true;  ///< of a part; else after its residual
  bool final_norm = true, norm_gain = true, norm_bias = true, rms = false;
  bool tied = false;  ///< the last matrix is the embedding
  bool causal = true;
  std::string activation;
  double epsilon = 1e-5;
};

/// Gathers a model's tensors and ops; every call adds the next op of the stream and returns its
/// index.
class graph_builder {
 public:
  explicit graph_builder(model& m) : m_model(m) {}

  int tensor(const std::string& name, uint64_t rows, uint64_t columns, bool sparsifiable);
  op& add(op_kind kind, const std::string& name, int tensor, int input, uint64_t width);
  int last() const { return static_cast<int>(m_model.ops.size()) - 1; }
  /// y = x W^T and, if `bias`, + b. `share` is the part of the tokens that it works on.
  int matrix(const std::string& name, int input, uint64_t rows, uint64_t columns, bool bias,
             bool sparsifiable, double share = 1);
  int matrix_of(int tensor, const std::string& name, int input, double share);
  int activation(const std::string& name, int input, const std::string& function, uint64_t width,
                 int gate = -1);
  int residual(const std::string& name, int input, int second_input, uint64_t width);
  void set_block(int block) { m_block = block; }

 private:
  model& m_model;
  int m_block = -1;
};

void build_decoder(const decoder_shape& shape, model& m);

}  // namespace ws
