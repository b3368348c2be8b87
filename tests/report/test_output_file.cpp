// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "report/process.h"
#include "ws/base/error.h"
#include "ws/report/outcome.h"
#include "ws/report/output_file.h"

namespace ws {
namespace {

using testing_report::content;
using testing_report::scratch_folder;

TEST(OutputFile, AppearsWholeOrNotAtAll) {
  const scratch_folder folder;
  {
    output_file file(folder / "out.json");
    file.stream() << "half";
    EXPECT_FALSE(std::filesystem::exists(folder / "out.json"));
  }
  EXPECT_EQ(folder.files(), 0u);
  write_file(folder / "out.json", "whole");
  EXPECT_EQ(content(folder / "out.json"), "whole");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(OutputFile, LeavesTheOldFileUntilTheNewOneIsWhole) {
  const scratch_folder folder;
  const std::string path = folder.write("out.json", "old");
  {
    output_file file(path);
    file.stream() << "half";
  }
  EXPECT_EQ(content(path), "old");
}

TEST(OutputFile, ReplacesWhatALinkPointsTo) {
  const scratch_folder folder;
  const std::string target = folder.write("target.json", "old");
  std::filesystem::create_symlink(target, folder / "link.json");
  write_file(folder / "link.json", "new");
  EXPECT_EQ(content(target), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.json"));
}

TEST(OutputFile, WritesDevicesDirectly) {
  write_file("/dev/null", "gone");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_THROW(write_file("/dev/full", "too much"), resource_error);
}

TEST(OutputFile, RefusesWhereItCannotWrite) {
  const scratch_folder folder;
  EXPECT_THROW(output_file(folder / "missing/out.json"), resource_error);
  EXPECT_THROW(output_file(folder / "."), resource_error);
  EXPECT_THROW(output_file(""), resource_error);
}

TEST(OutputFile, IsRemovedWhenTheProcessMustEnd) {
  const scratch_folder folder;
  output_file file(folder / "out.json");
  file.stream() << "half";
  EXPECT_EQ(folder.files(), 1u);
  remove_temporaries();
  EXPECT_EQ(folder.files(), 0u);
}

TEST(CheckOutputs, LeavesNothingBehind) {
  const scratch_folder folder;
  check_outputs({{"--json", folder / "a"}, {"--timeline", folder / "b"}}, {});
  EXPECT_EQ(folder.files(), 0u);
}

TEST(CheckOutputs, SeesOneFileBehindTwoNames) {
  const scratch_folder folder;
  EXPECT_THROW(
      check_outputs(
          {{"--json", folder / "a"},
           {"--timeline",
            folder / "../" + std::filesystem::path(folder / "a").parent_path().filename().string() +
                "/a"}},
          {}),
      usage_error);
  const std::string input = folder.write("model.json", "{}");
  std::filesystem::create_symlink(input, folder / "link");
  EXPECT_THROW(check_outputs({{"--json", folder / "link"}}, {{"--model", input}}), usage_error);
  EXPECT_EQ(content(input), "{}");
}

}  // namespace
}  // namespace ws
