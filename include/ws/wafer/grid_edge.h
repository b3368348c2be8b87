// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ws/wafer/router_cell.h"

namespace ws {
struct grid_state;

/// What lies around a grid: the neighbours of its outermost tiles.
class grid_edge {
 public:
  virtual ~grid_edge() = default;
  /// Before each step, for each side that is connected: what the tile's router shows there in this
  /// cycle, and what the edge drives there.
  virtual void drive(int x, int y, unsigned side, const router_out& now, router_in& in) = 0;
};

/// A side of a tile, port::west ... port::north.
struct tile_side {
  int x = 0, y = 0;
  unsigned side = port::west;
};

/// Sides at which a grid is connected to its edge, and what came there in this cycle: read in one
/// piece before the tiles are stepped, and not changed while they are, by whatever threads.
class edge_links {
 public:
  edge_links(int width, int height);

  /// Asks from now on for each of these sides, row by row, tile by tile, in the order of the ports;
  /// each has to be a side without a neighbour.
  void connect(grid_edge& edge, std::vector<tile_side> sides);
  bool connected() const { return m_edge != nullptr; }
  /// Every side of the rectangle.
  std::vector<tile_side> all_sides() const;
  bool is_open(const tile_side& s) const;

  /// Asks for the cycle that begins.
  void read(const grid_state& all);
  /// Nothing comes.
  void clear();
  /// 64 tiles in a row, a bit each: whether something comes to it.
  uint64_t coming(int y, int word) const { return m_coming[place(y, word)]; }
  /// Adds what comes to a tile, row * width + column, with such a bit.
  void put(size_t tile, router_arrivals& in) const;

 private:
  struct link {
    size_t tile = 0;
    tile_side at;
    port_pins pins;
  };
  size_t place(int y, int word) const { return static_cast<size_t>(y) * m_words + word; }
  size_t tile_of(const tile_side& s) const { return static_cast<size_t>(s.y) * m_width + s.x; }

  int m_width, m_height, m_words;
  grid_edge* m_edge = nullptr;
  std::vector<link> m_links;       // in the order of tiles
  std::vector<uint64_t> m_coming;  // bits, by row and word
};

}  // namespace ws
