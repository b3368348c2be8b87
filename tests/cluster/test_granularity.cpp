// SPDX-License-Identifier: Apache-2.0
// How finely MemoryX's servers share their memories is a choice of the model: over a wide range it
// moves a step's time by less than 1 %.
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

class Granularity : public testing::TestWithParam<shape> {};

TEST_P(Granularity, ChangesTheStepByLessThanAPercent) {
  const std::vector<settings> choices{{},
                                      {"memoryx.update_pieces=32"},
                                      {"memoryx.update_pieces=256"},
                                      {"memoryx.update_piece_min=1024"},
                                      {"memoryx.update_piece_min=16384"},
                                      {"memoryx.update_piece_max=2000000"},
                                      {"memoryx.update_piece_max=128000000"},
                                      {"memoryx.read_window=16 MB"},
                                      {"memoryx.read_window=256 MB"},
                                      {"memoryx.read_window=1 GB"}};
  side_by_side run(shipped(GetParam().model), 3);
  std::vector<const cluster*> clusters;
  for (const settings& choice : choices) {
    settings s = GetParam().given;
    s.insert(s.end(), choice.begin(), choice.end());
    clusters.push_back(&run.add(configured(s)));
  }
  run.run();
  const auto wanted = static_cast<double>(step_time(*clusters[0], 1));
  double widest = 0;
  for (size_t i = 1; i < clusters.size(); ++i) {
    const double off = static_cast<double>(step_time(*clusters[i], 1)) / wanted - 1;
    EXPECT_LT(std::abs(off), 0.01) << choices[i][0];
    if (std::abs(off) > std::abs(widest)) widest = off;
  }
  std::printf("%s: at most %+.4f %%\n", GetParam().name, 100 * widest);
}

INSTANTIATE_TEST_SUITE_P(
    Of, Granularity,
    testing::Values(
        shape{"SmallOnOne", "cerebras-gpt-111m", {"training.batch_sequences=40"}},
        // Hardly any work for the wafer: the step is made of MemoryX's own times.
        shape{"UpdateBound", "gpt2-xl", {"training.batch_sequences=1"}},
        shape{"EagerUpdateBound",
              "gpt2-xl",
              {"training.batch_sequences=1", "training.update=eager",
               "memoryx.optimizer_rate=50 GFLOP/s"}},
        shape{"DramBound",
              "cerebras-gpt-1.3b",
              {"training.batch_sequences=2", "memoryx.dram_bandwidth=20 GB/s"}},
        shape{"FromFlashOnTwo",
              "gpt2-xl",
              {"systems=2", "training.batch_sequences=20", "memoryx.dram=1.1 GB",
               "memoryx.flash=1 TB"}},
        shape{"WideMatrices", "gpt3-175b", {"systems=4", "training.batch_sequences=140"}}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace ws
