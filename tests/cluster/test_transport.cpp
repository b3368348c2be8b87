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

INSTANTIATE_TEST_SUITE_P(Of, Transport, testing::ValuesIn(shapes()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace ws
