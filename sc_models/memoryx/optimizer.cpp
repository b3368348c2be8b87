// SPDX-License-Identifier: Apache-2.0
#include "ws/memoryx/optimizer.h"

#include <cmath>
#include <stdexcept>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/random.h"

namespace ws {

optimizer_cost cost_per_parameter(optimizer_kind kind) {
  switch (kind) {
    case optimizer_kind::sgd:
      return {8, 6, 3};
    case optimizer_kind::momentum:
      return {12, 10, 5};
    case optimizer_kind::adam:
      return {16, 14, 15};
    case optimizer_kind::adamw:
      return {16, 14, 17};
  }
  return {};
}

optimizer::optimizer(const training_config& training, std::vector<float> weights)
    : m_training(training), m_weights(std::move(weights)) {
  if (training.optimizer != optimizer_kind::sgd) m_first_moment.resize(m_weights.size());
  if (training.optimizer == optimizer_kind::adam || training.optimizer == optimizer_kind::adamw)
    m_second_moment.resize(m_weights.size());
}

void optimizer::update(uint64_t step, uint64_t first, const float* gradients, uint64_t count,
                       float scale) {
  if (first + count > m_weights.size() || step == 0)
    throw std::logic_error("optimizer: a range beyond the tensor, or a step before the first");
  const optimizer_kind kind = m_training.optimizer;
  const auto rate = static_cast<float>(m_training.learning_rate);
  const auto decay = static_cast<float>(m_training.weight_decay);
  const auto momentum = static_cast<float>(m_training.momentum);
  const auto beta1 = static_cast<float>(m_training.beta1);
  const auto beta2 = static_cast<float>(m_training.beta2);
  const auto rest1 = static_cast<float>(1 - m_training.beta1);
  const auto rest2 = static_cast<float>(1 - m_training.beta2);
  const auto t = static_cast<double>(step);
  const auto unbias1 = static_cast<float>(1 / (1 - std::pow(m_training.beta1, t)));
  const auto unbias2 = static_cast<float>(1 / (1 - std::pow(m_training.beta2, t)));
  const auto epsilon = static_cast<float>(m_training.epsilon);
  const float decoupled = rate * decay;
  for (uint64_t i = first; i < first + count; ++i) {
    float w = m_weights[i], g = gradients[i - first] * scale;
    if (kind == optimizer_kind::adamw)
      w = w - decoupled * w;
    else if (decay != 0)
      g = g + decay * w;
    if (kind == optimizer_kind::sgd) {
      m_weights[i] = w - rate * g;
      continue;
    }
    float& m = m_first_moment[i];
    if (kind == optimizer_kind::momentum) {
      m = momentum * m + g;
      m_weights[i] = w - rate * m;
      continue;
    }
    float& v = m_second_moment[i];
    m = beta1 * m + rest1 * g;
    v = beta2 * v + rest2 * (g * g);
    m_weights[i] = w - (rate * (m * unbias1)) / (std::sqrt(v * unbias2) + epsilon);
  }
}

double sum_of_squares(const float* gradients, uint64_t count) {
  double sum = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const double g = gradients[i];
    sum += g * g;
  }
  return sum;
}

double clip_factor(const training_config& training, uint64_t step, double scaled_sum_of_squares) {
  if (!std::isfinite(scaled_sum_of_squares))
    throw simulation_error(say(msg::values_not_finite, step));
  const double norm = std::sqrt(scaled_sum_of_squares) / training.loss_scale;
  const double limit = training.max_gradient_norm;
  return limit > 0 && norm > limit ? limit / norm : 1.0;
}

std::vector<std::vector<float>> initial_weights(const model& m, uint64_t seed) {
  enum class start { zero, one, normal };
  std::vector<start> starts(m.tensors.size(), start::normal);
  for (const op& o : m.ops) {
    if (o.kind == op_kind::gain) starts[static_cast<size_t>(o.tensor)] = start::one;
    if (o.kind == op_kind::bias) starts[static_cast<size_t>(o.tensor)] = start::zero;
  }
  std::vector<std::vector<float>> all;
  for (size_t number = 0; number < m.tensors.size(); ++number) {
    const tensor& t = m.tensors[number];
    std::vector<float> weights(t.parameters(), starts[number] == start::one ? 1.0f : 0.0f);
    if (starts[number] == start::normal) {
      const auto deviation = static_cast<float>(1 / std::sqrt(static_cast<double>(t.columns)));
      const random_stream random(seed, random_purpose::weights, number);
      for (uint64_t i = 0; i < weights.size(); ++i) weights[i] = random.normal(i) * deviation;
    }
    all.push_back(std::move(weights));
  }
  return all;
}

}  // namespace ws
