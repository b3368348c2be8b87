// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/config/cluster_config.h"

namespace ws {

/// Reads a cluster file. `settings` are "key.path=value" lines as in the file (units included) that
/// go on top of it, in order. Throws input_error with every fault of file and settings at once.
cluster_config load_cluster(const std::string& path, const std::vector<std::string>& settings = {});

/// The same from text; `name` stands for the file in messages.
cluster_config parse_cluster(const std::string& text, const std::string& name,
                             const std::vector<std::string>& settings = {});

/// The resolved config as a YAML file that load_cluster reads back to the same values.
std::string to_yaml(const cluster_config& config);

/// The resolved config as JSON with plain numbers in SI units, keys as the C++ fields.
std::string to_json(const cluster_config& config);

/// Equal in every field.
bool operator==(const cluster_config& a, const cluster_config& b);

/// JSON Schema of the cluster file (draft 2020-12).
std::string cluster_json_schema();

/// The reference page of all keys, in Markdown.
std::string cluster_reference_markdown();

}  // namespace ws
