// SPDX-License-Identifier: Apache-2.0
// Real numbers through the same modules: what is learned does not depend on how many systems share
// the batch, and the clock does not notice the numbers.
#include <cmath>

#include "cluster/side_by_side.h"

namespace ws {
namespace {

using namespace testing_cluster;

// A training run with values beside others.
struct training {
  std::unique_ptr<training_values> values;
  cluster* where = nullptr;
};

training start(side_by_side& run, const cluster_config& config) {
  training t;
  t.values = std::make_unique<training_values>(
      config, run.network(), std::make_shared<plan>(make_plan(*run.network(), config)));
  t.where = &run.add(config, t.values.get());
  return t;
}

void expect_close(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4 * b[i]) << "step " << i + 1;
}

void expect_same_on_any_number(const std::string& name, uint32_t steps,
                               const std::vector<std::string>& more) {
  side_by_side run(shipped(name), steps);
  std::vector<training> all;
  for (const char* systems : {"1", "2", "4", "10", "4"}) {
    std::vector<std::string> settings = more;
    settings.push_back(std::string("systems=") + systems);
    all.push_back(start(run, configured(settings, "tiny")));
  }
  run.run();
  for (const training& t : all) {
    ASSERT_EQ(t.values->losses().size(), steps);
    expect_close(t.values->losses(), all[0].values->losses());
  }
  // The same run again is equal bit for bit, numbers and times.
  EXPECT_EQ(all[4].values->losses(), all[2].values->losses());
  EXPECT_EQ(step_time(*all[4].where, steps - 1), step_time(*all[2].where, steps - 1));
}

TEST(DigitsNetwork, LearnsTheSameOnAnyNumberOfSystems) {
  expect_same_on_any_number("mlp-digits", 40, {"training.batch_sequences=100"});
}

TEST(DigitsNetwork, LearnsTheSameWithAccumulation) {
  expect_same_on_any_number("mlp-digits", 10,
                            {"training.batch_sequences=100", "training.micro_batch_sequences=5",
                             "training.sparsity=0.5"});
}

TEST(CharacterTransformer, LearnsTheSameOnAnyNumberOfSystems) {
  expect_same_on_any_number("char-transformer", 4, {"training.batch_sequences=40"});
}

TEST(DigitsNetwork, HalvesItsLossAndReads95Percent) {
  side_by_side run(shipped("mlp-digits"), 100);
  const training t = start(run, configured({}, "tiny"));
  run.run();
  const std::vector<double>& losses = t.values->losses();
  ASSERT_EQ(losses.size(), 100u);
  EXPECT_LE(losses.back(), losses.front() / 2);
  EXPECT_GE(t.values->test_accuracy(), 0.95);
}

class Values : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(Values, ChangeNoTime) {
  side_by_side run(shipped("char-transformer"), 3);
  std::vector<std::string> settings = GetParam();
  settings.push_back("training.batch_sequences=24");
  const training with = start(run, configured(settings, "tiny"));
  const cluster& without = run.add(configured(settings, "tiny"));
  run.run();
  for (uint32_t step = 0; step < 3; ++step) {
    EXPECT_EQ(step_time(*with.where, step), step_time(without, step)) << "step " << step;
    EXPECT_EQ(with.where->memory().steps()[step].last_gradient,
              without.memory().steps()[step].last_gradient);
  }
}

using lines = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(
    On, Values,
    testing::Values(lines{"systems=1"}, lines{"systems=2"}, lines{"systems=6", "swarmx.radix=2"},
                    lines{"systems=4", "memoryx.servers=5", "training.sparsity=0.5"},
                    lines{"systems=2", "training.activations=recompute"},
                    lines{"systems=3", "training.update=eager", "training.micro_batch_sequences=4",
                          "training.activations=spill"},
                    lines{"systems=2", "simulation.transport=approximately_timed"}));

}  // namespace
}  // namespace ws
