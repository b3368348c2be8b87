// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <map>

#include "support/swarmx_plane.h"
#include "ws/base/report_ids.h"

namespace ws {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr double rate = 12.5e9;
constexpr time_ps byte_ps = 80, latency = 2 * ps_per_us;

/// One switch with an end at each port, bound by hand.
struct one_switch {
  std::unique_ptr<switch_asic> asic;
  std::unique_ptr<test::traffic_source> root_source;
  std::unique_ptr<test::traffic_sink> root_sink;
  std::vector<std::unique_ptr<test::traffic_source>> sources;
  std::vector<std::unique_ptr<test::traffic_sink>> sinks;

  one_switch(const switch_settings& s, uint64_t down, uint64_t up,
             const std::function<burst(size_t child, uint64_t i)>& gradient) {
    asic = std::make_unique<switch_asic>("asic", s);
    root_source =
        std::make_unique<test::traffic_source>("root_source", s.parent, down, [](uint64_t i) {
          return burst{cargo::weights, 0, 0, static_cast<uint32_t>(i), 8'192, {}, nullptr};
        });
    root_sink = std::make_unique<test::traffic_sink>("root_sink", s.parent, s.buffer_bytes,
                                                     s.parent.bytes_per_s);
    root_source->sender.out.bind(asic->weights_in.in);
    asic->grads_out.out.bind(root_sink->receiver.in);
    for (size_t c = 0; c < s.children.size(); ++c) {
      const link_timing& link = s.children[c].link;
      sources.push_back(std::make_unique<test::traffic_source>(
          fmt::format("source{}", c).c_str(), link, up,
          [gradient, c](uint64_t i) { return gradient(c, i); }, test::stalls{}, true));
      sinks.push_back(std::make_unique<test::traffic_sink>(fmt::format("sink{}", c).c_str(), link,
                                                           s.buffer_bytes, link.bytes_per_s));
      sources[c]->sender.out.bind(asic->grads_in[c]->in);
      asic->weights_out[c]->out.bind(sinks[c]->receiver.in);
    }
  }
  uint64_t statistic(const std::string& name) const {
    std::map<std::string, uint64_t> all;
    asic->statistics().visit([&](const std::string&, const std::string& n, unit, uint64_t value,
                                 const std::string&) { all[n] = value; });
    return all.at(name);
  }
};

burst gradient_of(size_t, uint64_t i) {
  return {cargo::gradients, 0, 0, static_cast<uint32_t>(i), 8'192, {}, nullptr};
}

switch_settings settings_of(size_t children, protocol style) {
  switch_settings s;
  s.parent = {rate, latency, 4096, style};
  s.buffer_bytes = 1 << 20;
  for (size_t c = 0; c < children; ++c) s.children.push_back({s.parent, 1});
  return s;
}

struct SwitchAsic : testing::TestWithParam<protocol> {};
INSTANTIATE_TEST_SUITE_P(Both, SwitchAsic,
                         testing::Values(protocol::loosely_timed, protocol::approximately_timed),
                         [](const auto& p) {
                           return p.param == protocol::loosely_timed ? "LooselyTimed"
                                                                     : "ApproximatelyTimed";
                         });

TEST_P(SwitchAsic, GoesOnAfterAnMtuAndNotAPicosecondEarlier) {
  one_switch s(settings_of(3, GetParam()), 1, 1, gradient_of);
  sc_core::sc_start();
  const time_ps first = 2 * latency + 4'096 * byte_ps;
  for (const auto& sink : s.sinks)
    EXPECT_EQ(sink->arrived.at(0).times, (span{first, first + 8'192 * byte_ps}));
  EXPECT_EQ(s.root_sink->arrived.at(0).times, (span{first, first + 8'192 * byte_ps}));
}

TEST_P(SwitchAsic, TheSumWaitsForTheLastChild) {
  const time_ps late = 70 * ps_per_us;
  one_switch s(settings_of(3, GetParam()), 0, 1, [late](size_t child, uint64_t i) {
    burst b = gradient_of(child, i);
    if (child == 1) b.times = {late, late};
    return b;
  });
  sc_core::sc_start();
  const time_ps first = late + 2 * latency + 4'096 * byte_ps;
  EXPECT_EQ(s.root_sink->arrived.at(0).times, (span{first, first + 8'192 * byte_ps}));
}

TEST_P(SwitchAsic, TheSumIsNoFasterThanTheSlowestChild) {
  const time_ps slow = 50 * ps_per_us;  // its last byte is there long after its first
  one_switch s(settings_of(3, GetParam()), 0, 1, [slow](size_t child, uint64_t i) {
    burst b = gradient_of(child, i);
    if (child == 1) b.times = {0, slow};
    return b;
  });
  sc_core::sc_start();
  const time_ps way = 2 * latency + 4'096 * byte_ps;
  EXPECT_EQ(s.root_sink->arrived.at(0).times, (span{way, slow + way}));
}

TEST_P(SwitchAsic, CountsWhatItDidForAllThatItStandsFor) {
  switch_settings settings = settings_of(2, GetParam());
  settings.children[1].multiplicity = 3;
  one_switch s(settings, 5, 7, gradient_of);
  sc_core::sc_start();
  EXPECT_EQ(s.statistic("bursts_broadcast"), 5u);
  EXPECT_EQ(s.statistic("bursts_reduced"), 7u);
  EXPECT_EQ(s.statistic("words_added"), 7u * 3 * 8'192 / 4);
}

TEST_P(SwitchAsic, OnePortServesItsChildrenOneAfterTheOther) {
  // The control without a tree: the parent's link does not limit, the port does.
  switch_settings settings = settings_of(5, GetParam());
  settings.parent.bytes_per_s = std::numeric_limits<double>::infinity();
  settings.parent.latency = 0;
  settings.one_port = true;
  constexpr uint64_t count = 20;
  one_switch s(settings, count, count, gradient_of);
  sc_core::sc_start();
  time_ps last = 0;
  for (const auto& sink : s.sinks) {
    ASSERT_EQ(sink->arrived.size(), count);
    last = std::max(last, sink->arrived.back().times.last);
  }
  const time_ps port = 5 * count * 8'192 * byte_ps;
  EXPECT_EQ(last, latency + port);
  EXPECT_EQ(s.root_sink->arrived.back().times.last, latency + port);
}

TEST_P(SwitchAsic, TellsWhereItWaitsWhenNothingMoves) {
  switch_settings settings = settings_of(2, GetParam());
  settings.buffer_bytes = 16'384;
  // The second child sends so late that the first one's gradients fill their buffer.
  one_switch s(settings, 0, 9, [](size_t child, uint64_t i) {
    burst b = gradient_of(child, i);
    if (child == 1) b.times = {ps_per_s, ps_per_s};
    return b;
  });
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
  std::vector<std::string> waits;
  s.asic->waits(waits);
  EXPECT_THAT(waits, Contains(HasSubstr("weights_in: empty")));
  EXPECT_THAT(waits, Contains(HasSubstr("grads_in0: full with 16384 of 16384 bytes")));
  EXPECT_THAT(waits, Contains(HasSubstr("grads_in1: empty")));
}

struct mismatch {
  const char* name;
  std::function<void(burst&)> change;
};
struct Mismatch : testing::TestWithParam<std::pair<protocol, mismatch>> {};

std::vector<std::pair<protocol, mismatch>> mismatches() {
  std::vector<std::pair<protocol, mismatch>> all;
  for (const protocol p : {protocol::loosely_timed, protocol::approximately_timed}) {
    all.push_back({p, {"Step", [](burst& b) { ++b.step; }}});
    all.push_back({p, {"Item", [](burst& b) { ++b.item; }}});
    all.push_back({p, {"Sequence", [](burst& b) { ++b.sequence; }}});
    all.push_back({p, {"Bytes", [](burst& b) { b.bytes -= 4; }}});
    all.push_back({p, {"Cargo", [](burst& b) { b.what = cargo::weights; }}});
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Pieces, Mismatch, testing::ValuesIn(mismatches()), [](const auto& p) {
  return std::string(p.param.second.name) +
         (p.param.first == protocol::loosely_timed ? "Loose" : "Approximate");
});

TEST_P(Mismatch, OfTheChildrensPiecesIsReportedAsOutOfOrder) {
  const auto& change = GetParam().second.change;
  one_switch s(settings_of(3, GetParam().first), 0, 4, [&](size_t child, uint64_t i) {
    burst b = gradient_of(child, i);
    if (child == 2 && i == 2) change(b);
    return b;
  });
  try {
    sc_core::sc_start();
    FAIL() << "nothing was reported";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), id::out_of_order);
    EXPECT_THAT(report.get_msg(), HasSubstr("asic: child 2 sent step"));
  }
  EXPECT_LE(s.root_sink->arrived.size(), 2u) << "a wrong sum went on";
}

}  // namespace
}  // namespace ws
