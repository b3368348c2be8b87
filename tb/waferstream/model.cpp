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

command model_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<model_arguments>();
    o.file("--model", given->model, "Model file (HuggingFace config.json)")->required();
    o.file("--cluster", given->cluster, "Cluster that the plan is for; default: one CS-2");
    add_settings(o, given->settings);
    o.flag("--every-block", given->every_block, "List each block, also if all are equal");
    return [given] { return run_model(*given); };
  };
  return {"model", "Prints a model's tensors, parameters, arithmetic and plan", declare};
}

}  // namespace ws::program
