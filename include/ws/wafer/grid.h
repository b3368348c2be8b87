// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "ws/wafer/tile.h"

namespace ws {

/// A rectangle of tiles, each with what a program has for it. All links are registers: in a cycle
/// each tile goes by what its neighbours showed before.
class grid {
 public:
  /// Loads a program. `image` outlives the grid.
  explicit grid(const isa::program_image& image);

  int width() const { return m_width; }
  int height() const { return m_height; }
  tile& at(int x, int y) { return m_tiles[index(x, y)]; }
  const tile& at(int x, int y) const { return m_tiles[index(x, y)]; }
  uint64_t cycle() const { return m_cycle; }

  void step();
  /// Whether something happened in the last cycle, or may happen in the next one.
  bool moving() const { return m_moving; }

  /// Why run() came back.
  enum class ended { quiet, trap, limit, stopped };
  /// Steps until nothing moves any more, a trap other than `halted` stops an element, or the limit
  /// is reached; `stop` is looked at now and then.
  ended run(uint64_t max_cycles, const std::atomic<bool>* stop = nullptr);
  /// Whether no tile has anything left to do.
  bool idle() const;

 private:
  size_t index(int x, int y) const { return static_cast<size_t>(y) * m_width + x; }
  void gather(size_t i, router_in& in) const;

  int m_width, m_height;
  std::vector<pe_sram> m_memories;  // of each code
  std::vector<tile> m_tiles;
  std::vector<router_out> m_now, m_next;
  uint64_t m_cycle = 0;
  bool m_moving = true, m_trapped = false;
};

}  // namespace ws
