// SPDX-License-Identifier: Apache-2.0
// What a fabric is asked for in vain, traps, and hardware that goes wrong; a wafer in its full
// size, of which docs/systemc.md shows a part.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "fabric_bench.h"
#include "pe/run_program.h"
#include "ws/base/report_ids.h"

namespace ws::test {
namespace {

using testing::HasSubstr;

const char* const loops = "main: add r3, r3, 1\n jmp main";

/// The report that ends it, "id: message".
template <class F>
std::string told(F f) {
  try {
    f();
  } catch (const sc_core::sc_report& r) {
    return std::string(r.get_msg_type()) + ": " + r.get_msg();
  }
  return "nothing";
}

std::string told_of_hardware(std::vector<fabric_config::hardware_rectangle> hardware,
                             bool with_maker = true) {
  const isa::program_image image = isa::assemble(
      ".grid 4, 3\n.tile 1, 0\nmain: halt\n.task 8, main, active\n.end\n", "test.wsa");
  fabric_config config;
  config.hardware = std::move(hardware);
  if (with_maker) config.make = make_tile_rtl;
  return told([&] { fabric wafer("wafer", image, config); });
}

TEST(FabricErrors, HardwareThatDoesNotFit) {
  const std::string begin = "/ws/wafer/bad_fabric: wafer: hardware rectangle";
  const std::string behind = ": not in the grid of 4 x 3 tiles";
  EXPECT_EQ(told_of_hardware({{3, 0, 2, 1}}), begin + " 3,0,2,1" + behind);
  EXPECT_EQ(told_of_hardware({{0, 2, 1, 2}}), begin + " 0,2,1,2" + behind);
  EXPECT_EQ(told_of_hardware({{-1, 0, 1, 1}}), begin + " -1,0,1,1" + behind);
  EXPECT_EQ(told_of_hardware({{0, -1, 1, 1}}), begin + " 0,-1,1,1" + behind);
  EXPECT_EQ(told_of_hardware({{0, 0, 0, 1}}), begin + " 0,0,0,1" + behind);
  EXPECT_EQ(told_of_hardware({{0, 0, 1, 0}}), begin + " 0,0,1,0" + behind);
  EXPECT_EQ(told_of_hardware({{2, 0, 2'147'483'647, 1}}), begin + " 2,0,2147483647,1" + behind);
  EXPECT_EQ(told_of_hardware({{0, 0, 2, 2}, {1, 1, 2, 2}}),
            begin + "s 0,0,2,2 and 1,1,2,2 overlap");
  EXPECT_EQ(told_of_hardware({{0, 0, 2, 2}}, false),
            begin + " 0,0,2,2: nothing to make hardware with");
  EXPECT_EQ(told_of_hardware({{0, 0, 2, 2}, {2, 0, 2, 2}, {0, 2, 4, 1}}), "nothing");
}

TEST(FabricErrors, LinksThatAreNotThere) {
  bench_clock c;
  const isa::program_image image = isa::assemble(
      ".grid 3, 3\n.tile 1, 0\nmain: halt\n.task 8, main, active\n.end\n", "test.wsa");
  fabric wafer("wafer", image);
  wafer.clock(c.clock);
  const auto told_of = [&](int x, int y, unsigned side) {
    return told([&] { wafer.link(x, y, side); });
  };
  const std::string begin = "/ws/wafer/no_such_link: wafer: tile ";
  const std::string behind = ": not a side at the edge of the tiles";
  EXPECT_EQ(told_of(1, 1, port::west), begin + "(1, 1), west" + behind);
  EXPECT_EQ(told_of(1, 0, port::south), begin + "(1, 0), south" + behind);
  EXPECT_EQ(told_of(2, 1, port::north), begin + "(2, 1), north" + behind);
  EXPECT_EQ(told_of(3, 0, port::east), begin + "(3, 0), east" + behind);
  EXPECT_EQ(told_of(0, -1, port::west), begin + "(0, -1), west" + behind);
  EXPECT_EQ(told_of(0, 0, port::ramp), begin + "(0, 0), side 4" + behind);
  EXPECT_EQ(told_of(2, 0, port::east), "nothing");
  EXPECT_EQ(&wafer.link(2, 0, port::east), &wafer.link(2, 0, port::east));
  EXPECT_NE(&wafer.link(2, 0, port::east), &wafer.link(2, 0, port::north));
  sc_core::sc_start(clock_period);
  EXPECT_EQ(told_of(0, 0, port::west),
            begin + "(0, 0), west: links are made before the simulation begins");
}

/// The warnings that come while it runs.
std::vector<std::string> warnings;
void keep_warnings(const sc_core::sc_report& r, const sc_core::sc_actions&) {
  if (r.get_severity() == sc_core::SC_WARNING)
    warnings.push_back(std::string(r.get_msg_type()) + ": " + r.get_msg());
}

// A trap is told once; other tiles, and the clock, go on.
TEST(FabricErrors, ATrapIsToldOnce) {
  sc_core::sc_report_handler::set_handler(keep_warnings);
  bench_clock c;
  const isa::program_image image = isa::assemble(
      ".grid 3, 1\n.tile 0, 0\n.task 8, main, active\nmain: add r3, r3, 1\n jmp main\n.end\n"
      ".tiles X > 0\n.task 8, main, active\nmain: nop\n ld16 r0, [r1 - 2]\n.end\n",
      "test.wsa");
  fabric wafer("wafer", image);
  wafer.clock(c.clock);
  grid steps(image);
  uint64_t trapped = 0;
  for (int i = 0; i < 200; ++i) {
    sc_core::sc_start(clock_period);
    steps.step();
    if (trapped == 0 && steps.trapped()) trapped = steps.cycle();
    EXPECT_EQ(wafer.ended(), trapped != 0 ? std::optional(grid::ended::trap) : std::nullopt);
  }
  const pe_trap trap = steps.at(1, 0).status().trap;
  ASSERT_THAT(warnings, testing::SizeIs(1));
  EXPECT_EQ(warnings[0], fmt::format("/ws/wafer/tile_trapped: wafer: tile (1, 0) in cycle {}: "
                                     "address at 0x{:04x}",
                                     trapped - 1, trap.pc));
  EXPECT_EQ(std::as_const(wafer).tiles().at(0, 0).pe()->gpr(3), steps.at(0, 0).pe()->gpr(3));
  EXPECT_GT(steps.at(0, 0).pe()->gpr(3), 20u);
}

/// Hardware of which a pin is wrong from some cycle on.
struct wrong_pin final : tile_hardware {
  explicit wrong_pin(std::unique_ptr<tile_hardware> h) : inside(std::move(h)) {}
  void step(const router_in& in, const debug_access& debug) override {
    inside->step(in, debug);
    pins = inside->pe();
    if (++cycle > 20) pins.ret_pc ^= 2;
  }
  const router_out& router() const override { return inside->router(); }
  const pe_out& pe() const override { return pins; }
  sram_writes written() const override { return inside->written(); }
  uint16_t word(uint16_t a) const override { return inside->word(a); }
  uint16_t gpr(unsigned n) const override { return inside->gpr(n); }
  uint16_t dsr(unsigned n, unsigned w) const override { return inside->dsr(n, w); }
  bool moved() const override { return inside->moved(); }
  pe_trap trap() const override { return inside->trap(); }
  uint64_t active() const override { return inside->active(); }
  uint64_t blocked() const override { return inside->blocked(); }
  unsigned events(unsigned e) const override { return inside->events(e); }
  tile_status status() const override { return inside->status(); }
  std::unique_ptr<tile_hardware> inside;
  pe_out pins;
  unsigned cycle = 0;
};

TEST(FabricErrors, ADifferenceInLockstepEndsTheSimulation) {
  bench_clock c;
  const isa::program_image image = isa::assemble(one_tile(loops), "test.wsa");
  fabric_config config;
  config.hardware = {{0, 0, 1, 1, true}};
  config.make = [](auto&&... all) { return std::make_unique<wrong_pin>(make_tile_rtl(all...)); };
  fabric wafer("wafer", image, config);
  wafer.clock(c.clock);
  EXPECT_THAT(told([&] { sc_core::sc_start(100 * clock_period); }),
              HasSubstr("tile (0, 0): model and hardware differ after cycle 20: ret_pc"));
}

/// Sends a wavelet and notes when one comes.
struct neighbour : sc_core::sc_module {
  wavelet_port port{"port"};
  sc_core::sc_in<bool> clock{"clock"};
  uint64_t cycle = 0, came = 0;
  bool sends;
  router_link last;
  neighbour(const sc_core::sc_module_name& name, bool s) : sc_module(name), sends(s) {
    SC_HAS_PROCESS(neighbour);
    SC_METHOD(step);
    sensitive << clock.neg();
    dont_initialize();
  }
  void step() {
    if (sends && cycle == 10) port.out.show({0x12345678, 0, false, true});
    const router_link link = port.in.take();
    if (link.valid) {
      came = cycle;
      last = link;
      port.in.give(1);
    }
    ++cycle;
  }
};

// All 850,000 tiles of a wafer; a wavelet passes a row of them, and then nothing moves.
TEST(FabricSize, AWholeWafer) {
  constexpr int width = 850, height = 1000, row = 617;
  bench_clock c;
  const isa::program_image image = isa::assemble(
      ".grid 850, 1000\n.tiles Y == 617\n.config cfg.color, 1 << 5 | 1 << 1\n.end\n", "test.wsa");
  fabric_config config;
  config.threads = 2;
  fabric wafer("wafer", image, config);
  wafer.clock(c.clock);
  neighbour west("west", true), east("east", false);
  for (neighbour* n : {&west, &east}) n->clock(c.clock);
  west.port.bind(wafer.link(0, row, port::west));
  east.port.bind(wafer.link(width - 1, row, port::east));
  sc_core::sc_start(100'000 * clock_period);
  EXPECT_EQ(wafer.tiles().width() * wafer.tiles().height(), width * height);
  EXPECT_EQ(east.last.data, 0x12345678u);
  EXPECT_EQ(east.came, 10u + width);  // a cycle for each register
  EXPECT_LT(wafer.runs(), width + 20u);
  EXPECT_EQ(wafer.ended(), grid::ended::quiet);
}

}  // namespace
}  // namespace ws::test
