// SPDX-License-Identifier: Apache-2.0
// What loaders and debuggers reach through the socket of a processing element.
#include "mesh_bench.h"
#include "prober.h"
#include "ws/base/report_ids.h"
#include "ws/isa/assembler.h"
#include "ws/isa/registers.h"

namespace ws::test {
namespace {

/// A tile and a prober on its debug socket.
struct debug_bench {
  bench_clock c;
  isa::program_image image;
  tile_module tile;
  prober probe{"probe"};

  debug_bench(twin which, const std::string& text)
      : image(isa::assemble(text, "test.wsa")), tile("tile", engines_of(which), 7, 9) {
    tile.clock(c.clock);
    probe.out.bind(tile.element()->debug);
  }
};

const std::string stores =
    ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n.route 2, RAMP -> RAMP\n"
    "main: movi r1, 0x1234\n st16 r1, [x]\n halt\n.data\nx: .word 7, 8\n.end\n";

class DebugSocketOf : public testing::TestWithParam<twin> {};
INSTANTIATE_TEST_SUITE_P(Twin, DebugSocketOf, testing::Values(twin::cpp, twin::rtl, twin::lockstep),
                         [](const auto& info) { return name_of(info.param); });

TEST_P(DebugSocketOf, TransportReachesMemoryAndConfiguration) {
  debug_bench b(GetParam(), stores);
  b.tile.load(b.image.codes[0]);
  sc_core::sc_start(20 * clock_period);
  const unsigned x = b.image.codes[0].find("x")->address;
  EXPECT_EQ(b.probe.debug_read(x), 0x1234u);
  uint16_t words[2] = {5, 6};
  EXPECT_EQ(b.probe.debug(tlm::TLM_WRITE_COMMAND, x, words, 4), 4u);
  EXPECT_EQ(b.probe.debug_read(x + 1), 6u);
  EXPECT_EQ(b.probe.debug(tlm::TLM_READ_COMMAND, pe_sram::words - 1, words, 4), 2u) << "its end";
  EXPECT_EQ(b.probe.debug(tlm::TLM_READ_COMMAND, 0x7000, words, 2), 0u) << "nothing is there";
  EXPECT_EQ(b.probe.out->transport_dbg(b.probe.made(tlm::TLM_READ_COMMAND, 1, words, 2)), 0u);
  const auto color = static_cast<unsigned>(isa::config_of("color").address) + 2;
  const auto gpr = static_cast<unsigned>(isa::config_of("gpr").address);
  // The hardware has no way to its registers that takes no time.
  if (GetParam() == twin::rtl) {
    EXPECT_EQ(b.probe.debug(tlm::TLM_READ_COMMAND, color, words, 2), 0u);
    EXPECT_EQ(b.probe.debug(tlm::TLM_READ_COMMAND, gpr, words, 2), 0u);
  } else {
    EXPECT_EQ(b.probe.debug_read(color), 1u << 9 | 1u << 4);
    EXPECT_EQ(b.probe.debug_read(gpr + 1), 0x1234u);
    EXPECT_EQ(b.probe.debug_read(static_cast<unsigned>(isa::config_of("tile_x").address)), 7u);
    EXPECT_EQ(b.probe.debug_read(static_cast<unsigned>(isa::config_of("tile_y").address)), 9u);
  }
  words[0] = 0x77;
  const unsigned written = GetParam() == twin::cpp ? 2 : 0;
  EXPECT_EQ(b.probe.debug(tlm::TLM_WRITE_COMMAND, color, words, 2), written);
  EXPECT_EQ(b.probe.debug(tlm::TLM_WRITE_COMMAND, gpr, words, 2), written);
  if (written != 0) {
    EXPECT_EQ(b.probe.debug_read(color), 0x77u);
    EXPECT_EQ(b.probe.debug_read(gpr), 0x77u);
  }
}

/// Loads a program over the debug port in cycles, reads a word of the router and the result.
struct loader : sc_core::sc_module {
  prober& probe;
  const isa::tile_code& code;
  uint16_t color = 0, result = 0, x = 0, y = 0;
  uint64_t cycles_of_load = 0, words = 0;
  tlm::tlm_response_status refusal = tlm::TLM_OK_RESPONSE;

