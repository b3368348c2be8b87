// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands.h"
#include "ws/config/load.h"
#include "ws/report/summary.h"

namespace ws::program {
namespace {

struct model_arguments {
  std::string model, cluster;
  std::vector<std::string> settings;
  bool every_block = false;
};

int run_model(const model_arguments& given) {
  const cluster_config config = given.cluster.empty()
                                    ? parse_cluster("{}", "defaults", given.settings)
                                    : load_cluster(given.cluster, given.settings);
  const model m = load_model(given.model);
  print(model_summary(m, make_plan(m, config), config, given.every_block, style_of_stdout()));
  return 0;
}

}  // namespace

void add_model(CLI::App& app, action& chosen) {
  auto given = std::make_shared<model_arguments>();
  CLI::App* command =
      app.add_subcommand("model", "Prints a model's tensors, parameters, arithmetic and plan");
  command->add_option("--model", given->model, "Model file (HuggingFace config.json)")->required();
  command->add_option("--cluster", given->cluster,
                      "Cluster that the plan is for; default: one CS-2");
  command->add_option("--set", given->settings, "key.path=value on top of the cluster file")
      ->type_size(1)
      ->allow_extra_args(false);
  command->add_flag("--every-block", given->every_block, "List each block, also if all are equal");
  command->callback([given, &chosen] { chosen = [given] { return run_model(*given); }; });
}

}  // namespace ws::program
