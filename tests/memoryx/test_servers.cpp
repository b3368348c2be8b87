// SPDX-License-Identifier: Apache-2.0
// Any number of servers behind twelve planes.
#include "memoryx/memory_bench.h"

namespace ws::bench {
namespace {

/// Twenty pairs of a matrix and a bias.
std::vector<uint64_t> layers(uint64_t matrix, uint64_t bias) {
  std::vector<uint64_t> tensors;
  for (int i = 0; i < 20; ++i) {
    tensors.push_back(matrix);
    tensors.push_back(bias);
  }
  return tensors;
}

class Servers : public testing::TestWithParam<std::tuple<uint64_t, uint64_t>> {
 protected:
  static uint64_t servers() { return std::get<0>(GetParam()); }
  memory_setup setup() const {
    memory_setup s;
    s.memory.servers = servers();
    s.tensors = layers(std::get<1>(GetParam()), 12'000);
    return s;
  }
};

TEST_P(Servers, MoveEveryByteOnce) {
  const memory_bench bench(setup());
  run(bench);
  EXPECT_EQ(bench.memory.servers().size(), servers());
  double out = 0, in = 0;
  for (const auto& server : bench.memory.servers()) {
    out += server->network_out.busy().busy_s(0, ps_per_s) * 11.875e9;
    in += server->network_in.busy().busy_s(0, ps_per_s) * 11.875e9;
  }
  EXPECT_NEAR(out / static_cast<double>(bench.planned_weight_bytes()), 1, 1e-5);
  EXPECT_NEAR(in / static_cast<double>(bench.planned_gradient_bytes()), 1, 1e-5);
}

TEST_P(Servers, ShareTheLoadEvenly) {
  const memory_bench bench(setup());
  run(bench);
  const auto spread = [&](auto&& busy) {
    double least = 1e9, most = 0, sum = 0;
    for (const auto& server : bench.memory.servers()) {
      const double s = busy(*server).busy().busy_s(0, ps_per_s);
      least = std::min(least, s), most = std::max(most, s), sum += s;
    }
    const double mean = sum / static_cast<double>(servers());
    return std::pair{least / mean, most / mean};
  };
  const auto [out_least, out_most] = spread([](const auto& s) -> auto& { return s.network_out; });
  const auto [in_least, in_most] = spread([](const auto& s) -> auto& { return s.network_in; });
  const auto [dram_least, dram_most] = spread([](const auto& s) -> auto& { return s.dram; });
  EXPECT_GT(out_least, 0.85);
  EXPECT_LT(out_most, 1.15);
  EXPECT_GT(in_least, 0.85);
  EXPECT_LT(in_most, 1.15);
  EXPECT_GT(dram_least, 0.9);
  EXPECT_LT(dram_most, 1.1);
}

/// Matrices of less than one burst a plane, of one and a half, and of many.
INSTANTIATE_TEST_SUITE_P(Counts, Servers,
                         testing::Combine(testing::Values(1, 5, 12, 16, 24),
                                          testing::Values(380'000, 590'000, 3'000'000)));

TEST(ServerCount, FewerThanPlanesLimitTheStreamToTheirOwnLinks) {
  memory_setup s;
  s.memory.servers = 4;
  s.tensors = {12'000'000, 12'000'000};
  const memory_bench bench(s);
  run(bench);
  EXPECT_NEAR(12 * bench.forward_rate() / (4 * 11.875e9), 1, 0.01);
}

TEST(ServerCount, MoreThanPlanesSpeedTheUpdateUp) {
  memory_setup s;
  s.tensors = {24'000'000};
  const memory_bench twelve(s, "twelve");
  s.memory.servers = 24;
  const memory_bench more(s, "more");
  run(twelve, more);
  const auto update = [](const memory_bench& b) { return seconds(b.cross_iteration()) - 20e-6; };
  EXPECT_NEAR(update(twelve), 2e6 * 30 / 333e9, 1e-8);
  EXPECT_NEAR(update(more), 1e6 * 30 / 333e9, 1e-8);
}

}  // namespace
}  // namespace ws::bench
