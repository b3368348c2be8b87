// SPDX-License-Identifier: Apache-2.0
#include "ws/cluster/training_values.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "ws/base/half.h"

namespace ws {
namespace {

std::vector<uint32_t> to_words(const std::vector<float>& values) {
  std::vector<uint32_t> words(values.size());
  if (!values.empty()) std::memcpy(words.data(), values.data(), 4 * values.size());
  return words;
}

/// One sequence after the other: its inputs (features as f32, or tokens), then its targets.
std::vector<uint32_t> sample_words(const sample_batch& batch) {
  std::vector<uint32_t> words;
  const uint64_t tokens = batch.tokens_per_sequence, features = tokens * batch.features_per_token;
  for (uint64_t s = 0; s < batch.sequences; ++s) {
    if (!batch.tokens.empty()) {
      const auto from = batch.tokens.begin() + static_cast<ptrdiff_t>(s * tokens);
      words.insert(words.end(), from, from + static_cast<ptrdiff_t>(tokens));
    } else {
      const size_t at = words.size();
      words.resize(at + features);
      std::memcpy(&words[at], &batch.features[s * features], 4 * features);
    }
    const auto from = batch.targets.begin() + static_cast<ptrdiff_t>(s * tokens);
    words.insert(words.end(), from, from + static_cast<ptrdiff_t>(tokens));
  }
  return words;
}

sample_batch samples_from(const std::vector<uint32_t>& words, const sample_batch& shape,
                          uint64_t sequences) {
  sample_batch batch;
  batch.sequences = sequences;
  batch.tokens_per_sequence = shape.tokens_per_sequence;
  batch.features_per_token = shape.features_per_token;
  const uint64_t tokens = shape.tokens_per_sequence;
  const bool has_tokens = !shape.tokens.empty();
  const uint64_t inputs = has_tokens ? tokens : tokens * shape.features_per_token;
  const uint32_t* at = words.data();
  for (uint64_t s = 0; s < sequences; ++s) {
    if (has_tokens) {
      batch.tokens.insert(batch.tokens.end(), at, at + inputs);
    } else {
      batch.features.resize((s + 1) * inputs);
      std::memcpy(&batch.features[s * inputs], at, 4 * inputs);
    }
    at += inputs;
    batch.targets.insert(batch.targets.end(), at, at + tokens);
    at += tokens;
  }
  return batch;
}

}  // namespace

/// One wafer's numbers: its network, and the weights as they arrive.
class wafer_numbers final : public wafer_values {
 public:
  explicit wafer_numbers(const training_values& shared)
      : m_shared(shared), m_network(*shared.m_model) {}

  void samples(const plan_item&, const std::vector<uint32_t>& words) override {
    const training_values& s = m_shared;
    const uint64_t sequences = s.m_plan->micro_batch_sequences;
    const double tokens = static_cast<double>(sequences * s.m_plan->micro_batches *
                                              s.m_config.systems * s.m_model->sequence_length);
    m_tokens = tokens;
    m_network.begin(samples_from(words, s.m_batch, sequences),
                    static_cast<float>(s.m_config.training.loss_scale / tokens));
  }

  std::vector<uint32_t> gradient(const plan_item& item) override {
    if (item.tensor < 0) {  // the loss, computed before it leaves
      m_network.forward(item.op);
      return to_words({static_cast<float>(m_network.loss_sum() / m_tokens)});
    }
    if (item.row_begin == 0) m_gradient = m_network.gradient(item.op);
    std::vector<uint32_t> words =
        to_words(pack_kept(m_gradient.data(), item.row_begin, item.row_end,
                           m_shared.m_masks[static_cast<size_t>(item.tensor)]));
    for (uint32_t r = 0; r < item.gradient_riders; ++r) {
      const rider& next = m_shared.m_plan->riders[item.first_gradient_rider + r];
      const std::vector<uint32_t> its = to_words(m_rider_gradients.at(next.tensor));
      words.insert(words.end(), its.begin(), its.end());
    }
    return words;
  }

