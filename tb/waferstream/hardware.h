// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/wafer/tile_hardware.h"

namespace ws::program {

/// Empty if the program was built without hardware.
hardware_maker hardware();

}  // namespace ws::program
