// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ws/isa/program.h"
#include "ws/isa/registers.h"

namespace ws::test {

/// A Verilated tile, with mutants or without, whose east links are joined to its west ones and
/// whose north links to its south ones. It keeps all output pins of every cycle.
template <class Dut>
class tile_bench {
 public:
  using pins = std::vector<uint64_t>;

  explicit tile_bench(unsigned mutant) {
    if constexpr (has_mutants) m_dut->mutant_i = static_cast<uint16_t>(mutant);
    m_dut->tile_x_i = 5;
    m_dut->tile_y_i = 6;
    for (const int level : {1, 0, 1}) {
      m_dut->rst_ni = static_cast<uint8_t>(level);
      m_dut->eval();
    }
  }
  ~tile_bench() {
    Verilated::threadContextp(&m_context);  // from which Verilator 5.006 takes the model's scopes
    m_dut->final();
  }
  tile_bench(const tile_bench&) = delete;
  tile_bench& operator=(const tile_bench&) = delete;

  void load(const isa::tile_code& code) {
    for (const isa::segment& s : code.segments) {
      for (size_t i = 0; i < s.words.size(); ++i) put(s.address + i, s.words[i]);
    }
    for (const isa::config_write& w : code.config) put(w.address, w.value);
  }
  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) tick();
  }
  /// Reads words through the loader's port; they are in `seen`, as all pins are.
  void read(unsigned first, unsigned words) {
    m_dut->dbg_re_i = 1;
    for (unsigned i = 0; i < words; ++i) {
      m_dut->dbg_addr_i = static_cast<uint16_t>(first + i);
      tick();
    }
    m_dut->dbg_re_i = 0;
    run(3);  // the router's words are late
  }

  Dut& dut() { return *m_dut; }
  /// Whether all output pins are 0, as reset leaves them.
  bool silent() const {
    const Dut& d = *m_dut;
    const uint64_t links = d.e_o | d.w_o | d.s_o | d.n_o;
    const uint32_t credits = d.e_credit_o | d.w_credit_o | d.s_credit_o | d.n_credit_o;
    const unsigned others = d.halted_o | d.trap_cause_o | d.ret_valid_o | d.ret_thread_o |
                            d.ret_pc_o | d.ret_step_o | d.ret_pick_o | d.ret_task_o | d.stall_o |
                            d.dbg_rdata_o;
    return links == 0 && credits == 0 && others == 0;
  }
  /// Whether the loader, which reads from the first cycle behind reset on, finds each word of the
  /// configuration space as the table of docs/isa.md has it.
  bool as_reset() {
    if (word(m_tile_x) != m_dut->tile_x_i) return false;  // in the very first cycle
    for (const isa::config_register& r : isa::config_registers) {
      for (int i = 0; i < r.count * r.words; ++i) {
        const auto at = static_cast<unsigned>(r.address + i);
        const uint64_t cycles = seen.size();
        const bool counts = i == 0 && (r.name == "timestamp" || r.name == "counter");
        const bool counts_too = r.name == "counter" && i == r.words;
        const uint64_t expected = counts || counts_too ? cycles
                                  : at == m_tile_x     ? m_dut->tile_x_i
                                  : r.name == "tile_y" ? m_dut->tile_y_i
                                                       : static_cast<unsigned>(r.reset);
        if (word(at) != expected) return false;
      }
    }
    return true;
  }
  std::vector<pins> seen;

 private:
  static inline const auto m_tile_x = static_cast<unsigned>(isa::config_of("tile_x").address);

  unsigned word(unsigned address) {
    m_dut->dbg_re_i = 1;
    m_dut->dbg_addr_i = static_cast<uint16_t>(address);
    tick();
    m_dut->dbg_re_i = 0;
    for (const char* name : {"color", "switch", "filter"}) {  // the router's words are late
      const isa::config_register& r = isa::config_of(name);
      if (address >= static_cast<unsigned>(r.address) &&
          address < static_cast<unsigned>(r.address + r.count * r.words))
        run(2);
    }
    return m_dut->dbg_rdata_o;
  }
  template <class T>
  static auto mutants_of(int) -> decltype(std::declval<T>().mutant_i, std::true_type{});
  template <class T>
  static std::false_type mutants_of(...);
  static constexpr bool has_mutants = decltype(mutants_of<Dut>(0))::value;

  void put(size_t address, unsigned value) {
    m_dut->dbg_we_i = 1;
    m_dut->dbg_addr_i = static_cast<uint16_t>(address);
    m_dut->dbg_wdata_i = static_cast<uint16_t>(value);
    tick();
    m_dut->dbg_we_i = 0;
  }
  void tick() {
    Dut& d = *m_dut;
    const uint64_t east = d.e_o, west = d.w_o, south = d.s_o, north = d.n_o;
    const uint32_t ce = d.e_credit_o, cw = d.w_credit_o, cs = d.s_credit_o, cn = d.n_credit_o;
    d.w_i = east;
    d.e_i = west;
    d.n_i = south;
    d.s_i = north;
    d.w_credit_i = ce;
    d.e_credit_i = cw;
    d.n_credit_i = cs;
    d.s_credit_i = cn;
    for (const int level : {1, 0}) {
      d.clk_i = static_cast<uint8_t>(level);
      d.eval();
    }
    seen.push_back({east, west, south, north, ce, cw, cs, cn, d.halted_o, d.trap_cause_o,
                    d.ret_valid_o, d.ret_thread_o, d.ret_pc_o, d.ret_step_o, d.ret_pick_o,
                    d.ret_task_o, d.dbg_rdata_o});
  }

  VerilatedContext m_context;
  std::unique_ptr<Dut> m_dut = std::make_unique<Dut>(&m_context, "tile");
};

}  // namespace ws::test
