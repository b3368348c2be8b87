// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/base/error.h"
#include "ws/config/load.h"

namespace ws {

/// What the user is told about a cluster file c.yaml of this text; empty if it is good.
inline std::vector<std::string> faults_of(const std::string& text,
                                          const std::vector<std::string>& settings = {}) {
  std::vector<std::string> lines;
  try {
    parse_cluster(text, "c.yaml", settings);
  } catch (const input_error& e) {
    for (const fault& f : e.faults()) lines.push_back(to_string(f));
  }
  return lines;
}

}  // namespace ws
