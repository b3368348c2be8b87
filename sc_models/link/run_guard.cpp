// SPDX-License-Identifier: Apache-2.0
#include "ws/link/run_guard.h"

#include "ws/base/error.h"
#include "ws/link/process.h"

namespace ws {

run_guard* run_guard::s_present = nullptr;

run_guard::run_guard(const std::atomic<bool>* stop, uint64_t most_turns)
    : m_stop(stop), m_most_turns(most_turns) {
  s_present = this;
}

run_guard::~run_guard() { s_present = nullptr; }

void run_guard::count() {
  if (m_stop != nullptr && m_stop->load(std::memory_order_relaxed)) {
    m_stopped = true;
    throw simulation_error("stopped");  // whoever owns the guard tells why
  }
  const time_ps now = now_ps();
  if (now != m_at) m_turns = 0;
  m_at = now;
  if (++m_turns > m_most_turns) throw simulation_error("no progress");
}

}  // namespace ws
