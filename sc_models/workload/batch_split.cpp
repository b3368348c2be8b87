// SPDX-License-Identifier: Apache-2.0
#include "batch_split.h"

#include <algorithm>
#include <cmath>

#include "ws/base/error.h"
#include "ws/base/figure.h"
#include "ws/base/messages.h"

namespace ws {
namespace {

constexpr double most_sequences = 1e9;  // in a micro-batch, however small the model is

/// Blocks between two checkpoints: the square root makes checkpoints and segment equally many.
unsigned checkpoint_blocks(const model& m) {
  auto blocks = static_cast<unsigned>(std::sqrt(static_cast<double>(m.blocks)));
  while (uint64_t{blocks} * blocks < m.blocks) ++blocks;
  return std::max(blocks, 1U);
}

/// Activation bytes of one token in one layer while it is at work.
double layer_bytes(const model& m, const wafer_config& wafer) {
  return wafer.activation_bytes_per_element * static_cast<double>(m.hidden);
}

double bytes_per_sequence(const model& m, const wafer_config& wafer, activation_policy policy) {
  const auto tokens = static_cast<double>(m.sequence_length);
  const auto blocks = static_cast<double>(std::max<uint64_t>(m.blocks, 1));
  const double layer = layer_bytes(m, wafer);
  if (policy == activation_policy::resident) return tokens * layer * blocks;
  if (policy != activation_policy::recompute) return tokens * layer;
  const double segment = checkpoint_blocks(m);
  const double checkpoint = 2 * static_cast<double>(m.hidden);  // an f16 block input
  return tokens * (layer * segment + checkpoint * std::ceil(blocks / segment));
}

/// The f32 gradient of the largest matrix of a block, or of its largest tile.
double gradient_bytes(const model& m, const wafer_config& wafer) {
  double in_blocks = 0, anywhere = 0;
  for (const op& o : m.ops) {
    if (o.kind != op_kind::matrix) continue;
    const tensor& t = m.tensors[static_cast<size_t>(o.tensor)];
    const double bytes = 4.0 * static_cast<double>(t.rows) * static_cast<double>(t.columns);
    anywhere = std::max(anywhere, bytes);
    if (o.block >= 0) in_blocks = std::max(in_blocks, bytes);
  }
  return std::min(in_blocks > 0 ? in_blocks : anywhere, wafer.tile_bytes);
}

uint64_t largest_micro_batch(const model& m, const wafer_config& wafer, activation_policy policy) {
  const double room = usable_sram_bytes(wafer) - gradient_bytes(m, wafer);
  const double sequences = std::floor(room / bytes_per_sequence(m, wafer, policy));
  return sequences >= 1 ? static_cast<uint64_t>(std::min(sequences, most_sequences)) : 0;
}

uint64_t largest_divisor_up_to(uint64_t number, uint64_t limit) {
  if (number <= limit) return number;
  uint64_t best = 1;
  for (uint64_t d = 1; d <= number / d; ++d) {
    if (number % d) continue;
    if (d <= limit) best = std::max(best, d);
    if (number / d <= limit) best = std::max(best, number / d);
  }
  return best;
}

std::string bytes_text(double bytes) { return figure(bytes, "B"); }

/// How a system's sequences fall into micro-batches, and where activations stay.
class splitter {
 public:
  splitter(const model& m, const cluster_config& config)
      : m_model(m),
        m_training(config.training),
        m_wafer(config.cs2.wafer),
        m_systems(config.systems),
        m_policy(config.training.activations) {}

  plan run() {
    const uint64_t limit = largest_micro_batch(m_model, m_wafer, m_policy);
    if (limit == 0) refuse_sequence();
    m_plan.sequences_per_system = share_of_batch();
    // Weighed before divisors are looked for, which takes long in numbers that no run can do.
    refuse_length(m_plan.sequences_per_system / limit);
    m_plan.micro_batch_sequences = micro_batch(limit);
    if (!m_faults.empty()) throw input_error(std::move(m_faults));
    if (m_plan.sequences_per_system == 0)
      m_plan.sequences_per_system = m_plan.micro_batch_sequences;
    const uint64_t micro_batches = m_plan.sequences_per_system / m_plan.micro_batch_sequences;
    refuse_length(micro_batches);
    m_plan.micro_batches = static_cast<unsigned>(micro_batches);
    m_plan.sram_bytes = usable_sram_bytes(m_wafer);
    m_plan.policy = first_that_fits();
    if (m_plan.policy == activation_policy::recompute)
      m_plan.checkpoint_blocks = checkpoint_blocks(m_model);
    m_plan.activation_bytes = bytes(m_plan.policy);
    hint_at_divisor(limit);
    return m_plan;
  }

