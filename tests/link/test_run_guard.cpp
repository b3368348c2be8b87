// SPDX-License-Identifier: Apache-2.0
// Runs that do not end by themselves: they are ended from inside, and say why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ws/link/burst_channel.h"

namespace ws {
namespace {

// What sc_start() ends with.
std::string ending() {
  try {
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_SEC));
  } catch (const sc_core::sc_report& report) {
    return report.get_msg();
  }
  return "the end of the slice";
}

// Two processes that give each other a burst for ever, in no time.
struct table_tennis {
  burst_channel here{"here", 64, 1, 0}, there{"there", 64, 1, 0};
  uint64_t hits = 0;
  table_tennis() {
    spawn_thread("first", [this] {
      pass(there, burst{});
      for (;;) pass(there, take(here));
    });
    spawn_thread("second", [this] {
      for (;;) pass(here, take(there));
    });
  }
  static burst take(burst_channel& from) {
    burst b = from.get();
    from.leave(b.bytes, b.times);
    return b;
  }
  void pass(burst_channel& to, burst b) {
    b.bytes = 64;
    b.times = to.wait_for_room(64, {0, 0});
    to.push(b);
    ++hits;
  }
};

TEST(RunGuard, EndsProcessesThatLetNoTimePass) {
  const table_tennis game;
  const run_guard guard(nullptr, 100'000);
  EXPECT_EQ(ending(), "no progress");
  EXPECT_TRUE(guard.livelocked());
  EXPECT_FALSE(guard.stopped());
  EXPECT_EQ(guard.turns(), 100'001u);
  EXPECT_GT(game.hits, 10'000u);
}

TEST(RunGuard, StopsWithinASliceThatNeverEnds) {
  const table_tennis game;
  std::atomic<bool> stop{false};
  const run_guard guard(&stop);
  spawn_thread("user", [&] {
    stop = true;  // as a signal handler would
  });
  EXPECT_EQ(ending(), "stopped");
  EXPECT_TRUE(guard.stopped());
  EXPECT_FALSE(guard.livelocked());
}

TEST(RunGuard, LetsTimePassAsOftenAsItLikes) {
  const run_guard guard(nullptr, 10);
  spawn_thread("clock", [] {
    for (time_ps at = 0; at < 10'000; at += 10) wait_turn(at, 0);
  });
  EXPECT_EQ(ending(), "the end of the slice");
}

TEST(RunGuard, EndsARunAfterTheEndOfSimulatedTime) {
  spawn_thread("late", [] { wait_until(latest_ps + 1); });
  EXPECT_THAT(ending(), testing::StartsWith("simulated time ran out: "));
}

}  // namespace
}  // namespace ws
