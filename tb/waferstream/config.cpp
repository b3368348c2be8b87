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
  if (given.schema) return print(cluster_json_schema()), 0;
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

command config_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<config_arguments>();
    o.file("--cluster", given->cluster, "Cluster file (YAML); without it: the defaults");
    add_settings(o, given->settings);
    auto* check = o.flag("--check", given->check, "Only check, print all faults");
    auto* schema = o.flag("--schema", given->schema, "Print the file's JSON Schema");
    auto* page = o.flag("--reference", given->reference, "Print all keys as Markdown");
    auto* json = o.flag("--json", given->json, "Print plain numbers in SI units as JSON");
    schema->excludes(check)->excludes(page)->excludes(json);
    page->excludes(check)->excludes(json);
    check->excludes(json);
    return [given] { return run_config(*given); };
  };
  return {"config", "Prints the resolved cluster file, checks it, or describes its keys", declare};
}

}  // namespace ws::program
