// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "ws/wafer/router_pins.h"

namespace ws {

/// ws_router_pkg::link_t as Verilator sees it, and back.
inline uint64_t packed(const router_link& l) {
  if (!l.valid) return 0;
  return uint64_t{1} << 38 | uint64_t{l.ctrl} << 37 | uint64_t{l.color} << 32 | l.data;
}

inline router_link unpacked(uint64_t pins) {
  router_link l;
  l.data = static_cast<uint32_t>(pins);
  l.color = static_cast<uint8_t>(pins >> 32 & 31u);
  l.ctrl = (pins >> 37 & 1u) != 0;
  l.valid = (pins >> 38 & 1u) != 0;
  return l;
}

/// What an element shows of itself, from a Verilated top that has these pins.
template <class Dut, class Pins>
void sample_retirement(const Dut& dut, Pins& to) {
  to.halted = dut.halted_o;
  to.trap_cause = dut.trap_cause_o;
  to.dbg_rdata = dut.dbg_rdata_o;
  to.ret_valid = dut.ret_valid_o;
  to.ret_step = dut.ret_step_o;
  to.ret_pick = dut.ret_pick_o;
  to.ret_thread = dut.ret_thread_o;
  to.ret_task = dut.ret_task_o;
  to.ret_pc = dut.ret_pc_o;
  to.stall = dut.stall_o;
}

/// Resets a Verilated top whose inputs are driven.
template <class Dut>
void reset_verilated(Dut& dut) {
  for (const bool rst_n : {true, false, true}) {  // the falling edge is what resets
    dut.clk_i = 0;
    dut.rst_ni = rst_n;
    dut.eval();
  }
}

/// One clock in one evaluation: nothing happens at a falling edge, so the next edge is made to
/// look like a rising one.
template <class Dut>
void clock_verilated(Dut& dut) {
  dut.clk_i = 1;
  dut.rootp->__Vtrigrprev__TOP__clk_i = 0;
  dut.eval();
}

}  // namespace ws
