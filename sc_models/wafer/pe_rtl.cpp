// SPDX-License-Identifier: Apache-2.0
// The Verilated processing element behind the engine's interface.
#include <verilated.h>

#include "Vws_pe.h"
#include "Vws_pe___024root.h"
#include "link_rtl.h"
#include "pe_twins.h"
#include "ws/isa/registers.h"

namespace ws {
namespace {

#define WS_CONFIG(name) m_dut.rootp->ws_pe__DOT__u_config__DOT__##name

class pe_rtl final : public pe_engine {
 public:
  pe_rtl() { reset(); }
  ~pe_rtl() override {
    Verilated::threadContextp(&m_context);  // which its scopes leave, whatever was made since
    m_dut.final();
  }

  void reset() override {
    drive(pe_in{});
    reset_verilated(m_dut);
    m_stepped = false;
    sample();
  }
  const pe_out& out() const override { return m_out; }
  void step(const pe_in& in) override {
    m_stepped = true;
    drive(in);
    clock_verilated(m_dut);
    m_context.timeInc(1);
    sample();
  }
  void poke(uint16_t address, uint16_t value) override {
    m_dut.rootp->ws_pe__DOT__u_sram__DOT__words_q[address] = value;
    m_dut.eval();
  }
  uint16_t peek(uint16_t address) const override {
    return m_dut.rootp->ws_pe__DOT__u_sram__DOT__words_q[address];
  }

  /// Over the debug port, in a cycle that no clock counts.
  bool configure(uint16_t address, uint16_t value) override {
    if (m_stepped) return false;
    uint32_t timer = WS_CONFIG(timer_q);
    uint64_t counter = WS_CONFIG(counter_q);
    if (!set_half(timer, "timer", address, value) &&
        !set_half(counter, "counter", address, value)) {
      WS_CONFIG(timer_q) = 0;  // lest it ring
      pe_in in;
      in.dbg_we = true;
      in.dbg_addr = address;
      in.dbg_wdata = value;
      drive(in);
      clock_verilated(m_dut);
      drive(pe_in{});
    }
    WS_CONFIG(stamp_q) = 0;
    WS_CONFIG(timer_q) = timer;
    WS_CONFIG(counter_q) = counter;
    m_dut.eval();
    return true;
  }

 private:
  /// Whether the word belongs to the register of that name: then it is put in its place.
  template <class Bits>
  static bool set_half(Bits& bits, const char* name, uint16_t address, uint16_t value) {
    const isa::config_register& r = isa::config_of(name);
    const int word = address - r.address;
    if (word < 0 || word >= r.count * r.words) return false;
    bits = (bits & ~(Bits{0xffff} << 16 * word)) | Bits{value} << 16 * word;
    return true;
  }

  void drive(const pe_in& in) {
    m_dut.from_router_i = packed(in.from_router);
    m_dut.to_router_credit_i = in.credit;
    m_dut.frozen_i = in.frozen;
    m_dut.cfg_rdata_i = in.cfg_rdata;
    m_dut.tile_x_i = in.tile_x;
    m_dut.tile_y_i = in.tile_y;
    m_dut.dbg_we_i = in.dbg_we;
    m_dut.dbg_re_i = in.dbg_re;
    m_dut.dbg_addr_i = in.dbg_addr;
    m_dut.dbg_wdata_i = in.dbg_wdata;
  }

  void sample() {
    m_out.to_router = unpacked(m_dut.to_router_o);
    m_out.credit = m_dut.from_router_credit_o;
    m_out.cfg_we = m_dut.cfg_we_o;
    m_out.cfg_re = m_dut.cfg_re_o;
    m_out.cfg_addr = m_dut.cfg_addr_o;
    m_out.cfg_wdata = m_dut.cfg_wdata_o;
    sample_retirement(m_dut, m_out);
  }

  VerilatedContext m_context;
  Vws_pe m_dut{&m_context, "ws_pe"};
  pe_out m_out;
  bool m_stepped = false;
};

#undef WS_CONFIG

}  // namespace

std::unique_ptr<pe_engine> make_pe_rtl() { return std::make_unique<pe_rtl>(); }

}  // namespace ws
