// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace ws {

/// When tiles are to be woken.
class alarm_clock {
 public:
  void set(size_t tile, uint64_t now, uint64_t until) {
    if (until - now < near) {
      m_near[until % near].push_back(static_cast<uint32_t>(tile));
    } else {
      m_far.emplace(until, static_cast<uint32_t>(tile));
    }
  }
  /// In each cycle: calls `wake` with each tile whose time has come, even if it was woken before.
  template <class Wake>
  void ring(uint64_t now, Wake wake) {
    std::vector<uint32_t>& due = m_near[now % near];
    for (const uint32_t tile : due) wake(tile);
    due.clear();
    for (; !m_far.empty() && m_far.begin()->first <= now; m_far.erase(m_far.begin()))
      wake(m_far.begin()->second);
  }

 private:
  static constexpr uint64_t near = 4096;  // cycles
  std::vector<std::vector<uint32_t>> m_near{near};
  std::multimap<uint64_t, uint32_t> m_far;
};

}  // namespace ws
