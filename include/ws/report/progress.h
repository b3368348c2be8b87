// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>
#include <string>

namespace ws {

/// "43 % done, 12 s left".
std::string progress_text(double done, double wall_s);

/// One line that is written over and over on a terminal, from the third second on.
class progress_line {
 public:
  progress_line(std::FILE* out, bool terminal) : m_out(out), m_terminal(terminal) {}
  ~progress_line() { clear(); }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void show(double done, double wall_s);
  void clear();

 private:
  std::FILE* m_out;
  bool m_terminal, m_shown = false;
  double m_last_wall_s = 0;
};

}  // namespace ws
