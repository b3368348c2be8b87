// SPDX-License-Identifier: Apache-2.0
#include "ws/memoryx/placement.h"

#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws {

placement place_tensors(const model& m, const memoryx_config& config) {
  placement result;
  const auto servers = static_cast<double>(config.servers);
  const auto parameters = static_cast<double>(m.parameters());
  result.needed_bytes = parameters * config.bytes_per_parameter;
  result.capacity_bytes = servers * (config.dram_bytes + config.flash_bytes);
  if (result.needed_bytes > result.capacity_bytes)
    throw input_error(
        m.file, say(msg::memoryx_too_small, m.name, m.parameters(), config.bytes_per_parameter,
                    result.needed_bytes, result.capacity_bytes, config.servers, config.dram_bytes,
                    config.flash_bytes));

  const bool all_in_dram = result.needed_bytes <= servers * config.dram_bytes;
  const double room = servers * (config.dram_bytes - config.staging_bytes);
  for (const tensor& t : m.tensors) {
    const double bytes = static_cast<double>(t.parameters()) * config.bytes_per_parameter;
    const bool fits = all_in_dram || result.dram_bytes + bytes <= room;
    if (fits) result.dram_bytes += bytes;
    result.in_flash.push_back(!fits);
  }
  return result;
}

}  // namespace ws
