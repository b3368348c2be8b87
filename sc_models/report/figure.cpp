// SPDX-License-Identifier: Apache-2.0
#include "ws/report/figure.h"

#include <fmt/format.h>

#include <cmath>

namespace ws {

std::string percent(double share) {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return fmt::format("{:.1f} %", share * 100);
}

std::string duration_text(double s) {
  const auto whole = static_cast<uint64_t>(std::llround(s));
  if (s < 9.95) return fmt::format("{:.1f} s", s);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace ws
