// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>

#include "ws/base/stats.h"

namespace ws {
namespace {

TEST(Stats, VisitIntegersAndWhatWouldOverflowThem) {
  uint64_t bytes = UINT64_MAX;
  double operations = 0;
  stats all("cluster.cs2_0");
  all.add("bytes", unit::bytes, bytes, "moved");
  all.add("operations", unit::operations, operations, "done");
  operations = 3e24;
  std::map<std::string, double> seen;
  all.visit(
      [&](const std::string& path, const std::string& name, unit, auto value, const std::string&) {
        EXPECT_EQ(path, "cluster.cs2_0");
        if (name == "bytes") {
          EXPECT_EQ(static_cast<uint64_t>(value), UINT64_MAX);
        }
        seen[name] = static_cast<double>(value);
      });
  EXPECT_EQ(seen.at("operations"), 3e24);
  EXPECT_EQ(seen.size(), 2u);
}

}  // namespace
}  // namespace ws
