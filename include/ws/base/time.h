// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>

namespace ws {

/// Simulated time in picoseconds. An integer, so that equal runs are equal to the last bit;
/// its range is 106 days.
using time_ps = int64_t;

inline constexpr time_ps ps_per_ns = 1'000;
inline constexpr time_ps ps_per_us = 1'000'000;
inline constexpr time_ps ps_per_ms = 1'000'000'000;
inline constexpr time_ps ps_per_s = 1'000'000'000'000;
inline constexpr time_ps never_ps = INT64_MAX;

inline double seconds(time_ps time) { return static_cast<double>(time) * 1e-12; }
/// Throws simulation_error for times near the end of the range, instead of a wrong figure.
[[noreturn]] void refuse_time(double s);
inline time_ps from_seconds(double s) {
  if (!(std::abs(s) < 4e6)) refuse_time(s);
  return static_cast<time_ps>(std::llround(s * 1e12));
}

/// How long `amount` (bytes, operations) takes at `per_second`; zero for an infinite rate.
inline time_ps duration_ps(double amount, double per_second) {
  return from_seconds(amount / per_second);
}

/// When the first and the last byte of something pass a point.
struct span {
  time_ps first = 0, last = 0;
  bool operator==(const span& o) const { return first == o.first && last == o.last; }
};

}  // namespace ws
