// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <systemc>

namespace ws {

/// rtl/ws_tile.sv, Verilated, as a module of pins for testbenches of their own: the same ports by
/// the same names. A link (ws_router_pkg::link_t) has valid in bit 38, the control bit in 37, the
/// color in 36:32 and the data in 31:0; credits have one bit for each color. Inputs are sampled at
/// the rising edge of `clk_i`, outputs change behind it; `rst_ni` acts at once, when it falls. In
/// the library ws::twins.
class tile_pins : public sc_core::sc_module {
 public:
  template <int Width>
  using in = sc_core::sc_in<sc_dt::sc_uint<Width>>;
  template <int Width>
  using out = sc_core::sc_out<sc_dt::sc_uint<Width>>;
  static constexpr int link_bits = 39, colors = 24;

  sc_core::sc_in<bool> clk_i{"clk_i"}, rst_ni{"rst_ni"};
  in<link_bits> w_i{"w_i"}, e_i{"e_i"}, s_i{"s_i"}, n_i{"n_i"};
  out<colors> w_credit_o{"w_credit_o"}, e_credit_o{"e_credit_o"}, s_credit_o{"s_credit_o"},
      n_credit_o{"n_credit_o"};
  out<link_bits> w_o{"w_o"}, e_o{"e_o"}, s_o{"s_o"}, n_o{"n_o"};
  in<colors> w_credit_i{"w_credit_i"}, e_credit_i{"e_credit_i"}, s_credit_i{"s_credit_i"},
      n_credit_i{"n_credit_i"};
  in<16> tile_x_i{"tile_x_i"}, tile_y_i{"tile_y_i"};
  sc_core::sc_out<bool> halted_o{"halted_o"};
  out<4> trap_cause_o{"trap_cause_o"};
  sc_core::sc_out<bool> ret_valid_o{"ret_valid_o"};
  out<4> ret_thread_o{"ret_thread_o"};
  out<16> ret_pc_o{"ret_pc_o"};
  sc_core::sc_out<bool> ret_step_o{"ret_step_o"}, ret_pick_o{"ret_pick_o"};
  out<6> ret_task_o{"ret_task_o"};
  out<4> stall_o{"stall_o"};
  sc_core::sc_in<bool> dbg_we_i{"dbg_we_i"}, dbg_re_i{"dbg_re_i"};
  in<16> dbg_addr_i{"dbg_addr_i"}, dbg_wdata_i{"dbg_wdata_i"};
  out<16> dbg_rdata_o{"dbg_rdata_o"};

  explicit tile_pins(const sc_core::sc_module_name& name);
  ~tile_pins() override;

 private:
  void drive();
  void show();
  void evaluate();

  class hardware;  // Verilator's headers and SystemC's do not share a source
  std::unique_ptr<hardware> m_hardware;
};

}  // namespace ws
