// SPDX-License-Identifier: Apache-2.0
// Weights and optimizer state behind DRAM.
#include "memoryx/memory_bench.h"

namespace ws::bench {
namespace {

memory_setup all_in_flash() {
  memory_setup s;
  s.tensors = {12'000'000, 12'000'000};  // 4 MB on each plane, 61 bursts
  s.in_flash = {true, true};
  s.burst_bytes = 65'536;
  return s;
}

TEST(Flash, PrefetchHidesItsLatencyWhenStagingSuffices) {
  memory_setup s = all_in_flash();
  s.memory.staging_bytes = 2e6;  // 11.875 GB/s x 100 us = 1.19 MB are under way
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 11.875e9, 1, 0.01);
  // The first byte: flash's latency, the cable's, and a burst into DRAM before it is read again.
  EXPECT_NEAR(seconds(bench.wafer.arrival(0, 0).first), 101e-6, 65'536 / 333e9);
}

TEST(Flash, ItsLatencyWidensASmallReadWindow) {
  memory_setup s = all_in_flash();
  s.memory.staging_bytes = 2e6;
  s.memory.read_window_bytes = 64;
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 11.875e9, 1, 0.01);
}

/// Staging area in bursts, and the rate that its size and flash's latency allow.
class FlashStaging : public testing::TestWithParam<int> {};

TEST_P(FlashStaging, LimitsTheStreamToOneFillingPerLatency) {
  memory_setup s = all_in_flash();
  s.burst_bytes = 65'536;
  s.memory.staging_bytes = 65'536.0 * GetParam();
  const memory_bench bench(s);
  run(bench);
  // A byte's way: flash's latency, then as many at once as the staging area holds; DRAM's write and
  // read of a burst come on top.
  const double cycle = 100e-6, filled = s.memory.staging_bytes;
  EXPECT_NEAR(bench.forward_rate() / (filled / cycle), 1, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Bursts, FlashStaging, testing::Values(1, 2, 4, 8));

TEST(Flash, ItsReadBandwidthIsTheStreamsWhenItIsLowest) {
  memory_setup s = all_in_flash();
  s.memory.flash_read_bytes_per_s = 4e9;
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 4e9, 1, 0.01);
}

TEST(Flash, DramAheadIsPrefetchTimeForWhatFollows) {
  // Slow flash, but the tensor in DRAM takes long enough to stage the other one behind it.
  memory_setup s = all_in_flash();
  s.in_flash = {false, true};
  s.memory.flash_read_bytes_per_s = 12e9;
  s.memory.flash_latency_s = 150e-6;  // the first tensor is on its way for 168 us
  s.memory.staging_bytes = 4e6;
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(bench.forward_rate() / 11.875e9, 1, 0.001);
}

memory_setup two_of_three_in_flash() {
  memory_setup s;
  s.tensors = {12'000'000, 24'000'000, 1'200'000};
  s.in_flash = {false, true, true};
  return s;
}

TEST(Flash, MovesTheBytesThatStateAndStreamNeed) {
  memory_setup s = two_of_three_in_flash();
  s.training.optimizer = optimizer_kind::adamw;
  const memory_bench bench(s);
  run(bench);
  const uint64_t n = 24'000'000 + 1'200'000;
  // Each step: f16 weights twice; gradients written; weight, gradient, two moments read and weight,
  // moments and the f16 copy written by the update.
  EXPECT_EQ(bench.counter("flash_read_bytes"), 2 * n * (2 * 2 + 16));
  EXPECT_EQ(bench.counter("flash_write_bytes"), 2 * n * (4 + 14));
}

TEST(Flash, AnEagerUpdateFindsItsGradientInDram) {
  memory_setup s = two_of_three_in_flash();
  s.training.update = update_mode::eager;
  s.training.optimizer = optimizer_kind::momentum;
  const memory_bench bench(s);
  run(bench);
  const uint64_t n = 24'000'000 + 1'200'000;
  EXPECT_EQ(bench.counter("flash_read_bytes"), 2 * n * (2 * 2 + 12 - 4));
  EXPECT_EQ(bench.counter("flash_write_bytes"), 2 * n * 10);
}

TEST(Flash, AnUpdateRunsAtTheSpeedOfItsSlowerDirection) {
  memory_setup s;
  s.tensors = {60'000'000};
  s.in_flash = {true};
  memory_setup slow = s;
  slow.memory.flash_read_bytes_per_s = 10e9;
  const memory_bench reading(slow, "reading");
  slow = s;
  slow.memory.flash_write_bytes_per_s = 5e9;
  const memory_bench writing(slow, "writing");
  run(reading, writing);
  const double n = 60e6 / 12;
  // Norm, the update, and a latency for the last piece of it and for the first weights.
  EXPECT_NEAR(seconds(reading.cross_iteration()) / (220e-6 + n * 16 / 10e9), 1, 0.01);
  EXPECT_NEAR(seconds(writing.cross_iteration()) / (220e-6 + n * 14 / 5e9), 1, 0.01);
}

TEST(Flash, NeverHoldsMoreThanItsStagingArea) {
  // A stalled wafer: what was read from flash but not yet sent must fit the staging area.
  memory_setup s = all_in_flash();
  s.steps = 1;
  s.memory.staging_bytes = 200'000;
  s.eats.bytes_per_s = 1e9;
  s.eats.buffer_bytes = 65'536;
  const memory_bench bench(s);
  time_ps at = 0;
  uint64_t checked = 0;
  while (bench.counter("weight_bytes") < bench.planned_weight_bytes() && at < ps_per_s) {
    at += 10 * ps_per_us;
    sc_core::sc_start(sc_core::sc_time(10, sc_core::SC_US));
    const uint64_t read = bench.counter("flash_read_bytes"), sent = bench.counter("weight_bytes");
    // One burst of each plane is between the staging area and the wire's counter.
    EXPECT_LE(read - sent, 12 * (200'000 + 65'536)) << at;
    ++checked;
  }
  run(bench);
  EXPECT_GT(checked, 100u);
}

}  // namespace
}  // namespace ws::bench
