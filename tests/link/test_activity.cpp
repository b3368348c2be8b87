// SPDX-License-Identifier: Apache-2.0
#include "support/seed.h"
#include "ws/base/error.h"
#include "ws/link/activity.h"

namespace ws {
namespace {

using test::between;

TEST(Activity, IsEmptyAtFirst) {
  const activity a;
  EXPECT_EQ(a.busy_s(0, ps_per_s), 0);
  EXPECT_EQ(a.share(0, ps_per_s), 0);
}

TEST(Activity, CountsBusyTimeWithinAWindow) {
  activity a;
  a.add({2 * ps_per_us, 5 * ps_per_us});
  a.add({5 * ps_per_us, 7 * ps_per_us}, 0.5);
  EXPECT_DOUBLE_EQ(a.busy_s(0, 10 * ps_per_us), 4e-6);
  EXPECT_DOUBLE_EQ(a.busy_s(3 * ps_per_us, 6 * ps_per_us), 2.5e-6);
  EXPECT_DOUBLE_EQ(a.share(2 * ps_per_us, 4 * ps_per_us), 1.0);
  EXPECT_DOUBLE_EQ(a.share(5 * ps_per_us, 7 * ps_per_us), 0.5);
  EXPECT_DOUBLE_EQ(a.share(8 * ps_per_us, 9 * ps_per_us), 0.0);
}

TEST(Activity, RefusesWhatLiesAfterTheEndOfSimulatedTime) {
  activity a;
  a.add({latest_ps - 1, latest_ps});
  EXPECT_GT(a.busy_s(0, latest_ps), 0);
  EXPECT_THROW(a.add({latest_ps, latest_ps + 1}), simulation_error);
  EXPECT_THROW(a.add({9'000'000 * ps_per_s, 9'100'000 * ps_per_s}), simulation_error);
  EXPECT_THROW(a.add({latest_ps, INT64_MIN + 5}), simulation_error);  // a sum that overflowed
}

TEST(Activity, AnEmptyWindowHasNoShareAndAnEmptySpanNoTime) {
  activity a;
  a.add({5, 5});
  a.add({7, 3});
  EXPECT_EQ(a.busy_s(0, ps_per_us), 0);
  a.add({0, ps_per_us});
  EXPECT_EQ(a.share(10, 10), 0);
  EXPECT_EQ(a.share(10, 5), 0);
}

TEST(Activity, WidensItsBinsAtTheirEndAndNotBefore) {
  activity a;
  const time_ps end = 4096 * ps_per_us;
  a.add({0, ps_per_us});  // the first bin
  a.add({end - 2, end - 1});
  EXPECT_DOUBLE_EQ(a.busy_s(0, ps_per_us), 1e-6);
  a.add({end - 1, end});  // now bins are 2 us wide, the first is half busy
  EXPECT_DOUBLE_EQ(a.busy_s(0, ps_per_us), 0.5e-6);
  EXPECT_DOUBLE_EQ(a.busy_s(0, 2 * ps_per_us), 1e-6);
}

TEST(Activity, WideningKeepsTheTotalAndAFineShare) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  activity a;
  std::vector<span> spans;
  double total = 0;
  time_ps at = 0;
  for (int i = 0; i < 3'000; ++i) {  // ever longer, from nanoseconds to hours
    const time_ps scale = ps_per_ns << (i / 75);
    const span s{at + between(random, 0, scale), 0};
    spans.push_back({s.first, s.first + between(random, 1, scale)});
    at = spans.back().last;
    a.add(spans.back());
    total += seconds(spans.back().last - spans.back().first);
    if (i % 50 == 0) {
      ASSERT_NEAR(a.busy_s(0, never_ps / 2), total, 1e-9 * total) << i;
    }
  }
  EXPECT_GT(at, 3'600 * ps_per_s);
  for (int i = 0; i < 200; ++i) {
    const time_ps begin = between(random, 0, at / 2), end = begin + at / 4;
    double busy = 0;
    for (const span& s : spans) {
      const time_ps inside = std::min(s.last, end) - std::max(s.first, begin);
      busy += inside > 0 ? seconds(inside) : 0;
    }
    // Two bins at the window's ends are shared with what lies outside; a bin is 1/2048 of the run
    // or less.
    EXPECT_NEAR(a.busy_s(begin, end), busy, seconds(at) * 2 / 2048);
  }
}

}  // namespace
}  // namespace ws
