// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ws/base/error.h"

namespace ws {

/// A YAML document as it was written: every key with its place, duplicates included.
struct yaml_node {
  enum class kind { nothing, scalar, list, map };
  kind type = kind::nothing;
  location where;
  std::string text;                                    ///< scalar
  std::vector<yaml_node> items;                        ///< list
  std::vector<std::pair<yaml_node, yaml_node>> pairs;  ///< map; keys are scalars
};

inline constexpr size_t max_config_bytes = size_t{256} * 1024;
inline constexpr int max_config_depth = 16;

/// Reads one document. Faults of the text itself (size, bytes, syntax, aliases, depth) go to
/// `faults`, after which the tree is not to be used. `name` stands for the file.
yaml_node read_yaml(const std::string& text, const std::string& name, std::vector<fault>& faults);

}  // namespace ws
