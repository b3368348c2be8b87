// SPDX-License-Identifier: Apache-2.0
#include "ws/link/activity.h"

#include <algorithm>
#include <cstddef>

namespace ws {

void activity::widen(time_ps until) {
  if (m_busy.empty()) m_busy.resize(m_bins);
  while (until >= m_bin * static_cast<time_ps>(m_bins)) {
    for (size_t i = 0; i < m_bins / 2; ++i) m_busy[i] = m_busy[2 * i] + m_busy[2 * i + 1];
    std::fill(m_busy.begin() + static_cast<ptrdiff_t>(m_bins / 2), m_busy.end(), 0.0);
    m_bin *= 2;
  }
}

void activity::add(span when, double weight) {
  within_range(when.last);  // the bins could not become wide enough
  if (when.last <= when.first) return;
  widen(when.last);
  auto bin = static_cast<size_t>(when.first / m_bin);
  time_ps end = static_cast<time_ps>(bin + 1) * m_bin;
  if (when.last <= end) {
    m_busy[bin] += weight * static_cast<double>(when.last - when.first);
    return;
  }
  m_busy[bin] += weight * static_cast<double>(end - when.first);
  for (const double whole = weight * static_cast<double>(m_bin); end + m_bin < when.last;
       end += m_bin)
    m_busy[++bin] += whole;
  m_busy[++bin] += weight * static_cast<double>(when.last - end);
}

double activity::busy_s(time_ps begin, time_ps end) const {
  double busy = 0;
  const auto from = static_cast<size_t>(std::max<time_ps>(begin, 0) / m_bin);
  for (size_t i = from; i < m_busy.size(); ++i) {
    const time_ps bin_begin = static_cast<time_ps>(i) * m_bin, bin_end = bin_begin + m_bin;
    if (bin_begin >= end) break;
    const time_ps inside = std::min(end, bin_end) - std::max(begin, bin_begin);
    if (inside > 0) busy += m_busy[i] * static_cast<double>(inside) / static_cast<double>(m_bin);
  }
  return busy * 1e-12;
}

double activity::share(time_ps begin, time_ps end) const {
  return end > begin ? busy_s(begin, end) / seconds(end - begin) : 0;
}

}  // namespace ws
