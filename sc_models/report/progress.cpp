// SPDX-License-Identifier: Apache-2.0
#include "ws/report/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ws/report/figure.h"

namespace ws {

std::string progress_text(double done, double wall_s) {
  done = std::clamp(done, 0.0, 1.0);
  std::string share = fmt::format("{:3.0f} % done", std::floor(done * 100));
  if (done <= 0) return share;
  return share + ", " + duration_text(wall_s / done * (1 - done)) + " left";
}

void progress_line::show(double done, double wall_s) {
  constexpr double silent_s = 2, interval_s = 0.2;
  if (!m_terminal || wall_s < silent_s || wall_s < m_last_wall_s + interval_s) return;
  m_last_wall_s = wall_s;
  m_shown = true;
  std::fprintf(m_out, "\r\033[K%s", progress_text(done, wall_s).c_str());
  std::fflush(m_out);
}

void progress_line::clear() {
  if (!m_shown) return;
  m_shown = false;
  std::fputs("\r\033[K", m_out);
  std::fflush(m_out);
}

}  // namespace ws
