// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ws/link/timeline.h"

namespace ws {

/// A tensor's update that may begin `at` this time.
struct due_update {
  uint32_t step;
  int tensor;
  time_ps at;
  uint64_t parameters_left = 0;  ///< on one server
  uint64_t piece = 0;            ///< of them are updated at a time
  span times{never_ps, 0};       ///< of the part that is done
};

/// One MemoryX server: what its memories, its processor and its network are busy with.
struct memoryx_server {
  timeline dram, flash_read, flash_write, optimizer, network_out, network_in;
  size_t next_update = 0;           ///< of all that came due, the first it has not seen
  std::vector<due_update> updates;  ///< not done yet; the one that is needed first in front
};

}  // namespace ws
