// SPDX-License-Identifier: Apache-2.0
// What the comparison of model and hardware notices, and that a run with hardware is the same run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pe/run_program.h"
#include "report/process.h"
#include "ws/base/error.h"
#include "ws/report/grid_report.h"
#include "ws/wafer/pe_engine.h"

namespace ws::test {
namespace {

using testing::HasSubstr;

/// Hardware with one thing that is wrong from a cycle on.
class faulty final : public tile_hardware {
 public:
  enum what { pin_of_router, pin_of_element, gpr_word, dsr_word, memory_word, moving };
  faulty(std::unique_ptr<tile_hardware> inside, what wrong, uint64_t from)
      : m_inside(std::move(inside)), m_wrong(wrong), m_from(from) {}

  void step(const router_in& in, const debug_access& debug) override {
    m_inside->step(in, debug);
    m_router = m_inside->router();
    m_pe = m_inside->pe();
    if (m_cycle++ < m_from) return;
    if (m_wrong == pin_of_router) m_router.credit[port::east] ^= 1u << 5;
    if (m_wrong == pin_of_element) m_pe.ret_pc ^= 2u;
  }
  const router_out& router() const override { return m_router; }
  const pe_out& pe() const override { return m_pe; }
  sram_writes written() const override { return m_inside->written(); }
  uint16_t word(uint16_t a) const override {
    return static_cast<uint16_t>(m_inside->word(a) ^ (m_wrong == memory_word && a == 0x2345));
  }
  uint16_t gpr(unsigned n) const override {
    return static_cast<uint16_t>(m_inside->gpr(n) ^ (m_wrong == gpr_word && late() && n == 11));
  }
  uint16_t dsr(unsigned n, unsigned w) const override {
    return static_cast<uint16_t>(m_inside->dsr(n, w) ^
                                 (m_wrong == dsr_word && late() && n == 17 && w == 2));
  }
  bool moved() const override { return m_inside->moved() != (m_wrong == moving && late()); }
  pe_trap trap() const override { return m_inside->trap(); }
  uint64_t active() const override { return m_inside->active(); }
  uint64_t blocked() const override { return m_inside->blocked(); }
  unsigned events(unsigned event) const override { return m_inside->events(event); }
  tile_status status() const override { return m_inside->status(); }

