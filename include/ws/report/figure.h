// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace ws {

/// A number with four digits, the decimal prefix that suits it and its unit: "62.31 GB", "120.0
/// us".
std::string figure(double value, const std::string& unit);

/// Digits in groups of three: "1,146,880".
std::string grouped(uint64_t value);

/// "98.1 %", and "<0.1 %" for what is there but would read 0.0.
std::string percent(double share);

/// Time for people: "0.4 s", "12 s", "3 min 20 s", "2 h 05 min".
std::string duration_text(double s);

}  // namespace ws
