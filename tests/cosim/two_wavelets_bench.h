// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ws/isa/assembler.h"
#include "ws/wafer/pe_engine.h"

namespace ws::test {

/// A program on model and hardware in lockstep, and what it did in which cycle. Its router is the
/// test: it sends what is in `feed`, each wavelet in its cycle or later, as credits allow.
class two_wavelets_bench {
 public:
  struct arrival {
    uint64_t cycle;
    router_link link;
  };
  struct step {
    uint64_t cycle;
    unsigned elements, taken, given;  ///< wavelets
    bool operator==(const step& o) const {
      return cycle == o.cycle && elements == o.elements && taken == o.taken && given == o.given;
    }
  };

  std::deque<arrival> feed;
  std::vector<step> steps;
  std::vector<uint8_t> stalls;  ///< of each cycle
  std::vector<router_link> sent;
  std::vector<uint64_t> sent_at;
  bool generous = true;  ///< gives credits back

  explicit two_wavelets_bench(const std::string& body) {
    const isa::program_image image = isa::assemble(
        ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n.inqueue iq0, 1\n.inqueue iq1, 2\n"
        ".block 1\n.block 2\n" +
            body + "\n.end\n",
        "test.wsa");
    m_credits.fill(2);
    for (const isa::segment& s : image.codes[0].segments)
      for (size_t i = 0; i < s.words.size(); ++i)
        m_pe->poke(static_cast<uint16_t>(s.address + i), s.words[i]);
    for (const isa::config_write& w : image.codes[0].config)
      if (!pe_state::of_router(w.address)) (void)m_pe->configure(w.address, w.value);
    for (const isa::symbol& s : image.codes[0].symbols) m_symbols[s.name] = s.address;
  }

  void comes(uint64_t cycle, uint32_t data, uint8_t color = 1, bool ctrl = false) {
    feed.push_back({cycle, {data, color, ctrl, true}});
  }
  /// Until a trap (halt is one); false if there is none in time. Throws where the two differ.
  bool run(uint64_t most = 400) {
    while (m_pe->state()->trap().cause == 0 && m_cycle < most) clock();
    const bool ended = m_pe->state()->trap().cause == 1;
    for (unsigned i = 0; i < 20; ++i) clock();
    return ended;
  }
  uint16_t word(const std::string& name, unsigned i = 0) const {
    return m_pe->peek(static_cast<uint16_t>(m_symbols.at(name) + i));
  }
  std::vector<unsigned> words(const std::string& name, unsigned count) const {
    std::vector<unsigned> all;
    for (unsigned i = 0; i < count; ++i) all.push_back(word(name, i));
    return all;
  }
  std::vector<uint32_t> data_sent() const {
    std::vector<uint32_t> all;
    for (const router_link& l : sent) all.push_back(l.data);
    return all;
  }
  const pe_state& state() const { return *m_pe->state(); }

 private:
  void clock() {
    pe_in in;
    const pe_out& out = m_pe->out();
    for (unsigned c = 0; c < router_colors; ++c) m_credits[c] += out.credit >> c & 1u;
    if (!feed.empty() && feed.front().cycle <= m_cycle && m_credits[feed.front().link.color] > 0) {
      in.from_router = feed.front().link;
      --m_credits[in.from_router.color];
      feed.pop_front();
    }
    if (out.to_router.valid) {
      sent.push_back(out.to_router);
      sent_at.push_back(m_cycle);
      if (generous) in.credit = 1u << out.to_router.color;
    }
    m_pe->step(in);
    const pe_happened& h = state().happened();
    if (out.ret_step) steps.push_back({m_cycle, h.elements, h.wavelets_in, h.wavelets_out});
    stalls.push_back(out.stall);
    ++m_cycle;
  }

  std::unique_ptr<pe_engine> m_pe = make_pe(twin::lockstep);
  std::array<unsigned, router_colors> m_credits = {};
  std::map<std::string, uint16_t> m_symbols;
  uint64_t m_cycle = 0;
};

}  // namespace ws::test
