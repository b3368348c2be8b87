// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ws/base/time.h"

namespace ws {

/// How busy something was, over time, in a bounded number of equal bins: when the run grows past
/// the last bin, each pair of bins becomes one. A share over any window is as fine as 1/4096 of the
/// run.
class activity {
 public:
  /// Adds `weight` (1: fully busy) over the span.
  void add(span when, double weight = 1);

  /// Busy seconds within [begin, end).
  double busy_s(time_ps begin, time_ps end) const;
  /// The same as a share of the window; 0 for an empty one.
  double share(time_ps begin, time_ps end) const;

 private:
  static constexpr size_t bins = 4096;
  void widen(time_ps until);

  time_ps m_bin = ps_per_us;   // width of one bin
  std::vector<double> m_busy;  // busy picoseconds in each bin; empty until first used
};

}  // namespace ws
