// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

namespace ws {

inline constexpr unsigned router_colors = 24;
inline constexpr unsigned router_ports = 5;
inline constexpr unsigned router_filters = 4;
inline constexpr uint32_t all_colors = (1u << router_colors) - 1;

/// The ports in the order of the published direction codes: index of every array over ports, bit of
/// every mask.
namespace port {
inline constexpr unsigned west = 0, east = 1, south = 2, north = 3, ramp = 4;
inline constexpr char letters[] = "WESNR";
}  // namespace port

/// A wavelet on a link, as the sender's output register drives it.
struct router_link {
  uint32_t data = 0;
  uint8_t color = 0;
  bool ctrl = false;
  bool valid = false;

  bool operator==(const router_link& o) const {
    return data == o.data && color == o.color && ctrl == o.ctrl && valid == o.valid;
  }
};

/// Input pins of a router in one cycle; the pins of rtl/ws_router.sv.
struct router_in {
  std::array<router_link, router_ports> link;      ///< w_i, e_i, s_i, n_i, r_i
  std::array<uint32_t, router_ports> credit = {};  ///< w_credit_i ...: one bit per color
  bool cfg_we = false;
  bool cfg_re = false;
  uint16_t cfg_addr = 0;
  uint16_t cfg_wdata = 0;
};

/// Output pins of a router: registers, all of them.
struct router_out {
  std::array<router_link, router_ports> link;      ///< w_o, e_o, s_o, n_o, r_o
  std::array<uint32_t, router_ports> credit = {};  ///< w_credit_o ...: back to the senders
  uint32_t frozen = 0;                             ///< colors with a teardown in progress
  uint16_t cfg_rdata = 0;                          ///< the word that was read last

  bool operator==(const router_out& o) const {
    return link == o.link && credit == o.credit && frozen == o.frozen && cfg_rdata == o.cfg_rdata;
  }
};

/// Word addresses of the configuration registers and what their bits mean (docs/timing.md).
namespace router_reg {
inline constexpr uint16_t color_base = 0x7f20;   ///< + color
inline constexpr uint16_t switch_base = 0x7f40;  ///< + color
inline constexpr uint16_t filter_base = 0x7f60;  ///< + 8 * filter + word; own layout
inline constexpr uint16_t switch_reset = 0x0555;

inline constexpr uint16_t teardown = 1u << 14;  // of a color word
inline constexpr unsigned pop_shift = 12;
inline constexpr uint16_t swap_x = 1u << 11;
inline constexpr uint16_t swap_y = 1u << 10;
inline constexpr unsigned rx_shift = 5;
inline constexpr uint16_t ring = 1u << 12;  // of a switch word
inline constexpr unsigned position_shift = 13;
inline constexpr uint16_t direction_invalid = 5;
inline constexpr uint16_t overrides_input = 8;

inline constexpr uint16_t filter_active = 1u << 15;  // of a filter's control word
inline constexpr unsigned filter_kind_shift = 13;
inline constexpr uint16_t count_data = 1u << 12;
inline constexpr uint16_t count_control = 1u << 11;
inline constexpr uint16_t filter_control = 1u << 10;
}  // namespace router_reg

enum class switch_command : uint8_t { nop, advance, reset, teardown };
enum class pop_mode : uint8_t { none, always, on_advance, on_advance_nop };
enum class filter_kind : uint8_t { counter, sparse_counter, range };

/// The command list of a control wavelet without its first slot; an idle slot that spares the
/// ramp moves in at the end.
constexpr uint32_t popped(uint32_t data) {
  uint32_t list = (data & 0xffffu) << 8 | (data >> 22 & 0xffu);
  list = list >> 3 | 0x800000u;
  return (data & 0xc03f0000u) | (list & 0xffu) << 22 | list >> 8;
}

}  // namespace ws
