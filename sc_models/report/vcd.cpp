// SPDX-License-Identifier: Apache-2.0
#include "ws/report/vcd.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace ws {
namespace {

/// A short name for signal number `i`, of printable characters.
std::string code_of(size_t i) {
  constexpr size_t first = '!', count = '~' - '!' + 1;
  std::string code(1, static_cast<char>(first + i % count));
  while ((i /= count) != 0) code += static_cast<char>(first + i % count);
  return code;
}

std::vector<std::string> parts_of(const std::string& scope) {
  std::vector<std::string> parts;
  std::istringstream text(scope);
  for (std::string part; std::getline(text, part, '.');) parts.push_back(part);
  return parts;
}

std::string binary(uint64_t value) {
  std::string digits = value == 0 ? "0" : "";
  for (; value != 0; value >>= 1) digits.insert(digits.begin(), (value & 1u) != 0 ? '1' : '0');
  return digits;
}

}  // namespace

void vcd_writer::declare(const std::string& scope, const std::string& name, unsigned width) {
  m_signals.push_back({scope, name, width});
}

void vcd_writer::move_to(const std::vector<std::string>& scope) {
  size_t common = 0;
  while (common < std::min(scope.size(), m_inside.size()) && scope[common] == m_inside[common])
    ++common;
  for (; m_inside.size() > common; m_inside.pop_back()) m_out << "$upscope $end\n";
  for (; m_inside.size() < scope.size(); m_inside.push_back(scope[m_inside.size()]))
    m_out << "$scope module " << scope[m_inside.size()] << " $end\n";
}

void vcd_writer::header() {
  m_out << "$timescale 1 ns $end\n";
  for (size_t i = 0; i < m_signals.size(); ++i) {
    const signal& s = m_signals[i];
    move_to(parts_of(s.scope));
    const std::string range = s.width > 1 ? fmt::format(" [{}:0]", s.width - 1) : "";
    m_out << "$var wire " << s.width << ' ' << code_of(i) << ' ' << s.name << range << " $end\n";
  }
  move_to({});
  m_out << "$enddefinitions $end\n";
}

void vcd_writer::change(size_t i, uint64_t value) {
  if (m_signals[i].width == 1) {
    m_out << value << code_of(i) << '\n';
  } else {
    m_out << 'b' << binary(value) << ' ' << code_of(i) << '\n';
  }
}

void vcd_writer::show(uint64_t time, const std::vector<uint64_t>& values) {
  const bool first = m_shown.empty();
  if (first) header();
  bool timed = false;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!first && values[i] == m_shown[i]) continue;
    if (!timed) m_out << '#' << time << '\n';
    timed = true;
    change(i, values[i]);
  }
  m_shown = values;
}

void vcd_writer::end(uint64_t time) { m_out << '#' << time << '\n'; }

}  // namespace ws
