// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>

#include "ws/base/time.h"

namespace ws {

/// Ends a simulation from inside its processes. SystemC's kernel gives control back only when
/// simulated time passes the end of a slice; until then processes may take turns for long, or for
/// ever when none of them lets time pass. While a guard lives, each turn asks it. One at a time.
class run_guard {
 public:
  /// More turns than any run takes within one picosecond.
  static constexpr uint64_t default_most_turns = 200'000'000;

  /// `stop` may be null. Once it is true, or after `most_turns` without time passing, the next turn
  /// throws, and with it sc_start().
  explicit run_guard(const std::atomic<bool>* stop, uint64_t most_turns = default_most_turns);
  ~run_guard();
  run_guard(const run_guard&) = delete;
  run_guard& operator=(const run_guard&) = delete;

  bool stopped() const { return m_stopped; }
  bool livelocked() const { return m_turns > m_most_turns; }
  uint64_t turns() const { return m_turns; }  ///< since time last passed

  /// A process is about to take or give something. Cheap.
  static void turn() {
    if (s_present != nullptr) s_present->count();
  }

 private:
  void count();

  static run_guard* s_present;  // as the kernel, there is one for all processes
  const std::atomic<bool>* m_stop;
  const uint64_t m_most_turns;
  uint64_t m_turns = 0;
  time_ps m_at = -1;
  bool m_stopped = false;
};

}  // namespace ws
