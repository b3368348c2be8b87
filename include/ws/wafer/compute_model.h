// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "ws/base/time.h"
#include "ws/config/cluster_config.h"
#include "ws/workload/plan.h"

namespace ws {

/// How long a wafer works on one plan item when nothing holds it up.
struct item_time {
  time_ps matrix = 0;  ///< triggered by non-zero weights
  time_ps dense = 0;   ///< independent of the weights' zeros
};

/// The wafer's speed, whatever it is derived from.
class compute_model {
 public:
  virtual ~compute_model() = default;
  virtual item_time time_of(const plan_item& item) const = 0;
  /// Multiply-adds a second with every usable PE at work.
  virtual double peak_macs_per_s() const = 0;
};

/// Usable PEs x published multiply-adds per cycle x clock, no efficiency factor.
std::unique_ptr<compute_model> make_peak_compute(const wafer_config& wafer, precision p);

/// Published SIMD rates of the WSE-2's PE (SDK, Language Guide, appendix): mixed f16 x f16 + f32
/// (fmachs) 2, f16 (fmach) 4 multiply-adds a cycle.
double macs_per_cycle(precision p);

}  // namespace ws
