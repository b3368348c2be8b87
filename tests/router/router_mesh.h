// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <functional>
#include <map>
#include <random>

#include "ws/wafer/router_engine.h"

namespace ws::test {

/// A mesh of routers with a source and a sink on every ramp. Each color is either a multicast tree
/// of one source or a tree of several sources with one sink; the wavelets carry their source and
/// their number, so that a sink knows what must come next from whom.
class router_mesh {
 public:
  struct settings {
    unsigned width = 4, height = 3, colors = 12;
    unsigned send = 60;  ///< percent of cycles in which a source with something to send does
    unsigned take = 70;  ///< percent of cycles in which a sink frees an entry
    unsigned write = 5;  ///< percent of cycles with a configuration word written again
    uint64_t seed = 1;
    twin which = twin::cpp;
  };

  explicit router_mesh(const settings& s) : m_set(s), m_random(s.seed * 0x9E3779B97F4A7C15u + 1) {
    m_tiles.resize(size_t{s.width} * s.height);
    for (tile& t : m_tiles) {
      t.router = make_router(s.which);
      t.may_send.fill(2);
      t.owed.fill(0);
    }
    for (unsigned c = 0; c < s.colors; ++c) (c % 3 == 2 ? gather(c) : scatter(c));
    for (tile& t : m_tiles)
      for (const auto& [color, word] : t.words) {
        router_in in;
        in.cfg_we = true;
        in.cfg_addr = static_cast<uint16_t>(router_reg::color_base + color);
        in.cfg_wdata = word;
        t.router->step(in);
      }
  }

  uint64_t sent = 0, delivered = 0, hops = 0, longest = 0, cycle = 0;
  std::string fault;  ///< the first broken promise
  std::function<void(const std::string&)> trace;

  void step(bool sending = true) {
    std::vector<router_in> in(m_tiles.size());
    for (unsigned i = 0; i < m_tiles.size(); ++i) gather_pins(i, in[i], sending);
    for (unsigned i = 0; i < m_tiles.size(); ++i) {
      if (trace) trace_arrivals(i, in[i]);
      m_tiles[i].router->step(in[i]);
      for (const router_move& m : m_tiles[i].router->moves()) {
        hops += __builtin_popcount(m.outputs);
        if (trace) trace(trace_line(cycle, i % m_set.width, i / m_set.width, m));
      }
    }
    ++cycle;
    for (unsigned i = 0; i < m_tiles.size(); ++i) receive(i);
  }

