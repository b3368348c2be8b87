// SPDX-License-Identifier: Apache-2.0
// The Verilated tile as a module of pins: loaded, run and read through its pins alone, it is in
// each cycle what a grid is. docs/systemc.md shows parts of this file.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <memory>
#include <sstream>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"
#include "ws/wafer/tile_pins.h"

namespace ws::test {
namespace {

using sc_core::sc_signal;
using sc_dt::sc_uint;

/// A tile and the wires that it drives, or that its testbench drives.
struct wired_tile {
  tile_pins pins;
  std::array<sc_signal<sc_uint<39>>, 4> link;  // west, east, south, north
  std::array<sc_signal<sc_uint<24>>, 4> credit;
  sc_signal<bool> halted, ret_valid, ret_step, ret_pick, dbg_we, dbg_re;
  sc_signal<sc_uint<4>> trap_cause, ret_thread, stall;
  sc_signal<sc_uint<6>> ret_task;
  sc_signal<sc_uint<16>> x, y, ret_pc, dbg_addr, dbg_wdata, dbg_rdata;

  wired_tile(const char* name, sc_core::sc_in<bool>& clk, sc_signal<bool>& rst_n) : pins(name) {
    pins.clk_i(clk);
    pins.rst_ni(rst_n);
    pins.w_o(link[port::west]);
    pins.e_o(link[port::east]);
    pins.s_o(link[port::south]);
    pins.n_o(link[port::north]);
    pins.w_credit_o(credit[port::west]);
    pins.e_credit_o(credit[port::east]);
    pins.s_credit_o(credit[port::south]);
    pins.n_credit_o(credit[port::north]);
    pins.tile_x_i(x);
    pins.tile_y_i(y);
    pins.halted_o(halted);
    pins.trap_cause_o(trap_cause);
    pins.ret_valid_o(ret_valid);
    pins.ret_thread_o(ret_thread);
    pins.ret_pc_o(ret_pc);
    pins.ret_step_o(ret_step);
    pins.ret_pick_o(ret_pick);
    pins.ret_task_o(ret_task);
    pins.stall_o(stall);
    pins.dbg_we_i(dbg_we);
    pins.dbg_re_i(dbg_re);
    pins.dbg_addr_i(dbg_addr);
    pins.dbg_wdata_i(dbg_wdata);
    pins.dbg_rdata_o(dbg_rdata);
  }
};

/// A row of tiles, its loader and its observer.
class row : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clk{"clk"};
  std::vector<std::unique_ptr<wired_tile>> tiles;

  row(const sc_core::sc_module_name& name, const isa::program_image& image)
      : sc_module(name), m_image(image), m_grid(image) {
    for (int x = 0; x < image.width; ++x) {
      tiles.push_back(
          std::make_unique<wired_tile>(("tile" + std::to_string(x)).c_str(), clk, m_rst_n));
      tiles.back()->x.write(static_cast<unsigned>(x));
    }
    for (size_t x = 0; x < tiles.size(); ++x) {
      tile_pins& pins = tiles[x]->pins;
      wired_tile* const west = x > 0 ? tiles[x - 1].get() : nullptr;
      wired_tile* const east = x + 1 < tiles.size() ? tiles[x + 1].get() : nullptr;
      pins.w_i(west != nullptr ? west->link[port::east] : m_no_link);
      pins.e_i(east != nullptr ? east->link[port::west] : m_no_link);
      pins.s_i(m_no_link);
      pins.n_i(m_no_link);
      pins.w_credit_i(west != nullptr ? west->credit[port::east] : m_no_credit);
      pins.e_credit_i(east != nullptr ? east->credit[port::west] : m_no_credit);
      pins.s_credit_i(m_no_credit);
      pins.n_credit_i(m_no_credit);
    }
    SC_HAS_PROCESS(row);
    SC_THREAD(test);
    SC_METHOD(compare);
    sensitive << clk.neg();
    dont_initialize();
  }

  uint64_t compared = 0;  ///< cycles
  bool done = false;

 private:
  void tick() { wait(clk.posedge_event()); }

  void write(wired_tile& t, unsigned address, unsigned value) {
    t.dbg_we.write(true);
    t.dbg_addr.write(address);
    t.dbg_wdata.write(value);
    tick();
    t.dbg_we.write(false);
  }

  /// The debug port of a tile holds its element; so do reads of the others, until all are loaded.
  void load() {
    m_rst_n.write(false);
    tick();
    m_rst_n.write(true);
    for (const auto& t : tiles) t->dbg_re.write(true);
    for (size_t x = 0; x < tiles.size(); ++x) {
      const isa::tile_code& code = *m_image.at(static_cast<int>(x), 0);
      for (const isa::segment& s : code.segments)
        for (size_t i = 0; i < s.words.size(); ++i)
          write(*tiles[x], s.address + static_cast<unsigned>(i), s.words[i]);
      for (const isa::config_write& w : code.config) write(*tiles[x], w.address, w.value);
    }
    for (int i = 0; i < 4; ++i) tick();  // the last word reaches its router
    for (const auto& t : tiles) t->dbg_re.write(false);
  }

