// SPDX-License-Identifier: Apache-2.0
#include "grid_rows.h"

#include "bits.h"
#include "router_pass.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr uint8_t halted = pe_code::trap("halted");
constexpr size_t full_batch = 256;

/// Sets of tiles to whose ports something comes.
std::array<uint64_t, 4> arriving(const grid_state& all, int y, int w) {
  const auto shows = [&](int v, int word, unsigned p) {
    return all.at(all.now(), v, word).shows[p];
  };
  std::array<uint64_t, 4> to{};
  to[port::west] = shows(y, w, port::east) << 1;
  if (w > 0) to[port::west] |= shows(y, w - 1, port::east) >> 63;
  to[port::east] = shows(y, w, port::west) >> 1;
  if (w + 1 < all.words) to[port::east] |= shows(y, w + 1, port::west) << 63;
  if (y > 0) to[port::north] = shows(y - 1, w, port::south);
  if (y + 1 < all.height) to[port::south] = shows(y + 1, w, port::north);
  return to;
}

router_in all_pins(const router_arrivals& in) {
  router_in all;
  for (unsigned p = 0; p < port::ramp; ++p) {
    if ((in.links >> p & 1u) != 0) all.link[p] = in.port[p].link();
    all.credit[p] = in.port[p].credit();
  }
  return all;
}

void put(const router_out& from, router_shown& to) {
  for (unsigned p = 0; p < router_ports; ++p) to[p] = port_pins::of(from.link[p], from.credit[p]);
}

}  // namespace

void grid_rows::wake_those_due() {
  m_alarms.ring(m_all.cycle, [this](uint32_t i) {
    if (m_all.asleep_until[i] != m_all.cycle) return;
    const int x = static_cast<int>(i) % m_all.width, y = static_cast<int>(i) / m_all.width;
    m_all.at(m_all.now(), y, x / 64).element_again |= uint64_t{1} << x % 64;
  });
}

void grid_rows::step() {
  m_moving = m_live = false;
  wake_those_due();
  for (int y = m_first; y < m_behind; ++y)
    for (int w = 0; w < m_all.words; ++w) m_all.at(m_all.now() ^ 1u, y, w) = {};
  for (int y = m_first; y < m_behind; ++y)
    for (int w = 0; w < m_all.words; ++w) step_word(y, w);
  step_batch();
}

router_arrivals grid_rows::arrivals(const place& p) const {
  router_arrivals in;
  const ptrdiff_t apart[] = {-1, 1, m_all.width, -m_all.width};
  for (unsigned rest = p.ports; rest != 0; rest &= rest - 1) {
    const unsigned side = lowest_bit(rest) & 3u, there = side ^ 1u;
    in.put(side, (&m_all.cells[p.i] + apart[side])->out[m_all.now()][there]);
  }
  return in;
}

void grid_rows::show(const place& p, const router_shown& shown) {
  for (unsigned side = 0; side < port::ramp; ++side)
    p.next->shows[side] |= shown[side].shows() ? p.bit : 0;
  p.next->to_element |= shown[port::ramp].shows() ? p.bit : 0;
}

void grid_rows::move(const place& p, const router_arrivals& in, bool simple) {
  router_cell& c = m_all.cells[p.i];
  router_shown& next = c.out[m_all.now() ^ 1u];
  if (!simple || !router_pass::step(c, in, next)) step_full(p, in, next);
  show(p, next);
}

void grid_rows::step_router(const place& p) { step_router(p, arrivals(p)); }

void grid_rows::step_router(const place& p, router_arrivals in) {
  if ((p.now->to_router & p.bit) == 0) return move(p, in, m_all.cells[p.i].simple);
  const pe_out& pins = m_all.tiles[p.i].pins();
  in.put(port::ramp, port_pins::of(pins.to_router, pins.credit));
  move(p, in, m_all.cells[p.i].simple && !pins.cfg_we && !pins.cfg_re);
}

/// The element goes by what its router shows in this cycle, and the other way round.
void grid_rows::step_tile(const place& p) {
  tile& t = m_all.tiles[p.i];
  const pe_in pins = element_pins(p, t);
  if (p.ports != 0 || ((p.now->to_router | p.now->router_again) & p.bit) != 0) step_router(p);
  if (t.pe() != nullptr) step_element(p, t, pins);
}

