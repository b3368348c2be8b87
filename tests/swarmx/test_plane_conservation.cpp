// SPDX-License-Identifier: Apache-2.0
// Nothing is lost, nothing comes twice, everything is in order and every sum is exact, whatever the
// shape, the buffers and the stalls.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/seed.h"
#include "support/swarmx_plane.h"

namespace ws {
namespace {

using test::between;
using test::plane_settings;
using test::swarmx_plane;
using testing::IsEmpty;

template <typename Generator>
plane_settings random_settings(Generator& random, uint64_t most_systems) {
  plane_settings s;
  const uint64_t radices[] = {2, 3, 4, 8};
  s.radix = radices[random() % 4];
  s.systems = static_cast<uint64_t>(between(random, 1, static_cast<int64_t>(most_systems)));
  const double rates[] = {12.5e9, 6.25e9, 1e9};
  s.hop = {rates[random() % 3], between(random, 0, 5) * ps_per_us / 2,
           static_cast<uint64_t>(between(random, 1, 64)) * 64, protocol::loosely_timed};
  s.leaf = {rates[random() % 3], between(random, 0, 5) * ps_per_us / 2,
            static_cast<uint64_t>(between(random, 1, 64)) * 64, protocol::loosely_timed};
  const int64_t largest = between(random, 1, 1'000);
  for (int64_t n = between(random, 1, 60); n > 0; --n)
    s.bursts.push_back(4 * static_cast<uint64_t>(between(random, 1, largest)));
  // From exactly one burst on.
  const auto one = *std::max_element(s.bursts.begin(), s.bursts.end());
  s.buffer_bytes = one + (random() % 3 == 0 ? 0 : random() % (3 * one));
  s.stall = {static_cast<double>(random() % 4) * 0.3, 1 + between(random, 0, 20'000'000), random()};
  s.down = random() % 5 != 0;
  s.up = !s.down || random() % 4 != 0;
  s.values = true;
  return s;
}

std::vector<time_ps> times_of(const swarmx_plane& plane) {
  std::vector<time_ps> all;
  const auto add = [&](const test::traffic_sink& sink) {
    for (const burst& b : sink.arrived) {
      all.push_back(b.times.first);
      all.push_back(b.times.last);
    }
  };
  add(*plane.root_sink);
  for (const auto& sink : plane.sinks) add(*sink);
  return all;
}

void expect_conserved(swarmx_plane& plane, uint64_t buffer_bytes) {
  plane.check_all_arrived();
  ASSERT_THAT(plane.faults, IsEmpty());
  ASSERT_LE(plane.root_sink->peak(), static_cast<double>(buffer_bytes) + 1);
  for (const auto& sink : plane.sinks)
    ASSERT_LE(sink->peak(), static_cast<double>(buffer_bytes) + 1);
}

struct PlaneConservation : testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Seeds, PlaneConservation, testing::Range(0, 8));

TEST_P(PlaneConservation, HoldsInBothProtocolsAtTheSameTimesUnderAnyStalls) {
  WS_TRACE_SEED();
  auto random = test::random_numbers(static_cast<uint64_t>(GetParam()));
  struct pair {
    plane_settings settings;
    std::unique_ptr<swarmx_plane> loose, approximate;
  };
  std::vector<pair> pairs;
  for (int trial = 0; trial < 25; ++trial) {
    pair p;
    p.settings = random_settings(random, trial % 5 == 0 ? 64 : 12);
    p.settings.checked = true;
    p.loose = std::make_unique<swarmx_plane>(p.settings, fmt::format("loose{}", trial));
    plane_settings timed = p.settings;
    timed.hop.style = timed.leaf.style = protocol::approximately_timed;
    p.approximate = std::make_unique<swarmx_plane>(timed, fmt::format("timed{}", trial));
    pairs.push_back(std::move(p));
  }
  sc_core::sc_start();
  uint64_t sums = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const plane_settings& s = pairs[i].settings;
    SCOPED_TRACE(testing::Message() << "plane " << i << ": " << s.systems << " systems, radix "
                                    << s.radix << ", buffer " << s.buffer_bytes << " B");
    expect_conserved(*pairs[i].loose, s.buffer_bytes);
    expect_conserved(*pairs[i].approximate, s.buffer_bytes);
    ASSERT_EQ(times_of(*pairs[i].loose), times_of(*pairs[i].approximate));
    sums += pairs[i].loose->sums_checked + pairs[i].approximate->sums_checked;
  }
  EXPECT_GT(sums, 100'000u);
}

TEST(PlaneJitter, KeepsOrderAndEverySum) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  std::vector<std::unique_ptr<swarmx_plane>> planes;
  std::vector<uint64_t> buffers;
  for (int trial = 0; trial < 30; ++trial) {
    plane_settings s = random_settings(random, 30);
    s.jitter = between(random, 1, 30) * ps_per_us;
    s.seed = random();
    s.checked = true;
    if (trial % 2 == 0) s.hop.style = s.leaf.style = protocol::approximately_timed;
    planes.push_back(std::make_unique<swarmx_plane>(s, fmt::format("plane{}", trial)));
    buffers.push_back(s.buffer_bytes);
  }
  sc_core::sc_start();
  for (size_t i = 0; i < planes.size(); ++i) expect_conserved(*planes[i], buffers[i]);
}

/// The times of a plane that is built and run in a process of its own.
std::vector<time_ps> run_apart(const plane_settings& s) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    swarmx_plane plane(s);
    sc_core::sc_start();
    const std::vector<time_ps> times = times_of(plane);
    const auto size = static_cast<ssize_t>(times.size() * sizeof(time_ps));
    _exit(write(ends[1], times.data(), static_cast<size_t>(size)) == size ? 0 : 1);
  }
  close(ends[1]);
  std::vector<time_ps> times;
  time_ps one;
  while (read(ends[0], &one, sizeof one) == static_cast<ssize_t>(sizeof one)) times.push_back(one);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? times : std::vector<time_ps>{};
}

