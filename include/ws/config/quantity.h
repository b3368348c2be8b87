// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ws {

/// What a number of a config file measures, and with it the base unit it is stored in.
enum class quantity { plain, frequency, data, bit_rate, byte_rate, time, power, compute };

std::string name_of(quantity what);                ///< "a frequency"; "a number" for plain ones
std::string base_unit(quantity what);              ///< "Hz"; empty for plain ones
std::vector<std::string> units_of(quantity what);  ///< every unit that a file may use

/// What can be wrong with a number before its range is looked at.
enum class number_fault {
  none,
  not_a_number,
  too_extreme,  ///< beyond what a double holds
  no_unit,
  unwanted_unit,  ///< a unit after a plain number
  unknown_unit,
  wrong_unit  ///< a unit of something else
};

struct parsed_number {
  number_fault fault = number_fault::none;
  double value = 0;                  ///< in the base unit, rounded once
  std::string unit;                  ///< as written
  quantity given = quantity::plain;  ///< what the written unit measures
};

/// Reads "100 Gb/s" as a quantity. Decimal prefixes k M G T P and, before B, binary Ki Mi Gi Ti Pi.
parsed_number parse_number(std::string_view text, quantity what);

/// Writes a value with the unit that reads best; parse_number gives back exactly the same value.
std::string format_number(double value, quantity what);

}  // namespace ws
