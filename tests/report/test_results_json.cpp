// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
  EXPECT_FALSE(json::parse(results_json(s.report())).at("complete"));
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
