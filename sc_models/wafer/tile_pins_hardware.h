// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>

namespace ws {

/// Pins of rtl/ws_tile.sv; arrays in the order of the ports, west first.
struct tile_pin_values {
  bool clk = false, rst_n = false;
  std::array<uint64_t, 4> link_i = {}, link_o = {};
  std::array<uint32_t, 4> credit_i = {}, credit_o = {};
  uint16_t tile_x = 0, tile_y = 0;
  bool halted = false, ret_valid = false, ret_step = false, ret_pick = false;
  uint8_t trap_cause = 0, ret_thread = 0, ret_task = 0, stall = 0;
  uint16_t ret_pc = 0;
  bool dbg_we = false, dbg_re = false;
  uint16_t dbg_addr = 0, dbg_wdata = 0, dbg_rdata = 0;
};

/// The Verilated tile; only its own source knows what is inside.
class tile_pins_model {
 public:
  virtual ~tile_pins_model() = default;
  /// Reads the inputs and writes the outputs of `pins`.
  virtual void evaluate(tile_pin_values& pins) = 0;
};

std::unique_ptr<tile_pins_model> make_tile_pins_model();

}  // namespace ws
