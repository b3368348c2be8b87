// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "report/process.h"

namespace ws::testing_cluster {

/// What `waferstream train` writes as results.
inline nlohmann::json trained(const std::string& arguments) {
  const testing_report::scratch_folder folder;
  const std::string file = folder / "results.json";
  const testing_report::ended end =
      testing_report::waferstream("train " + arguments + " --json " + file);
  EXPECT_EQ(end.status, 0) << arguments << '\n' << end.text;
  return nlohmann::json::parse(testing_report::content(file), nullptr, false);
}

/// Results without what real time and memory leave in them.
inline nlohmann::json reproducible(nlohmann::json results) {
  results.erase("wall_s");
  results["simulator"].erase("transactions_per_s");
  results["simulator"].erase("peak_rss_bytes");
  return results;
}

/// The places at which two results differ, numbers by more than `tolerance` of the larger one.
inline std::string differences(const nlohmann::json& a, const nlohmann::json& b,
                               double tolerance = 0) {
  const nlohmann::json left = a.flatten(), right = b.flatten();
  std::string text;
  for (const auto& [path, value] : left.items()) {
    if (!right.contains(path)) {
      text += path + " is only in the first\n";
      continue;
    }
    const nlohmann::json& other = right[path];
    bool same = value == other;
    if (!same && tolerance > 0 && value.is_number() && other.is_number()) {
      const double x = value, y = other;
      same = std::abs(x - y) <= tolerance * std::max(std::abs(x), std::abs(y));
    }
    if (!same) text += path + ": " + value.dump() + " and " + other.dump() + "\n";
  }
  for (const auto& [path, value] : right.items())
    if (!left.contains(path)) text += path + " is only in the second\n";
  return text;
}

}  // namespace ws::testing_cluster
