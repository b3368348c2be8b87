// SPDX-License-Identifier: Apache-2.0
#include "ws/link/timeline.h"

#include <algorithm>

namespace ws {

span timeline::reserve(time_ps earliest, time_ps work) {
  if (work <= 0) return {earliest, earliest};
  within_range(within_range(earliest) + work);
  if (m_taken.full()) m_taken.set_capacity(2 * m_taken.capacity());
  if (m_taken.empty() || earliest > m_taken.back().end) {  // the usual case: after all the rest
    m_taken.push_back({earliest, earliest + work});
    m_busy->add({earliest, earliest + work});
    return {earliest, earliest + work};
  }

  auto next = std::lower_bound(m_taken.begin(), m_taken.end(), earliest,
                               [](const stretch& s, time_ps t) { return s.end < t; });
  const auto from = next;  // every stretch from here on touches or follows the new work
  stretch merged{std::min(earliest, next->begin), next->begin};
  if (next->begin > earliest) merged.end = earliest;
  span result{never_ps, 0};
  time_ps at = earliest;
  while (work > 0) {
    const time_ps gap_end = next == m_taken.end() ? never_ps : next->begin;
    if (gap_end > at) {
      const time_ps done = std::min(gap_end - at, work);
      result.first = std::min(result.first, at);
      m_busy->add({at, at + done});
      at += done;
      work -= done;
      result.last = at;
    }
    merged.end = at;
    if (next != m_taken.end() && at >= next->begin) {  // ran into it: both become one
      at = std::max(at, next->end);
      merged.end = at;
      ++next;
    }
  }
  const auto place = m_taken.erase(from, next);
  m_taken.insert(place, merged);
  return result;
}

time_ps timeline::free_from(time_ps earliest) const {
  const auto next = std::lower_bound(m_taken.begin(), m_taken.end(), earliest,
                                     [](const stretch& s, time_ps t) { return s.end <= t; });
  return next == m_taken.end() || next->begin > earliest ? earliest : next->end;
}

void timeline::forget_before(time_ps time) {
  while (m_taken.size() > 1 && m_taken.front().end < time) m_taken.pop_front();
}

}  // namespace ws
