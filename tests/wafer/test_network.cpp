// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "wafer/exact_network.h"
#include "ws/base/error.h"
#include "ws/base/half.h"
#include "ws/base/numerics.h"
#include "ws/wafer/network.h"

namespace ws {
namespace {

using weights_by_tensor = std::vector<std::vector<float>>;
constexpr float loss_scale = 1024;

model transformer() {
  return parse_model(
      R"({"model_type": "gpt2", "n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 8,
          "vocab_size": 13})",
      "m.json");
}
model separate_projections() {
  return parse_model(
      R"({"model_type": "opt", "hidden_size": 16, "num_hidden_layers": 1, "ffn_dim": 24,
          "num_attention_heads": 2, "max_position_embeddings": 8, "vocab_size": 13,
          "word_embed_proj_dim": 16})",
      "m.json");
}
model perceptron() {
  return parse_model(R"({"model_type": "mlp", "layer_sizes": [12, 20, 5]})", "m.json");
}

/// Random f16 weights; vectors too, so that gains and biases matter.
weights_by_tensor random_weights(const model& m, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  weights_by_tensor all;
  for (const tensor& t : m.tensors) {
    const bool gain = t.rows == 1 && t.name.find("weight") != std::string::npos;
    std::vector<float> w(t.parameters());
    for (float& x : w)
      x = rounded_to_half(t.rows == 1 ? (gain ? 1 : 0) + 0.2f * normal(random)
                                      : normal(random) / std::sqrt(static_cast<float>(t.columns)));
    all.push_back(w);
  }
  return all;
}

sample_batch random_batch(const model& m, uint64_t sequences, unsigned seed) {
  std::mt19937 random(seed);
  sample_batch batch;
  batch.sequences = sequences;
  const bool text = m.ops.front().kind == op_kind::embedding;
  batch.tokens_per_sequence = text ? 8 : 1;
  batch.features_per_token = text ? 0 : m.tensors[0].columns;
  for (uint64_t t = 0; t < batch.token_count(); ++t) {
    if (text) batch.tokens.push_back(static_cast<uint32_t>(random() % m.vocabulary));
    for (uint64_t i = 0; i < batch.features_per_token; ++i)
      batch.features.push_back(static_cast<float>(random() % 17) / 16);
    // Something to learn: gradients that add up rather than cancel, as in training.
    const uint64_t first = text ? batch.tokens.back() : random();
    batch.targets.push_back(static_cast<uint32_t>((5 * first + 1) % m.vocabulary));
  }
  return batch;
}

const std::vector<float>& weights_of(const op& o, const weights_by_tensor& w) {
  static const std::vector<float> none;
  return o.tensor < 0 ? none : w[static_cast<size_t>(o.tensor)];
}

/// One pass forward and backward; `again` forwards every op a second time before going backward.
weights_by_tensor gradients(network& net, const model& m, const weights_by_tensor& w,
                            const sample_batch& part, uint64_t tokens, bool again = false) {
  net.begin(part, loss_scale / static_cast<float>(tokens));
  const int last = static_cast<int>(m.ops.size()) - 1;
  const auto forward = [&](int i) { net.forward(i, weights_of(m.ops[static_cast<size_t>(i)], w)); };
  for (int i = 0; i <= last; ++i) forward(i);
  weights_by_tensor sums(m.tensors.size());
  for (int i = last; i >= 0; --i) {
    if (again && i % 5 == 0)
      for (int j = std::max(0, i - 5); j <= i; ++j) forward(j);
    const op& o = m.ops[static_cast<size_t>(i)];
    if (o.tensor >= 0) {
      std::vector<float>& sum = sums[static_cast<size_t>(o.tensor)];
      const std::vector<float> g = net.gradient(i);
      sum.resize(g.size());
      for (size_t k = 0; k < g.size(); ++k) sum[k] += g[k];
    }
    net.backward(i, weights_of(o, w));
  }
  return sums;
}

