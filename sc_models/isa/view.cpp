// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/view.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>
#include <map>

#include "ws/base/half.h"
#include "ws/isa/assembler.h"
#include "ws/isa/codes.h"
#include "ws/isa/instruction_table.h"
#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

/// Causes of traps or stalls; 0 is no cause. A name between question marks is a background.
std::string cause_lines(const char* group, const char* none) {
  std::string text = fmt::format("0 {}\n", none);
  for (const code& c : codes) {
    if (c.group != group || c.value == 0) continue;
    const bool rests = c.name == "idle" || c.name == "halted";
    text += fmt::format("{} ?{}?{}\n", c.value, rests ? "gray25" : "firebrick", c.name);
  }
  return text;
}

std::string stall_lines() { return cause_lines("stall", "issued"); }
std::string trap_lines() { return cause_lines("trap", "-"); }

std::string task_lines() {
  constexpr struct {
    const char *parameter, *name;
  } special[] = {{"teardown_task", "teardown"}, {"timer_task", "timer"}, {"null_task", "no task"}};
  std::string text;
  for (int task = 0; task < parameter_value("tasks"); ++task) {
    text += fmt::format("{} T{}", task, task);
    for (const auto& s : special)
      if (parameter_value(s.parameter) == task) text += fmt::format(" {}", s.name);
    text += '\n';
  }
  return text + fmt::format("{} -\n", parameter_value("tasks"));
}

std::string thread_lines() {
  std::string text;
  for (int thread = 0; thread < parameter_value("microthreads"); ++thread)
    text += fmt::format("{} UT{}\n", thread, thread);
  return text + fmt::format("{} main\n15 -\n", code_value("thread", "main"));
}

std::string opcode_lines() {
  std::string text = "0 -\n";
  for (const instruction& i : instructions) text += fmt::format("{} {}\n", i.opcode, i.name);
  return text;
}

using translator = std::string (*)();

const std::map<std::string, translator>& translators() {
  static const std::map<std::string, translator> all = {{"opcode", opcode_lines},
                                                        {"stall", stall_lines},
                                                        {"task", task_lines},
                                                        {"thread", thread_lines},
                                                        {"trap", trap_lines}};
  return all;
}

std::string single(uint32_t bits) { return fmt::format("{:.6g}", float_of(bits)); }

/// The low half a number, the high half an index.
std::string with_index(uint32_t bits) {
  const std::string number = fmt::format("{:.4g}", from_half(static_cast<uint16_t>(bits)));
  return bits >> 16 == 0 ? number : fmt::format("[{}] {}", bits >> 16, number);
}

/// ws_router_pkg::link_t. Colors that are close to each other look different.
std::string wavelet_text(uint64_t link, std::string (*number)(uint32_t)) {
  constexpr const char* backgrounds[] = {"navy",   "darkgreen",   "purple4", "sienna4",
                                         "gray30", "darkorange4", "teal",    "maroon"};
  if ((link >> 38 & 1u) == 0) return "-";
  const auto data = static_cast<uint32_t>(link), color = static_cast<uint32_t>(link >> 32 & 31u);
  if ((link >> 37 & 1u) != 0) return fmt::format("?red?C{} ctrl {:08x}", color, data);
  return fmt::format("?{}?C{} {}", backgrounds[color % std::size(backgrounds)], color,
                     number(data));
}

/// The members of a set, each with a letter.
std::string set_text(uint64_t set, char letter) {
  std::string text;
  for (unsigned i = 0; i < 64; ++i)
    if ((set >> i & 1u) != 0) text += fmt::format("{}{}{}", text.empty() ? "" : " ", letter, i);
  return text.empty() ? "-" : text;
}

std::string colors(uint64_t v) { return set_text(v, 'C'); }
std::string tasks(uint64_t v) { return set_text(v, 'T'); }
std::string f16(uint64_t v) { return with_index(static_cast<uint32_t>(v)); }
std::string f32(uint64_t v) { return single(static_cast<uint32_t>(v)); }
std::string instruction_text(uint64_t v) {
  return v == 0 ? "-" : disassemble(static_cast<uint32_t>(v));
}
std::string wavelet_f16(uint64_t v) { return wavelet_text(v, with_index); }
std::string wavelet_f32(uint64_t v) { return wavelet_text(v, single); }

using filter = std::string (*)(uint64_t);

const std::map<std::string, filter>& filter_table() {
  static const std::map<std::string, filter> all = {{"colors", colors},
                                                    {"f16", f16},
                                                    {"f32", f32},
                                                    {"instruction", instruction_text},
                                                    {"tasks", tasks},
                                                    {"wavelet_f16", wavelet_f16},
                                                    {"wavelet_f32", wavelet_f32}};
  return all;
}

template <class Table>
std::vector<std::string> names(const Table& table) {
  std::vector<std::string> all;
  all.reserve(table.size());
  for (const auto& [name, row] : table) all.push_back(name);
  return all;
}

}  // namespace

const std::vector<std::string>& translations() {
  static const std::vector<std::string> all = names(translators());
  return all;
}

std::string translation(const std::string& kind) { return translators().at(kind)(); }

const std::vector<std::string>& filters() {
  static const std::vector<std::string> all = names(filter_table());
  return all;
}

std::string filtered(const std::string& kind, const std::string& hex) {
  char* end = nullptr;
  const uint64_t value = std::strtoull(hex.c_str(), &end, 16);
  return hex.empty() || *end != '\0' ? hex : filter_table().at(kind)(value);
}

}  // namespace ws::isa
