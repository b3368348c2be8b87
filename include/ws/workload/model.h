// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ws {

/// One parameter tensor, a matrix of `rows` output features x `columns` input features; a vector
/// (bias, norm) has one row.
struct tensor {
  std::string name;  ///< as in the HuggingFace implementation
  uint64_t rows = 1, columns = 1;
  bool sparsifiable = false;  ///< true for matrices whose zeros are skipped
  uint64_t parameters() const { return rows * columns; }
};

enum class op_kind {
  embedding,   ///< look-up of token rows: weights are streamed, no multiply-adds
  position,    ///< adds learned positions
  normalize,   ///< layer norm or RMS norm without its gain
  gain,        ///< multiplies by a streamed vector
  bias,        ///< adds a streamed vector
  matrix,      ///< y = x W^T
  attention,   ///< scores, softmax, context; no weights
  activation,  ///< ReLU, GELU, SiLU, gate; no weights
  residual,    ///< adds the block's input
  loss         ///< softmax and cross-entropy, or what the model has; no weights
};
const char* to_string(op_kind kind);

/// One step of the forward pass. Ops follow each other; `input` and `second_input` name the ops
/// whose results are read (-1: the sample itself), so that backward can walk the same graph.
struct op {
  op_kind kind = op_kind::matrix;
  std::string name;
  int tensor = -1;  ///< index into model::tensors; -1: nothing is streamed
  int block = -1;   ///< decoder layer 0..L-1; -1: before or after the blocks
  int input = -1;
  int second_input = -1;  ///< the other summand of a residual, the gate of a gated activation
  int third_input = -1;   ///< attention with q, k and v apart reads them in this order
  std::string function;   ///< activation: relu, gelu, gelu_tanh, silu, and in mixtures softmax and
                          ///< none; with a gate the result is input x function(second_input);
                          ///< normalize: layer, rms
  uint64_t width = 0;     ///< elements of the result per token; the loss has one
  uint64_t heads = 0;     ///< attention only
  double epsilon = 0;     ///< normalize only
  double forward_macs_per_token = 0;   ///< multiply-adds, mixture experts weighted by their share
  double backward_macs_per_token = 0;  ///< with respect to inputs and to weights together
};

/// A network as weight streaming sees it.
struct model {
  std::string name, family;
  std::string file;  ///< where it was read
  uint64_t blocks = 0, hidden = 0, heads = 0, vocabulary = 0;
  uint64_t sequence_length = 1;  ///< tokens per sequence
  bool causal = true;
  std::vector<tensor> tensors;  ///< each once, tied ones shared by several ops
  std::vector<op> ops;          ///< in streaming order
  /// Of one block: f16 results that backward cannot recompute element by element.
  double spill_bytes_per_token = 0;
  uint64_t sample_bytes = 0;  ///< of one sequence as it is sent to the wafer, labels included
  std::string data;           ///< data set for runs with values, a path; empty: none
  std::vector<std::string> ignored_keys;

  uint64_t parameters() const;
  double forward_flops_per_token() const;  ///< 2 per multiply-add
  double backward_flops_per_token() const;
};

/// Reads a HuggingFace config.json (gpt2, gptj, gpt_neox, opt, llama, mistral, mixtral) or a plain
/// shape (dense, mlp). Throws input_error with every fault.
model load_model(const std::string& path);
model parse_model(const std::string& text, const std::string& name);

}  // namespace ws
