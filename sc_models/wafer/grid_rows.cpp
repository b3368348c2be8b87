// SPDX-License-Identifier: Apache-2.0
#include "grid_rows.h"

#include "bits.h"
#include "router_pass.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr uint8_t halted = pe_code::trap("halted");

/// Sets of tiles to whose ports something comes.
std::array<uint64_t, 4> coming(const grid_state& all, int y, int w) {
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

void drive_edge(const grid_state& all, int x, int y, router_in& in) {
  const unsigned sides = all.edge_sides(x, y);
  if (sides == 0) return;
  const router_out shown = all.shown(x, y);
  for (unsigned rest = sides; rest != 0; rest &= rest - 1)
    all.edge->drive(x, y, lowest_bit(rest), shown, in);
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
    p.next.shows[side] |= shown[side].shows() ? p.bit : 0;
  p.next.to_element |= shown[port::ramp].shows() ? p.bit : 0;
}

void grid_rows::move(const place& p, const router_arrivals& in, bool simple) {
  router_cell& c = m_all.cells[p.i];
  router_shown& next = c.out[m_all.now() ^ 1u];
  if (!simple || !router_pass::step(c, in, next)) step_full(p, in, next);
  show(p, next);
}

void grid_rows::step_router(const place& p) {
  router_arrivals in = arrivals(p);
  if ((p.now.to_router & p.bit) == 0) return move(p, in, m_all.cells[p.i].simple);
  const pe_out& pins = m_all.tiles[p.i].pins();
  in.put(port::ramp, port_pins::of(pins.to_router, pins.credit));
  move(p, in, m_all.cells[p.i].simple && !pins.cfg_we && !pins.cfg_re);
}

/// The element goes by what its router shows in this cycle, and the other way round.
void grid_rows::step_tile(const place& p) {
  tile* t = nullptr;
  pe_in pins;
  if (((p.now.to_element | p.now.element_again) & p.bit) != 0) {
    t = &m_all.tiles[p.i];
    if (t->pe() == nullptr) t = nullptr;
    if (t != nullptr) pins = element_pins(p, *t);
  }
  if (p.ports != 0 || ((p.now.to_router | p.now.router_again) & p.bit) != 0) step_router(p);
  if (t != nullptr) step_element(p, *t, pins);
}

void grid_rows::step_word(int y, int w) {
  const tile_bits& own = m_all.at(m_all.now(), y, w);
  tile_bits& next = m_all.at(m_all.now() ^ 1u, y, w);
  const std::array<uint64_t, 4> to = coming(m_all, y, w);
  const int left = m_all.width - 64 * w;
  const uint64_t real = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1u;
  uint64_t rest = to[0] | to[1] | to[2] | to[3] | own.to_router | own.router_again |
                  own.to_element | own.element_again | m_all.whole_at(y, w);
  for (rest &= real; rest != 0; rest &= rest - 1) {
    const auto n = static_cast<unsigned>(__builtin_ctzll(rest));
    const int x = 64 * w + static_cast<int>(n);
    unsigned ports = 0;
    for (unsigned p = 0; p < port::ramp; ++p) ports |= static_cast<unsigned>(to[p] >> n & 1u) << p;
    const place p{m_all.index(x, y), x, y, uint64_t{1} << n, ports, own, next};
    if ((m_all.whole_at(y, w) & p.bit) != 0) {
      step_whole(p);
      m_live = true;
    } else {
      step_tile(p);
    }
  }
  uint64_t shown = next.to_element;
  for (const uint64_t shows : next.shows) shown |= shows;
  m_moving |= shown != 0;
  m_live |= (shown | next.to_router | next.router_again | next.element_again) != 0;
}

pe_in grid_rows::element_pins(const place& p, const tile& t) const {
  pe_in pins;
  pins.frozen = t.frozen();
  pins.cfg_rdata = t.word_read();
  if ((p.now.to_element & p.bit) == 0) return pins;
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
  t.step_router(pins, out, (p.now.to_router & p.bit) != 0);
  put(out, next);
  if (t.frozen() != frozen) p.next.element_again |= p.bit;
  if (t.router().quiet_until() == 0) {
    p.next.router_again |= p.bit;
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
  if (t.shows()) p.next.to_router |= p.bit;
  const uint64_t quiet = t.pe()->quiet_until();
  if (quiet == 0) p.next.element_again |= p.bit;
  if (quiet == 0 || quiet == pe_state::forever) return;
  const uint64_t until = m_all.cycle + 1 + quiet;
  m_all.asleep_until[p.i] = until;
  m_alarms.set(p.i, until);
  m_dozing += t.moved();
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
  router_in in = all_pins(arrivals(p));
  if (m_all.edge != nullptr) drive_edge(m_all, p.x, p.y, in);
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
