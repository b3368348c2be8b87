// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr uint8_t halted = pe_code::trap("halted");

}  // namespace

grid::grid(const isa::program_image& image)
    : m_width(image.width),
      m_height(image.height),
      m_image(image),
      m_memories(image.codes.size()),
      m_tiles(static_cast<size_t>(image.width) * image.height),
      m_stepped(m_tiles.size()),
      m_now(m_tiles.size()),
      m_next(m_tiles.size()),
      m_awake(m_tiles.size()) {
  for (size_t i = 0; i < image.codes.size(); ++i)
    for (const isa::segment& s : image.codes[i].segments)
      for (size_t w = 0; w < s.words.size(); ++w)
        m_memories[i].write(static_cast<unsigned>(s.address + w), s.words[w]);
  for (int y = 0; y < m_height; ++y)
    for (int x = 0; x < m_width; ++x)
      if (const uint32_t code = image.code_of[index(x, y)]; code != isa::program_image::no_code)
        at(x, y).load(image.codes[code], m_memories[code], static_cast<uint16_t>(x),
                      static_cast<uint16_t>(y));
}

void grid::put_hardware(int x, int y, int width, int height, const hardware_maker& make,
                        bool compared) {
  for (int v = y; v < y + height; ++v)
    for (int u = x; u < x + width; ++u) {
      tile& t = at(u, v);
      if (t.pe() != nullptr)
        t.put(make(*m_image.at(u, v), *t.pe(), static_cast<uint16_t>(u), static_cast<uint16_t>(v)),
              compared);
    }
}

void grid::gather(size_t i, router_in& in) const {
  const auto from = [&](unsigned to_port, size_t other, unsigned out_port) {
    in.link[to_port] = m_now[other].link[out_port];
    in.credit[to_port] = m_now[other].credit[out_port];
  };
  const auto width = static_cast<size_t>(m_width);
  const size_t x = i % width;
  if (x > 0) from(port::west, i - 1, port::east);
  if (x + 1 < width) from(port::east, i + 1, port::west);
  if (i >= width) from(port::north, i - width, port::south);
  if (i + width < m_tiles.size()) from(port::south, i + width, port::north);
}

void grid::drive_edge(size_t i, router_in& in) const {
  const int x = static_cast<int>(i) % m_width, y = static_cast<int>(i) / m_width;
  const bool open[] = {x == 0, x == m_width - 1, y == m_height - 1, y == 0};
  static_assert(port::west == 0 && port::east == 1 && port::south == 2 && port::north == 3);
  for (unsigned side = 0; side < port::ramp; ++side)
    if (open[side]) m_edge->drive(x, y, side, m_now[i], in);
}

bool grid::at_edge(size_t i) const {
  const auto width = static_cast<size_t>(m_width);
  return i < width || i + width >= m_tiles.size() || i % width == 0 || i % width == width - 1;
}

/// With the clocks and stalls of the cycles that it slept through.
tile& grid::settled(size_t i) const {
  if (m_stepped[i] != m_cycle) m_tiles[i].catch_up(m_cycle - m_stepped[i]);
  m_stepped[i] = m_cycle;
  return m_tiles[i];
}

/// Whoever gets a wavelet or a credit in the next cycle is stepped in it.
void grid::wake_neighbours(size_t i) {
  const router_out& out = m_next[i];
  unsigned shown = 0;
  for (unsigned p = 0; p < port::ramp; ++p)
    if (out.link[p].valid || out.credit[p] != 0) shown |= 1u << p;
  if (shown == 0) return;
  const auto width = static_cast<size_t>(m_width);
  const auto shows = [&](unsigned p) { return (shown >> p & 1u) != 0; };
  if (shows(port::west) && i % width > 0) m_awake.wake(i - 1);
  if (shows(port::east) && i % width + 1 < width) m_awake.wake(i + 1);
  if (shows(port::north) && i >= width) m_awake.wake(i - width);
  if (shows(port::south) && i + width < m_tiles.size()) m_awake.wake(i + width);
}

/// Nobody knows when an edge sends: its tiles are always awake.
void grid::rest(size_t i) {
  const tile& t = m_tiles[i];
  const bool may = m_resting && (m_edge == nullptr || !at_edge(i));
  const uint64_t quiet = may ? t.quiet_until() : 0;
  if (quiet == 0) return m_awake.wake(i);
  if (quiet == pe_state::forever) return;
  m_awake.sleep(i, m_cycle + 1 + quiet);
  m_dozing += t.moved();
}

inline void grid::step_tile(size_t i, router_in& in) {
  tile& t = settled(i);
  if (m_awake.timed(i)) {
    m_awake.forget(i);
    m_dozing -= t.moved();
  }
  gather(i, in);
  if (m_edge != nullptr) drive_edge(i, in);
  t.step(in, m_now[i], m_next[i]);
  m_stepped[i] = m_cycle + 1;
  m_moving |= t.moved();
  const uint8_t cause = t.trap_cause();
  m_trapped |= cause != 0 && cause != halted;
  wake_neighbours(i);
  rest(i);
}

void grid::step() {
  m_moving = false;
  if (!m_observers.empty()) return step_observed();
  m_awake.for_each(m_cycle, [this](size_t i) {
    router_in in;
    step_tile(i, in);
  });
  m_moving |= m_dozing != 0;
  m_now.swap(m_next);
  ++m_cycle;
}

void grid::step_observed() {
  m_seen.assign(m_tiles.size(), router_in{});
  for (size_t i = 0; i < m_tiles.size(); ++i) step_tile(i, m_seen[i]);
  m_now.swap(m_next);
  ++m_cycle;
  for (grid_observer* o : m_observers) o->stepped(*this, m_seen);
}

grid::ended grid::run(uint64_t max_cycles, const std::atomic<bool>* stop) {
  constexpr uint64_t looks = 1024;
  while (m_moving) {
    if (m_cycle >= max_cycles) return ended::limit;
    if (stop != nullptr && m_cycle % looks == 0 && stop->load()) return ended::stopped;
    step();
    if (m_trapped) return ended::trap;
  }
  return ended::quiet;
}

bool grid::idle() const {
  for (const tile& t : m_tiles)
    if (!t.status().idle()) return false;
  return true;
}

void grid::compare() const {
  for (const tile& t : m_tiles) t.compare();
}

}  // namespace ws
