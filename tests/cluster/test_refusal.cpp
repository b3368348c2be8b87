// SPDX-License-Identifier: Apache-2.0
// What cannot run is refused with the numbers, and what stops is told by name.
#include "cluster/side_by_side.h"
#include "ws/base/error.h"
#include "ws/cluster/run.h"

namespace ws {
namespace {

using namespace testing_cluster;

std::string refused(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

run_result train(const model& m, const cluster_config& config, const plan& p) {
  run_options options;
  options.single_system = false;
  return run_training(config, m, p, options);
}

TEST(Capacity, IsToldWhenTheModelDoesNotFit) {
  cluster_config config = configured({}, "cs2");
  config.memoryx.dram_bytes = 5e6;
  config.memoryx.staging_bytes = 1e6;
  config.simulation.burst_bytes = 1e6;
  model m = small_decoder();
  m.file = "small.json";
  const std::string text = refused([&] { train(m, config, make_plan(m, config)); });
  EXPECT_EQ(text.find("small.json: model small"), 0u) << text;
  EXPECT_NE(
      text.find("does not fit MemoryX: " + std::to_string(m.parameters()) + " parameters x 20 B"),
      std::string::npos)
      << text;
}

TEST(Deadlock, NamesWhoWaitsForWhat) {
  // A plan whose first tensor never gets a gradient: its update cannot come, and the second step's
  // stream waits for it for ever.
  const cluster_config config = configured({"training.batch_sequences=4"});
  const model m = small_decoder(1);
  plan p = make_plan(m, config);
  const int first = p.items.front().tensor;
  ASSERT_GE(first, 0);
  for (plan_item& item : p.items)
    if (item.tensor == first) item.gradient_words = 0;
  const std::string text = refused([&] { train(m, config, p); });
  EXPECT_EQ(text.find("nothing can move at "), 0u) << text;
  EXPECT_NE(text.find("cluster.memoryx: stream 0 waits for update 1 of tensor 0"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("weights_in0: empty"), std::string::npos) << text;
}

TEST(Deadlock, NamesEachPlaneThatWaits) {
  const cluster_config config =
      configured({"training.batch_sequences=4", "cs2.links=3", "simulation.symmetry=none"});
  const model m = small_decoder(1);
  plan p = make_plan(m, config);
  for (plan_item& item : p.items)
    if (item.tensor == p.items.front().tensor) item.gradient_words = 0;
  const std::string text = refused([&] { train(m, config, p); });
  for (const char* plane : {"0", "1", "2"})
    EXPECT_NE(text.find("cluster.memoryx: stream " + std::string(plane) +
                        " waits for update 1 of tensor 0"),
              std::string::npos)
        << text;
}

TEST(Deadlock, IsNotSeenWhereThereIsNone) {
  const cluster_config config = configured({"training.batch_sequences=4"});
  const model m = small_decoder(1);
  EXPECT_TRUE(train(m, config, make_plan(m, config)).complete);
}

}  // namespace
}  // namespace ws
