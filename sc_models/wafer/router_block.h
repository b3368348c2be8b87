// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "router_filter.h"
#include "ws/wafer/router_state.h"

namespace ws {

/// One color that was configured or used.
struct router_state::color_state {
  uint16_t config = 0;                     // its color word; bit 14: frozen
  uint16_t sw = router_reg::switch_reset;  // its switch word, position in 14:13
  uint8_t color = 0;
  uint8_t tx = 0;              // outputs in force
  uint8_t one = 31, two = 31;  // outputs with at least one, with two credits
  uint8_t last = port::ramp;   // input that was served last: west is the next
  std::array<uint8_t, router_ports> slot = {none, none, none, none, none};  // its buffers

  static constexpr uint8_t none = 0xff;

  unsigned position() const { return sw >> router_reg::position_shift & 3u; }
  void set_position(unsigned p) {
    sw = static_cast<uint16_t>((sw & 0x1fffu) | p << router_reg::position_shift);
  }
  /// {overrides the input, direction} of positions 1..3.
  unsigned alternate(unsigned p) const { return sw >> (4 * (p - 1)) & 15u; }
  unsigned next_position() const {
    const unsigned p = position();
    if (p < 3 && (alternate(p + 1) & 7u) < router_reg::direction_invalid) return p + 1;
    return (sw & router_reg::ring) != 0 ? 0 : p;
  }
  unsigned rx_mask() const { return mask(true, config >> router_reg::rx_shift & 31u); }
  unsigned tx_mask() const { return mask(false, config & 31u); }

 private:
  unsigned mask(bool input, unsigned base) const {
    const unsigned p = position();
    if (p == 0 || ((alternate(p) & router_reg::overrides_input) != 0) != input) return base;
    const unsigned direction = alternate(p) & 7u;
    return direction < router_reg::direction_invalid ? 1u << direction : 0;
  }
};

/// Two wavelets of one color from one input.
struct router_state::buffer {
  std::array<uint32_t, 2> data = {};
  uint8_t count = 0, head = 0;
  uint8_t ctrl = 0;  // one bit per entry
  uint8_t input = 0;
};

/// One piece of the heap: this head, then buffers, then colors.
struct router_state::block {
  std::array<uint8_t, router_colors> index = {};  // of a color's state
  std::array<uint8_t, router_colors> order = {};  // of service: colors, who waits longest first
  std::array<uint32_t, router_ports> held = {};   // colors with wavelets in a buffer, as they came
  std::array<uint32_t, router_ports> rx = {};     // colors that take from this input
  uint32_t frozen = 0, known = 0;
  uint32_t served = 0;              // colors that moved at least once
  uint32_t swap_x = 0, swap_y = 0;  // both colors of a pair, if one of them asks
  uint16_t rdata = 0;
  uint8_t color_count = 0, buffer_count = 0;
  bool awake = false;  // the next step may show other outputs although no pin changes

  buffer* buffers() { return reinterpret_cast<buffer*>(this + 1); }
  const buffer* buffers() const { return reinterpret_cast<const buffer*>(this + 1); }
  color_state* colors() { return reinterpret_cast<color_state*>(buffers() + buffer_count); }
  const color_state* colors() const {
    return reinterpret_cast<const color_state*>(buffers() + buffer_count);
  }
  static size_t bytes(unsigned colors, unsigned buffers) {
    return sizeof(block) + buffers * sizeof(buffer) + colors * sizeof(color_state);
  }
};

struct router_state::filters {
  std::array<router_filter, router_filters> all;
};

}  // namespace ws
