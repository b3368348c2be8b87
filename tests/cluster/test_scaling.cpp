// SPDX-License-Identifier: Apache-2.0
// The published claims about scaling, with default parameters and nothing fitted.
#include "cluster/side_by_side.h"
#include "ws/cluster/run.h"

namespace ws {
namespace {

using namespace testing_cluster;

run_result train(const std::string& model_name, const std::string& file,
                 const std::vector<std::string>& settings, unsigned steps = 2,
                 bool single_system = true) {
  const cluster_config config = configured(settings, file);
  const model m = shipped(model_name);
  run_options options;
  options.steps = steps;
  options.single_system = single_system;
  return run_training(config, m, make_plan(m, config), options);
}

std::vector<std::string> gpt3_on(uint64_t systems) {
  return {"systems=" + std::to_string(systems),
          "training.batch_sequences=" + std::to_string(35 * systems),
          "training.update=after_global_norm"};
}

class Gpt3 : public testing::TestWithParam<uint64_t> {};

TEST_P(Gpt3, ScalesAlmostLinearly) {
  const run_result r = train("gpt3-175b", "cs2", gpt3_on(GetParam()));
  EXPECT_GE(r.efficiency, 0.97);
  EXPECT_LE(r.efficiency, 1.0);
  EXPECT_EQ(r.tokens, GetParam() * 35 * 2048);
  if (GetParam() == 10) {
    EXPECT_GE(r.speedup, 9.9);
  }
  EXPECT_NEAR(r.forward_s + r.backward_s + r.cross_iteration_s, r.step_time_s, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(On, Gpt3, testing::Values(1, 2, 3, 5, 10, 16, 50, 64, 100, 128, 192));

TEST(WithoutSwarmX, A192SystemsAreHardlyFasterThanTwo) {
  std::vector<std::string> settings = gpt3_on(192);
  settings.insert(settings.end(),
                  {"swarmx.topology=none", "simulation.burst=128 MB", "swarmx.buffer=128 MB"});
  // One step is what the wires need for 192 copies of all weights and gradients.
  const run_result r = train("gpt3-175b", "cs2", settings, 1);
  EXPECT_LT(r.efficiency, 0.1);
  EXPECT_GT(r.efficiency, 0.005);
  EXPECT_EQ(r.bottleneck, "network");
}

class Dense120T : public testing::TestWithParam<uint64_t> {};

TEST_P(Dense120T, Trains) {
  const run_result r = train("dense-120t", "cs2-192",
                             {"systems=" + std::to_string(GetParam()),
                              "training.batch_sequences=" + std::to_string(GetParam())},
                             1, false);
  EXPECT_TRUE(r.complete);
  EXPECT_EQ(r.steps, 1u);
  EXPECT_GT(r.flash_read_bytes, 0u);
  EXPECT_GE(r.weights_down_bytes, GetParam() * 2 * 119'000'000'000'000);
}

INSTANTIATE_TEST_SUITE_P(On, Dense120T, testing::Values(1, 192));

TEST(Prediction, OfGptJ6bOnTwoSystemsIsRecorded) {
  // Published: 2.75 s a step of 120 sequences (Argonne ALCF AI-testbed guide, 2023). The figure is
  // not a target: no constant is fitted to it.
  const run_result r = train("gpt-j-6b", "cs2-2", {"training.batch_sequences=120"});
  std::printf("GPT-J 6B on 2 CS-2, batch 120: %.3f s, published 2.75 s\n", r.step_time_s);
  RecordProperty("step_time_s", std::to_string(r.step_time_s));
  EXPECT_GT(r.step_time_s, 2.75 / 2);
  EXPECT_LT(r.step_time_s, 2.75 * 2);
}

TEST(OneSystem, IsItsOwnMeasure) {
  const run_result r =
      train("cerebras-gpt-111m", "cs2", {"systems=1", "training.batch_sequences=24"});
  EXPECT_GT(r.step_time_s, 0);
  EXPECT_EQ(r.single_system_step_s, r.step_time_s);
  EXPECT_EQ(r.speedup, 1);
}

}  // namespace
}  // namespace ws
