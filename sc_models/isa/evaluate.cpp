// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "syntax.h"
#include "ws/base/half.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws::isa {
namespace {

value whole(int64_t i) { return {false, i, 0}; }
value real(double d) { return {true, 0, d}; }

// Wraps around as 64-bit words do: no sum of an assembler program gets there by intent.
int64_t wrapped(uint64_t bits) { return static_cast<int64_t>(bits); }
uint64_t raw(const value& v) { return static_cast<uint64_t>(v.whole); }

bool is_true(const value& v) { return v.is_real ? v.real != 0 : v.whole != 0; }

[[noreturn]] void fail(const location& where, const std::string& text) {
  throw bad_text{where, text};
}

void need_whole(const value& v, const location& where, const std::string& sign) {
  if (v.is_real) fail(where, say(msg::asm_needs_whole, sign));
}

value compare(const std::string& sign, double a, double b) {
  return whole(sign == "=="   ? a == b
               : sign == "!=" ? a != b
               : sign == "<"  ? a < b
               : sign == ">"  ? a > b
               : sign == "<=" ? a <= b
                              : a >= b);
}
value compare(const std::string& sign, int64_t a, int64_t b) {
  return whole(sign == "=="   ? a == b
               : sign == "!=" ? a != b
               : sign == "<"  ? a < b
               : sign == ">"  ? a > b
               : sign == "<=" ? a <= b
                              : a >= b);
}

value real_binary(const std::string& sign, double a, double b, const location& where) {
  if (sign == "+") return real(a + b);
  if (sign == "-") return real(a - b);
  if (sign == "*") return real(a * b);
  if (sign == "/") return real(a / b);
  if (sign == "%" || sign == "&" || sign == "|" || sign == "^" || sign == "<<" || sign == ">>") {
    fail(where, say(msg::asm_needs_whole, sign));
  }
  return compare(sign, a, b);
}

value whole_binary(const std::string& sign, const value& a, const value& b, const location& where) {
  if (sign == "+") return whole(wrapped(raw(a) + raw(b)));
  if (sign == "-") return whole(wrapped(raw(a) - raw(b)));
  if (sign == "*") return whole(wrapped(raw(a) * raw(b)));
  if (sign == "&") return whole(a.whole & b.whole);
  if (sign == "|") return whole(a.whole | b.whole);
  if (sign == "^") return whole(a.whole ^ b.whole);
  if (sign == "/" || sign == "%") {
    if (b.whole == 0) fail(where, say(msg::asm_divide));
    if (b.whole == -1) return whole(sign == "/" ? wrapped(0 - raw(a)) : 0);
    return whole(sign == "/" ? a.whole / b.whole : a.whole % b.whole);
  }
  if (sign == "<<" || sign == ">>") {
    if (b.whole < 0 || b.whole > 63)
      fail(where, say(msg::asm_range, "shift by " + std::to_string(b.whole), 0, 63));
    return whole(sign == "<<" ? wrapped(raw(a) << b.whole) : a.whole >> b.whole);
  }
  return compare(sign, a.whole, b.whole);
}

using arguments = std::vector<value>;
struct function {
  size_t count;
  std::function<value(const arguments&)> apply;
};

int64_t rounded_down(double d) {
  return d >= 9.2e18              ? INT64_MAX
         : d <= -9.2e18 || d != d ? INT64_MIN
                                  : static_cast<int64_t>(std::floor(d));
}

const std::map<std::string, function>& functions() {
  static const auto smaller = [](const value& a, const value& b) {
    return a.is_real || b.is_real ? a.as_real() < b.as_real() : a.whole < b.whole;
  };
  static const std::map<std::string, function> table = {
      {"min", {2, [](const arguments& a) { return smaller(a[1], a[0]) ? a[1] : a[0]; }}},
      {"max", {2, [](const arguments& a) { return smaller(a[0], a[1]) ? a[1] : a[0]; }}},
      {"abs",
       {1,
        [](const arguments& a) {
          return a[0].is_real ? real(std::fabs(a[0].real))
                              : whole(a[0].whole < 0 ? wrapped(0 - raw(a[0])) : a[0].whole);
        }}},
      {"lo", {1, [](const arguments& a) { return whole(a[0].whole & 0xffff); }}},
      {"hi", {1, [](const arguments& a) { return whole(a[0].whole >> 16 & 0xffff); }}},
      {"f16", {1, [](const arguments& a) { return whole(half_bits(a[0].as_real())); }}},
      {"f32",
       {1, [](const arguments& a) { return whole(bits_of(static_cast<float>(a[0].as_real()))); }}},
      {"log2",
       {1, [](const arguments& a) { return whole(rounded_down(std::log2(a[0].as_real()))); }}},
      {"sqrt", {1, [](const arguments& a) { return real(std::sqrt(a[0].as_real())); }}},
      {"sin", {1, [](const arguments& a) { return real(std::sin(a[0].as_real())); }}},
      {"floor",
       {1,
        [](const arguments& a) { return a[0].is_real ? whole(rounded_down(a[0].real)) : a[0]; }}},
  };
  return table;
}

value call(const expression& e, const name_lookup& names, const expression* zero) {
  if (e.text == "count" || e.text == "words") {
    if (e.parts.size() != 1 || e.parts[0]->is != expression::what::name) {
      fail(e.where, say(msg::asm_form, e.text, "a symbol: " + e.text + "(name)"));
    }
    const auto sizes = names.sizes(e.parts[0]->text, e.parts[0]->where);
    return whole(e.text == "count" ? sizes.first : sizes.second);
  }
  const auto found = functions().find(e.text);
  if (found == functions().end()) {
    const std::string near = nearest(e.text, function_names());
    fail(e.where, near.empty() ? say(msg::asm_function, shown(e.text))
                               : say(msg::asm_function_near, shown(e.text), near));
  }
  if (e.parts.size() != found->second.count) {
    fail(e.where, say(msg::asm_arguments, e.text, found->second.count, e.parts.size()));
  }
  arguments given;
  for (const expression_ptr& part : e.parts) given.push_back(evaluate(*part, names, zero));
  if (e.text == "lo" || e.text == "hi") need_whole(given[0], e.where, e.text);
  return found->second.apply(given);
}

value unary(const expression& e, const value& a) {
  if (e.text == "-") return a.is_real ? real(-a.real) : whole(wrapped(0 - raw(a)));
  if (e.text == "!") return whole(!is_true(a));
  need_whole(a, e.where, "~");
  return whole(~a.whole);
}

}  // namespace