  void weights(const plan_item& item, const std::vector<uint32_t>& words) override {
    const bool backward = item.pass == pass_kind::backward;
    if (item.tensor < 0) {
      if (backward)
        m_network.backward(item.op);
      else if (item.gradient_words == 0)
        m_network.forward(item.op);
      return;
    }
    const tensor& t = m_shared.m_model->tensors[static_cast<size_t>(item.tensor)];
    if (item.weights_ride) {
      m_weights = m_rider_weights.at(item.tensor);
    } else {
      m_weights.resize(t.parameters());
      decode_weights(unload_riders(item, words), item.row_begin, item.row_end, t.columns,
                     m_shared.sparse(item.tensor), m_weights.data());
    }
    if (item.row_end < t.rows) return;  // the op runs when its last tile is there
    if (item.gradient_rides)
      m_rider_gradients[item.tensor] =
          pack_kept(m_network.gradient(item.op).data(), 0, 1,
                    m_shared.m_masks[static_cast<size_t>(item.tensor)]);
    if (backward)
      m_network.backward(item.op, m_weights);
    else
      m_network.forward(item.op, m_weights);
  }

 private:
  /// Keeps the riders' weights for their ops; returns the item's own words.
  std::vector<uint32_t> unload_riders(const plan_item& item, const std::vector<uint32_t>& words) {
    auto end = words.end();
    for (uint32_t r = item.weight_riders; r-- > 0;) {
      const rider& next = m_shared.m_plan->riders[item.first_weight_rider + r];
      const auto begin = end - static_cast<ptrdiff_t>(next.weight_words);
      const tensor& t = m_shared.m_model->tensors[static_cast<size_t>(next.tensor)];
      std::vector<float>& weights = m_rider_weights[next.tensor];
      weights.resize(t.parameters());
      decode_weights({begin, end}, 0, t.rows, t.columns, m_shared.sparse(next.tensor),
                     weights.data());
      end = begin;
    }
    return {words.begin(), end};
  }

