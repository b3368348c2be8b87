// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

#include "ws/isa/codes.h"
#include "ws/isa/parameters.h"
#include "ws/wafer/router_pins.h"

// Small parts of a processing element's state.
namespace ws {

namespace pe_timing {
inline constexpr unsigned vector_start = isa::parameter_value("vector_start");
inline constexpr unsigned vector_drain = isa::parameter_value("vector_drain");
inline constexpr unsigned task_start = isa::parameter_value("task_start");
}  // namespace pe_timing

struct pe_tasks {
  uint64_t active = 0, blocked = 0, high = 0;
  uint8_t last = 63;  ///< picked last
  // How the next asynchronous instruction runs.
  uint8_t end_action = 0, end_task = 0, end_priority = 0;
  bool done = false;  ///< tdone
};

struct pe_clocks {
  uint64_t timestamp = 0;
  uint32_t held = 0;  ///< timestamp's two high words as of the last reading of the low one
  uint32_t timer = 0;
  std::array<uint32_t, 2> counter = {};
  std::array<uint16_t, 2> event = {};
  uint16_t run = 1;
};

struct pe_control {
  std::array<uint16_t, 8> input_queue = {};
  std::array<uint16_t, 6> output_queue = {};
  std::array<uint8_t, router_colors> queue_of = {};  ///< input queue of a color; 255: none
  uint32_t one = all_colors, two = all_colors;       ///< colors with a credit, with two
  uint32_t frozen = 0;                               ///< as seen last
  uint16_t main_priority = 1, task_base = 0, corrected = 0, uncorrected = 0;
  uint8_t last_thread = 7, last_output = 5;
  bool conflict = false;  ///< the second cycle of a step whose reads conflict is due
  uint8_t conflict_thread = 0;
  uint8_t stage = 0, rd = 0;  ///< cycles until a router's word is there, and where it goes
  uint8_t debug_stage = 0;    ///< bit n: a router's word comes to the debug port in 2 - n cycles
  bool high_is_next = false;  ///< the first word of a pair at `pair` is done
  uint16_t pair = 0;
};

struct pe_trap {
  uint8_t cause = 0, thread = 0;  ///< codes "trap" and "thread"
  uint16_t pc = 0, address = 0;
};

/// Reads of words that were never written.
struct pe_undefined {
  uint32_t reads = 0;
  uint16_t address = 0, pc = 0;  ///< of the first
};

/// What one cycle did.
struct pe_happened {
  uint64_t activate = 0, unblock = 0, block = 0, deactivate = 0;  ///< sets of tasks, for its end
  struct {
    uint16_t address = 0, value = 0;
  } words[2];  ///< configuration words to be written at its end
  uint8_t word_count = 0;
  /// Input queues with wavelets, output queues without room: before; behind the cycle, as it left
  /// them, and so is `reading`.
  uint8_t filled = 0, full = 0;
  uint8_t inputs_full = 0, out_empty = 0;
  uint8_t came = 0, left = 0;  ///< sets: input queue that got a wavelet, output queue that sent one
  uint8_t busy = 0;   ///< input queues that microthreads used before, where a task is picked
  uint8_t stall = 0;  ///< code "stall"; 0: something was issued
  uint8_t instructions = 0, steps = 0, elements = 0, wavelets_in = 0, wavelets_out = 0, picks = 0;
  uint8_t conflicts = 0;
  uint8_t task = 0;      ///< that was picked
  bool reading = false;  ///< a word of the router was under way
  bool looked = false;   ///< a pick, if only of a wavelet that starts nothing
  bool issued = false, lived = false, moved = false;  ///< moved: the next cycle may differ
};

/// What many cycles did in which an operation ran and nothing else.
struct pe_steps {
  uint64_t cycles = 0, steps = 0, elements = 0, conflicts = 0;
};

/// A thread that cannot go on, for reports.
struct pe_wait {
  uint8_t thread = 0;  ///< code "thread"
  uint8_t cause = 0;   ///< code "stall"
  uint8_t queue = 255;
  uint8_t wavelets = 1;  ///< that it needs there, or room for so many
  uint16_t pc = 0;
};

namespace pe_code {
constexpr uint8_t stall(const char* name) {
  return static_cast<uint8_t>(isa::code_value("stall", name));
}
constexpr uint8_t trap(const char* name) {
  return static_cast<uint8_t>(isa::code_value("trap", name));
}
}  // namespace pe_code

}  // namespace ws