 private:
  double bytes(activation_policy policy) const {
    return activation_bytes(m_model, m_wafer, policy, m_plan.micro_batch_sequences);
  }
  activation_policy first_that_fits() const {
    if (m_policy != activation_policy::automatic) return m_policy;
    for (const activation_policy policy :
         {activation_policy::resident, activation_policy::recompute})
      if (bytes(policy) <= m_plan.sram_bytes) return policy;
    return activation_policy::spill;
  }

  /// Of the batch, the sequences of one system; 0 as long as one micro-batch decides it.
  uint64_t share_of_batch() {
    const uint64_t batch = m_training.batch_sequences;
    if (batch == 0) return m_training.micro_batch_sequences;
    if (batch % m_systems) {
      const uint64_t below = batch - batch % m_systems;
      refuse(say(msg::plan_batch, batch, m_systems, std::max(below, m_systems),
                 below + (below ? 1 : 2) * m_systems));
    }
    return batch / m_systems;
  }

  uint64_t micro_batch(uint64_t limit) {
    const uint64_t asked = m_training.micro_batch_sequences;
    const uint64_t share = m_plan.sequences_per_system;
    if (asked == 0) return share == 0 ? limit : largest_divisor_up_to(share, limit);
    if (asked > limit)
      refuse(say(msg::plan_policy, to_string(m_policy), asked,
                 bytes_text(activation_bytes(m_model, m_wafer, m_policy, asked)),
                 bytes_text(usable_sram_bytes(m_wafer)), limit));
    if (m_faults.empty() && share % asked)
      refuse(say(msg::plan_micro_batch, asked, share,
                 largest_divisor_up_to(share, std::min(asked, limit))));
    return asked;
  }

  /// A batch with few divisors costs a stream of all weights for each of many small micro-batches.
  void hint_at_divisor(uint64_t limit) {
    const uint64_t micro = m_plan.micro_batch_sequences, share = m_plan.sequences_per_system;
    if (m_training.micro_batch_sequences > 0 || share <= limit || micro > limit / 2) return;
    const uint64_t better = (share + limit / 2) / limit * limit * m_systems;
    m_plan.hints.push_back(say(msg::plan_divisor, micro, limit, share, better, limit));
  }

  void refuse_length(uint64_t micro_batches) {
    if (micro_batches <= most_plan_items) return;
    refuse(say(msg::plan_length, m_training.batch_sequences, micro_batches, most_plan_items));
    throw input_error(std::move(m_faults));
  }
  [[noreturn]] void refuse_sequence() {
    const double room = usable_sram_bytes(m_wafer);
    const double layer = bytes_per_sequence(m_model, m_wafer, activation_policy::spill);
    const double gradient = gradient_bytes(m_model, m_wafer);
    if (layer + gradient > room)
      refuse(say(msg::plan_sequence, m_model.name, m_model.sequence_length, bytes_text(layer),
                 bytes_text(gradient), bytes_text(room)));
    else
      refuse(say(msg::plan_policy, to_string(m_policy), 1,
                 bytes_text(activation_bytes(m_model, m_wafer, m_policy, 1)), bytes_text(room), 0));
    throw input_error(std::move(m_faults));
  }
  void refuse(const std::string& text) {
    fault f;  // the cluster's file and the command line have both been resolved by now
    f.text = text;
    m_faults.push_back(std::move(f));
  }

  const model& m_model;
  const training_config& m_training;
  const wafer_config& m_wafer;
  const uint64_t m_systems;
  const activation_policy m_policy;
  std::vector<fault> m_faults;
  plan m_plan;
};

}  // namespace

double usable_sram_bytes(const wafer_config& wafer) {
  return wafer.sram_bytes * static_cast<double>(wafer.pe_columns) *
         static_cast<double>(wafer.pe_rows) / static_cast<double>(wafer.pes_total);
}

double activation_bytes(const model& m, const wafer_config& wafer, activation_policy policy,
                        uint64_t sequences) {
  return static_cast<double>(sequences) * bytes_per_sequence(m, wafer, policy) +
         gradient_bytes(m, wafer);
}

uint64_t largest_micro_batch(const model& m, const wafer_config& wafer) {
  return largest_micro_batch(m, wafer, activation_policy::spill);
}

plan split_batch(const model& m, const cluster_config& config) { return splitter(m, config).run(); }

}  // namespace ws
