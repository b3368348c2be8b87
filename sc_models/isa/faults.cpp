// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "syntax.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws::isa {

void fault_list::add(const location& where, const std::string& text) {
  if (m_places.insert({where.file, where.line, where.column}).second)
    m_faults.push_back({where, text});
}

void fault_list::throw_if_any() const {
  if (m_faults.empty()) return;
  std::vector<fault> sorted = m_faults;
  std::stable_sort(sorted.begin(), sorted.end(), [](const fault& a, const fault& b) {
    return a.where.file == b.where.file && a.where.line != b.where.line &&
           a.where.line < b.where.line;
  });
  throw input_error(std::move(sorted));
}

std::string out_of_range(const item& i, int64_t value, int64_t least, int64_t most) {
  const std::string number = std::to_string(value), written = shown(i.source);
  return say(msg::asm_range, written == number ? number : written + " = " + number, least, most);
}

}  // namespace ws::isa