  /// Until nothing is on its way any more; says what waits if that takes too long.
  void drain() {
    for (unsigned i = 0; i < 5'000 && delivered < m_expected; ++i) step(false);
    if (delivered == m_expected || !fault.empty()) return;
    fault = fmt::format("{} of {} wavelets never came", m_expected - delivered, m_expected);
    for (unsigned i = 0; i < m_tiles.size(); ++i)
      if (const router_state* s = m_tiles[i].router->state())
        for (const router_wait& w : s->waits())
          fault += fmt::format("\n  P{}.{} link {} C{}: {}", i % m_set.width, i / m_set.width,
                               port::letters[w.input], w.color, name_of(w.cause));
  }

 private:
  static constexpr uint32_t number_mask = 0xffffffu;
  static constexpr size_t remembered = 4096;  // more than a color's routers hold

  struct tile {
    std::unique_ptr<router_engine> router;
    std::array<unsigned, router_colors> may_send = {}, owed = {};
    std::map<unsigned, uint16_t> words;                      // color words
    std::map<unsigned, uint32_t> sources;                    // color to number of the next wavelet
    std::map<std::pair<unsigned, unsigned>, uint32_t> next;  // {color, source}: expected number
    std::map<unsigned, std::vector<uint64_t>> left;  // by color: when the newest wavelets left
  };

  unsigned below(unsigned n) { return static_cast<unsigned>(m_random() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }

  static unsigned opposite(unsigned p) {
    constexpr unsigned other[] = {port::east, port::west, port::north, port::south};
    return other[p];
  }
  /// The tile behind a port, or -1 beyond the edge.
  int neighbour(unsigned i, unsigned p) const {
    const int x = static_cast<int>(i % m_set.width), y = static_cast<int>(i / m_set.width);
    const int to_x = x + (p == port::east) - (p == port::west);
    const int to_y = y + (p == port::south) - (p == port::north);
    if (to_x < 0 || to_y < 0 || to_x >= static_cast<int>(m_set.width) ||
        to_y >= static_cast<int>(m_set.height))
      return -1;
    return to_y * static_cast<int>(m_set.width) + to_x;
  }

  /// A random tree from a root: for each tile on it the port towards the root.
  std::map<unsigned, unsigned> tree(unsigned root) {
    std::map<unsigned, unsigned> towards = {{root, port::ramp}};
    const unsigned size = 1 + below(static_cast<unsigned>(m_tiles.size()));
    for (unsigned tries = 0; tries < 200 && towards.size() < size; ++tries) {
      auto at = towards.begin();
      std::advance(at, below(static_cast<unsigned>(towards.size())));
      const unsigned p = below(4);
      const int to = neighbour(at->first, p);
      if (to >= 0) towards.emplace(static_cast<unsigned>(to), opposite(p));
    }
    return towards;
  }

  void add(unsigned i, unsigned color, unsigned rx, unsigned tx) {
    m_tiles[i].words[color] |= static_cast<uint16_t>(rx << router_reg::rx_shift | tx);
  }

  void scatter(unsigned color) {
    const unsigned root = below(static_cast<unsigned>(m_tiles.size()));
    const auto towards = tree(root);
    m_tiles[root].sources[color] = 0;
    for (const auto& [i, p] : towards) {
      add(i, color, 1u << p, 0);
      if (p != port::ramp) add(static_cast<unsigned>(neighbour(i, p)), color, 0, 1u << opposite(p));
    }
    for (const auto& [i, p] : towards) {  // every leaf and some of the others listen
      const bool leaf = (m_tiles[i].words[color] & 31u) == 0;
      if (!leaf && !chance(40)) continue;
      add(i, color, 0, 1u << port::ramp);
      m_tiles[i].next[{color, root}] = 0;
      ++m_listeners[{color, root}];
    }
  }

  void gather(unsigned color) {
    const unsigned root = below(static_cast<unsigned>(m_tiles.size()));
    const auto towards = tree(root);
    for (const auto& [i, p] : towards) {
      add(i, color, 0, 1u << p);
      if (p != port::ramp) add(static_cast<unsigned>(neighbour(i, p)), color, 1u << opposite(p), 0);
    }
    for (const auto& [i, p] : towards) {
      const bool leaf = m_tiles[i].words[color] >> router_reg::rx_shift == 0;
      if (!leaf && !chance(40)) continue;
      add(i, color, 1u << port::ramp, 0);
      m_tiles[i].sources[color] = 0;
      m_tiles[root].next[{color, i}] = 0;
      ++m_listeners[{color, i}];
    }
  }

  void gather_pins(unsigned i, router_in& in, bool sending) {
    tile& t = m_tiles[i];
    for (unsigned p = 0; p < port::ramp; ++p) {
      const int from = neighbour(i, p);
      if (from < 0) continue;
      const router_out& out = m_tiles[static_cast<unsigned>(from)].router->out();
      in.link[p] = out.link[opposite(p)];
      in.credit[p] = out.credit[opposite(p)];
    }
    for (unsigned c = 0; c < m_set.colors; ++c) {
      t.may_send[c] += t.router->out().credit[port::ramp] >> c & 1u;
      if (t.owed[c] > 0 && chance(sending ? m_set.take : 100)) {
        --t.owed[c];
        in.credit[port::ramp] |= 1u << c;
      }
    }
    if (!t.words.empty() && chance(m_set.write)) {  // the same word again must not disturb
      auto at = t.words.begin();
      std::advance(at, below(static_cast<unsigned>(t.words.size())));
      in.cfg_we = true;
      in.cfg_addr = static_cast<uint16_t>(router_reg::color_base + at->first);
      in.cfg_wdata = at->second;
    }
    if (!sending || t.sources.empty() || !chance(m_set.send)) return;
    auto at = t.sources.begin();
    std::advance(at, below(static_cast<unsigned>(t.sources.size())));
    if (t.may_send[at->first] == 0) return;
    --t.may_send[at->first];
    const uint32_t number = at->second++ & number_mask;
    in.link[port::ramp] = {i << 24 | number, static_cast<uint8_t>(at->first), false, true};
    t.left[at->first].resize(remembered);
    t.left[at->first][number % remembered] = cycle;
    ++sent;
    m_expected += m_listeners[{at->first, i}];
  }

  void receive(unsigned i) {
    tile& t = m_tiles[i];
    const router_link& l = t.router->out().link[port::ramp];
    if (!l.valid) return;
    ++t.owed[l.color];
    ++delivered;
    const unsigned source = l.data >> 24, number = l.data & number_mask;
    const auto at = t.next.find({l.color, source});
    if (at == t.next.end() || (at->second & number_mask) != number) {
      if (fault.empty())
        fault = fmt::format("cycle {} P{}.{} C{}: number {} of source {}, expected {}", cycle,
                            i % m_set.width, i / m_set.width, l.color, number, source,
                            at == t.next.end() ? "none" : std::to_string(at->second & number_mask));
      return;
    }
    ++at->second;
    const uint64_t left = m_tiles[source].left[l.color][number % remembered];
    longest = std::max(longest, cycle - left);
  }

  void trace_arrivals(unsigned i, const router_in& in) const {
    for (unsigned p = 0; p < router_ports; ++p)
      if (in.link[p].valid)
        trace(landing_line(cycle, i % m_set.width, i / m_set.width, p, in.link[p]));
  }

  settings m_set;
  std::mt19937_64 m_random;
  std::vector<tile> m_tiles;
  std::map<std::pair<unsigned, unsigned>, unsigned> m_listeners;  // of {color, source}
  uint64_t m_expected = 0;
};

}  // namespace ws::test
