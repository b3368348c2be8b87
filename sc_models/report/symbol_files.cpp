// SPDX-License-Identifier: Apache-2.0
#include "ws/report/symbol_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/source.h"
#include "ws/report/outcome.h"
#include "ws/report/output_file.h"

namespace ws {
namespace {

constexpr size_t word_bytes = 2;

/// What NumPy calls the elements. The first is what is written; integers are bits of either sign.
std::vector<std::string> dtypes_of(isa::elem type) {
  switch (type) {
    case isa::elem::i16:
      return {"<i2", "<u2"};
    case isa::elem::i32:
      return {"<i4", "<u4"};
    case isa::elem::f16:
      return {"<f2"};
    default:
      return {"<f4"};
  }
}

std::string name_of(const std::string& assignment) {
  return assignment.substr(0, assignment.find('='));
}
std::string file_of(const std::string& assignment) {
  return assignment.substr(assignment.find('=') + 1);
}

/// Each tile that has the array.
template <typename Action>
void for_each_tile(const isa::program_image& image, const std::string& name, const Action& action) {
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const isa::tile_code* code = image.at(x, y);
      const isa::symbol* s = code == nullptr ? nullptr : code->find(name);
      if (s != nullptr && s->type != isa::elem::none) action(x, y, *s);
    }
}

std::string arrays_of(const isa::program_image& image) {
  std::set<std::string> names;
  for (const isa::tile_code& code : image.codes)
    for (const isa::symbol& s : code.symbols)
      if (s.type != isa::elem::none) names.insert(s.name);
  return names.empty() ? "none, for it has no arrays" : fmt::format("{}", fmt::join(names, ", "));
}

symbol_place place_of(const isa::program_image& image, const std::string& option,
                      const std::string& name) {
  std::optional<symbol_place> all;
  for_each_tile(image, name, [&](int x, int y, const isa::symbol& s) {
    if (!all) all = symbol_place{name, s.type, s.count, x, y, x, y};
    if (s.type != all->type || s.count != all->count)
      throw usage_error(say(msg::run_array_differs, option, name, all->left, all->top, all->count,
                            dtypes_of(all->type)[0].substr(1), x, y, s.count,
                            dtypes_of(s.type)[0].substr(1)));
    all->left = std::min(all->left, x);
    all->right = std::max(all->right, x);
    all->bottom = y;
  });
  if (!all) throw usage_error(say(msg::run_no_array, option, shown(name), arrays_of(image)));
  return *all;
}

void check_array(const npy_array& array, const symbol_place& place, const std::string& file) {
  const std::vector<std::string> allowed = dtypes_of(place.type);
  if (std::find(allowed.begin(), allowed.end(), array.dtype) == allowed.end())
    throw input_error(file, say(msg::npy_dtype, shown(array.dtype), place.name,
                                fmt::format("\"{}\"", fmt::join(allowed, "\" or \""))));
  const std::vector<uint64_t> each{static_cast<uint64_t>(place.count)};
  if (array.shape != each && array.shape != place.shape())
    throw input_error(file, say(msg::npy_shape, shape_text(array.shape), place.name,
                                shape_text(place.shape()), shape_text(each)));
}

void check_once(const std::string& option, const std::vector<std::string>& given) {
  std::set<std::string> names;
  for (const std::string& one : given)
    if (!names.insert(name_of(one)).second)
      throw usage_error(say(msg::run_array_twice, option, name_of(one)));
}

/// Where a tile's elements begin in an array of the whole rectangle, in bytes.
size_t begin_of(const symbol_place& place, int x, int y) {
  const uint64_t columns = place.shape()[1];
  const auto row = static_cast<size_t>(y - place.top), column = static_cast<size_t>(x - place.left);
  const auto words = static_cast<size_t>(isa::words_of(place.type)) * place.shape()[2];
  return (row * columns + column) * words * word_bytes;
}

}  // namespace

std::vector<uint64_t> symbol_place::shape() const {
  return {static_cast<uint64_t>(bottom - top + 1), static_cast<uint64_t>(right - left + 1),
          static_cast<uint64_t>(count)};
}

symbol_files::symbol_files(const isa::program_image& image, const std::vector<std::string>& in,
                           const std::vector<std::string>& out)
    : m_image(image) {
  check_once("--in", in);
  check_once("--out", out);
  for (const std::string& one : out)
    m_out.push_back({place_of(image, "--out", name_of(one)), file_of(one)});
  for (const std::string& one : in) m_in.push_back({place_of(image, "--in", name_of(one)), {}});
  for (size_t i = 0; i < in.size(); ++i) {
    const std::string file = file_of(in[i]);
    m_in[i].array = read_npy(isa::read_source(file), file);
    check_array(m_in[i].array, m_in[i].place, file);
  }
}

void symbol_files::fill(grid& tiles) const {
  for (const input& one : m_in)
    for_each_tile(m_image, one.place.name, [&](int x, int y, const isa::symbol& s) {
      pe_sram& memory = tiles.at(x, y).pe()->sram();  // copies what it shares before it writes
      size_t at = one.array.shape.size() == 1 ? 0 : begin_of(one.place, x, y);
      for (int w = 0; w < s.count * isa::words_of(s.type); ++w, at += word_bytes) {
        const auto low = static_cast<unsigned char>(one.array.data[at]);
        const auto high = static_cast<unsigned char>(one.array.data[at + 1]);
        memory.write(static_cast<unsigned>(s.address + w), static_cast<uint16_t>(low | high << 8));
      }
    });
}

std::vector<std::string> symbol_files::write(const grid& tiles) const {
  std::vector<std::string> lines;
  for (const output& one : m_out) {
    npy_array array{dtypes_of(one.place.type)[0], one.place.shape(), {}};
    const int width = isa::words_of(one.place.type);
    array.data.resize(array.elements() * static_cast<size_t>(width) * word_bytes);
    size_t elements = 0, missing = 0;
    for_each_tile(m_image, one.place.name, [&](int x, int y, const isa::symbol& s) {
      const pe_sram& memory = tiles.at(x, y).pe()->sram();
      size_t at = begin_of(one.place, x, y);
      for (int w = 0; w < s.count * width; ++w, at += word_bytes) {
        const auto address = static_cast<unsigned>(s.address + w);
        const uint16_t word = memory.read(address);
        array.data[at] = static_cast<char>(word & 0xffu);
        array.data[at + 1] = static_cast<char>(word >> 8);
        if (w % width == 0) ++elements;
        if (w % width == 0 && !memory.defined(address)) ++missing;
      }
    });
    write_file(one.file, write_npy(array));
    if (missing != 0)
      lines.push_back(say(msg::run_out_undefined, one.place.name, one.file, missing, elements));
  }
  return lines;
}

std::vector<std::string> files_of(const std::vector<std::string>& assignments) {
  std::vector<std::string> files;
  files.reserve(assignments.size());
  for (const std::string& one : assignments) files.push_back(file_of(one));
  return files;
}

}  // namespace ws
