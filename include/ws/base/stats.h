// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ws {

enum class unit { count, bytes, picoseconds, words, operations };
const char* to_string(unit u);

/// A module's counters by name, unit and meaning. The counters stay plain numbers in the module:
/// integers, or doubles where an integer could overflow.
class stats {
 public:
  explicit stats(std::string path) : m_path(std::move(path)) {}

  void add(std::string name, unit what, const uint64_t& counter, std::string meaning) {
    m_entries.push_back({std::move(name), what, &counter, nullptr, std::move(meaning)});
  }
  void add(std::string name, unit what, const double& counter, std::string meaning) {
    m_entries.push_back({std::move(name), what, nullptr, &counter, std::move(meaning)});
  }
  const std::string& path() const { return m_path; }

  template <typename Visitor>  // visit(path, name, unit, value, meaning)
  void visit(Visitor&& visitor) const {
    for (const entry& e : m_entries) {
      if (e.counter != nullptr)
        visitor(m_path, e.name, e.what, *e.counter, e.meaning);
      else
        visitor(m_path, e.name, e.what, *e.large, e.meaning);
    }
  }

 private:
  struct entry {
    std::string name;
    unit what;
    const uint64_t* counter;
    const double* large;  // one of both
    std::string meaning;
  };
  std::string m_path;
  std::vector<entry> m_entries;
};

}  // namespace ws
