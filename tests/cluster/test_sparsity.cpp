// SPDX-License-Identifier: Apache-2.0
// Nine of ten weights are zero: what that saves, and what bounds the step where it saves less.
#include <gmock/gmock.h>

#include "cluster/side_by_side.h"
#include "ws/cluster/run.h"

namespace ws {
namespace {

using namespace testing_cluster;

run_result train(const model& m, std::vector<std::string> settings, double sparsity) {
  settings.push_back("training.sparsity=" + std::to_string(sparsity));
  const cluster_config config = configured(settings);
  run_options options;
  options.single_system = false;
  return run_training(config, m, make_plan(m, config), options);
}

// One process runs one cluster; the closed form stands for the dense run.
double matrix_seconds(const model& m, const cluster_config& config, bool sparse_only) {
  double macs = 0;
  for (const op& o : m.ops)
    if (o.tensor >= 0 && (!sparse_only || m.tensors[static_cast<size_t>(o.tensor)].sparsifiable))
      macs += o.forward_macs_per_token + o.backward_macs_per_token;
  const double rate = 750.0 * 994 * 2 * 850e6;  // usable PEs, mixed precision, clock
  return macs * static_cast<double>(config.training.batch_sequences * m.sequence_length) / rate;
}

const std::vector<std::string> gpt3{"training.batch_sequences=35", "training.activations=spill"};

TEST(NinetyPercentZeros, TakeTheMatrixWorkOfGpt3CloseToATenth) {
  const model m = shipped("gpt3-175b");
  const run_result r = train(m, gpt3, 0.9);
  const cluster_config config = configured(gpt3);
  const double all = matrix_seconds(m, config, false), sparse = matrix_seconds(m, config, true);
  // The last matrix, tied to the embedding, stays dense: 0.35 % of the work.
  EXPECT_NEAR(r.matrix_s, (all - sparse) + 0.1 * sparse, 1e-3 * all);
  EXPECT_GT(all / r.matrix_s, 9.5);
  EXPECT_LT(all / r.matrix_s, 10);
  EXPECT_NEAR(r.matrix_j, r.matrix_s * (22.9e3 - 16.1e3), 1e-6 * r.matrix_j);
  // What spills did not shrink: now the links bound the step, and the summary says so.
  EXPECT_LT(r.step_busy.pe, 0.5);
  EXPECT_THAT(r.bottleneck, testing::AnyOf("io_up", "io_down", "activation_server"));
}

TEST(Dense, MatrixWorkOfGpt3IsTheClosedForm) {
  const model m = shipped("gpt3-175b");
  const run_result r = train(m, gpt3, 0);
  const double all = matrix_seconds(m, configured(gpt3), false);
  EXPECT_NEAR(r.matrix_s, all, 1e-6 * all);
  EXPECT_EQ(r.bottleneck, "pe");
}

// Ample links, a large batch: the PEs bound the step with and without zeros.
const std::vector<std::string> ample{"training.batch_sequences=1000000",
                                     "cs2.link_rate=100 Tb/s",
                                     "memoryx.network_rate=100 Tb/s",
                                     "memoryx.dram_bandwidth=100 TB/s",
                                     "memoryx.optimizer_rate=10 PFLOP/s",
                                     "activation_server.sample_rate=100 TB/s",
                                     "activation_server.memory_bandwidth=100 TB/s"};

const model& mlp() {
  static const model m =
      parse_model(R"({"model_type": "mlp", "layer_sizes": [4096, 4096, 4096, 4096]})", "mlp.json");
  return m;
}

struct one_run {
  static run_result of(double sparsity) { return train(mlp(), ample, sparsity); }
};

TEST(AmpleLinks, LeaveTheDenseStepBoundByCompute) {
  const run_result r = one_run::of(0);
  EXPECT_EQ(r.bottleneck, "pe");
  EXPECT_GT(r.matrix_s / r.step_time_s, 0.97);
}

TEST(AmpleLinks, LeaveTheSparseStepBoundByComputeToo) {
  const run_result r = one_run::of(0.9);
  EXPECT_EQ(r.bottleneck, "pe");
  const cluster_config config = configured(ample);
  // The whole step, not only its matrix work, takes close to a tenth.
  EXPECT_GT(matrix_seconds(mlp(), config, false) / r.step_time_s, 8.5);
  EXPECT_LT(matrix_seconds(mlp(), config, false) / r.step_time_s, 10);
}

TEST(SmallBatches, AreBoundByTheWireHoweverManyZerosThereAre) {
  const run_result r = train(shipped("gpt2-xl"), {"training.batch_sequences=1", "systems=1"}, 0.9);
  EXPECT_LT(r.step_busy.pe, 0.5);
  EXPECT_NE(r.bottleneck, "pe");
}

}  // namespace
}  // namespace ws
