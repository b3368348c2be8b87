// SPDX-License-Identifier: Apache-2.0
#include "ws/base/figure.h"

#include <fmt/format.h>

#include <cmath>

namespace ws {

std::string figure(double value, const std::string& unit) {
  // Nobody counts in kiloseconds.
  if (unit == "s" && std::abs(value) >= 999.95 && std::abs(value) < 1e15)
    return fmt::format("{}{} s", value < 0 ? "-" : "",
                       grouped(static_cast<uint64_t>(std::llround(std::abs(value)))));
  static const char* const prefixes[] = {"p", "n", "u", "m", "", "k", "M", "G", "T", "P", "E", "Z"};
  int prefix = 4;  // none
  double scaled = std::abs(value);
  if (scaled > 0 && std::isfinite(scaled)) {
    // 999.95 would be shown as 1000: four digits decide, not the exact value.
    while (scaled >= 999.95 && prefix < 11) scaled /= 1000, ++prefix;
    while (scaled < 0.99995 && prefix > 0) scaled *= 1000, --prefix;
  }
  const bool whole = unit == "B" && prefix == 4;
  const int decimals = whole ? 0 : scaled < 9.9995 ? 3 : scaled < 99.995 ? 2 : 1;
  return fmt::format("{}{:.{}f} {}{}", value < 0 ? "-" : "", scaled, decimals, prefixes[prefix],
                     unit);
}

std::string grouped(uint64_t value) {
  std::string digits = std::to_string(value);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<size_t>(i), 1, ',');
  }
  return digits;
}

}  // namespace ws
