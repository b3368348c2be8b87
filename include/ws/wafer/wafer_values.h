// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ws/workload/plan.h"

namespace ws {

/// The numbers of one wafer, item by item as the words arrive. A CS-2 without it moves sizes only.
class wafer_values {
 public:
  virtual ~wafer_values() = default;
  /// The samples of the micro-batch that starts with this item.
  virtual void samples(const plan_item& item, const std::vector<uint32_t>& words) = 0;
  /// The gradient (or, at the loss, the loss) that leaves with this item; before its weights.
  virtual std::vector<uint32_t> gradient(const plan_item& item) = 0;
  /// All words of the item's weights are there; empty for an item without.
  virtual void weights(const plan_item& item, const std::vector<uint32_t>& words) = 0;
};

}  // namespace ws
