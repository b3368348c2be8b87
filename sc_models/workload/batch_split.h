// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/workload/plan.h"

namespace ws {

/// The most items of a plan, about 2 GB of memory.
inline constexpr uint64_t most_plan_items = 20'000'000;

/// A plan without items: how a system's sequences fall into micro-batches, and where activations
/// stay. Throws input_error with everything that does not split or fit.
plan split_batch(const model& m, const cluster_config& config);

}  // namespace ws