  loader(const sc_core::sc_module_name& name, prober& p, const isa::tile_code& what)
      : sc_module(name), probe(p), code(what) {
    SC_HAS_PROCESS(loader);
    SC_THREAD(run);
  }
  tlm::tlm_response_status access(tlm::tlm_command command, unsigned word, uint16_t& value) {
    tlm::tlm_generic_payload& trans = probe.made(command, uint64_t{2} * word, &value, 2);
    sc_core::sc_time delay;
    probe.out->b_transport(trans, delay);
    return trans.get_response_status();
  }
  void write(unsigned word, uint16_t value) {
    EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, word, value), tlm::TLM_OK_RESPONSE);
    ++words;
  }
  void run() {
    for (const isa::segment& s : code.segments)
      for (size_t i = 0; i < s.words.size(); ++i)
        write(static_cast<unsigned>(s.address + i), s.words[i]);
    for (const isa::config_write& w : code.config) write(w.address, w.value);
    cycles_of_load = static_cast<uint64_t>(sc_core::sc_time_stamp() / clock_period) + 1;
    access(tlm::TLM_READ_COMMAND, static_cast<unsigned>(isa::config_of("color").address) + 2,
           color);
    access(tlm::TLM_READ_COMMAND, static_cast<unsigned>(isa::config_of("tile_x").address), x);
    access(tlm::TLM_READ_COMMAND, static_cast<unsigned>(isa::config_of("tile_y").address), y);
    sc_core::wait(20 * clock_period);
    access(tlm::TLM_READ_COMMAND, code.find("x")->address, result);
    refusal = access(tlm::TLM_READ_COMMAND, 0x7000, color);
  }
};

TEST_P(DebugSocketOf, ThePortLoadsAndReadsInCycles) {
  debug_bench b(GetParam(), stores);
  loader l("loader", b.probe, b.image.codes[0]);
  sc_core::sc_start(1000 * clock_period);
  EXPECT_EQ(l.color, 1u << 9 | 1u << 4);
  EXPECT_EQ(l.result, 0x1234u);
  EXPECT_EQ(l.x, 7u);
  EXPECT_EQ(l.y, 9u);
  EXPECT_EQ(l.cycles_of_load, l.words);
  EXPECT_GT(l.words, 10u);
  EXPECT_EQ(l.refusal, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_TRUE(b.tile.element()->pins().halted);
}

TEST(DebugSocket, LoadingIsForBeforeTheFirstClock) {
  debug_bench b(twin::rtl, stores);
  sc_core::sc_start(5 * clock_period);
  try {
    b.tile.load(b.image.codes[0]);
    FAIL() << "no error";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), id::not_loadable);
  }
}

TEST(DebugSocket, DirectMemoryReachesWhatNeedsNoBooks) {
  debug_bench b(twin::cpp, stores);
  b.tile.load(b.image.codes[0]);
  const auto ask = [&](tlm::tlm_command command, unsigned word, tlm::tlm_dmi& dmi) {
    dmi.init();
    return b.probe.out->get_direct_mem_ptr(b.probe.made(command, uint64_t{2} * word, nullptr, 2),
                                           dmi);
  };
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  tlm::tlm_dmi dmi;
  const unsigned x = b.image.codes[0].find("x")->address, piece = x / 256 * 256;
  ASSERT_TRUE(ask(tlm::TLM_READ_COMMAND, x, dmi));
  EXPECT_EQ(dmi.get_start_address(), 2 * piece);
  EXPECT_EQ(dmi.get_end_address(), 2 * piece + 511);
  EXPECT_TRUE(dmi.is_read_allowed());
  EXPECT_FALSE(dmi.is_write_allowed());
  const auto* words = reinterpret_cast<const uint16_t*>(dmi.get_dmi_ptr());
  EXPECT_EQ(words[x - piece], 7u);
  sc_core::sc_start(20 * clock_period);
  EXPECT_EQ(words[x - piece], 0x1234u) << "the same words, after a store";
  EXPECT_FALSE(ask(tlm::TLM_WRITE_COMMAND, x, dmi)) << "some of its words are undefined";
  EXPECT_FALSE(dmi.is_write_allowed());
  EXPECT_FALSE(ask(tlm::TLM_READ_COMMAND, 0x7f00, dmi)) << "no memory";
  // A piece that is written throughout.
  for (unsigned a = 0x3000; a < 0x3100; ++a) {
    auto value = static_cast<uint16_t>(a);
    EXPECT_EQ(b.probe.debug(tlm::TLM_WRITE_COMMAND, a, &value, 2), 2u);
  }
  ASSERT_TRUE(ask(tlm::TLM_WRITE_COMMAND, 0x3080, dmi));
  EXPECT_TRUE(dmi.is_read_write_allowed());
  reinterpret_cast<uint16_t*>(dmi.get_dmi_ptr())[5] = 99;
  EXPECT_EQ(b.probe.debug_read(0x3005), 99u);
}

TEST(DebugSocket, HardwareGrantsNoDirectMemory) {
  debug_bench b(twin::rtl, stores);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  tlm::tlm_dmi dmi;
  EXPECT_FALSE(
      b.probe.out->get_direct_mem_ptr(b.probe.made(tlm::TLM_READ_COMMAND, 0, nullptr, 2), dmi));
}

}  // namespace
}  // namespace ws::test
