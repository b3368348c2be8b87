// SPDX-License-Identifier: Apache-2.0
// The Verilated router behind the engine's interface.
#include <verilated.h>

#include "Vws_router.h"
#include "Vws_router___024root.h"
#include "link_rtl.h"
#include "router_twins.h"

namespace ws {
namespace {

class router_rtl final : public router_engine {
 public:
  router_rtl() { reset(); }
  ~router_rtl() override {
    Verilated::threadContextp(&m_context);  // which its scopes leave, whatever was made since
    m_dut.final();
  }

  void reset() override {
    drive(router_in{});
    reset_verilated(m_dut);
    m_stepped = false;
    sample();
  }

  const router_out& out() const override { return m_out; }

  void step(const router_in& in) override {
    m_stepped = true;
    drive(in);
    clock_verilated(m_dut);
    m_context.timeInc(1);
    sample();
  }
  bool configure(uint16_t address, uint16_t value) override {
    if (m_stepped) return false;
    router_in in;
    in.cfg_we = true;
    in.cfg_addr = address;
    in.cfg_wdata = value;
    drive(in);
    clock_verilated(m_dut);
    drive(router_in{});
    m_dut.eval();
    return true;
  }

 private:
  void drive(const router_in& in) {
    m_dut.w_i = packed(in.link[port::west]);
    m_dut.e_i = packed(in.link[port::east]);
    m_dut.s_i = packed(in.link[port::south]);
    m_dut.n_i = packed(in.link[port::north]);
    m_dut.r_i = packed(in.link[port::ramp]);
    m_dut.w_credit_i = in.credit[port::west];
    m_dut.e_credit_i = in.credit[port::east];
    m_dut.s_credit_i = in.credit[port::south];
    m_dut.n_credit_i = in.credit[port::north];
    m_dut.r_credit_i = in.credit[port::ramp];
    m_dut.cfg_we_i = in.cfg_we;
    m_dut.cfg_re_i = in.cfg_re;
    m_dut.cfg_addr_i = in.cfg_addr;
    m_dut.cfg_wdata_i = in.cfg_wdata;
  }

  void sample() {
    m_out.link[port::west] = unpacked(m_dut.w_o);
    m_out.link[port::east] = unpacked(m_dut.e_o);
    m_out.link[port::south] = unpacked(m_dut.s_o);
    m_out.link[port::north] = unpacked(m_dut.n_o);
    m_out.link[port::ramp] = unpacked(m_dut.r_o);
    m_out.credit[port::west] = m_dut.w_credit_o;
    m_out.credit[port::east] = m_dut.e_credit_o;
    m_out.credit[port::south] = m_dut.s_credit_o;
    m_out.credit[port::north] = m_dut.n_credit_o;
    m_out.credit[port::ramp] = m_dut.r_credit_o;
    m_out.frozen = m_dut.frozen_o;
    m_out.cfg_rdata = m_dut.cfg_rdata_o;
  }

  VerilatedContext m_context;
  Vws_router m_dut{&m_context, "ws_router"};
  router_out m_out;
  bool m_stepped = false;
};

}  // namespace

std::unique_ptr<router_engine> make_router_rtl() { return std::make_unique<router_rtl>(); }

}  // namespace ws
