// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/circular_buffer.hpp>
#include <cstdint>

#include "ws/base/time.h"
#include "ws/link/activity.h"

namespace ws {

/// A resource that serves one piece of work at a time and is shared by several users (a memory
/// channel, a link's wire). Work flows into the gaps that earlier reservations left, so a user that
/// runs ahead in time does not hold back one that comes later with earlier work.
class timeline {
 public:
  /// `bins`: how fine its activity is.
  explicit timeline(size_t bins = 4096) : m_own(bins), m_busy(&m_own) {}
  /// Counts its work in `shared`, together with others'.
  explicit timeline(activity& shared) : m_own(0), m_busy(&shared) {}
  timeline(const timeline&) = delete;
  timeline& operator=(const timeline&) = delete;

  /// Reserves `work` of busy time from `earliest` on; the work may be split over several gaps.
  /// Returns when it begins and when it is done. No work takes no time.
  span reserve(time_ps earliest, time_ps work);

  /// When work that is there at `earliest` would begin.
  time_ps free_from(time_ps earliest) const;

  /// No reservation will ask for a time before this one any more.
  void forget_before(time_ps time);

  /// Asks for the memory that reserve() will use.
  void prefetch() const {
    if (!m_taken.empty()) __builtin_prefetch(&m_taken.back());
  }

  const activity& busy() const { return *m_busy; }

 private:
  struct stretch {
    time_ps begin, end;
  };
  boost::circular_buffer<stretch> m_taken{4};  // in order, disjoint, never touching
  activity m_own;
  activity* m_busy;
};

}  // namespace ws
