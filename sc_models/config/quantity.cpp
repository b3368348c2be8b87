// SPDX-License-Identifier: Apache-2.0
#include "ws/config/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ws {
namespace {

struct prefix {
  const char* text;
  int exponent;  // of ten
};

const std::vector<prefix> decimal = {{"", 0}, {"k", 3}, {"M", 6}, {"G", 9}, {"T", 12}, {"P", 15}};
const std::vector<prefix> binary = {{"Ki", 10}, {"Mi", 20}, {"Gi", 30}, {"Ti", 40}, {"Pi", 50}};

struct unit_row {
  std::string text;
  quantity family;  // bit_rate stands for both data rates
  int exponent;     // of ten
  double factor;    // a power of two, so that multiplying is exact
};

quantity family_of(quantity what) {
  return what == quantity::byte_rate ? quantity::bit_rate : what;
}

std::vector<unit_row> make_units() {
  std::vector<unit_row> rows;
  const auto add_decimal = [&](const char* unit, quantity family, double factor) {
    for (const prefix& p : decimal)
      rows.push_back({p.text + std::string(unit), family, p.exponent, factor});
  };
  const auto add_binary = [&](const char* unit, quantity family, double factor) {
    for (const prefix& p : binary)
      rows.push_back({p.text + std::string(unit), family, 0, std::ldexp(factor, p.exponent)});
  };
  add_decimal("Hz", quantity::frequency, 1);
  add_decimal("B", quantity::data, 1);
  add_binary("B", quantity::data, 1);
  add_decimal("b", quantity::data, 0.125);
  add_decimal("b/s", quantity::bit_rate, 1);
  add_decimal("B/s", quantity::bit_rate, 8);
  add_binary("B/s", quantity::bit_rate, 8);
  for (const prefix& p : {prefix{"", 0}, {"m", -3}, {"u", -6}, {"n", -9}, {"p", -12}})
    rows.push_back({p.text + std::string("s"), quantity::time, p.exponent, 1});
  for (const prefix& p : {prefix{"", 0}, {"m", -3}, {"k", 3}, {"M", 6}})
    rows.push_back({p.text + std::string("W"), quantity::power, p.exponent, 1});
  add_decimal("FLOP/s", quantity::compute, 1);
  return rows;
}

const std::vector<unit_row>& units() {
  static const std::vector<unit_row> rows = make_units();
  return rows;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number at the head of a text: where its digits end and what its exponent is.
struct number_head {
  size_t length = 0;    // with the exponent; 0: no number
  size_t mantissa = 0;  // without it
  long exponent = 0;
};

number_head scan_number(std::string_view text) {
  size_t at = 0, digits = 0;
  const auto skip_digits = [&] {
    for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
  };
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  skip_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    skip_digits();
  }
  if (digits == 0) return {};
  number_head head{at, at, 0};
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    size_t sign = at + 1;
    if (sign < text.size() && text[sign] == '+') ++sign;  // from_chars takes no plus
    const auto [end, error] =
        std::from_chars(text.data() + sign, text.data() + text.size(), head.exponent);
    if (error == std::errc::result_out_of_range) head.exponent = text[sign] == '-' ? -9999 : 9999;
    if (error != std::errc::invalid_argument) head.length = static_cast<size_t>(end - text.data());
  }
  return head;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Mantissa and exponent as one decimal number, rounded once; false beyond a double's range.
bool to_double(std::string_view mantissa, long exponent, double& value) {
  if (mantissa.front() == '+') mantissa.remove_prefix(1);
  const std::string text = fmt::format("{}e{}", mantissa, std::clamp(exponent, -99999L, 99999L));
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

}  // namespace

std::string name_of(quantity what) {
  switch (what) {
    case quantity::plain:
      return "a number";
    case quantity::frequency:
      return "a frequency";
    case quantity::data:
      return "an amount of data";
    case quantity::bit_rate:
    case quantity::byte_rate:
      return "a data rate";
    case quantity::time:
      return "a time";
    case quantity::power:
      return "a power";
    case quantity::compute:
      return "a compute rate";
  }
  return "";
}

std::string base_unit(quantity what) {
  switch (what) {
    case quantity::plain:
      return "";
    case quantity::frequency:
      return "Hz";
    case quantity::data:
      return "B";
    case quantity::bit_rate:
      return "b/s";
    case quantity::byte_rate:
      return "B/s";
    case quantity::time:
      return "s";
    case quantity::power:
      return "W";
    case quantity::compute:
      return "FLOP/s";
  }
  return "";
}

std::vector<std::string> units_of(quantity what) {
  std::vector<std::string> names;
  for (const unit_row& row : units())
    if (row.family == family_of(what)) names.push_back(row.text);
  return names;
}

parsed_number parse_number(std::string_view text, quantity what) {
  text = trimmed(text);
  parsed_number result;
  const number_head head = scan_number(text);
  if (head.length == 0) {
    result.fault = number_fault::not_a_number;
    return result;
  }
  result.unit = std::string(trimmed(text.substr(head.length)));

  int exponent = 0;
  double factor = 1;
  if (what == quantity::plain) {
    if (!result.unit.empty()) result.fault = number_fault::unwanted_unit;
  } else if (result.unit.empty()) {
    result.fault = number_fault::no_unit;
  } else {
    const auto row = std::find_if(units().begin(), units().end(),
                                  [&](const unit_row& u) { return u.text == result.unit; });
    if (row == units().end()) {
      result.fault = number_fault::unknown_unit;
    } else if (row->family != family_of(what)) {
      result.fault = number_fault::wrong_unit;
      result.given = row->family;
    } else {
      exponent = row->exponent;
      factor = what == quantity::byte_rate ? row->factor / 8 : row->factor;
    }
  }
  if (result.fault != number_fault::none) return result;

  if (!to_double(text.substr(0, head.mantissa), head.exponent + exponent, result.value) ||
      !std::isfinite(result.value * factor))
    result.fault = number_fault::too_extreme;
  result.value = result.value * factor + 0.0;  // no negative zero
  return result;
}

std::string format_number(double value, quantity what) {
  if (what == quantity::plain || value == 0 || !std::isfinite(value)) {
    const std::string unit = base_unit(what);
    return fmt::format("{}{}{}", value, unit.empty() ? "" : " ", unit);
  }
  char buffer[64];
  const auto written =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string text(buffer, written.ptr);  // d.ddde+xx, the shortest that reads back equal
  const size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  std::string digits = text.substr(0, 1) + (e > 2 ? text.substr(2, e - 2) : "");

  const std::string base = base_unit(what);
  const unit_row* best = nullptr;  // the largest unit not above the value, else the smallest
  for (const unit_row& row : units()) {
    if (row.family != family_of(what) || row.text.size() < base.size() ||
        row.text.substr(row.text.size() - base.size()) != base ||
        row.text.find('i') != std::string::npos)
      continue;
    const bool fits = row.exponent <= exponent;
    const bool best_fits = best != nullptr && best->exponent <= exponent;
    if (best == nullptr || (fits && (!best_fits || row.exponent > best->exponent)) ||
        (!fits && !best_fits && row.exponent < best->exponent))
      best = &row;
  }
  const int point = exponent - best->exponent + 1;  // digits before the decimal point
  std::string number;
  if (point < 1 || point > 9) {
    number = fmt::format("{}{}{}e{}", digits.substr(0, 1), digits.size() > 1 ? "." : "",
                         digits.substr(1), point - 1);
  } else {
    if (digits.size() < static_cast<size_t>(point)) digits.resize(static_cast<size_t>(point), '0');
    number = digits.substr(0, static_cast<size_t>(point));
    if (digits.size() > static_cast<size_t>(point))
      number += "." + digits.substr(static_cast<size_t>(point));
  }
  return fmt::format("{}{} {}", value < 0 ? "-" : "", number, best->text);
}

}  // namespace ws
