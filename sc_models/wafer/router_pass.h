// SPDX-License-Identifier: Apache-2.0
// The short way through a router. router_cpp.cpp has the rules; here is what they come to where
// nothing waits. In a header, for it is what a wafer full of traffic spends its time with.
#pragma once
#include "bits.h"
#include "ws/wafer/router_cell.h"

namespace ws {

/// A color of a cell in one word.
struct router_word {
  static constexpr unsigned tx_at = 0, rx_at = 5, one_at = 10, two_at = 15, last_at = 20,
                            color_at = 24;
  static constexpr uint32_t five = 31, served = 1u << 23;
  static constexpr uint32_t field(uint32_t word, unsigned at) { return word >> at & five; }
};

inline constexpr std::array<uint8_t, 32> ones = [] {
  std::array<uint8_t, 32> all{};
  for (unsigned i = 1; i < all.size(); ++i) all[i] = static_cast<uint8_t>(all[i / 2] + i % 2);
  return all;
}();

/// One clock of a simple router if it is no more than that wavelets of different colors pass to
/// outputs with credit; else false, with nothing done.
class router_pass : private router_word {
 public:
  [[gnu::always_inline]] static inline bool step(router_cell& cell, const router_arrivals& in,
                                                 router_shown& next) {
    cell.steady = 0;
    const bool one_each = (in.links & (in.links - 1)) == 0 && (in.credits & (in.credits - 1)) == 0;
    return one_each && in.links != 0 ? stream(cell, in, next) : several(cell, in, next);
  }

  /// One clock of a cell through which a stream passes, from port `a` to `b` or from `b` to `a`,
  /// when nothing else comes: if the next wavelet and the next credit have come, else false.
  [[gnu::always_inline]] static inline bool again(router_cell& cell, unsigned a, unsigned b,
                                                  const port_pins& at_a, const port_pins& at_b,
                                                  router_shown& next) {
    const bool from_a = cell.steady == router_cell::through(a, b);
    if (!from_a && cell.steady != router_cell::through(b, a)) return false;
    const port_pins &came = from_a ? at_a : at_b, &credit = from_a ? at_b : at_a;
    router_cell::color_state& color = cell.color[cell.count - 1u];
    const uint32_t tag = field(color.word, color_at), beside = port_pins::some | tag << 24;
    if (came.beside != beside || credit.beside != 1u << tag || color.passed >> 31 != 0)
      return false;
    next = {};
    next[from_a ? b : a] = {came.data, beside};
    next[from_a ? a : b].beside = 1u << tag;
    ++color.passed;
    return true;
  }

 private:
  using colors = std::array<router_cell::color_state, router_cell::most_colors>;

  explicit router_pass(const router_cell& cell) : m_count(cell.count) {
    for (unsigned k = 0; k < router_cell::most_colors; ++k) m_word[k] = cell.color[k].word;
  }

  static unsigned place_of(const router_cell& cell, unsigned color) {
    unsigned k = 0;
    while (k < cell.count && field(cell.color[k].word, color_at) != color) ++k;
    return k;
  }
  static uint32_t with_credit(uint32_t word, unsigned p) {
    return word | (word >> (one_at + p) & 1u) << (two_at + p) | 1u << (one_at + p);
  }
  static bool passes(uint32_t word, unsigned p, unsigned claimed) {
    const uint32_t tx = field(word, tx_at);
    return (field(word, rx_at) >> p & 1u) != 0 && tx != 0 &&
           (tx & (~field(word, one_at) | claimed)) == 0;
  }
  static uint32_t sent(uint32_t word, unsigned p) {
    const uint32_t tx = field(word, tx_at), one = field(word, one_at), two = field(word, two_at);
    return (word & ~(five << one_at | five << two_at | 7u << last_at)) |
           (one & (two | ~tx)) << one_at | (two & ~tx) << two_at | p << last_at | served;
  }

