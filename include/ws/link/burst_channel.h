// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/circular_buffer.hpp>
#include <string>
#include <systemc>

#include "ws/link/burst.h"
#include "ws/link/process.h"
#include "ws/link/stream_buffer.h"

namespace ws {

/// A stream_buffer between processes: the bursts inside, and the events to wait for.
class burst_channel {
 public:
  burst_channel(std::string name, uint64_t capacity, uint64_t grain, time_ps round_trip)
      : m_name(std::move(name)), m_buffer(capacity, grain, round_trip) {}

  /// Asks for the memory that the next calls will use.
  void prefetch() const;

  /// When a burst offered at `offered` enters; waits until that is known. SC_THREAD only.
  span wait_for_room(uint64_t bytes, span offered);
  /// The burst goes in with b.times as its times at this place.
  void push(burst b);

  /// The oldest burst that nobody has taken yet; waits for one. SC_THREAD only.
  burst get();
  /// The oldest burst inside leaves during `times`, which may lie in the future.
  void leave(uint64_t bytes, span times);

  const std::string& name() const { return m_name; }
  uint64_t capacity() const { return m_buffer.capacity(); }
  uint64_t bytes_in() const { return m_buffer.entered(); }
  uint64_t bytes_inside() const { return m_buffer.entered() - m_buffer.left(); }
  /// What its processes wait for, for a deadlock report; empty when nobody waits.
  std::string waiting() const;

 private:
  std::string m_name;
  stream_buffer m_buffer;
  boost::circular_buffer<burst> m_bursts{2};  // grows when it has to
  sc_core::sc_event m_arrival, m_departure;
  bool m_reader_waits = false, m_writer_waits = false;
};

}  // namespace ws