value evaluate(const expression& e, const name_lookup& names, const expression* zero) {
  if (&e == zero) return whole(0);
  const auto part = [&](int i) { return evaluate(*e.parts[i], names, zero); };
  switch (e.is) {
    case expression::what::number:
      return e.number;
    case expression::what::name:
      return names.of(e.text, e.where);
    case expression::what::unary:
      return unary(e, part(0));
    case expression::what::choice:
      return is_true(part(0)) ? part(1) : part(2);
    case expression::what::call:
      return call(e, names, zero);
    case expression::what::binary:
      break;
  }
  const value a = part(0);
  if (e.text == "&&") return whole(is_true(a) && is_true(part(1)));
  if (e.text == "||") return whole(is_true(a) || is_true(part(1)));
  const value b = part(1);
  return a.is_real || b.is_real ? real_binary(e.text, a.as_real(), b.as_real(), e.where)
                                : whole_binary(e.text, a, b, e.where);
}

uint16_t half_bits(double d) {
  auto f = static_cast<float>(d);
  // Where the value lies between two floats take the one with an odd last bit, so that rounding
  // twice ends where rounding once does.
  if (static_cast<double>(f) != d && std::isfinite(f) && !(bits_of(f) & 1)) {
    f = std::nextafter(f, f < d ? INFINITY : -INFINITY);
  }
  return to_half(f);
}

const std::vector<std::string>& function_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"count", "words"};
    for (const auto& [name, f] : functions()) all.push_back(name);
    return all;
  }();
  return names;
}

bool mentions(const expression& e, const std::set<std::string>& names) {
  if (e.is == expression::what::name && names.count(e.text)) return true;
  for (const expression_ptr& part : e.parts) {
    if (mentions(*part, names)) return true;
  }
  return false;
}

}  // namespace ws::isa
