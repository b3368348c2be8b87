// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/tile_recorder.h"

namespace ws {
namespace {

void look(tile_cycle::view& v, const grid& tiles, int x, int y) {
  const tile& t = tiles.at(x, y);
  v.router = tiles.router_pins(x, y);
  v.pe = t.pins();
  v.status = t.status();
  const auto at = static_cast<uint16_t>(v.pe.ret_pc & ~1u);
  v.word = v.pe.ret_valid && at < pe_sram::words ? t.pe()->sram().read_pair(at) : 0;
}

}  // namespace

tile_recorder::tile_recorder(const grid& tiles, const tile_rectangle& seen) {
  for (int y = seen.y; y < seen.y + seen.height; ++y)
    for (int x = seen.x; x < seen.x + seen.width; ++x) {
      tile_cycle& c = m_cycles.emplace_back();
      c.x = x;
      c.y = y;
      look(c.now, tiles, x, y);
    }
}

void tile_recorder::stepped(const grid& tiles, const std::vector<router_in>& in) {
  for (size_t i = 0; i < m_cycles.size(); ++i) {
    tile_cycle& c = m_cycles[i];
    c.cycle = tiles.cycle() - 1;
    c.in = in[static_cast<size_t>(c.y) * tiles.width() + c.x];
    if (c.now.status.task != tile_status::no_task) c.last_task = c.now.status.task;
    look(c.next, tiles, c.x, c.y);
    see(i, c);
    std::swap(c.now, c.next);
  }
}

}  // namespace ws