TEST(PlaneJitter, IsTheSameInEveryRunAndInBothProtocolsAndAnotherForAnotherSeed) {
  plane_settings s;
  s.systems = 10;
  s.radix = 3;
  s.hop = s.leaf = {12.5e9, ps_per_us, 4096, protocol::loosely_timed};
  s.buffer_bytes = 40'000;
  s.bursts = test::cut(400'000, 20'000);
  s.values = true;
  const std::vector<time_ps> still = run_apart(s);
  s.jitter = 5 * ps_per_us;
  const std::vector<time_ps> first = run_apart(s), again = run_apart(s);
  s.hop.style = s.leaf.style = protocol::approximately_timed;
  const std::vector<time_ps> timed = run_apart(s);
  s.seed = 2;
  const std::vector<time_ps> other = run_apart(s);
  ASSERT_EQ(first.size(), 2u * 20 * 11);
  EXPECT_EQ(first, again);
  EXPECT_EQ(first, timed);
  EXPECT_NE(first, other);
  EXPECT_NE(first, still);
  for (size_t i = 0; i < first.size(); ++i) EXPECT_GE(first[i], still[i]) << "jitter only delays";
}

TEST(PlaneBench, SeesLostDoubledAndWrongPieces) {
  // The judge itself: a plane whose root misses the traffic of one CS-2 may not pass.
  plane_settings s;
  s.systems = 2;
  s.radix = 2;
  s.hop = s.leaf = {12.5e9, ps_per_us, 4096, protocol::loosely_timed};
  s.buffer_bytes = 4'096;
  s.bursts = {4'096, 4'096};
  s.values = true;
  swarmx_plane plane(s);
  plane.check_all_arrived();
  EXPECT_EQ(plane.faults.size(), 6u) << "three sinks miss bursts and bytes";
}

}  // namespace
}  // namespace ws
