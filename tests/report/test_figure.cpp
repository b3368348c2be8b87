// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ws/report/figure.h"
#include "ws/report/progress.h"

namespace ws {
namespace {

TEST(Figure, LongTimesAreGroupedSeconds) {
  EXPECT_EQ(figure(1416.6, "s"), "1,417 s");
  EXPECT_EQ(figure(999.94, "s"), "999.9 s");
  EXPECT_EQ(figure(-6159.1, "s"), "-6,159 s");
  EXPECT_EQ(figure(1416.6, "J"), "1.417 kJ");
}

TEST(Figure, HasFourDigitsAndTheNearestPrefix) {
  EXPECT_EQ(figure(0, "s"), "0.000 s");
  EXPECT_EQ(figure(1, "s"), "1.000 s");
  EXPECT_EQ(figure(0.000120, "s"), "120.0 us");
  EXPECT_EQ(figure(62.314e9, "B"), "62.31 GB");
  EXPECT_EQ(figure(2.4e15, "B"), "2.400 PB");
  EXPECT_EQ(figure(-1500, "W"), "-1.500 kW");
}

TEST(Figure, NeverShowsAThousandWhereAPrefixBegins) {
  EXPECT_EQ(figure(999.94e3, "W"), "999.9 kW");
  EXPECT_EQ(figure(999.96e3, "W"), "1.000 MW");
  EXPECT_EQ(figure(0.99999, "s"), "1.000 s");
  EXPECT_EQ(figure(9.9996, "s"), "10.00 s");
}

TEST(Figure, ShowsSingleBytesWhole) { EXPECT_EQ(figure(3, "B"), "3 B"); }

TEST(Figure, GroupsDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(174'604'259'328), "174,604,259,328");
  EXPECT_EQ(grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Figure, TellsATraceFromNothing) {
  EXPECT_EQ(percent(0), "0.0 %");
  EXPECT_EQ(percent(0.0004), "<0.1 %");
  EXPECT_EQ(percent(0.0005), "0.1 %");
  EXPECT_EQ(percent(1), "100.0 %");
}

TEST(Figure, TellsTimeAsPeopleDo) {
  EXPECT_EQ(duration_text(0.44), "0.4 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
}

TEST(Progress, TellsShareAndTimeLeft) {
  EXPECT_EQ(progress_text(0, 3), "  0 % done");
  EXPECT_EQ(progress_text(0.25, 10), " 25 % done, 30 s left");
  EXPECT_EQ(progress_text(1, 10), "100 % done, 0.0 s left");
  EXPECT_EQ(progress_text(1.5, 10), "100 % done, 0.0 s left");
}

std::string shown(bool terminal, double wall_s) {
  std::FILE* file = std::tmpfile();
  {
    progress_line line(file, terminal);
    line.show(0.5, wall_s);
  }
  std::rewind(file);
  char text[200] = {};
  const size_t length = std::fread(text, 1, sizeof text, file);
  std::fclose(file);
  return {text, length};
}

TEST(Progress, IsSilentForTwoSecondsAndOffATerminal) {
  EXPECT_EQ(shown(true, 1.99), "");
  EXPECT_EQ(shown(false, 100), "");
  EXPECT_EQ(shown(true, 2), "\r\033[K 50 % done, 2.0 s left\r\033[K");
}

}  // namespace
}  // namespace ws
