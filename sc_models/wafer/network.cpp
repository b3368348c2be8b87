// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/network.h"

#include <algorithm>
#include <stdexcept>

#include "network_products.h"
#include "ws/base/half.h"
#include "ws/base/numerics.h"

namespace ws {

network::network(const model& m) : m_model(m), m_slots(m.ops.size()) {
  if (!unsupported(m).empty()) throw std::logic_error("network: " + unsupported(m));
}

uint64_t network::input_width(const op& o) const {
  return o.input < 0 ? m_batch.features_per_token : at(o.input).width;
}

const float* network::input_value(const op& o) {
  return o.input < 0 ? m_batch.features.data() : of(o.input).value.data();
}

float* network::make(std::vector<float>& buffer, uint64_t width) {
  buffer.resize(m_batch.token_count() * width);
  return buffer.data();
}

/// Where the delta of an op's result is to be written: its own place if it is the first, otherwise
/// a buffer that delta_done() adds.
float* network::delta_target(int index) {
  slot& s = of(index);
  return make(s.has_delta ? m_sum : s.delta, at(index).width);
}

void network::delta_done(int index) {
  slot& s = of(index);
  if (s.has_delta)
    for (size_t i = 0; i < s.delta.size(); ++i) s.delta[i] += m_sum[i];
  s.has_delta = true;
}

void network::begin(const sample_batch& share, float delta_scale) {
  m_batch = share;
  m_delta_scale = delta_scale;
  m_loss_sum = 0;
  m_correct = 0;
  for (slot& s : m_slots) s.has_delta = false;
}

void network::forward(int index, const std::vector<float>& weights) {
  const op& o = at(index);
  slot& s = of(index);
  const uint64_t tokens = m_batch.token_count(), width = o.width;
  if (o.kind == op_kind::matrix) return forward_matrix(o, s, weights);
  if (o.kind == op_kind::normalize) return forward_normalize(o, s);
  if (o.kind == op_kind::attention) return forward_attention(o, s);
  if (o.kind == op_kind::loss) return forward_loss(o, s);
  float* y = make(s.value, width);
  const float* x = o.kind == op_kind::embedding ? nullptr : input_value(o);
  for (uint64_t t = 0; t < tokens; ++t, y += width) {
    const float* in = x ? x + t * width : nullptr;
    switch (o.kind) {
      case op_kind::embedding:
        std::copy_n(weights.data() + m_batch.tokens[t] * width, width, y);
        break;
      case op_kind::position: {
        const float* row = weights.data() + t % m_batch.tokens_per_sequence * width;
        for (uint64_t i = 0; i < width; ++i) y[i] = in[i] + row[i];
        break;
      }
      case op_kind::gain:
        for (uint64_t i = 0; i < width; ++i) y[i] = in[i] * weights[i];
        break;
      case op_kind::bias:
        for (uint64_t i = 0; i < width; ++i) y[i] = in[i] + weights[i];
        break;
      case op_kind::activation:
        if (o.function == "relu")
          for (uint64_t i = 0; i < width; ++i) y[i] = in[i] <= 0 ? 0.0f : in[i];
        else
          for (uint64_t i = 0; i < width; ++i) y[i] = gelu_tanh(in[i]);
        break;
      case op_kind::residual: {
        const float* other = of(o.second_input).value.data() + t * width;
        for (uint64_t i = 0; i < width; ++i) y[i] = in[i] + other[i];
        break;
      }
      default:
        break;
    }
  }
}

void network::forward_matrix(const op& o, slot& s, const std::vector<float>& weights) {
  const uint64_t columns = input_width(o), tokens = m_batch.token_count();
  round_to_half(input_value(o), tokens * columns, make(s.operand, columns));
  m_transposed.resize(weights.size());
  transpose(o.width, columns, weights.data(), columns, m_transposed.data());
  multiply(tokens, o.width, columns, {s.operand.data(), columns, 1}, m_transposed.data(), o.width,
           make(s.value, o.width), o.width);
}

void network::forward_normalize(const op& o, slot& s) {
  const uint64_t width = o.width;
  const auto part = static_cast<float>(1 / static_cast<double>(width));
  const float *x = input_value(o), epsilon = static_cast<float>(o.epsilon);
  float *y = make(s.value, width), *factor = make(s.factor, 1);
  for (uint64_t t = 0; t < m_batch.token_count(); ++t, x += width, y += width) {
    float sum = 0, squares = 0;
    for (uint64_t i = 0; i < width; ++i) sum += x[i];
    const float mean = sum * part;
    for (uint64_t i = 0; i < width; ++i) {
      y[i] = x[i] - mean;
      squares += y[i] * y[i];
    }
    factor[t] = reciprocal_sqrt(squares * part + epsilon);
    for (uint64_t i = 0; i < width; ++i) y[i] *= factor[t];
  }
}

void network::forward_attention(const op& o, slot& s) {
  const uint64_t n = m_batch.tokens_per_sequence, width = o.width;
  const bool fused = o.second_input < 0;
  const uint64_t step = fused ? 3 * width : width;
  const attention_shape shape{n, o.heads, width / o.heads, step};
  const float* q = input_value(o);
  const float* k = fused ? q + width : of(o.second_input).value.data();
  const float* v = fused ? q + 2 * width : of(o.third_input).value.data();
  float *context = make(s.value, width), *softmax = make(s.operand, n * o.heads);
  for (uint64_t i = 0; i < m_batch.sequences; ++i) {
    const uint64_t at = i * n * step;
    attention_forward(shape, {q + at, k + at, v + at}, softmax + i * n * n * o.heads,
                      context + i * n * width);
  }
}

void network::forward_loss(const op& o, slot& s) {
  const uint64_t classes = input_width(o);
  const float* x = input_value(o);
  float* y = make(s.value, classes);  // the derivative, which backward hands on
  m_loss_sum = 0;
  m_correct = 0;
  for (uint64_t t = 0; t < m_batch.token_count(); ++t, x += classes, y += classes) {
    const uint32_t target = m_batch.targets[t];
    const float* top = std::max_element(x, x + classes);
    m_correct += static_cast<uint64_t>(top - x) == target;
    float total = 0;
    for (uint64_t i = 0; i < classes; ++i) {
      y[i] = exponential(x[i] - *top);
      total += y[i];
    }
    m_loss_sum += static_cast<double>((logarithm(total) + *top) - x[target]);
    const float part = reciprocal(total);
    for (uint64_t i = 0; i < classes; ++i) {
      const float share = y[i] * part;
      y[i] = (i == target ? share - 1.0f : share) * m_delta_scale;
    }
  }
}

test_result test_network(const model& m, const std::vector<std::vector<float>>& weights,
                         const dataset& data) {
  const sample_batch all = data.test();
  network net(m);
  test_result result;
  uint64_t correct = 0;
  constexpr uint64_t at_once = 64;  // sequences; bounds the memory
  for (uint64_t first = 0; first < all.sequences; first += at_once) {
    net.begin(all.share(first, std::min(at_once, all.sequences - first)), 1);
    for (size_t i = 0; i < m.ops.size(); ++i) {
      const int t = m.ops[i].tensor;
      net.forward(static_cast<int>(i),
                  t < 0 ? std::vector<float>{} : weights[static_cast<size_t>(t)]);
    }
    correct += net.correct();
    result.loss += net.loss_sum();
  }
  const auto tokens = static_cast<double>(all.token_count());
  result.accuracy = static_cast<double>(correct) / tokens;
  result.loss /= tokens;
  return result;
}

}  // namespace ws
