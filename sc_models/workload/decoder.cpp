// SPDX-License-Identifier: Apache-2.0
#include "decoder.h"

#include <algorithm>

namespace ws {
namespace {

class decoder_builder {
 public:
  decoder_builder(const decoder_shape& shape, model& m) : m_shape(shape), m_graph(m) {}

  void build() {
    const decoder_names& name = m_shape.names;
    const uint64_t narrow = m_shape.embedding_width ? m_shape.embedding_width : m_shape.hidden;
    const std::string embedding = std::string(name.embedding) + ".weight";
    const int table = m_graph.tensor(embedding, m_shape.vocabulary, narrow, false);
    m_graph.add(op_kind::embedding, embedding, table, -1, narrow);
    int at = m_graph.last();
    if (narrow != m_shape.hidden)
      at = m_graph.matrix(name.project_in, at, m_shape.hidden, narrow, false, true);
    if (m_shape.positions) {
      const std::string position = std::string(name.position) + ".weight";
      const int rows = m_graph.tensor(position, m_shape.positions, m_shape.hidden, false);
      m_graph.add(op_kind::position, position, rows, at, m_shape.hidden);
      at = m_graph.last();
    }
    for (uint64_t layer = 0; layer < m_shape.layers; ++layer) {
      m_graph.set_block(static_cast<int>(layer));
      m_prefix = name.block + std::to_string(layer) + '.';
      at = block(at);
    }
    m_graph.set_block(-1);
    m_prefix.clear();
    if (m_shape.final_norm) at = norm(name.final_norm, at);
    if (narrow != m_shape.hidden)
      at = m_graph.matrix(name.project_out, at, narrow, m_shape.hidden, false, true);
    const std::string head = std::string(name.head) + ".weight";
    at = m_graph.matrix_of(
        m_shape.tied ? table : m_graph.tensor(head, m_shape.vocabulary, narrow, false), head, at,
        1);
    if (m_shape.head_bias) {
      const std::string bias = std::string(name.head) + ".bias";
      m_graph.add(op_kind::bias, bias, m_graph.tensor(bias, 1, m_shape.vocabulary, false), at,
                  m_shape.vocabulary);
      at = m_graph.last();
    }
    m_graph.add(op_kind::loss, "loss", -1, at, 1);
  }

 private:
  std::string named(const char* part) const { return m_prefix + part; }

  int norm(const char* part, int input) {
    const std::string name = named(part);
    op& next = m_graph.add(op_kind::normalize, name, -1, input, m_shape.hidden);
    next.function = m_shape.rms ? "rms" : "layer";
    next.epsilon = m_shape.epsilon;
    if (m_shape.norm_gain) vector(op_kind::gain, name + ".weight");
    if (m_shape.norm_bias) vector(op_kind::bias, name + ".bias");
    return m_graph.last();
  }
  void vector(op_kind kind, const std::string& name) {
    const int input = m_graph.last();
    m_graph.add(kind, name, m_graph.tensor(name, 1, m_shape.hidden, false), input, m_shape.hidden);
  }

  int block(int input) {
    const decoder_names& name = m_shape.names;
    const uint64_t h = m_shape.hidden;
    if (m_shape.parallel) {
      const int normed = norm(name.norm1, input);
      const int attended = attention(normed);
      const int fed = feed_forward(m_shape.second_norm ? norm(name.norm2, input) : normed);
      const int first = m_graph.residual(named("residual_1"), attended, input, h);
      return m_graph.residual(named("residual_2"), fed, first, h);
    }
    int at = attention(m_shape.norm_before ? norm(name.norm1, input) : input);
    at = m_graph.residual(named("residual_1"), at, input, h);
    if (!m_shape.norm_before) at = norm(name.norm1, at);
    const int middle = at;
    if (m_shape.norm_before) at = norm(name.norm2, at);
    if (m_shape.experts) return mixture(at, middle);
    at = m_graph.residual(named("residual_2"), feed_forward(at), middle, h);
    return m_shape.norm_before ? at : norm(name.norm2, at);
  }

