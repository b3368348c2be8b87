// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/grid.h"

#include <algorithm>
#include <exception>

#include "grid_rows.h"

namespace ws {

grid::grid(const isa::program_image& image, unsigned threads)
    : m_image(image), m_memories(image.codes.size()), m_all(image.width, image.height) {
  for (size_t i = 0; i < image.codes.size(); ++i)
    for (const isa::segment& s : image.codes[i].segments)
      for (size_t w = 0; w < s.words.size(); ++w)
        m_memories[i].write(static_cast<unsigned>(s.address + w), s.words[w]);
  for (int y = 0; y < height(); ++y)
    for (int x = 0; x < width(); ++x) {
      tile& t = at(x, y);
      if (const uint32_t code = image.code_of[m_all.index(x, y)];
          code != isa::program_image::no_code)
        t.load(image.codes[code], m_memories[code], static_cast<uint16_t>(x),
               static_cast<uint16_t>(y));
    }
  const auto shares = static_cast<int>(std::clamp(threads, 1u, static_cast<unsigned>(height())));
  for (int k = 0; k < shares; ++k)
    m_rows.emplace_back(m_all, height() * k / shares, height() * (k + 1) / shares);
}

grid::~grid() = default;

tile& grid::at(int x, int y) {
  const size_t i = m_all.index(x, y);
  tile_bits& b = m_all.at(m_all.now(), y, x / 64);
  b.element_again |= uint64_t{1} << x % 64;
  b.router_again |= uint64_t{1} << x % 64;
  m_woken = true;
  m_all.restore_router(i);
  return m_all.settled_element(i);
}

const tile& grid::at(int x, int y) const {
  const size_t i = m_all.index(x, y);
  m_all.restore_router(i);
  return m_all.settled_element(i);
}

void grid::put_hardware(int x, int y, int width, int height, const hardware_maker& make,
                        bool compared) {
  for (int v = y; v < y + height; ++v)
    for (int u = x; u < x + width; ++u) {
      tile& t = at(u, v);
      if (t.pe() == nullptr) continue;
      t.put(make(*m_image.at(u, v), *t.pe(), static_cast<uint16_t>(u), static_cast<uint16_t>(v)),
            compared);
      m_all.step_whole(u, v);
    }
}

void grid::put_edge(grid_edge& edge, unsigned sides) {
  m_all.edge = &edge;
  m_all.edge_on = sides;
  for (int y = 0; y < height(); ++y)
    for (int x = 0; x < width(); ++x)
      if (m_all.edge_sides(x, y) != 0) m_all.step_whole(x, y);
}

void grid::step_everything() {
  for (int y = 0; y < height(); ++y)
    for (int x = 0; x < width(); ++x) m_all.step_whole(x, y);
}

void grid::put_observer(grid_observer& observer) {
  m_observers.push_back(&observer);
  m_all.seen.resize(m_all.tiles.size());
  step_everything();
}

void grid::step_rows() {
  const auto shares = static_cast<int>(m_rows.size());
  // One row belongs to one thread.
  const bool by_one = m_all.edge_on != 0 && m_all.edge_on != 1u << port::north;
  if (shares == 1 || by_one) {
    for (grid_rows& rows : m_rows) rows.step();
    return;
  }
  // The first fault of the upper rows is the one that a single thread meets.
  std::vector<std::exception_ptr> faults(m_rows.size());
#pragma omp parallel for schedule(static) num_threads(shares)
  for (int k = 0; k < shares; ++k) {
    const auto share = static_cast<size_t>(k);
    try {
      m_rows[share].step();
    } catch (...) {
      faults[share] = std::current_exception();
    }
  }
  for (const std::exception_ptr& fault : faults)
    if (fault != nullptr) std::rethrow_exception(fault);
}

void grid::step() {
  step_rows();
  m_moving = m_trapped = m_woken = false;
  for (const grid_rows& rows : m_rows) {
    m_moving |= rows.moving();
    m_trapped |= rows.trapped();
  }
  ++m_all.cycle;
  for (grid_observer* o : m_observers) o->stepped(*this, m_all.seen);
}

/// To the next cycle in which anything is stepped. An even number of cycles: what is shown in the
/// one and in the other lies in two places.
void grid::skip(uint64_t max_cycles) {
  if (m_woken) return;
  uint64_t until = alarm_clock::never;
  for (const grid_rows& rows : m_rows) until = std::min(until, rows.quiet_until());
  if (until == alarm_clock::never) return;
  until = std::min(until, max_cycles);
  if (until > cycle()) m_all.cycle += (until - cycle()) & ~uint64_t{1};
}

grid::ended grid::run(uint64_t max_cycles, const std::atomic<bool>* stop) {
  constexpr unsigned looks = 1024;
  for (unsigned steps = 0; m_moving; ++steps) {
    if (cycle() >= max_cycles) return ended::limit;
    if (stop != nullptr && steps % looks == 0 && stop->load()) return ended::stopped;
    skip(max_cycles);
    if (cycle() >= max_cycles) return ended::limit;
    step();
    if (m_trapped) return ended::trap;
  }
  return ended::quiet;
}

bool grid::idle() const {
  for (int y = 0; y < height(); ++y)
    for (int x = 0; x < width(); ++x)
      if (!at(x, y).status().idle()) return false;
  return true;
}

void grid::compare() const {
  for (const tile& t : m_all.tiles) t.compare();
}

}  // namespace ws
