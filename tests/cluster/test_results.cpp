// SPDX-License-Identifier: Apache-2.0
// The whole of the results: the same from run to run, whatever else is written beside them, and
// however identical parts are folded.
#include "cluster/program_run.h"

namespace ws {
namespace {

using namespace testing_cluster;
using nlohmann::json;

const std::string digits =
    "--cluster configs/clusters/tiny.yaml --model configs/models/mlp-digits.json ";
const std::string andromeda =
    "--cluster configs/clusters/andromeda.yaml "
    "--model configs/models/cerebras-gpt-111m.json ";

struct run_shape {
  const char* name;
  std::string arguments;
};
void PrintTo(const run_shape& s, std::ostream* out) { *out << s.name; }
std::string name_of(const testing::TestParamInfo<run_shape>& info) { return info.param.name; }

class Results : public testing::TestWithParam<run_shape> {};

TEST_P(Results, AreTheSameAgain) {
  const json first = reproducible(trained(GetParam().arguments));
  const json again = reproducible(trained(GetParam().arguments));
  EXPECT_EQ(differences(first, again), "");
  EXPECT_GT(first["step"]["time_s"], 0);
}

TEST_P(Results, DoNotNoticeTheTimeline) {
  const testing_report::scratch_folder folder;
  const std::string& arguments = GetParam().arguments;
  EXPECT_EQ(
      differences(reproducible(trained(arguments)),
                  reproducible(trained(arguments + " --timeline " + (folder / "timeline.json")))),
      "");
  EXPECT_GT(testing_report::content(folder / "timeline.json").size(), 1000u);
}

TEST_P(Results, AreThoseOfApproximatelyTimedTransportWithWaveforms) {
  const testing_report::scratch_folder folder;
  const std::string& arguments = GetParam().arguments;
  json timed = reproducible(trained(arguments + " --set simulation.transport=approximately_timed"));
  json traced = reproducible(trained(arguments + " --trace " + (folder / "wave.vcd")));
  for (json* results : {&timed, &traced}) results->erase("config");
  EXPECT_EQ(differences(timed, traced), "");
}

INSTANTIATE_TEST_SUITE_P(
    Of, Results,
    testing::Values(run_shape{"Digits", digits + "--values --steps 3"},
                    run_shape{"SparseCharacters",
                              "--cluster configs/clusters/tiny.yaml "
                              "--model configs/models/char-transformer.json --values --steps 1 "
                              "--sparsity 0.5 --batch-sequences 12"},
                    run_shape{"SpillingDecoder", andromeda + "--systems 3 --batch-sequences 60 "
                                                             "--set training.activations=spill"},
                    run_shape{"LateByChance", andromeda +
                                                  "--systems 3 --batch-sequences 60 --steps 1 "
                                                  "--set swarmx.jitter=20us"}),
    name_of);

/// Everything but what counts what is simulated.
json physical(json results) {
  results = reproducible(std::move(results));
  for (const char* key : {"config", "statistics", "simulator"}) results.erase(key);
  return results;
}

class Folding : public testing::TestWithParam<run_shape> {};

TEST_P(Folding, LeavesEveryFigure) {
  const auto with = [](const char* symmetry) {
    return trained(GetParam().arguments + " --set simulation.symmetry=" + symmetry);
  };
  const json none = with("none"), planes = with("planes"), folded = with("folded");
  // Times and bytes are the same to the last digit; shares are sums in another order.
  for (const json* other : {&planes, &folded}) {
    EXPECT_EQ(differences(physical(none), physical(*other), 1e-9), "");
    EXPECT_EQ(differences(none["bytes"], (*other)["bytes"]), "");
    EXPECT_EQ(differences(none["step"], (*other)["step"]), "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Of, Folding,
    testing::Values(
        run_shape{"TwoSystems", andromeda + "--systems 2 --batch-sequences 240 --steps 1"},
        run_shape{"TwoSystemsTwoSteps", andromeda + "--systems 2 --batch-sequences 240"},
        run_shape{"SevenSystemsSixteenServers", andromeda +
                                                    "--systems 7 --batch-sequences 280 --steps 1 "
                                                    "--set memoryx.servers=16 --set swarmx.radix=3 "
                                                    "--set training.activations=spill"},
        run_shape{"FiveSparseSystems", andromeda + "--systems 5 --batch-sequences 100 --steps 1 "
                                                   "--sparsity 0.75"},
        run_shape{
            "AccumulatingFromFlash",
            andromeda +
                "--systems 5 --batch-sequences 40 --set memoryx.dram=110MB "
                "--set memoryx.staging=100MB --set simulation.burst=64MB --set memoryx.flash=1TB "
                "--set training.micro_batch_sequences=4"},
        run_shape{"WithoutSwarmX", andromeda + "--systems 3 --batch-sequences 12 --steps 1 "
                                               "--set swarmx.topology=none"},
        run_shape{"SlowWafersEager", andromeda + "--systems 6 --batch-sequences 24 "
                                                 "--set cs2.wafer.clock=100MHz "
                                                 "--set training.update=eager"}),
    name_of);

// Without accumulation each pass reads the f16 weights once, each gradient is written once (that of
// the embedding, which is also the last matrix, is added to and so read), and the update moves 30 B
// a parameter: f32 weight, gradient and two moments in; all but the gradient, and the f16 copy,
// out. Nothing of it may be missing because the run ends with the last step.
TEST(MemorysBytes, AreThoseOfStreamGradientsAndUpdate) {
  for (const char* arguments : {"--steps 1 --set simulation.symmetry=none", "--steps 1",
                                "--steps 3", "--steps 2 --set training.update=eager"}) {
    const json r =
        trained(andromeda + "--no-baseline --systems 2 --batch-sequences 24 " + arguments);
    const double parameters = r["model"]["parameters"], systems = 2;
    const double streamed = r["bytes"]["weights_down"].get<double>() / systems;
    const double gradients = r["bytes"]["gradients_up"].get<double>() / systems;
    const double expected = streamed + gradients + 4.0 * 50'257 * 768 + 30 * parameters;
    EXPECT_NEAR(r["bytes"]["dram"].get<double>(), expected, 1e-6 * expected) << arguments;
    for (const json& s : r["statistics"])
      if (s["name"] == "parameters_updated") {
        const double share = r["config"]["simulation"]["symmetry"] == "none" ? 1 : 12;
        const double updated = parameters * r["steps"].get<double>() / share;
        EXPECT_NEAR(s["value"].get<double>(), updated, 1e-4 * updated) << arguments;
      }
  }
}

}  // namespace
}  // namespace ws
