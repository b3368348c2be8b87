// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "ws/wafer/grid_observer.h"
#include "ws/wafer/tile.h"
#include "ws/wafer/wake_list.h"

namespace ws {

/// What lies around a grid: the neighbours of its outermost tiles.
class grid_edge {
 public:
  virtual ~grid_edge() = default;
  /// Before each step, for each side of tile (x, y) that has no neighbour: what the tile's router
  /// shows there in this cycle, and what the edge drives.
  virtual void drive(int x, int y, unsigned side, const router_out& now, router_in& in) = 0;
};

/// A rectangle of tiles, each with what a program has for it. All links are registers: in a cycle
/// each tile goes by what its neighbours showed before. A tile in which nothing can happen is not
/// stepped until its timer or a neighbour wakes it; who looks at it sees what stepping would show.
class grid {
 public:
  /// Loads a program. `image` outlives the grid.
  explicit grid(const isa::program_image& image);

  int width() const { return m_width; }
  int height() const { return m_height; }
  /// Hardware for the tiles of a rectangle that have a program; before the first step. `compared`:
  /// beside the C++ twins, in lockstep.
  void put_hardware(int x, int y, int width, int height, const hardware_maker& make, bool compared);
  /// What is around the grid; without it nothing is. It outlives the grid.
  void put_edge(grid_edge& edge) {
    m_edge = &edge;
    m_awake.wake_all();
  }
  /// From now on all tiles are stepped in each cycle: for comparisons.
  void step_everything() {
    m_resting = false;
    m_awake.wake_all();
  }
  /// Who looks on; each outlives the grid's last step. All tiles are stepped from then on; without
  /// observers steps cost nothing more.
  void put_observer(grid_observer& observer) {
    m_observers.push_back(&observer);
    step_everything();
  }
  /// Up to the next step: later its clocks and stalls may lag behind. May be changed, so it wakes.
  tile& at(int x, int y) {
    m_awake.wake(index(x, y));
    return settled(index(x, y));
  }
  const tile& at(int x, int y) const { return settled(index(x, y)); }
  /// What a tile's router shows in the cycle that begins.
  const router_out& router_pins(int x, int y) const { return m_now[index(x, y)]; }
  uint64_t cycle() const { return m_cycle; }

  void step();
  /// Whether something happened in the last cycle, or may happen in the next one.
  bool moving() const { return m_moving; }

  /// Why run() came back.
  enum class ended { quiet, trap, limit, stopped };
  /// Steps until nothing moves any more, a trap other than `halted` stops an element, or the limit
  /// is reached; `stop` is looked at now and then.
  ended run(uint64_t max_cycles, const std::atomic<bool>* stop = nullptr);
  /// Compares all registers and memories with the hardware beside them. Throws simulation_error.
  void compare() const;
  /// Whether no tile has anything left to do.
  bool idle() const;

 private:
  size_t index(int x, int y) const { return static_cast<size_t>(y) * m_width + x; }
  void gather(size_t i, router_in& in) const;
  void drive_edge(size_t i, router_in& in) const;
  bool at_edge(size_t i) const;
  tile& settled(size_t i) const;
  void step_tile(size_t i, router_in& in);
  void wake_neighbours(size_t i);
  void rest(size_t i);
  void step_observed();

  int m_width, m_height;
  const isa::program_image& m_image;
  std::vector<pe_sram> m_memories;          // of each code
  mutable std::vector<tile> m_tiles;        // as of the cycle in which they were looked at
  mutable std::vector<uint64_t> m_stepped;  // the cycle up to which each has come
  std::vector<router_out> m_now, m_next;
  wake_list m_awake;
  size_t m_dozing = 0;  // tiles asleep that will move when their timer rings
  grid_edge* m_edge = nullptr;
  std::vector<grid_observer*> m_observers;
  std::vector<router_in> m_seen;  // by observers
  uint64_t m_cycle = 0;
  bool m_moving = true, m_trapped = false, m_resting = true;
};

}  // namespace ws
