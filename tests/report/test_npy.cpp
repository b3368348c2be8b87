// SPDX-License-Identifier: Apache-2.0
// .npy files as NumPy writes them and as they can be broken.
#include <gtest/gtest.h>

#include "report/provocation.h"
#include "ws/report/npy.h"

namespace ws {
namespace {

using testing_report::told;

std::string file_of(const std::string& header, const std::string& data, char version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += version;
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xffu);
  bytes += static_cast<char>(header.size() >> 8);
  if (version > 1) bytes += std::string(2, '\0');
  return bytes + header + data;
}

std::string why(const std::string& bytes) {
  const std::string text = told([&] { read_npy(bytes, "a.npy"); });
  const std::string begin = "a.npy: cannot be read as a NumPy array (.npy): ";
  return text.substr(0, begin.size()) == begin ? text.substr(begin.size()) : text;
}
std::string why_header(const std::string& header) { return why(file_of(header, "12345678")); }

TEST(Npy, ReadsWhatItWrites) {
  for (const std::vector<uint64_t>& shape :
       {std::vector<uint64_t>{}, {4}, {0}, {2, 3}, {2, 1, 7}, {1, 1, 1, 100}}) {
    npy_array array{"<f2", shape, {}};
    for (size_t i = 0; i < 2 * array.elements(); ++i) array.data += static_cast<char>(i);
    const std::string bytes = write_npy(array);
    EXPECT_EQ((bytes.size() - array.data.size()) % 64, 0u);
    const npy_array again = read_npy(bytes, "a.npy");
    EXPECT_EQ(again.dtype, array.dtype);
    EXPECT_EQ(again.shape, array.shape);
    EXPECT_EQ(again.data, array.data);
  }
}

TEST(Npy, TakesKeysInAnyOrderAndAllVersions) {
  for (const char version : {1, 2, 3}) {
    const npy_array array = read_npy(
        file_of("{\"shape\":(2,), 'fortran_order':False,'descr': '>i4'} \n", "12345678", version),
        "a.npy");
    EXPECT_EQ(array.shape, std::vector<uint64_t>{2});
    EXPECT_EQ(array.dtype, ">i4");
  }
}

TEST(Npy, TellsWhatIsWrongWithAFile) {
  const std::string good = file_of("{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}\n", "");
  EXPECT_EQ(why(good + "12345678"), "nothing");
  EXPECT_EQ(why(good + "1234567"), "it holds 7 bytes of data; shape (2,) of \"<i4\" has 8");
  EXPECT_EQ(why(good + "123456789"), "it holds 9 bytes of data; shape (2,) of \"<i4\" has 8");
  EXPECT_EQ(why(""), "it does not begin with \\x93NUMPY");
  for (size_t length = 6; length < good.size(); ++length)
    EXPECT_EQ(why(good.substr(0, length)), "it ends within its header") << length;
  EXPECT_EQ(why(file_of("", "", 4)), "its format is version 4.0; allowed are 1.0, 2.0, 3.0");
}

TEST(Npy, TellsWhatIsWrongWithAHeader) {
  const std::string begin = "{'descr': '<i4', 'fortran_order': False, ";
  EXPECT_EQ(why_header(begin + "}"),
            "its header has \"\" where expected is the keys descr, fortran_order and shape");
  EXPECT_EQ(why_header(begin + "'shape': (2,)} x"),
            "its header has \"x\" where expected is nothing behind }");
  EXPECT_EQ(why_header(begin + "'shape': (2,)"), "its header has \"\" where expected is }");
  EXPECT_EQ(why_header(begin + "'shape': (-2,)}"),
            "its header has \"-2,)}\" where expected is a whole number");
  EXPECT_EQ(why_header(begin + "'shape': (2 3)}"), "its header has \"3)}\" where expected is )");
  EXPECT_EQ(why_header(begin + "'shape': (99999999999999999999,)}"),
            "its header has \"99999999999999999999\" where expected is a whole number");
  EXPECT_EQ(why_header(begin + "'shape': (4294967296, 4294967296, 4)}"),
            "it holds 8 bytes of data; shape (4294967296, 4294967296, 4) of \"<i4\" has "
            "18446744073709551615");
  EXPECT_EQ(why_header("{'descr': 1}"), "its header has \"1}\" where expected is a text in quotes");
  EXPECT_EQ(why_header("{'descr"), "its header has \"descr\" where expected is a text in quotes");
  for (const std::string key : {"more", "descr"})
    EXPECT_EQ(why_header("{'descr': '<i4', '" + key + "': 1}"),
              "its header has a key \"" + key +
                  "\"; allowed are descr, fortran_order and shape, each once");
  EXPECT_EQ(why_header("{'fortran_order': 0}"),
            "its header has \"0}\" where expected is True or False");
  EXPECT_EQ(why_header("{'fortran_order': True}"),
            "it is in Fortran order; allowed is C order (numpy.ascontiguousarray)");
  EXPECT_EQ(why_header("{'descr': [('a', '<i4')]}"),
            "its elements are structures; allowed are plain numbers");
  EXPECT_EQ(why_header("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}"),
            "its elements are \"|O\"; allowed are plain numbers");
}

}  // namespace
}  // namespace ws
