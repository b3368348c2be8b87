// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "ws/wafer/router_state.h"
#include "ws/wafer/tile.h"
#include "ws/wafer/tile_recorder.h"

namespace ws {

/// Writes down the cycles of one tile in the trace form of the vendor's simulator. Everything comes
/// from pins and status, so that all twins give the same lines.
class tile_trace {
 public:
  tile_trace() = default;
  /// From the first cycle on, or, of C++ twins, from any one.
  explicit tile_trace(const tile& t);
  /// The lines of the next cycle, each with its end.
  void add(std::string& text, const tile_cycle& c);
  /// What left the router's inputs in the last cycle; without `position` and `spared`, which no pin
  /// shows.
  const std::vector<router_move>& moves() const { return m_moves; }

 private:
  void arrive(std::string& text, const tile_cycle& c);
  void depart(std::string& text, const tile_cycle& c);
  void issue(std::string& text, const tile_cycle& c);
  void queues(std::string& text, const tile_cycle& c);
  unsigned sender(const tile_cycle& c) const;
  std::string thread_of(unsigned thread) const;

  /// Wavelets in the router, by input port and by the color that they came with.
  std::array<std::array<std::deque<router_link>, router_colors>, router_ports> m_inside;
  std::vector<router_move> m_moves;
  unsigned m_task = tile_status::no_task;
  unsigned m_last_sender = pe_outputs - 1;
};

}  // namespace ws
