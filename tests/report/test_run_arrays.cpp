// SPDX-License-Identifier: Apache-2.0
// --in and --out of `waferstream run` as a user meets them; tests/scripts/test_programs.py has them
// beside NumPy.
#include <gtest/gtest.h>

#include "report/process.h"
#include "ws/report/npy.h"

namespace ws {
namespace {

using testing_report::content;
using testing_report::ended;
using testing_report::scratch_folder;
using testing_report::waferstream;

const std::string two = "run programs/vector_multiply.wsa -D N=2 ";
const std::string help = " (--help lists what is allowed)\n";

std::string floats(const std::vector<uint64_t>& shape, const std::string& data) {
  return write_npy({"<f4", shape, data});
}

TEST(RunArrays, GoThroughUnchanged) {
  const scratch_folder folder;
  const std::string in = folder.write("in.npy", floats({2}, "12345678"));
  const ended end = waferstream(two + "--in right=" + in + " --out right=" + (folder / "out.npy"));
  EXPECT_EQ(end.status, 0) << end.text;
  EXPECT_EQ(content(folder / "out.npy"), floats({1, 1, 2}, "12345678"));
}

TEST(RunArrays, AreCheckedBeforeAnythingRuns) {
  const scratch_folder folder;
  const std::string bad = folder.write("bad.npy", floats({3}, "123456789012"));
  const std::string fails = waferstream(two + "--in left=" + bad).text;
  EXPECT_EQ(fails, bad +
                       ": has shape (3,); the array left takes (1, 1, 2) for all its tiles or "
                       "(2,) for each of them\n");
  const ended missing = waferstream(two + "--in left=" + (folder / "no.npy"));
  EXPECT_EQ(missing.status, 3);
  EXPECT_EQ(missing.text, folder / "no.npy" + ": cannot be read: No such file or directory\n");
  const ended over = waferstream(two + "--in left=" + bad + " --out right=" + bad);
  EXPECT_EQ(over.status, 2);
  EXPECT_EQ(over.text, "--out would overwrite the input of --in: " + bad + help);
  EXPECT_EQ(
      waferstream(two + "--in left= --out =x").text,
      "--in left = \"\": allowed is the name of a file\n--out: \"=x\" is not NAME=FILE" + help);
  EXPECT_EQ(waferstream(two + "--out left=/no/folder/a.npy").status, 5);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(RunArrays, AreLeftByProgramsThatFinishOnly) {
  const scratch_folder folder;
  const std::string never = folder.write("p.wsa",
                                         ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\nmain:\n  "
                                         "jmp main\n.data\nv: .array i16, 1, 0\n"
                                         ".end\n");
  EXPECT_EQ(waferstream("run " + never + " --max-cycles 9 --out v=" + (folder / "v.npy")).status,
            4);
  EXPECT_EQ(folder.files(), 1u);
}

}  // namespace
}  // namespace ws
