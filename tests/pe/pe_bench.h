// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ws/isa/assembler.h"
#include "ws/wafer/pe_state.h"

namespace ws::test {

/// A processing element whose router is the test: it sends what is in `feed` as credits allow, and
/// takes everything at once.
class pe_bench {
 public:
  static constexpr uint16_t dest = 0x7e00, src0 = 0x7e40, src1 = 0x7e80, extended = 0x7ec0,
                            strides = 0x7ee0, gprs = 0x7f00;
  static constexpr uint16_t code = 16;  // of task 8, which is active

  pe_state pe;
  pe_out out;
  pe_in in;
  std::deque<router_link> feed;
  std::vector<router_link> sent;
  std::vector<uint64_t> sent_at;  // cycles in which they were on the pins
  uint64_t cycle = 0;
  bool takes = true;  // gives credits back

  pe_bench() {
    m_credits.fill(2);
    pe.write(0x7f80, 1u << 8);
  }
  explicit pe_bench(const std::string& body) : pe_bench() {
    const isa::program_image image =
        isa::assemble(".grid 1, 1\n.tile 0, 0\n" + body + "\n.end\n", "test.wsa");
    for (const isa::segment& s : image.codes[0].segments)
      for (size_t i = 0; i < s.words.size(); ++i)
        pe.sram().write(static_cast<unsigned>(s.address + i), s.words[i]);
    for (const isa::config_write& w : image.codes[0].config)
      if (!pe_state::of_router(w.address)) pe.write(w.address, w.value);
    for (const isa::symbol& s : image.codes[0].symbols) m_symbols[s.name] = s.address;
  }

  void put(unsigned address, uint32_t value, unsigned words) {
    pe.sram().write(address, static_cast<uint16_t>(value));
    if (words == 2) pe.sram().write(address + 1, static_cast<uint16_t>(value >> 16));
  }
  uint32_t get(unsigned address, unsigned words) const {
    const uint32_t low = pe.sram().read(address);
    return words == 1 ? low : low | uint32_t{pe.sram().read(address + 1)} << 16;
  }
  uint16_t reg(unsigned r) const { return pe.read(static_cast<uint16_t>(gprs + r)); }
  uint32_t pair(unsigned r) const { return reg(r) | uint32_t{reg(r + 1)} << 16; }
  void set_pair(unsigned r, uint32_t v) {
    pe.write(static_cast<uint16_t>(gprs + r), static_cast<uint16_t>(v));
    pe.write(static_cast<uint16_t>(gprs + r + 1), static_cast<uint16_t>(v >> 16));
  }
  void four(uint16_t at, std::array<uint16_t, 4> words) {
    for (unsigned i = 0; i < 4; ++i) pe.write(static_cast<uint16_t>(at + i), words[i]);
  }
  uint16_t at(const std::string& symbol) const { return m_symbols.at(symbol); }
  uint16_t word(const std::string& symbol, unsigned i = 0) const {
    return pe.sram().read(at(symbol) + i);
  }

  void step() {
    in.from_router = {};
    for (unsigned c = 0; c < router_colors; ++c) m_credits[c] += out.credit >> c & 1u;
    const auto next = std::find_if(feed.begin(), feed.end(),
                                   [&](const router_link& l) { return m_credits[l.color] > 0; });
    if (next != feed.end()) {
      in.from_router = *next;
      --m_credits[next->color];
      feed.erase(next);
    }
    in.credit = 0;
    if (out.to_router.valid) {
      sent.push_back(out.to_router);
      sent_at.push_back(cycle);
      if (takes) in.credit = 1u << out.to_router.color;
    }
    pe.step(in, out);
    ++cycle;
  }
  /// Until a trap (halt is one), and a little longer; returns the trap's cause.
  unsigned run(uint64_t most = 20'000) {
    while (pe.trap().cause == 0 && cycle < most) step();
    const unsigned cause = pe.trap().cause;
    for (unsigned i = 0; i < 20; ++i) step();
    return cause;
  }

 private:
  std::array<unsigned, router_colors> m_credits;
  std::map<std::string, uint16_t> m_symbols;
};

}  // namespace ws::test
