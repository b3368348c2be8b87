// SPDX-License-Identifier: Apache-2.0
// What the product must be, output by output over all tokens at once: no tiles, no time.
#include <algorithm>
#include <cmath>
#include <utility>

#include "ws/base/fp.h"
#include "ws/kernels/gemm.h"

namespace ws::kernels {
namespace {

/// Sums over all tokens in f16 or f32.
struct mixed {
  using number = float;
  static number multiply_add(number sum, uint16_t a, uint16_t w) {
    return from_half(a) * from_half(w) + sum;
  }
  static number add(number a, number b) { return a + b; }
  static uint16_t rounded(number sum) { return to_half(sum); }
};

struct half {
  using number = uint16_t;
  static number multiply_add(number sum, uint16_t a, uint16_t w) { return f16_fma(a, w, sum); }
  static number add(number a, number b) { return f16_add(a, b); }
  static uint16_t rounded(number sum) { return sum; }
};

/// The ring's columns, each behind the one that sends to it: up along the even ones, back down.
std::vector<int> ring_of(int columns) {
  std::vector<int> ring;
  for (int x = 0; x < columns; x += 2) ring.push_back(x);
  for (int x = columns - 1 - columns % 2; x > 0; x -= 2) ring.push_back(x);
  return ring;
}

std::vector<uint16_t> by_feature(const gemm_shape& s, const gemm_data& data) {
  std::vector<uint16_t> turned(data.activations.size());
  for (uint64_t m = 0; m < s.tokens; ++m)
    for (uint64_t k = 0; k < s.inputs; ++k)
      turned[k * s.tokens + m] = data.activations[m * s.inputs + k];
  return turned;
}

template <class Kind>
class reference {
 public:
  reference(const gemm_mapping& m, const gemm_data& data)
      : m_map(m),
        m_data(data),
        m_ring(ring_of(m.columns)),
        m_turned(by_feature(m.shape, data)),
        m_total(m.shape.tokens),
        m_part(m.shape.tokens) {}

  std::vector<uint16_t> result() {
    const gemm_shape& s = m_map.shape;
    std::vector<uint16_t> out(s.tokens * s.outputs);
    for (uint64_t j = 0; j < s.outputs; ++j) {
      sum_up(j);
      for (uint64_t m = 0; m < s.tokens; ++m) out[m * s.outputs + j] = Kind::rounded(m_total[m]);
    }
    return out;
  }

 private:
  using number = typename Kind::number;

  /// Begins with the column that keeps the output, and goes once round the ring.
  void sum_up(uint64_t j) {
    const auto owner = std::find(m_ring.begin(), m_ring.end(), m_map.column_of_output(j));
    const auto first = static_cast<size_t>(owner - m_ring.begin());
    column(j, m_ring[first], m_total);
    for (size_t i = 1; i < m_ring.size(); ++i) {
      column(j, m_ring[(first + i) % m_ring.size()], m_part);
      for (size_t m = 0; m < m_part.size(); ++m) m_total[m] = Kind::add(m_total[m], m_part[m]);
    }
  }

  /// What the features of one column add to an output.
  void column(uint64_t j, int c, std::vector<number>& sums) {
    std::fill(sums.begin(), sums.end(), number{0});
    const gemm_shape& s = m_map.shape;
    const auto width = static_cast<uint64_t>(m_map.features);
    const uint64_t end = std::min(s.inputs, (static_cast<uint64_t>(c) + 1) * width);
    for (uint64_t k = static_cast<uint64_t>(c) * width; k < end; ++k) {
      const uint16_t w = m_data.weights[j * s.inputs + k];
      if ((w & 0x7fffu) == 0) continue;
      const uint16_t* const a = m_turned.data() + k * s.tokens;
      for (size_t m = 0; m < sums.size(); ++m) sums[m] = Kind::multiply_add(sums[m], a[m], w);
    }
  }

  const gemm_mapping& m_map;
  const gemm_data& m_data;
  std::vector<int> m_ring;
  std::vector<uint16_t> m_turned;  // inputs x tokens
  std::vector<number> m_total, m_part;
};

}  // namespace

std::vector<uint16_t> gemm_expected(const gemm_mapping& mapping, const gemm_data& data) {
  return mapping.half ? reference<half>(mapping, data).result()
                      : reference<mixed>(mapping, data).result();
}

double gemm_error(const gemm_shape& s, const gemm_data& data, const std::vector<uint16_t>& result) {
  std::vector<double> activations(data.activations.size());
  std::transform(data.activations.begin(), data.activations.end(), activations.begin(), from_half);
  double most = 0;
  std::vector<std::pair<uint64_t, double>> row;
  for (uint64_t j = 0; j < s.outputs; ++j) {
    row.clear();
    for (uint64_t k = 0; k < s.inputs; ++k)
      if (const uint16_t w = data.weights[j * s.inputs + k]; (w & 0x7fffu) != 0)
        row.emplace_back(k, from_half(w));
    for (uint64_t m = 0; m < s.tokens; ++m) {
      double sum = 0;
      for (const auto& [k, w] : row) sum += w * activations[m * s.inputs + k];
      const double distance = std::abs(from_half(result[m * s.outputs + j]) - sum);
      if (std::isnan(distance)) return distance;
      most = std::max(most, distance);
    }
  }
  return most;
}

}  // namespace ws::kernels
