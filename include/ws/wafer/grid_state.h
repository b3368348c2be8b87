// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ws/wafer/router_cell.h"
#include "ws/wafer/tile.h"

namespace ws {
class grid_edge;
class grid_observer;

/// What 64 tiles in a row have for the next cycle, a bit each.
struct alignas(64) tile_bits {
  std::array<uint64_t, 4> shows = {};  ///< by port: the router shows a wavelet or credits there
  uint64_t to_element = 0;             ///< it shows some on its ramp
  uint64_t to_router = 0;              ///< the element shows something to its router
  uint64_t router_again = 0;           ///< the router may move without that any pin changes
  uint64_t element_again = 0;          ///< so may the element
};

/// The tiles of a rectangle between two cycles. All links are registers: what is shown in a cycle
/// stands at its lowest bit in `bits` and in the cells, and what will be shown at the other one.
struct grid_state {
  grid_state(int width, int height);

  size_t index(int x, int y) const { return static_cast<size_t>(y) * width + x; }
  tile_bits& at(unsigned which, int y, int word) {
    return bits[which][static_cast<size_t>(y) * words + word];
  }
  const tile_bits& at(unsigned which, int y, int word) const {
    return bits[which][static_cast<size_t>(y) * words + word];
  }
  unsigned now() const { return cycle & 1u; }
  /// From now on the tile is stepped in one piece, in each cycle.
  void step_whole(int x, int y) {
    whole[static_cast<size_t>(y) * words + x / 64] |= uint64_t{1} << x % 64;
  }
  uint64_t whole_at(int y, int word) const { return whole[static_cast<size_t>(y) * words + word]; }
  /// What the router shows in the cycle that begins.
  router_out shown(int x, int y) const;
  /// With the cycles up to this one that its element slept through.
  tile& settled_element(size_t i) const;
  /// With what its router did as a cell.
  void restore_router(size_t i) const;

  int width, height, words;  ///< words: of 64 tiles, in a row
  mutable std::vector<tile> tiles;
  mutable std::vector<router_cell> cells;
  mutable std::vector<uint64_t> stepped;  ///< the cycle up to which each element has come
  std::vector<uint64_t> asleep_until;     ///< its element; `awake` if it does not sleep
  std::array<std::vector<tile_bits>, 2> bits;
  std::vector<uint64_t> whole;  ///< bits of tiles that are stepped in one piece, in each cycle
  /// Sides of a tile beyond which the edge lies, as bits of ports.
  unsigned edge_sides(int x, int y) const {
    if (edge == nullptr) return 0;
    const bool open[] = {x == 0, x == width - 1, y == height - 1, y == 0};
    static_assert(port::west == 0 && port::east == 1 && port::south == 2 && port::north == 3);
    unsigned sides = 0;
    for (unsigned side = 0; side < port::ramp; ++side) sides |= open[side] ? 1u << side : 0u;
    return sides & edge_on;
  }
  grid_edge* edge = nullptr;
  unsigned edge_on = 0;         ///< bits of the sides of the grid
  std::vector<router_in> seen;  ///< what the neighbours showed, tile by tile, for observers
  uint64_t cycle = 0;

  static constexpr uint64_t awake = 0;
};

}  // namespace ws