 private:
  bool late() const { return m_cycle > m_from; }
  std::unique_ptr<tile_hardware> m_inside;
  what m_wrong;
  uint64_t m_from, m_cycle = 0;
  router_out m_router;
  pe_out m_pe;
};

/// What the comparison says of a loop on a tile with that fault from cycle 20 on.
std::string told(faulty::what wrong) {
  const isa::program_image image =
      isa::assemble(one_tile("main: add r3, r3, 1\n jmp main"), "test.wsa");
  grid tiles(image);
  tiles.put_hardware(
      0, 0, 1, 1,
      [&](auto&&... all) { return std::make_unique<faulty>(make_tile_rtl(all...), wrong, 20); },
      true);
  try {
    for (int c = 0; c < 40; ++c) tiles.step();
    tiles.compare();
  } catch (const simulation_error& e) {
    return e.what();
  }
  return "nothing";
}

TEST(Lockstep, NamesCycleTilePinAndRegister) {
  const std::string begin = "tile (0, 0): model and hardware differ after cycle 20: ";
  EXPECT_THAT(told(faulty::pin_of_router), HasSubstr(begin + "credit to E, C5: 000000 and 000020"));
  EXPECT_THAT(told(faulty::pin_of_element), HasSubstr(begin + "ret_pc: 0014 and 0016"));
  EXPECT_THAT(told(faulty::gpr_word), HasSubstr(begin + "register r11: 0000 and 0001"));
  EXPECT_THAT(told(faulty::dsr_word), HasSubstr(begin + "word 2 of a1: 0000 and 0001"));
  EXPECT_THAT(told(faulty::moving), HasSubstr(begin + "something moved: true and false"));
  EXPECT_THAT(told(faulty::memory_word), HasSubstr("memory word 0x2345: 0000 and 0001"));
  EXPECT_THAT(told(faulty::gpr_word), HasSubstr("\n  cycle 20 main thread at 0x0014: jmp 0x12"));
}

std::string json_of(grid& tiles, const isa::program_image& image) {
  const grid::ended how = tiles.run(100'000);
  return grid_json({image, tiles, how, "p.wsa"});
}

/// Programs that end well, that trap, that wait for ever, that a timer wakes.
isa::program_image image_of(const std::string& name) {
  if (name.find(".wsa") != std::string::npos)
    return isa::assemble_file(WS_SOURCE_DIR "/programs/" + name, {});
  return isa::assemble(name, "test.wsa");
}

struct named_program {
  const char* name;
  std::string text;  // or a file in programs/
};

class SameRun : public testing::TestWithParam<named_program> {};

TEST_P(SameRun, OnModelOnHardwareAndOnAMixture) {
  const isa::program_image image = image_of(GetParam().text);
  grid model(image);
  const std::string expected = json_of(model, image);
  for (const bool compared : {false, true}) {
    grid tiles(image);
    tiles.put_hardware(0, 0, image.width, image.height, make_tile_rtl, compared);
    EXPECT_EQ(json_of(tiles, image), expected);
  }
  grid mixed(image);
  mixed.put_hardware(image.width - 1, 0, 1, 1, make_tile_rtl, false);
  EXPECT_EQ(json_of(mixed, image), expected);
}

const std::string waits =
    ".grid 2, 1\n.tile 0, 0\n.task 8, main, active\n.route 4, RAMP -> E\n.outqueue oq0, 4\n"
    ".dsr d0, fabout, oq0, extent=9\nmain: mov16.async d0, 3\n nop\n yield\n.end\n"
    ".tile 1, 0\n.task 8, main, active\n.inqueue iq0, 5\n.dsr b0, fabin, iq0, extent=4\n"
    ".dsr d0, mem1d, x\nmain: mov16 d0, b0\n halt\n.data\nx: .array i16, 4\n.end\n";
// Of three wavelets one is left over, and a color without a route leaves no room for two more.
const std::string waits_for_two =
    ".grid 2, 1\n.tile 0, 0\n.task 8, main, active\n.route 4, RAMP -> E\n.outqueue oq0, 4\n"
    ".outqueue oq2, 6\n.dsr d0, fabout, oq0, extent=3, simd=simd_64\n"
    ".dsr d1, fabout, oq2, extent=10, simd=simd_64\n"
    "main: mov32.async d0, 3\n mov32 d1, 5\n yield\n.end\n"
    ".tile 1, 0\n.task 8, main, active\n.route 4, W -> RAMP\n.inqueue iq0, 4\n.block 4\n"
    ".dsr b0, fabin, iq0, extent=4, simd=simd_64\n"
    ".dsr d0, mem1d, x\nmain: mov32 d0, b0\n halt\n.data\nx: .array i32, 4\n.end\n";
const std::string traps = one_tile("main: nop\n movi r1, 3\n ld32 r2, [r1]\n halt");
const std::string timed = one_tile(
    ".task 30, late\nmain: movi r0, 300\n movi r1, 0\n stcfg32 r0, [cfg.timer]\n yield\n"
    "late: movi r5, 7\n halt");

const std::string fifo = one_tile(
    ".task 30, late\n.dsr x0, ring, area, 4\n.dsr b0, fifo, xdsr=x0, extent=3\n"
    ".dsr d0, mem1d, x\n.dsr d1, fifo, xdsr=x0, extent=3\n"
    "main: movi r0, 50\n movi r1, 0\n stcfg32 r0, [cfg.timer]\n mov16.async d0, b0\n yield\n"
    "late: mov16 d1, 7\n yield\n.data\nx: .array i16, 3\narea: .space 4");

TEST(Hardware, AMicrothreadWaitsForAFifo) {
  program_run run(fifo);
  EXPECT_EQ(run.words("x"), (std::vector<uint16_t>{7, 7, 7}));
  EXPECT_GT(run.tiles().at(0, 0).counts()->stalls[pe_code::stall("fifo")], 40u);
}

INSTANTIATE_TEST_SUITE_P(Of, SameRun,
                         testing::Values(named_program{"Chain", "chain_reduce.wsa"},
                                         named_program{"Sparse", "sparse_axpy.wsa"},
                                         named_program{"Multiply", "vector_multiply.wsa"},
                                         named_program{"Deadlock", waits},
                                         named_program{"WaitsForTwo", waits_for_two},
                                         named_program{"Trap", traps},
                                         named_program{"Timer", timed},
                                         named_program{"Fifo", fifo}),
                         [](const auto& info) { return info.param.name; });

TEST(Hardware, TellsWhatWaitsAsTheModelDoes) {
  for (const std::string& text : {waits, waits_for_two, traps}) {
    const isa::program_image image = image_of(text);
    grid model(image), hardware(image);
    hardware.put_hardware(0, 0, image.width, image.height, make_tile_rtl, false);
    const grid::ended how = model.run(10'000);
    EXPECT_EQ(hardware.run(10'000), how);
    EXPECT_EQ(grid_failure({image, hardware, how, "p.wsa"}, 1),
              grid_failure({image, model, how, "p.wsa"}, 1));
    EXPECT_NE(grid_failure({image, model, how, "p.wsa"}, 1), "");
  }
}

TEST(Hardware, TellsWhoWaitsForTwo) {
  const isa::program_image image = image_of(waits_for_two);
  grid tiles(image);
  const grid::ended how = tiles.run(10'000);
  const std::string told = grid_failure({image, tiles, how, "p.wsa"}, 1);
  EXPECT_THAT(told, HasSubstr("waits: room for two in oq2 (color 6)"));
  EXPECT_THAT(told, HasSubstr("waits: two wavelets in iq0 (color 4)"));
}

TEST(Grid, ATimerKeepsItRunning) {
  program_run run(timed);
  EXPECT_EQ(run.reg(5), 7);
}

testing_report::ended waferstream(const std::string& arguments) {
  return testing_report::run(WS_BINARY_DIR "/waferstream run " WS_SOURCE_DIR "/programs/" +
                             arguments);
}

TEST(Hardware, RunsByOption) {
  const testing_report::ended model = waferstream("chain_reduce.wsa -D P=3 -D B=4");
  for (const char* how :
       {"--twin rtl", "--twin lockstep", "--rtl 1,0,2,1", "--twin lockstep --rtl 0,0,1,1"}) {
    const testing_report::ended end =
        waferstream(std::string("chain_reduce.wsa -D P=3 -D B=4 ") + how);
    EXPECT_EQ(end.status, 0) << how;
    EXPECT_EQ(end.text, model.text) << how;
  }
}

TEST(PeLockstep, NamesTheFirstDifference) {
  auto a = std::make_unique<pe_cpp>(), b = std::make_unique<pe_cpp>();
  pe_cpp& other = *b;
  pe_lockstep both(std::move(a), std::move(b));
  for (unsigned at = 0; at < 16; at += 2) both.poke(static_cast<uint16_t>(at + 1), 0x6e00);  // nop
  other.poke(7, 0x6f00);                                                                     // halt
  both.state()->write(0x7f80, 1);
  other.state()->write(0x7f80, 1);
  std::string told;
  try {
    for (int c = 0; c < 10; ++c) both.step({});
  } catch (const simulation_error& e) {
    told = e.what();
  }
  EXPECT_EQ(told,
            "processing element twins differ after cycle 5: halted: 0000 and 0001\n"
            "  cycle 2 main thread at 0x0000: nop\n  cycle 3 main thread at 0x0002: nop\n"
            "  cycle 4 main thread at 0x0004: nop\n  cycle 5 main thread at 0x0006: nop");
}

}  // namespace
}  // namespace ws::test
