// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ws/workload/dataset.h"
#include "ws/workload/model.h"

namespace ws {

/// A network in f64 without any rounding point, written from the textbook: token by token, without
/// kept results, tensors found by name. Forward only; gradients come from differences.
class exact_network {
 public:
  using row = std::vector<double>;

  exact_network(const model& m, const sample_batch& batch)
      : m_model(m), m_batch(batch), m_weights(m.tensors.size()) {}

  void set(size_t tensor, const std::vector<float>& values) {
    m_weights[tensor].assign(values.begin(), values.end());
  }
  double loss_with(size_t tensor, size_t index, double value) {
    std::swap(m_weights[tensor][index], value);
    const double loss = loss_sum();
    std::swap(m_weights[tensor][index], value);
    return loss;
  }
  /// The loss's derivative by step * direction, over the whole tensor.
  double slope_along(size_t tensor, const row& direction, double step) {
    row& w = m_weights[tensor];
    const row before = w;
    const auto loss_at = [&](double way) {
      for (size_t i = 0; i < w.size(); ++i) w[i] = before[i] + way * step * direction[i];
      return loss_sum();
    };
    const double slope = (loss_at(1) - loss_at(-1)) / (2 * step);
    w = before;
    return slope;
  }
  double loss_sum() const {
    double sum = 0;
    for (uint64_t s = 0; s < m_batch.sequences; ++s) {
      const std::vector<row> logits = m_model.family == "mlp" ? perceptron(s) : decoder(s);
      for (size_t t = 0; t < logits.size(); ++t) {
        double total = 0;
        for (const double x : logits[t]) total += std::exp(x);
        sum += std::log(total) - logits[t][m_batch.targets[s * m_batch.tokens_per_sequence + t]];
      }
    }
    return sum;
  }

 private:
  const row& find(const std::string& end) const {
    for (size_t i = 0; i < m_model.tensors.size(); ++i) {
      const std::string& name = m_model.tensors[i].name;
      if (name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0)
        return m_weights[i];
    }
    throw std::logic_error("no tensor " + end);
  }
  row linear(const row& x, const std::string& name) const {
    const row &w = find(name + ".weight"), &b = find(name + ".bias");
    row y = b;
    for (size_t o = 0; o < y.size(); ++o)
      for (size_t i = 0; i < x.size(); ++i) y[o] += w[o * x.size() + i] * x[i];
    return y;
  }
  row normalized(const row& x, const std::string& name) const {
    const row &gain = find(name + ".weight"), &bias = find(name + ".bias");
    const auto n = static_cast<double>(x.size());
    double mean = 0, square = 0;
    for (const double v : x) mean += v / n, square += v * v / n;
    row y = x;
    for (size_t i = 0; i < x.size(); ++i)
      y[i] = (x[i] - mean) / std::sqrt(square - mean * mean + 1e-5) * gain[i] + bias[i];
    return y;
  }
  static double gelu(double x) {
    return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * std::pow(x, 3))));
  }

  std::vector<row> perceptron(uint64_t s) const {
    const float* first = m_batch.features.data() + s * m_batch.features_per_token;
    row x(first, first + m_batch.features_per_token);
    for (uint64_t i = 0; i <= m_model.blocks; ++i) {
      x = linear(x, "layers." + std::to_string(i));
      if (i < m_model.blocks)
        for (double& v : x) v = std::max(v, 0.0);
    }
    return {x};
  }

  std::vector<row> decoder(uint64_t s) const {
    const bool opt = m_model.family == "opt";
    const row& table = find(opt ? "embed_tokens.weight" : "wte.weight");
    const row& places = find(opt ? "embed_positions.weight" : "wpe.weight");
    const size_t n = m_batch.tokens_per_sequence, h = m_model.hidden, heads = m_model.heads;
    std::vector<row> x(n, row(h));
    for (size_t t = 0; t < n; ++t)
      for (size_t i = 0; i < h; ++i)
        x[t][i] = table[m_batch.tokens[s * n + t] * h + i] + places[t * h + i];
    for (uint64_t layer = 0; layer < m_model.blocks; ++layer) {
      const std::string block = (opt ? "layers." : "h.") + std::to_string(layer) + ".";
      std::vector<row> q, k, v;
      for (const row& in : x) {
        const row y = normalized(in, block + (opt ? "self_attn_layer_norm" : "ln_1"));
        if (opt) {
          q.push_back(linear(y, block + "self_attn.q_proj"));
          k.push_back(linear(y, block + "self_attn.k_proj"));
          v.push_back(linear(y, block + "self_attn.v_proj"));
          continue;
        }
        const row all = linear(y, block + "attn.c_attn");
        const auto at = [&](size_t part) { return all.begin() + static_cast<long>(part * h); };
        q.emplace_back(at(0), at(1));
        k.emplace_back(at(1), at(2));
        v.emplace_back(at(2), at(3));
      }
      for (size_t t = 0; t < n; ++t) {
        const row context = attend(q[t], k, v, t, h / heads);
        const row out = linear(context, block + (opt ? "self_attn.out_proj" : "attn.c_proj"));
        for (size_t i = 0; i < h; ++i) x[t][i] += out[i];
        row inner = linear(normalized(x[t], block + (opt ? "final_layer_norm" : "ln_2")),
                           block + (opt ? "fc1" : "mlp.c_fc"));
        for (double& value : inner) value = opt ? std::max(value, 0.0) : gelu(value);
        const row fed = linear(inner, block + (opt ? "fc2" : "mlp.c_proj"));
        for (size_t i = 0; i < h; ++i) x[t][i] += fed[i];
      }
    }
    std::vector<row> logits;
    for (const row& in : x) {
      const row y = normalized(in, opt ? "decoder.final_layer_norm" : "ln_f");
      row z(m_model.vocabulary, 0.0);
      for (size_t c = 0; c < z.size(); ++c)
        for (size_t i = 0; i < h; ++i) z[c] += table[c * h + i] * y[i];
      logits.push_back(z);
    }
    return logits;
  }

  row attend(const row& q, const std::vector<row>& k, const std::vector<row>& v, size_t t,
             size_t d) const {
    row context(q.size(), 0.0);
    for (size_t first = 0; first < q.size(); first += d) {
      double total = 0;
      row sum(d, 0.0);
      for (size_t j = 0; j <= t; ++j) {
        double score = 0;
        for (size_t i = first; i < first + d; ++i) score += q[i] * k[j][i];
        const double share = std::exp(score / std::sqrt(static_cast<double>(d)));
        total += share;
        for (size_t i = 0; i < d; ++i) sum[i] += share * v[j][first + i];
      }
      for (size_t i = 0; i < d; ++i) context[first + i] = sum[i] / total;
    }
    return context;
  }

  const model& m_model;
  const sample_batch& m_batch;
  std::vector<row> m_weights;
};

}  // namespace ws
