// SPDX-License-Identifier: Apache-2.0
// The stream of weights and the way back of gradients, without updates in the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memoryx/memory_bench.h"
#include "support/seed.h"

namespace ws::bench {
namespace {

using testing::IsEmpty;

/// Weights that are ready at once, so that only the stream is looked at.
memory_setup one_step() {
  memory_setup s;
  s.steps = 1;
  return s;
}

void run(const memory_bench& bench) {
  sc_core::sc_start();
  std::vector<std::string> waits;
  bench.memory.waits(waits);
  EXPECT_TRUE(bench.done()) << testing::PrintToString(waits);
  EXPECT_THAT(bench.wafer.faults(), IsEmpty());
}

void expect_conserved(const memory_bench& bench) {
  EXPECT_EQ(bench.wafer.weight_bytes(), bench.planned_weight_bytes());
  EXPECT_EQ(bench.wafer.gradient_bytes(), bench.planned_gradient_bytes());
  EXPECT_EQ(bench.counter("weight_bytes"), bench.planned_weight_bytes());
  EXPECT_EQ(bench.counter("gradient_bytes"), bench.planned_gradient_bytes());
}

TEST(Stream, SendsTensorsForthAndBackInOrderOnEveryPlane) {
  const memory_bench bench(one_step());
  run(bench);
  expect_conserved(bench);
  std::vector<std::vector<int>> tensors(bench.setup.planes);
  std::vector<time_ps> last(bench.setup.planes, 0);
  for (const auto& p : bench.wafer.weights()) {
    auto& seen = tensors[p.plane];
    const int tensor = bench.work.items()[p.what.item].tensor;
    if (p.what.sequence == 0) seen.push_back(tensor);
    EXPECT_GE(p.what.times.first, last[p.plane]);
    last[p.plane] = p.what.times.last;
  }
  for (const auto& seen : tensors) EXPECT_THAT(seen, testing::ElementsAre(0, 1, 2, 2, 1, 0));
}

TEST(Stream, FillsTheLinkWhenNothingElseLimits) {
  const memory_bench bench(one_step());
  run(bench);
  // 1.02 M parameters: the forward half of the weights, 4 B for two of them, over 12 planes.
  const double bytes = 2.0 * (600'000 + 1'200'000 + 240'000) / 12;
  const span first = bench.wafer.arrival(0, 0), last = bench.wafer.arrival(0, 2);
  EXPECT_NEAR(seconds(last.last - first.first), bytes / 11.875e9, 1e-10);
  // DRAM is cut through: the first byte needs the cable only.
  EXPECT_EQ(first.first, bench.setup.link_latency);
}

TEST(Stream, IsAsSlowAsTheServersNetwork) {
  memory_setup s = one_step();
  s.memory.network_rate_bits_per_s = 40e9;
  s.memory.network_efficiency = 0.9;
  const memory_bench bench(s);
  run(bench);
  const double bytes = 2.0 * (600'000 + 1'200'000 + 240'000) / 12;
  const span first = bench.wafer.arrival(0, 0), last = bench.wafer.arrival(0, 2);
  EXPECT_NEAR(seconds(last.last - first.first) / (bytes / 4.5e9), 1, 0.01);
}

TEST(Stream, IsAsSlowAsDram) {
  memory_setup s = one_step();
  s.memory.dram_bytes_per_s = 3e9;
  const memory_bench bench(s);
  run(bench);
  const double bytes = 2.0 * (600'000 + 1'200'000 + 240'000) / 12;
  const span first = bench.wafer.arrival(0, 0), last = bench.wafer.arrival(0, 2);
  EXPECT_NEAR(seconds(last.last - first.first) / (bytes / 3e9), 1, 0.01);
}

TEST(Stream, WaitsForASlowWafer) {
  memory_setup s = one_step();
  s.eats.bytes_per_s = 1e9;
  s.eats.buffer_bytes = 100'000;
  const memory_bench bench(s);
  run(bench);
  expect_conserved(bench);
  const double bytes = 2.0 * (600'000 + 1'200'000 + 240'000) / 12;
  const auto& weights = bench.wafer.weights();
  span forward{never_ps, 0};
  for (const auto& p : weights)
    if (p.plane == 3 && p.what.item < 3)
      forward = {std::min(forward.first, p.consumed.first),
                 std::max(forward.last, p.consumed.last)};
  EXPECT_NEAR(seconds(forward.last - forward.first), bytes / 1e9, 1e-9);
}

TEST(Stream, NeverOverfillsTheBufferInFrontOfTheWafer) {
  memory_setup s = one_step();
  s.eats.bytes_per_s = 2e9;
  s.eats.buffer_bytes = 100'000;
  const memory_bench bench(s);
  run(bench);
  // When a burst's last byte arrives, all but one buffer of what came must be gone.
  std::vector<const wafer_end::piece*> plane;
  for (const auto& p : bench.wafer.weights())
    if (p.plane == 0) plane.push_back(&p);
  ASSERT_GT(plane.size(), 8u);
  uint64_t in = 0, checked = 0;
  for (const auto* p : plane) {
    in += p->what.bytes;
    if (in <= s.eats.buffer_bytes) continue;
    uint64_t out = 0;  // whole bursts that must have left
    for (const auto* q : plane) {
      out += q->what.bytes;
      if (out > in - s.eats.buffer_bytes) break;
      EXPECT_LE(q->consumed.last + 2 * s.link_latency, p->what.times.last);
      ++checked;
    }
  }
  EXPECT_GT(checked, 10u);
}

TEST(Stream, LosesNothingUnderRandomStallsWithBuffersOfOneBurst) {
  memory_setup s;
  s.steps = 3;
  s.burst_bytes = 4096;
  s.gradient_buffer_bytes = s.eats.buffer_bytes = 4096;
  s.tensors = {60'001, 7, 24'593, 1};  // no plane or burst divides them
  s.eats.stall_share = 0.2;
  s.eats.longest_stall = 20 * ps_per_us;
  s.eats.seed = test::seed();
  WS_TRACE_SEED();
  const memory_bench bench(s);
  run(bench);
  expect_conserved(bench);
  EXPECT_THAT(bench.early_weights(), IsEmpty());
}

TEST(Stream, LosesNothingApproximatelyTimedEither) {
  memory_setup s;
  s.burst_bytes = 4096;
  s.gradient_buffer_bytes = s.eats.buffer_bytes = 4096;
  s.tensors = {60'001, 7, 24'593, 1};
  s.eats.stall_share = 0.2;
  s.eats.longest_stall = 20 * ps_per_us;
  s.eats.seed = test::seed();
  s.style = protocol::approximately_timed;
  WS_TRACE_SEED();
  const memory_bench bench(s);
  run(bench);
  expect_conserved(bench);
  EXPECT_THAT(bench.early_weights(), IsEmpty());
}

TEST(Stream, TakesAsLongInEitherStyleOfTransport) {
  memory_setup s;
  const memory_bench loose(s, "loose");
  s.style = protocol::approximately_timed;
  const memory_bench timed(s, "timed");
  sc_core::sc_start();
  ASSERT_TRUE(loose.done() && timed.done());
  const auto whole = [](const memory_bench& b) {
    return seconds(b.memory.steps()[2].first_weight - b.memory.steps()[0].first_weight);
  };
  EXPECT_NEAR(whole(timed) / whole(loose), 1, 0.01);
}

TEST(Stream, TakesAsLongWhateverTheBurstSize) {
  memory_setup s;
  s.tensors = {60'000'000, 60'000'000};
  s.eats.buffer_bytes = s.gradient_buffer_bytes = 128'000'000;
  s.burst_bytes = 64'000;
  const memory_bench small(s, "small");
  s.burst_bytes = 64'000'000;
  const memory_bench large(s, "large");
  sc_core::sc_start();
  ASSERT_TRUE(small.done() && large.done());
  const auto step = [](const memory_bench& b) {
    return seconds(b.memory.steps()[2].first_weight - b.memory.steps()[1].first_weight);
  };
  EXPECT_NEAR(step(large) / step(small), 1, 0.01);
}

}  // namespace
}  // namespace ws::bench
