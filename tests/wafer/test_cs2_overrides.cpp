// SPDX-License-Identifier: Apache-2.0
// Systems that differ from the others: a slower wafer, a slower link.
#include <gtest/gtest.h>

#include "ws/cluster/cluster.h"

namespace ws {
namespace {

/// One system and a network of which it computes (or, with few samples, receives) all the time.
cluster_settings settings_of(uint64_t samples, const std::vector<system_override>& overrides,
                             uint64_t systems = 1) {
  cluster_settings s;
  s.config.systems = systems;
  s.config.training.batch_sequences = samples * systems;
  s.config.training.micro_batch_sequences = samples;
  s.config.activation_server.sample_rate_bytes_per_s = 1e13;
  s.config.overrides = overrides;
  s.config.simulation.burst_bytes = 200e3;  // the samples stand behind two of weights at most
  const model m = parse_model(
      R"({"model_type": "mlp", "layer_sizes": [20000, 20000, 20000], "bias": false})", "m.json");
  s.network = std::make_shared<model>(m);
  s.steps = std::make_shared<plan>(make_plan(m, s.config));
  s.step_count = 1;
  s.log_items = true;
  return s;
}

void run(std::initializer_list<const cluster*> clusters) {
  sc_core::sc_start();
  for (const cluster* c : clusters) ASSERT_TRUE(c->done()) << c->waits();
}

const cs2& system(const cluster& c, size_t i) { return *c.systems()[i].wafer; }

TEST(Cs2Overrides, ASlowerClockSlowsTheWafersArithmetic) {
  const cluster usual("usual", settings_of(8000, {}));
  const cluster slow("slow", settings_of(8000, {{0, 0, 0, 425e6}}));
  run({&usual, &slow});
  EXPECT_NEAR(static_cast<double>(system(slow, 0).steps()[0].matrix) /
                  static_cast<double>(system(usual, 0).steps()[0].matrix),
              2, 1e-6);
  EXPECT_EQ(system(slow, 0).peak_macs_per_s(), 750.0 * 994 * 2 * 425e6);
}

TEST(Cs2Overrides, ASlowerLinkSlowsWhatComesOverIt) {
  const cluster usual("usual", settings_of(1, {}));
  const cluster slow("slow", settings_of(1, {{0, 50e9, 0, 0}}));
  run({&usual, &slow});
  const auto length = [](const cluster& c) {
    const auto& items = system(c, 0).items();
    return seconds(items[2].times.last - items[0].times.first);  // both matrices, forward
  };
  const double bytes = 2.0 * 2 * 20'000 * 20'000 / 12;
  EXPECT_NEAR(length(usual) / (bytes / (12.5e9 * 0.95)), 1, 0.01);
  EXPECT_NEAR(length(slow) / (bytes / (6.25e9 * 0.95)), 1, 0.01);
}

TEST(Cs2Overrides, ALongerCableDelaysTheFirstWeights) {
  const cluster usual("usual", settings_of(1, {}));
  const cluster far("far", settings_of(1, {{0, 0, 100e-6, 0}}));
  run({&usual, &far});
  EXPECT_EQ(system(far, 0).items()[0].times.first - system(usual, 0).items()[0].times.first,
            99 * ps_per_us);
}

TEST(Cs2Overrides, TouchOneSystemOnly) {
  const cluster three("three", settings_of(8000, {{1, 0, 0, 425e6}}, 3));
  run({&three});
  ASSERT_EQ(three.systems().size(), 3u);
  EXPECT_EQ(system(three, 0).steps()[0].matrix, system(three, 2).steps()[0].matrix);
  EXPECT_NEAR(static_cast<double>(system(three, 1).steps()[0].matrix),
              2 * static_cast<double>(system(three, 0).steps()[0].matrix), 100);
}

}  // namespace
}  // namespace ws
