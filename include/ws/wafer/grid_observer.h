// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "ws/wafer/router_pins.h"

namespace ws {
class grid;

/// Looks on while a grid is stepped.
class grid_observer {
 public:
  virtual ~grid_observer() = default;
  /// After each step: `in` is what the neighbours drove in the cycle that ended, tile by tile; only
  /// links and credits of the four sides hold for all kinds of tiles.
  virtual void stepped(const grid& tiles, const std::vector<router_in>& in) = 0;
};

}  // namespace ws
