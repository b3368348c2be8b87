// SPDX-License-Identifier: Apache-2.0
// A fabric in which nothing moves does not run, and nobody can tell: what comes is taken in its
// cycle, and clocks and counters are those of all cycles that have passed.
#include <gmock/gmock.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "fabric_bench.h"
#include "pair_of_grids.h"
#include "pe/run_program.h"
#include "support/seed.h"
#include "ws/isa/registers.h"

namespace ws::test {
namespace {

using testing::SizeIs;

/// Sends numbers by blocking calls, so many cycles after the last one's credit, and writes down
/// what comes and when.
class late_neighbour : public sc_core::sc_module {
 public:
  struct event {
    sc_core::sc_time when;
    uint32_t data;
    bool operator==(const event& o) const { return when == o.when && data == o.data; }
  };
  wavelet_receiver in{"in"};
  tlm_utils::simple_initiator_socket<late_neighbour> out{"out"};
  sc_core::sc_in<bool> clock{"clock"};
  std::vector<event> seen;

  late_neighbour(const sc_core::sc_module_name& name, std::vector<unsigned> pauses,
                 wavelet_port& link)
      : sc_module(name), m_pauses(std::move(pauses)) {
    out.bind(link.in.in);
    link.out.out.bind(in.in);
    SC_HAS_PROCESS(late_neighbour);
    SC_THREAD(send);
    SC_METHOD(receive);
    sensitive << clock.neg();
    dont_initialize();
  }

 private:
  void send() {
    for (const unsigned pause : m_pauses) {
      wait(pause * clock_period);
      uint32_t value = 0x3f800000u + pause;
      tlm::tlm_generic_payload wavelet;
      wavelet.set_write();
      wavelet.set_address(wavelet_address(3, false));
      wavelet.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
      wavelet.set_data_length(4);
      wavelet.set_streaming_width(4);
      sc_core::sc_time delay;
      out->b_transport(wavelet, delay);
      seen.push_back({sc_core::sc_time_stamp(), 0});
    }
  }
  void receive() {
    const router_link link = in.take();
    if (!link.valid) return;
    seen.push_back({sc_core::sc_time_stamp(), link.data});
    in.give(1u << link.color);
  }
  std::vector<unsigned> m_pauses;
};

// Five numbers from the west and back; color 3 in, color 4 out.
const char* const returns = R"(
.grid 1, 1
.tile 0, 0
  .counter 0, cycles
  .counter 1, stalls
  .inqueue iq0, 3
  .outqueue oq0, 4
  .block 3
  .dsr b0, fabin, iq0, extent=5
  .dsr d1, fabout, oq0, 4, extent=5
  .config cfg.color + 3, 1 << 5 | 1 << 4    ; from the west to the ramp
  .config cfg.color + 4, 1 << 9 | 1         ; and back
  .task 8, main, active
main:
  mov32 d1, b0
  halt
.end
)";

void expect_same_tile(const fabric& a, const grid& b) {
  const tile &one = a.tiles().at(0, 0), &other = b.at(0, 0);
  EXPECT_EQ(a.tiles().cycle(), b.cycle());
  EXPECT_TRUE(same_counts(one.counts(), other.counts()));
  EXPECT_EQ(difference(a.tiles().router_pins(0, 0), b.router_pins(0, 0)), "")
      << "cycle " << b.cycle();
  for (unsigned address = 0x7e00; address < 0x8000; ++address) {
    if (pe_state::of_router(static_cast<uint16_t>(address))) continue;
    ASSERT_EQ(one.pe()->read(static_cast<uint16_t>(address)),
              other.pe()->read(static_cast<uint16_t>(address)))
        << "word " << address << ", cycle " << b.cycle();
  }
}

TEST(FabricRest, WaitsForWaveletsWithoutRunning) {
  bench_clock c;
  const isa::program_image image = isa::assemble(returns, "test.wsa");
  mesh tiles("mesh", image);
  fabric wafer("fabric", image);
  tiles.clock(c.clock);
  wafer.clock(c.clock);
  const std::vector<unsigned> pauses{60'001, 40'000, 33'333, 1, 50'004};
  late_neighbour of_mesh("of_mesh", pauses, tiles.at(0, 0).link(port::west));
  late_neighbour of_fabric("of_fabric", pauses, wafer.link(0, 0, port::west));
  of_mesh.clock(c.clock);
  of_fabric.clock(c.clock);
  constexpr uint64_t cycles = 200'000;
  sc_core::sc_start(cycles * clock_period);
  EXPECT_THAT(of_fabric.seen, SizeIs(10));
  EXPECT_TRUE(of_fabric.seen == of_mesh.seen);
  EXPECT_EQ(std::as_const(wafer).tiles().cycle(), cycles);
  EXPECT_EQ(wafer.ended(), grid::ended::quiet);
  EXPECT_LT(wafer.runs(), 150u);
  EXPECT_EQ(tiles.at(0, 0).element()->pins().trap_cause, pe_code::trap("halted"));
  EXPECT_EQ(std::as_const(wafer).tiles().at(0, 0).trap_cause(), pe_code::trap("halted"));
}

const char* const rings = R"(
.grid 1, 1
.tile 0, 0
  .counter 0, cycles
  .counter 1, stalls
  .task 8, main, active
  .task 30, ring
main:
  movi r5, 7
  jmp again
ring:
  ldcfg32 r6, [cfg.timestamp]
  addi r5, r5, -1
  beqz r5, last
again:
  movi r2, 3001
  movi r3, 0
  stcfg32 r2, [cfg.timer]
  yield
last:
  halt
.end
)";

