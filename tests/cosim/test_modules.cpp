// SPDX-License-Identifier: Apache-2.0
// Modules of processing elements and routers: what passes their sockets. docs/systemc.md shows
// parts of this file.
#include <gmock/gmock.h>

#include "mesh_bench.h"
#include "prober.h"
#include "support/protocol_checker.h"
#include "ws/base/report_ids.h"
#include "ws/isa/assembler.h"

namespace ws::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Five numbers from the west, each of them doubled, back to the west; color 3 in, color 4 out.
const char* const doubles = R"(
.grid 1, 1
.tile 0, 0
  .inqueue iq0, 3
  .outqueue oq0, 4
  .block 3
  .dsr b0, fabin, iq0, extent=5
  .dsr d0, mem1d, numbers
  .dsr a0, mem1d, numbers
  .dsr b1, mem1d, numbers
  .dsr d1, fabout, oq0, 4, extent=5
  .config cfg.color + 3, 1 << 5 | 1 << 4    ; from the west to the ramp
  .config cfg.color + 4, 1 << 9 | 1         ; and back
  .task 8, main, active
main:
  mov32 d0, b0
  fadds d1, a0, b1
  halt
.data
.align 2
numbers: .array f32, 5
.end
)";

float number(unsigned i) { return 1.5f + static_cast<float>(i); }

/// Sends five wavelets into a tile by blocking calls and takes what comes back.
class neighbour : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<neighbour> out{"out"};
  wavelet_receiver in{"in"};
  sc_core::sc_in<bool> clock{"clock"};
  std::vector<float> results;
  std::vector<tlm::tlm_response_status> refusals;

  explicit neighbour(const sc_core::sc_module_name& name) : sc_module(name) {
    SC_HAS_PROCESS(neighbour);
    SC_THREAD(send);
    SC_METHOD(receive);
    sensitive << clock.neg();
    dont_initialize();
  }

 private:
  void send() {
    for (unsigned i = 0; i < 5; ++i) {
      float value = number(i);
      tlm::tlm_generic_payload wavelet;
      wavelet.set_write();
      wavelet.set_address(wavelet_address(3, false));
      wavelet.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
      wavelet.set_data_length(4);
      wavelet.set_streaming_width(4);
      sc_core::sc_time delay;
      out->b_transport(wavelet, delay);  // comes back with the credit
      refusals.push_back(wavelet.get_response_status());
    }
  }
  void receive() {
    const router_link link = in.take();
    if (!link.valid) return;
    float value;
    std::memcpy(&value, &link.data, sizeof value);
    results.push_back(value);
    in.give(1u << link.color);
  }
};

TEST(Modules, ANeighbourSendsByBlockingCallsAndReceives) {
  bench_clock c;
  const isa::program_image image = isa::assemble(doubles, "test.wsa");
  mesh tiles("mesh", image);
  neighbour west("west");
  tiles.clock(c.clock);
  west.clock(c.clock);
  west.out.bind(tiles.at(0, 0).link(port::west).in.in);
  tiles.at(0, 0).link(port::west).out.out.bind(west.in.in);
  sc_core::sc_start(200 * clock_period);
  EXPECT_THAT(west.results, ElementsAre(3.0f, 5.0f, 7.0f, 9.0f, 11.0f));
  EXPECT_THAT(west.refusals, testing::Each(tlm::TLM_OK_RESPONSE));
  EXPECT_EQ(tiles.at(0, 0).element()->pins().trap_cause, pe_code::trap("halted"));
}

// The chain of two tiles, with a judge of the base protocol on each direction of the link.
TEST(Modules, LinksKeepTheBaseProtocol) {
  bench_clock c;
  isa::assembler_options options;
  options.settings = {"P=2", "B=32"};
  const isa::program_image image =
      isa::assemble_file(WS_SOURCE_DIR "/programs/chain_reduce.wsa", options);
  tile_module west("west", engines_of(twin::cpp), 0, 0), east("east", engines_of(twin::rtl), 1, 0);
  protocol_checker to_west("to_west"), to_east("to_east");
  west.load(*image.at(0, 0));
  east.load(*image.at(1, 0));
  for (tile_module* t : {&west, &east}) t->clock(c.clock);
  east.link(port::west).out.out.bind(to_west.in);
  to_west.out.bind(west.link(port::east).in.in);
  west.link(port::east).out.out.bind(to_east.in);
  to_east.out.bind(east.link(port::west).in.in);
  sc_core::sc_start(200 * clock_period);
  EXPECT_THAT(to_west.faults, IsEmpty());
  EXPECT_THAT(to_east.faults, IsEmpty());
  EXPECT_EQ(to_west.completed, 32u);
  EXPECT_EQ(to_west.unfinished(), 0u);
  EXPECT_EQ(to_east.events.size(), 0u);
  EXPECT_TRUE(west.element()->pins().halted);
}

