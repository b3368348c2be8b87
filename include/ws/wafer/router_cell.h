// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

#include "ws/wafer/router_pins.h"

namespace ws {

/// What is shown on one port in one cycle, in eight bytes.
struct port_pins {
  uint32_t data = 0;
  uint32_t beside = 0;  ///< 23:0 credits; 28:24 color, 29 there is a wavelet, 31 control

  static constexpr uint32_t some = 1u << 29, control = 1u << 31;

  static port_pins of(const router_link& link, uint32_t credit) {
    return {link.data, credit | uint32_t{link.color} << 24 | (link.valid ? some : 0u) |
                           (link.ctrl ? control : 0u)};
  }
  bool shows() const { return (beside & (some | all_colors)) != 0; }
  uint32_t credit() const { return beside & all_colors; }
  router_link link() const {
    return {data, static_cast<uint8_t>(beside >> 24 & 31u), (beside & control) != 0,
            (beside & some) != 0};
  }
};

/// What the output registers of a router show in one cycle, by port.
using router_shown = std::array<port_pins, router_ports>;

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
  /// The stream that passes, a `through` code, if the last cycle left all as it was but for data
  /// and count: the same arrivals will do so again.
  uint8_t steady = 0;

  /// From a port to another one, where credits come from.
  static constexpr uint8_t through(unsigned from, unsigned to) {
    return static_cast<uint8_t>(8u | from << 4 | to);
  }

  static unsigned color_of(const color_state& e);
};
static_assert(sizeof(router_cell) == 128);

/// What comes to the ports of a router in a cycle.
struct router_arrivals {
  unsigned links = 0, credits = 0;  ///< sets of ports
  router_shown port = {};

  void put(unsigned p, const port_pins& pins) {
    port[p] = pins;
    links |= static_cast<unsigned>((pins.beside & port_pins::some) != 0) << p;
    credits |= static_cast<unsigned>(pins.credit() != 0) << p;
  }
};

}  // namespace ws
