// SPDX-License-Identifier: Apache-2.0
// `waferstream run --trace` and `--wave`, the views of waveforms/ and what they need.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "report/process.h"
#include "ws/isa/view.h"
#include "ws/report/vcd.h"

namespace ws {
namespace {

using testing::HasSubstr;
using testing_report::content;
using testing_report::ended;
using testing_report::scratch_folder;
using testing_report::waferstream;

const std::string ring = "run programs/ring.wsa -D N=2 ";
const std::string folder_of_views = WS_SOURCE_DIR "/waveforms/";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

TEST(Recording, TraceTellsEveryCycleOfATile) {
  const scratch_folder folder;
  const std::string source = folder.write(
      "p.wsa",
      ".grid 1, 1\n.tile 0, 0\n.route 4, RAMP -> RAMP\n.outqueue oq2, 4\n.inqueue iq1, 4\n"
      ".task 4, got\n.dsr d0, fabout, oq2, 4, extent=1\n.task 8, main, active\n"
      "main:\n  li32 r2, 0x40490fdb\n  mov32 d0, r2\n  yield\ngot:\n  halt\n.end\n");
  ASSERT_EQ(waferstream("run " + source + " --trace " + (folder / "log")).status, 0);
  EXPECT_EQ(content(folder / "log"),
            "@0 dimX=1, dimY=1\n"
            "@0 P0.0 (hwtile) pick of T8\n"
            "@0 P0.0 (hwtile) stall: start\n"
            "@1 P0.0 (hwtile) stall: start\n"
            "@2 P0.0 (hwtile) T8 pc=0010 [IS jmp 0x12]\n"
            "@3 P0.0 (hwtile) T8 pc=0012 [IS movi r2, 0xfdb]\n"
            "@4 P0.0 (hwtile) T8 pc=0014 [IS movi r3, 0x4049]\n"
            "@5 P0.0 (hwtile) T8 pc=0016 [IS mov32 d0, r2]\n"
            "@6 P0.0 (hwtile) stall: start\n"
            "@7 P0.0 (hwtile) stall: start\n"
            "@8 P0.0 (hwtile) T8 pc=0016 [EX mov32 d0, r2]\n"
            "@8 P0.0 (hwtile) Writing wavelet C4 ctrl=0, idx=4049, data=0fdb to OUT_Q[2]\n"
            "@9 P0.0 (hwtile) stall: start\n"
            "@9 P0.0 (hwtile) Sending wavelet C4 ctrl=0, idx=4049, data=0fdb on OUT_Q[2]\n"
            "@10 P0.0 (hwtile) landing C4 from link R, ctrl=0, data=40490fdb\n"
            "@10 P0.0 (hwtile) wavelet C4 ctrl=0, idx=4049, data=0fdb (4059(3.14159)), half=0, "
            "ident=f363d06e landing=R departing=/    R/\n"
            "@10 P0.0 (hwtile) stall: start\n"
            "@11 P0.0 (hwtile) T8 pc=0018 [IS yield]\n"
            "@13 P0.0 (hwtile) pick of T4\n"
            "@13 P0.0 (hwtile) stall: start\n"
            "@14 P0.0 (hwtile) stall: start\n"
            "@15 P0.0 (hwtile) T4 pc=0008 [IS jmp 0x1a]\n"
            "@16 P0.0 (hwtile) trap halted\n");
}

TEST(Recording, VcdHasScopesAndOnlyChanges) {
  std::ostringstream text;
  vcd_writer vcd(text);
  vcd.declare("a", "bit", 1);
  vcd.declare("a.b", "five", 5);
  vcd.declare("c", "all", 64);
  vcd.show(0, {0, 3, ~uint64_t{0}});
  vcd.show(1, {0, 3, ~uint64_t{0}});
  vcd.show(2, {1, 0, ~uint64_t{0}});
  vcd.end(5);
  EXPECT_EQ(text.str(),
            "$timescale 1 ns $end\n$scope module a $end\n$var wire 1 ! bit $end\n"
            "$scope module b $end\n$var wire 5 \" five [4:0] $end\n$upscope $end\n$upscope $end\n"
            "$scope module c $end\n$var wire 64 # all [63:0] $end\n$upscope $end\n"
            "$enddefinitions $end\n#0\n0!\nb11 \"\nb" +
                std::string(64, '1') + " #\n#2\n1!\nb0 \"\n#5\n");
}

TEST(Recording, VcdTellsMoreThan93SignalsApart) {
  std::ostringstream text;
  vcd_writer vcd(text);
  const std::vector<uint64_t> values(10'000);
  for (size_t i = 0; i < values.size(); ++i) vcd.declare("s", "n" + std::to_string(i), 1);
  vcd.show(0, values);
  std::set<std::string> codes;
  for (const std::string& line : lines_of(text.str()))
    if (line[0] == '0') codes.insert(line);
  EXPECT_EQ(codes.size(), values.size());
}

/// "tiles.x0_y0.ws_tile.stall_o[3:0]" of each signal of a VCD file, as views name them.
std::set<std::string> signals_of(const std::string& vcd) {
  std::set<std::string> all;
  std::vector<std::string> scopes;
  for (const std::string& line : lines_of(vcd)) {
    std::istringstream words(line);
    std::string first, kind, width, code, name, range;
    words >> first;
    if (first == "$scope") scopes.push_back((words >> kind >> name, name));
    if (first == "$upscope") scopes.pop_back();
    if (first == "$enddefinitions") break;
    if (first != "$var") continue;
    words >> kind >> width >> code >> name >> range;
    std::string full;
    for (const std::string& scope : scopes) full += scope + ".";
    all.insert(full + name + (range == "$end" ? "" : range));
  }
  return all;
}

TEST(Recording, ViewsNameSignalsThatAreThereAndFiltersThatWork) {
  const scratch_folder folder;
  ASSERT_EQ(waferstream(ring + "--wave " + (folder / "a.vcd")).status, 0);
  const std::set<std::string> there = signals_of(content(folder / "a.vcd"));
  const std::regex row(R"(\+\{.*\} (\S+))"), filter(R"(\^>?\d+ (\S+))");
  for (const char* view : {"pe.gtkw", "router.gtkw", "tiles_2x2.gtkw"}) {
    size_t rows = 0;
    for (const std::string& line : lines_of(content(folder_of_views + view))) {
      std::smatch part;
      if (std::regex_match(line, part, row)) {
        ++rows;
        EXPECT_EQ(there.count(part[1]), 1u) << view << ": " << part[1];
      } else if (std::regex_match(line, part, filter)) {
        const std::string file = part[1];
        EXPECT_TRUE(std::filesystem::exists(WS_SOURCE_DIR "/" + file)) << view << ": " << file;
      }
    }
    EXPECT_GT(rows, 20u) << view;
  }
}

TEST(Recording, NamesForViewersAreCurrent) {
  for (const std::string& kind : isa::translations()) {
    EXPECT_EQ(content(folder_of_views + kind + ".txt"), isa::translation(kind))
        << "mend with: waferstream isa --translate " << kind << " > waveforms/" << kind << ".txt";
    EXPECT_EQ(waferstream("isa --translate " + kind).text, isa::translation(kind));
  }
  EXPECT_THAT(isa::translation("opcode"), HasSubstr("\n16 add\n"));
  EXPECT_THAT(isa::translation("task"), HasSubstr("\n30 T30 timer\n"));
}

TEST(Recording, FiltersTellWhatANumberIs) {
  const struct {
    const char *kind, *hex, *text;
  } cases[] = {{"instruction", "10123000", "add r1, r2, r3"},
               {"instruction", "00000000", "-"},
               {"instruction", "xxxxxxxx", "xxxxxxxx"},
               {"f32", "40490FDB", "3.14159"},
               {"f16", "00023C00", "[2] 1"},
               {"f16", "C000", "-2"},
               {"colors", "800005", "C0 C2 C23"},
               {"colors", "000000", "-"},
               {"tasks", "0000000040000100", "T8 T30"},
               {"wavelet_f32", "0000000000", "-"},
               {"wavelet_f32", "4340400000", "?sienna4?C3 3"},
               {"wavelet_f16", "49000A3800", "?darkgreen?C9 [10] 0.5"},
               {"wavelet_f16", "63095F9249", "?red?C3 ctrl 095f9249"}};
  for (const auto& c : cases) EXPECT_EQ(isa::filtered(c.kind, c.hex), c.text) << c.kind;
  for (const std::string& kind : isa::filters()) {
    const ended end =
        testing_report::run("echo 4340400000 | " + folder_of_views + "filters/" + kind);
    EXPECT_EQ(end.text, isa::filtered(kind, "4340400000") + "\n") << kind;
  }
}

TEST(Recording, WritesWholeFilesAlsoOfARunThatFails) {
  const scratch_folder folder;
  const std::string files =
      "--trace " + (folder / "log") + " --wave " + (folder / "a.fst") + " --max-cycles 20";
  EXPECT_EQ(waferstream(ring + files).status, 4);
  EXPECT_EQ(folder.files(), 2u);
  EXPECT_THAT(content(folder / "log"), HasSubstr("\n@19 P1.1 (hwtile) "));
  const std::string vcd = testing_report::run("fst2vcd -f " + (folder / "a.fst")).text;
  EXPECT_THAT(vcd, HasSubstr("#20\n"));
}

TEST(Recording, OfSomeTilesHasOnlyThese) {
  const scratch_folder folder;
  ASSERT_EQ(waferstream(ring + "--wave-tiles 1,0,1,2 --wave " + (folder / "a.vcd")).status, 0);
  std::set<std::string> tiles;
  for (const std::string& name : signals_of(content(folder / "a.vcd")))
    tiles.insert(name.substr(0, name.find(".ws_tile")));
  EXPECT_EQ(tiles, (std::set<std::string>{"tiles.x1_y0", "tiles.x1_y1"}));
}

TEST(Recording, RefusesWhatCannotBeWrittenBeforeAnythingRuns) {
  const scratch_folder folder;
  const std::string help = " (--help lists what is allowed)\n";
  EXPECT_EQ(waferstream(ring + "--wave-tiles 1,1,2,1 --wave " + (folder / "a.vcd")).text,
            "--wave-tiles 1,1,2,1: not x,y,width,height of a rectangle in the grid of 2 x 2 tiles" +
                help);
  EXPECT_EQ(waferstream(ring + "--wave a.txt").text,
            "--wave a.txt: the name must end in .vcd or .fst" + help);
  EXPECT_EQ(waferstream(ring + "--trace programs/ring.wsa").text,
            "--trace would overwrite the input of program: programs/ring.wsa" + help);
  EXPECT_EQ(
      waferstream(ring + "--trace " + (folder / "a.vcd") + " --wave " + (folder / "a.vcd")).text,
      "--trace and --wave name the same file: " + (folder / "a.vcd") + help);
  EXPECT_EQ(waferstream(ring + "--trace /no/such/log").status, 5);
  EXPECT_EQ(folder.files(), 0u);
}

}  // namespace
}  // namespace ws
