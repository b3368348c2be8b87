// SPDX-License-Identifier: Apache-2.0
// The router as a plain step over compact state. RTL twin: rtl/ws_router*.sv; docs/timing.md is the
// contract of both. Change both, or neither.
#include <cassert>
#include <cstring>

#include "bits.h"
#include "router_block.h"
#include "ws/wafer/router_state.h"

namespace ws {

/// The wavelet that a color would move next.
struct router_state::head {
  uint32_t data;
  uint8_t input, tag;  // tag: the color that it arrived with
  bool ctrl, stored, spared;
};

namespace {

uint32_t bit(unsigned n) { return 1u << n; }

uint32_t exchanged(uint32_t v, uint32_t swap) {
  const uint32_t other = (v & 0x555555u) << 1 | (v >> 1 & 0x555555u);
  return (v & ~swap) | (other & swap);
}

/// The first of `live` behind the input served last, in the order of the ports.
unsigned next_input(unsigned live, unsigned last) {
  const unsigned later = live & ~(2u * bit(last) - 1u);
  return lowest_bit(later != 0 ? later : live);
}

}  // namespace

bool router_state::wakes(const router_in& in) {
  bool any = in.cfg_we || in.cfg_re;
  for (unsigned p = 0; p < router_ports; ++p) any |= in.link[p].valid || in.credit[p] != 0;
  return any;
}

uint32_t router_state::live(unsigned input, uint32_t present) const {
  const uint32_t swap = input < port::south  ? m_block->swap_x
                        : input < port::ramp ? m_block->swap_y
                                             : m_block->swap_x & m_block->swap_y;
  return exchanged(present, swap) & m_block->rx[input];
}

unsigned router_state::swapped(unsigned input, unsigned c) const {
  const uint32_t x = m_block->swap_x >> c, y = m_block->swap_y >> c;
  return c ^ ((input < port::south ? x : input < port::ramp ? y : x & y) & 1u);
}

router_state::head router_state::head_of(const router_in& in, unsigned c,
                                         const uint32_t (&lives)[router_ports]) const {
  const block& b = *m_block;
  unsigned inputs = 0;
  for (unsigned p = 0; p < router_ports; ++p) inputs |= (lives[p] >> c & 1u) << p;
  const color_state& e = b.colors()[b.index[c]];
  head h{};
  h.input = static_cast<uint8_t>(next_input(inputs, e.last));
  h.tag = static_cast<uint8_t>(swapped(h.input, c));
  h.stored = (b.held[h.input] >> h.tag & 1u) != 0;
  if (h.stored) {
    const buffer& q = b.buffers()[b.colors()[b.index[h.tag]].slot[h.input]];
    h.data = q.data[q.head];
    h.ctrl = (q.ctrl >> q.head & 1u) != 0;
  } else {
    h.data = in.link[h.input].data;
    h.ctrl = in.link[h.input].ctrl;
  }
  if ((e.tx & bit(port::ramp)) == 0) return h;
  h.spared = h.ctrl && (h.data >> 24 & 1u) != 0;
  if (m_filters != nullptr)
    for (const router_filter& f : m_filters->all)
      if (f.active() && f.color() == c && !f.passes(h.ctrl, static_cast<uint16_t>(h.data >> 16)))
        h.spared = true;
  return h;
}

void router_state::command(color_state& e, unsigned c, head& wavelet) {
  const auto what = static_cast<switch_command>(wavelet.data >> 22 & 3u);
  const auto mode = static_cast<pop_mode>(e.config >> router_reg::pop_shift & 3u);
  const unsigned before = e.position();
  if (what == switch_command::advance) e.set_position(e.next_position());
  if (what == switch_command::reset) e.set_position(0);
  if (what == switch_command::teardown) {
    e.config |= router_reg::teardown;
    m_block->frozen |= bit(c);
  }
  const bool moved = what == switch_command::advance && e.position() != before;
  if (mode == pop_mode::always || (mode >= pop_mode::on_advance && moved) ||
      (mode == pop_mode::on_advance_nop && what == switch_command::nop))
    wavelet.data = popped(wavelet.data);
  if (e.position() != before) update_route(e, c);
}

void router_state::grant(unsigned c, head& wavelet, router_out& next) {
  block& b = *m_block;
  color_state& e = b.colors()[b.index[c]];
  const unsigned tx = e.tx;
  const unsigned sends = wavelet.spared ? tx & ~bit(port::ramp) : tx;
  e.one &= static_cast<uint8_t>(~(sends & ~e.two));
  e.two &= static_cast<uint8_t>(~sends);
  if (m_filters != nullptr && (tx & bit(port::ramp)) != 0)
    for (router_filter& f : m_filters->all)
      if (f.active() && f.color() == c) f.take(wavelet.ctrl);
  if (wavelet.ctrl) command(e, c, wavelet);
  const router_link sent{wavelet.data, static_cast<uint8_t>(c), wavelet.ctrl, true};
  for (unsigned rest = sends; rest != 0; rest &= rest - 1) next.link[lowest_bit(rest)] = sent;
  next.credit[wavelet.input] |= bit(wavelet.tag);
  e.last = wavelet.input;
  if (wavelet.stored) {
    buffer& q = b.buffers()[b.colors()[b.index[wavelet.tag]].slot[wavelet.input]];
    q.head ^= 1u;
    if (--q.count == 0) b.held[wavelet.input] &= ~bit(wavelet.tag);
  }
}

/// Those that moved go to the end of the order, and keep their order among themselves.
void router_state::reorder(uint32_t granted) {
  block& b = *m_block;
  uint8_t moved[router_colors];
  unsigned kept = 0, count = 0;
  for (unsigned i = 0; i < b.color_count; ++i) {
    const uint8_t c = b.order[i];
    if ((granted >> c & 1u) != 0) {
      moved[count++] = c;
    } else {
      b.order[kept++] = c;
    }
  }
  std::memcpy(b.order.data() + kept, moved, count);
  b.served |= granted;
}

void router_state::busy_step(const router_in& in, router_out& next,
                             std::vector<router_move>* moves) {
  if (!wakes(in) && !m_block->awake) {
    next = router_out{};
    next.frozen = m_block->frozen;
    next.cfg_rdata = m_block->rdata;
    return;
  }
  // Colors that turn up for the first time get their state before pointers into it are taken.
  uint32_t arrived = 0, seen = 0;
  for (unsigned p = 0; p < router_ports; ++p) {
    seen |= in.credit[p] & all_colors;
    if (in.link[p].valid && in.link[p].color < router_colors) {
      seen |= bit(in.link[p].color);
      if (m_block != nullptr) seen |= bit(swapped(p, in.link[p].color));
      arrived |= bit(p);
    }
  }
  if (m_block == nullptr) resize(0, 0);
  for (uint32_t rest = seen & ~m_block->known; rest != 0; rest &= rest - 1) color(lowest_bit(rest));

  if (in.cfg_re) m_block->rdata = read(in.cfg_addr);

  block& b = *m_block;
  const uint32_t frozen = b.frozen;
  next.link.fill(router_link{});
  next.credit.fill(0);
  for (unsigned p = 0; p < router_ports; ++p)
    for (uint32_t rest = in.credit[p] & all_colors; rest != 0; rest &= rest - 1) {
      color_state& e = b.colors()[b.index[lowest_bit(rest)]];
      if ((e.one >> p & 1u) != 0) e.two |= static_cast<uint8_t>(bit(p));
      e.one |= static_cast<uint8_t>(bit(p));
    }

  uint32_t lives[router_ports], any = 0;
  for (unsigned p = 0; p < router_ports; ++p) {
    uint32_t present = b.held[p];
    if ((arrived >> p & 1u) != 0) present |= bit(in.link[p].color);
    lives[p] = present != 0 ? live(p, present) : 0;
    any |= lives[p];
  }
  any &= ~b.frozen;

  // A wavelet may ask if its color has a route and credit on all outputs it goes to.
  uint32_t asking = 0;
  head heads[router_colors];
  for (uint32_t rest = any; rest != 0; rest &= rest - 1) {
    const unsigned c = lowest_bit(rest);
    const color_state& e = b.colors()[b.index[c]];
    if (e.tx == 0) continue;
    heads[c] = head_of(in, c, lives);
    const unsigned needs = heads[c].spared ? e.tx & ~bit(port::ramp) : e.tx;
    if ((needs & ~e.one) == 0) asking |= bit(c);
  }

  uint32_t granted = asking;
  if ((asking & (asking - 1)) != 0) {
    // In the order of service: whoever asks keeps its outputs from all that come later.
    granted = 0;
    unsigned claimed = 0;
    for (unsigned i = 0; i < b.color_count; ++i) {
      const unsigned c = b.order[i];
      if ((asking >> c & 1u) == 0) continue;
      const unsigned tx = b.colors()[b.index[c]].tx;
      if ((claimed & tx) == 0) granted |= bit(c);
      claimed |= tx;
    }
  }

  for (uint32_t rest = granted; rest != 0; rest &= rest - 1) {
    const unsigned c = lowest_bit(rest);
    head& h = heads[c];
    router_move m;
    const color_state& e = b.colors()[b.index[c]];
    const uint32_t data = h.data;
    m.outputs = h.spared ? e.tx & static_cast<uint8_t>(~bit(port::ramp)) : e.tx;
    m.position = static_cast<uint8_t>(e.position());
    grant(c, h, next);
    if (!h.stored) arrived &= ~bit(h.input);
    if (moves == nullptr) continue;
    m.data = h.data;
    m.input = h.input;
    m.color = static_cast<uint8_t>(c);
    m.ctrl = h.ctrl;
    m.swapped = h.tag != c;
    m.popped = h.data != data;
    m.spared = h.spared;
    m.stored = h.stored;
    moves->push_back(m);
  }
  if (granted != 0 && granted != bit(b.order[b.color_count - 1u])) reorder(granted);
  b.served |= granted;

  for (; arrived != 0; arrived &= arrived - 1) {
    const unsigned p = lowest_bit(arrived);
    const router_link& link = in.link[p];
    buffer& q = buffer_of(p, link.color);
    assert(q.count < 2 && "a wavelet came without credit");
    const unsigned tail = (q.head + (q.count & 1u)) & 1u;
    q.data[tail] = link.data;
    q.ctrl = static_cast<uint8_t>((q.ctrl & ~bit(tail)) | (link.ctrl ? bit(tail) : 0u));
    ++q.count;
    m_block->held[p] |= bit(link.color);
  }

  m_block->awake = granted != 0;
  if (in.cfg_we) {
    // A teardown in the cycle of a write is not lost; a written position wins over a command.
    const uint32_t torn = m_block->frozen & ~frozen;
    write(in.cfg_addr, in.cfg_wdata);
    for (uint32_t rest = torn; rest != 0; rest &= rest - 1) {
      color(lowest_bit(rest)).config |= router_reg::teardown;
      m_block->frozen |= bit(lowest_bit(rest));
    }
  }
  next.frozen = m_block->frozen;
  next.cfg_rdata = m_block->rdata;
}

uint64_t router_state::quiet_until() const {
  return m_block != nullptr && m_block->awake ? 0 : forever;
}

void router_state::catch_up(uint64_t cycles) const {
  // Nothing in a router counts time: while it is quiet, its state stands still.
  assert((cycles == 0 || quiet_until() == forever) && "a router that is awake must be stepped");
  (void)cycles;
}

}  // namespace ws
