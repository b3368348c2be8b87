// SPDX-License-Identifier: Apache-2.0
// Trees of real switches against closed forms: latencies, an MTU a switch, and bytes at the rate.
#include <gmock/gmock.h>

#include "support/seed.h"
#include "support/swarmx_plane.h"

namespace ws {
namespace {

using test::plane_settings;
using test::swarmx_plane;
using testing::IsEmpty;

constexpr double rate = 12.5e9;  // 100 Gb/s: 80 ps a byte
constexpr uint64_t burst_bytes = 65'536;

plane_settings settings_of(uint64_t systems, uint64_t radix, protocol style) {
  plane_settings s;
  s.systems = systems;
  s.radix = radix;
  s.hop = {rate, 3 * ps_per_us, 4096, style};
  s.leaf = {rate, 2 * ps_per_us, 4096, style};
  s.buffer_bytes = test::full_rate_buffer(s.hop);
  s.bursts = test::cut(1'000'000, burst_bytes);
  return s;
}

enum class way { down, up, both };

struct shape_case {
  uint64_t radix;
  protocol style;
  way direction;
};

std::string name_of(const testing::TestParamInfo<shape_case>& info) {
  const char* const ways[] = {"Down", "Up", "Both"};
  return fmt::format("Radix{}{}{}", info.param.radix, ways[static_cast<int>(info.param.direction)],
                     info.param.style == protocol::loosely_timed ? "Loose" : "Approximate");
}

std::vector<shape_case> shape_cases() {
  std::vector<shape_case> all;
  for (const protocol p : {protocol::loosely_timed, protocol::approximately_timed})
    for (const way w : {way::down, way::up, way::both})
      for (const uint64_t radix : {2, 3, 4, 8}) all.push_back({radix, p, w});
  return all;
}

struct PlaneTiming : testing::TestWithParam<shape_case> {};
INSTANTIATE_TEST_SUITE_P(Shapes, PlaneTiming, testing::ValuesIn(shape_cases()), name_of);

TEST_P(PlaneTiming, IsTheBandwidthLatencyFormulaForEveryTreeUpTo64Systems) {
  const shape_case& p = GetParam();
  std::vector<std::unique_ptr<swarmx_plane>> planes;
  for (uint64_t systems = 1; systems <= 64; systems += systems < 18 ? 1 : 5) {
    plane_settings s = settings_of(systems, p.radix, p.style);
    s.down = p.direction != way::up;
    s.up = p.direction != way::down;
    planes.push_back(std::make_unique<swarmx_plane>(s, fmt::format("plane{}", systems)));
  }
  for (uint64_t systems : {63, 64})
    planes.push_back(std::make_unique<swarmx_plane>(settings_of(systems, p.radix, p.style),
                                                    fmt::format("plane{}", systems)));
  sc_core::sc_start();
  for (auto& plane : planes) {
    SCOPED_TRACE(testing::Message() << plane->sinks.size() << " systems");
    plane->check_all_arrived();
    EXPECT_THAT(plane->faults, IsEmpty());
    if (plane->root_source->done() && !plane->sinks[0]->arrived.empty()) {
      EXPECT_EQ(plane->broadcast_end(), plane->closed_form());
      for (const auto& sink : plane->sinks)
        EXPECT_EQ(sink->arrived.back().times.last, plane->closed_form()) << "every leaf alike";
    }
    if (!plane->root_sink->arrived.empty()) {
      EXPECT_EQ(plane->reduce_end(), plane->closed_form());
    }
  }
}

TEST(PlaneBurst, ItsSizeChangesNothing) {
  std::vector<std::unique_ptr<swarmx_plane>> planes;
  for (const uint64_t burst : {4'096, 16'384, 65'536, 1 << 20, 4 << 20}) {
    plane_settings s = settings_of(13, 4, protocol::approximately_timed);
    s.bursts = test::cut(16 << 20, burst);
    s.buffer_bytes = std::max(s.buffer_bytes, burst);
    planes.push_back(std::make_unique<swarmx_plane>(s, fmt::format("burst{}", burst)));
  }
  sc_core::sc_start();
  for (const auto& plane : planes) {
    EXPECT_EQ(plane->broadcast_end(), plane->closed_form());
    EXPECT_EQ(plane->reduce_end(), plane->closed_form());
  }
}

TEST(PlaneRates, TheSlowestLinkDecides) {
  struct speeds {
    double hop, leaf;
  };
  std::vector<std::unique_ptr<swarmx_plane>> planes;
  for (const protocol p : {protocol::loosely_timed, protocol::approximately_timed})
    for (const speeds v : {speeds{rate, rate / 2}, {rate / 2, rate}, {rate, rate * 0.9}}) {
      plane_settings s = settings_of(12, 3, p);
      s.hop.bytes_per_s = v.hop;
      s.leaf.bytes_per_s = v.leaf;
      s.bursts = test::cut(16 << 20, burst_bytes);
      planes.push_back(std::make_unique<swarmx_plane>(s, fmt::format("rates{}", planes.size())));
    }
  sc_core::sc_start();
  for (const auto& plane : planes) {
    const auto expected = static_cast<double>(plane->closed_form());
    EXPECT_NEAR(static_cast<double>(plane->broadcast_end()), expected, 0.01 * expected);
    EXPECT_NEAR(static_cast<double>(plane->reduce_end()), expected, 0.01 * expected);
  }
}

TEST(PlaneBuffer, FullRateNeedsExactlyTheRoundTrip) {
  std::vector<std::unique_ptr<swarmx_plane>> enough, short_of;
  for (const protocol p : {protocol::loosely_timed, protocol::approximately_timed})
    for (const uint64_t systems : {3, 4, 8}) {  // two and three switches deep
      plane_settings s = settings_of(systems, 2, p);
      s.bursts = test::cut(8 << 20, 16'384);
      enough.push_back(std::make_unique<swarmx_plane>(s, fmt::format("enough{}", enough.size())));
      s.buffer_bytes -= 1;
      short_of.push_back(std::make_unique<swarmx_plane>(s, fmt::format("less{}", enough.size())));
    }
  sc_core::sc_start();
  for (const auto& plane : enough) {
    EXPECT_EQ(plane->broadcast_end(), plane->closed_form());
    EXPECT_EQ(plane->reduce_end(), plane->closed_form());
  }
  for (const auto& plane : short_of) {
    EXPECT_GT(plane->broadcast_end(), plane->closed_form());
    EXPECT_GT(plane->reduce_end(), plane->closed_form());
    EXPECT_LT(plane->broadcast_end(), plane->closed_form() * 101 / 100);
    EXPECT_LT(plane->reduce_end(), plane->closed_form() * 101 / 100);
  }
}

TEST(PlaneBuffer, BelowTheRoundTripTheBufferDecidesTheRate) {
  plane_settings s = settings_of(4, 4, protocol::loosely_timed);
  s.leaf.latency = 0;
  s.bursts = test::cut(8 << 20, 4'096);
  s.buffer_bytes = 16'384;  // four bursts a round trip
  swarmx_plane plane(s);
  sc_core::sc_start();
  const double round_trip = 2 * seconds(s.hop.latency) + 2 * 4'096 / rate;
  const double expected = static_cast<double>(plane.bytes()) / s.buffer_bytes * round_trip;
  EXPECT_NEAR(seconds(plane.broadcast_end()), expected, 0.01 * expected);
}

}  // namespace
}  // namespace ws
