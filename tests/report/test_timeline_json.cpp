// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "ws/report/timeline.h"

namespace ws {
namespace {

nlohmann::json written(const std::vector<timeline_event>& events) {
  std::ostringstream out;
  write_timeline(out, events);
  return nlohmann::json::parse(out.str());
}

TEST(TimelineJson, GivesAProcessPerStationAndAThreadPerLane) {
  const nlohmann::json all = written({{"cs2_0", "compute", "h.0", 1'234'567, 2'000'000},
                                      {"cs2_0", "io", "\"quoted\"\n", 0, 5},
                                      {"memoryx", "compute", "h.0", 7, 7}});
  std::map<std::string, int> names;
  std::vector<nlohmann::json> stretches;
  for (const nlohmann::json& event : all.at("traceEvents")) {
    if (event.at("ph") == "M") ++names[event.at("args").at("name")];
    if (event.at("ph") == "X") stretches.push_back(event);
  }
  EXPECT_EQ(names,
            (std::map<std::string, int>{{"cs2_0", 1}, {"compute", 2}, {"io", 1}, {"memoryx", 1}}));
  ASSERT_EQ(stretches.size(), 3u);
  EXPECT_EQ(stretches[0].at("name"), "\"quoted\"\n");
  EXPECT_EQ(stretches[2].at("ts"), 1.234567);  // microseconds
  EXPECT_EQ(stretches[2].at("dur"), 0.765433);
  EXPECT_EQ(stretches[2].at("pid"), stretches[0].at("pid"));
  EXPECT_NE(stretches[2].at("tid"), stretches[0].at("tid"));
}

TEST(TimelineJson, IsValidWithoutEvents) { EXPECT_TRUE(written({}).at("traceEvents").empty()); }

TEST(TimelineJson, NeverOverlapsStretchesOfOneThread) {
  std::mt19937 random(7);
  std::vector<timeline_event> events;
  for (int i = 0; i < 2000; ++i) {
    const time_ps start = random() % 1'000'000;
    events.push_back({"s" + std::to_string(random() % 3), "lane", "x", start,
                      start + static_cast<time_ps>(random() % 2000)});
  }
  const nlohmann::json all = written(events);
  std::map<std::pair<int, int>, double> busy_until;
  size_t seen = 0;
  for (const nlohmann::json& event : all.at("traceEvents")) {
    if (event.at("ph") != "X") continue;
    ++seen;
    double& until = busy_until[{event.at("pid"), event.at("tid")}];
    EXPECT_LE(until, event.at("ts").get<double>() + 1e-9);
    until = event.at("ts").get<double>() + event.at("dur").get<double>();
  }
  EXPECT_EQ(seen, events.size());
  EXPECT_GT(busy_until.size(), 3u);  // some did overlap
}

}  // namespace
}  // namespace ws
