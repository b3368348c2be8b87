// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ws/wafer/grid.h"

namespace ws {

/// Tiles of a grid.
struct tile_rectangle {
  int x = 0, y = 0, width = 0, height = 0;
};

/// One cycle of one tile, as pins and status show it: the same whatever the tile is made of.
struct tile_cycle {
  int x = 0, y = 0;
  uint64_t cycle = 0;
  /// At an instant: what the output registers show, and the state behind them.
  struct view {
    router_out router;
    pe_out pe;
    tile_status status;
    uint32_t word = 0;  ///< the instruction that pe.ret_pc names, if pe.ret_valid
  };
  router_in in;           ///< in the cycle; links and credits of the four sides
  view now, next;         ///< in the cycle, and behind it
  uint8_t last_task = 0;  ///< the task that runs in the cycle, or that ran last
};

/// Hands on each cycle of each tile of a rectangle.
class tile_recorder : public grid_observer {
 public:
  tile_recorder(const grid& tiles, const tile_rectangle& seen);
  void stepped(const grid& tiles, const std::vector<router_in>& in) final;

 protected:
  /// Of tile number `i` of the rectangle, row by row.
  virtual void see(size_t i, const tile_cycle& c) = 0;
  const std::vector<tile_cycle>& tiles() const { return m_cycles; }

 private:
  std::vector<tile_cycle> m_cycles;
};

}  // namespace ws
