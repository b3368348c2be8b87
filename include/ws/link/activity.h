// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ws/base/time.h"

namespace ws {

/// How busy something was, over time, in a bounded number of equal bins: when the run grows past
/// the last bin, each pair of bins becomes one. A share over any window is as fine as one bin of
/// the run. Several users may add to one: then it counts them together.
class activity {
 public:
  explicit activity(size_t bins = 4096) : m_bins(bins) {}

  /// Adds `weight` (1: fully busy) over the span.
  void add(span when, double weight = 1);

  /// Busy seconds within [begin, end).
  double busy_s(time_ps begin, time_ps end) const;
  /// The same as a share of the window; 0 for an empty one.
  double share(time_ps begin, time_ps end) const;

 private:
  void widen(time_ps until);

  size_t m_bins;               // an even number
  time_ps m_bin = ps_per_us;   // width of one bin
  std::vector<double> m_busy;  // busy picoseconds in each bin; empty until first used
};

}  // namespace ws
