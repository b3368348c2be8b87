// SPDX-License-Identifier: Apache-2.0
// tb_router as a verification engineer meets it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/process.h"

namespace ws {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_report::ended;

ended tb_router(const std::string& arguments) {
  return testing_report::run(WS_BINARY_DIR "/tb_router " + arguments);
}

TEST(RouterTestbench, KeepsItsPromisesOnEveryTwin) {
  for (const char* arguments :
       {"--cycles 2000", "--cycles 2000 --twin cpp --width 7 --height 3 --colors 24",
        "--cycles 1000 --twin rtl --width 2 --height 2 --seed 7",
        "--cycles 300 --twin cpp --width 15 --height 15 --colors 24 --send 100 --take 100",
        "--cycles 1 --width 1 --height 1 --colors 1 --send 0 --take 1"}) {
    const ended end = tb_router(arguments);
    EXPECT_EQ(end.status, 0) << arguments << '\n' << end.text;
    EXPECT_THAT(end.text, HasSubstr("  kept    traffic   "));
    EXPECT_THAT(end.text, Not(HasSubstr("BROKEN"))) << arguments;
  }
}

TEST(RouterTestbench, WritesWhatMovesCycleByCycle) {
  const testing_report::scratch_folder folder;
  EXPECT_EQ(tb_router("--cycles 100 --log " + (folder / "log")).status, 0);
  const std::string log = testing_report::content(folder / "log");
  EXPECT_EQ(log.rfind("@0 dimX=4, dimY=4\n", 0), 0u);
  EXPECT_THAT(log, HasSubstr(" departing=/"));
  EXPECT_EQ(tb_router("--log /no/such/log").text,
            "cannot write /no/such/log: No such file or directory\n");
}

TEST(RouterTestbench, KnowsOnlyTheOptionsOfAClockedBlock) {
  EXPECT_THAT(tb_router("--help").text, HasSubstr("Promises, checked in every run:\n  end "));
  EXPECT_EQ(tb_router("--transport at").text,
            "--transport: unknown option (--help lists what is allowed)\n");
  EXPECT_EQ(tb_router("--width 16 --twin both").status, 2);
}

TEST(RouterTestbench, EndsWith130AfterCtrlC) {
  const ended end = testing_report::run("timeout --preserve-status -s INT 1 " WS_BINARY_DIR
                                        "/tb_router --cycles 1000000000");
  EXPECT_EQ(end.status, 130);
  EXPECT_THAT(end.text, HasSubstr("interrupted after "));
  EXPECT_THAT(end.text, HasSubstr(" cycles; nothing is judged"));
}

}  // namespace
}  // namespace ws
