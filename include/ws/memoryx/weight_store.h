// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ws/workload/plan.h"

namespace ws {

/// The numbers MemoryX holds: master weights, gradients, optimizer state. A MemoryX without it
/// moves sizes only.
class weight_store {
 public:
  virtual ~weight_store() = default;
  /// The words of an item's weights as they go to the wafers.
  virtual std::vector<uint32_t> weight_words(const plan_item& item) = 0;
  /// A piece of the sum of all systems' gradients: words [first, first + words.size()) of the
  /// item's, of which the last may be padding.
  virtual void add_gradient(const plan_item& item, uint64_t first,
                            const std::vector<uint32_t>& words) = 0;
  /// All gradients of the step are there; before any update (after_global_norm only).
  virtual void all_gradients(uint32_t step) = 0;
  /// The tensor's weights become those of the next step.
  virtual void update(uint32_t step, int tensor) = 0;
};

}  // namespace ws
