// SPDX-License-Identifier: Apache-2.0
// A CS-2 and what comes to it from its activation server: samples, and activations it had sent
// away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wafer/wafer_bench.h"

namespace ws::bench {
namespace {

using testing::IsEmpty;

constexpr double peak = 750.0 * 994 * 2 * 850e6;
constexpr auto forward = pass_kind::forward;
constexpr auto backward = pass_kind::backward;

void run(std::initializer_list<const wafer_bench*> benches) {
  sc_core::sc_start();
  for (const wafer_bench* bench : benches) {
    EXPECT_TRUE(bench->done()) << bench->waits();
    EXPECT_THAT(bench->gradient_faults(), IsEmpty());
  }
}

/// `steps` steps of 1 ms with 12 MB of samples each.
wafer_setup hungry(double samples_per_s) {
  wafer_setup s;
  s.items = {work_item(forward, 12'000, 0, peak * 1e-3)};
  s.items[0].sample_bytes = 12'000'000;
  s.server.sample_rate_bytes_per_s = samples_per_s;
  return s;
}

TEST(Cs2Samples, AreThereBeforeWorkStarts) {
  const wafer_bench bench(hungry(10e9));
  run({&bench});
  // Made, 5 us in the server, the cable, and 1 MB over each link.
  const double there = 12e6 / 10e9 + 5e-6 + 1e-6 + 1e6 / 11.875e9;
  EXPECT_NEAR(seconds(bench.worked(0, 0).first), there, 1e-9);
  EXPECT_NEAR(seconds(bench.wafer.steps()[0].starved), there - 1e-6, 1e-9);
  EXPECT_EQ(bench.counter("sample_bytes"), 12'000'000u);
}

TEST(Cs2Samples, DoNotStarveTheWaferWhenTheyAreMadeInTime) {
  wafer_setup s = hungry(20e9);  // 0.6 ms for what is used up in 1 ms
  s.steps = 5;
  const wafer_bench bench(s);
  run({&bench});
  EXPECT_GT(bench.wafer.steps()[0].starved, 0);
  for (size_t step = 1; step < 5; ++step) EXPECT_EQ(bench.wafer.steps()[step].starved, 0) << step;
}

TEST(Cs2Samples, StarveTheWaferWhenTheirPipelineIsSlow) {
  wafer_setup s = hungry(8e9);  // 1.5 ms
  s.steps = 5;
  const wafer_bench bench(s);
  run({&bench});
  for (size_t step = 1; step < 5; ++step)
    EXPECT_NEAR(seconds(bench.wafer.steps()[step].starved), 0.5e-3, 1e-8) << step;
}

/// Three blocks forth and back; the first two send their activations away.
wafer_setup spilling(uint64_t bytes) {
  wafer_setup s;
  for (int i = 0; i < 3; ++i) s.items.push_back(work_item(forward, 12'000, 0, peak * 1e-3));
  for (int i = 0; i < 3; ++i) s.items.push_back(work_item(backward, 12'000, 12'000, peak * 1e-3));
  s.items[0].spill_out_bytes = s.items[5].spill_in_bytes = bytes;
  s.items[1].spill_out_bytes = s.items[4].spill_in_bytes = bytes;
  return s;
}

TEST(Cs2Spill, CostsNoTimeWhileLinksAndServerKeepUp) {
  const wafer_bench bench(spilling(60'000'000));  // 5 MB a link: 0.42 ms of 1 ms
  run({&bench});
  EXPECT_NEAR(seconds(bench.worked(0, 5).last - bench.worked(0, 0).first), 6e-3, 1e-6);
}

TEST(Cs2Spill, GoesOutAndComesBackOnce) {
  wafer_setup s = spilling(77'777'777);
  s.steps = 3;
  const wafer_bench bench(s);
  run({&bench});
  const uint64_t padded = 12 * 4 * ((77'777'777 + 47) / 48) * 2 * 3;
  EXPECT_EQ(bench.counter("activation_out_bytes"), padded);
  EXPECT_EQ(bench.counter("activation_in_bytes"), padded);
  EXPECT_EQ(wafer_bench::counter(bench.server.statistics(), "stored_bytes"), padded);
  EXPECT_EQ(wafer_bench::counter(bench.server.statistics(), "returned_bytes"), padded);
}

TEST(Cs2Spill, IsBackBeforeItsBackwardWork) {
  wafer_setup s = spilling(60'000'000);
  s.server.memory_bytes_per_s = 20e9;  // 3 ms for what the wafer makes in 1 ms
  const wafer_bench bench(s);
  run({&bench});
  // The server stores 120 MB and reads 60 MB before item 4 can be done, 120 MB before item 5.
  EXPECT_GE(seconds(bench.worked(0, 4).first), 120e6 / 20e9);
  EXPECT_GE(seconds(bench.worked(0, 4).last), 180e6 / 20e9);
  EXPECT_GE(seconds(bench.worked(0, 5).last), 240e6 / 20e9);
  EXPECT_LE(seconds(bench.worked(0, 5).last), 240e6 / 20e9 + 2.02e-3);  // the first and last item
}

TEST(Cs2Spill, OccupiesTheLinksOnItsWay) {
  const wafer_bench bench(spilling(240'000'000));  // 20 MB a link: 1.68 ms of 1 ms
  run({&bench});
  const double way = 20e6 / 11.875e9;
  EXPECT_GE(seconds(bench.worked(0, 5).last), 4 * way);
  EXPECT_LE(seconds(bench.worked(0, 5).last), 4 * way + 4e-3);
  const double busy = bench.wafer.links_out_busy().busy_s(0, ps_per_s) / 12;
  EXPECT_NEAR(busy, 2 * way + 3 * 4000 / 11.875e9, 1e-7);
}

TEST(Cs2Spill, SharesTheLinksWithWeightsAndGradients) {
  wafer_setup s = spilling(60'000'000);
  for (plan_item& item : s.items) item.weight_words = 12'000'000;
  for (size_t i = 3; i < 6; ++i) s.items[i].gradient_words = 12'000'000;
  const wafer_bench bench(s);
  run({&bench});
  const double in = bench.wafer.links_in_busy().busy_s(0, ps_per_s) / 12;
  const double out = bench.wafer.links_out_busy().busy_s(0, ps_per_s) / 12;
  EXPECT_NEAR(in, (6 * 4e6 + 2 * 5e6) / 11.875e9, 1e-6);
  EXPECT_NEAR(out, (3 * 4e6 + 2 * 5e6) / 11.875e9, 1e-6);
}

}  // namespace
}  // namespace ws::bench
