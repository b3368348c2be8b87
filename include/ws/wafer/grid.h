// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "ws/wafer/grid_observer.h"
#include "ws/wafer/grid_state.h"

namespace ws {
class grid_rows;

/// What lies around a grid: the neighbours of its outermost tiles.
class grid_edge {
 public:
  virtual ~grid_edge() = default;
  /// Before each step, for each side of tile (x, y) that has no neighbour: what the tile's router
  /// shows there in this cycle, and what the edge drives.
  virtual void drive(int x, int y, unsigned side, const router_out& now, router_in& in) = 0;
};

/// A rectangle of tiles, each with what a program has for it. All links are registers: in a cycle
/// each tile goes by what its neighbours showed before. An element in which nothing can happen, or
/// that only works on its memory, is not stepped until its time, its timer or a wavelet wakes it,
/// and a router only when something comes; who looks at a tile sees what stepping would show.
class grid {
 public:
  /// Loads a program. `image` outlives the grid. Rows are shared out among so many threads, which
  /// changes nothing but the time that a step takes.
  explicit grid(const isa::program_image& image, unsigned threads = 1);
  ~grid();

  int width() const { return m_all.width; }
  int height() const { return m_all.height; }
  /// Hardware for the tiles of a rectangle that have a program; before the first step. `compared`:
  /// beside the C++ twins, in lockstep.
  void put_hardware(int x, int y, int width, int height, const hardware_maker& make, bool compared);
  /// What is around the grid; without it nothing is. It outlives the grid, and is asked tile by
  /// tile by one thread. `sides` are bits of ports: those that it lies on.
  void put_edge(grid_edge& edge, unsigned sides = 15);
  /// From now on all tiles are stepped in each cycle, element and router together: for comparisons.
  void step_everything();
  /// Who looks on; each outlives the grid's last step. All tiles are stepped from then on; without
  /// observers steps cost nothing more.
  void put_observer(grid_observer& observer);
  /// Up to the next step: later its clocks and stalls may lag behind. May be changed, so it wakes.
  tile& at(int x, int y);
  const tile& at(int x, int y) const;
  /// What a tile's router shows in the cycle that begins.
  router_out router_pins(int x, int y) const { return m_all.shown(x, y); }
  uint64_t cycle() const { return m_all.cycle; }

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
  void step_rows();
  void skip(uint64_t max_cycles);

  const isa::program_image& m_image;
  std::vector<pe_sram> m_memories;  // of each code
  grid_state m_all;
  std::vector<grid_rows> m_rows;  // of each thread
  std::vector<grid_observer*> m_observers;
  bool m_moving = true, m_trapped = false;
  bool m_woken = true;  // since the last step, by who looked to change
};

}  // namespace ws