  const training_values& m_shared;
  network m_network;
  std::map<int, std::vector<float>> m_rider_weights, m_rider_gradients;  // by tensor
  std::vector<float> m_weights, m_gradient;
  double m_tokens = 1;
};

training_values::training_values(const cluster_config& config, std::shared_ptr<const model> m,
                                 std::shared_ptr<const plan> p)
    : m_config(config), m_model(std::move(m)), m_plan(std::move(p)) {
  network::require_supported(*m_model);
  m_data = load_dataset(*m_model, config.training.seed);
  auto weights = initial_weights(*m_model, config.training.seed);
  for (size_t t = 0; t < weights.size(); ++t) {
    const tensor& shape = m_model->tensors[t];
    const uint64_t kept = kept_per_row(shape, config.training.sparsity);
    m_masks.push_back(kept == shape.columns
                          ? full_mask(shape.columns)
                          : make_mask(shape.rows, shape.columns, kept, config.training.seed, t));
    // Only kept weights exist for the optimizer: the others are zero for good.
    m_weights.emplace_back(config.training,
                           pack_kept(weights[t].data(), 0, shape.rows, m_masks.back()));
    m_gradients.emplace_back(shape.rows * kept, 0.0F);
  }
}

bool training_values::sparse(int tensor) const {
  return streams_sparse(m_model->tensors[static_cast<size_t>(tensor)], m_config.training.sparsity);
}

std::unique_ptr<wafer_values> training_values::make_wafer(uint64_t) {
  return std::make_unique<wafer_numbers>(*this);
}

sample_source training_values::samples_of(uint64_t system) {
  return [this, system](uint32_t step, const plan_item& item) {
    const uint64_t each = m_plan->sequences_per_system, micro = m_plan->micro_batch_sequences;
    if (m_batch_step != step) m_batch = m_data->batch(step, each * m_config.systems);
    m_batch_step = step;
    return sample_words(m_batch.share(system * each + item.micro_batch * micro, micro));
  };
}

std::vector<uint32_t> training_values::words_of(int tensor, uint64_t row_begin,
                                                uint64_t row_end) const {
  const auto t = static_cast<size_t>(tensor);
  const ws::tensor& shape = m_model->tensors[t];
  std::vector<float> master(shape.parameters());
  unpack_kept(m_weights[t].weights(), 0, shape.rows, m_masks[t], master.data());
  return encode_weights(master.data(), row_begin, row_end, m_masks[t], sparse(tensor));
}

std::vector<uint32_t> training_values::weight_words(const plan_item& item) {
  std::vector<uint32_t> words = words_of(item.tensor, item.row_begin, item.row_end);
  for (uint32_t r = 0; r < item.weight_riders; ++r) {
    const int tensor = m_plan->riders[item.first_weight_rider + r].tensor;
    const std::vector<uint32_t> its =
        words_of(tensor, 0, m_model->tensors[static_cast<size_t>(tensor)].rows);
    words.insert(words.end(), its.begin(), its.end());
  }
  return words;
}

void training_values::add_gradient(const plan_item& item, uint64_t first,
                                   const std::vector<uint32_t>& words) {
  if (item.tensor < 0) {
    float loss = 0;
    if (first == 0) std::memcpy(&loss, words.data(), 4);
    m_loss += loss;
    return;
  }
  const uint64_t kept = m_gradients[static_cast<size_t>(item.tensor)].size() /
                        m_model->tensors[static_cast<size_t>(item.tensor)].rows;
  const uint64_t end = std::min(first + words.size(), item.gradient_words);
  // Part by part of what the item's words hold: the tile's rows, then each rider.
  uint64_t part = 0;
  const auto add = [&](int tensor, uint64_t offset, uint64_t size) {
    float* sum = m_gradients[static_cast<size_t>(tensor)].data() + offset;
    for (uint64_t i = std::max(part, first); i < std::min(part + size, end); ++i) {
      float value;
      std::memcpy(&value, &words[i - first], 4);
      sum[i - part] += value;
    }
    part += size;
  };
  add(item.tensor, item.row_begin * kept, (item.row_end - item.row_begin) * kept);
  for (uint32_t r = 0; r < item.gradient_riders; ++r) {
    const rider& next = m_plan->riders[item.first_gradient_rider + r];
    add(next.tensor, 0, next.gradient_words);
  }
}

void training_values::all_gradients(uint32_t step) {
  double squares = 0;
  for (const auto& gradient : m_gradients)
    squares += sum_of_squares(gradient.data(), gradient.size());
  m_scale = static_cast<float>(clip_factor(m_config.training, step + 1, squares) /
                               m_config.training.loss_scale);
}

void training_values::update(uint32_t step, int tensor) {
  const auto t = static_cast<size_t>(tensor);
  if (m_config.training.update == update_mode::eager) {
    // Nothing is clipped, but what is not finite is still told.
    training_config unclipped = m_config.training;
    unclipped.max_gradient_norm = 0;
    const double squares = sum_of_squares(m_gradients[t].data(), m_gradients[t].size());
    m_scale = static_cast<float>(clip_factor(unclipped, step + 1, squares) / unclipped.loss_scale);
  }
  m_weights[t].update(step + 1, 0, m_gradients[t].data(), m_gradients[t].size(), m_scale);
  std::fill(m_gradients[t].begin(), m_gradients[t].end(), 0.0F);
  if (m_losses.size() == step) {  // the first update of a step comes after its loss
    m_losses.push_back(m_loss);
    m_loss = 0;
  }
}

double training_values::test_accuracy() const {
  std::vector<std::vector<float>> weights;
  for (size_t t = 0; t < m_weights.size(); ++t) {
    const tensor& shape = m_model->tensors[t];
    std::vector<float> values(shape.parameters());
    unpack_kept(m_weights[t].weights(), 0, shape.rows, m_masks[t], values.data());
    for (float& v : values) v = rounded_to_half(v);
    weights.push_back(std::move(values));
  }
  if (m_data->test().sequences == 0) return -1;
  return test_network(*m_model, weights, *m_data).accuracy;
}

}  // namespace ws
