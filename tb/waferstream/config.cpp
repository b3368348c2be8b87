// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "commands.h"
#include "ws/config/load.h"

namespace ws::program {
namespace {

struct config_arguments {
  std::string cluster;
  std::vector<std::string> settings;
  bool check = false, schema = false, reference = false, json = false;
};

int run_config(const config_arguments& given) {
  if (given.schema) return print(cluster_json_schema() + "\n"), 0;
  if (given.reference) return print(cluster_reference_markdown()), 0;
  const cluster_config config = given.cluster.empty()
                                    ? parse_cluster("{}", "defaults", given.settings)
                                    : load_cluster(given.cluster, given.settings);
  if (given.check) {
    print(fmt::format("{}: no faults\n", given.cluster.empty() ? "defaults" : given.cluster));
  } else {
    print(given.json ? to_json(config) + "\n" : to_yaml(config));
  }
  return 0;
}

}  // namespace

void add_config(CLI::App& app, action& chosen) {
  auto given = std::make_shared<config_arguments>();
  CLI::App* command = app.add_subcommand(
      "config", "Prints the resolved cluster file, checks it, or describes its keys");
  command->add_option("--cluster", given->cluster, "Cluster file (YAML); without it: the defaults");
  command->add_option("--set", given->settings, "key.path=value on top of the file, as in the file")
      ->type_size(1)
      ->allow_extra_args(false);
  auto* check = command->add_flag("--check", given->check, "Only check, print all faults");
  auto* schema = command->add_flag("--schema", given->schema, "Print the file's JSON Schema");
  auto* page = command->add_flag("--reference", given->reference, "Print all keys as Markdown");
  auto* json = command->add_flag("--json", given->json, "Print plain numbers in SI units as JSON");
  schema->excludes(check)->excludes(page)->excludes(json);
  page->excludes(check)->excludes(json);
  check->excludes(json);
  command->callback([given, &chosen] { chosen = [given] { return run_config(*given); }; });
}

}  // namespace ws::program
