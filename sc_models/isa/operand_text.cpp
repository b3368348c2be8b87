// SPDX-License-Identifier: Apache-2.0
#include "operand_text.h"

#include <fmt/format.h>

#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/codes.h"
#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

[[noreturn]] void expected(const item& i, const std::string& what) {
  throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"", what)};
}

int number_of(const std::string& name, const std::string& prefix, int count) {
  if (name.compare(0, prefix.size(), prefix) != 0) return -1;
  for (int n = 0; n < count; ++n) {
    if (name.compare(prefix.size(), std::string::npos, std::to_string(n)) == 0) return n;
  }
  return -1;
}

}  // namespace

int numbered(const item& i, const char* prefix, int count) {
  if (i.is_memory || !i.key.empty() || !i.value || i.value->is != expression::what::name) return -1;
  return number_of(i.value->text, prefix, count);
}

int general_register(const item& i, bool pair) {
  const int count = parameter_value("registers"), n = numbered(i, "r", count);
  if (n < 0) expected(i, fmt::format("a register r0 to r{}", count - 1));
  if (pair && n % 2) expected(i, "an even register: 32 bits take two of them");
  return n;
}

int stride_register(const item& i) {
  const int count = parameter_value("stride_registers"), n = numbered(i, "s", count);
  if (n < 0) expected(i, fmt::format("a stride register s0 to s{}", count - 1));
  return n;
}

int descriptor_register(const item& i) {
  static const char* const files[] = {"d", "a", "b", "x"};
  // As the value of a key, too: xdsr=x1.
  if (!i.is_memory && i.value && i.value->is == expression::what::name) {
    for (int f = 0; f < 4; ++f) {
      const int n = number_of(i.value->text, files[f], dsr_counts[f]);
      if (n >= 0) return f << 4 | n;
    }
  }
  expected(i,
           fmt::format("a descriptor register d0 to d{}, a0 to a{}, b0 to b{} or x0 to x{}",
                       dsr_counts[0] - 1, dsr_counts[1] - 1, dsr_counts[2] - 1, dsr_counts[3] - 1));
}

int queue(const item& i, bool input) {
  const int count = parameter_value(input ? "input_queues" : "output_queues");
  const int n = numbered(i, input ? "iq" : "oq", count);
  if (n < 0) expected(i, fmt::format("a queue {0}0 to {0}{1}", input ? "iq" : "oq", count - 1));
  return n;
}

int code_word(const item& i, const char* group) {
  std::string list;
  for (const code& c : codes) {
    if (c.group != group) continue;
    if (i.value && !i.is_memory && i.value->is == expression::what::name &&
        i.value->text == c.name) {
      return c.value;
    }
    list += (list.empty() ? "" : ", ") + std::string(c.name);
  }
  expected(i, "one of " + list);
}

const expression* base_register(const item& i) {
  const expression* e = i.value.get();
  while (e && e->is == expression::what::binary && (e->text == "+" || e->text == "-")) {
    e = e->parts[0].get();
  }
  return e && e->is == expression::what::name &&
                 number_of(e->text, "r", parameter_value("registers")) >= 0
             ? e
             : nullptr;
}

}  // namespace ws::isa
