// SPDX-License-Identifier: Apache-2.0
#include "ws/base/error.h"

#include <fmt/format.h>

namespace ws {
namespace {

std::string joined(const std::vector<fault>& faults) {
  std::string text;
  for (const fault& f : faults) text += (text.empty() ? "" : "\n") + to_string(f);
  return text;
}

}  // namespace

std::string to_string(const fault& f) {
  if (f.where.file.empty()) return f.text;
  if (f.where.line == 0) return fmt::format("{}: {}", f.where.file, f.text);
  return fmt::format("{}:{}:{}: {}", f.where.file, f.where.line, f.where.column, f.text);
}

input_error::input_error(std::vector<fault> faults)
    : std::runtime_error(joined(faults)), m_faults(std::move(faults)) {}

input_error::input_error(const std::string& file, const std::string& text)
    : input_error([&] {
        fault whole;
        whole.where.file = file;
        whole.text = text;
        return std::vector<fault>{whole};
      }()) {}

}  // namespace ws
