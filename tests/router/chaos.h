// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <random>

#include "router_bench.h"

namespace ws::test {

/// Everything at once on one router: wavelets of a few hot colors on all inputs, receivers that
/// dawdle, control wavelets with any command list, configuration writes and reads in flight.
/// Counts what it has provoked.
class chaos {
 public:
  chaos(std::unique_ptr<router_engine> router, uint64_t seed)
      : bench(std::move(router)), m_random(seed * 0x9E3779B97F4A7C15u + 2) {
    bench.generous = false;
    next_phase();
  }

  router_bench bench;
  std::map<std::string, uint64_t> hits;  ///< functional coverage
  uint64_t moves = 0;

  void step() {
    if (m_left-- == 0) next_phase();
    for (unsigned p = 0; p < router_ports; ++p) {
      if (chance(m_send)) send(p);
      for (const unsigned c : m_hot)
        if (chance(m_free)) bench.free(p, c);
    }
    if (chance(m_write)) write();
    if (!bench.in.cfg_we && chance(5)) {
      bench.in.cfg_re = true;
      bench.in.cfg_addr = address();
    }
    const bool written = bench.in.cfg_we;
    bench.step();
    count(written);
  }

  /// With no more wavelets, all credits returned and routes straightened (again and again, since
  /// stored control wavelets may still freeze a color) what is left must leave. True if it did.
  bool drains() {
    bench.generous = true;
    for (unsigned round = 0; round < 50; ++round) {
      for (unsigned c = 0; c < router_colors; ++c) {
        bench.configure(switch_address(c), router_reg::switch_reset);
        bench.configure(color_address(c), color_word("WESNR", "E"));
      }
      for (unsigned i = 0; i < 10; ++i) {
        for (unsigned p = 0; p < router_ports; ++p)
          for (unsigned c = 0; c < router_colors; ++c) bench.free(p, c);
        bench.step(20);
      }
      if (bench.router->state()->stored() == 0) break;
    }
    for (const auto& port : bench.may_send)
      for (const unsigned credits : port)
        if (credits != 2) return false;
    return bench.router->state()->stored() == 0;
  }

 private:
  bool chance(unsigned percent) { return m_random() % 100 < percent; }
  unsigned below(unsigned n) { return static_cast<unsigned>(m_random() % n); }
  unsigned hot() { return m_hot[below(static_cast<unsigned>(m_hot.size()))]; }

  void next_phase() {
    m_left = 20 + below(400);
    m_hot.resize(1 + below(chance(20) ? 24 : 6));
    for (unsigned& c : m_hot) c = below(router_colors);
    constexpr unsigned rates[] = {0, 10, 50, 90, 100};
    m_send = rates[1 + below(4)];
    m_free = rates[below(5)];
    m_write = chance(50) ? 0 : 1 + below(20);
    m_control = chance(50) ? 0 : 1 + below(60);
    for (const unsigned c : m_hot) bench.configure(color_address(c), color_value());
  }

  static uint16_t color_address(unsigned c) {
    return static_cast<uint16_t>(router_reg::color_base + c);
  }

  static uint16_t switch_address(unsigned c) {
    return static_cast<uint16_t>(router_reg::switch_base + c);
  }

  /// Mostly one input and one or two outputs, no teardown.
  uint16_t color_value() {
    unsigned rx = 1u << below(5), tx = 1u << below(5);
    if (chance(30)) rx |= 1u << below(5);
    if (chance(10)) rx = 31;
    if (chance(40)) tx |= 1u << below(5);
    if (chance(10)) tx = below(32);
    unsigned word = rx << 5 | tx;
    if (chance(40)) word |= below(4) << router_reg::pop_shift;
    if (chance(15)) word |= router_reg::swap_x;
    if (chance(15)) word |= router_reg::swap_y;
    if (chance(5)) word |= router_reg::teardown;
    if (chance(5)) word |= 1u << 15;
    return static_cast<uint16_t>(word);
  }

