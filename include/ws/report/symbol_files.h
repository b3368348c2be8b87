// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/report/npy.h"
#include "ws/wafer/grid.h"

namespace ws {

/// Where in a grid the arrays of one name stand: the smallest rectangle of tiles that holds them,
/// and what each of them is. A tile of the rectangle may be without.
struct symbol_place {
  std::string name;
  isa::elem type = isa::elem::none;
  int count = 0;                                 ///< elements in each tile
  int left = 0, top = 0, right = 0, bottom = 0;  ///< first and last column and row

  /// (rows, columns, elements)
  std::vector<uint64_t> shape() const;
};

/// The arrays that a run takes from NumPy files and leaves in some: --in and --out NAME=FILE.
/// docs/assembler.md has the shapes.
class symbol_files {
 public:
  /// Everything is checked here, before anything runs: names, then the input files' contents.
  /// Throws usage_error and input_error. `image` outlives this.
  symbol_files(const isa::program_image& image, const std::vector<std::string>& in,
               const std::vector<std::string>& out);

  /// Puts the inputs into the tiles' memories.
  void fill(grid& tiles) const;
  /// Writes the output files. One line for each that holds elements that nobody wrote.
  std::vector<std::string> write(const grid& tiles) const;

 private:
  struct input {
    symbol_place place;
    npy_array array;
  };
  struct output {
    symbol_place place;
    std::string file;
  };

  const isa::program_image& m_image;
  std::vector<input> m_in;
  std::vector<output> m_out;
};

/// The FILE of each NAME=FILE.
std::vector<std::string> files_of(const std::vector<std::string>& assignments);

}  // namespace ws
