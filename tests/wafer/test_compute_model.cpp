// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "wafer/wafer_bench.h"
#include "ws/wafer/compute_model.h"

namespace ws::bench {
namespace {

TEST(PeakCompute, IsUsablePesTimesPublishedRateTimesClock) {
  EXPECT_EQ(make_peak_compute({}, precision::mixed)->peak_macs_per_s(), 750.0 * 994 * 2 * 850e6);
  EXPECT_EQ(make_peak_compute({}, precision::f16)->peak_macs_per_s(), 750.0 * 994 * 4 * 850e6);
}

TEST(PeakCompute, FollowsTheWafersShapeAndClock) {
  wafer_config small;
  small.pe_columns = 10, small.pe_rows = 7;
  small.clock_hz = 1e9;
  EXPECT_EQ(make_peak_compute(small, precision::mixed)->peak_macs_per_s(), 140e9);
}

TEST(PeakCompute, TellsWorkOfWeightsFromTheRest) {
  const auto model = make_peak_compute({}, precision::mixed);
  const item_time both = model->time_of(
      work_item(pass_kind::forward, 10, 0, 1'267'350'000'000.0, 2'534'700'000'000.0));
  EXPECT_EQ(both.matrix, ps_per_ms);
  EXPECT_EQ(both.dense, 2 * ps_per_ms);
}

TEST(PeakCompute, TakesNoTimeForNothing) {
  const item_time none =
      make_peak_compute({}, precision::mixed)->time_of(work_item(pass_kind::backward, 10, 20, 0));
  EXPECT_EQ(none.matrix, 0);
  EXPECT_EQ(none.dense, 0);
}

TEST(PeakCompute, LooksAtArithmeticOnly) {
  // A zero weight is not in weight_macs, so that neither its shape nor its bytes can cost anything.
  const auto model = make_peak_compute({}, precision::f16);
  const item_time a = model->time_of(work_item(pass_kind::forward, 1, 0, 1e12));
  const item_time b = model->time_of(work_item(pass_kind::backward, 1'000'000'000, 5, 1e12));
  EXPECT_EQ(a.matrix, b.matrix);
  EXPECT_EQ(a.matrix, from_seconds(1e12 / (750.0 * 994 * 4 * 850e6)));
}

}  // namespace
}  // namespace ws::bench
