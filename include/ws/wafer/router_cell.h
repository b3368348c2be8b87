// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "ws/wafer/router_pins.h"

namespace ws {
class router_state;

/// What the output registers of a router show in one cycle. Only what `links` and `credits` name
/// holds.
struct router_shown {
  std::array<uint32_t, router_ports> data = {};
  std::array<uint32_t, router_ports> beside = {};  ///< 23:0 credits; 28:24 color, 31 control
  uint8_t links = 0, credits = 0;                  ///< sets of ports

  uint32_t credit(unsigned p) const { return beside[p] & all_colors; }
  unsigned tag(unsigned p) const { return beside[p] >> 24; }
  router_link link(unsigned p) const {
    return {data[p], static_cast<uint8_t>(tag(p) & 31u), tag(p) >> 7 != 0, true};
  }
  void put(const router_out& out);
};

/// A router of a wafer in two cache lines: what it shows in this cycle and in the next one, and, as
/// long as it is simple, what it goes by. It is simple while nothing lies in its buffers and it has
/// no more than four colors, no filters, no swapped colors and no teardown.
struct alignas(64) router_cell {
  static constexpr unsigned most_colors = 4;

  struct color_state {
    uint32_t word = 0;
    uint32_t passed = 0;  ///< wavelets over links that are not yet counted elsewhere
  };
  router_shown out[2];                         ///< by the lowest bit of the cycle
  std::array<color_state, most_colors> color;  ///< in the order of service
  uint8_t count = 0;                           ///< of colors
  bool simple = false;

  static unsigned color_of(const color_state& e);
};
static_assert(sizeof(router_cell) == 128);

/// Pins of a router in a cycle: which neighbours show something, and where they are.
struct router_arrivals {
  unsigned links = 0, credits = 0;              ///< sets of ports
  const router_shown* from[router_ports] = {};  ///< what the neighbours of those ports show

  /// The port on which the neighbour behind port p shows it.
  static constexpr unsigned there(unsigned p) { return p == port::ramp ? p : p ^ 1u; }
};

}  // namespace ws
