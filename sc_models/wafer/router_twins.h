// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "ws/wafer/router_engine.h"

namespace ws {

/// The Verilated router; only its own source knows what is inside.
std::unique_ptr<router_engine> make_router_rtl();

}  // namespace ws
