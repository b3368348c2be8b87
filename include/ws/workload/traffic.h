// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "ws/link/burst.h"
#include "ws/workload/plan.h"

namespace ws {

/// What all stations of a cluster know about the work: the plan, and how it is cut into bursts.
struct work_order {
  std::shared_ptr<const plan> steps;
  uint32_t step_count = 1;
  uint64_t links = 12;   ///< of one CS-2; one plane of SwarmX each
  uint64_t planes = 12;  ///< of them simulated; the others are identical
  uint64_t burst_bytes = 128'000'000;

  const std::vector<plan_item>& items() const { return steps->items; }

  /// Weights and gradients of an item are cut into the same rounds: the wafer works round by round.
  uint64_t rounds(const plan_item& item) const;
  stripes weights(const plan_item& item) const;
  stripes gradients(const plan_item& item) const;
  /// Samples and activations of one system: they go over all its links as one bundle, the same
  /// stripe over each.
  stripes bytes(uint64_t bytes) const;
  /// Bytes of a round of them over the simulated links.
  uint64_t bundled(const stripes& cut, uint64_t round) const { return planes * cut.bytes(round); }
};

}  // namespace ws
