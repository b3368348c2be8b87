// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <optional>

#include "ws/base/time.h"

namespace ws {

/// A finite buffer that bursts flow through, byte by byte: a byte may enter once the byte that lies
/// one capacity ahead of it has left and the news of that (the credit) has gone back to the sender.
/// Entering and leaving are straight lines between a burst's first and last byte.
class stream_buffer {
 public:
  /// `grain`: bytes that must have room before a burst may begin to enter (one MTU).
  /// `round_trip`: from a byte's leaving to the earliest entry of the byte it makes room for.
  stream_buffer(uint64_t capacity, uint64_t grain, time_ps round_trip)
      : m_capacity(capacity), m_grain(grain), m_round_trip(round_trip) {}

  /// When a burst offered at `offered` enters. Nothing when that depends on a departure that is not
  /// known yet. `bytes` must not exceed the capacity.
  std::optional<span> admit(uint64_t bytes, span offered);

  /// The burst of the last admit() is in.
  void enter(uint64_t bytes) { m_entered += bytes; }
  /// The oldest burst inside leaves, or has a known time at which it will.
  void leave(uint64_t bytes, span times);

  /// Asks for the memory that admit() will use.
  void prefetch() const {
    if (!m_departures.empty()) __builtin_prefetch(&m_departures.front());
  }

  uint64_t capacity() const { return m_capacity; }
  uint64_t entered() const { return m_entered; }
  uint64_t left() const { return m_left; }

 private:
  time_ps left_at(uint64_t byte);

  struct departure {
    uint64_t end = 0;  // bytes that have left when this burst has
    uint64_t bytes = 0;
    span times;
  };
  uint64_t m_capacity, m_grain;
  time_ps m_round_trip;
  uint64_t m_entered = 0, m_left = 0;
  boost::circular_buffer<departure> m_departures{8};  // those that may still hold a burst back
};

}  // namespace ws
