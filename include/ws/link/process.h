// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <systemc>
#include <utility>

#include "ws/base/time.h"
#include "ws/link/run_guard.h"

// What every station does with SystemC's processes and time, in one place.
namespace ws {

inline time_ps now_ps() { return static_cast<time_ps>(sc_core::sc_time_stamp().value()); }

inline sc_core::sc_time to_sc_time(time_ps time) {
  return sc_core::sc_time::from_value(static_cast<uint64_t>(time > 0 ? time : 0));
}

/// Waits until simulated time has come to `time`; returns at once when it has passed. A process
/// calls it before it touches what others share, so that requests come in the order of their time.
inline void wait_until(time_ps time) {
  const time_ps now = now_ps();
  if (within_range(time) > now) sc_core::wait(to_sc_time(time - now));
}

/// The same, one picosecond later, and then `rank` delta cycles: whoever asks for a shared resource
/// at one picosecond, in whatever delta cycle, is served in the next one, the lower rank first.
/// Who is served keeps counting from `time`; only the kernel's clock has moved.
inline void wait_turn(time_ps time, unsigned rank) {
  run_guard::turn();
  const time_ps now = now_ps();
  sc_core::wait(to_sc_time((within_range(time) > now ? time : now) + 1 - now));
  for (; rank > 0; --rank) sc_core::wait(sc_core::SC_ZERO_TIME);
}

/// An SC_THREAD with a small stack: a cluster has thousands.
template <typename Function>
void spawn_thread(const std::string& name, Function&& body, int stack_bytes = 64 * 1024) {
  sc_core::sc_spawn_options options;
  options.set_stack_size(stack_bytes);
  sc_core::sc_spawn(std::forward<Function>(body), sc_core::sc_gen_unique_name(name.c_str()),
                    &options);
}

/// An SC_METHOD that runs at each notification of `trigger`.
template <typename Function>
void spawn_method(const std::string& name, const sc_core::sc_event& trigger, Function&& body) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&trigger);
  sc_core::sc_spawn(std::forward<Function>(body), sc_core::sc_gen_unique_name(name.c_str()),
                    &options);
}

}  // namespace ws
