// SPDX-License-Identifier: Apache-2.0
// From a router's state to a cell and back.
#include "ws/wafer/router_cell.h"

#include "router_block.h"
#include "router_pass.h"
#include "ws/wafer/router_state.h"

namespace ws {
unsigned router_cell::color_of(const color_state& e) {
  return router_word::field(e.word, router_word::color_at);
}

bool router_state::simplify(router_cell& cell) const {
  using w = router_word;
  if (m_block == nullptr || m_filters != nullptr) return false;
  const block& b = *m_block;
  uint32_t held = b.frozen | b.swap_x | b.swap_y;
  for (const uint32_t h : b.held) held |= h;
  if (held != 0 || b.color_count > router_cell::most_colors) return false;
  for (unsigned i = 0; i < b.color_count; ++i) {
    const color_state& e = b.colors()[b.index[b.order[i]]];
    cell.color[i].passed = 0;
    cell.color[i].word =
        uint32_t{e.tx} << w::tx_at | e.rx_mask() << w::rx_at | uint32_t{e.one} << w::one_at |
        uint32_t{e.two} << w::two_at | uint32_t{e.last} << w::last_at |
        ((b.served >> e.color & 1u) != 0 ? w::served : 0u) | uint32_t{e.color} << w::color_at;
  }
  cell.count = b.color_count;
  return true;
}

void router_state::restore(const router_cell& cell) {
  using w = router_word;
  block& b = *m_block;
  for (unsigned i = 0; i < cell.count; ++i) {
    const uint32_t word = cell.color[i].word, c = w::field(word, w::color_at);
    color_state& e = b.colors()[b.index[c]];
    e.one = static_cast<uint8_t>(w::field(word, w::one_at));
    e.two = static_cast<uint8_t>(w::field(word, w::two_at));
    e.last = static_cast<uint8_t>(word >> w::last_at & 7u);
    b.order[i] = static_cast<uint8_t>(c);
    if ((word & w::served) != 0) b.served |= 1u << c;
  }
  b.awake = false;
}

}  // namespace ws
