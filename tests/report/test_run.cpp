// SPDX-License-Identifier: Apache-2.0
// `waferstream run` as a user sees it: exit status, tables, JSON.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/process.h"

namespace ws {
namespace {

using nlohmann::json;
using testing_report::ended;
using testing_report::scratch_folder;
using testing_report::waferstream;

const std::string chain = "run programs/chain_reduce.wsa -D P=8 -D B=20 ";

TEST(Run, WritesWhatHappenedAsJson) {
  const ended end = waferstream(chain + "--json -");
  ASSERT_EQ(end.status, 0) << end.text;
  const json out = json::parse(end.text);
  EXPECT_EQ(out["end"], "finished");
  EXPECT_EQ(out["grid"], json({8, 1}));
  EXPECT_EQ(out["parameters"]["B"], "20");
  EXPECT_EQ(out["steps"], 8 * 20);  // a step takes and gives one wavelet
  EXPECT_EQ(out["elements"], 8 * 20);
  EXPECT_EQ(out["tasks"], 8);
  // Seven tiles send 20 wavelets each, on two colors in turn, to their neighbours.
  EXPECT_EQ(out["wavelets"]["0"]["sent"], 3 * 20);
  EXPECT_EQ(out["wavelets"]["1"]["links"], 4 * 20);
  uint64_t tile_cycles = 0;
  for (const auto& [cause, cycles] : out["tile_cycles"].items())
    tile_cycles += cycles.get<uint64_t>();
  EXPECT_EQ(tile_cycles, out["cycles"].get<uint64_t>() * 8);
  ASSERT_EQ(out["symbols"]["cycles"].size(), 8u);
  EXPECT_EQ(out["symbols"]["cycles"][0]["value"], 20 + 6 * 7 + 6);
}

TEST(Run, TakesTheAssembledFileToo) {
  const scratch_folder folder;
  const std::string elf = folder / "chain.elf";
  ASSERT_EQ(waferstream("asm programs/chain_reduce.wsa -D P=8 -D B=20 -o " + elf).status, 0);
  json from_file = json::parse(waferstream("run " + elf + " --json -").text);
  json from_text = json::parse(waferstream(chain + "--json -").text);
  from_file.erase("program");
  from_text.erase("program");
  EXPECT_EQ(from_file, from_text);
}

TEST(Run, ShowsTablesAndWritesTheFile) {
  const scratch_folder folder;
  const ended end = waferstream(chain + "--json " + (folder / "out.json"));
  EXPECT_EQ(end.status, 0);
  EXPECT_NE(end.text.find("programs/chain_reduce.wsa on 8 x 1 tiles: finished"), std::string::npos);
  EXPECT_NE(end.text.find("68 in tile (0, 0), and in 7 more"), std::string::npos) << end.text;
  EXPECT_EQ(json::parse(testing_report::content(folder / "out.json"))["end"], "finished");
}

TEST(Run, FailsWithStatus4AndStillWritesTheFile) {
  const scratch_folder folder;
  const std::string head = ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\nmain:\n";
  const struct {
    const char *end, *body;
  } cases[] = {{"limit", "  jmp main\n.end\n"},
               {"trap", "  ld16 r0, [r1 - 1]\n.end\n"},
               {"deadlock", "  blk 9\n  actvt 9\n  yield\n.end\n"}};
  for (const auto& c : cases) {
    const std::string source = folder.write("p.wsa", head + c.body), file = folder / "out.json";
    EXPECT_EQ(waferstream("run " + source + " --max-cycles 500 --json " + file).status, 4) << c.end;
    EXPECT_EQ(json::parse(testing_report::content(file))["end"], c.end);
  }
  EXPECT_EQ(waferstream("run " + folder.write("bad.wsa", head + "  fly\n.end\n")).status, 3);
  EXPECT_EQ(waferstream("run").status, 2);
}

}  // namespace
}  // namespace ws
