// SPDX-License-Identifier: Apache-2.0
// The activation server alone, between sources of activations and sinks.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/seed.h"
#include "support/traffic.h"
#include "ws/activations/activation_server.h"

namespace ws {
namespace {

struct setup {
  activation_server_config config;
  std::vector<plan_item> items;
  uint32_t steps = 1;
  uint64_t planes = 12, links = 12;
  uint64_t burst_bytes = 100'000;
  double sink_bytes_per_s = std::numeric_limits<double>::infinity();
  uint64_t sink_buffer_bytes = 1'000'000;
  protocol style = protocol::loosely_timed;
  test::stalls stalls;
};

/// Sends every item's activations from the start and takes what comes back.
struct server_bench {
  explicit server_bench(const setup& with, const std::string& name = "bench") : s(with) {
    auto p = std::make_shared<plan>();
    p->items = s.items;
    work.steps = p;
    work.step_count = s.steps;
    work.links = s.links, work.planes = s.planes;
    work.burst_bytes = s.burst_bytes;
    const link_timing link{11.875e9, ps_per_us, 4096, s.style, s.planes};
    server = std::make_unique<activation_server>(
        (name + "_server").c_str(), activation_server_settings{s.config, work, link, 10'000'000},
        sample_source{});
    for (uint32_t step = 0; step < s.steps; ++step)
      for (uint32_t i = 0; i < s.items.size(); ++i) {
        cut(out, cargo::activations, step, i, s.items[i].spill_out_bytes);
        cut(in, cargo::samples, step, i, s.items[i].sample_bytes);
        cut(in, cargo::activations, step, i, s.items[i].spill_in_bytes);
      }
    source = std::make_unique<test::traffic_source>((name + "_source").c_str(), link, out.size(),
                                                    [this](uint64_t i) { return out[i]; }, s.stalls,
                                                    true);
    sink = std::make_unique<test::traffic_sink>((name + "_sink").c_str(), link, s.sink_buffer_bytes,
                                                s.sink_bytes_per_s * static_cast<double>(s.planes),
                                                test::stalls_of(s.stalls, 100));
    source->sender.out.bind(server->activations_in.in);
    server->activations_out.out.bind(sink->receiver.in);
  }

  void cut(std::vector<burst>& into, cargo what, uint32_t step, uint32_t item,
           uint64_t bytes) const {
    const stripes c = work.bytes(bytes);
    for (uint64_t r = 0; r < c.rounds(); ++r)
      into.push_back({what, step, item, static_cast<uint32_t>(r), work.bundled(c, r), {}, {}});
  }
  void expect_all_came() const {
    ASSERT_EQ(sink->arrived.size(), in.size());
    for (size_t i = 0; i < in.size(); ++i) EXPECT_TRUE(sink->arrived[i].same_piece(in[i])) << i;
  }
  /// First and last byte of an item at the far end.
  span came(uint32_t step, uint32_t item, cargo what) const {
    span all{never_ps, 0};
    for (const burst& b : sink->arrived)
      if (b.step == step && b.item == item && b.what == what)
        all = {std::min(all.first, b.times.first), std::max(all.last, b.times.last)};
    return all;
  }

