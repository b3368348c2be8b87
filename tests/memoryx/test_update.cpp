// SPDX-License-Identifier: Apache-2.0
// When new weights may leave, and what waiting for them costs.
#include <array>

#include "memoryx/memory_bench.h"

namespace ws::bench {
namespace {

memory_setup slow_update(update_mode mode, uint32_t steps = 3) {
  memory_setup s;
  s.training.update = mode;
  s.memory.optimizer_flops = 20e9;  // 17 operations: 0.85 ns a parameter on each server
  s.burst_bytes = 8192;             // and 3.5 us a piece of the update
  s.steps = steps;
  return s;
}

TEST(Update, AfterTheGlobalNormPrecedesEveryNewWeight) {
  const memory_bench bench(slow_update(update_mode::after_global_norm));
  run(bench);
  // Told without the log: norm first, then this tensor and all before it at the optimizer's pace.
  for (const auto& p : bench.wafer.weights()) {
    if (p.what.step == 0 || p.what.item > 2) continue;
    double parameters = 0;
    for (uint32_t t = 0; t <= p.what.item; ++t)
      parameters += static_cast<double>(bench.setup.tensors[t]) / 12;
    const time_ps left = p.what.times.first - bench.setup.link_latency;
    const time_ps soonest = bench.wafer.departure(p.what.step - 1, 6).last +
                            bench.setup.link_latency + from_seconds(20e-6) +
                            from_seconds(parameters * 17 / 20e9);
    EXPECT_GE(left, soonest - 10) << "item " << p.what.item;
  }
}

TEST(Update, EagerPrecedesEveryNewWeight) {
  const memory_bench bench(slow_update(update_mode::eager));
  run(bench);
  for (const auto& p : bench.wafer.weights()) {
    if (p.what.step == 0 || p.what.item > 2) continue;
    const uint32_t backward = 6 - p.what.item;  // 0 1 2 loss 2 1 0
    const double parameters = static_cast<double>(bench.setup.tensors[p.what.item]) / 12;
    EXPECT_GE(p.what.times.first - bench.setup.link_latency,
              bench.wafer.departure(p.what.step - 1, backward).last + bench.setup.link_latency +
                  from_seconds(parameters * 17 / 20e9) - 10);
  }
}

/// Cross-iteration time of one tensor of 12 M parameters, 1 M on each server.
time_ps waited(const memoryx_config& memory, optimizer_kind kind) {
  memory_setup s;
  s.memory = memory;
  s.tensors = {12'000'000};
  s.training.optimizer = kind;
  const memory_bench bench(s);
  run(bench);
  return bench.cross_iteration();
}

constexpr std::array<optimizer_kind, 4> kinds{optimizer_kind::sgd, optimizer_kind::momentum,
                                              optimizer_kind::adam, optimizer_kind::adamw};

class UpdateTime : public testing::TestWithParam<int> {
 protected:
  optimizer_kind kind() const { return kinds[static_cast<size_t>(GetParam())]; }
  // By hand: f32 weight, gradient and states read; weight and states written, and the f16 copy.
  double bytes() const { return std::array<double, 4>{14, 22, 30, 30}[index()]; }
  double flops() const { return std::array<double, 4>{3, 5, 15, 17}[index()]; }

