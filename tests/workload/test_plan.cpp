// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "ws/base/error.h"
#include "ws/workload/plan.h"

namespace ws {
namespace {

using testing::ElementsAre;

model shipped(const std::string& name) {
  return load_model(WS_SOURCE_DIR "/configs/models/" + name + ".json");
}

model small_gpt(int layers = 5) {
  return parse_model(fmt::format(R"({{"model_type": "gpt2", "n_layer": {}, "n_embd": 8, "n_head": 2,
      "n_positions": 16, "vocab_size": 33}})",
                                 layers),
                     "small.json");
}

cluster_config cluster(uint64_t systems = 1, uint64_t batch = 0, uint64_t micro_batch = 0,
                       activation_policy policy = activation_policy::automatic) {
  cluster_config config;
  config.systems = systems;
  config.training.batch_sequences = batch;
  config.training.micro_batch_sequences = micro_batch;
  config.training.activations = policy;
  return config;
}

uint64_t used_parameters(const model& m, int first_block, int last_block) {
  uint64_t sum = 0;
  for (const op& o : m.ops)
    if (o.tensor >= 0 && o.block >= first_block && o.block <= last_block)
      sum += m.tensors[static_cast<size_t>(o.tensor)].parameters();
  return sum;
}

/// An item's own words, wherever they travel.
uint64_t weight_words(const plan& p, const plan_item& item) {
  uint64_t words = item.weight_words;
  for (uint32_t r = 0; r < item.weight_riders; ++r)
    words -= p.riders.at(item.first_weight_rider + r).weight_words;
  if (item.weights_ride) {
    EXPECT_EQ(words, 0u);
    return (item.weight_params + 1) / 2;
  }
  return words;
}
uint64_t gradient_words(const plan& p, const plan_item& item) {
  uint64_t words = item.gradient_words;
  for (uint32_t r = 0; r < item.gradient_riders; ++r)
    words -= p.riders.at(item.first_gradient_rider + r).gradient_words;
  if (item.gradient_rides) {
    EXPECT_EQ(words, 0u);
    return item.weight_params;
  }
  return words;
}

TEST(Plan, StreamsForwardThenBackwardInReverse) {
  const model m = small_gpt(1);
  const plan p = make_plan(m, cluster(1, 4, 4));
  ASSERT_EQ(p.items.size(), 2 * m.ops.size());
  for (size_t i = 0; i < m.ops.size(); ++i) {
    EXPECT_EQ(p.items[i].pass, pass_kind::forward);
    EXPECT_EQ(p.items[i].op, static_cast<int>(i));
    const plan_item& back = p.items[p.items.size() - 1 - i];
    EXPECT_EQ(back.pass, pass_kind::backward);
    EXPECT_EQ(back.op, static_cast<int>(i));
    if (back.tensor >= 0) {
      EXPECT_EQ(gradient_words(p, back), back.weight_params) << m.ops[i].name;
    }
    EXPECT_EQ(weight_words(p, back), weight_words(p, p.items[i]));
    // The loss goes up as a gradient of one word.
    EXPECT_EQ(p.items[i].gradient_words, m.ops[i].kind == op_kind::loss ? 1u : 0u);
  }
}

TEST(Plan, ANetworkOfOneMatrixHasAPlanToo) {
  const model m = parse_model(R"({"model_type": "mlp", "layer_sizes": [3, 2]})", "m");
  EXPECT_EQ(make_plan(m, cluster(1, 4)).items.size(), 6u);
}

TEST(Plan, RecomputesSegmentsOfBlocksTheLastFirst) {
  const plan p = make_plan(small_gpt(5), cluster(1, 2, 2, activation_policy::recompute));
  EXPECT_EQ(p.checkpoint_blocks, 3u);
  const model m = small_gpt(5);
  std::vector<std::string> order;
  for (const plan_item& item : p.items) {
    const int block = m.ops[static_cast<size_t>(item.op)].block;
    const std::string text =
        fmt::format("{}{}", to_string(item.pass)[0], block < 0 ? "-" : std::to_string(block));
    if (order.empty() || order.back() != text) order.push_back(text);
  }
  EXPECT_THAT(order, ElementsAre("f-", "f0", "f1", "f2", "f3", "f4", "f-", "b-", "r3", "r4", "b4",
                                 "b3", "r0", "r1", "r2", "b2", "b1", "b0", "b-"));
}