  int attention(int input) {
    const decoder_names& name = m_shape.names;
    const uint64_t h = m_shape.hidden;
    const uint64_t queries = m_shape.heads * m_shape.head_width;
    const uint64_t keys = m_shape.key_value_heads * m_shape.head_width;
    int q = -1, k = -1, v = -1;
    if (m_shape.fused_qkv) {
      q = m_graph.matrix(named(name.qkv), input, queries + 2 * keys, h, m_shape.qkv_bias, true);
    } else {
      q = m_graph.matrix(named(name.query), input, queries, h, m_shape.qkv_bias, true);
      k = m_graph.matrix(named(name.key), input, keys, h, m_shape.qkv_bias, true);
      v = m_graph.matrix(named(name.value), input, keys, h, m_shape.qkv_bias, true);
    }
    op& attend = m_graph.add(op_kind::attention, named("attention"), -1, q, queries);
    attend.second_input = k;
    attend.third_input = v;
    attend.heads = m_shape.heads;
    attend.forward_macs_per_token = 2.0 * static_cast<double>(queries) * keys_per_token();
    attend.backward_macs_per_token = 2 * attend.forward_macs_per_token;
    return m_graph.matrix(named(name.out), m_graph.last(), h, queries, m_shape.out_bias, true);
  }

  /// How many keys a token looks at on average; a causal one looks at half of the sequence.
  double keys_per_token() const {
    const auto s = static_cast<double>(m_shape.sequence);
    if (!m_shape.causal) return s;
    const auto w = static_cast<double>(m_shape.window);
    return w > 0 && w < s ? w - w * w / (2 * s) : s / 2;
  }

  int feed_forward(int input) {
    const decoder_names& name = m_shape.names;
    return feed_forward(input, named(name.gate), named(name.up), named(name.down), 1);
  }
  int feed_forward(int input, const std::string& gate_name, const std::string& up_name,
                   const std::string& down_name, double share) {
    const uint64_t h = m_shape.hidden, ffn = m_shape.ffn;
    const bool bias = m_shape.ffn_bias;
    const int gate =
        m_shape.gated ? m_graph.matrix(gate_name, input, ffn, h, bias, true, share) : -1;
    const int up = m_graph.matrix(up_name, input, ffn, h, bias, true, share);
    const int active =
        m_graph.activation(up_name + ".activation", up, m_shape.activation, ffn, gate);
    return m_graph.matrix(down_name, active, h, ffn, bias, true, share);
  }

  /// All experts are streamed; a token goes through the few that its router chose, whose results
  /// come with the router's weights.
  int mixture(int input, int residual_input) {
    const decoder_names& name = m_shape.names;
    const uint64_t h = m_shape.hidden;
    const double share =
        static_cast<double>(m_shape.experts_per_token) / static_cast<double>(m_shape.experts);
    int router = m_graph.matrix(named(name.router), input, m_shape.experts, h, false, false);
    router =
        m_graph.activation(named(name.router) + ".softmax", router, "softmax", m_shape.experts);
    int sum = residual_input;
    for (uint64_t e = 0; e < m_shape.experts; ++e) {
      const std::string expert = named(name.expert) + '.' + std::to_string(e) + '.';
      const int result =
          feed_forward(input, expert + name.gate, expert + name.up, expert + name.down, share);
      const int weighted = m_graph.activation(expert + "weight", result, "none", h, router);
      sum = m_graph.residual(expert + "residual", weighted, sum, h);
    }
    return sum;
  }

  const decoder_shape& m_shape;
  graph_builder m_graph;
  std::string m_prefix;
};

/// f16 bytes of one token in one block that backward cannot make again without a matrix product:
/// the block's input, q, k, v, the context, attention's sum with the residual (in a parallel block
/// nothing but the final sum reads it), and what the feed-forward matrices give before activation.
double spill_bytes(const decoder_shape& shape) {
  const auto h = static_cast<double>(shape.hidden);
  const auto head = static_cast<double>(shape.head_width);
  const double q = static_cast<double>(shape.heads) * head;
  const double kv = static_cast<double>(shape.key_value_heads) * head;
  double ffn = static_cast<double>(shape.ffn) * (shape.gated ? 2 : 1);
  if (shape.experts)
    ffn = ffn * static_cast<double>(shape.experts_per_token) + static_cast<double>(shape.experts);
  return 2 * (h + q + 2 * kv + q + (shape.parallel ? 0 : h) + ffn);
}

}  // namespace

void build_decoder(const decoder_shape& shape, model& m) {
  m.blocks = shape.layers;
  m.hidden = shape.hidden;
  m.heads = shape.heads;
  m.vocabulary = shape.vocabulary;
  m.sequence_length = shape.sequence;
  m.causal = shape.causal;
  m.spill_bytes_per_token = spill_bytes(shape);
  m.sample_bytes = 8 * shape.sequence;  // a 32-bit token id and its label
  decoder_builder(shape, m).build();
}

}  // namespace ws
