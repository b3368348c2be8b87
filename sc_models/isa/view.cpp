// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/view.h"

#include <fmt/format.h>

#include <cstdlib>
#include <functional>
#include <map>

#include "ws/base/half.h"
#include "ws/isa/assembler.h"
#include "ws/isa/codes.h"
#include "ws/isa/instruction_table.h"
#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

std::string code_lines(const char* group) {
  std::string text;
  for (const code& c : codes)
    if (c.group == group) text += fmt::format("{} {}\n", c.value, c.name);
  return text;
}

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

std::string color_lines() {
  std::string text;
  for (int color = 0; color < parameter_value("colors"); ++color)
    text += fmt::format("{} C{}\n", color, color);
  return text + fmt::format("{} -\n", parameter_value("no_color"));
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

const std::map<std::string, std::function<std::string()>>& translators() {
  static const std::map<std::string, std::function<std::string()>> all = {{"color", color_lines},
                                                                          {"opcode", opcode_lines},
                                                                          {"stall", [] { return code_lines("stall"); }},
                                                                          {"task", task_lines},
                                                                          {"thread", thread_lines},
                                                                          {"trap", [] { return code_lines("trap"); }}};
  return all;
}

std::string single(uint32_t bits) { return fmt::format("{:.6g}", float_of(bits)); }

/// The low half a number, the high half an index.
std::string with_index(uint32_t bits) {
  const std::string number = fmt::format("{:.4g}", from_half(static_cast<uint16_t>(bits)));
  return bits >> 16 == 0 ? number : fmt::format("[{}] {}", bits >> 16, number);
}

/// ws_router_pkg::link_t.
std::string wavelet_text(uint64_t link, const std::function<std::string(uint32_t)>& number) {
  if ((link >> 38 & 1u) == 0) return {};
  const auto data = static_cast<uint32_t>(link);
  const bool control = (link >> 37 & 1u) != 0;
  return fmt::format("C{} {}", link >> 32 & 31u,
                     control ? fmt::format("ctrl {:08x}", data) : number(data));
}

const std::map<std::string, std::function<std::string(uint64_t)>>& filter_table() {
  const auto word = [](uint64_t v) { return static_cast<uint32_t>(v); };
  static const std::map<std::string, std::function<std::string(uint64_t)>> all = {
      {"f16", [word](uint64_t v) { return with_index(word(v)); }},
      {"f32", [word](uint64_t v) { return single(word(v)); }},
      {"instruction", [word](uint64_t v) { return v == 0 ? std::string() : disassemble(word(v)); }},
      {"wavelet",
       [](uint64_t v) {
         return wavelet_text(v, [](uint32_t data) { return fmt::format("{:08x}", data); });
       }},
      {"wavelet_f16", [](uint64_t v) { return wavelet_text(v, with_index); }},
      {"wavelet_f32", [](uint64_t v) { return wavelet_text(v, single); }}};
  return all;
}

template <class Table>
std::vector<std::string> names(const Table& table) {
  std::vector<std::string> all;
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
