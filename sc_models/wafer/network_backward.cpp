// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "network_products.h"
#include "ws/base/numerics.h"
#include "ws/wafer/network.h"

namespace ws {

std::vector<float> network::gradient(int index) {
  const op& o = at(index);
  slot& s = of(index);
  if (o.tensor < 0 || !s.has_delta)
    throw std::logic_error("network: no gradient at op " + o.name + " yet, or ever");
  const tensor& t = m_model.tensors[static_cast<size_t>(o.tensor)];
  std::vector<float> sum(t.parameters(), 0.0f);
  if (o.kind == op_kind::matrix) {
    const uint64_t tokens = m_batch.token_count();
    round_to_half(s.delta.data(), tokens * t.rows, make(m_half_delta, t.rows));
    multiply(t.rows, t.columns, tokens, {m_half_delta.data(), 1, t.rows}, s.operand.data(),
             t.columns, sum.data(), t.columns);
  } else {
    gradient_by_token(o, s, sum);
  }
  return sum;
}

void network::gradient_by_token(const op& o, const slot& s, std::vector<float>& sum) {
  const uint64_t width = o.width;
  const float* delta = s.delta.data();
  const float* x = o.kind == op_kind::gain ? input_value(o) : nullptr;
  for (uint64_t t = 0; t < m_batch.token_count(); ++t, delta += width) {
    uint64_t row = 0;
    if (o.kind == op_kind::embedding) row = m_batch.tokens[t];
    if (o.kind == op_kind::position) row = t % m_batch.tokens_per_sequence;
    float* to = sum.data() + row * width;
    if (x)
      for (uint64_t i = 0; i < width; ++i) to[i] += delta[i] * x[t * width + i];
    else
      for (uint64_t i = 0; i < width; ++i) to[i] += delta[i];
  }
}

void network::backward(int index, const std::vector<float>& weights) {
  const op& o = at(index);
  slot& s = of(index);
  if (o.input < 0) return;  // nothing learns before it
  if (o.kind == op_kind::loss) {
    std::copy(s.value.begin(), s.value.end(), delta_target(o.input));
    return delta_done(o.input);
  }
  if (!s.has_delta) throw std::logic_error("network: op " + o.name + " goes backward too early");
  if (o.kind == op_kind::matrix) return backward_matrix(o, s, weights);
  if (o.kind == op_kind::normalize) return backward_normalize(o, s);
  if (o.kind == op_kind::attention) return backward_attention(o, s);
  const uint64_t width = o.width, count = m_batch.token_count() * width;
  const float *d = s.delta.data(), *x = input_value(o);
  float* to = delta_target(o.input);
  if (o.kind == op_kind::gain) {
    for (uint64_t i = 0; i < count; i += width)
      for (uint64_t c = 0; c < width; ++c) to[i + c] = d[i + c] * weights[c];
  } else if (o.kind == op_kind::activation && o.function == "relu") {
    for (uint64_t i = 0; i < count; ++i) to[i] = x[i] > 0 ? d[i] : 0.0f;
  } else if (o.kind == op_kind::activation) {
    for (uint64_t i = 0; i < count; ++i) to[i] = d[i] * gelu_tanh_slope(x[i]);
  } else {
    std::copy_n(d, count, to);  // bias, position, residual
  }
  delta_done(o.input);
  if (o.kind != op_kind::residual) return;
  std::copy_n(d, count, delta_target(o.second_input));
  delta_done(o.second_input);
}

void network::backward_matrix(const op& o, slot& s, const std::vector<float>& weights) {
  const uint64_t rows = o.width, columns = input_width(o), tokens = m_batch.token_count();
  round_to_half(s.delta.data(), tokens * rows, make(m_half_delta, rows));
  multiply(tokens, columns, rows, {m_half_delta.data(), rows, 1}, weights.data(), columns,
           delta_target(o.input), columns);
  delta_done(o.input);
}

void network::backward_normalize(const op& o, slot& s) {
  const uint64_t width = o.width;
  const auto part = static_cast<float>(1 / static_cast<double>(width));
  const float *d = s.delta.data(), *y = s.value.data();
  float* to = delta_target(o.input);
  for (uint64_t t = 0; t < m_batch.token_count(); ++t, d += width, y += width, to += width) {
    float sum = 0, along = 0;
    for (uint64_t i = 0; i < width; ++i) {
      sum += d[i];
      along += d[i] * y[i];
    }
    const float mean = sum * part, slope = along * part, factor = s.factor[t];
    for (uint64_t i = 0; i < width; ++i) to[i] = ((d[i] - mean) - y[i] * slope) * factor;
  }
  delta_done(o.input);
}

void network::backward_attention(const op& o, slot& s) {
  const uint64_t n = m_batch.tokens_per_sequence, width = o.width;
  const bool fused = o.second_input < 0;
  const uint64_t step = fused ? 3 * width : width;
  const attention_shape shape{n, o.heads, width / o.heads, step};
  const int sources[] = {o.input, fused ? o.input : o.second_input,
                         fused ? o.input : o.third_input};
  const float* in[3];
  float* out[3];
  for (int i = 0; i < 3; ++i) {
    const uint64_t offset = fused ? static_cast<uint64_t>(i) * width : 0;
    in[i] = of(sources[i]).value.data() + offset;
    out[i] = delta_target(sources[i]) + offset;
  }
  for (uint64_t i = 0; i < m_batch.sequences; ++i) {
    const uint64_t at = i * n * step;
    attention_backward(shape, {in[0] + at, in[1] + at, in[2] + at},
                       s.operand.data() + i * n * n * o.heads, s.delta.data() + i * n * width,
                       {out[0] + at, out[1] + at, out[2] + at});
  }
  delta_done(o.input);
  if (fused) return;
  delta_done(o.second_input);
  delta_done(o.third_input);
}

}  // namespace ws