double norm(const std::vector<double>& v) {
  return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

/// Compares the network's first gradient with central differences of the exact network.
void expect_gradients(const model& m, unsigned seed) {
  const weights_by_tensor w = random_weights(m, seed);
  const sample_batch batch = random_batch(m, 32, seed + 1);
  network net(m);
  const weights_by_tensor got = gradients(net, m, w, batch, batch.token_count());
  exact_network exact(m, batch);
  for (size_t t = 0; t < w.size(); ++t) exact.set(t, w[t]);
  EXPECT_NEAR(net.loss_sum() / exact.loss_sum(), 1, 1e-4);
  std::mt19937 random(seed);
  for (size_t t = 0; t < w.size(); ++t) {
    std::vector<double> expected, difference;
    const size_t entries = std::min<size_t>(w[t].size(), 64);
    for (size_t n = 0; n < entries; ++n) {
      const size_t i = entries == w[t].size() ? n : random() % w[t].size();
      const double step = 1e-5;
      const double up = exact.loss_with(t, i, w[t][i] + step);
      const double down = exact.loss_with(t, i, w[t][i] - step);
      expected.push_back((up - down) / (2 * step) / static_cast<double>(batch.token_count()));
      difference.push_back(static_cast<double>(got[t][i]) / loss_scale - expected.back());
    }
    const std::string& name = m.tensors[t].name;
    // Softmax ignores what all keys share: the key bias has no gradient to be relative to, so what
    // rounding leaves of one is held below a thousandth of what its neighbours have (0.1 to 1).
    const bool key = name.find("k_proj.bias") != std::string::npos;
    const std::vector<double>& scale = key ? difference : expected;
    if (key)
      EXPECT_LE(norm(scale), 1e-4) << name;
    else
      EXPECT_LE(norm(difference) / norm(scale), 1e-3) << name;
  }
}

TEST(Network, TransformerGradientsMatchFiniteDifferences) { expect_gradients(transformer(), 1); }
TEST(Network, SeparateProjectionsMatchFiniteDifferences) {
  expect_gradients(separate_projections(), 2);
}
TEST(Network, PerceptronGradientsMatchFiniteDifferences) { expect_gradients(perceptron(), 3); }

// The shipped models on their own data. Along random directions of +-1 the mean square of the
// difference is the square of its norm over the whole tensor.
TEST(Network, ShippedModelsFirstGradientsMatchFiniteDifferences) {
  for (const char* file : {"mlp-digits", "char-transformer"}) {
    const model m = load_model(std::string(WS_SOURCE_DIR "/configs/models/") + file + ".json");
    const weights_by_tensor w = random_weights(m, 1);
    const sample_batch batch = load_dataset(m, 1)->batch(0, 100).share(0, 6);
    network net(m);
    const weights_by_tensor got = gradients(net, m, w, batch, batch.token_count());
    exact_network exact(m, batch);
    for (size_t t = 0; t < w.size(); ++t) exact.set(t, w[t]);
    std::mt19937 random(1);
    for (size_t t = 0; t < w.size(); ++t) {
      std::vector<double> direction(w[t].size()), off;
      const std::vector<double> g(got[t].begin(), got[t].end());
      for (int n = 0; n < 6; ++n) {
        for (double& z : direction) z = random() % 2 ? 1 : -1;
        const double step = 1e-4 / norm(direction);
        const double true_slope =
            exact.slope_along(t, direction, step) / static_cast<double>(batch.token_count());
        off.push_back(std::inner_product(g.begin(), g.end(), direction.begin(), 0.0) / loss_scale -
                      true_slope);
      }
      EXPECT_LE(norm(off) / std::sqrt(6.0) / (norm(g) / loss_scale), 1e-3) << m.tensors[t].name;
    }
  }
}

// The sums of docs/numerics.md one after the other; widths that are no multiple of any vector.
TEST(Network, AddsInTheDeclaredOrderToTheLastBit) {
  const model m = parse_model(R"({"model_type": "mlp", "layer_sizes": [37, 21]})", "m.json");
  const weights_by_tensor w = random_weights(m, 9);
  const sample_batch batch = random_batch(m, 11, 10);
  network net(m);
  const weights_by_tensor got = gradients(net, m, w, batch, batch.token_count());

  std::vector<float> matrix(37 * 21), bias(21);
  for (uint64_t t = 0; t < 11; ++t) {
    const float* x = batch.features.data() + t * 37;
    std::vector<float> z(21), share(21);
    for (uint64_t o = 0; o < 21; ++o) {
      float sum = 0;
      for (uint64_t i = 0; i < 37; ++i) sum += x[i] * w[0][o * 37 + i];
      z[o] = sum + w[1][o];
    }
    const float top = *std::max_element(z.begin(), z.end());
    float total = 0;
    for (uint64_t o = 0; o < 21; ++o) total += share[o] = exponential(z[o] - top);
    for (uint64_t o = 0; o < 21; ++o) {
      share[o] *= reciprocal(total);
      if (o == batch.targets[t]) share[o] -= 1.0f;
      const float delta = share[o] * (loss_scale / 11.0f);
      bias[o] += delta;
      for (uint64_t i = 0; i < 37; ++i) matrix[o * 37 + i] += from_half(to_half(delta)) * x[i];
    }
  }
  EXPECT_EQ(got[0], matrix);
  EXPECT_EQ(got[1], bias);
}

TEST(Network, SharesSumToTheGradientOfTheWhole) {
  for (const model& m : {transformer(), perceptron()}) {
    const weights_by_tensor w = random_weights(m, 5);
    const sample_batch batch = random_batch(m, 20, 6);
    network net(m);
    const weights_by_tensor whole = gradients(net, m, w, batch, batch.token_count());
    const double loss = net.loss_sum();
    for (const uint64_t n : {2u, 4u, 5u}) {
      std::vector<std::vector<double>> difference(whole.size());
      for (size_t t = 0; t < whole.size(); ++t)
        difference[t].assign(whole[t].begin(), whole[t].end());
      double sum = 0;
      for (uint64_t k = 0; k < n; ++k) {
        const sample_batch part = batch.share(k * 20 / n, 20 / n);
        const weights_by_tensor g = gradients(net, m, w, part, batch.token_count());
        sum += net.loss_sum();
        for (size_t t = 0; t < whole.size(); ++t)
          for (size_t i = 0; i < whole[t].size(); ++i) difference[t][i] -= g[t][i];
      }
      EXPECT_NEAR(sum, loss, 1e-9 * loss);
      for (size_t t = 0; t < whole.size(); ++t) {
        const std::vector<double> size(whole[t].begin(), whole[t].end());
        EXPECT_LE(norm(difference[t]), 2e-6 * norm(size) + 1e-7) << m.tensors[t].name;
      }
    }
  }
}

TEST(Network, ForwardAgainInBetweenChangesNoBit) {
  const model m = transformer();
  const weights_by_tensor w = random_weights(m, 7);
  const sample_batch batch = random_batch(m, 4, 8);
  network net(m);
  const weights_by_tensor once = gradients(net, m, w, batch, batch.token_count());
  EXPECT_EQ(gradients(net, m, w, batch, batch.token_count(), true), once);
  network other(m);
  gradients(other, m, w, random_batch(m, 9, 1), 72);  // leaves nothing behind
  EXPECT_EQ(gradients(other, m, w, batch, batch.token_count()), once);
}

TEST(Network, GradientsBeforeTheirTimeAreRefused) {
  const model m = perceptron();
  network net(m);
  net.begin(random_batch(m, 2, 1), 1);
  EXPECT_THROW(net.gradient(0), std::logic_error);
  EXPECT_THROW(net.backward(1), std::logic_error);
}

TEST(Network, SaysWhatItCannotRun) {
  const auto why = [](const char* text) {
    return network::unsupported(parse_model(text, "m.json"));
  };
  EXPECT_EQ(network::unsupported(transformer()), "");
  EXPECT_EQ(why(R"({"model_type": "mlp", "layer_sizes": [4, 4, 4], "activation": "silu"})"),
            "activation silu at layers.0.activation");
  EXPECT_EQ(why(R"({"model_type": "mlp", "layer_sizes": [20000, 20000, 2]})"),
            "400060002 parameters are more than 100000000");
  const model llama = load_model(WS_SOURCE_DIR "/configs/models/llama-7b.json");
  EXPECT_NE(network::unsupported(llama), "");
  EXPECT_THROW(network::require_supported(llama), input_error);
}

}  // namespace
}  // namespace ws
