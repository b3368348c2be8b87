// SPDX-License-Identifier: Apache-2.0
// What a CS-2 is busy with and what it waits for: weights, compute, gradients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/seed.h"
#include "wafer/wafer_bench.h"

namespace ws::bench {
namespace {

using testing::IsEmpty;

constexpr double peak = 750.0 * 994 * 2 * 850e6;  // multiply-adds a second, mixed precision
constexpr auto forward = pass_kind::forward;
constexpr auto backward = pass_kind::backward;

void run(std::initializer_list<const wafer_bench*> benches) {
  sc_core::sc_start();
  for (const wafer_bench* bench : benches) {
    EXPECT_TRUE(bench->done()) << bench->waits();
    EXPECT_THAT(bench->gradient_faults(), IsEmpty());
  }
}

TEST(Cs2, WorksAtThePeakWhenComputeIsTheLimit) {
  wafer_setup s;
  s.items = {work_item(forward, 12'000, 0, peak * 1e-3),
             work_item(forward, 12'000, 0, 0, peak * 2e-3)};
  const wafer_bench mixed(s, "mixed");
  s.precision = precision::f16;
  const wafer_bench f16(s, "f16");
  run({&mixed, &f16});
  EXPECT_NEAR(seconds(mixed.worked_for(0)), 1e-3, 1e-12);
  EXPECT_NEAR(seconds(mixed.worked_for(1)), 2e-3, 1e-12);
  EXPECT_NEAR(seconds(f16.worked_for(0)), 0.5e-3, 1e-12);
  EXPECT_EQ(mixed.worked(0, 0).first, s.link_latency);
  EXPECT_EQ(mixed.worked(0, 1).first, mixed.worked(0, 0).last);
  EXPECT_NEAR(mixed.wafer.busy().share(0, mixed.worked(0, 1).last), 1, 1e-3);
}

TEST(Cs2, WorksAtTheLinksPaceWhenWeightsAreTheLimit) {
  wafer_setup s;
  s.items = {work_item(forward, 12'000'000, 0, peak * 100e-6)};  // 4 MB a link
  const wafer_bench bench(s);
  run({&bench});
  EXPECT_NEAR(seconds(bench.worked_for(0)), 4e6 / 11.875e9, 1e-9);
  const span time = bench.worked(0, 0);
  EXPECT_NEAR(bench.wafer.busy().share(time.first, time.last), 100e-6 / (4e6 / 11.875e9), 0.01);
  EXPECT_NEAR(bench.wafer.links_in_busy().share(time.first, time.last) / 12, 1, 0.01);
}

TEST(Cs2, TakesTheNextWeightsWhileItWorks) {
  wafer_setup s;
  s.items = {work_item(forward, 12'000, 0, peak * 1e-3), work_item(forward, 12'000'000, 0, 0)};
  const wafer_bench roomy(s, "roomy");
  s.system.ingress_buffer_bytes = 1e6;
  const wafer_bench cramped(s, "cramped");
  run({&roomy, &cramped});
  EXPECT_EQ(roomy.worked_for(1), 0);  // all there when their turn comes
  // One buffer is there, the rest comes after the credit's way back, to a burst that has begun.
  EXPECT_NEAR(seconds(cramped.worked_for(1)), 2e-6 + (4e6 - 1e6) / 11.875e9, 65'536 / 11.875e9);
}

TEST(Cs2, WaitsForTheSlowestOfItsLinks) {
  wafer_setup s;
  s.items = {work_item(forward, 120'000, 0, peak * 1e-6)};
  const wafer_bench bench(s);
  wafer_setup late = s;
  late.released = [](const burst&) { return 777 * ps_per_us; };
  const wafer_bench delayed(late, "late");
  run({&bench, &delayed});
  EXPECT_EQ(bench.worked(0, 0).first, s.link_latency);
  EXPECT_EQ(delayed.worked(0, 0).first, 778 * ps_per_us);
}

TEST(Cs2, DoesNotPayForZeros) {
  // Ninety of a hundred weights are zero: sizes divide, so that the ratio is exact.
  const model m = parse_model(
      R"({"model_type": "mlp", "layer_sizes": [10000, 20000, 10000], "bias": false})", "m.json");
  cluster_config config;
  config.training.batch_sequences = config.training.micro_batch_sequences = 4000;
  wafer_setup s;
  s.server.sample_rate_bytes_per_s = 1e15;
  s.server.memory_bytes_per_s = 1e15;
  s.link_bytes_per_s = 1e13;
  s.burst_bytes = 1'000'000;
  s.gradient_buffer_bytes = 10'000'000;
  s.items = make_plan(m, config).items;
  const wafer_bench dense(s, "dense");
  config.training.sparsity = 0.9;
  s.items = make_plan(m, config).items;
  const wafer_bench sparse(s, "sparse");
  run({&dense, &sparse});
  const double macs = 4000.0 * 10'000 * 20'000 * (2 + 3);  // twice forth, 2 x 2 back less the first
  EXPECT_LE(static_cast<double>(dense.counter("matrix_time")) * 1e-12, 1.21 * macs / peak);
  EXPECT_NEAR(static_cast<double>(dense.counter("matrix_time")) /
                  static_cast<double>(sparse.counter("matrix_time")),
              10, 1e-6);
  const auto last = static_cast<uint32_t>(s.items.size() - 1);
  const auto length = [last](const wafer_bench& b) {
    return seconds(b.worked(0, last).last - b.worked(0, 0).first);
  };
  EXPECT_NEAR(length(dense) / length(sparse), 10, 0.2);
}

TEST(Cs2, StallsWhenGradientsCannotLeave) {
  wafer_setup s;
  s.items = {work_item(backward, 12'000'000, 24'000'000, peak * 1e-3)};  // 4 MB down, 8 MB up
  s.gradient_bytes_per_s = 4e9;
  const wafer_bench roomy(s, "roomy");
  s.system.egress_buffer_bytes = 500'000;
  s.gradient_buffer_bytes = 500'000;
  const wafer_bench cramped(s, "cramped");
  run({&roomy, &cramped});
  EXPECT_NEAR(seconds(roomy.worked_for(0)), 1e-3, 1e-9);
  // All but what fits both buffers must have gone at the far end's rate.
  EXPECT_NEAR(seconds(cramped.worked_for(0)), (8e6 - 1e6) / 4e9, 0.02 * 7e6 / 4e9);
  EXPECT_EQ(cramped.counter("gradient_bytes"), 96'000'000u);
}

TEST(Cs2, HoldsWeightsBackWhileGradientsCannotLeave) {
  wafer_setup s;
  s.items = {work_item(backward, 12'000'000, 24'000'000, 0)};
  s.gradient_bytes_per_s = 1e9;
  s.system.egress_buffer_bytes = s.system.ingress_buffer_bytes = 200'000;
  s.gradient_buffer_bytes = 200'000;
  const wafer_bench bench(s);
  run({&bench});
  const span down = bench.arrival(0, 0);
  // Half a byte of weights for each of gradients; buffers hold little of either.
  EXPECT_NEAR(seconds(down.last - down.first), 8e6 / 1e9, 0.1 * 8e6 / 1e9);
}

TEST(Cs2, SendsGradientsWhileItMakesThem) {
  wafer_setup s;
  s.items = {work_item(backward, 12'000'000, 12'000'000, peak * 1e-3)};
  const wafer_bench bench(s);
  run({&bench});
  const auto& first = bench.sinks[0]->arrived.front();
  const auto& last = bench.sinks[0]->arrived.back();
  EXPECT_LE(first.times.first, bench.worked(0, 0).first + 3 * ps_per_us);
  EXPECT_NEAR(seconds(last.times.last - bench.worked(0, 0).last), 1e-6, 0.2e-6);
}

/// Items of all kinds with weights that come late now and then.
wafer_setup random_work(uint64_t seed) {
  std::mt19937_64 random(seed);
  wafer_setup s;
  s.steps = 2;
  s.burst_bytes = 4096;
  s.system.ingress_buffer_bytes = s.system.egress_buffer_bytes = 4096;
  s.gradient_buffer_bytes = 4096;
  for (int i = 0; i < 40; ++i) {
    const bool back = i >= 20;
    const uint64_t words = random() % 4 == 0 ? 0 : 1 + random() % 100'000;
    s.items.push_back(
        work_item(back ? backward : forward, words, back ? 2 * words : 0,
                  words > 0 ? peak * 1e-9 * static_cast<double>(random() % 20'000) : 0,
                  peak * 1e-9 * static_cast<double>(random() % 5'000)));
    s.items.back().op = i;
    if (i > 0 && i < 17) s.items.back().spill_out_bytes = random() % 50'000;
  }
  for (size_t i = 1; i < 17; ++i) s.items[39 - i].spill_in_bytes = s.items[i].spill_out_bytes;
  s.items[0].sample_bytes = 100'000;
  s.weight_stalls = {0.1, 30 * ps_per_us, seed};
  s.gradient_stalls = {0.1, 30 * ps_per_us, seed + 1};
  return s;
}

void expect_order_and_conservation(const wafer_bench& bench) {
  const auto& items = bench.setup.items;
  uint64_t down = 0, up = 0, out = 0, in = 0;
  time_ps before = 0;
  for (uint32_t step = 0; step < bench.setup.steps; ++step)
    for (uint32_t i = 0; i < items.size(); ++i) {
      const span worked = bench.worked(step, i);
      EXPECT_GE(worked.first, before) << "item " << i;
      before = worked.last;
      EXPECT_GE(worked.last - worked.first,
                from_seconds((items[i].weight_macs + items[i].dense_macs) / peak) - 2);
      down += bench.work.weights(items[i]).plane_bytes() * 12;
      up += bench.work.gradients(items[i]).plane_bytes() * 12;
      out += bench.work.bytes(items[i].spill_out_bytes).plane_bytes() * 12;
      in += bench.work.bytes(items[i].spill_in_bytes).plane_bytes() * 12;
      if (items[i].weight_words == 0) continue;
      const span arrival = bench.arrival(step, i);
      EXPECT_GE(worked.first, arrival.first) << "item " << i << " without its weights";
      EXPECT_GE(worked.last, arrival.last) << "item " << i << " without all of its weights";
    }
  EXPECT_EQ(bench.counter("weight_bytes"), down);
  EXPECT_EQ(bench.counter("gradient_bytes"), up);
  EXPECT_EQ(bench.counter("activation_out_bytes"), out);
  EXPECT_EQ(bench.counter("activation_in_bytes"), in);
  EXPECT_EQ(out, in);
  EXPECT_EQ(wafer_bench::counter(bench.server.statistics(), "stored_bytes"), out);
  EXPECT_EQ(wafer_bench::counter(bench.server.statistics(), "returned_bytes"), in);
}

TEST(Cs2, StartsNothingBeforeItIsThereUnderRandomStalls) {
  WS_TRACE_SEED();
  const wafer_bench bench(random_work(test::seed()));
  run({&bench});
  expect_order_and_conservation(bench);
}

TEST(Cs2, StartsNothingBeforeItIsThereApproximatelyTimed) {
  WS_TRACE_SEED();
  wafer_setup s = random_work(test::seed());
  s.style = protocol::approximately_timed;
  const wafer_bench bench(s);
  run({&bench});
  expect_order_and_conservation(bench);
}

}  // namespace
}  // namespace ws::bench
