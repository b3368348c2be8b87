// SPDX-License-Identifier: Apache-2.0
// Arrays of tiles and NumPy files: which element goes where.
#include <gtest/gtest.h>

#include "report/provocation.h"
#include "ws/isa/assembler.h"
#include "ws/report/symbol_files.h"

namespace ws {
namespace {

using testing_report::content;
using testing_report::scratch_folder;
using testing_report::told;

// Tiles (1, 1) to (3, 2) but (2, 1) have v, all of them with one code; `near` lies in the same
// piece of memory.
const std::string with_a_hole =
    ".grid 5, 4\n.tiles X >= 1 && X <= 3 && Y >= 1 && Y <= 2 && !(X == 2 && Y == 1)\n"
    ".data\nnear: .array i16, 2, 7\nv: .array i16, 2\n.end\n";

isa::program_image image_of(const std::string& text) { return isa::assemble(text, "p.wsa"); }

/// Numbers from `first` on as the data of a file.
std::string numbers(unsigned first, unsigned count) {
  std::string data;
  for (unsigned i = 0; i < count; ++i) {
    data += static_cast<char>((first + i) & 0xffu);
    data += static_cast<char>((first + i) >> 8);
  }
  return data;
}

TEST(SymbolFiles, FillEachTileOfTheRectangleThatHasTheArray) {
  const isa::program_image image = image_of(with_a_hole);
  ASSERT_EQ(image.codes.size(), 1u);
  const scratch_folder folder;
  const std::string in = folder.write("in.npy", write_npy({"<i2", {2, 3, 2}, numbers(256, 12)}));
  const symbol_files files(image, {"v=" + in}, {"v=" + folder / "out.npy"});
  grid tiles(image), others(image);
  files.fill(tiles);
  const isa::symbol& v = *image.codes[0].find("v");
  const isa::symbol& near = *image.codes[0].find("near");
  for (int y = 1; y <= 2; ++y)
    for (int x = 1; x <= 3; ++x) {
      if (x == 2 && y == 1) continue;
      for (unsigned i = 0; i < 2; ++i) {
        const auto at = static_cast<unsigned>(((y - 1) * 3 + x - 1) * 2) + i;
        EXPECT_EQ(tiles.at(x, y).pe()->sram().read(v.address + i), 256 + at);
        EXPECT_EQ(tiles.at(x, y).pe()->sram().read(near.address + i), 7u);
        EXPECT_FALSE(others.at(x, y).pe()->sram().defined(v.address + i));
      }
    }
  EXPECT_TRUE(files.write(tiles).empty());
  const npy_array out = read_npy(content(folder / "out.npy"), "out.npy");
  EXPECT_EQ(out.shape, (std::vector<uint64_t>{2, 3, 2}));
  EXPECT_EQ(out.data, numbers(256, 2) + std::string(4, '\0') + numbers(260, 8));
}

TEST(SymbolFiles, GiveOneArrayToEachTile) {
  const isa::program_image image = image_of(with_a_hole);
  const scratch_folder folder;
  const std::string in = folder.write("in.npy", write_npy({"<u2", {2}, numbers(300, 2)}));
  grid tiles(image);
  const symbol_files files(image, {"v=" + in}, {"v=" + folder / "out.npy"});
  files.fill(tiles);
  EXPECT_TRUE(files.write(tiles).empty());
  const std::string two = numbers(300, 2);
  EXPECT_EQ(read_npy(content(folder / "out.npy"), "out.npy").data,
            two + std::string(4, '\0') + two + two + two + two);
}

TEST(SymbolFiles, TakeTheTypesOfTheArrayAndNoOther) {
  const std::vector<std::string> all{"<i2", "<u2", "<i4", "<u4", "<f2", "<f4",
                                     ">i2", ">f4", "<i8", "<f8", "|i1", "|b1"};
  const std::map<std::string, std::vector<std::string>> allowed{
      {"i16", {"<i2", "<u2"}}, {"i32", {"<i4", "<u4"}}, {"f16", {"<f2"}}, {"f32", {"<f4"}}};
  const scratch_folder folder;
  for (const auto& [type, dtypes] : allowed) {
    const isa::program_image image =
        image_of(".grid 1, 1\n.tile 0, 0\n.data\nv: .array " + type + ", 3\n.end\n");
    for (const std::string& dtype : all) {
      const auto bytes = static_cast<size_t>(dtype.back() - '0') * 3;
      const std::string in =
          folder.write("in.npy", write_npy({dtype, {1, 1, 3}, std::string(bytes, 'x')}));
      const std::string text = told([&] { const symbol_files files(image, {"v=" + in}, {}); });
      const bool fits = std::count(dtypes.begin(), dtypes.end(), dtype) != 0;
      EXPECT_EQ(text == "nothing", fits) << type << " " << dtype << ": " << text;
    }
    const symbol_files files(image, {}, {"v=" + folder / "out.npy"});
    EXPECT_EQ(files.write(grid(image)).size(), 1u);
    EXPECT_EQ(read_npy(content(folder / "out.npy"), "out.npy").dtype, dtypes[0]);
  }
}

}  // namespace
}  // namespace ws
