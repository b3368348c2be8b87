// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "report/process.h"
#include "ws/base/error.h"
#include "ws/isa/assembler.h"
#include "ws/isa/source.h"

namespace ws::isa {
namespace {

using testing_report::run;
using testing_report::scratch_folder;

std::vector<std::string> programs() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(WS_SOURCE_DIR "/programs")) {
    if (entry.path().extension() == ".wsa") files.push_back(entry.path().string());
  }
  return files;
}

program_image grid_of_rows() {
  return assemble(
      ".grid 5, 3\n.tiles X + Y > 0 && Y == 1\n  .route 1, RAMP -> S\n  movi r1, X\n"
      "  .dword 0xffffffff\n  .data\nv:\n  .array f32, 4\nw:\n  .f16 1.5, 2.5\n.end\n",
      "t.wsa");
}

TEST(Programs, AssembleAndComeBackFromFileAndText) {
  ASSERT_GE(programs().size(), 3u);
  for (const std::string& file : programs()) {
    const program_image image = assemble_file(file);
    EXPECT_EQ(from_elf(to_elf(image), file), image) << file;
    EXPECT_EQ(assemble(disassemble(image), file), image) << file;
  }
}

TEST(Programs, TakeTheirSizesFromParameters) {
  const std::string file = WS_SOURCE_DIR "/programs/chain_reduce.wsa";
  assembler_options options;
  options.settings = {"P=512", "B=4096"};
  const program_image image = assemble_file(file, options);
  EXPECT_EQ(image.width, 512);
  EXPECT_EQ(image.at(0, 0)->find("result")->count, 4096);
  EXPECT_EQ(image.at(511, 0)->find("result"), nullptr);
  EXPECT_EQ(image.facts.at("B"), "4096");
  options.settings = {"P=1"};
  EXPECT_THROW(assemble_file(file, options), input_error);
}

TEST(Image, KeepsTilesCodeDataSymbolsAndParameters) {
  const program_image image = grid_of_rows();
  const program_image again = from_elf(to_elf(image), "t.elf");
  EXPECT_EQ(again, image);
  EXPECT_EQ(again.at(0, 0), nullptr);
  EXPECT_EQ(again.at(3, 1)->find("w")->count, 2);
  EXPECT_EQ(assemble(disassemble(image), "d.wsa"), image);
}

TEST(Image, IsReadByStockTools) {
  const scratch_folder folder;
  const std::string file = folder.write("t.elf", to_elf(grid_of_rows()));
  const auto readelf = run("readelf -hSsn " + file);
  EXPECT_EQ(readelf.status, 0);
  EXPECT_EQ(readelf.text.find("arning"), std::string::npos) << readelf.text;
  EXPECT_NE(readelf.text.find(".text.0"), std::string::npos);
  EXPECT_NE(readelf.text.find("WaferStream"), std::string::npos);
  EXPECT_NE(readelf.text.find("OBJECT"), std::string::npos);
  const auto objdump = run("objdump -h " + file);
  EXPECT_EQ(objdump.status, 0);
  EXPECT_NE(objdump.text.find(".data.0"), std::string::npos);
}

TEST(Image, CanHaveMoreSectionsThanTheHeaderCounts) {
  const program_image image = assemble(
      ".grid 200, 170\n.tiles\n  .i16 X, Y\nlabel:\n  .org 100\n  .i16 3\n.end\n", "t.wsa");
  EXPECT_EQ(image.codes.size(), 34000u);
  const std::string elf = to_elf(image);
  EXPECT_EQ(from_elf(elf, "t.elf"), image);
  const scratch_folder folder;
  EXPECT_EQ(run("readelf -h " + folder.write("t.elf", elf) + " >/dev/null").status, 0);
}

TEST(Image, NeverCrashesItsReader) {
  const char* given = std::getenv("WS_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 0)) : 7u;
  std::mt19937 random(seed);
  const std::string good = to_elf(grid_of_rows());
  int refused = 0;
  for (int n = 0; n < 20000; ++n) {
    std::string bad = good;
    for (unsigned k = 1 + random() % 3; k > 0; --k) {
      bad[random() % bad.size()] = static_cast<char>(random());
    }
    if (random() % 8 == 0) bad.resize(random() % bad.size());
    try {
      from_elf(bad, "t.elf");
    } catch (const input_error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 5000) << "seed " << seed;
}

TEST(Assembler, NeverCrashesOnBrokenText) {
  std::mt19937 random(11);
  std::string all;
  for (const std::string& file : programs()) all += read_source(file);
  std::vector<std::string> lines;
  for (size_t at = 0; at < all.size();) {
    const size_t end = all.find('\n', at);
    lines.push_back(all.substr(at, end - at));
    at = end + 1;
  }
  int refused = 0;
  for (int n = 0; n < 2000; ++n) {
    std::string text = ".grid 2, 1\n.tiles\n";
    for (int k = 0; k < 20; ++k) {
      std::string line = lines[random() % lines.size()];
      if (!line.empty() && random() % 3 == 0)
        line[random() % line.size()] = "(),[]=->:.0r\"9"[random() % 13];
      if (line.find(".param") == std::string::npos) text += line + "\n";
    }
    try {
      assemble(text, "t.wsa");
    } catch (const input_error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace ws::isa
