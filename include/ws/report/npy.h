// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ws {

// NumPy's .npy files. xtensor's reader (libxtensor-dev) knows no float16, wants the header's keys
// in one order and takes memory for any shape before it looks at the data; so they are read here.

/// An array as a .npy file holds it.
struct npy_array {
  std::string dtype;            ///< such as "<f4"
  std::vector<uint64_t> shape;  ///< rows first (C order)
  std::string data;             ///< the elements' bytes

  uint64_t elements() const;
};

/// A shape as Python writes it, such as "(2, 3)" or "(4,)".
std::string shape_text(const std::vector<uint64_t>& shape);

/// Reads a file's bytes; `file` names it in messages. Throws input_error if they are no array of
/// plain elements in C order, or more or fewer bytes than its shape says.
npy_array read_npy(const std::string& bytes, const std::string& file);

/// The array as a file.
std::string write_npy(const npy_array& array);

}  // namespace ws