TEST(Plan, StreamsEveryParameterOncePerPassAndMicroBatch) {
  for (const char* name : {"cerebras-gpt-111m", "mixtral-8x7b", "dense-120t", "opt-350m"}) {
    const model m = shipped(name);
    for (const auto policy : {activation_policy::recompute, activation_policy::spill})
      for (const double sparsity : {0.0, 0.9}) {
        cluster_config config = cluster(1, 2, 1, policy);
        config.training.sparsity = sparsity;
        if (policy == activation_policy::recompute) config.cs2.wafer.sram_bytes = 4e12;
        const plan p = make_plan(m, config);
        ASSERT_EQ(p.micro_batches, 2u);
        std::map<std::pair<pass_kind, unsigned>, uint64_t> parameters;
        for (const plan_item& item : p.items)
          parameters[{item.pass, item.micro_batch}] += item.weight_params;
        for (const auto& [pass, sum] : parameters)
          EXPECT_EQ(sum, used_parameters(m, pass.first == pass_kind::recompute ? 0 : -1, 1 << 30))
              << name << ' ' << to_string(pass.first);
        EXPECT_EQ(parameters.size(), policy == activation_policy::recompute ? 6u : 4u);
      }
  }
}

TEST(Plan, HasTheWeightWordsOfDenseStreaming) {
  const model m =
      shipped("cerebras-gpt-111m");  // its tensors have even sizes but for the embedding
  const plan p = make_plan(m, cluster(1, 8, 8));
  uint64_t words = 0;
  for (const plan_item& item : p.items)
    if (item.pass == pass_kind::forward) words += item.weight_words;
  EXPECT_EQ(words, (m.parameters() + 50257 * 768) / 2);  // tied: streamed at both ends
}

TEST(Plan, CountsTheFlopsOfTheModel) {
  for (const char* name : {"gpt2-xl", "mixtral-8x7b", "megatron-1t"}) {
    const model m = shipped(name);
    const plan p = make_plan(m, cluster(3, 24, 4));
    double macs[3] = {};
    for (const plan_item& item : p.items)
      macs[static_cast<int>(item.pass)] += item.weight_macs + item.dense_macs;
    const double tokens = 8.0 * static_cast<double>(m.sequence_length);
    EXPECT_NEAR(2 * macs[0] / tokens / m.forward_flops_per_token(), 1, 1e-9) << name;
    EXPECT_NEAR(2 * macs[2] / tokens / m.backward_flops_per_token(), 1, 1e-9) << name;
  }
}

TEST(Plan, SkipsTheWorkOfZeros) {
  const model m = shipped("gpt3-175b");
  cluster_config config = cluster(1, 35, 35);
  const auto weight_macs = [&](double sparsity) {
    config.training.sparsity = sparsity;
    double sum = 0;
    for (const plan_item& item : make_plan(m, config).items)
      if (item.tensor > 0) sum += item.weight_macs;  // tensor 0, the tied embedding, stays dense
    return sum;
  };
  EXPECT_NEAR(weight_macs(0.9) / weight_macs(0), 0.1, 1e-4);
}

TEST(Plan, ReturnsGradientsOfKeptWeightsOnly) {
  const model m = small_gpt(1);  // matrices have 8 or 32 columns, of which a quarter is kept
  cluster_config config = cluster(1, 2);
  config.training.sparsity = 0.75;
  const plan p = make_plan(m, config);
  for (const plan_item& item : p.items) {
    if (item.pass != pass_kind::backward || item.tensor < 0) continue;
    const tensor& t = m.tensors[static_cast<size_t>(item.tensor)];
    EXPECT_EQ(gradient_words(p, item), t.sparsifiable ? t.parameters() / 4 : t.parameters())
        << t.name;
  }
}

