// SPDX-License-Identifier: Apache-2.0
// The testbench executables as a verification engineer meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "report/process.h"

namespace ws {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_report::ended;

const std::vector<std::string> all = {"tb_cs2", "tb_memoryx", "tb_swarmx", "tb_cluster"};

ended testbench(const std::string& command) {
  return testing_report::run(WS_BINARY_DIR "/" + command);
}

void expect_kept(const std::string& command) {
  const ended end = testbench(command);
  EXPECT_EQ(end.status, 0) << command << '\n' << end.text;
  EXPECT_THAT(end.text, HasSubstr("  kept    end "));
  EXPECT_THAT(end.text, Not(HasSubstr("BROKEN"))) << command;
}

TEST(Testbench, OfAClusterKeepsItsPromises) {
  for (const char* arguments :
       {"", "--systems 1 --spill --layers 2", "--systems 9 --radix 3 --servers 5 --transport at",
        "--jitter '30 us' --burst '50 kB' --buffer '50 kB' --layers 2",
        "--slower 1 --symmetry planes", "--burst '1 kB' --rows 64 --columns 64",
        "--micro-batches 2 --eager --sparsity 0.9 --symmetry folded"})
    expect_kept(std::string("tb_cluster ") + arguments);
}

TEST(Testbench, OfABlockKeepsItsPromises) {
  for (const char* command :
       {"tb_cs2", "tb_cs2 --spill '1 MB' --stall 0.2 --transport at --steps 3",
        "tb_cs2 --ingress '1 MB' --egress '1 MB' --gradient-rate '1 GB/s'", "tb_memoryx",
        "tb_memoryx --flash-layers 6 --staging '1 MB' --update eager --optimizer sgd",
        "tb_memoryx --consume-rate '2 GB/s' --stall 0.3 --buffer '1 MB' --transport at",
        "tb_swarmx --bytes '1 MB'", "tb_swarmx --bytes '1 MB' --systems 7 --radix 2 --stall 0.3",
        "tb_swarmx --bytes '1 MB' --jitter '20 us' --transport at --direction up"})
    expect_kept(command);
}

TEST(Testbench, SurvivesTheEndsOfItsRanges) {
  for (const char* command :
       {"tb_swarmx --bytes '64 kB' --link-rate '100 Tb/s' --hop-latency '0 s' --burst '64 B'",
        "tb_swarmx --bytes '64 kB' --link-rate '1 Mb/s' --hop-latency '1 s'",
        "tb_swarmx --bytes '64 kB' --jitter '1 s' --systems 192 --radix 192 --transport at",
        "tb_swarmx --bytes '4 B' --burst '4 B' --buffer '4 B' --systems 1 --stall 1"})
    expect_kept(command);
}

TEST(Testbench, ShowsItsWaveform) {
  const testing_report::scratch_folder folder;
  for (const std::string& name : all) {
    const ended end = testbench(name + " --trace " + (folder / name) + ".vcd");
    EXPECT_EQ(end.status, 0) << end.text;
    EXPECT_THAT(end.text, HasSubstr("approximately timed"));
    EXPECT_THAT(end.text, HasSubstr("Written: " + (folder / name) + ".vcd"));
    EXPECT_THAT(end.text, Not(HasSubstr("Warning")));
    EXPECT_THAT(testing_report::content((folder / name) + ".vcd"), HasSubstr("$enddefinitions"));
  }
  EXPECT_EQ(folder.files(), all.size());
}

TEST(Testbench, EndsWithFourOnABrokenPromiseAndKeepsTheWaveform) {
  const testing_report::scratch_folder folder;
  const ended end =
      testbench("tb_swarmx --direction down --buffer '65536 B' --at-most 1.05 --trace " +
                (folder / "wave.vcd"));
  EXPECT_EQ(end.status, 4);
  EXPECT_THAT(end.text, HasSubstr("  BROKEN  pace      no time is more than 1.05 times"));
  EXPECT_THAT(end.text, HasSubstr("  kept    bytes"));
  EXPECT_THAT(end.text, HasSubstr("\na promise is broken: broadcast: "));
  EXPECT_GT(std::filesystem::file_size(folder / "wave.vcd"), 1000u);
}

TEST(Testbench, EndsWithFiveWhenItCannotWrite) {
  for (const std::string& name : all) {
    const ended end = testbench(name + " --trace /no/such/wave.vcd");
    EXPECT_EQ(end.status, 5);
    EXPECT_EQ(end.text, "cannot write /no/such/wave.vcd: No such file or directory\n");
  }
  const ended full = testbench("tb_swarmx --bytes '64 kB' >/dev/full");
  EXPECT_EQ(full.status, 5);
  EXPECT_EQ(full.text, "cannot write standard output: No space left on device\n");
}

TEST(Testbench, EndsWith130AfterCtrlC) {
  const ended end = testing_report::run("timeout --preserve-status -s INT 1 " WS_BINARY_DIR
                                        "/tb_swarmx --bytes '2 GB' --radix 2");
  EXPECT_EQ(end.status, 130);
  EXPECT_THAT(end.text, HasSubstr("interrupted after "));
}

TEST(Testbench, HelpSaysWhatIsPromisedAndAlwaysWorks) {
  for (const std::string& name : all) {
    for (const char* arguments : {" --help", " --wobble --help", " --burst --help", " 3 -h"}) {
      const ended end = testbench(name + arguments);
      EXPECT_EQ(end.status, 0) << name << arguments;
      EXPECT_THAT(end.text, HasSubstr("Promises, checked in every run:\n  end "));
      EXPECT_THAT(end.text, HasSubstr("Exit status: "));
    }
    EXPECT_EQ(testbench(name + " --burst 0 --version").text, name + " " WS_VERSION "\n");
  }
}

TEST(Testbench, RefusesWhatItDoesNotUnderstand) {
  for (const char* command :
       {"tb_cluster --systems 0", "tb_cluster --radix 1",
        "tb_cluster --burst '9 MB' --buffer '1 MB'", "tb_cs2 --wobble",
        "tb_swarmx --trace wave.txt", "tb_memoryx --transport fast",
        "tb_swarmx --hop-latency '100000 s'", "tb_swarmx --link-rate '0 b/s'",
        "tb_swarmx --hop-latency nan", "tb_swarmx --bytes '1e30 B'", "tb_swarmx --burst '-4 B'",
        "tb_swarmx --buffer '1 TB' --bytes '100 GB'", "tb_memoryx --flash-layers 13",
        "tb_cs2 --tokens 1000000000 --weights 100000000000 --burst '1 GB'"})
    EXPECT_EQ(testbench(command).status, 2) << command;
}

TEST(Testbench, AsksForUnitsAndTellsEveryFaultInALineOfItsOwn) {
  const ended end = testbench("tb_swarmx --burst 0 --hop-latency 3 --link-rate '100 GB' --stall 2");
  EXPECT_EQ(end.status, 2);
  EXPECT_EQ(end.text,
            "--burst = 0: the unit is missing (such as B); allowed is an amount of data from 4 B "
            "to 100 MB\n"
            "--hop-latency = 3: the unit is missing (such as s); allowed is a time from 0 s to 1 "
            "s\n"
            "--link-rate = 100 GB: \"GB\" is the unit of an amount of data; allowed is a data rate "
            "from 1 Mb/s to 100 Tb/s\n"
            "--stall = 2: out of range; allowed is a number from 0 to 1 (--help lists what is "
            "allowed)\n");
}

}  // namespace
}  // namespace ws
