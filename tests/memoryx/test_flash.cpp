// SPDX-License-Identifier: Apache-2.0
// Weights and optimizer state behind DRAM.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "memoryx/memory_bench.h"

namespace ws::bench {
namespace {

using testing::IsEmpty;

void expect_done(const memory_bench& bench) {
  std::vector<std::string> waits;
  bench.memory.waits(waits);
  EXPECT_TRUE(bench.done()) << testing::PrintToString(waits);
  EXPECT_THAT(bench.wafer.faults(), IsEmpty());
  EXPECT_THAT(bench.early_weights(), IsEmpty());
  EXPECT_EQ(bench.wafer.weight_bytes(), bench.planned_weight_bytes());
}

/// First to last byte of the first forward pass, bytes on one plane / s.
double forward_rate(const memory_bench& bench) {
  const auto last = static_cast<uint32_t>(bench.setup.tensors.size() - 1);
  double bytes = 0;
  for (const uint64_t n : bench.setup.tensors) bytes += 2 * static_cast<double>(n) / 12;
  return bytes / seconds(bench.wafer.arrival(0, last).last - bench.wafer.arrival(0, 0).first);
}

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
  sc_core::sc_start();
  expect_done(bench);
  EXPECT_NEAR(forward_rate(bench) / 11.875e9, 1, 0.01);
  // The first byte: flash's latency, the cable's, and a burst into DRAM before it is read again.
  EXPECT_NEAR(seconds(bench.wafer.arrival(0, 0).first), 101e-6, 65'536 / 333e9);
}

/// Staging area in bursts, and the rate that its size and flash's latency allow.
class FlashStaging : public testing::TestWithParam<int> {};

TEST_P(FlashStaging, LimitsTheStreamToOneFillingPerLatency) {
  memory_setup s = all_in_flash();
  s.burst_bytes = 65'536;
  s.memory.staging_bytes = 65'536.0 * GetParam();
  const memory_bench bench(s);
  sc_core::sc_start();
  expect_done(bench);
  // A byte's way: flash's latency, then as many at once as the staging area holds; DRAM's write and
  // read of a burst come on top.
  const double cycle = 100e-6, filled = s.memory.staging_bytes;
  EXPECT_NEAR(forward_rate(bench) / (filled / cycle), 1, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Bursts, FlashStaging, testing::Values(1, 2, 4, 8));

TEST(Flash, ItsReadBandwidthIsTheStreamsWhenItIsLowest) {
  memory_setup s = all_in_flash();
  s.memory.flash_read_bytes_per_s = 4e9;
  const memory_bench bench(s);
  sc_core::sc_start();
  expect_done(bench);
  EXPECT_NEAR(forward_rate(bench) / 4e9, 1, 0.01);
}

TEST(Flash, DramAheadIsPrefetchTimeForWhatFollows) {
  // Slow flash, but the tensor in DRAM takes long enough to stage the other one behind it.
  memory_setup s = all_in_flash();
  s.in_flash = {false, true};
  s.memory.flash_read_bytes_per_s = 12e9;
  s.memory.flash_latency_s = 150e-6;  // the first tensor is on its way for 168 us
  s.memory.staging_bytes = 4e6;
  const memory_bench bench(s);
  sc_core::sc_start();
  expect_done(bench);
  EXPECT_NEAR(forward_rate(bench) / 11.875e9, 1, 0.001);
}

TEST(Flash, MovesTheBytesThatStateAndStreamNeed) {
  memory_setup s;
  s.tensors = {12'000'000, 24'000'000, 1'200'000};
  s.in_flash = {false, true, true};
  s.steps = 2;
  s.training.optimizer = optimizer_kind::adamw;
  const memory_bench bench(s);
  sc_core::sc_start();
  expect_done(bench);
  const uint64_t n = 24'000'000 + 1'200'000;
  // Each step: f16 weights twice; gradients written; weight, gradient, two moments read and weight,
  // moments and the f16 copy written by the update.
  EXPECT_EQ(bench.counter("flash_read_bytes"), 2 * n * (2 * 2 + 16));
  EXPECT_EQ(bench.counter("flash_write_bytes"), 2 * n * (4 + 14));
}

TEST(Flash, AnEagerUpdateFindsItsGradientInDram) {
  memory_setup s;
  s.tensors = {12'000'000, 24'000'000, 1'200'000};
  s.in_flash = {false, true, true};
  s.training.update = update_mode::eager;
  s.training.optimizer = optimizer_kind::momentum;
  const memory_bench bench(s);
  sc_core::sc_start();
  expect_done(bench);
  const uint64_t n = 24'000'000 + 1'200'000;
  EXPECT_EQ(bench.counter("flash_read_bytes"), 2 * n * (2 * 2 + 12 - 4));
  EXPECT_EQ(bench.counter("flash_write_bytes"), 2 * n * 10);
}

TEST(Flash, AnUpdateRunsAtTheSpeedOfItsSlowerDirection) {
  memory_setup s;
  s.tensors = {60'000'000};
  s.in_flash = {true};
  const memory_bench reading(
      [&] {
        memory_setup r = s;
        r.memory.flash_read_bytes_per_s = 10e9;
        return r;
      }(),
      "reading");
  const memory_bench writing(
      [&] {
        memory_setup w = s;
        w.memory.flash_write_bytes_per_s = 5e9;
        return w;
      }(),
      "writing");
  sc_core::sc_start();
  expect_done(reading);
  expect_done(writing);
  const auto waited = [](const memory_bench& b) {
    return seconds(b.memory.steps()[1].first_weight - b.memory.steps()[0].last_gradient);
  };
  const double n = 60e6 / 12;
  // Norm, the update, and a latency for the last piece of it and for the first weights.
  EXPECT_NEAR(waited(reading) / (220e-6 + n * 16 / 10e9), 1, 0.01);
  EXPECT_NEAR(waited(writing) / (220e-6 + n * 14 / 5e9), 1, 0.01);
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
  sc_core::sc_start();
  expect_done(bench);
  EXPECT_GT(checked, 100u);
}

}  // namespace
}  // namespace ws::bench
