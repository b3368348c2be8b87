// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "Vws_pe.h"
#include "ws/isa/assembler.h"
#include "ws/isa/registers.h"

namespace ws::test {

/// A wavelet on the ramp, and the cycle in which it is on the link.
struct ramp_wavelet {
  uint32_t data = 0;
  unsigned color = 0;
  bool ctrl = false;
  uint64_t cycle = 0;
};

/// What the retire port said, and the cycle in which it happened.
struct retired {
  uint64_t cycle;
  unsigned thread, pc;
  bool step;
};

/// Loader of any Verilated top that has the debug port.
template <class Dut>
void load_tile(Dut& dut, const isa::tile_code& code, void (*tick)(void*), void* self) {
  const auto put = [&](unsigned address, unsigned value) {
    dut.dbg_we_i = 1;
    dut.dbg_addr_i = static_cast<uint16_t>(address);
    dut.dbg_wdata_i = static_cast<uint16_t>(value);
    tick(self);
    dut.dbg_we_i = 0;
  };
  for (const isa::segment& s : code.segments) {
    for (size_t i = 0; i < s.words.size(); ++i)
      put(s.address + static_cast<unsigned>(i), s.words[i]);
  }
  for (const isa::config_write& w : code.config) put(w.address, w.value);
}

/// The Verilated processing element alone: the bench is its loader and its router, which grants
/// credits at once, sends what stands in `to_pe` and keeps what comes in `from_pe`.
template <class Dut>
class pe_bench_of {
 public:
  pe_bench_of() { reset(); }
  explicit pe_bench_of(const std::string& body) : m_image(isa::assemble(whole(body), "test.wsa")) {
    reset();
    load();
  }
  ~pe_bench_of() {
    Verilated::threadContextp(&m_context);  // from which Verilator 5.006 takes the model's scopes
    m_dut.final();
  }
  pe_bench_of(const pe_bench_of&) = delete;
  pe_bench_of& operator=(const pe_bench_of&) = delete;

  /// One tile around the lines of a program.
  static std::string whole(const std::string& body) {
    return ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n" + body + "\n.end\n";
  }

  void reset() {
    m_dut.clk_i = 0;
    m_dut.from_router_i = 0;
    m_dut.to_router_credit_i = 0;
    m_dut.frozen_i = 0;
    m_dut.cfg_rdata_i = 0;
    m_dut.tile_x_i = 3;
    m_dut.tile_y_i = 4;
    m_dut.dbg_we_i = m_dut.dbg_re_i = 0;
    for (const int level : {1, 0, 1}) {
      m_dut.rst_ni = static_cast<uint8_t>(level);
      m_dut.eval();
    }
    cycle = 0;
    may_send.fill(2);
    log.clear();
    from_pe.clear();
    picks.clear();
  }
  void image(isa::program_image image) {
    m_image = std::move(image);
    load();
  }
  void load() {
    // The loader holds the issue, so that nothing starts before the last word is written.
    load_tile(
        m_dut, *m_image.at(0, 0), [](void* p) { static_cast<pe_bench_of*>(p)->tick(); }, this);
    cycle = 0;
    log.clear();
    picks.clear();
  }
  void write(unsigned address, unsigned value) {
    m_dut.dbg_we_i = 1;
    m_dut.dbg_addr_i = static_cast<uint16_t>(address);
    m_dut.dbg_wdata_i = static_cast<uint16_t>(value);
    tick();
    m_dut.dbg_we_i = 0;
  }
  unsigned read(unsigned address) {
    m_dut.dbg_re_i = 1;
    m_dut.dbg_addr_i = static_cast<uint16_t>(address);
    tick();
    m_dut.dbg_re_i = 0;
    return m_dut.dbg_rdata_o;
  }
  uint32_t read32(unsigned address) { return read(address) | read(address + 1) << 16; }
  void write32(unsigned address, uint32_t value) {
    write(address, value & 0xffffu);
    write(address + 1, value >> 16);
  }
  unsigned reg(unsigned r) { return read(0x7f00 + r); }
  uint32_t pair(unsigned r) { return read32(0x7f00 + r); }
  unsigned at(const std::string& symbol) const { return m_image.at(0, 0)->find(symbol)->address; }
  /// The four words of a descriptor register: file 0 to 3 (d, a, b, x).
  void descriptor(unsigned file, unsigned number, const std::array<uint16_t, 4>& words) {
    for (unsigned i = 0; i < 4; ++i) write(0x7e00 + 64 * file + 4 * number + i, words[i]);
  }

  void tick() {
    feed();
    m_dut.clk_i = 1;
    m_dut.eval();
    m_dut.clk_i = 0;
    m_dut.eval();
    ++cycle;
    collect();
  }
  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) tick();
  }
  /// Until the element stands still. False: it did not within so many cycles.
  bool run_to_halt(unsigned most = 5000) {
    for (unsigned i = 0; i < most && m_dut.halted_o == 0; ++i) tick();
    return m_dut.halted_o != 0;
  }
  unsigned trap() const { return m_dut.trap_cause_o; }

  Dut& dut() { return m_dut; }
  uint64_t cycle = 0;  ///< that begins
  std::deque<ramp_wavelet> to_pe;
  std::vector<ramp_wavelet> from_pe;
  std::vector<retired> log;
  std::vector<std::pair<uint64_t, unsigned>> picks;  ///< cycle and task
  std::array<unsigned, 24> may_send{};
  std::array<uint16_t, 256> router{};  ///< its configuration words, from 0x7f00 on
  bool generous = true;                ///< gives credits back at once

 private:
  void feed() {
    m_dut.from_router_i = 0;
    if (!to_pe.empty() && to_pe.front().cycle <= cycle && may_send[to_pe.front().color] > 0) {
      const ramp_wavelet w = to_pe.front();
      to_pe.pop_front();
      --may_send[w.color];
      m_dut.from_router_i = 1ull << 38 | static_cast<uint64_t>(w.ctrl) << 37 |
                            static_cast<uint64_t>(w.color) << 32 | w.data;
    }
  }
  void collect() {
    const uint64_t link = m_dut.to_router_o;
    m_dut.to_router_credit_i = 0;
    if ((link >> 38 & 1) != 0) {
      const unsigned color = link >> 32 & 31;
      from_pe.push_back({static_cast<uint32_t>(link), color, (link >> 37 & 1) != 0, cycle});
      if (generous) m_dut.to_router_credit_i = 1u << color;
    }
    for (unsigned c = 0; c < 24; ++c) may_send[c] += m_dut.from_router_credit_o >> c & 1;
    // The router's configuration port: what is read is there in the next cycle.
    m_dut.cfg_rdata_i = m_next_rdata;
    if (m_dut.cfg_we_o != 0) router[m_dut.cfg_addr_o & 0xff] = m_dut.cfg_wdata_o;
    if (m_dut.cfg_re_o != 0) m_next_rdata = router[m_dut.cfg_addr_o & 0xff];
    if (m_dut.ret_valid_o != 0) {
      log.push_back({cycle - 1, m_dut.ret_thread_o, m_dut.ret_pc_o, m_dut.ret_step_o != 0});
    }
    if (m_dut.ret_pick_o != 0) picks.emplace_back(cycle - 1, m_dut.ret_task_o);
  }

  isa::program_image m_image;
  VerilatedContext m_context;
  Dut m_dut{&m_context, "ws_pe"};
  uint16_t m_next_rdata = 0;
};

using pe_bench = pe_bench_of<Vws_pe>;

}  // namespace ws::test