/// With what comes from outside.
router_arrivals grid_rows::all_arrivals(const place& p) const {
  router_arrivals in = arrivals(p);
  if ((m_all.edge.coming(p.y, p.x / 64) & p.bit) != 0) m_all.edge.put(p.i, in);
  return in;
}

/// Something comes from outside.
void grid_rows::step_outermost(const place& p) {
  tile& t = m_all.tiles[p.i];
  const pe_in pins = element_pins(p, t);
  step_router(p, all_arrivals(p));
  if (t.pe() != nullptr && ((p.now->to_element | p.now->element_again) & p.bit) != 0)
    step_element(p, t, pins);
}

/// Streams through routers to which nothing comes but at two ports. Returns the tiles that are
/// done.
uint64_t grid_rows::pass_streams(int y, int w, const std::array<uint64_t, 4>& to, uint64_t tiles) {
  const ptrdiff_t apart[] = {-1, 1, m_all.width, -m_all.width};
  const unsigned now = m_all.now();
  router_cell* const first = &m_all.cells[m_all.index(64 * w, y)];
  tile_bits& next = m_all.at(now ^ 1u, y, w);
  uint64_t all = 0;
  for (unsigned a = 0; a < port::ramp; ++a)
    for (unsigned b = a + 1; b < port::ramp; ++b) {
      uint64_t done = 0;
      for (uint64_t rest = tiles & to[a] & to[b]; rest != 0; rest &= rest - 1) {
        router_cell* const c = first + __builtin_ctzll(rest);
        if (router_pass::again(*c, a, b, (c + apart[a])->out[now][a ^ 1u],
                               (c + apart[b])->out[now][b ^ 1u], c->out[now ^ 1u]))
          done |= rest & -rest;
      }
      next.shows[a] |= done;
      next.shows[b] |= done;
      all |= done;
    }
  return all;
}

void grid_rows::step_word(int y, int w) {
  const tile_bits& own = m_all.at(m_all.now(), y, w);
  tile_bits& next = m_all.at(m_all.now() ^ 1u, y, w);
  const std::array<uint64_t, 4> to = arriving(m_all, y, w);
  const int left = m_all.width - 64 * w;
  const uint64_t real = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1u;
  const uint64_t outside = m_all.edge.coming(y, w);
  const uint64_t more = own.to_router | own.router_again | own.to_element | own.element_again |
                        m_all.whole_at(y, w) | outside;
  const uint64_t coming = to[0] | to[1] | to[2] | to[3];
  if (((coming | more) & real) == 0) return;
  const uint64_t three = (to[0] & to[1] & (to[2] | to[3])) | (to[2] & to[3] & (to[0] | to[1]));
  const uint64_t two = coming & real & ~(more | three);
  const uint64_t passed = two != 0 ? pass_streams(y, w, to, two) : 0;
  for (uint64_t rest = (coming | more) & real & ~passed; rest != 0; rest &= rest - 1) {
    const auto n = static_cast<unsigned>(__builtin_ctzll(rest));
    const int x = 64 * w + static_cast<int>(n);
    unsigned ports = 0;
    for (unsigned p = 0; p < port::ramp; ++p) ports |= static_cast<unsigned>(to[p] >> n & 1u) << p;
    const place p{m_all.index(x, y), x, y, uint64_t{1} << n, ports, &own, &next};
    if ((m_all.whole_at(y, w) & p.bit) != 0) {
      step_whole(p);
      m_live = true;
    } else if ((outside & p.bit) != 0) {
      step_outermost(p);
    } else if (((own.to_element | own.element_again) & p.bit) != 0) {
      m_batch.push_back(p);
    } else {
      step_router(p);
    }
  }
  look_at(next);
  if (m_batch.size() >= full_batch) step_batch();
}

