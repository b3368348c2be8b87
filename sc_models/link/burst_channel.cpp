// SPDX-License-Identifier: Apache-2.0
#include "ws/link/burst_channel.h"

#include <fmt/format.h>

namespace ws {

void burst_channel::prefetch() const {
  m_buffer.prefetch();
  if (!m_bursts.empty()) {
    __builtin_prefetch(&m_bursts.front());
    __builtin_prefetch(&m_bursts.back());
  }
  __builtin_prefetch(&m_arrival);
  __builtin_prefetch(&m_departure);
}

span burst_channel::wait_for_room(uint64_t bytes, span offered) {
  for (;;) {
    run_guard::turn();
    if (const auto times = m_buffer.admit(bytes, offered)) return *times;
    m_writer_waits = true;
    sc_core::wait(m_departure);
    m_writer_waits = false;
  }
}

void burst_channel::push(burst b) {
  m_buffer.enter(b.bytes);
  if (m_bursts.full()) m_bursts.set_capacity(2 * m_bursts.capacity());
  m_bursts.push_back(std::move(b));
  m_arrival.notify();
}

burst burst_channel::get() {
  run_guard::turn();
  while (m_bursts.empty()) {
    m_reader_waits = true;
    sc_core::wait(m_arrival);
    m_reader_waits = false;
  }
  burst b = std::move(m_bursts.front());
  m_bursts.pop_front();
  return b;
}

void burst_channel::leave(uint64_t bytes, span times) {
  m_buffer.leave(bytes, times);
  m_departure.notify();
}

std::string burst_channel::waiting() const {
  if (m_writer_waits)
    return fmt::format("{}: full with {} of {} bytes", m_name, bytes_inside(), m_buffer.capacity());
  if (m_reader_waits) return fmt::format("{}: empty", m_name);
  return {};
}

}  // namespace ws
