// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/base/error.h"

namespace ws {

/// One JSON value and where it stands: a member where its key begins, a list's element where the
/// list's key begins.
struct json_node {
  enum class kind { null, boolean, whole, real, text, list, object };
  kind is = kind::null;
  bool flag = false;
  uint64_t whole = 0;
  double real = 0;   ///< of a number that is not a whole one or is negative
  std::string text;  ///< of a string; a number as it is written
  std::vector<std::string> keys;
  std::vector<json_node> items;  ///< of a list or, next to keys, of an object
  location where;

  const json_node* find(const std::string& key) const;
};

/// Adds a fault; on its own because g++ 12 warns of uninitialized strings in nested braces.
void add_fault(std::vector<fault>& faults, location where, std::string text);

/// The value as a message shows it: on one line, and short.
std::string shown(const json_node& node);

/// Text from a file made fit for a message: printable, on one line, and short.
std::string printable(const std::string& text, size_t longest = 160);

/// Reads JSON as RFC 8259 has it; comments, NaN, text after the value and keys that stand twice
/// are faults, and so is a nesting that no real file has.
json_node parse_json(const std::string& text, const std::string& file, std::vector<fault>& faults);

}  // namespace ws
