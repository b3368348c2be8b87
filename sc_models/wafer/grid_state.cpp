// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/grid_state.h"

namespace ws {

grid_state::grid_state(int columns, int rows)
    : width(columns),
      height(rows),
      words((columns + 63) / 64),
      tiles(static_cast<size_t>(columns) * static_cast<size_t>(rows)),
      cells(tiles.size()),
      stepped(tiles.size()),
      asleep_until(tiles.size(), awake),
      edge(columns, rows) {
  const size_t all = static_cast<size_t>(words) * static_cast<size_t>(height);
  for (auto& one : bits) one.resize(all);
  whole.resize(all);
}

router_out grid_state::shown(int x, int y) const {
  const size_t i = index(x, y);
  const tile_bits& b = at(now(), y, x / 64);
  router_out out;
  out.frozen = tiles[i].frozen();
  out.cfg_rdata = tiles[i].word_read();
  const uint64_t any = b.shows[0] | b.shows[1] | b.shows[2] | b.shows[3] | b.to_element;
  if ((any >> x % 64 & 1u) == 0) return out;
  const router_shown& s = cells[i].out[now()];
  for (unsigned p = 0; p < router_ports; ++p) {
    if ((s[p].beside & port_pins::some) != 0) out.link[p] = s[p].link();
    out.credit[p] = s[p].credit();
  }
  return out;
}

tile& grid_state::settled_element(size_t i) const {
  tile& t = tiles[i];
  t.catch_up(cycle - stepped[i]);
  stepped[i] = cycle;
  return t;
}

void grid_state::restore_router(size_t i) const {
  router_cell& c = cells[i];
  if (!c.simple) return;
  c.simple = false;
  c.steady = 0;
  tile& t = tiles[i];
  t.router().restore(c);
  for (unsigned k = 0; k < c.count; ++k)
    t.count_passed(router_cell::color_of(c.color[k]), c.color[k].passed);
}

}  // namespace ws
