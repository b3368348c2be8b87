// SPDX-License-Identifier: Apache-2.0
// Messages of arrays that a program takes from NumPy files and leaves in some.
#include "report/provocation.h"
#include "ws/isa/assembler.h"
#include "ws/report/symbol_files.h"

namespace ws::testing_report {
namespace {

// Two tiles with an array of three f32, one of them beside arrays of its own.
const std::string two_tiles =
    ".grid 2, 1\n.tiles\n.data\nv: .array f32, 3\n.end\n"
    ".tile 0, 0\n.data\nw: .array i16, 2\n.end\n.tile 1, 0\n.data\nw: .array i16, 3\n.end\n";

std::string told_of(const std::vector<std::string>& in, const std::vector<std::string>& out = {}) {
  return told([&] {
    const isa::program_image image = isa::assemble(two_tiles, "p.wsa");
    const symbol_files files(image, in, out);
  });
}

/// What is said of a file in place of v, behind the file's name.
std::string told_of_file(const std::string& bytes) {
  const scratch_folder folder;
  const std::string file = folder.write("v.npy", bytes), text = told_of({"v=" + file});
  return text.substr(0, file.size()) == file ? text.substr(file.size() + 2) : text;
}

std::string unwritten() {
  const isa::program_image image = isa::assemble(two_tiles, "p.wsa");
  const scratch_folder folder;
  const symbol_files files(image, {}, {"v=" + folder / "v.npy"});
  const std::string line = files.write(grid(image)).at(0);
  return "--out v=" + line.substr(line.find("v.npy"));
}

}  // namespace

provocations array_provocations() {
  return {
      {"run_no_array",
       {[] { return told_of({}, {"u=u.npy"}); },
        "--out u: the program has no such array; allowed are v, w (--help lists what is allowed)"}},
      {"run_array_twice",
       {[] {
          return told_of({"v=a.npy", "v=b.npy"});
        },
        "--in v: given twice (--help lists what is allowed)"}},
      {"run_array_differs",
       {[] { return told_of({}, {"w=w.npy"}); },
        "--out w: tile (0, 0) has 2 of i2, tile (1, 0) has 3 of i2; an array for a file is the "
        "same everywhere (--help lists what is allowed)"}},
      {"run_out_undefined",
       {unwritten, "--out v=v.npy: nobody has written 6 of its 6 elements; they are 0 there"}},
      {"npy_broken",
       {[] { return told_of_file("PK"); },
        "cannot be read as a NumPy array (.npy): it does not begin with \\x93NUMPY"}},
      {"npy_dtype",
       {[] {
          return told_of_file(write_npy({"<i4", {3}, std::string(12, 'x')}));
        },
        "has elements \"<i4\"; the array v takes \"<f4\""}},
      {"npy_shape",
       {[] {
          return told_of_file(write_npy({"<f4", {2, 3}, std::string(24, 'x')}));
        },
        "has shape (2, 3); the array v takes (1, 2, 3) for all its tiles or (3,) for each of "
        "them"}},
  };
}

}  // namespace ws::testing_report