/// What a fabric shows beside a grid that is stepped, looked at after so many cycles again and
/// again; cycles in all.
uint64_t run_beside_steps(fabric& wafer, grid& steps, uint64_t most, unsigned looks) {
  while (steps.cycle() < most) {
    sc_core::sc_start(looks * clock_period);
    for (unsigned i = 0; i < looks; ++i) steps.step();
    expect_same_tile(wafer, steps);
    if (testing::Test::HasFatalFailure()) break;
  }
  return steps.cycle();
}

TEST(FabricRest, TimersRingInTheirCycles) {
  bench_clock c;
  const isa::program_image image = isa::assemble(rings, "test.wsa");
  fabric wafer("fabric", image);
  wafer.clock(c.clock);
  grid steps(image);
  steps.step_everything();
  EXPECT_GT(run_beside_steps(wafer, steps, 25'000, 13), 7u * 3'001u);
  EXPECT_EQ(wafer.ended(), grid::ended::quiet);
  EXPECT_LT(wafer.runs(), 500u);
  EXPECT_EQ(steps.at(0, 0).trap_cause(), pe_code::trap("halted"));
}

// No process of the kernel knows how long a period of such a clock is.
TEST(FabricRest, BoundToASignalItRunsAtEachEdge) {
  sc_core::sc_signal<bool> clock;
  const isa::program_image image = isa::assemble(rings, "test.wsa");
  fabric wafer("fabric", image);
  wafer.clock(clock);
  grid steps(image);
  steps.step_everything();
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  constexpr uint64_t cycles = 4'000;
  for (uint64_t i = 0; i < cycles; ++i) {
    for (const bool level : {true, false}) {
      clock.write(level);
      sc_core::sc_start((1 + i % 3) * clock_period);
    }
    steps.step();
  }
  expect_same_tile(wafer, steps);
  EXPECT_EQ(wafer.runs(), cycles);
}

TEST(FabricRest, WhoeverChangesATileWakesIt) {
  bench_clock c;
  const isa::program_image image = isa::assemble(
      ".grid 2, 1\n.tile 0, 0\n.task 8, main, active\n.task 9, late\n.route 4, RAMP -> E\n"
      ".outqueue oq0, 4\n.dsr d0, fabout, oq0, extent=1\n"
      "main: yield\nlate: mov16 d0, 3\n movi r7, 5\n halt\n.end\n",
      "test.wsa");
  fabric wafer("fabric", image);
  wafer.clock(c.clock);
  grid steps(image);
  steps.step_everything();
  run_beside_steps(wafer, steps, 1'001, 1'001);
  EXPECT_LT(wafer.runs(), 50u);
  const auto active = static_cast<uint16_t>(isa::config_of("task_active").address);
  wafer.tiles().at(0, 0).pe()->write(active, 1u << 9);
  steps.at(0, 0).pe()->write(active, 1u << 9);
  run_beside_steps(wafer, steps, 1'041, 1);
  EXPECT_EQ(std::as_const(wafer).tiles().at(0, 0).pe()->gpr(7), 5u);
  EXPECT_EQ(std::as_const(wafer).tiles().at(0, 0).counts()->passed[4], 1u);
}

// At the very time of an edge it has passed if the clock is up.
TEST(FabricRest, ALookAtAnEdge) {
  bench_clock c;
  const isa::program_image image = isa::assemble(rings, "test.wsa");
  fabric wafer("fabric", image);
  wafer.clock(c.clock);
  struct looker : sc_core::sc_module {
    sc_core::sc_in<bool> clock{"clock"};
    std::vector<uint64_t> before, behind;
    fabric& wafer;
    looker(const sc_core::sc_module_name& name, fabric& f) : sc_module(name), wafer(f) {
      SC_HAS_PROCESS(looker);
      SC_THREAD(look);
    }
    void look() {
      wait(clock.posedge_event());  // of cycle 0
      for (int i = 1; i < 6; ++i) {
        wait(100 * clock_period);
        before.push_back(std::as_const(wafer).tiles().cycle());
        wait(clock.posedge_event());
        wait(sc_core::SC_ZERO_TIME);
        behind.push_back(std::as_const(wafer).tiles().cycle());
      }
    }
  } eyes("eyes", wafer);
  eyes.clock(c.clock);
  sc_core::sc_start(600 * clock_period);
  EXPECT_THAT(eyes.before, testing::ElementsAre(100, 200, 300, 400, 500));
  EXPECT_THAT(eyes.behind, testing::ElementsAre(101, 201, 301, 401, 501));
  EXPECT_LT(wafer.runs(), 50u);
}

}  // namespace
}  // namespace ws::test
