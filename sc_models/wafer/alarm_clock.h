// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

namespace ws {

/// When tiles are to be woken.
class alarm_clock {
 public:
  static constexpr uint64_t never = std::numeric_limits<uint64_t>::max();

  void set(size_t tile, uint64_t at) {
    m_at[at].push_back(static_cast<uint32_t>(tile));
    ++m_count;
  }
  /// Alarms that are set, those that nobody needs any more among them.
  size_t count() const { return m_count; }
  void clear() {
    m_at.clear();
    m_count = 0;
  }
  /// The next cycle in which it rings.
  uint64_t next() const { return m_at.empty() ? never : m_at.begin()->first; }
  /// Calls `wake` with each tile whose time has come, even if it was woken before.
  template <class Wake>
  void ring(uint64_t now, Wake wake) {
    for (; next() <= now; m_at.erase(m_at.begin())) {
      m_count -= m_at.begin()->second.size();
      for (const uint32_t tile : m_at.begin()->second) wake(tile);
    }
  }

 private:
  std::map<uint64_t, std::vector<uint32_t>> m_at;
  size_t m_count = 0;
};

}  // namespace ws
