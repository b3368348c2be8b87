// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace ws {

/// Which of so many tiles are stepped in the next cycle: at first all, then those that were woken
/// and those whose time has come.
class wake_list {
 public:
  static constexpr uint64_t forever = std::numeric_limits<uint64_t>::max();

  explicit wake_list(size_t tiles) : m_now((tiles + 63) / 64), m_next(m_now), m_at(tiles, forever) {
    wake_all();
  }

  void wake(size_t tile) { m_next[tile / 64] |= uint64_t{1} << tile % 64; }
  void wake_all() {
    for (size_t tile = 0; tile < m_at.size(); ++tile) wake(tile);
  }
  /// Not before that cycle, unless it is woken.
  void sleep(size_t tile, uint64_t until) {
    if (until == forever) return;
    m_at[tile] = until;
    m_timed.insert({until, tile});
  }
  /// Whether it sleeps until some cycle.
  bool timed(size_t tile) const { return m_at[tile] != forever; }
  /// Forgets until when it sleeps.
  void forget(size_t tile) {
    m_timed.erase({m_at[tile], tile});
    m_at[tile] = forever;
  }

  /// Begins a cycle: calls `step` with each tile that is awake in it, in their order. What is woken
  /// meanwhile is awake in the next one.
  template <class Step>
  void for_each(uint64_t cycle, Step step) {
    for (const auto& [at, tile] : m_timed) {
      if (at > cycle) break;
      wake(tile);
    }
    m_now.swap(m_next);
    std::fill(m_next.begin(), m_next.end(), 0);
    for (size_t i = 0; i < m_now.size(); ++i)
      for (uint64_t rest = m_now[i]; rest != 0; rest &= rest - 1)
        step(64 * i + static_cast<size_t>(__builtin_ctzll(rest)));
  }

 private:
  std::vector<uint64_t> m_now, m_next;  // sets of tiles
  std::vector<uint64_t> m_at;           // until when each sleeps
  std::set<std::pair<uint64_t, size_t>> m_timed;
};

}  // namespace ws
