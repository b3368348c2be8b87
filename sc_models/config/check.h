// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/config/cluster_config.h"
#include "ws/config/reader.h"

namespace ws {

/// Notes what is wrong between fields that are each in range.
void check_cluster(const cluster_config& config, config_reader& reader);

}  // namespace ws
