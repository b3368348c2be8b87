// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "ws/base/half.h"
#include "ws/base/random.h"
#include "ws/isa/registers.h"
#include "ws/kernels/gemm.h"

namespace ws::kernels {
namespace {

constexpr unsigned row_end = 24;  // task of kernels/gemm.wsa
constexpr isa::field entry = isa::field_of("control", "entry");

bool is_zero(uint16_t half) { return (half & 0x7fffu) == 0; }

}  // namespace

uint64_t gemm_data::nonzeros() const {
  const auto zeros = std::count_if(weights.begin(), weights.end(), is_zero);
  return weights.size() - static_cast<uint64_t>(zeros);
}

gemm_data random_gemm(const gemm_shape& shape, double sparsity, uint64_t seed) {
  const random_stream activations(seed, random_purpose::activations);
  const random_stream weights(seed, random_purpose::weights), mask(seed, random_purpose::mask);
  gemm_data data;
  data.activations.resize(shape.tokens * shape.inputs);
  for (size_t i = 0; i < data.activations.size(); ++i)
    data.activations[i] = to_half(activations.normal(i));
  const double kept = std::max(1.0, static_cast<double>(shape.inputs) * (1 - sparsity));
  const auto scale = static_cast<float>(1 / std::sqrt(kept));
  constexpr double one = 4294967296.0;
  data.weights.resize(shape.outputs * shape.inputs);
  for (size_t i = 0; i < data.weights.size(); ++i)
    if (static_cast<double>(mask.bits(i) >> 32) >= sparsity * one)
      data.weights[i] = to_half(weights.normal(i) * scale);
  return data;
}

gemm_stream::gemm_stream(const gemm_mapping& mapping, const gemm_data& data, int column)
    : m_mapping(mapping),
      m_data(&data),
      m_first(std::min(mapping.shape.inputs, static_cast<uint64_t>(column) * mapping.features)),
      m_behind(std::min(mapping.shape.inputs, m_first + mapping.features)),
      m_feature(m_first) {}

/// Round by round, the columns' outputs in the ring's order: up along the even ones and back.
uint64_t gemm_stream::output() const {
  const gemm_mapping& m = m_mapping;
  const uint64_t columns = columns_in_round(), back = columns - (columns + 1) / 2;
  const uint64_t column = m_turn < columns - back ? 2 * m_turn : 2 * (columns - m_turn) - 1;
  return column * static_cast<uint64_t>(m.outputs) + m_round;
}

/// Those that have as many outputs.
uint64_t gemm_stream::columns_in_round() const {
  const auto each = static_cast<uint64_t>(m_mapping.outputs);
  return (m_mapping.shape.outputs - m_round + each - 1) / each;
}

void gemm_stream::end_output() {
  m_feature = m_first;
  if (++m_turn < columns_in_round()) return;
  m_turn = 0;
  ++m_round;
}

gemm_stream::wavelet gemm_stream::next() {
  const uint16_t* const row = m_data->weights.data() + output() * m_mapping.shape.inputs;
  while (m_feature < m_behind && is_zero(row[m_feature])) ++m_feature;
  if (m_feature == m_behind) {
    end_output();
    return {entry.put(0, row_end), true};
  }
  const auto place = static_cast<uint32_t>((m_feature - m_first) * m_mapping.tokens);
  const uint16_t weight = row[m_feature++];
  return {place << 16 | weight, false};
}

}  // namespace ws::kernels
