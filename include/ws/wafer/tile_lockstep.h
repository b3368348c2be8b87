// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "ws/wafer/router_state.h"
#include "ws/wafer/tile_hardware.h"

namespace ws {

/// Compares the C++ twins of a tile with its hardware, cycle by cycle.
class tile_lockstep {
 public:
  tile_lockstep(uint16_t x, uint16_t y) : m_x(x), m_y(y) {}

  /// After each step of both. Throws simulation_error if a pin, a register or a word that was
  /// written differs; the text names the cycle, the tile, what differs and what happened last.
  void compare(const pe_state& pe, const pe_out& pins, const router_out& router, bool moved,
               const tile_hardware& hardware);
  /// Of the whole SRAM and of all registers: for now and then, and for the end.
  void compare_all(const pe_state& pe, const tile_hardware& hardware) const;

  std::vector<router_move> moves;  ///< of the step; the caller's router fills it

 private:
  void remember(const pe_state& pe, const pe_out& pins);
  [[noreturn]] void fail(const std::string& what) const;

  std::deque<std::string> m_last;
  uint64_t m_cycle = 0;
  uint16_t m_x, m_y;
};

}  // namespace ws
