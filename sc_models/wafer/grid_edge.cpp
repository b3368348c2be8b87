// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/grid_edge.h"

#include <algorithm>
#include <cassert>
#include <tuple>

#include "ws/wafer/grid_state.h"

namespace ws {

edge_links::edge_links(int width, int height)
    : m_width(width), m_height(height), m_words((width + 63) / 64) {
  m_coming.resize(place(height, 0));
}

bool edge_links::is_open(const tile_side& s) const {
  static_assert(port::west == 0 && port::east == 1 && port::south == 2 && port::north == 3);
  if (s.x < 0 || s.y < 0 || s.x >= m_width || s.y >= m_height || s.side >= port::ramp) return false;
  const bool open[] = {s.x == 0, s.x == m_width - 1, s.y == m_height - 1, s.y == 0};
  return open[s.side];
}

std::vector<tile_side> edge_links::all_sides() const {
  std::vector<tile_side> sides;
  for (int y = 0; y < m_height; ++y)
    for (int x = 0; x < m_width; x += y == 0 || y == m_height - 1 ? 1 : std::max(1, m_width - 1))
      for (unsigned side = 0; side < port::ramp; ++side)
        if (const tile_side s{x, y, side}; is_open(s)) sides.push_back(s);
  return sides;
}

void edge_links::connect(grid_edge& edge, std::vector<tile_side> sides) {
  const auto order = [](const tile_side& s) { return std::tuple(s.y, s.x, s.side); };
  std::sort(sides.begin(), sides.end(),
            [&](const tile_side& a, const tile_side& b) { return order(a) < order(b); });
  clear();
  m_edge = &edge;
  m_links.clear();
  for (const tile_side& s : sides) {
    assert(is_open(s) && "a side with a neighbour");
    m_links.push_back({tile_of(s), s, {}});
  }
}

void edge_links::clear() {
  for (const link& l : m_links) m_coming[place(l.at.y, l.at.x / 64)] = 0;
}

void edge_links::read(const grid_state& all) {
  clear();
  for (link& l : m_links) {
    router_in in;
    m_edge->drive(l.at.x, l.at.y, l.at.side, all.shown(l.at.x, l.at.y), in);
    l.pins = port_pins::of(in.link[l.at.side], in.credit[l.at.side]);
    if (l.pins.shows()) m_coming[place(l.at.y, l.at.x / 64)] |= uint64_t{1} << l.at.x % 64;
  }
}

void edge_links::put(size_t tile, router_arrivals& in) const {
  auto l = std::lower_bound(m_links.begin(), m_links.end(), tile,
                            [](const link& a, size_t b) { return a.tile < b; });
  for (; l != m_links.end() && l->tile == tile; ++l) in.put(l->at.side, l->pins);
}

}  // namespace ws