/// Elements lie far apart in memory: each is asked for while those before it are stepped.
void grid_rows::step_batch() {
  constexpr size_t first = 4, second = 2;
  const size_t count = m_batch.size();
  const auto fetch_tile = [&](size_t k) {
    if (k < count) __builtin_prefetch(&m_all.tiles[m_batch[k].i]);
  };
  const auto fetch_element = [&](size_t k) {
    if (k < count) m_all.tiles[m_batch[k].i].fetch_element();
  };
  for (size_t k = 0; k < first; ++k) fetch_tile(k);
  for (size_t k = 0; k < second; ++k) fetch_element(k);
  for (size_t k = 0; k < count; ++k) {
    fetch_tile(k + first);
    fetch_element(k + second);
    step_tile(m_batch[k]);
    look_at(*m_batch[k].next);
  }
  m_batch.clear();
}

pe_in grid_rows::element_pins(const place& p, const tile& t) const {
  pe_in pins;
  pins.frozen = t.frozen();
  pins.cfg_rdata = t.word_read();
  if ((p.now->to_element & p.bit) == 0) return pins;
  const port_pins& ramp = m_all.cells[p.i].out[m_all.now()][port::ramp];
  if ((ramp.beside & port_pins::some) != 0) pins.from_router = ramp.link();
  pins.credit = ramp.credit();
  return pins;
}

void grid_rows::step_full(const place& p, const router_arrivals& in, router_shown& next) {
  m_all.restore_router(p.i);
  tile& t = m_all.tiles[p.i];
  const uint32_t frozen = t.frozen();
  router_in pins = all_pins(in);
  router_out out;
  t.step_router(pins, out, (p.now->to_router & p.bit) != 0);
  put(out, next);
  if (t.frozen() != frozen) p.next->element_again |= p.bit;
  if (t.router().quiet_until() == 0) {
    p.next->router_again |= p.bit;
    m_moving = true;
  }
  m_all.cells[p.i].simple = t.router().simplify(m_all.cells[p.i]);
}

/// With the cycles that its element slept through.
tile& grid_rows::woken(size_t i) {
  tile& t = m_all.settled_element(i);
  if (m_all.asleep_until[i] != grid_state::awake) m_dozing -= t.moved();
  m_all.asleep_until[i] = grid_state::awake;
  m_all.stepped[i] = m_all.cycle + 1;
  return t;
}

void grid_rows::step_element(const place& p, tile& t, const pe_in& pins) {
  woken(p.i);
  t.step_element(pins);
  look_at(t);
  rest(p, t);
}

void grid_rows::rest(const place& p, const tile& t) {
  if (t.shows()) p.next->to_router |= p.bit;
  const uint64_t quiet = t.pe()->quiet_until();
  if (quiet == 0) p.next->element_again |= p.bit;
  if (quiet == 0 || quiet == pe_state::forever) return;
  const uint64_t until = m_all.cycle + 1 + quiet;
  m_all.asleep_until[p.i] = until;
  set_alarm(p.i, until);
  m_dozing += t.moved();
}

/// Whoever was woken before its time leaves its alarm behind: now and then these are cleared away.
void grid_rows::set_alarm(size_t i, uint64_t until) {
  m_alarms.set(i, until);
  const size_t first = m_all.index(0, m_first), behind = m_all.index(0, m_behind);
  if (m_alarms.count() <= 2 * (behind - first) + 64) return;
  m_alarms.clear();
  for (size_t k = first; k < behind; ++k)
    if (m_all.asleep_until[k] != grid_state::awake) m_alarms.set(k, m_all.asleep_until[k]);
}

void grid_rows::look_at(const tile_bits& next) {
  uint64_t shown = next.to_element;
  for (const uint64_t shows : next.shows) shown |= shows;
  m_moving |= shown != 0;
  m_live |= (shown | next.to_router | next.router_again | next.element_again) != 0;
}

void grid_rows::look_at(const tile& t) {
  m_moving |= t.moved();
  const uint8_t cause = t.trap_cause();
  m_trapped |= cause != 0 && cause != halted;
}

/// As hardware needs it, and who looks at all pins.
void grid_rows::step_whole(const place& p) {
  m_all.restore_router(p.i);
  tile& t = woken(p.i);
  router_in in = all_pins(all_arrivals(p));
  const router_out now = m_all.shown(p.x, p.y);
  router_out next;
  t.step(in, now, next);
  if (!m_all.seen.empty()) m_all.seen[p.i] = in;
  router_shown& shown = m_all.cells[p.i].out[m_all.now() ^ 1u];
  put(next, shown);
  show(p, shown);
  look_at(t);
}

}  // namespace ws