TEST(Plan, TellsWhenATensorsGradientIsWhole) {
  const model m = small_gpt(2);
  const plan p = make_plan(m, cluster(1, 6, 2));
  std::vector<int> begun(m.tensors.size()), complete(m.tensors.size()), summed(m.tensors.size());
  for (const plan_item& item : p.items) {
    if (item.pass != pass_kind::backward || item.tensor < 0) continue;
    const auto t = static_cast<size_t>(item.tensor);
    if (item.first_gradient) {
      EXPECT_EQ(summed[t], 0);
      ++begun[t];
    }
    ++summed[t];
    if (item.last_gradient) {
      EXPECT_EQ(summed[t], t == 0 ? 6 : 3);  // the tied embedding has two ops
      ++complete[t];
    }
  }
  for (size_t t = 0; t < m.tensors.size(); ++t) {
    EXPECT_EQ(begun[t], 1) << t;
    EXPECT_EQ(complete[t], 1) << t;
  }
}

TEST(Plan, LetsVectorsTravelWithTheMatrixNextToThem) {
  for (const auto policy : {activation_policy::spill, activation_policy::recompute}) {
    const model m = small_gpt(4);
    const plan p = make_plan(m, cluster(1, 6, 3, policy));
    // Each vector's weights come with an earlier item of its pass, its gradient leaves with a later
    // one; every rider is carried by exactly one item of a micro-batch.
    std::map<std::tuple<unsigned, pass_kind, int>, size_t> brought, taken;
    for (size_t i = 0; i < p.items.size(); ++i) {
      const plan_item& item = p.items[i];
      for (uint32_t r = 0; r < item.weight_riders; ++r)
        EXPECT_TRUE(brought
                        .emplace(std::tuple(item.micro_batch, item.pass,
                                            p.riders[item.first_weight_rider + r].tensor),
                                 i)
                        .second);
      for (uint32_t r = 0; r < item.gradient_riders; ++r)
        EXPECT_TRUE(taken
                        .emplace(std::tuple(item.micro_batch, item.pass,
                                            p.riders[item.first_gradient_rider + r].tensor),
                                 i)
                        .second);
    }
    size_t weights = 0, gradients = 0, alone = 0;
    for (size_t i = 0; i < p.items.size(); ++i) {
      const plan_item& item = p.items[i];
      const std::tuple key(item.micro_batch, item.pass, item.tensor);
      if (item.weights_ride) {
        ++weights;
        EXPECT_LT(brought.at(key), i);
      }
      if (item.gradient_rides) {
        ++gradients;
        EXPECT_GT(taken.at(key), i);
      }
      const op_kind kind = m.ops[static_cast<size_t>(item.op)].kind;
      if ((kind == op_kind::bias || kind == op_kind::gain) && item.weight_words > 0) ++alone;
    }
    EXPECT_EQ(weights, brought.size());
    EXPECT_EQ(gradients, taken.size());
    EXPECT_GT(weights, 0u);
    EXPECT_GT(gradients, 0u);
    EXPECT_LE(alone, 2u * 2 * 6);  // at the edges of passes: few
  }
}

TEST(Plan, CutsLargeMatricesByRows) {
  const model m = shipped("megatron-1t");
  const cluster_config config = cluster(1, 2);
  const plan p = make_plan(m, config);
  EXPECT_EQ(p.tiles, 3u);  // 102,400 x 25,600 f32 are 10.5 GB
  std::map<std::pair<int, int>, uint64_t> next_row;
  for (const plan_item& item : p.items) {
    if (item.tensor < 0) continue;
    uint64_t& expected = next_row[{static_cast<int>(item.pass), item.op}];
    EXPECT_EQ(item.row_begin, expected);
    EXPECT_GT(item.row_end, item.row_begin);
    EXPECT_LE(static_cast<double>(gradient_words(p, item)) * 4, config.cs2.wafer.tile_bytes);
    expected = item.row_end;
  }
  for (const auto& [key, rows] : next_row) {
    const op& o = m.ops[static_cast<size_t>(key.second)];
    EXPECT_EQ(rows, m.tensors[static_cast<size_t>(o.tensor)].rows);
  }
}

