// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "support/protocol_checker.h"
#include "support/seed.h"
#include "support/traffic.h"
#include "ws/base/report_ids.h"

namespace ws {
namespace {

using test::between;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double rate = 12.5e9;  // 100 Gb/s: 80 ps a byte
constexpr time_ps byte_ps = 80, latency = 3 * ps_per_us;

link_timing link_of(protocol style) { return {rate, latency, 4096, style}; }

/// Source, checker, sink: one link.
struct one_link {
  test::traffic_source source;
  test::protocol_checker checker;
  test::traffic_sink sink;

  one_link(const std::string& name, const link_timing& link, const std::vector<burst>& bursts,
           uint64_t buffer_bytes, double reader_bytes_per_s = rate, const test::stalls& s = {},
           bool synchronised = false)
      : source((name + "_source").c_str(), link, bursts.size(),
               [bursts](uint64_t i) { return bursts[i]; }, stalls_of(s, 0), synchronised),
        checker((name + "_checker").c_str()),
        sink((name + "_sink").c_str(), link, buffer_bytes, reader_bytes_per_s, stalls_of(s, 1)) {
    source.sender.out.bind(checker.in);
    checker.out.bind(sink.receiver.in);
  }
  std::vector<span> arrivals() const {
    std::vector<span> times;
    for (const burst& b : sink.arrived) times.push_back(b.times);
    return times;
  }
};

burst of(uint64_t bytes, uint32_t sequence = 0, span times = {}) {
  return {cargo::weights, 0, 0, sequence, bytes, times, nullptr};
}

std::vector<burst> equal_bursts(uint32_t count, uint64_t bytes) {
  std::vector<burst> all;
  for (uint32_t i = 0; i < count; ++i) all.push_back(of(bytes, i));
  return all;
}

struct TlmLink : testing::TestWithParam<protocol> {
  const link_timing link = link_of(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Both, TlmLink,
                         testing::Values(protocol::loosely_timed, protocol::approximately_timed),
                         [](const auto& p) {
                           return p.param == protocol::loosely_timed ? "LooselyTimed"
                                                                     : "ApproximatelyTimed";
                         });

TEST_P(TlmLink, ABurstTakesTheLatencyAndItsBytesAtTheRate) {
  one_link one("one", link, {of(1'000, 0, {50, 50})}, 4'096);
  activity busy;
  one.source.sender.record(busy);
  sc_core::sc_start();
  EXPECT_THAT(one.source.left, ElementsAre(span{50, 50 + 1'000 * byte_ps}));
  EXPECT_THAT(one.arrivals(), ElementsAre(span{50 + latency, 50 + latency + 1'000 * byte_ps}));
  EXPECT_THAT(one.checker.faults, IsEmpty());
  EXPECT_EQ(one.source.sender.bytes(), 1'000u);
  EXPECT_EQ(one.source.sender.transactions(), 1u);
  EXPECT_DOUBLE_EQ(busy.busy_s(0, ps_per_ms), 80e-9);
}

TEST_P(TlmLink, BytesThatComeSlowlyAreNotSentBeforeTheyAreThere) {
  one_link one("one", link, {of(1'000, 0, {0, 500'000}), of(1'000, 1, {0, 0})}, 4'096);
  activity busy;
  one.source.sender.record(busy);
  sc_core::sc_start();
  EXPECT_THAT(one.source.left, ElementsAre(span{0, 500'000}, span{500'000, 580'000}));
  EXPECT_DOUBLE_EQ(busy.busy_s(0, ps_per_ms), 160e-9);
}

TEST_P(TlmLink, WordsAndDescriptionArriveAsTheyWereSent) {
  burst b = of(12, 7);
  b.what = cargo::gradients;
  b.step = 3;
  b.item = 9;
  b.words = std::make_shared<std::vector<uint32_t>>(std::vector<uint32_t>{1, 2, 3});
  one_link one("one", link, {b}, 4'096);
  words_ptr seen;
  one.sink.on_burst([&](const burst& got) { seen = got.words; });
  sc_core::sc_start();
  ASSERT_EQ(one.sink.arrived.size(), 1u);
  EXPECT_TRUE(one.sink.arrived[0].same_piece(b));
  ASSERT_NE(seen, nullptr);
  EXPECT_THAT(*seen, ElementsAre(1u, 2u, 3u));
}

TEST_P(TlmLink, ASlowReaderHoldsTheSenderBackToItsOwnRate) {
  constexpr uint64_t bytes = 16'384, count = 64, buffer = 2 * bytes;
  constexpr time_ps read_ps = 4 * byte_ps;
  one_link one("one", link, equal_bursts(count, bytes), buffer, rate / 4);
  sc_core::sc_start();
  ASSERT_EQ(one.sink.taken.size(), count);
  const auto all = static_cast<time_ps>(bytes * count), room = static_cast<time_ps>(buffer);
  EXPECT_EQ(one.sink.taken.back().last, latency + all * read_ps) << "the reader never rests";
  // The last byte may come in a round trip after the one a buffer ahead of it has left.
  EXPECT_EQ(one.source.left.back().last, latency + (all - room) * read_ps + latency);
  EXPECT_LE(one.sink.peak(), buffer);
  // Full but for what could come in during the credit's round trip.
  EXPECT_GE(one.sink.peak(), buffer - 2.0 * latency / read_ps - bytes);
}

TEST_P(TlmLink, ABufferOfOneBurstPassesOneBurstARoundTrip) {
  constexpr uint64_t bytes = 4'096, count = 10;
  one_link one("one", link, equal_bursts(count, bytes), bytes);
  sc_core::sc_start();
  constexpr auto burst_ps = static_cast<time_ps>(bytes) * byte_ps;
  for (size_t i = 0; i < count; ++i) {
    // Out of the buffer as it came in; then the credit's way, then the burst's.
    const time_ps first = static_cast<time_ps>(i) * (2 * latency + burst_ps);
    EXPECT_EQ(one.source.left[i], (span{first, first + burst_ps})) << i;
  }
}

TEST_P(TlmLink, ABurstLargerThanTheBufferIsRefusedToItsSender) {
  one_link one("one", link, {of(4'096, 0), of(4'100, 1)}, 4'096);
  try {
    sc_core::sc_start();
    FAIL() << "no error";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), id::bad_response);
    EXPECT_THAT(report.get_msg(), HasSubstr("TLM_BURST_ERROR_RESPONSE"));
  }
  EXPECT_EQ(one.checker.errors, 1u);
  EXPECT_THAT(one.checker.faults, IsEmpty());
  EXPECT_EQ(one.sink.receiver.bytes(), 4'096u) << "the one before is untouched";
}

TEST_P(TlmLink, TwoReceiversBehindOnePortShareItsRate) {
  constexpr uint64_t bytes = 16'384, count = 50;
  timeline port;
  one_link a("a", link, equal_bursts(count, bytes), 1 << 20, rate, {}, true);
  one_link b("b", link, equal_bursts(count, bytes), 1 << 20, rate, {}, true);
  a.sink.receiver.share_port(port);
  b.sink.receiver.share_port(port);
  sc_core::sc_start();
  constexpr auto burst_ps = static_cast<time_ps>(bytes) * byte_ps;
  const time_ps end_a = a.arrivals().back().last, end_b = b.arrivals().back().last;
  EXPECT_EQ(std::max(end_a, end_b), latency + 2 * count * burst_ps) << "the port never rests";
  EXPECT_GE(std::min(end_a, end_b), latency + (2 * count - 2) * burst_ps) << "neither starves";
  EXPECT_DOUBLE_EQ(port.busy().busy_s(0, ps_per_s), seconds(2 * count * burst_ps));
}

TEST(TlmLinkPhases, FourPhasesMarkTheWireAndTheBuffer) {
  one_link one("one", link_of(protocol::approximately_timed), equal_bursts(6, 2'000), 4'000,
               rate / 3);
  sc_core::sc_start();
  ASSERT_EQ(one.checker.completed, 6u);
  EXPECT_EQ(one.checker.blocking_calls, 0u);
  EXPECT_THAT(one.checker.faults, IsEmpty());
  EXPECT_EQ(one.checker.unfinished(), 0u);
  std::map<uint64_t, std::vector<std::pair<int, time_ps>>> lives;
  for (const auto& e : one.checker.events) lives[e.transaction].push_back({e.phase, e.time});
  for (uint64_t i = 0; i < 6; ++i) {
    // A later room can only move the begin of a burst while it is on the wire: BEGIN_REQ is when
    // the sender had it ready.
    const time_ps ready = i == 0 ? 0 : one.source.left[i - 1].last;
    EXPECT_THAT(lives[i],
                ElementsAre(std::pair<int, time_ps>{tlm::BEGIN_REQ, ready + latency},
                            std::pair<int, time_ps>{tlm::END_REQ, one.source.left[i].last},
                            std::pair<int, time_ps>{tlm::BEGIN_RESP, one.sink.taken[i].last},
                            std::pair<int, time_ps>{tlm::END_RESP, one.sink.taken[i].last}))
        << i;
  }
}

TEST(TlmLinkRandom, BothProtocolsCarryEverythingInOrderAtTheSameTimes) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  struct pair {
    std::vector<burst> bursts;
    std::unique_ptr<one_link> loose, approximate;
    uint64_t buffer;
  };
  std::vector<pair> pairs;
  for (int trial = 0; trial < 60; ++trial) {
    pair p;
    const int64_t largest = between(random, 1, 3'000) * 4;
    time_ps at = 0;
    for (uint32_t i = 0; i < 200; ++i) {
      if (trial % 3 != 0) at += between(random, 0, 2'000'000);
      p.bursts.push_back(of(static_cast<uint64_t>(between(random, 1, largest)), i,
                            {at, at + between(random, 0, 1) * between(random, 0, 500'000)}));
    }
    p.buffer = static_cast<uint64_t>(largest * between(random, 10, 40) / 10);
    link_timing link = link_of(protocol::loosely_timed);
    link.latency = between(random, 0, 3) * between(random, 0, ps_per_us);
    link.grain = static_cast<uint64_t>(between(random, 1, 9'000));
    const double reader = rate * static_cast<double>(between(random, 2, 20)) / 10;
    const test::stalls stall{trial % 4 * 0.25, 1 + between(random, 0, 5'000'000), random()};
    const std::string name = fmt::format("pair{}", trial);
    p.loose = std::make_unique<one_link>(name, link, p.bursts, p.buffer, reader, stall);
    link.style = protocol::approximately_timed;
    p.approximate = std::make_unique<one_link>(name + "x", link, p.bursts, p.buffer, reader, stall);
    pairs.push_back(std::move(p));
  }
  sc_core::sc_start();
  uint64_t held_back = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "pair " << i);
    const pair& p = pairs[i];
    for (const one_link* l : {p.loose.get(), p.approximate.get()}) {
      ASSERT_EQ(l->sink.arrived.size(), p.bursts.size());
      for (size_t b = 0; b < p.bursts.size(); ++b) {
        ASSERT_TRUE(l->sink.arrived[b].same_piece(p.bursts[b])) << b;
        const span times = l->sink.arrived[b].times;
        ASSERT_GE(times.last - times.first, static_cast<time_ps>(p.bursts[b].bytes) * byte_ps)
            << "faster than the wire";
        if (b > 0) {
          ASSERT_GE(l->sink.arrived[b].times.first, l->sink.arrived[b - 1].times.last);
        }
      }
      ASSERT_LE(l->sink.peak(), p.buffer + 1.0);
      ASSERT_THAT(l->checker.faults, IsEmpty());
    }
    ASSERT_EQ(p.loose->checker.blocking_calls, p.bursts.size());
    ASSERT_EQ(p.approximate->checker.completed, p.bursts.size());
    ASSERT_EQ(p.loose->source.left, p.approximate->source.left);
    ASSERT_EQ(p.loose->arrivals(), p.approximate->arrivals());
    ASSERT_EQ(p.loose->sink.taken, p.approximate->sink.taken);
    for (size_t b = 0; b < p.bursts.size(); ++b)
      held_back += p.loose->source.left[b].first > p.bursts[b].times.first;
  }
  EXPECT_GT(held_back, 5'000u);
}

/// Both ends at once, saying whatever they are told to; the checker lies between.
struct rogue : sc_core::sc_module, tlm::tlm_mm_interface {
  tlm_utils::simple_initiator_socket<rogue> out{"out"};
  tlm_utils::simple_target_socket<rogue> in{"in"};
  test::protocol_checker checker{"checker"};

  explicit rogue(const sc_core::sc_module_name& name) : sc_module(name) {
    out.register_nb_transport_bw(this, &rogue::accept);
    in.register_nb_transport_fw(this, &rogue::accept);
    out.bind(checker.in);
    checker.out.bind(in);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  void free(tlm::tlm_generic_payload*) override {}
  tlm::tlm_sync_enum accept(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
    return tlm::TLM_ACCEPTED;
  }
  tlm::tlm_generic_payload& fresh() {
    payloads.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
    tlm::tlm_generic_payload& trans = *payloads.back();
    trans.acquire();
    trans.set_write();
    trans.set_data_length(4);
    trans.set_streaming_width(4);
    return trans;
  }
  void forward(tlm::tlm_generic_payload& trans, tlm::tlm_phase phase) {
    sc_core::sc_time delay;
    out->nb_transport_fw(trans, phase, delay);
  }
  void backward(tlm::tlm_generic_payload& trans, tlm::tlm_phase phase) {
    if (phase == tlm::BEGIN_RESP) trans.set_response_status(tlm::TLM_OK_RESPONSE);
    sc_core::sc_time delay;
    in->nb_transport_bw(trans, phase, delay);
  }
  /// The faults since the last call.
  std::string told() {
    std::string text;
    for (const std::string& f : checker.faults) text += f + "; ";
    checker.faults.clear();
    return text;
  }
  std::vector<std::unique_ptr<tlm::tlm_generic_payload>> payloads;
};

TEST(ProtocolChecker, SeesBrokenRules) {
  rogue r("rogue");
  tlm::tlm_generic_payload &a = r.fresh(), &b = r.fresh(), &c = r.fresh(), &d = r.fresh();
  r.forward(a, tlm::BEGIN_REQ);
  EXPECT_EQ(r.told(), "");
  r.forward(b, tlm::BEGIN_REQ);
  EXPECT_THAT(r.told(), HasSubstr("before the last request's END_REQ"));
  r.backward(b, tlm::END_REQ);
  EXPECT_EQ(r.told(), "");
  r.backward(a, tlm::BEGIN_RESP);
  EXPECT_THAT(r.told(), HasSubstr("BEGIN_RESP does not follow END_REQ"));
  r.backward(b, tlm::BEGIN_RESP);
  EXPECT_THAT(r.told(), HasSubstr("before the last response's END_RESP"));
  r.forward(b, tlm::END_RESP);
  EXPECT_EQ(r.told(), "");
  r.forward(a, tlm::END_RESP);
  EXPECT_THAT(r.told(), HasSubstr("END_RESP of another response"));
  r.backward(c, tlm::END_REQ);
  EXPECT_THAT(r.told(), HasSubstr("an answer to no transaction"));
  c.set_read();
  r.forward(c, tlm::BEGIN_REQ);
  EXPECT_THAT(r.told(), HasSubstr("not a write"));
  c.set_data_length(8);
  r.backward(c, tlm::END_REQ);
  EXPECT_THAT(r.told(), HasSubstr("data length changed"));
  r.backward(c, tlm::END_REQ);
  EXPECT_THAT(r.told(), HasSubstr("END_REQ does not follow BEGIN_REQ"));
  d.set_response_status(tlm::TLM_OK_RESPONSE);
  r.forward(d, tlm::BEGIN_REQ);
  EXPECT_THAT(r.told(), HasSubstr("status not reset"));
}

}  // namespace
}  // namespace ws
