// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "report/process.h"

namespace ws {
namespace {

testing_report::ended testbench(const std::string& arguments) {
  return testing_report::run(WS_BINARY_DIR "/tb_cluster " + arguments);
}

TEST(Testbench, KeepsItsPromises) {
  for (const char* arguments :
       {"", "--systems 1 --spill --layers 2", "--systems 9 --radix 3 --servers 5 --transport at",
        "--jitter 30 --burst 0.05 --buffer 0.05 --layers 2", "--stall 1 --symmetry planes",
        "--micro-batches 2 --eager --sparsity 0.9 --symmetry folded"}) {
    const testing_report::ended end = testbench(arguments);
    EXPECT_EQ(end.status, 0) << arguments << '\n' << end.text;
    EXPECT_EQ(end.text.find("BROKEN"), std::string::npos) << arguments;
  }
}

TEST(Testbench, ShowsItsWaveform) {
  const testing_report::scratch_folder folder;
  EXPECT_EQ(testbench("--layers 2 --trace " + (folder / "wave.vcd")).status, 0);
  EXPECT_NE(testing_report::content(folder / "wave.vcd").find("$enddefinitions"),
            std::string::npos);
}

TEST(Testbench, RefusesWhatItDoesNotUnderstand) {
  for (const char* arguments : {"--systems 0", "--radix 1", "--burst 9 --buffer 1", "--wobble",
                                "--trace wave.txt", "--transport fast"})
    EXPECT_EQ(testbench(arguments).status, 2) << arguments;
  EXPECT_EQ(testbench("--help").status, 0);
}

}  // namespace
}  // namespace ws
