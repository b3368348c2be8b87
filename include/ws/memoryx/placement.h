// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ws/config/cluster_config.h"
#include "ws/workload/model.h"

namespace ws {

/// Where each tensor's state lives: in DRAM from the first tensor of the stream on, as long as
/// there is room beside the staging area; what does not fit any more lies in flash as a whole.
struct placement {
  std::vector<bool> in_flash;  ///< per tensor
  double needed_bytes = 0;     ///< parameters x bytes_per_parameter
  double capacity_bytes = 0;   ///< DRAM and flash of all servers
  double dram_bytes = 0;       ///< of the state
};

/// Throws input_error with the numbers when the model does not fit.
placement place_tensors(const model& m, const memoryx_config& config);

}  // namespace ws
