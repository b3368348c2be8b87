// SPDX-License-Identifier: Apache-2.0
#include "ws/config/field.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws {
namespace {

bool is_power_of_two(double value) {
  int exponent = 0;
  return value > 0 && std::frexp(value, &exponent) == 0.5;
}

bool in_range(const field& f, double value) {
  if (f.zero_too && value == 0) return true;
  if (value < f.low || value > f.high || (f.below && value == f.high)) return false;
  return !f.power_of_two || is_power_of_two(value);
}

std::string assign_number(const field& f, void* member, const std::string& path,
                          const std::string& text) {
  const parsed_number number = parse_number(text, f.what);
  const std::string value = shown(text), unit = shown(number.unit);
  switch (number.fault) {
    case number_fault::none:
      break;
    case number_fault::not_a_number:
      return say(msg::not_a_number, path, value, allowed(f));
    case number_fault::too_extreme:
      return say(msg::out_of_range, path, value, allowed(f));
    case number_fault::no_unit:
      return say(msg::no_unit, path, value, base_unit(f.what), allowed(f));
    case number_fault::unwanted_unit:
      return say(msg::unwanted_unit, path, value, allowed(f));
    case number_fault::wrong_unit:
      return say(msg::wrong_unit, path, value, unit, name_of(number.given), allowed(f));
    case number_fault::unknown_unit: {
      const std::string near = nearest(number.unit, units_of(f.what));
      return near.empty() ? say(msg::unknown_unit, path, value, unit, allowed(f))
                          : say(msg::unknown_unit_near, path, value, unit, near, allowed(f));
    }
  }
  if (!in_range(f, number.value)) return say(msg::out_of_range, path, value, allowed(f));
  *static_cast<double*>(member) = number.value;
  return "";
}

std::string assign_integer(const field& f, void* member, const std::string& path,
                           const std::string& text) {
  const parsed_number number = parse_number(text, quantity::plain);
  if (number.fault == number_fault::not_a_number)
    return say(msg::not_a_number, path, shown(text), allowed(f));
  if (number.fault == number_fault::unwanted_unit)
    return say(msg::unwanted_unit, path, shown(text), allowed(f));
  const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  uint64_t value = 0;
  const auto read = std::from_chars(begin, end, value);
  if (read.ptr != end || read.ec == std::errc::invalid_argument) {
    // "-3" and "2.5" are numbers too: say which rule they break
    const bool whole = text.find_first_of(".eE") == std::string::npos;
    return say(whole ? msg::out_of_range : msg::not_whole, path, shown(text), allowed(f));
  }
  if (read.ec != std::errc() || value < f.least || value > f.most)
    return say(msg::out_of_range, path, shown(text), allowed(f));
  *static_cast<uint64_t*>(member) = value;
  return "";
}

constexpr size_t longest_text = 100;

std::string assign_text(const field& f, void* member, const std::string& path,
                        const std::string& text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  if (text.empty() || text.size() > longest_text || !printable)
    return say(msg::out_of_range, path, shown("\"" + text + "\""), allowed(f));
  *static_cast<std::string*>(member) = text;
  return "";
}

std::string assign_choice(const field& f, void* member, const std::string& path,
                          const std::string& text) {
  const auto found = std::find(f.choices.begin(), f.choices.end(), text);
  if (found != f.choices.end()) {
    f.set_choice(member, static_cast<size_t>(found - f.choices.begin()));
    return "";
  }
  const std::string near = nearest(text, f.choices);
  return near.empty() ? say(msg::not_a_choice, path, shown(text), allowed(f))
                      : say(msg::not_a_choice_near, path, shown(text), near, allowed(f));
}

}  // namespace

const field* struct_table::find(const std::string& key) const {
  const auto found =
      std::find_if(m_fields.begin(), m_fields.end(), [&](const field& f) { return f.key == key; });
  return found == m_fields.end() ? nullptr : &*found;
}

std::string allowed(const field& f) {
  switch (f.kind) {
    case field_kind::number: {
      const std::string zero = f.zero_too ? format_number(0, f.what) + " or " : "";
      const std::string what = f.power_of_two ? "a power of two" : name_of(f.what);
      return fmt::format("{}{} from {} to {}{}", zero, what, format_number(f.low, f.what),
                         f.below ? "less than " : "", format_number(f.high, f.what));
    }
    case field_kind::integer:
      return fmt::format("a whole number from {} to {}", f.least, f.most);
    case field_kind::text:
      return fmt::format("a text of 1 to {} characters", longest_text);
    case field_kind::choice:
      return fmt::format("one of {}", fmt::join(f.choices, ", "));
    case field_kind::group:
      return "a section";
    case field_kind::list:
      return "a list of sections";
  }
  return "";
}

std::string written(const field& f, const void* member) {
  switch (f.kind) {
    case field_kind::number:
      return format_number(*static_cast<const double*>(member), f.what);
    case field_kind::integer:
      return fmt::format("{}", *static_cast<const uint64_t*>(member));
    case field_kind::text:
      return *static_cast<const std::string*>(member);
    case field_kind::choice:
      return f.choices.at(f.get_choice(member));
    case field_kind::group:
    case field_kind::list:
      break;
  }
  return "";
}

std::string assign(const field& f, void* member, const std::string& path, const std::string& text) {
  switch (f.kind) {
    case field_kind::number:
      return assign_number(f, member, path, text);
    case field_kind::integer:
      return assign_integer(f, member, path, text);
    case field_kind::text:
      return assign_text(f, member, path, text);
    case field_kind::choice:
      return assign_choice(f, member, path, text);
    case field_kind::group:
    case field_kind::list:
      break;
  }
  return "";
}

}  // namespace ws
