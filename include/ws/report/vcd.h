// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ws {

/// Writes signals of up to 64 bits as VCD. All are declared before the first time.
class vcd_writer {
 public:
  explicit vcd_writer(std::ostream& out) : m_out(out) {}

  /// A signal; `scope` as in "tiles.x0_y0". Signals of one scope are declared one after another.
  void declare(const std::string& scope, const std::string& name, unsigned width);
  /// What all signals show from `time` on, in the order of their declaration; times go up.
  void show(uint64_t time, const std::vector<uint64_t>& values);
  /// When the last signals that were shown end.
  void end(uint64_t time);

 private:
  struct signal {
    std::string scope, name;
    unsigned width = 1;
  };
  void header();
  void move_to(const std::vector<std::string>& scope);
  void change(size_t i, uint64_t value);

  std::ostream& m_out;
  std::vector<signal> m_signals;
  std::vector<std::string> m_inside;  // scopes that are open
  std::vector<uint64_t> m_shown;
};

}  // namespace ws
