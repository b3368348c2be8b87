// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "ws/link/process.h"
#include "ws/link/tlm_link.h"

// The ends of a link under test: a source that sends given bursts and a sink that reads them, each
// with random stalls on demand.
namespace ws::test {

/// Random stalls: before `share` of the bursts, up to `longest`. Half of them are told to the
/// neighbour in advance (the process runs ahead of its time), half pass in simulated time first.
struct stalls {
  double share = 0;
  time_ps longest = 0;
  uint64_t seed = 1;
};

/// The same for another end: numbers of its own.
inline stalls stalls_of(stalls s, uint64_t end) {
  s.seed = s.seed * 1'000'003 + end;
  return s;
}

class stall_generator {
 public:
  explicit stall_generator(const stalls& s) : m_stalls(s), m_random(s.seed) {}
  time_ps next() {
    const uint64_t draw = m_random(), length = m_random();
    if (m_stalls.longest <= 0 || static_cast<double>(draw >> 11) * 0x1p-53 >= m_stalls.share)
      return 0;
    return 1 + static_cast<time_ps>(length % static_cast<uint64_t>(m_stalls.longest));
  }
  bool waits() { return m_random() % 2 == 0; }

 private:
  stalls m_stalls;
  std::mt19937_64 m_random;
};

/// Sends the bursts in order; they are there to be sent from their own times on.
class traffic_source : public sc_core::sc_module {
 public:
  burst_sender sender;
  std::vector<span> left;  ///< when each burst left
  using maker = std::function<burst(uint64_t)>;

  /// `make(i)` gives burst i of `count`.
  traffic_source(const sc_core::sc_module_name& name, const link_timing& link, uint64_t count,
                 maker make, const stalls& s = {}, bool synchronised = false)
      : sc_module(name),
        sender("sender", link, synchronised),
        m_count(count),
        m_make(std::move(make)),
        m_stalls(s) {
    spawn_thread("send", [this] { send(); });
  }
  bool done() const { return left.size() == m_count; }

 private:
  void send() {
    time_ps at = 0;
    for (uint64_t i = 0; i < m_count; ++i) {
      burst b = m_make(i);
      const time_ps gap = m_stalls.next();
      b.times.first = std::max(b.times.first, at) + gap;
      b.times.last = std::max(b.times.last, b.times.first);
      if (gap > 0 && m_stalls.waits()) wait_until(b.times.first);
      left.push_back(sender.send(b));
      at = left.back().first;
    }
  }
  const uint64_t m_count;
  const maker m_make;
  stall_generator m_stalls;
};

/// Reads bursts at `bytes_per_s`, each after it has arrived.
class traffic_sink : public sc_core::sc_module {
 public:
  burst_receiver receiver;
  std::vector<burst> arrived;  ///< with the times at this end; without words unless they are kept
  std::vector<span> taken;     ///< when each left the buffer
  uint64_t bytes = 0;

  traffic_sink(const sc_core::sc_module_name& name, const link_timing& link, uint64_t buffer_bytes,
               double bytes_per_s, const stalls& s = {})
      : sc_module(name),
        receiver("receiver", link, buffer_bytes),
        m_bytes_per_s(bytes_per_s),
        m_stalls(s) {
    spawn_thread("read", [this] { read(); });
  }
  /// Most bytes inside at the end of a burst's arrival. (In between, bytes come and go on straight
  /// lines, which are only near to what really goes on when a burst waits half-way.)
  double peak() const {
    double most = 0, in = 0, gone = 0;
    size_t next = 0;  // the oldest burst that has not left altogether
    for (const burst& b : arrived) {
      in += static_cast<double>(b.bytes);
      for (; next < taken.size() && taken[next].last <= b.times.last; ++next)
        gone += static_cast<double>(arrived[next].bytes);
      const double leaving = next < taken.size() ? left_by(b.times.last, next) : 0;
      most = std::max(most, in - gone - leaving);
    }
    return most;
  }

  /// Called with each burst, words and all.
  void on_burst(std::function<void(const burst&)> look) { m_look = std::move(look); }

 private:
  void read() {
    time_ps free = 0;
    for (;;) {
      burst b = receiver.get();
      if (m_look) m_look(b);
      const time_ps stall = m_stalls.next();
      span out{std::max(b.times.first + stall, free), 0};
      out.last = std::max(b.times.last + stall,
                          out.first + duration_ps(static_cast<double>(b.bytes), m_bytes_per_s));
      free = out.last;
      if (stall > 0 && m_stalls.waits()) wait_until(out.first);
      receiver.leave(b.bytes, out);
      bytes += b.bytes;
      b.words.reset();
      arrived.push_back(std::move(b));
      taken.push_back(out);
    }
  }
  double left_by(time_ps time, size_t index) const {
    const span& s = taken[index];
    if (time <= s.first) return 0;
    return static_cast<double>(arrived[index].bytes) * static_cast<double>(time - s.first) /
           static_cast<double>(s.last - s.first);
  }

  const double m_bytes_per_s;
  stall_generator m_stalls;
  std::function<void(const burst&)> m_look;
};

}  // namespace ws::test
