// SPDX-License-Identifier: Apache-2.0
// Whether identical planes and subtrees are simulated once or one by one must not change any time.
#include <random>
#include <set>

#include "cluster/side_by_side.h"

namespace ws {
namespace {

using namespace testing_cluster;
using settings = std::vector<std::string>;

// Every time that the stations remember is the same in both, to the picosecond.
void expect_equal_times(const cluster& some, const cluster& all) {
  for (size_t step = 0; step < all.memory().steps().size(); ++step) {
    const memoryx::step_log &a = some.memory().steps()[step], &b = all.memory().steps()[step];
    EXPECT_EQ(a.first_weight, b.first_weight) << "step " << step;
    EXPECT_EQ(a.last_gradient, b.last_gradient) << "step " << step;
  }
  uint64_t stood_for = 0;
  for (const cluster::system& s : some.systems()) stood_for += s.multiplicity;
  ASSERT_EQ(stood_for, all.settings().config.systems);
  ASSERT_EQ(all.systems().size(), all.settings().config.systems);
  // Whatever system a folded one stands for, it lies at the same kind of place: compare as
  // multisets.
  const auto ends = [](const cluster& c, uint32_t step) {
    std::multiset<std::vector<time_ps>> result;
    for (const cluster::system& s : c.systems()) {
      const cs2::step_log& log = s.wafer->steps()[step];
      std::vector<time_ps> times{log.end, log.matrix, log.dense, log.starved};
      for (const span& f : log.forward) times.insert(times.end(), {f.first, f.last});
      for (uint64_t n = 0; n < s.multiplicity; ++n) result.insert(times);
    }
    return result;
  };
  for (uint32_t step = 0; step < all.work().step_count; ++step)
    EXPECT_EQ(ends(some, step), ends(all, step)) << "step " << step;
}

void expect_symmetry(const model& m, settings given) {
  side_by_side run(m);
  std::vector<cluster*> clusters;
  for (const char* mode : {"none", "planes", "folded"}) {
    given.push_back(std::string("simulation.symmetry=") + mode);
    clusters.push_back(&run.add(configured(given)));
    given.pop_back();
  }
  run.run();
  expect_equal_times(*clusters[1], *clusters[0]);
  expect_equal_times(*clusters[2], *clusters[0]);
  EXPECT_GE(clusters[0]->transactions(), clusters[1]->transactions());
  EXPECT_GE(clusters[1]->transactions(), clusters[2]->transactions());
}

struct shape {
  const char* name;
  settings given;
};
void PrintTo(const shape& s, std::ostream* out) { *out << s.name; }

class Symmetry : public testing::TestWithParam<shape> {};

TEST_P(Symmetry, ChangesNoTime) { expect_symmetry(small_decoder(), GetParam().given); }

// Bursts of 20 kB make several of them out of every matrix.
const settings cut{"simulation.burst=20 kB", "training.micro_batch_sequences=2"};

settings with(settings more) {
  more.insert(more.begin(), cut.begin(), cut.end());
  return more;
}

INSTANTIATE_TEST_SUITE_P(
    Of, Symmetry,
    testing::Values(
        shape{"OneSystem", with({"training.activations=spill", "training.batch_sequences=4"})},
        shape{"TwoSystemsRadix2",
              with({"systems=2", "swarmx.radix=2", "training.batch_sequences=8"})},
        shape{"FiveSystemsRadix2",
              with({"systems=5", "swarmx.radix=2", "training.activations=spill",
                    "training.batch_sequences=10"})},
        shape{"SevenSystemsRadix3FiveServers",
              with({"systems=7", "swarmx.radix=3", "memoryx.servers=5",
                    "training.batch_sequences=28", "training.activations=recompute"})},
        shape{"ElevenSystemsSixteenServers",
              with({"systems=11", "memoryx.servers=16", "training.sparsity=0.9",
                    "training.batch_sequences=22"})},
        shape{"TwentySystemsEager",
              with({"systems=20", "training.update=eager", "training.activations=resident",
                    "training.batch_sequences=80"})},
        shape{"SixteenSystemsFlash",
              with({"systems=16", "swarmx.radix=4", "memoryx.dram=6 MB", "memoryx.staging=1 MB",
                    "memoryx.flash=1 GB", "training.batch_sequences=32"})},
        shape{"ThirteenSystemsOneServerSpill",
              with({"systems=13", "swarmx.radix=3", "memoryx.servers=1",
                    "training.activations=spill", "training.batch_sequences=52"})},
        shape{"NineSystemsApproximatelyTimed",
              with({"systems=9", "swarmx.radix=2", "training.activations=spill",
                    "simulation.transport=approximately_timed", "training.batch_sequences=36"})},
        shape{"SixSystemsApproximatelyTimedFiveServers",
              with({"systems=6", "swarmx.radix=4", "memoryx.servers=5",
                    "simulation.transport=approximately_timed", "training.batch_sequences=24"})}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(RandomSymmetry, ChangesNoTime) {
  const char* const given = std::getenv("WS_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : 20221114;
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto any = [&](const settings& from) { return from[random() % from.size()]; };
  side_by_side run(small_decoder(3));
  std::vector<std::pair<cluster*, cluster*>> pairs;
  for (int n = 0; n < 12; ++n) {
    const unsigned systems = 1 + random() % 20, each = any({"1", "2", "3"})[0] - '0';
    settings s{"systems=" + std::to_string(systems),
               "training.micro_batch_sequences=" + std::to_string(each),
               "training.batch_sequences=" + std::to_string(systems * each * (1 + random() % 2)),
               "swarmx.radix=" + any({"2", "3", "4", "8"}),
               "memoryx.servers=" + any({"12", "16", "5", "1", "24"}),
               "training.activations=" + any({"spill", "recompute", "resident"}),
               "training.sparsity=" + any({"0", "0.5", "0.9"}),
               "training.update=" + any({"eager", "after_global_norm"}),
               "simulation.burst=" + any({"8 kB", "64 kB", "64 MB"}),
               "simulation.transport=" + any({"loosely_timed", "approximately_timed"}),
               "simulation.symmetry=none"};
    if (random() % 3 == 0)
      s.insert(s.end(), {"memoryx.dram=70 MB", "memoryx.staging=64 MB", "memoryx.flash=1 GB",
                         "memoryx.bytes_per_parameter=400"});
    std::string text;
    for (const std::string& line : s) text += line + "\n";
    cluster& all = run.add(configured(s));
    s.push_back("simulation.symmetry=folded");
    pairs.emplace_back(&run.add(configured(s)), &all);
    std::printf("%s: %s\n\n", all.name(), text.c_str());
  }
  run.run();
  for (const auto& [folded, all] : pairs) {
    SCOPED_TRACE(all->name());
    expect_equal_times(*folded, *all);
  }
}

TEST(Folding, StopsWhereOneSystemDiffers) {
  side_by_side run(small_decoder());
  cluster_config config = configured({"systems=6", "training.batch_sequences=6000"});
  cluster& same = run.add(config);
  system_override slow;
  slow.system = 4;
  slow.clock_hz = 425e6;
  config.overrides.push_back(slow);
  cluster& one_slow = run.add(config);
  config.overrides.clear();
  config.cs2.wafer.clock_hz = 425e6;
  cluster& all_slow = run.add(config);
  run.run();
  EXPECT_LT(same.systems().size(), 6u);
  EXPECT_EQ(one_slow.systems().size(), 6u);
  // Gradients of all are summed, so that all wait for the slow one: half the clock, as good as half
  // the speed of the whole cluster where it is bound by compute.
  EXPECT_GT(step_time(one_slow, 1), step_time(same, 1));
  EXPECT_NEAR(static_cast<double>(step_time(one_slow, 1)),
              static_cast<double>(step_time(all_slow, 1)),
              0.01 * static_cast<double>(step_time(all_slow, 1)));
}

}  // namespace
}  // namespace ws