  /// One wavelet, and credits for one color from one neighbour, if any.
  [[gnu::always_inline]] static inline bool stream(router_cell& cell, const router_arrivals& in,
                                                   router_shown& next) {
    const unsigned p = lowest_bit(in.links);
    const port_pins came = in.port[p];
    const uint32_t tag = came.beside >> 24 & five;
    const unsigned k = place_of(cell, tag);
    if (k == cell.count || (came.beside & port_pins::control) != 0 ||
        cell.color[k].passed >> 31 != 0)
      return false;
    const uint32_t before = cell.color[k].word;
    uint32_t word = before, other = 0;
    unsigned l = k;
    if (in.credits != 0) {
      const unsigned from = lowest_bit(in.credits);
      const uint32_t credits = in.port[from].credit();
      if (credits == 1u << tag) {
        word = with_credit(word, from);
      } else {
        if ((credits & (credits - 1)) != 0) return false;
        l = place_of(cell, lowest_bit(credits));
        if (l == cell.count) return false;
        other = with_credit(cell.color[l].word, from);
      }
    }
    if (!passes(word, p, 0)) return false;
    if (l != k) cell.color[l].word = other;
    cell.color[k].word = sent(word, p);
    const uint32_t tx = field(word, tx_at);
    next = {};
    for (unsigned to = tx; to != 0; to &= to - 1)
      next[lowest_bit(to)] = {came.data, port_pins::some | tag << 24};
    next[p].beside |= 1u << tag;
    cell.color[k].passed += ones[tx & 15u];
    if (k + 1u != cell.count) {
      reorder(cell, 1u << k);
    } else if (cell.color[k].word == before && l == k && in.credits == tx && tx != 1u << p) {
      cell.steady = router_cell::through(p, lowest_bit(tx));
    }
    return true;
  }

  [[gnu::noinline]] static bool several(router_cell& cell, const router_arrivals& in,
                                        router_shown& next) {
    router_pass way(cell);
    if (!way.take_credits(in) || !way.take_wavelets(in, cell)) return false;
    way.commit(in, cell, next);
    return true;
  }

  bool take_credits(const router_arrivals& in) {
    for (unsigned rest = in.credits; rest != 0; rest &= rest - 1) {
      const unsigned p = lowest_bit(rest);
      for (uint32_t c = in.port[p].credit(); c != 0; c &= c - 1) {
        const unsigned k = find(lowest_bit(c));
        if (k == m_count) return false;
        m_word[k] = with_credit(m_word[k], p);
        m_changed |= 1u << k;
      }
    }
    return true;
  }

  bool take_wavelets(const router_arrivals& in, const router_cell& cell) {
    unsigned claimed = 0;
    for (unsigned rest = in.links; rest != 0; rest &= rest - 1) {
      const unsigned p = lowest_bit(rest), k = find(in.port[p].beside >> 24 & five);
      if (k == m_count || (in.port[p].beside & port_pins::control) != 0 ||
          !passes(m_word[k], p, claimed) || (m_granted >> k & 1u) != 0 ||
          cell.color[k].passed >> 31 != 0)
        return false;
      claimed |= field(m_word[k], tx_at);
      m_granted |= 1u << k;
      m_input[k] = static_cast<uint8_t>(p);
    }
    return true;
  }

  void commit(const router_arrivals& in, router_cell& cell, router_shown& next) {
    next = {};
    for (unsigned rest = m_granted; rest != 0; rest &= rest - 1)
      move(lowest_bit(rest), in, cell, next);
    for (unsigned rest = m_changed | m_granted; rest != 0; rest &= rest - 1)
      cell.color[lowest_bit(rest)].word = m_word[lowest_bit(rest)];
    const unsigned moved = ones[m_granted];
    if (m_granted != ((1u << moved) - 1u) << (m_count - moved)) reorder(cell, m_granted);
  }

  unsigned find(unsigned color) const {
    unsigned k = 0;
    while (k < m_count && field(m_word[k], color_at) != color) ++k;
    return k;
  }

  void move(unsigned k, const router_arrivals& in, router_cell& cell, router_shown& next) {
    const unsigned p = m_input[k];
    const uint32_t tx = field(m_word[k], tx_at), c = field(m_word[k], color_at);
    for (unsigned to = tx; to != 0; to &= to - 1) {
      port_pins& pins = next[lowest_bit(to)];
      pins.data = in.port[p].data;
      pins.beside |= port_pins::some | c << 24;
    }
    next[p].beside |= 1u << c;
    cell.color[k].passed += ones[tx & 15u];
    m_word[k] = sent(m_word[k], p);
  }

  /// Those that moved go to the end, and keep their order among themselves.
  [[gnu::noinline]] static void reorder(router_cell& cell, unsigned granted) {
    const colors from = cell.color;
    unsigned n = 0;
    for (const unsigned set : {~granted, granted})
      for (unsigned k = 0; k < cell.count; ++k)
        if ((set >> k & 1u) != 0) cell.color[n++] = from[k];
  }

  const unsigned m_count;
  std::array<uint32_t, router_cell::most_colors> m_word = {};
  std::array<uint8_t, router_cell::most_colors> m_input = {};  // of those granted
  unsigned m_granted = 0, m_changed = 0;
};

}  // namespace ws
