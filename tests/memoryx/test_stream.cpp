// SPDX-License-Identifier: Apache-2.0
// The stream of weights and the way back of gradients, without updates in the way.
#include "memoryx/memory_bench.h"
#include "support/seed.h"

namespace ws::bench {
namespace {

/// Weights that are ready at once, so that only the stream is looked at.
memory_setup one_step() {
  memory_setup s;
  s.steps = 1;
  return s;
}

/// Buffers of one small burst, tensors that no plane or burst divides, and a wafer that stalls.
memory_setup stalling() {
  memory_setup s;
  s.burst_bytes = 4096;
  s.gradient_buffer_bytes = s.eats.buffer_bytes = 4096;
  s.tensors = {60'001, 7, 24'593, 1};
  s.eats.stall_share = 0.2;
  s.eats.longest_stall = 20 * ps_per_us;
  s.eats.seed = test::seed();
  return s;
}

TEST(Stream, SendsTensorsForthAndBackInOrderOnEveryPlane) {
  const memory_bench bench(one_step());
  run(bench);
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
  // Two bytes each of 1.02 M parameters, over 12 planes.
  const double bytes = 2.0 * (600'000 + 1'200'000 + 240'000) / 12;
  EXPECT_NEAR(seconds(bench.forward().last - bench.forward().first), bytes / 11.875e9, 1e-10);
  // DRAM is cut through: the first byte needs the cable only.
  EXPECT_EQ(bench.forward().first, bench.setup.link_latency);
}

TEST(Stream, IsAsSlowAsTheServersNetwork) {
  memory_setup s = one_step();
  s.memory.network_rate_bits_per_s = 40e9;
  s.memory.network_efficiency = 0.9;
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 4.5e9, 1, 0.01);
}

TEST(Stream, IsAsSlowAsDram) {
  memory_setup s = one_step();
  s.memory.dram_bytes_per_s = 3e9;
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 3e9, 1, 0.01);
}

TEST(Stream, WaitsForASlowWafer) {
  memory_setup s = one_step();
  s.eats.bytes_per_s = 1e9;
  s.eats.buffer_bytes = 100'000;
  const memory_bench bench(s);
  run(bench);
  const auto& weights = bench.wafer.weights();
  span forward{never_ps, 0};
  for (const auto& p : weights)
    if (p.plane == 3 && p.what.item < 3)
      forward = {std::min(forward.first, p.consumed.first),
                 std::max(forward.last, p.consumed.last)};
  EXPECT_NEAR(seconds(forward.last - forward.first), bench.forward_bytes() / 1e9, 1e-9);
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
  WS_TRACE_SEED();
  memory_setup s = stalling();
  s.steps = 3;
  const memory_bench bench(s);
  run(bench);
}

TEST(Stream, LosesNothingApproximatelyTimedEither) {
  WS_TRACE_SEED();
  memory_setup s = stalling();
  s.style = protocol::approximately_timed;
  const memory_bench bench(s);
  run(bench);
}

TEST(Stream, TakesAsLongInEitherStyleOfTransport) {
  memory_setup s;
  const memory_bench loose(s, "loose");
  s.style = protocol::approximately_timed;
  const memory_bench timed(s, "timed");
  run(loose, timed);
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
  run(small, large);
  EXPECT_NEAR(seconds(large.step_time(1)) / seconds(small.step_time(1)), 1, 0.01);
}

}  // namespace
}  // namespace ws::bench
