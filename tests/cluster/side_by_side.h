// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ws/cluster/cluster.h"
#include "ws/config/load.h"

namespace ws::testing_cluster {

inline model shipped(const std::string& name) {
  return load_model(WS_SOURCE_DIR "/configs/models/" + name + ".json");
}

inline cluster_config configured(const std::vector<std::string>& settings,
                                 const std::string& file = "cs2") {
  return load_cluster(WS_SOURCE_DIR "/configs/clusters/" + file + ".yaml", settings);
}

/// A decoder that is small but has every kind of op: hidden 256, 1.2 million weights a block.
inline model small_decoder(int layers = 4) {
  return parse_model(R"({"model_type": "dense", "hidden": 256, "heads": 4, "ffn": 1024,
      "vocab": 1001, "sequence_length": 64, "layers": )" +
                         std::to_string(layers) + "}",
                     "small.json");
}

/// Clusters that are elaborated together and run at the same time, none knowing of the others.
class side_by_side {
 public:
  explicit side_by_side(model m, uint32_t steps = 2)
      : m_model(std::make_shared<model>(std::move(m))), m_steps(steps) {}

  cluster& add(const cluster_config& config, training_values* values = nullptr) {
    cluster_settings settings;
    settings.config = config;
    settings.network = m_model;
    settings.steps = std::make_shared<plan>(make_plan(*m_model, config));
    settings.step_count = m_steps;
    settings.values = values;
    return add(settings);
  }
  cluster& add(const cluster_settings& settings) {
    const std::string name = "cluster" + std::to_string(m_clusters.size());
    m_clusters.push_back(std::make_unique<cluster>(name.c_str(), settings));
    return *m_clusters.back();
  }
  /// Until nothing moves any more; everybody must have come to the end.
  void run() {
    sc_core::sc_start();
    for (const auto& c : m_clusters) EXPECT_TRUE(c->done()) << c->name() << ": " << c->waits();
  }
  const std::shared_ptr<model>& network() const { return m_model; }
  uint32_t steps() const { return m_steps; }

 private:
  std::shared_ptr<model> m_model;
  uint32_t m_steps;
  std::vector<std::unique_ptr<cluster>> m_clusters;
};

/// From the first weight of a step to that of the next one.
inline time_ps step_time(const cluster& c, uint32_t step) {
  return c.memory().steps()[step + 1].first_weight - c.memory().steps()[step].first_weight;
}

/// Of a module's counters, the one with this name.
inline uint64_t counted(const stats& all, const std::string& wanted) {
  uint64_t result = 0;
  bool found = false;
  all.visit(
      [&](const std::string&, const std::string& name, unit, uint64_t value, const std::string&) {
        if (name != wanted) return;
        result = value;
        found = true;
      });
  EXPECT_TRUE(found) << wanted;
  return result;
}

}  // namespace ws::testing_cluster
