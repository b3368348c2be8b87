// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/seed.h"
#include "ws/base/error.h"
#include "ws/link/timeline.h"

namespace ws {
namespace {

using test::between;

/// A resource at small whole times: one flag a picosecond.
class occupancy {
 public:
  span reserve(time_ps earliest, time_ps work) {
    span got{earliest, earliest};
    bool begun = false;
    for (time_ps t = earliest; work > 0; ++t) {
      if (static_cast<size_t>(t) >= m_taken.size()) m_taken.resize(static_cast<size_t>(t) + 1);
      if (m_taken[static_cast<size_t>(t)]) continue;
      m_taken[static_cast<size_t>(t)] = true;
      if (!begun) got.first = t;
      begun = true;
      got.last = t + 1;
      --work;
    }
    return got;
  }
  time_ps busy(time_ps begin, time_ps end) const {
    time_ps sum = 0;
    for (time_ps t = begin; t < end && static_cast<size_t>(t) < m_taken.size(); ++t)
      sum += m_taken[static_cast<size_t>(t)];
    return sum;
  }

 private:
  std::vector<bool> m_taken;
};

TEST(Timeline, ServesWorkBackToBack) {
  timeline line;
  EXPECT_EQ(line.reserve(10, 5), (span{10, 15}));
  EXPECT_EQ(line.reserve(10, 5), (span{15, 20}));
  EXPECT_EQ(line.reserve(20, 5), (span{20, 25}));
  EXPECT_EQ(line.reserve(26, 4), (span{26, 30}));
}

TEST(Timeline, EarlierWorkFlowsIntoTheGapsAndAroundWhatIsTaken) {
  timeline line;
  line.reserve(10, 5);
  line.reserve(20, 5);
  EXPECT_EQ(line.reserve(0, 10), (span{0, 10})) << "fits before";
  EXPECT_EQ(line.reserve(3, 8), (span{15, 28})) << "five in the gap, three after";
  EXPECT_EQ(line.reserve(0, 1), (span{28, 29})) << "no gap is left";
}

TEST(Timeline, NoWorkTakesNoTimeAndNoPlace) {
  timeline line;
  line.reserve(10, 10);
  EXPECT_EQ(line.reserve(12, 0), (span{12, 12}));
  EXPECT_EQ(line.reserve(12, -3), (span{12, 12}));
  EXPECT_EQ(line.reserve(20, 1), (span{20, 21}));
}

TEST(Timeline, AgreesWithOneFlagAPicosecond) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  uint64_t split = 0, waited = 0;
  for (int trial = 0; trial < 300; ++trial) {
    timeline line;
    occupancy reference;
    time_ps total = 0;
    const int64_t range = between(random, 1, 400);
    for (int i = 0; i < 100; ++i) {
      const time_ps earliest = between(random, 0, range), work = between(random, 0, 9);
      const span got = line.reserve(earliest, work);
      ASSERT_EQ(got, reference.reserve(earliest, work)) << "trial " << trial << " work " << i;
      split += work > 0 && got.last - got.first > work;
      waited += got.first > earliest;
      total += work;
    }
    ASSERT_EQ(reference.busy(0, 1'000'000), total);
    // In one bin of a microsecond the activity knows no more than the sum.
    EXPECT_NEAR(line.busy().busy_s(0, ps_per_us), static_cast<double>(total) * 1e-12, 1e-18);
  }
  EXPECT_GT(split, 1'000u);
  EXPECT_GT(waited, 1'000u);
}

TEST(Timeline, NeverRestsWhileWorkIsThereInWhateverOrderItIsAsked) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::pair<time_ps, time_ps>> asked;
    for (int i = 0; i < 60; ++i) asked.push_back({between(random, 0, 300), between(random, 1, 9)});
    std::vector<time_ps> ends;
    for (int order = 0; order < 4; ++order) {
      timeline line;
      time_ps end = 0;
      for (const auto& [earliest, work] : asked)
        end = std::max(end, line.reserve(earliest, work).last);
      ends.push_back(end);
      std::shuffle(asked.begin(), asked.end(), random);
    }
    // A server that always works while it has work ends at a time that the order cannot change.
    std::sort(asked.begin(), asked.end());
    time_ps at = 0;
    for (const auto& [earliest, work] : asked) at = std::max(at, earliest) + work;
    for (const time_ps end : ends) ASSERT_EQ(end, at) << "trial " << trial;
  }
}

TEST(Timeline, ForgettingThePastChangesNothingThatStillComes) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  timeline line, forgetful;
  time_ps now = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += between(random, 0, 6);
    forgetful.forget_before(now);
    const time_ps earliest = now + between(random, 0, 40), work = between(random, 0, 5);
    ASSERT_EQ(forgetful.reserve(earliest, work), line.reserve(earliest, work)) << i;
  }
}

TEST(Timeline, RefusesWorkAfterTheEndOfSimulatedTime) {
  timeline t;
  EXPECT_EQ(t.reserve(latest_ps - 10, 10).last, latest_ps);
  EXPECT_THROW(t.reserve(latest_ps - 5, 1), simulation_error);  // behind the other
  EXPECT_THROW(t.reserve(latest_ps, latest_ps), simulation_error);
}

}  // namespace
}  // namespace ws
