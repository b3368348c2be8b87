// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "ws/base/error.h"
#include "ws/workload/plan.h"

namespace ws {
namespace {

using testing::ElementsAre;

model gpt(int hidden, int layers, int sequence = 2048) {
  return parse_model(
      fmt::format(
          R"({{"model_type": "dense", "layers": {}, "hidden": {}, "heads": {}, "vocab": 50257,
      "sequence_length": {}}})",
          layers, hidden, hidden / 128, sequence),
      "gpt.json");
}

cluster_config cluster(uint64_t systems, uint64_t batch, uint64_t micro_batch,
                       activation_policy policy = activation_policy::automatic) {
  cluster_config config;
  config.systems = systems;
  config.training.batch_sequences = batch;
  config.training.micro_batch_sequences = micro_batch;
  config.training.activations = policy;
  return config;
}

std::string documentation() {
  std::ifstream file(WS_SOURCE_DIR "/docs/workload.md");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> faults_of(const model& m, const cluster_config& config) {
  try {
    make_plan(m, config);
  } catch (const input_error& error) {
    std::vector<std::string> lines;
    for (const fault& f : error.faults()) lines.push_back(to_string(f));
    return lines;
  }
  return {};
}

TEST(BatchSplit, ReproducesThePublishedMicroBatches) {
  // Cerebras documentation, "Gradient accumulation and micro-batching": recommended micro-batch per
  // system at sequence length 2048. The widths of 30B, 39B, 65B and 82B are the usual ones.
  struct row {
    const char* name;
    int hidden, layers;
    double published;
  };
  for (const row& r :
       {row{"1.3B", 2048, 24, 253}, row{"2.7B", 2560, 32, 198}, row{"6.7B", 4096, 32, 121},
        row{"13B", 5120, 40, 99}, row{"20B", 6144, 44, 77}, row{"30B", 7168, 48, 69},
        row{"39B", 8192, 48, 55}, row{"65B", 8192, 80, 55}, row{"82B", 9216, 80, 48},
        row{"175B", 12288, 96, 35}}) {
    const auto found = static_cast<double>(largest_micro_batch(gpt(r.hidden, r.layers), {}));
    EXPECT_NEAR(found / r.published, 1, 0.15) << r.name << ": " << found;
    // The documentation shows what is computed.
    const std::string line =
        fmt::format("| {} | {} | {} | {} | {} | {:+.1f} % |", r.name, r.hidden, r.layers,
                    r.published, found, 100 * (found / r.published - 1));
    EXPECT_THAT(documentation(), testing::HasSubstr(line));
  }
}

TEST(BatchSplit, TheLargestMicroBatchJustFits) {
  const wafer_config wafer;
  for (const int hidden : {1024, 4096, 12288, 25600}) {
    const model m = gpt(hidden, 3);
    const uint64_t largest = largest_micro_batch(m, wafer);
    const double room = 40e9 * 750 * 994 / 850'000;
    EXPECT_DOUBLE_EQ(usable_sram_bytes(wafer), room);
    EXPECT_LE(activation_bytes(m, wafer, activation_policy::spill, largest), room);
    EXPECT_GT(activation_bytes(m, wafer, activation_policy::spill, largest + 1), room);
    const double gradient = std::min(16.0 * hidden * hidden, 5e9);
    EXPECT_DOUBLE_EQ(activation_bytes(m, wafer, activation_policy::spill, 2),
                     2 * 2048.0 * hidden * 34 + gradient);
    EXPECT_DOUBLE_EQ(activation_bytes(m, wafer, activation_policy::resident, 2),
                     3 * 2 * 2048.0 * hidden * 34 + gradient);
    EXPECT_DOUBLE_EQ(activation_bytes(m, wafer, activation_policy::recompute, 2),
                     2 * 2048.0 * hidden * (2 * 34 + 2 * 2) + gradient);
  }
}

TEST(BatchSplit, TakesTheFirstPolicyThatFits) {
  const model m = gpt(4096, 32);
  const auto policy = [&](uint64_t micro_batch) {
    const plan p = make_plan(m, cluster(1, micro_batch, micro_batch));
    EXPECT_LE(p.activation_bytes, p.sram_bytes);
    return p.policy;
  };
  EXPECT_EQ(policy(3), activation_policy::resident);
  EXPECT_EQ(policy(4), activation_policy::recompute);
  EXPECT_EQ(policy(19), activation_policy::recompute);
  EXPECT_EQ(policy(20), activation_policy::spill);
  EXPECT_EQ(policy(122), activation_policy::spill);
}

TEST(BatchSplit, TakesTheLargestDivisorThatFits) {
  const auto split = [](uint64_t systems, uint64_t batch) {
    const plan p = make_plan(gpt(12288, 2), cluster(systems, batch, 0));
    EXPECT_EQ(p.micro_batch_sequences * p.micro_batches, p.sequences_per_system);
    return p.micro_batch_sequences;
  };
  EXPECT_EQ(split(1, 0), 38u);
  EXPECT_EQ(split(7, 0), 38u);
  EXPECT_EQ(split(1, 38), 38u);
  EXPECT_EQ(split(1, 40), 20u);
  EXPECT_EQ(split(2, 40), 20u);
  EXPECT_EQ(split(1, 41), 1u);
  EXPECT_EQ(split(16, 1472), 23u);  // 92 a system
}

TEST(BatchSplit, AnExplicitPolicyBoundsTheMicroBatch) {
  EXPECT_EQ(
      make_plan(gpt(4096, 32), cluster(1, 0, 0, activation_policy::resident)).micro_batch_sequences,
      3u);
  EXPECT_EQ(make_plan(gpt(4096, 32), cluster(1, 0, 0, activation_policy::recompute))
                .micro_batch_sequences,
            19u);
}

TEST(BatchSplit, RefusesWhatDoesNotSplit) {
  EXPECT_THAT(faults_of(gpt(4096, 2), cluster(2, 121, 0)),
              ElementsAre("training.batch_sequences = 121: must be a multiple of systems = 2; "
                          "nearest: 120 and 122"));
  EXPECT_THAT(faults_of(gpt(4096, 2), cluster(16, 3, 0)),
              ElementsAre("training.batch_sequences = 3: must be a multiple of systems = 16; "
                          "nearest: 16 and 32"));
  EXPECT_THAT(
      faults_of(gpt(4096, 2), cluster(2, 120, 25)),
      ElementsAre("training.micro_batch_sequences = 25: must divide the 60 sequences of one "
                  "system; nearest: 20"));
}

TEST(BatchSplit, RefusesWhatDoesNotFit) {
  EXPECT_THAT(faults_of(gpt(4096, 2), cluster(2, 401, 200)),
              ElementsAre("training.batch_sequences = 401: must be a multiple of systems = 2; "
                          "nearest: 400 and 402",
                          "training.activations = auto: a micro-batch of 200 needs 57.31 GB; "
                          "the usable PEs hold 35.08 GB, which is a micro-batch of 122"));
  EXPECT_THAT(faults_of(gpt(12288, 96), cluster(1, 1, 0, activation_policy::resident)),
              ElementsAre("training.activations = resident: a micro-batch of 1 needs 84.56 GB; "
                          "the usable PEs hold 35.08 GB, which is a micro-batch of 0"));
  EXPECT_THAT(faults_of(gpt(12800, 2, 100'000), cluster(1, 0, 0)),
              ElementsAre("gpt: not one sequence of 100000 tokens fits the wafer: a layer's "
                          "activations take 43.52 GB, the gradient of its largest matrix 2.621 GB; "
                          "the usable PEs hold 35.08 GB"));
}

TEST(BatchSplit, HintsAtABatchThatDividesBadly) {
  // 38 sequences fit: 37 are one micro-batch, 41 (a prime) are 41, 74 are 2 x 37, 57 are 3 x 19.
  const auto hints = [](const cluster_config& config) {
    return make_plan(gpt(12288, 2), config).hints;
  };
  EXPECT_THAT(hints(cluster(2, 82, 0)),
              ElementsAre("micro-batches of 1, though 38 would fit: 41 sequences a system do not "
                          "divide better; a batch of 76 sequences would make micro-batches of 38"));
  EXPECT_EQ(make_plan(gpt(12288, 2), cluster(2, 82, 0)).micro_batch_sequences, 1u);
  EXPECT_EQ(make_plan(gpt(12288, 2), cluster(2, 76, 0)).micro_batch_sequences, 38u);
  EXPECT_EQ(hints(cluster(1, 57, 0)).size(), 1u);
  EXPECT_TRUE(hints(cluster(1, 37, 0)).empty());
  EXPECT_TRUE(hints(cluster(1, 74, 0)).empty());
  EXPECT_TRUE(hints(cluster(1, 41, 1)).empty());  // asked for
  EXPECT_TRUE(hints(cluster(1, 0, 0)).empty());
}

TEST(BatchSplit, RefusesAStepThatIsTooLong) {
  EXPECT_THAT(faults_of(gpt(4096, 2), cluster(1, 1'000'000, 1)),
              ElementsAre("training.batch_sequences = 1000000: at least 86000000 items in the plan "
                          "of a step: must be at most 20000000; larger micro-batches make fewer"));
  EXPECT_THAT(
      faults_of(gpt(4096, 2), cluster(1, UINT64_MAX, 0)),
      ElementsAre("training.batch_sequences = 18446744073709551615: at least "
                  "151202820276307800 items in the plan of a step: must be at most 20000000; "
                  "larger micro-batches make fewer"));
}

}  // namespace
}  // namespace ws
