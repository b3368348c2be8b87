// SPDX-License-Identifier: Apache-2.0
// The Verilated tile behind its pins.
#include <verilated.h>

#include "Vws_tile.h"
#include "link_rtl.h"
#include "tile_pins_hardware.h"

namespace ws {
namespace {

class tile_pins_rtl final : public tile_pins_model {
 public:
  /// Not in reset: so one that begins with the simulation is a falling edge as well.
  tile_pins_rtl() {
    m_dut.rst_ni = 1;
    m_dut.eval();
  }
  ~tile_pins_rtl() override { m_dut.final(); }

  void evaluate(tile_pin_values& pins) override {
    m_dut.w_i = pins.link_i[0];
    m_dut.e_i = pins.link_i[1];
    m_dut.s_i = pins.link_i[2];
    m_dut.n_i = pins.link_i[3];
    m_dut.w_credit_i = pins.credit_i[0];
    m_dut.e_credit_i = pins.credit_i[1];
    m_dut.s_credit_i = pins.credit_i[2];
    m_dut.n_credit_i = pins.credit_i[3];
    m_dut.tile_x_i = pins.tile_x;
    m_dut.tile_y_i = pins.tile_y;
    m_dut.dbg_we_i = pins.dbg_we;
    m_dut.dbg_re_i = pins.dbg_re;
    m_dut.dbg_addr_i = pins.dbg_addr;
    m_dut.dbg_wdata_i = pins.dbg_wdata;
    m_dut.rst_ni = pins.rst_n;
    m_dut.clk_i = pins.clk;
    m_dut.eval();
    sample(pins);
  }

 private:
  void sample(tile_pin_values& pins) const {
    pins.link_o = {m_dut.w_o, m_dut.e_o, m_dut.s_o, m_dut.n_o};
    pins.credit_o = {m_dut.w_credit_o, m_dut.e_credit_o, m_dut.s_credit_o, m_dut.n_credit_o};
    sample_retirement(m_dut, pins);
  }

  VerilatedContext m_context;
  Vws_tile m_dut{&m_context, "ws_tile"};
};

}  // namespace

std::unique_ptr<tile_pins_model> make_tile_pins_model() {
  return std::make_unique<tile_pins_rtl>();
}

}  // namespace ws
