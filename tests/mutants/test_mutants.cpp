// SPDX-License-Identifier: Apache-2.0
// The tile with mutants: without one it is the tile; most of them show in a run of one program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "Vws_tile.h"
#include "Vws_tile_mutants.h"
#include "support/tile_bench.h"
#include "ws/isa/assembler.h"

namespace ws::test {
namespace {

struct mutant {
  unsigned number = 0;
  std::string file, line, kind, before, after;
};

std::vector<mutant> mutants() {
  std::ifstream list(WS_MUTANTS_LIST);
  std::vector<mutant> all;
  std::string row;
  std::getline(list, row);  // the columns' names
  while (std::getline(list, row)) {
    std::istringstream columns(row);
    mutant m;
    std::string number;
    for (std::string* field : {&number, &m.file, &m.line, &m.kind, &m.before, &m.after})
      std::getline(columns, *field, '\t');
    m.number = static_cast<unsigned>(std::stoul(number));
    all.push_back(m);
  }
  return all;
}

template <class Dut>
std::vector<std::vector<uint64_t>> seen_of(unsigned mutant) {
  static const isa::program_image image =
      isa::assemble_file(WS_SOURCE_DIR "/tests/support/busy.wsa", {});
  tile_bench<Dut> bench(mutant);
  bench.load(*image.at(0, 0));
  bench.run(900);
  bench.read(0, 0x400);
  bench.read(0x7e00, 0x1a0);
  return std::move(bench.seen);
}

TEST(Mutants, NumberZeroIsTheTileAsItIs) {
  const auto tile = seen_of<Vws_tile>(0), same = seen_of<Vws_tile_mutants>(0);
  ASSERT_EQ(tile.size(), same.size());
  for (size_t t = 0; t < tile.size(); ++t) ASSERT_EQ(tile[t], same[t]) << "cycle " << t;
}

TEST(Mutants, ThereAreManyInEveryModuleAndNumberedWithoutGaps) {
  const auto all = mutants();
  ASSERT_GE(all.size(), 200u);
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].number, i + 1);
    EXPECT_NE(all[i].before, all[i].after) << all[i].number;
  }
  std::set<std::string> with, without;
  for (const mutant& m : all) with.insert(m.file);
  for (const auto& file : std::filesystem::directory_iterator(WS_SOURCE_DIR "/rtl")) {
    const std::string name = file.path().filename();
    const bool hardware = name.rfind("ws_router", 0) == 0 || name.rfind("ws_pe", 0) == 0;
    if (hardware && with.count("rtl/" + name) == 0) without.insert(name);
  }
  EXPECT_THAT(without, testing::IsEmpty());
}

TEST(Mutants, MostShowOnThePinsInARunOfOneProgram) {
  const auto tile = seen_of<Vws_tile>(0);
  const auto all = mutants();
  size_t shown = 0;
  std::string hidden;
  for (const mutant& m : all) {
    if (seen_of<Vws_tile_mutants>(m.number) != tile) {
      ++shown;
    } else {
      hidden += std::to_string(m.number) + " " + m.file + ":" + m.line + " " + m.kind + ": " +
                m.before + " -> " + m.after + "\n";
    }
  }
  RecordProperty("shown", static_cast<int>(shown));
  RecordProperty("mutants", static_cast<int>(all.size()));
  EXPECT_GE(2 * shown, all.size()) << "these do not show:\n" << hidden;
}

}  // namespace
}  // namespace ws::test
