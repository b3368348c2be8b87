// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "ws/wafer/pe_engine.h"

namespace ws {

/// The Verilated processing element; only its own source knows what is inside.
std::unique_ptr<pe_engine> make_pe_rtl();

}  // namespace ws
