// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "ws/link/timeline.h"

namespace ws {

/// A tensor's update that may begin `at` this time.
struct due_update {
  uint32_t step = 0;
  int tensor = -1;
  time_ps at = 0;
  uint64_t parameters_left = 0;  ///< on one server
  uint64_t piece = 0;            ///< of them are updated at a time
  span times{never_ps, 0};       ///< of the part that is done
};

/// How far a plane's reads run ahead of the memories' answers: by bytes, so that the size of bursts
/// does not show.
class read_window {
 public:
  explicit read_window(uint64_t limit) : m_limit(limit) {}

  time_ps at = 0;  ///< when the next read may be asked for

  /// Waits, in `at`, for the answers that must have come before `bytes` more are asked for.
  void begin(uint64_t bytes) {
    for (; !m_open.empty() && m_bytes + bytes > m_limit; m_open.pop_front()) {
      at = std::max(at, m_open.front().done);
      m_bytes -= m_open.front().bytes;
    }
  }
  void issued(uint64_t bytes, time_ps done) {
    m_open.push_back({bytes, done});
    m_bytes += bytes;
  }

 private:
  struct read {
    uint64_t bytes = 0;
    time_ps done = 0;
  };
  std::deque<read> m_open;
  uint64_t m_limit, m_bytes = 0;
};

/// One MemoryX server: what its memories, its processor and its network are busy with.
struct memoryx_server {
  static constexpr size_t bins = 65'536;  // the wait for updates is a small part of a step
  timeline dram{bins}, flash_read{bins}, flash_write{bins}, optimizer{bins}, network_out{bins},
      network_in{bins};
  size_t next_update = 0;          ///< of all that came due, the first it has not seen
  std::deque<due_update> updates;  ///< not done yet; the one that is needed first in front
};

}  // namespace ws
