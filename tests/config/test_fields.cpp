// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "random_config.h"
#include "ws/base/error.h"
#include "ws/config/load.h"

namespace ws {
namespace {

using nlohmann::json;

std::string file(const std::string& path) {
  std::ifstream stream(std::string(WS_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(stream) << path;
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Fields, NoMemberOfAStructIsMissingInItsTable) {
  for (const struct_table* table : all_tables()) {
    struct place {
      size_t begin, size, align;
      std::string key;
    };
    std::vector<place> places;
    const auto* object = static_cast<const char*>(table->defaults());
    for (const field& f : table->fields())
      places.push_back({static_cast<size_t>(static_cast<const char*>(f.at_const(object)) - object),
                        f.size, f.align, f.key});
    std::sort(places.begin(), places.end(),
              [](const place& a, const place& b) { return a.begin < b.begin; });
    places.push_back({table->object_size(), 0, 8, "the end"});
    size_t end = 0;
    for (const place& p : places) {
      EXPECT_EQ(p.begin, (end + p.align - 1) / p.align * p.align)
          << table->title() << ": a member before " << p.key << " has no row, or two";
      end = p.begin + p.size;
    }
  }
}

TEST(Fields, EveryDefaultIsAllowed) {
  for (const struct_table* table : all_tables()) {
    cluster_config scratch;  // assigning is what checks
    for (const field& f : table->fields()) {
      if (f.kind == field_kind::group || f.kind == field_kind::list) continue;
      double number = 0;
      uint64_t integer = 0;
      std::string text;
      const void* standard = f.at_const(table->defaults());
      if (f.kind == field_kind::choice) {
        EXPECT_LT(f.get_choice(standard), f.choices.size());
        continue;
      }
      void* target = f.kind == field_kind::number    ? static_cast<void*>(&number)
                     : f.kind == field_kind::integer ? static_cast<void*>(&integer)
                                                     : static_cast<void*>(&text);
      EXPECT_EQ(assign(f, target, f.key, written(f, standard)), "");
    }
  }
  EXPECT_TRUE(parse_cluster(to_yaml(cluster_config()), "defaults") == cluster_config());
}

TEST(Fields, KeysAreDistinctAndEveryFieldHasAMeaning) {
  for (const struct_table* table : all_tables()) {
    std::set<std::string> keys, names;
    for (const field& f : table->fields()) {
      EXPECT_TRUE(keys.insert(f.key).second) << f.key;
      EXPECT_TRUE(names.insert(f.name).second) << f.name;
      EXPECT_GT(f.meaning.size(), 8u) << f.key;
      EXPECT_EQ(table->find(f.key), &f);
    }
  }
}

TEST(Fields, NamesOfChoicesAreInTheOrderOfTheEnumerators) {
  const auto read = [](const char* setting) { return parse_cluster("{}", "t", {setting}); };
  EXPECT_EQ(read("training.optimizer=sgd").training.optimizer, optimizer_kind::sgd);
  EXPECT_EQ(read("training.optimizer=momentum").training.optimizer, optimizer_kind::momentum);
  EXPECT_EQ(read("training.optimizer=adam").training.optimizer, optimizer_kind::adam);
  EXPECT_EQ(read("training.optimizer=adamw").training.optimizer, optimizer_kind::adamw);
  EXPECT_EQ(read("training.precision=mixed").training.precision, precision::mixed);
  EXPECT_EQ(read("training.precision=f16").training.precision, precision::f16);
  EXPECT_EQ(read("training.update=eager").training.update, update_mode::eager);
  EXPECT_EQ(read("training.update=after_global_norm").training.update,
            update_mode::after_global_norm);
  EXPECT_EQ(read("training.activations=auto").training.activations, activation_policy::automatic);
  EXPECT_EQ(read("training.activations=resident").training.activations,
            activation_policy::resident);
  EXPECT_EQ(read("training.activations=recompute").training.activations,
            activation_policy::recompute);
  EXPECT_EQ(read("training.activations=spill").training.activations, activation_policy::spill);
  EXPECT_EQ(read("swarmx.topology=tree").swarmx.topology, swarmx_topology::tree);
  EXPECT_EQ(read("swarmx.topology=none").swarmx.topology, swarmx_topology::none);
  EXPECT_EQ(read("simulation.transport=loosely_timed").simulation.transport,
            transport_style::loosely_timed);
  EXPECT_EQ(read("simulation.transport=approximately_timed").simulation.transport,
            transport_style::approximately_timed);
  EXPECT_EQ(read("simulation.symmetry=folded").simulation.symmetry, symmetry_mode::folded);
  EXPECT_EQ(read("simulation.symmetry=planes").simulation.symmetry, symmetry_mode::planes);
  EXPECT_EQ(read("simulation.symmetry=none").simulation.symmetry, symmetry_mode::none);
}

TEST(Fields, RandomConfigsComeBackUnchanged) {
  std::mt19937_64 random(seed_of_run());
  size_t overrides = 0;
  for (int i = 0; i < 2000; ++i) {
    const cluster_config config = random_cluster(random);
    const std::string yaml = to_yaml(config);
    const cluster_config back = parse_cluster(yaml, "random");
    // compared through JSON, which writes the members without their units
    ASSERT_EQ(to_json(back), to_json(config)) << yaml;
    ASSERT_TRUE(back == config) << yaml;
    ASSERT_EQ(to_yaml(back), yaml);
    overrides += config.overrides.size();
  }
  EXPECT_GT(overrides, 500u);
}

TEST(Fields, EqualityLooksAtEveryField) {
  const cluster_config standard;
  std::mt19937_64 random(seed_of_run());
  for (int i = 0; i < 200; ++i) {
    cluster_config other = random_cluster(random);
    EXPECT_FALSE(other == standard);
  }
  cluster_config c;
  c.training.seed = 2;
  EXPECT_FALSE(c == standard);
  c = standard;
  c.overrides.resize(1);
  EXPECT_FALSE(c == standard);
  c = standard;
  c.cs2.link_rate_bits_per_s = std::nextafter(100e9, 0);
  EXPECT_FALSE(c == standard);
}

TEST(Fields, ResultsCarryTheMembersNamesAndPlainNumbers) {
  const json j = json::parse(to_json(parse_cluster("overrides: [{system: 0, clock: 1 GHz}]", "t")));
  EXPECT_EQ(j.at("cs2").at("link_rate_bits_per_s"), 100e9);
  EXPECT_EQ(j.at("cs2").at("wafer").at("idle_w"), 16100);
  EXPECT_EQ(j.at("memoryx").at("dram_bytes_per_s"), 333e9);
  EXPECT_EQ(j.at("memoryx").at("optimizer_flops"), 1e12);
  EXPECT_EQ(j.at("training").at("activations"), "auto");
  EXPECT_EQ(j.at("overrides").at(0).at("clock_hz"), 1e9);
  EXPECT_EQ(j.at("systems"), 1);
}

void expect_listed(const struct_table& table, const json& schema) {
  EXPECT_EQ(schema.at("additionalProperties"), false);
  EXPECT_EQ(schema.at("properties").size(), table.fields().size());
  for (const field& f : table.fields()) {
    ASSERT_TRUE(schema.at("properties").contains(f.key)) << f.key;
    const json& entry = schema.at("properties").at(f.key);
    EXPECT_TRUE(entry.contains("description")) << f.key;
    if (f.kind == field_kind::group) expect_listed(*f.inside, entry);
    if (f.kind == field_kind::list) expect_listed(*f.inside, entry.at("items"));
  }
}

TEST(Documents, TheSchemaListsEveryKey) {
  expect_listed(cluster_table(), json::parse(cluster_json_schema()));
}

TEST(Documents, ThePageListsEveryKey) {
  std::istringstream page(cluster_reference_markdown());
  std::vector<std::string> sections;
  std::set<std::string> rows;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("## ", 0) == 0) sections.push_back(line.substr(3));
    if (line.rfind("| `", 0) == 0)
      rows.insert(sections.back() + "." + line.substr(3, line.find('`', 3) - 3));
  }
  size_t keys = 0;
  for (const struct_table* table : all_tables()) {
    keys += table->fields().size();
    for (const field& f : table->fields())
      EXPECT_EQ(rows.count(table->title() + "." + f.key), 1u) << f.key;
  }
  EXPECT_EQ(rows.size(), keys);
}

TEST(Documents, ThoseInTheTreeAreUpToDate) {
  EXPECT_EQ(file("docs/config.md"), cluster_reference_markdown())
      << "mend: waferstream config --reference > docs/config.md";
  EXPECT_EQ(file("docs/cluster.schema.json"), cluster_json_schema())
      << "mend: waferstream config --schema > docs/cluster.schema.json";
}

}  // namespace
}  // namespace ws
