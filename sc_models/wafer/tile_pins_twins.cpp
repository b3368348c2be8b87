// SPDX-License-Identifier: Apache-2.0
#include "tile_pins_hardware.h"
#include "ws/wafer/router_pins.h"
#include "ws/wafer/tile_pins.h"

namespace ws {

static_assert(tile_pins::colors == router_colors);

class tile_pins::hardware {
 public:
  tile_pin_values pins;
  std::unique_ptr<tile_pins_model> model = make_tile_pins_model();
};

tile_pins::tile_pins(const sc_core::sc_module_name& name)
    : sc_module(name), m_hardware(std::make_unique<hardware>()) {
  SC_HAS_PROCESS(tile_pins);
  SC_METHOD(evaluate);  // once at the beginning, too
  sensitive << clk_i << rst_ni;
}

tile_pins::~tile_pins() = default;

void tile_pins::evaluate() {
  drive();
  m_hardware->model->evaluate(m_hardware->pins);
  show();
}

void tile_pins::drive() {
  tile_pin_values& p = m_hardware->pins;
  p.clk = clk_i.read();
  p.rst_n = rst_ni.read();
  p.link_i = {w_i.read(), e_i.read(), s_i.read(), n_i.read()};
  const auto credits = [](const in<colors>& pin) { return static_cast<uint32_t>(pin.read()); };
  p.credit_i = {credits(w_credit_i), credits(e_credit_i), credits(s_credit_i), credits(n_credit_i)};
  p.tile_x = static_cast<uint16_t>(tile_x_i.read());
  p.tile_y = static_cast<uint16_t>(tile_y_i.read());
  p.dbg_we = dbg_we_i.read();
  p.dbg_re = dbg_re_i.read();
  p.dbg_addr = static_cast<uint16_t>(dbg_addr_i.read());
  p.dbg_wdata = static_cast<uint16_t>(dbg_wdata_i.read());
}

void tile_pins::show() {
  const tile_pin_values& p = m_hardware->pins;
  w_o.write(p.link_o[port::west]);
  e_o.write(p.link_o[port::east]);
  s_o.write(p.link_o[port::south]);
  n_o.write(p.link_o[port::north]);
  w_credit_o.write(p.credit_o[port::west]);
  e_credit_o.write(p.credit_o[port::east]);
  s_credit_o.write(p.credit_o[port::south]);
  n_credit_o.write(p.credit_o[port::north]);
  halted_o.write(p.halted);
  trap_cause_o.write(p.trap_cause);
  ret_valid_o.write(p.ret_valid);
  ret_thread_o.write(p.ret_thread);
  ret_pc_o.write(p.ret_pc);
  ret_step_o.write(p.ret_step);
  ret_pick_o.write(p.ret_pick);
  ret_task_o.write(p.ret_task);
  stall_o.write(p.stall);
  dbg_rdata_o.write(p.dbg_rdata);
}

}  // namespace ws
