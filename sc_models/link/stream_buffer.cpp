// SPDX-License-Identifier: Apache-2.0
#include "ws/link/stream_buffer.h"

#include <algorithm>
#include <cassert>

namespace ws {

std::optional<span> stream_buffer::admit(uint64_t bytes, span offered) {
  assert(bytes <= m_capacity && "a burst must fit the buffer");
  const uint64_t last_in = m_entered + bytes;
  if (last_in <= m_capacity) return offered;
  if (last_in - m_capacity > m_left) return std::nullopt;

  const uint64_t first_in = m_entered + std::min(bytes, m_grain);
  if (first_in > m_capacity)
    offered.first = std::max(offered.first, left_at(first_in - m_capacity) + m_round_trip);
  offered.last = std::max(offered.last, left_at(last_in - m_capacity) + m_round_trip);
  offered.last = std::max(offered.last, offered.first);
  return offered;
}

void stream_buffer::leave(uint64_t bytes, span times) {
  m_left += bytes;
  if (m_departures.full()) m_departures.set_capacity(2 * m_departures.capacity());
  m_departures.push_back({m_left, bytes, times});
}

time_ps stream_buffer::left_at(uint64_t byte) {
  // Later bursts never ask for earlier bytes, so what lies before is forgotten.
  while (m_departures.front().end < byte) m_departures.pop_front();
  const departure& d = m_departures.front();
  const double share = static_cast<double>(byte - (d.end - d.bytes)) / static_cast<double>(d.bytes);
  return d.times.first + std::llround(share * static_cast<double>(d.times.last - d.times.first));
}

}  // namespace ws
