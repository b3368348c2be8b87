// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "ws/wafer/router_pins.h"

namespace ws {

/// Input pins of a processing element in one cycle; the pins of rtl/ws_pe.sv.
struct pe_in {
  router_link from_router;
  uint32_t credit = 0;     ///< entries that the router has freed, one bit per color
  uint32_t frozen = 0;     ///< colors with a teardown in progress
  uint16_t cfg_rdata = 0;  ///< the router's word that was read
  uint16_t tile_x = 0, tile_y = 0;
  bool dbg_we = false, dbg_re = false;  ///< debug port: nothing is issued in such a cycle
  uint16_t dbg_addr = 0, dbg_wdata = 0;
};

/// Output pins of a processing element: registers, all of them.
struct pe_out {
  router_link to_router;
  uint32_t credit = 0;  ///< entries of the ramp that were freed
  bool cfg_we = false, cfg_re = false;
  uint16_t cfg_addr = 0, cfg_wdata = 0;
  bool halted = false;     ///< a trap has stopped it
  uint8_t trap_cause = 0;  ///< code "trap"
  uint16_t dbg_rdata = 0;
  // What was issued in the cycle before. A pick and a step of a microthread may come together.
  bool ret_valid = false, ret_step = false, ret_pick = false;
  uint8_t ret_thread = 0;  ///< 8: main thread
  uint8_t ret_task = 0;    ///< that was picked
  uint16_t ret_pc = 0;
  uint8_t stall = 0;  ///< code "stall": why nothing was issued; 0: something was

  bool operator==(const pe_out& o) const {
    return to_router == o.to_router && credit == o.credit && cfg_we == o.cfg_we &&
           cfg_re == o.cfg_re && cfg_addr == o.cfg_addr && cfg_wdata == o.cfg_wdata &&
           halted == o.halted && trap_cause == o.trap_cause && dbg_rdata == o.dbg_rdata &&
           ret_valid == o.ret_valid && ret_step == o.ret_step && ret_pick == o.ret_pick &&
           ret_thread == o.ret_thread && ret_task == o.ret_task && ret_pc == o.ret_pc &&
           stall == o.stall;
  }
};

}  // namespace ws
