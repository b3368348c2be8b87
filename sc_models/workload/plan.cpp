// SPDX-License-Identifier: Apache-2.0
#include "ws/workload/plan.h"

#include <algorithm>

#include "batch_split.h"
#include "ws/base/error.h"
#include "ws/base/figure.h"
#include "ws/base/messages.h"

namespace ws {
namespace {

/// Ops [begin, end) of the model in one pass.
struct stretch {
  pass_kind pass;
  size_t begin, end;
};

class planner {
 public:
  planner(const model& m, const cluster_config& config, plan& p)
      : m_model(m),
        m_config(config),
        m_plan(p),
        m_sparsity(config.training.sparsity),
        m_tokens(static_cast<double>(p.micro_batch_sequences) *
                 static_cast<double>(m.sequence_length)) {}

  void run() {
    m_tiles.reserve(m_model.tensors.size());
    for (const tensor& t : m_model.tensors) {
      m_tiles.push_back(tile_count(t, m_sparsity, m_config.cs2.wafer.tile_bytes));
      m_plan.tiles = std::max(m_plan.tiles, m_tiles.back());
    }
    const std::vector<stretch> order = passes();
    refuse_length(order);
    for (const stretch& s : order) {
      const size_t begin = m_plan.items.size();
      add(s);
      load_riders(begin);
    }
    mark_samples();
    mark_spills();
    refuse_spills();
    mark_gradients();
    repeat();
  }

 private:
  uint64_t tiles_of(const op& o) const {
    return o.tensor < 0 ? 1 : m_tiles[static_cast<size_t>(o.tensor)];
  }

  /// One micro-batch: forward, then backward in reverse; with recomputation each segment of blocks,
  /// the last one first, is made again before its backward.
  std::vector<stretch> passes() const {
    const std::vector<op>& ops = m_model.ops;
    std::vector<stretch> order{{pass_kind::forward, 0, ops.size()}};
    if (m_plan.policy != activation_policy::recompute) {
      order.push_back({pass_kind::backward, 0, ops.size()});
      return order;
    }
    size_t end = ops.size();
    const auto segment_of = [this](const op& o) {
      return o.block < 0 ? -1 : o.block / static_cast<int>(m_plan.checkpoint_blocks);
    };
    while (end > 0) {
      size_t begin = end - 1;
      const int segment = segment_of(ops[begin]);
      while (begin > 0 && segment_of(ops[begin - 1]) == segment) --begin;
      if (segment >= 0) order.push_back({pass_kind::recompute, begin, end});
      order.push_back({pass_kind::backward, begin, end});
      end = begin;
    }
    return order;
  }

  void refuse_length(const std::vector<stretch>& order) {
    uint64_t items = 0;  // small enough to add up: an op has at most 2^53 tiles
    for (const stretch& s : order)
      for (size_t i = s.begin; i < s.end && items <= most_plan_items; ++i)
        items += tiles_of(m_model.ops[i]);
    const double all = static_cast<double>(items) * m_plan.micro_batches;
    if (all > static_cast<double>(most_plan_items)) {
      fault f;
      f.text = say(msg::plan_length, m_config.training.batch_sequences, static_cast<uint64_t>(all),
                   most_plan_items);
      throw input_error({f});
    }
    m_plan.items.reserve(items * m_plan.micro_batches);
  }

  void add(const stretch& s) {
    for (size_t n = 0; n < s.end - s.begin; ++n) {
      const size_t index = s.pass == pass_kind::backward ? s.end - 1 - n : s.begin + n;
      const op& o = m_model.ops[index];
      const uint64_t tiles = tiles_of(o);
      for (uint64_t tile = 0; tile < tiles; ++tile)
        m_plan.items.push_back(item(s.pass, static_cast<int>(index), tile, tiles));
    }
  }

  plan_item item(pass_kind pass, int index, uint64_t tile, uint64_t tiles) const {
    const op& o = m_model.ops[static_cast<size_t>(index)];
    const double macs = m_tokens * (pass == pass_kind::backward ? o.backward_macs_per_token
                                                                : o.forward_macs_per_token);
    plan_item next;
    next.pass = pass;
    next.op = index;
    next.tensor = o.tensor;
    if (o.tensor < 0) {
      next.dense_macs = macs;
      // The loss goes the way of the gradients: SwarmX adds it, MemoryX receives it.
      if (o.kind == op_kind::loss && pass == pass_kind::forward) next.gradient_words = 1;
      return next;
    }
    const tensor& t = m_model.tensors[static_cast<size_t>(o.tensor)];
    const uint64_t each = t.rows / tiles, rest = t.rows % tiles;
    next.row_begin = tile * each + std::min(tile, rest);
    next.row_end = next.row_begin + each + (tile < rest ? 1 : 0);
    const uint64_t rows = next.row_end - next.row_begin;
    const uint64_t kept = kept_per_row(t, m_sparsity);
    next.weight_words = weight_words(t, next.row_begin, next.row_end, m_sparsity);
    next.weight_params = rows * t.columns;
    next.weight_macs = macs * (static_cast<double>(rows) / static_cast<double>(t.rows)) *
                       (static_cast<double>(kept) / static_cast<double>(t.columns));
    if (pass == pass_kind::backward) next.gradient_words = rows * kept;
    return next;
  }