TEST(Plan, SpillsEveryBlockButTheLastOnceAndBringsItBack) {
  const model m = small_gpt(4);
  const plan p = make_plan(m, cluster(1, 6, 3, activation_policy::spill));
  const uint64_t bytes = 3 * 16 * 20 * 8;
  std::map<std::pair<int, unsigned>, uint64_t> out, in;  // of a block in a micro-batch
  for (const plan_item& item : p.items) {
    const int block = m.ops[static_cast<size_t>(item.op)].block;
    if (item.spill_out_bytes > 0) {
      EXPECT_EQ(item.pass, pass_kind::forward);
      out[{block, item.micro_batch}] += item.spill_out_bytes;
    }
    if (item.spill_in_bytes > 0) {
      EXPECT_EQ(item.pass, pass_kind::backward);
      in[{block, item.micro_batch}] += item.spill_in_bytes;
    }
    EXPECT_EQ(item.sample_bytes, item.pass == pass_kind::forward && item.op == 0 ? 3u * 128 : 0u);
  }
  ASSERT_EQ(out.size(), 6u);  // three blocks, two micro-batches
  for (const auto& [where, sum] : out) {
    EXPECT_GE(where.first, 0);
    EXPECT_LT(where.first, 3);  // the last block's activations are needed at once
    EXPECT_EQ(sum, bytes);
  }
  EXPECT_EQ(out, in);
}

TEST(Plan, SpreadsASpillOverABlockInProportionToTheWork) {
  const model m = shipped("cerebras-gpt-111m");
  const plan p = make_plan(m, cluster(1, 6, 3, activation_policy::spill));
  std::map<std::tuple<int, pass_kind, unsigned>, double> work;
  const auto key = [&](const plan_item& item) {
    return std::tuple(m.ops[static_cast<size_t>(item.op)].block, item.pass, item.micro_batch);
  };
  for (const plan_item& item : p.items) work[key(item)] += item.weight_macs + item.dense_macs;
  const double bytes = 3.0 * static_cast<double>(m.sequence_length) * m.spill_bytes_per_token;
  for (const plan_item& item : p.items) {
    const auto block = std::get<0>(key(item));
    if (block < 0 || block + 1 == static_cast<int>(m.blocks)) {
      EXPECT_EQ(item.spill_out_bytes + item.spill_in_bytes, 0u);
      continue;
    }
    const double share = (item.weight_macs + item.dense_macs) / work[key(item)];
    EXPECT_NEAR(static_cast<double>(item.spill_out_bytes + item.spill_in_bytes), share * bytes,
                1.5);
  }
}

TEST(Plan, KnowsSystemsOnlyByTheirShareOfTheBatch) {
  const model m = shipped("cerebras-gpt-1.3b");
  const plan one = make_plan(m, cluster(1, 132));
  for (const uint64_t systems : {2u, 10u, 16u, 192u}) {
    const plan many = make_plan(m, cluster(systems, 132 * systems));
    ASSERT_EQ(many.items.size(), one.items.size());
    EXPECT_EQ(many.sequences_per_system, 132u);
    EXPECT_EQ(many.micro_batch_sequences, one.micro_batch_sequences);
    EXPECT_EQ(many.policy, one.policy);
    for (size_t i = 0; i < one.items.size(); ++i) {
      const plan_item &a = one.items[i], &b = many.items[i];
      ASSERT_EQ(std::tie(a.pass, a.first_gradient, a.last_gradient, a.micro_batch, a.op, a.tensor,
                         a.row_begin, a.row_end, a.weight_words, a.gradient_words),
                std::tie(b.pass, b.first_gradient, b.last_gradient, b.micro_batch, b.op, b.tensor,
                         b.row_begin, b.row_end, b.weight_words, b.gradient_words));
      ASSERT_EQ(std::tie(a.weight_params, a.weight_macs, a.dense_macs, a.spill_out_bytes,
                         a.spill_in_bytes, a.sample_bytes),
                std::tie(b.weight_params, b.weight_macs, b.dense_macs, b.spill_out_bytes,
                         b.spill_in_bytes, b.sample_bytes));
    }
  }
}

}  // namespace
}  // namespace ws