  const setup s;
  work_order work;
  std::vector<burst> out, in;  ///< what comes to the server and what it sends
  std::unique_ptr<activation_server> server;
  std::unique_ptr<test::traffic_source> source;
  std::unique_ptr<test::traffic_sink> sink;
};

plan_item item_with(uint64_t samples, uint64_t spilled, uint64_t fetched) {
  plan_item item;
  item.sample_bytes = samples;
  item.spill_out_bytes = spilled;
  item.spill_in_bytes = fetched;
  return item;
}

TEST(ActivationServer, MakesSamplesAtItsPipelinesRate) {
  setup s;
  s.config.sample_rate_bytes_per_s = 2e9;
  s.items = {item_with(12'000'000, 0, 0)};
  s.steps = 4;
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  for (uint32_t step = 0; step < 4; ++step)
    EXPECT_NEAR(seconds(bench.came(step, 0, cargo::samples).last),
                (step + 1) * 12e6 / 2e9 + 5e-6 + 1e-6 + 1e6 / 11.875e9, 1e-9);
}

TEST(ActivationServer, SendsSamplesNoFasterThanTheLinks) {
  setup s;
  s.config.sample_rate_bytes_per_s = 1e15;
  s.items = {item_with(120'000'000, 0, 0)};
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  const span came = bench.came(0, 0, cargo::samples);
  EXPECT_NEAR(seconds(came.last - came.first), 10e6 / 11.875e9, 1e-9);
}

TEST(ActivationServer, PreparesOneMicroBatchAheadAndNoMore) {
  setup s;
  s.config.sample_rate_bytes_per_s = 12e9;
  s.items = {item_with(12'000'000, 0, 0)};  // 1 ms to make
  s.steps = 4;
  s.sink_bytes_per_s = 0.1e9;  // 10 ms to take
  s.sink_buffer_bytes = 100'000;
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  // The next one is ready when the wafer has taken the last: no gap but the cable's.
  for (uint32_t step = 1; step < 4; ++step)
    EXPECT_LT(
        bench.came(step, 0, cargo::samples).first - bench.came(step - 1, 0, cargo::samples).last,
        1100 * ps_per_us);
}

TEST(ActivationServer, StoresAndReturnsAtItsMemorysRate) {
  setup s;
  s.config.memory_bytes_per_s = 60e9;  // the links: 142.5
  s.items = {item_with(0, 120'000'000, 0), item_with(0, 0, 120'000'000)};
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  const span came = bench.came(0, 1, cargo::activations);
  EXPECT_NEAR(seconds(came.last - came.first) / (120e6 / 60e9), 1, 0.01);
  EXPECT_NEAR(seconds(came.last) / (240e6 / 60e9), 1, 0.01);
}

TEST(ActivationServer, ReturnsAtTheLinksRateWhenMemoryIsFaster) {
  setup s;
  s.items = {item_with(0, 120'000'000, 0), item_with(0, 0, 120'000'000)};
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  const span came = bench.came(0, 1, cargo::activations);
  EXPECT_NEAR(seconds(came.last - came.first) / (10e6 / 11.875e9), 1, 0.01);
}

TEST(ActivationServer, ReturnsNothingBeforeItHasIt) {
  setup s;
  s.items = {item_with(0, 12'000'000, 0), item_with(0, 12'000'000, 0), item_with(0, 0, 12'000'000),
             item_with(0, 0, 12'000'000)};
  s.steps = 2;
  s.stalls = {0.2, 100 * ps_per_us, test::seed()};
  WS_TRACE_SEED();
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
  for (uint32_t step = 0; step < 2; ++step) {
    time_ps stored = 0;  // when its last byte was there
    for (size_t i = 0; i < bench.out.size(); ++i)
      if (bench.out[i].step == step)
        stored = std::max(stored, bench.source->left[i].last + ps_per_us);
    for (const burst& b : bench.sink->arrived) {
      if (b.step != step) continue;
      EXPECT_GE(b.times.first, stored + from_seconds(6e-6));
    }
  }
}

class ActivationServerStalls : public testing::TestWithParam<protocol> {};

TEST_P(ActivationServerStalls, LosesNothing) {
  WS_TRACE_SEED();
  setup s;
  s.burst_bytes = 4096;
  s.sink_buffer_bytes = 4096;
  s.style = GetParam();
  s.stalls = {0.1, 30 * ps_per_us, test::seed()};
  s.steps = 2;
  s.items = {item_with(100'001, 777'777, 0), item_with(0, 1, 0), item_with(0, 0, 1),
             item_with(0, 0, 777'777)};
  const server_bench bench(s);
  sc_core::sc_start();
  bench.expect_all_came();
}

INSTANTIATE_TEST_SUITE_P(Styles, ActivationServerStalls,
                         testing::Values(protocol::loosely_timed, protocol::approximately_timed));

TEST(ActivationServer, TakesAsLongWithOneLinkForAll) {
  setup s;
  s.config.memory_bytes_per_s = 60e9;
  s.items = {item_with(12'000'000, 120'000'000, 0), item_with(0, 0, 120'000'000)};
  const server_bench all(s, "all");
  s.planes = 1;
  const server_bench one(s, "one");
  sc_core::sc_start();
  all.expect_all_came();
  one.expect_all_came();
  EXPECT_NEAR(seconds(one.came(0, 1, cargo::activations).last) /
                  seconds(all.came(0, 1, cargo::activations).last),
              1, 0.01);
}

}  // namespace
}  // namespace ws