  uint16_t switch_value() {
    if (chance(10)) return static_cast<uint16_t>(m_random());
    unsigned word = below(8) << 12;
    for (unsigned k = 0; k < 3; ++k) word |= (below(2) << 3 | below(chance(80) ? 5 : 8)) << 4 * k;
    return static_cast<uint16_t>(word);
  }

  uint16_t filter_value(unsigned word) {
    if (word != 0) return static_cast<uint16_t>(chance(80) ? below(6) : m_random());
    return static_cast<uint16_t>((chance(90) ? 1u << 15 : 0u) | below(4) << 13 | below(8) << 10 |
                                 hot());
  }

  uint16_t address() {
    if (chance(5)) return static_cast<uint16_t>(m_random());
    if (chance(25)) return static_cast<uint16_t>(router_reg::filter_base + below(32));
    const uint16_t base = chance(50) ? router_reg::color_base : router_reg::switch_base;
    return static_cast<uint16_t>(base + (chance(95) ? hot() : below(32)));
  }

  void write() {
    const uint16_t a = address();
    const unsigned base = a & 0xffe0u;
    bench.write(a, base == router_reg::color_base    ? color_value()
                   : base == router_reg::switch_base ? switch_value()
                                                     : filter_value(a & 7u));
  }

  void send(unsigned p) {
    const unsigned c = hot();
    const bool ctrl = chance(m_control);
    uint32_t data = static_cast<uint32_t>(m_random());
    if (!ctrl && chance(50)) data &= 0x0007ffffu;  // small indices for range filters
    if (ctrl && chance(50)) data &= ~0x00800000u;  // half of them without teardown
    bench.send(p, c, data, ctrl);
  }

  void count(bool written) {
    const router_state& s = *bench.router->state();
    for (const router_move& m : bench.router->moves()) {
      ++moves;
      ++hits[fmt_position(m.position)];
      if (m.ctrl) ++hits["control wavelet"];
      if (m.swapped) ++hits["swapped"];
      if (m.popped) ++hits["popped"];
      if (m.spared) ++hits["not delivered"];
      if (m.stored) ++hits["from a buffer"];
      if (!m.stored) ++hits["bypass"];
      if ((m.outputs & (m.outputs - 1u)) != 0) ++hits["multicast"];
      if (written) ++hits["moved during a write"];
      if (m.ctrl) ++hits["command list sent"];
      const uint16_t word = s.read(color_address(m.color));
      if (m.ctrl && !m.popped) {
        constexpr const char* names[] = {"nop", "advance", "reset", "teardown"};
        ++hits[names[m.data >> 22 & 3u]];
      }
      if (m.popped) {
        constexpr const char* modes[] = {"pop none", "pop always", "pop on advance",
                                         "pop on advance or nop"};
        ++hits[modes[word >> router_reg::pop_shift & 3u]];
      }
      for (unsigned f = 0; f < router_filters; ++f) {
        const auto at = static_cast<uint16_t>(router_reg::filter_base + 8 * f);
        const uint16_t control = s.read(at);
        if ((control & router_reg::filter_active) == 0 || (control & 31u) != m.color) continue;
        constexpr const char* kinds[] = {"counter filter", "sparse counter filter", "range filter",
                                         "reserved filter kind"};
        ++hits[kinds[control >> router_reg::filter_kind_shift & 3u]];
      }
    }
    if (bench.cycle % 16 == 0)
      for (const router_wait& w : s.waits()) ++hits[std::string("stall: ") + name_of(w.cause)];
  }

  static std::string fmt_position(unsigned p) { return "position " + std::to_string(p); }

  std::mt19937_64 m_random;
  unsigned m_left = 0, m_send = 0, m_free = 0, m_write = 0, m_control = 0;
  std::vector<unsigned> m_hot;
};

}  // namespace ws::test
