// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "ws/wafer/grid.h"
#include "ws/wafer/tile_recorder.h"

namespace ws {

/// What the command line says about tiles in hardware.
struct hardware_choice {
  std::string twin = "cpp";  ///< "cpp", "rtl" or "lockstep"
  std::string rectangle;     ///< "x,y,width,height"; empty: the whole grid. Alone it means "rtl".
};

/// Puts hardware into a loaded grid. Throws usage_error if the rectangle does not fit or hardware
/// is asked for and there is no maker.
void put_hardware(grid& tiles, const hardware_choice& choice, const hardware_maker& make);

/// "x,y,width,height" of an option; the whole grid if it is empty. Throws usage_error if it does
/// not fit.
tile_rectangle rectangle_of(const std::string& option, const std::string& text, const grid& tiles);

}  // namespace ws
