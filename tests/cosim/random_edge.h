// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <map>
#include <tuple>

#include "random_code.h"
#include "ws/wafer/grid.h"

namespace ws::test {

/// Neighbours of a grid that send wavelets of random colors as credits allow, and take what comes
/// now and then.
class random_edge final : public grid_edge {
 public:
  /// It sends and takes in so many percent of its cycles; of more than a hundred: seldom.
  explicit random_edge(uint64_t seed, unsigned hundred = 100) : m_random(seed), m_hundred(hundred) {
    constexpr unsigned rates[] = {10, 50, 90, 100, 100};
    m_send = m_random.of(rates);
    m_free = m_random.of(rates);
    m_control = m_random.one_in(3) ? 0 : 1 + m_random.below(30);
    m_colors = m_random.one_in(2) ? 8 : 1 + m_random.below(3);
    m_first = m_random.below(8);
    m_all = m_random.one_in(5);
    m_small = m_random.one_in(2) ? 25 : 80;
  }

  void drive(int x, int y, unsigned side, const router_out& now, router_in& in) override {
    neighbour& n = m_neighbours[{x, y, side}];
    // Credits go back for what came in cycles before.
    for (unsigned c = 0; c < router_colors; ++c)
      if (n.owed[c] != 0 && m_random.below(m_hundred) < m_free) give_back(n, c, side, in);
    for (unsigned c = 0; c < router_colors; ++c) n.credits[c] += now.credit[side] >> c & 1u;
    if (now.link[side].valid) ++n.owed[now.link[side].color];
    if (m_random.below(m_hundred) < m_send) send(n, side, in);
  }

 private:
  struct neighbour {
    neighbour() { credits.fill(2); }
    std::array<unsigned, router_colors> credits = {}, owed = {};
  };
  bool chance(unsigned percent) { return m_random.below(100) < percent; }

  static void give_back(neighbour& n, unsigned color, unsigned side, router_in& in) {
    --n.owed[color];
    in.credit[side] |= 1u << color;
  }

  void send(neighbour& n, unsigned side, router_in& in) {
    const unsigned c = m_all ? m_random.below(router_colors)
                             : random_code::colors[(m_first + m_random.below(m_colors)) % 8];
    if (n.credits[c] == 0) return;
    --n.credits[c];
    router_link& l = in.link[side];
    l.valid = true;
    l.color = static_cast<uint8_t>(c);
    l.ctrl = chance(m_control);
    l.data = m_random.word();
    const unsigned form = m_random.below(4);
    if (!l.ctrl && form == 1) l.data = 0x3f800000u + (l.data & 0x80ffffffu);  // about 1.0
    if (!l.ctrl && chance(m_small)) l.data = m_random.below(64) << 16 | m_random.half();
    if (l.ctrl && form < 3) l.data &= ~0x00800000u;  // seldom a teardown
  }

  dice m_random;
  unsigned m_hundred;
  unsigned m_send, m_free, m_control;
  unsigned m_colors, m_first;  // that are sent: so many from that one on
  bool m_all;                  // all colors there are
  unsigned m_small;            // percent of wavelets with an index for operands in memory
  std::map<std::tuple<int, int, unsigned>, neighbour> m_neighbours;
};

}  // namespace ws::test
