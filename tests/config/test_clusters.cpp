// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "ws/config/load.h"
#include "ws/config/yaml_tree.h"

namespace ws {
namespace {

using nlohmann::json;
const std::string folder = std::string(WS_SOURCE_DIR) + "/configs/clusters/";

cluster_config shipped(const std::string& name) {
  cluster_config config = load_cluster(folder + name + ".yaml");
  EXPECT_EQ(config.name, name);
  return config;
}

double capacity(const cluster_config& c) {
  return static_cast<double>(c.memoryx.servers) * (c.memoryx.dram_bytes + c.memoryx.flash_bytes);
}

double parameters(const cluster_config& c) { return capacity(c) / c.memoryx.bytes_per_parameter; }

/// Judges a file by the schema alone, as an editor would.
void judge(const yaml_node& node, const json& schema, const std::string& path) {
  if (node.type == yaml_node::kind::map) {
    ASSERT_EQ(schema.at("type"), "object") << path;
    for (const auto& [key, value] : node.pairs) {
      ASSERT_TRUE(schema.at("properties").contains(key.text)) << path << "." << key.text;
      judge(value, schema.at("properties").at(key.text), path + "." + key.text);
    }
  } else if (node.type == yaml_node::kind::list) {
    ASSERT_EQ(schema.at("type"), "array") << path;
    for (const yaml_node& item : node.items) judge(item, schema.at("items"), path + "[]");
  } else if (schema.contains("enum")) {
    const json& names = schema.at("enum");
    EXPECT_NE(std::find(names.begin(), names.end(), node.text), names.end()) << path;
  } else if (schema.at("type") == "string") {
    const std::regex pattern(schema.value("pattern", ".+"));
    EXPECT_TRUE(std::regex_match(node.text, pattern)) << path << ": " << node.text;
  } else {
    const double value = json::parse(node.text).get<double>();
    EXPECT_GE(value, schema.at("minimum").get<double>()) << path;
    if (schema.contains("maximum")) {
      EXPECT_LE(value, schema.at("maximum").get<double>()) << path;
    }
  }
}

TEST(ShippedClusters, AllLoadAndTheSchemaAcceptsThemToo) {
  const json schema = json::parse(cluster_json_schema());
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path().string();
    const cluster_config config = load_cluster(path);
    EXPECT_EQ(config.name, entry.path().stem().string());
    std::ifstream stream(path);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(text.substr(0, 2), "# ") << path << " names no source";
    for (const std::string& form : {text, to_yaml(config)}) {
      std::vector<fault> faults;
      judge(read_yaml(form, path, faults), schema, entry.path().filename().string());
      EXPECT_TRUE(faults.empty());
    }
    ++count;
  }
  EXPECT_GE(count, 7u);
}

TEST(ShippedClusters, OneSystemIsTheDefault) {
  EXPECT_TRUE(shipped("cs2") == cluster_config());
  EXPECT_EQ(capacity(shipped("cs2")), 12e12);
}

TEST(ShippedClusters, SizesAreThePublishedOnes) {
  EXPECT_EQ(shipped("cs2-2").systems, 2u);
  EXPECT_EQ(shipped("andromeda").systems, 16u);
  EXPECT_EQ(capacity(shipped("andromeda")), 12e12);
  EXPECT_EQ(shipped("condor-galaxy-1").systems, 64u);
  EXPECT_NEAR(capacity(shipped("condor-galaxy-1")), 82e12, 0.001e12);
  EXPECT_EQ(shipped("cs2-192").systems, 192u);
}

TEST(ShippedClusters, SmallestAndLargestMemoryXHoldExactlyWhatWasAnnounced) {
  EXPECT_EQ(capacity(shipped("memoryx-4tb")), 4e12);
  EXPECT_EQ(parameters(shipped("memoryx-4tb")), 200e9);
  EXPECT_EQ(shipped("memoryx-4tb").systems, 1u);
  EXPECT_EQ(capacity(shipped("cs2-192")), 2.4e15);
  EXPECT_EQ(parameters(shipped("cs2-192")), 120e12);
}

TEST(ShippedClusters, TheTinyOneTrainsWithAdamOnTwoSystems) {
  const cluster_config tiny = shipped("tiny");
  EXPECT_EQ(tiny.systems, 2u);
  EXPECT_EQ(tiny.training.optimizer, optimizer_kind::adam);
  EXPECT_GT(tiny.training.batch_sequences, 0u);
}

}  // namespace
}  // namespace ws
