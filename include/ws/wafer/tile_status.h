// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ws/wafer/pe_parts.h"
#include "ws/wafer/pe_queues.h"
#include "ws/wafer/router_state.h"

namespace ws {

/// What a tile holds and waits for, whatever it is made of; for reports, not for every cycle.
struct tile_status {
  static constexpr uint8_t no_color = 255, no_task = 64;
  /// A queue of the element with wavelets in it.
  struct queue {
    uint8_t number = 0;  ///< as pe_wait::queue: output queues behind the input queues
    uint8_t wavelets = 0;
    uint8_t color = no_color;   ///< bound to it, or of its head
    wavelet last, before_last;  ///< of an output queue: those that came last
  };
  struct thread {
    pe_wait wait;
    uint8_t color = no_color;  ///< of the queue that it waits for
  };

  pe_trap trap;
  uint8_t task = no_task;
  uint64_t active = 0, blocked = 0;  ///< tasks
  std::vector<thread> threads;       ///< under way; none after a trap
  std::vector<queue> queues;
  std::array<uint8_t, router_colors> ramp = {};  ///< wavelets between router and queues
  std::vector<router_wait> router;               ///< wavelets in the router

  /// Whether nothing is left to do: no task, no operation, no wavelet. A trap ends tasks and
  /// operations.
  bool idle() const;
};

}  // namespace ws
