// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ws/base/error.h"
#include "ws/base/half.h"
#include "ws/memoryx/optimizer.h"

namespace ws {
namespace {

training_config training(optimizer_kind kind) {
  training_config t;
  t.optimizer = kind;
  t.learning_rate = 0.01;
  t.weight_decay = 0.1;
  return t;
}

constexpr optimizer_kind kinds[] = {optimizer_kind::sgd, optimizer_kind::momentum,
                                    optimizer_kind::adam, optimizer_kind::adamw};

// The papers' formulas in f64, a weight at a time, moments from the whole history.
double expected(const training_config& t, double w, const std::vector<double>& gradients) {
  std::vector<double> seen;
  for (double g : gradients) {
    if (t.optimizer != optimizer_kind::adamw) g += t.weight_decay * w;
    seen.push_back(g);
    double first = 0, second = 0, weights1 = 0, weights2 = 0, velocity = 0;
    for (size_t i = 0; i < seen.size(); ++i) {
      const auto age = static_cast<double>(seen.size() - 1 - i);
      velocity += std::pow(t.momentum, age) * seen[i];
      first += std::pow(t.beta1, age) * seen[i];
      weights1 += std::pow(t.beta1, age);
      second += std::pow(t.beta2, age) * seen[i] * seen[i];
      weights2 += std::pow(t.beta2, age);
    }
    if (t.optimizer == optimizer_kind::sgd) {
      w -= t.learning_rate * g;
    } else if (t.optimizer == optimizer_kind::momentum) {
      w -= t.learning_rate * velocity;
    } else {
      if (t.optimizer == optimizer_kind::adamw) w *= 1 - t.learning_rate * t.weight_decay;
      w -= t.learning_rate * (first / weights1) / (std::sqrt(second / weights2) + t.epsilon);
    }
  }
  return w;
}

TEST(Optimizer, FollowsThePublishedFormulas) {
  for (const optimizer_kind kind : kinds) {
    const training_config t = training(kind);
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> start(50), g(50);
    for (float& w : start) w = normal(random);
    std::vector<std::vector<double>> history(50);
    optimizer all(t, start);
    for (uint64_t step = 1; step <= 20; ++step) {
      for (size_t i = 0; i < g.size(); ++i) {
        g[i] = normal(random);
        history[i].push_back(static_cast<double>(g[i]) * 0.25);
      }
      all.update(step, 0, g.data(), g.size(), 0.25f);
    }
    for (size_t i = 0; i < g.size(); ++i)
      EXPECT_NEAR(all.weights()[i], expected(t, start[i], history[i]), 3e-6);
  }
}

TEST(Optimizer, RangesAreUpdatedToTheSameBitsAsTheWhole) {
  for (const optimizer_kind kind : kinds) {
    const std::vector<float> start = {0.5f, -1, 2, 3, -4}, g = {1, 2, -3, 4, 5};
    optimizer whole(training(kind), start), parts(training(kind), start);
    for (uint64_t step = 1; step <= 3; ++step) {
      whole.update(step, 0, g.data(), 5, 0.5f);
      parts.update(step, 3, g.data() + 3, 2, 0.5f);
      parts.update(step, 0, g.data(), 3, 0.5f);
    }
    EXPECT_EQ(whole.weights(), parts.weights());
  }
  optimizer one(training(optimizer_kind::sgd), {1, 2});
  const float g = 1;
  EXPECT_THROW(one.update(1, 2, &g, 1, 1), std::logic_error);
}

TEST(Optimizer, ClipsTheNormOfTheUnscaledGradient) {
  training_config t;
  t.max_gradient_norm = 1;
  t.loss_scale = 4;
  const std::vector<float> g = {12, 16};  // norm 20, unscaled 5
  const double sum = sum_of_squares(g.data(), g.size());
  EXPECT_EQ(sum, 400);
  EXPECT_DOUBLE_EQ(clip_factor(t, 1, sum), 0.2);
  EXPECT_EQ(clip_factor(t, 1, 15.9), 1);
  EXPECT_EQ(clip_factor(t, 1, 0), 1);
  t.max_gradient_norm = 0;
  EXPECT_EQ(clip_factor(t, 1, sum), 1);
}

TEST(Optimizer, TellsOfGradientsThatAreNotFinite) {
  EXPECT_THROW(clip_factor({}, 3, INFINITY), simulation_error);
  EXPECT_THROW(clip_factor({}, 3, NAN), simulation_error);
}

TEST(Optimizer, CostsTheBytesOfItsStateAndItsStreamedCopy) {
  const double total[] = {14, 22, 30, 30};
  for (size_t i = 0; i < 4; ++i) {
    const optimizer_cost cost = cost_per_parameter(kinds[i]);
    EXPECT_EQ(cost.bytes_read + cost.bytes_written, total[i]);
    EXPECT_GT(cost.flops, 0);
  }
}

model small() {
  return parse_model(
      R"({"model_type": "gpt2", "n_embd": 64, "n_layer": 1, "n_head": 2, "n_positions": 16,
          "vocab_size": 50})",
      "m.json");
}

TEST(InitialWeights, AreNormalForMatricesOnesForGainsAndZerosForBiases) {
  const model m = small();
  const auto all = initial_weights(m, 1);
  ASSERT_EQ(all.size(), m.tensors.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const tensor& t = m.tensors[i];
    ASSERT_EQ(all[i].size(), t.parameters());
    if (t.rows == 1) {
      const bool gain =
          t.name.find("ln_") != std::string::npos && t.name.find(".weight") != std::string::npos;
      for (const float w : all[i]) ASSERT_EQ(w, gain ? 1.0f : 0.0f) << t.name;
      continue;
    }
    double sum = 0, squares = 0;
    for (const double w : all[i]) sum += w, squares += w * w;
    const auto n = static_cast<double>(all[i].size());
    const double variance = 1 / static_cast<double>(t.columns);
    EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n)) << t.name;
    EXPECT_NEAR(squares / n / variance, 1, 5 * std::sqrt(2 / n)) << t.name;
  }
}

// Numbers from scripts/reference.py, which starts from the same weights.
TEST(InitialWeights, AreThoseOfTheReference) {
  const auto all = initial_weights(small(), 1);
  EXPECT_EQ(all[0][0], -0x1.08f3000000000p-3f);
  EXPECT_EQ(all[0][1], -0x1.923c000000000p-4f);
  EXPECT_EQ(all[1][777], 0x1.04b6000000000p-4f);
  EXPECT_NE(all[0], initial_weights(small(), 2)[0]);
}

}  // namespace
}  // namespace ws
