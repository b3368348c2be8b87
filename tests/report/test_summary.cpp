// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/sample_run.h"
#include "ws/report/summary.h"

namespace ws {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_report::make_sample_run;
using testing_report::sample_run;

// Characters, not bytes: bars are made of characters of three bytes.
size_t width(const std::string& line) {
  size_t count = 0;
  for (const char c : line) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

TEST(Summary, TellsTheStepItsPhasesAndWhatBoundsThem) {
  const std::string text = summary(make_sample_run().report());
  EXPECT_THAT(text, HasSubstr("gpt3-175b on andromeda\n"));
  EXPECT_THAT(text, HasSubstr("time                    20.00 s  bound by PEs\n"));
  EXPECT_THAT(
      text,
      HasSubstr("forward               6.000 s  #######.................  30.0 %  bound by PEs"));
  EXPECT_THAT(text, HasSubstr("  5.0 %  bound by latency\n"));
  EXPECT_THAT(text, HasSubstr("57,344 tokens/s, 28 sequences/s\n"));
  EXPECT_THAT(text, HasSubstr("15.90x as fast, efficiency 0.9938 (its step: 19.88 s)\n"));
  EXPECT_THAT(text, HasSubstr("7.000 MJ  6.104 J per token, 350.0 kW on average\n"));
  EXPECT_THAT(text, HasSubstr("weights down           16.00 TB      1.000 TB\n"));
  EXPECT_THAT(text, HasSubstr("a checkpoint every 10 blocks"));
}

TEST(Summary, NamesEachLevelOfTheTree) {
  const std::string text = summary(make_sample_run().report());
  EXPECT_THAT(text, HasSubstr("SwarmX down 0 (root)"));
  EXPECT_THAT(text, HasSubstr("SwarmX up 1 (leaves)"));
}

TEST(Summary, FitsATerminal) {
  sample_run s = make_sample_run();
  s.result.losses.assign(500, 1.5);
  for (const bool unicode : {false, true}) {
    std::istringstream lines(summary(s.report(), {false, unicode}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(width(line), 96u) << line;
  }
}

TEST(Summary, HasEscapeCodesOnlyWhenAsked) {
  const sample_run s = make_sample_run();
  EXPECT_THAT(summary(s.report()), Not(HasSubstr("\033")));
  EXPECT_THAT(summary(s.report(), {true, false}), HasSubstr("\033[1m"));
}

TEST(Summary, ShowsLossesOnlyWhenThereAreSome) {
  sample_run s = make_sample_run();
  EXPECT_THAT(summary(s.report()), Not(HasSubstr("Training")));
  s.result.losses = {2.3, 1.15, 0.5};
  s.result.test_accuracy = 0.9625;
  EXPECT_THAT(summary(s.report()), HasSubstr("2.3000 -> 0.5000 in 3 steps\n"));
  EXPECT_THAT(summary(s.report()), HasSubstr("96.25 %"));
}

TEST(Summary, SaysWhenItIsNotWhole) {
  sample_run s = make_sample_run();
  s.result.complete = false;
  EXPECT_THAT(summary(s.report()), HasSubstr("INCOMPLETE: interrupted after 2 steps\n"
                                             "Figures are of step 2, the last complete one.\n"));
  s.result.failure = "a gradient is not finite";
  EXPECT_THAT(summary(s.report()), HasSubstr("INCOMPLETE: failed after 2 steps\n"));
}

TEST(Summary, ShowsNoFiguresOfAStepThatWasNotFinished) {
  sample_run s = make_sample_run();
  s.result = {};
  s.result.complete = false;
  const std::string text = summary(s.report());
  EXPECT_THAT(text, HasSubstr("INCOMPLETE: interrupted after 0 steps\n"));
  EXPECT_THAT(text, HasSubstr("No step was finished"));
  EXPECT_THAT(text, HasSubstr("560 sequences of 2,048 tokens a step"));
  for (const char* heading : {"Step\n", "In use", "Bytes a step", "Energy a step", "nan"})
    EXPECT_THAT(text, Not(HasSubstr(heading)));
}

TEST(Summary, TellsWhatThePlanHintsAt) {
  sample_run s = make_sample_run();
  s.schedule.hints = {"micro-batches of 1, though 38 would fit; a batch of 76"};
  EXPECT_THAT(summary(s.report()),
              HasSubstr("Hint: micro-batches of 1, though 38 would fit\n      a batch of 76\n"));
}

TEST(ModelSummary, ListsBlocksOfEqualShapeOnce) {
  const sample_run s = make_sample_run();
  const std::string once = model_summary(s.network, s.schedule, s.config, false);
  EXPECT_THAT(once, HasSubstr("2 blocks of this shape (0 to 1):"));
  EXPECT_THAT(once, Not(HasSubstr("h.1.mlp")));
  const std::string each = model_summary(s.network, s.schedule, s.config, true);
  EXPECT_THAT(each, HasSubstr("h.1.mlp"));
  EXPECT_THAT(each, HasSubstr("parameters            1,825,529,856\n"));
}

}  // namespace
}  // namespace ws
