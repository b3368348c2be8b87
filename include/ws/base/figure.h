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

}  // namespace ws
