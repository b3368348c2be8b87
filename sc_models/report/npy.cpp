// SPDX-License-Identifier: Apache-2.0
#include "ws/report/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>
#include <charconv>
#include <limits>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws {
namespace {

const std::string magic = "\x93NUMPY";
constexpr size_t alignment = 64;  // of the data, as NumPy writes it

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw input_error(file, say(msg::npy_broken, why));
}

/// The header: a Python dictionary of descr, fortran_order and shape, in any order.
class header_reader {
 public:
  header_reader(const std::string& text, const std::string& file) : m_text(text), m_file(file) {}

  npy_array read() {
    expect('{');
    while (!take('}')) {
      const std::string key = word();
      expect(':');
      value_of(key);
      if (!take(',') && !next_is('}')) expect('}');
    }
    skip();
    if (m_at != m_text.size()) wrong("nothing behind }");
    if (!m_descr || !m_order || !m_shape) wrong("the keys descr, fortran_order and shape");
    return m_array;
  }

 private:
  [[noreturn]] void wrong(const std::string& expected) const {
    refuse(m_file, fmt::format("its header has \"{}\" where expected is {}",
                               shown(m_text.substr(std::min(m_at, m_text.size()), 20)), expected));
  }
  void skip() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n')) ++m_at;
  }
  bool next_is(char c) {
    skip();
    return m_at < m_text.size() && m_text[m_at] == c;
  }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++m_at;
    return true;
  }
  void expect(char c) {
    if (!take(c)) wrong(std::string(1, c));
  }
  std::string word() {
    const char quote = next_is('"') ? '"' : '\'';
    if (!take(quote)) wrong("a text in quotes");
    const size_t end = m_text.find(quote, m_at);
    if (end == std::string::npos) wrong("a text in quotes");
    std::string text = m_text.substr(m_at, end - m_at);
    m_at = end + 1;
    return text;
  }
  void value_of(const std::string& key) {
    if (key == "descr" && !m_descr) {
      if (next_is('[')) refuse(m_file, "its elements are structures; allowed are plain numbers");
      m_array.dtype = word();
      m_descr = true;
    } else if (key == "fortran_order" && !m_order) {
      order();
    } else if (key == "shape" && !m_shape) {
      shape();
    } else {
      refuse(m_file,
             fmt::format("its header has a key \"{}\"; allowed are descr, fortran_order and "
                         "shape, each once",
                         shown(key)));
    }
  }
  void order() {
    skip();
    const bool fortran = m_text.compare(m_at, 4, "True") == 0;
    if (!fortran && m_text.compare(m_at, 5, "False") != 0) wrong("True or False");
    if (fortran)
      refuse(m_file, "it is in Fortran order; allowed is C order (numpy.ascontiguousarray)");
    m_at += 5;
    m_order = true;
  }
  void shape() {
    expect('(');
    while (!take(')')) {
      skip();
      uint64_t extent = 0;
      const char* begin = m_text.data() + m_at;
      const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), extent);
      if (error != std::errc()) wrong("a whole number");
      m_at += static_cast<size_t>(end - begin);
      m_array.shape.push_back(extent);
      if (!take(',') && !next_is(')')) expect(')');
    }
    m_shape = true;
  }

  const std::string& m_text;
  const std::string& m_file;
  size_t m_at = 0;
  bool m_descr = false, m_order = false, m_shape = false;
  npy_array m_array;
};

/// Where the header's text begins and how long it is; in the file it lies whole.
struct header_place {
  size_t begin, length;
};

header_place find_header(const std::string& bytes, const std::string& file) {
  if (bytes.compare(0, magic.size(), magic) != 0) refuse(file, "it does not begin with \\x93NUMPY");
  const auto byte = [&](size_t i) {
    if (i >= bytes.size()) refuse(file, "it ends within its header");
    return static_cast<size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const size_t version = byte(6), minor = byte(7);
  if (version < 1 || version > 3 || minor != 0)
    refuse(file,
           fmt::format("its format is version {}.{}; allowed are 1.0, 2.0, 3.0", version, minor));
  header_place at{version == 1 ? 10u : 12u, byte(8) | byte(9) << 8};
  if (version > 1) at.length |= byte(10) << 16 | byte(11) << 24;
  if (at.length > bytes.size() - std::min(bytes.size(), at.begin))
    refuse(file, "it ends within its header");
  return at;
}

/// Bytes of an element, from a dtype such as "<f4".
uint64_t size_of(const std::string& dtype, const std::string& file) {
  unsigned size = 0;
  const char* end = dtype.data() + dtype.size();
  const bool plain = dtype.size() > 2 && std::string("<>|=").find(dtype[0]) != std::string::npos &&
                     std::isalpha(static_cast<unsigned char>(dtype[1])) != 0;
  if (!plain || std::from_chars(dtype.data() + 2, end, size).ptr != end || size == 0)
    refuse(file, fmt::format("its elements are \"{}\"; allowed are plain numbers", shown(dtype)));
  return size;
}

/// Bytes of the data; more than 64 bits count are refused by whom they do not fit.
uint64_t data_size(const npy_array& array, uint64_t size) {
  constexpr uint64_t most = std::numeric_limits<uint64_t>::max();
  for (const uint64_t extent : array.shape)
    if (extent == 0) return 0;
  for (const uint64_t extent : array.shape) {
    if (size > most / extent) return most;
    size *= extent;
  }
  return size;
}

}  // namespace

uint64_t npy_array::elements() const {
  uint64_t product = 1;
  for (const uint64_t extent : shape) product *= extent;
  return product;
}

std::string shape_text(const std::vector<uint64_t>& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

npy_array read_npy(const std::string& bytes, const std::string& file) {
  const header_place at = find_header(bytes, file);
  npy_array array = header_reader(bytes.substr(at.begin, at.length), file).read();
  const uint64_t needed = data_size(array, size_of(array.dtype, file));
  const uint64_t held = bytes.size() - at.begin - at.length;
  if (held != needed)
    refuse(file, fmt::format("it holds {} bytes of data; shape {} of \"{}\" has {}", held,
                             shape_text(array.shape), array.dtype, needed));
  array.data = bytes.substr(at.begin + at.length);
  return array;
}

std::string write_npy(const npy_array& array) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                   array.dtype, shape_text(array.shape));
  const size_t before = magic.size() + 4;
  header.append(alignment - 1 - (before + header.size()) % alignment, ' ');
  header += '\n';
  std::string bytes = magic;
  bytes += '\1';
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xffu);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header + array.data;
}

}  // namespace ws