 private:
  size_t index() const { return static_cast<size_t>(GetParam()); }
};

TEST_P(UpdateTime, IsNormLatencyAndTheTrafficThroughDram) {
  memoryx_config config;
  config.norm_latency_s = 33e-6;
  config.dram_bytes_per_s = 100e9;
  config.optimizer_flops = 1e15;
  EXPECT_NEAR(seconds(waited(config, kind())), 33e-6 + 1e6 * bytes() / 100e9, 2e-9);
}

TEST_P(UpdateTime, IsNormLatencyAndTheArithmetic) {
  memoryx_config config;
  config.norm_latency_s = 7e-6;
  config.dram_bytes_per_s = 1e15;
  config.optimizer_flops = 50e9;
  EXPECT_NEAR(seconds(waited(config, kind())), 7e-6 + 1e6 * flops() / 50e9, 2e-9);
}

INSTANTIATE_TEST_SUITE_P(Optimizers, UpdateTime, testing::Range(0, 4));

TEST(Update, TheFirstTensorAloneHoldsTheNextStepBack) {
  // The others are updated while the first one is on its way: ten times as much of them does not
  // lengthen the wait, but for one piece of DRAM traffic.
  memory_setup s;
  s.tensors = {1'200'000, 1'200'000};
  const memory_bench few(s, "few");
  s.tensors = {1'200'000, 12'000'000};
  const memory_bench many(s, "many");
  run(few, many);
  const double first = 20e-6 + 1e5 * 30 / 333e9;
  const double piece = 32'768 * 30 / 333e9;
  for (const memory_bench* b : {&few, &many}) {
    EXPECT_GE(seconds(b->cross_iteration()), first - 1e-9);
    EXPECT_LE(seconds(b->cross_iteration()), first + piece + 1e-9);
  }
}

TEST(Update, EagerIsNotSlower) {
  memory_setup s = slow_update(update_mode::after_global_norm);
  const memory_bench late(s, "late");
  s.training.update = update_mode::eager;
  const memory_bench eager(s, "eager");
  run(late, eager);
  for (size_t step = 0; step < 3; ++step) {
    EXPECT_LE(eager.step_time(step), late.step_time(step));
    EXPECT_LT(eager.cross_iteration(step), late.cross_iteration(step));
  }
}

TEST(Update, EagerHidesAllButTheLastTensor) {
  memory_setup s;
  s.training.update = update_mode::eager;
  s.tensors = {1'200'000, 12'000'000};
  const memory_bench bench(s);
  run(bench);
  // Tensor 1's update takes 90 us, tensor 0's gradient comes 34 us later: it need not wait for more
  // than the two pieces of 32,768 parameters that are at work and read ahead, though tensor 1 came
  // first; the next weights wait for DRAM behind a third one.
  const double alone = 1e5 * 30 / 333e9, piece = 32'768 * 30 / 333e9;
  EXPECT_GE(seconds(bench.cross_iteration()), alone - 1e-9);
  EXPECT_LE(seconds(bench.cross_iteration()), alone + 3 * piece);
}

TEST(Update, GoesOverEveryParameterOnceAStep) {
  const memory_bench late(slow_update(update_mode::after_global_norm), "late");
  const memory_bench eager(slow_update(update_mode::eager), "eager");
  run(late, eager);
  for (const memory_bench* bench : {&late, &eager}) {
    EXPECT_EQ(bench->counter("parameters_updated"), 3 * (600'000 + 1'200'000 + 240'000));
    EXPECT_EQ(bench->memory.updates_done(), 9u);
  }
}

TEST(Update, LeavesNoParameterOutWhereServersDoNotDivideThem) {
  memory_setup s;
  s.tensors = {600'001, 240'011, 1};
  s.memory.servers = 5;
  const memory_bench bench(s);
  run(bench);
  // Each server takes a fifth, rounded up, in each of both steps.
  EXPECT_EQ(bench.counter("parameters_updated"), 2 * 5 * (120'001 + 48'003 + 1));
}

TEST(Update, SharesDramWithStreamAndGradients) {
  memory_setup s;
  s.memory.dram_bytes_per_s = 20e9;
  const memory_bench bench(s);
  run(bench);
  // Weights are read, gradients written, 30 B a parameter go through the update.
  const uint64_t loss = 2 * 12 * 4;
  const uint64_t parameters = 2 * (600'000 + 1'200'000 + 240'000);
  const uint64_t expected = 2 * 2 * parameters + 4 * parameters + loss + 30 * parameters;
  EXPECT_EQ(bench.counter("dram_bytes"), expected);
  double busy = 0;
  for (const auto& server : bench.memory.servers()) busy += server->dram.busy().busy_s(0, ps_per_s);
  EXPECT_NEAR(busy, static_cast<double>(expected) / 20e9, 1e-9);
}

TEST(Update, ContendsWithTheNextStepsWeights) {
  // DRAM that is busy with updates slows the next forward pass by what they take and no more.
  memory_setup s;
  s.memory.dram_bytes_per_s = 12e9;
  s.tensors = std::vector<uint64_t>(20, 1'200'000);
  const memory_bench bench(s);
  run(bench);
  const auto forward = [&](uint32_t step) {
    return seconds(bench.forward(step).last - bench.forward(step).first);
  };
  const double updates = 19 * 1e5 * 30 / 12e9, weights = 20 * 2e5 / 12e9;
  EXPECT_NEAR(forward(0), weights, 0.02 * weights);
  EXPECT_GE(forward(1), updates);
  EXPECT_NEAR(forward(1), updates + weights, 0.03 * (updates + weights));
}

}  // namespace
}  // namespace ws::bench
