// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "report/process.h"
#include "report/sample_run.h"
#include "ws/report/results_json.h"

namespace ws {
namespace {

using nlohmann::json;
using testing_report::make_sample_run;
using testing_report::sample_run;

// Debian's Python judges by the published schema, which knows nothing of this program.
testing_report::ended judged(const std::string& text) {
  const testing_report::scratch_folder folder;
  return testing_report::run("/usr/bin/python3 " WS_SOURCE_DIR "/scripts/check_results.py " +
                             folder.write("out.json", text));
}

TEST(ResultsJson, FollowsItsPublishedSchema) {
  sample_run s = make_sample_run();
  testing_report::ended end = judged(results_json(s.report()));
  EXPECT_EQ(end.status, 0) << end.text;
  s.result.losses = {2, 1};
  s.result.test_accuracy = 0.5;
  end = judged(results_json(s.report()));
  EXPECT_EQ(end.status, 0) << end.text;
}

TEST(ResultsJson, FollowsItsSchemaWhenNothingWasFinished) {
  sample_run s = make_sample_run();
  s.result = {};
  s.result.complete = false;
  const testing_report::ended end = judged(results_json(s.report()));
  EXPECT_EQ(end.status, 0) << end.text;
  const json out = json::parse(results_json(s.report()));
  EXPECT_FALSE(out.at("complete"));
  for (const auto& key : out.at("partial").at("last_complete_step"))
    EXPECT_TRUE(out.at(key.get<std::string>()).is_null()) << key;
}

TEST(ResultsJson, SaysWhichFiguresAreOfAnUnfinishedRun) {
  sample_run s = make_sample_run();
  EXPECT_FALSE(json::parse(results_json(s.report())).contains("partial"));
  s.result.complete = false;
  s.result.failure = "simulated time ran out";
  s.result.steps_asked = 9;
  const std::string text = results_json(s.report());
  const testing_report::ended end = judged(text);
  EXPECT_EQ(end.status, 0) << end.text;
  const json out = json::parse(text), partial = out.at("partial");
  EXPECT_EQ(partial.at("reason"), "failed");
  EXPECT_EQ(partial.at("message"), "simulated time ran out");
  EXPECT_EQ(partial.at("steps_asked"), 9);
  EXPECT_EQ(out.at("steps"), 2);
  // Each key is of a step, of the whole run, or of the question.
  std::set<std::string> told = {"schema_version", "complete", "version", "config", "seed",
                                "steps",          "partial",  "model",   "plan",   "training"};
  for (const auto& key : partial.at("last_complete_step")) told.insert(key);
  for (const auto& key : partial.at("whole_run")) told.insert(key);
  for (const auto& [key, value] : out.items()) EXPECT_EQ(told.count(key), 1u) << key;
}

TEST(ResultsJson, KeepsCountersThatExceedAnInteger) {
  sample_run s = make_sample_run();
  statistic many{"cluster.cs2_0", "multiply_adds", "operations", "multiply-adds of all PEs"};
  many.large = 1e24;
  s.result.statistics.push_back(many);
  const std::string text = results_json(s.report());
  EXPECT_EQ(judged(text).status, 0);
  EXPECT_EQ(json::parse(text).at("statistics").at(1).at("value"), 1e24);
}

TEST(ResultsJson, IsRefusedBySchemaWithAKeyMissingOrUnknown) {
  json out = json::parse(results_json(make_sample_run().report()));
  out["step"].erase("time_s");
  EXPECT_NE(judged(out.dump()).status, 0);
  out = json::parse(results_json(make_sample_run().report()));
  out["wattage"] = 1;
  EXPECT_NE(judged(out.dump()).status, 0);
}

TEST(ResultsJson, TellsEachFigureWhereItBelongs) {
  const json out = json::parse(results_json(make_sample_run().report()));
  EXPECT_EQ(out.at("schema_version"), results_schema_version);
  EXPECT_EQ(out.at("version"), WS_VERSION);
  EXPECT_EQ(out.at("config").at("systems"), 16);
  EXPECT_EQ(out.at("seed"), 1);
  EXPECT_EQ(out.at("step").at("time_s"), 20);
  EXPECT_EQ(out.at("step").at("cross_iteration_s"), 1);
  EXPECT_EQ(out.at("tokens_per_s"), 57344);
  EXPECT_EQ(out.at("tokens_per_s_per_system"), 3584);
  EXPECT_EQ(out.at("scaling").at("speedup"), 15.9);
  EXPECT_EQ(out.at("utilization").at("swarmx_down"), json({0.05, 0.052}));
  EXPECT_EQ(out.at("utilization").at("pe_vendor_peak"), 0.33);
  EXPECT_EQ(out.at("phases").at("cross_iteration").at("bottleneck"), "latency");
  EXPECT_EQ(out.at("energy").at("total_j"), 7e6);
  EXPECT_EQ(out.at("model").at("parameters"), 1'825'529'856);
  EXPECT_EQ(out.at("bytes").at("weights_down"), 16'000'000'000'000);
  EXPECT_EQ(out.at("simulator").at("transactions_per_s"), 1'234'567 * 2);
  EXPECT_EQ(out.at("statistics").at(0).at("meaning"), "weights sent");
  EXPECT_FALSE(out.contains("training"));
}

TEST(ResultsJson, GivesNoScalingWithoutABaseline) {
  sample_run s = make_sample_run();
  s.result.single_system_step_s = 0;
  EXPECT_TRUE(json::parse(results_json(s.report())).at("scaling").at("speedup").is_null());
}

}  // namespace
}  // namespace ws
