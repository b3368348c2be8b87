// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>

namespace ws {

/// Simulated time in picoseconds. An integer, so that equal runs are equal to the last bit; its
/// range is 106 days, of which a run may use latest_ps.
using time_ps = int64_t;

inline constexpr time_ps ps_per_ns = 1'000;
inline constexpr time_ps ps_per_us = 1'000'000;
inline constexpr time_ps ps_per_ms = 1'000'000'000;
inline constexpr time_ps ps_per_s = 1'000'000'000'000;
inline constexpr time_ps never_ps = INT64_MAX;
/// Where simulated time ends. Less than half of the range: one duration more cannot overflow.
inline constexpr time_ps latest_ps = 4'000'000 * ps_per_s;

inline double seconds(time_ps time) { return static_cast<double>(time) * 1e-12; }
/// Throws simulation_error for times near the end of the range, instead of a wrong figure.
[[noreturn]] void refuse_time(double s);
inline time_ps from_seconds(double s) {
  if (!(std::abs(s) < 4e6)) refuse_time(s);
  return static_cast<time_ps>(std::llround(s * 1e12));
}

/// Throws simulation_error: a run would go on at `time`, after the end of simulated time.
[[noreturn]] void refuse_end(time_ps time);
/// `time`, which is not after the end of simulated time. Whatever adds up spans asks here.
inline time_ps within_range(time_ps time) {
  if (time > latest_ps || time < 0) refuse_end(time);
  return time;
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