  /// The weights of a vector go with the matrix before it, where it is needed next; its gradient
  /// goes with the matrix after it, when it is made. A transaction each would be most of all.
  void load_riders(size_t begin) {
    std::vector<plan_item>& items = m_plan.items;
    const size_t end = items.size();
    for (size_t i = begin; i < end; ++i) {
      if (!is_matrix(items[i])) continue;
      plan_item& carrier = items[i];
      carrier.first_weight_rider = static_cast<uint32_t>(m_plan.riders.size());
      for (size_t r = i + 1; r < end && !is_matrix(items[r]); ++r) {
        plan_item& next = items[r];
        if (next.weight_words == 0) continue;
        m_plan.riders.push_back({next.tensor, next.weight_words, 0});
        carrier.weight_words += next.weight_words;
        next.weight_words = 0;
        next.weights_ride = true;
      }
      carrier.weight_riders =
          static_cast<uint32_t>(m_plan.riders.size()) - carrier.first_weight_rider;
      carrier.first_gradient_rider = static_cast<uint32_t>(m_plan.riders.size());
      size_t before = i;
      while (before > begin && !is_matrix(items[before - 1])) --before;
      for (; before < i; ++before) {
        plan_item& last = items[before];
        if (last.tensor < 0 || last.gradient_words == 0) continue;
        m_plan.riders.push_back({last.tensor, 0, last.gradient_words});
        carrier.gradient_words += last.gradient_words;
        last.gradient_words = 0;
        last.gradient_rides = true;
      }
      carrier.gradient_riders =
          static_cast<uint32_t>(m_plan.riders.size()) - carrier.first_gradient_rider;
    }
  }

  bool is_matrix(const plan_item& item) const {
    const op_kind kind = m_model.ops[static_cast<size_t>(item.op)].kind;
    return item.tensor >= 0 && kind != op_kind::gain && kind != op_kind::bias;
  }

  void mark_samples() {
    m_plan.items.front().sample_bytes = m_plan.micro_batch_sequences * m_model.sample_bytes;
  }

  /// A block's activations leave while its items are at work and come back for those of its
  /// backward pass, in proportion to the items' work. The last block's stay: they are the first to
  /// be needed.
  void mark_spills() {
    if (m_plan.policy != activation_policy::spill) return;
    const auto bytes = static_cast<uint64_t>(m_tokens * m_model.spill_bytes_per_token);
    std::vector<plan_item>& items = m_plan.items;
    const auto block_at = [&](size_t i) {
      return m_model.ops[static_cast<size_t>(items[i].op)].block;
    };
    for (size_t begin = 0, end = 0; begin < items.size(); begin = end) {
      double all = 0;
      for (end = begin; end < items.size() && block_at(end) == block_at(begin) &&
                        items[end].pass == items[begin].pass;
           ++end)
        all += items[end].weight_macs + items[end].dense_macs;
      const int block = block_at(begin);
      if (block < 0 || block + 1 == static_cast<int>(m_model.blocks) || all <= 0) continue;
      double sum = 0;
      uint64_t given = 0;
      for (size_t i = begin; i < end; ++i) {
        sum += items[i].weight_macs + items[i].dense_macs;
        const auto due = static_cast<uint64_t>(static_cast<double>(bytes) * (sum / all));
        (items[i].pass == pass_kind::forward ? items[i].spill_out_bytes : items[i].spill_in_bytes) =
            due - given;
        given = due;
      }
    }
  }

  void refuse_spills() const {
    double spilled = 0;
    for (const plan_item& i : m_plan.items) spilled += static_cast<double>(i.spill_out_bytes);
    const double memory = m_config.activation_server.memory_bytes;
    if (spilled > memory)
      throw input_error("", say(msg::plan_spill_memory, figure(memory, "B"),
                                m_plan.micro_batch_sequences, figure(spilled, "B")));
  }

  /// A tied tensor gets gradients from several ops: only the first of them begins its sum, and only
  /// after the last one it is complete.
  void mark_gradients() {
    std::vector<int> first(m_model.tensors.size(), -1), last(m_model.tensors.size(), -1);
    for (const plan_item& i : m_plan.items) {
      if (i.pass != pass_kind::backward || i.tensor < 0) continue;
      const auto t = static_cast<size_t>(i.tensor);
      if (first[t] < 0) first[t] = i.op;
      last[t] = i.op;
    }
    for (plan_item& i : m_plan.items) {
      if (i.pass != pass_kind::backward || i.tensor < 0) continue;
      i.first_gradient = i.op == first[static_cast<size_t>(i.tensor)];
      i.last_gradient = i.op == last[static_cast<size_t>(i.tensor)];
    }
  }

  void repeat() {
    std::vector<plan_item>& items = m_plan.items;
    const size_t each = items.size();
    for (unsigned micro_batch = 1; micro_batch < m_plan.micro_batches; ++micro_batch)
      for (size_t i = 0; i < each; ++i) {
        plan_item next = items[i];
        next.micro_batch = micro_batch;
        next.first_gradient = false;
        next.last_gradient = next.last_gradient && micro_batch + 1 == m_plan.micro_batches;
        items.push_back(next);
      }
    if (m_plan.micro_batches > 1)
      for (size_t i = 0; i < each; ++i) items[i].last_gradient = false;
  }

  const model& m_model;
  const cluster_config& m_config;
  plan& m_plan;
  const double m_sparsity;
  const double m_tokens;
  std::vector<uint64_t> m_tiles;  // of each tensor
};

}  // namespace

const char* to_string(pass_kind pass) {
  switch (pass) {
    case pass_kind::forward:
      return "forward";
    case pass_kind::recompute:
      return "recompute";
    case pass_kind::backward:
      return "backward";
  }
  return "";
}

plan make_plan(const model& m, const cluster_config& config) {
  plan result = split_batch(m, config);
  planner(m, config, result).run();
  return result;
}

}  // namespace ws