  unsigned read(wired_tile& t, unsigned address) {
    t.dbg_re.write(true);
    t.dbg_addr.write(address);
    tick();  // this edge samples, and the word shows behind it
    tick();
    return t.dbg_rdata.read();
  }

  void test() {
    load();
    tick();
    m_running = true;  // that was the first cycle of the program
    while (!all_halted() && compared < 5000) tick();
    m_running = false;
    compare_memories();
    done = true;
    sc_core::sc_stop();
  }
  bool all_halted() const {
    for (const auto& t : tiles)
      if (t->trap_cause.read() == 0) return false;
    return true;
  }

  /// Between two edges: the pins against those of a grid that was stepped as often.
  void compare() {
    if (!m_running) return;
    m_grid.step();
    ++compared;
    for (size_t x = 0; x < tiles.size(); ++x) {
      const wired_tile& t = *tiles[x];
      const pe_out& pe = m_grid.at(static_cast<int>(x), 0).pins();
      const router_out& router = m_grid.router_pins(static_cast<int>(x), 0);
      const auto at = [&] { return testing::Message() << "tile " << x << ", cycle " << compared; };
      ASSERT_EQ(t.ret_valid.read(), pe.ret_valid) << at();
      ASSERT_EQ(t.ret_pc.read(), pe.ret_pc) << at();
      ASSERT_EQ(t.ret_thread.read(), pe.ret_thread) << at();
      ASSERT_EQ(t.ret_step.read(), pe.ret_step) << at();
      ASSERT_EQ(t.ret_pick.read(), pe.ret_pick) << at();
      ASSERT_EQ(t.ret_task.read(), pe.ret_task) << at();
      ASSERT_EQ(t.stall.read(), pe.stall) << at();
      ASSERT_EQ(t.halted.read(), pe.halted) << at();
      ASSERT_EQ(t.trap_cause.read(), pe.trap_cause) << at();
      for (unsigned p = 0; p < port::ramp; ++p) {
        const router_link& l = router.link[p];
        const uint64_t word =
            l.valid ? uint64_t{1} << 38 | uint64_t{l.ctrl} << 37 | uint64_t{l.color} << 32 | l.data
                    : 0;
        ASSERT_EQ(t.link[p].read(), word) << at();
        ASSERT_EQ(t.credit[p].read(), router.credit[p]) << at();
      }
    }
  }

  void compare_memories() {
    for (size_t x = 0; x < tiles.size(); ++x) {
      const isa::tile_code& code = *m_image.at(static_cast<int>(x), 0);
      const pe_sram& memory = m_grid.at(static_cast<int>(x), 0).pe()->sram();
      for (const isa::symbol& s : code.symbols)
        for (int i = 0; i < s.count * isa::words_of(s.type); ++i) {
          const auto address = static_cast<unsigned>(s.address + i);
          EXPECT_EQ(read(*tiles[x], address), memory.read(address)) << s.name << "[" << i << "]";
        }
    }
  }

  const isa::program_image& m_image;
  grid m_grid;
  bool m_running = false;
  sc_signal<bool> m_rst_n{"rst_n", true};
  sc_signal<sc_uint<39>> m_no_link;
  sc_signal<sc_uint<24>> m_no_credit;
};

void run(const char* file, std::vector<std::string> settings, uint64_t least) {
  isa::assembler_options options;
  options.settings = std::move(settings);
  const isa::program_image image =
      isa::assemble_file(std::string(WS_SOURCE_DIR "/programs/") + file, options);
  sc_core::sc_clock clock("clock", sc_core::sc_time(1, sc_core::SC_NS));
  row bench("row", image);
  bench.clk(clock);
  sc_core::sc_start();
  EXPECT_TRUE(bench.done);
  EXPECT_GT(bench.compared, least);
  EXPECT_LT(bench.compared, 5000u);
}

TEST(TilePins, AChainRunsThroughPinsAsOnAGrid) { run("chain_reduce.wsa", {"P=4", "B=32"}, 50); }
TEST(TilePins, SparseWeightsDoSo) { run("sparse_axpy.wsa", {}, 50); }

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(TilePins, ThePageShowsThisFile) {
  const std::string page = content(WS_SOURCE_DIR "/docs/systemc.md"),
                    source = content(WS_SOURCE_DIR "/tests/cosim/test_tile_pins.cpp") +
                             content(WS_SOURCE_DIR "/tests/cosim/test_modules.cpp") +
                             content(WS_SOURCE_DIR "/tests/cosim/test_fabric_errors.cpp");
  std::istringstream lines(page);
  bool code = false;
  unsigned shown = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.substr(0, 3) == "```") {
      code = line == "```cpp";
      continue;
    }
    const size_t begin = line.find_first_not_of(' ');
    if (!code || begin == std::string::npos) continue;
    ++shown;
    EXPECT_NE(source.find(line.substr(begin)), std::string::npos) << line;
  }
  EXPECT_GT(shown, 20u);
}

}  // namespace
}  // namespace ws::test
