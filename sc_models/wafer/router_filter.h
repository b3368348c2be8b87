// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

#include "ws/wafer/router_pins.h"

namespace ws {

/// One wavelet filter. RTL twin: rtl/ws_router_filter.sv. Change both, or neither.
struct router_filter {
  // Words 0..4 of its registers.
  uint16_t control = 0, counter = 0, max = 0, limit1 = 0, limit2 = 0;

  bool active() const { return (control & router_reg::filter_active) != 0; }
  unsigned color() const { return control & 31u; }
  unsigned kind() const { return control >> router_reg::filter_kind_shift & 3u; }
  bool is(filter_kind k) const { return kind() == static_cast<unsigned>(k); }
  /// A sparse counter that has run through its limits lets everything pass.
  bool spent() const { return is(filter_kind::sparse_counter) && limit1 == 0; }
  bool counts(bool ctrl) const {
    return (control & (ctrl ? router_reg::count_control : router_reg::count_data)) != 0;
  }
  uint16_t value(bool ctrl) const {
    return static_cast<uint16_t>(counter + (counts(ctrl) ? 1 : 0));
  }

  bool passes(bool ctrl, uint16_t index) const {
    if (is(filter_kind::range)) return ctrl || (index >= limit1 && index <= max);
    if (is(filter_kind::counter) && (control & router_reg::filter_control) != 0)
      return ctrl && value(ctrl) == max;
    return spent() || value(ctrl) <= max;
  }

  /// The wavelet that was judged leaves the buffers.
  void take(bool ctrl) {
    if (spent() || is(filter_kind::range)) return;
    const bool reached = counts(ctrl) && value(ctrl) == limit1;
    counter = reached ? uint16_t{0} : value(ctrl);
    if (!reached || !is(filter_kind::sparse_counter)) return;
    limit1 = limit2;
    limit2 = 0;
  }

  /// Null beyond the words that exist.
  uint16_t* word(unsigned number) {
    const std::array<uint16_t*, 5> words = {&control, &counter, &max, &limit1, &limit2};
    return number < words.size() ? words[number] : nullptr;
  }
};

}  // namespace ws
