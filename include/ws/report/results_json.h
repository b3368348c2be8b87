// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "ws/report/run_report.h"

namespace ws {

/// Counts up when a key changes its meaning or goes away; new keys leave it.
inline constexpr int results_schema_version = 1;

/// The results file; docs/results.md and docs/results.schema.json describe it.
std::string results_json(const run_report& report);

}  // namespace ws
