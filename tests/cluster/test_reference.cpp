// SPDX-License-Identifier: Apache-2.0
// Training with values against scripts/reference.py, which shares no code with the program: the
// same masks, samples and first weights, losses within 1 % at each step.
#include <sstream>

#include "cluster/program_run.h"

namespace ws {
namespace {

using testing_cluster::trained;
using testing_report::ended;

struct training_run {
  const char* name;
  const char* model;
  int steps;
  std::string settings;  ///< of the training section, one after the other
};
void PrintTo(const training_run& r, std::ostream* out) { *out << r.name; }

class Reference : public testing::TestWithParam<training_run> {};

TEST_P(Reference, HasTheSameLosses) {
  const training_run& run = GetParam();
  const testing_report::scratch_folder folder;
  const std::string common = std::string("--cluster configs/clusters/tiny.yaml --model ") +
                             "configs/models/" + run.model + ".json --steps " +
                             std::to_string(run.steps);
  std::string ours = common + " --values --no-baseline", theirs = common;
  std::istringstream settings(run.settings);
  for (std::string setting; settings >> setting;) {
    ours += " --set training." + setting;
    theirs += " --set " + setting;
  }
  const nlohmann::json results = trained(ours);
  ASSERT_EQ(results["training"]["losses"].size(), static_cast<size_t>(run.steps));
  const std::string file = folder.write("results.json", results.dump());
  const ended end = testing_report::run("cd " WS_SOURCE_DIR " && scripts/reference.py " + theirs +
                                        " --tolerance 0.01 --compare " + file);
  std::printf("%s", end.text.c_str());
  EXPECT_EQ(end.status, 0) << end.text;
  // A comparison that a shifted loss does not break would be worth nothing.
  nlohmann::json wrong = results;
  wrong["training"]["losses"].back() = 1.02 * results["training"]["losses"].back().get<double>();
  folder.write("results.json", wrong.dump());
  EXPECT_EQ(testing_report::run("cd " WS_SOURCE_DIR " && scripts/reference.py " + theirs +
                                " --tolerance 0.01 --compare " + file)
                .status,
            1);
}

INSTANTIATE_TEST_SUITE_P(
    Of, Reference,
    testing::Values(training_run{"DenseDigits", "mlp-digits", 20, ""},
                    training_run{"SparseDigits", "mlp-digits", 40, "sparsity=0.5"},
                    training_run{"VerySparseDigitsWithMomentum", "mlp-digits", 20,
                                 "sparsity=0.9 optimizer=momentum learning_rate=0.1"},
                    training_run{"SparseCharacters", "char-transformer", 4,
                                 "sparsity=0.5 batch_sequences=12"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace ws
