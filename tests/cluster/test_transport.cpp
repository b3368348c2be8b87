// SPDX-License-Identifier: Apache-2.0
// How a burst is carried, and how large it is, is a choice of the simulator: the times may differ
// by less than 1 %.
#include "cluster/side_by_side.h"

namespace ws {
namespace {

using namespace testing_cluster;
using settings = std::vector<std::string>;

struct shape {
  const char* name;
  const char* model;
  settings given;
};
void PrintTo(const shape& s, std::ostream* out) { *out << s.name; }

std::vector<shape> shapes() {
  return {
      {"ResidentOnOne", "cerebras-gpt-111m", {"training.batch_sequences=40"}},
      {"SpillOnFive",
       "cerebras-gpt-1.3b",
       {"systems=5", "training.batch_sequences=100", "training.activations=spill"}},
      {"BoundBySpillOnThree",
       "cerebras-gpt-111m",
       {"systems=3", "training.batch_sequences=60", "training.activations=spill"}},
      {"RecomputeOnSeven",
       "gpt2-xl",
       {"systems=7", "training.batch_sequences=70", "training.activations=recompute"}},
      {"SparseOnSixteen",
       "gpt2-xl",
       {"systems=16", "training.batch_sequences=320", "training.sparsity=0.9"}},
      {"AccumulatingEagerOnThree",
       "opt-350m",
       {"systems=3", "training.batch_sequences=60", "training.micro_batch_sequences=5",
        "training.update=eager"}},
      {"FromFlashOnTwo",
       "gpt2-xl",
       {"systems=2", "training.batch_sequences=20", "memoryx.dram=1 GB", "memoryx.flash=1 TB"}}};
}

class Transport : public testing::TestWithParam<shape> {};

TEST_P(Transport, LooseAndApproximateAgreeWithinAPercent) {
  side_by_side run(shipped(GetParam().model));
  settings given = GetParam().given;
  given.push_back("simulation.transport=loosely_timed");
  const cluster& loose = run.add(configured(given));
  given.back() = "simulation.transport=approximately_timed";
  const cluster& approximate = run.add(configured(given));
  run.run();
  const auto a = static_cast<double>(step_time(loose, 1));
  EXPECT_NEAR(static_cast<double>(step_time(approximate, 1)), a, 0.01 * a);
  EXPECT_EQ(loose.transactions(), approximate.transactions());
}

TEST_P(Transport, BurstsOf64KilobytesAnd64MegabytesAgreeWithinAPercent) {
  side_by_side run(shipped(GetParam().model));
  settings given = GetParam().given;
  std::vector<double> times;
  std::vector<const cluster*> clusters;
  for (const char* size : {"64 kB", "1 MB", "64 MB"}) {
    given.push_back(std::string("simulation.burst=") + size);
    clusters.push_back(&run.add(configured(given)));
    given.pop_back();
  }
  run.run();
  for (const cluster* c : clusters) times.push_back(static_cast<double>(step_time(*c, 1)));
  EXPECT_NEAR(times[0], times[2], 0.01 * times[2]);
  EXPECT_NEAR(times[1], times[2], 0.01 * times[2]);
}

// GPT-3 175B itself, and its first six blocks for a quick look. One step shows what there is to
// see.
class Gpt3Transport : public testing::TestWithParam<int> {};

model gpt3_of(int layers) {
  return parse_model(R"({"model_type": "dense", "hidden": 12288, "heads": 96, "ffn": 49152,
      "vocab": 50257, "sequence_length": 2048, "layers": )" +
                         std::to_string(layers) + "}",
                     "gpt3.json");
}

TEST_P(Gpt3Transport, NeitherStyleNorBurstSizeMattersByAPercent) {
  const bool whole = GetParam() == 96;
  side_by_side run(whole ? shipped("gpt3-175b") : gpt3_of(GetParam()), 1);
  std::vector<std::vector<const cluster*>> compared;
  const auto add = [&](const char* systems, const char* burst, const char* style) {
    const uint64_t batch = 35 * static_cast<uint64_t>(std::atoi(systems));
    return &run.add(
        configured({std::string("systems=") + systems, std::string("simulation.burst=") + burst,
                    std::string("simulation.transport=") + style,
                    "training.batch_sequences=" + std::to_string(batch)}));
  };
  for (const char* systems : {"1", "2"}) {
    std::vector<const cluster*> all;
    for (const char* burst : {"64 MB", "1 MB"})
      for (const char* style : {"loosely_timed", "approximately_timed"})
        all.push_back(add(systems, burst, style));
    all.push_back(add(systems, "64 kB", "loosely_timed"));
    if (!whole) all.push_back(add(systems, "64 kB", "approximately_timed"));
    compared.push_back(all);
  }
  run.run();
  for (const auto& all : compared) {
    const auto wanted = static_cast<double>(step_time(*all[0], 0));
    for (const cluster* c : all)
      EXPECT_NEAR(static_cast<double>(step_time(*c, 0)), wanted, 0.01 * wanted) << c->name();
  }
}

INSTANTIATE_TEST_SUITE_P(Blocks, Gpt3Transport, testing::Values(6));
INSTANTIATE_TEST_SUITE_P(Slow, Gpt3Transport, testing::Values(96));

INSTANTIATE_TEST_SUITE_P(Of, Transport, testing::ValuesIn(shapes()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace ws