TEST(Modules, ALinkTellsItsSenderWhatIsWrong) {
  bench_clock c;
  tile_module tile("tile", engines_of(twin::cpp), 0, 0);
  prober west("west");
  tile.clock(c.clock);
  west.out.bind(tile.link(port::west).in.in);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  uint32_t data = 0;
  const auto status = [&](tlm::tlm_command command, uint64_t address, unsigned bytes) {
    return west.begin(west.made(command, address, &data, bytes));
  };
  constexpr auto write = tlm::TLM_WRITE_COMMAND;
  EXPECT_EQ(status(tlm::TLM_READ_COMMAND, 0, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(status(write, wavelet_address(24, false), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(status(write, 2, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(status(write, 256, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(status(write, 0, 2), tlm::TLM_BURST_ERROR_RESPONSE);
  // Nothing takes this color: its two entries fill up. One wavelet a cycle.
  EXPECT_EQ(status(write, wavelet_address(5, true), 4), tlm::TLM_INCOMPLETE_RESPONSE);
  EXPECT_EQ(status(write, wavelet_address(6, false), 4), tlm::TLM_GENERIC_ERROR_RESPONSE);
  sc_core::sc_start(clock_period);
  EXPECT_EQ(status(write, wavelet_address(5, true), 4), tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_start(clock_period);
  EXPECT_EQ(status(write, wavelet_address(5, true), 4), tlm::TLM_GENERIC_ERROR_RESPONSE);
  EXPECT_EQ(status(write, wavelet_address(6, false), 4), tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_start(3 * clock_period);
  EXPECT_THAT(west.answers, ElementsAre(tlm::END_REQ, tlm::END_REQ, tlm::END_REQ));
  EXPECT_EQ(tile.fabric().engine().state()->stored(), 3u);
}

/// A target that takes and answers only when it is told to.
struct sleeper : sc_core::sc_module {
  tlm_utils::simple_target_socket<sleeper> in{"in"};
  std::vector<tlm::tlm_generic_payload*> seen;

  explicit sleeper(const sc_core::sc_module_name& name) : sc_module(name) {
    in.register_nb_transport_fw(this, &sleeper::forward);
  }
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& trans, tlm::tlm_phase&, sc_core::sc_time&) {
    seen.push_back(&trans);
    return tlm::TLM_ACCEPTED;
  }
  void backward(size_t number, tlm::tlm_phase phase, tlm::tlm_response_status status) {
    sc_core::sc_time delay;
    if (phase == tlm::BEGIN_RESP) seen[number]->set_response_status(status);
    in->nb_transport_bw(*seen[number], phase, delay);
  }
};

struct shower : sc_core::sc_module {
  wavelet_sender link{"link"};
  explicit shower(const sc_core::sc_module_name& name) : sc_module(name) {}
};

TEST(Modules, ALinkHasNoReadyWire) {
  shower sender("sender");
  sleeper target("target");
  sender.link.out.bind(target.in);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  sender.link.show({1, 2, false, true});
  try {
    sender.link.show({1, 3, false, true});
    FAIL() << "no error";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), id::link_held);
    EXPECT_THAT(report.get_msg(), HasSubstr("sender.link_out"));
  }
}

TEST(Modules, CreditsThatComeTogetherAreSpentOneACycle) {
  shower sender("sender");
  sleeper target("target");
  sender.link.out.bind(target.in);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  for (size_t i = 0; i < 2; ++i) {
    sender.link.show({1, 5, false, true});
    target.backward(i, tlm::END_REQ, tlm::TLM_OK_RESPONSE);
  }
  EXPECT_EQ(sender.link.take_credits(), 0u);
  for (size_t i = 0; i < 2; ++i) target.backward(i, tlm::BEGIN_RESP, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(sender.link.take_credits(), 1u << 5);
  EXPECT_EQ(sender.link.take_credits(), 1u << 5);
  EXPECT_EQ(sender.link.take_credits(), 0u);
}

TEST(Modules, AnAnswerThatIsAnErrorIsReported) {
  shower sender("sender");
  sleeper target("target");
  sender.link.out.bind(target.in);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  sender.link.show({1, 5, false, true});
  try {
    target.backward(0, tlm::BEGIN_RESP, tlm::TLM_ADDRESS_ERROR_RESPONSE);
    FAIL() << "no error";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), id::bad_response);
    EXPECT_STREQ(report.get_msg(), "sender.link_out: TLM_ADDRESS_ERROR_RESPONSE");
  }
}

}  // namespace
}  // namespace ws::test
