// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/cluster/cluster.h"
#include "ws/cluster/result.h"

namespace ws {

/// Turns what a finished cluster has counted into the figures of its last complete step.
/// `steps` are complete; `timeline`: also lists what everybody did when.
run_result figures_of(const cluster& c, uint32_t steps, bool timeline);

}  // namespace ws
