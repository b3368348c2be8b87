// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/config/cluster_config.h"
#include "ws/config/table_of.h"

namespace ws {

// The tables that the cluster's own is made of.
const table_of<cs2_config>& cs2_table();
const table_of<wafer_config>& wafer_table();
const table_of<system_override>& override_table();
const table_of<swarmx_config>& swarmx_table();
const table_of<memoryx_config>& memoryx_table();
const table_of<activation_server_config>& activation_server_table();
const table_of<training_config>& training_table();
const table_of<simulation_config>& simulation_table();

}  // namespace ws
