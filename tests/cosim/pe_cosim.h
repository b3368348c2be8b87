// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>

#include "coverage.h"
#include "random_code.h"
#include "ws/wafer/pe_engine.h"

namespace ws::test {

/// Random programs on a processing element alone. Its router is the test: random wavelets as
/// credits allow, credits that dawdle, configuration words, teardowns; and a debugger who reads
/// and writes in between.
class pe_cosim {
 public:
  struct settings {
    uint64_t seed = 1;
    unsigned cycles = 1500;  ///< of each program
    twin which = twin::lockstep;
  };

  explicit pe_cosim(const settings& s) : m_settings(s) {}

  coverage covered;
  uint64_t cycles = 0, programs = 0, repairs = 0;

  /// The next program from its beginning to its end. Throws simulation_error at a difference.
  void run_program() {
    dice random(m_settings.seed * 1'000'003 + programs++);
    random_code maker(random);
    isa::tile_code code = maker.tile();
    const uint64_t traffic = random.word();
    const unsigned rounds = maker.bold() ? 0 : 16;
    for (unsigned i = 0; i < rounds && repaired(code, traffic); ++i) {
    }
    run(m_settings.which, code, traffic, true);
  }

 private:
  /// What surrounds the element in one run.
  struct world {
    world(twin which, uint64_t traffic) : pe(make_pe(which)), random(traffic) {
      may_send.fill(2);
      in.tile_x = static_cast<uint16_t>(random.below(1000));
      in.tile_y = static_cast<uint16_t>(random.below(1000));
      debugs = random.one_in(2) ? 0 : 1 + random.below(20);
      freezes = random.one_in(2);
    }
    std::unique_ptr<pe_engine> pe;
    dice random;
    pe_in in;
    std::array<unsigned, router_colors> may_send = {}, owed = {};
    std::array<uint16_t, 256> words = {};  // the router's
    uint16_t read = 0;
    unsigned debugs;
    bool freezes;

    void put(unsigned address, uint16_t value) {
      in.dbg_we = true;
      in.dbg_addr = static_cast<uint16_t>(address);
      in.dbg_wdata = value;
      pe->step(in);
      in.dbg_we = false;
    }
    void load(const isa::tile_code& code) {
      for (const isa::segment& s : code.segments)
        for (size_t i = 0; i < s.words.size(); ++i)
          pe->poke(static_cast<uint16_t>(s.address + i), s.words[i]);
      for (const isa::config_write& w : code.config)
        if (!pe_state::of_router(w.address)) put(w.address, w.value);
    }
    void step() {
      ramp();
      router();
      debugger();
      pe->step(in);
      for (unsigned c = 0; c < router_colors; ++c) may_send[c] += pe->out().credit >> c & 1u;
      if (pe->out().to_router.valid) ++owed[pe->out().to_router.color % router_colors];
    }
    void ramp() {
      in.from_router = {};
      const unsigned c = random.of(random_code::colors);
      if (random.below(3) != 0 && may_send[c] != 0) {
        --may_send[c];
        in.from_router = {random.one_in(3) ? random.below(64) << 16 | random.half() : random.word(),
                          static_cast<uint8_t>(c), random.one_in(16), true};
      }
      in.credit = 0;
      for (unsigned k = 0; k < router_colors; ++k)
        if (owed[k] != 0 && random.one_in(2)) {
          --owed[k];
          in.credit |= 1u << k;
        }
    }
    void router() {
      in.cfg_rdata = read;
      const pe_out& o = pe->out();
      if (o.cfg_we) words[o.cfg_addr & 255u] = o.cfg_wdata;
      if (o.cfg_re) read = words[o.cfg_addr & 255u] ^ 0x5au;
      if (freezes && random.one_in(100)) in.frozen ^= 1u << random.below(router_colors);
    }
    void debugger() {
      in.dbg_we = in.dbg_re = false;
      if (random.below(100) >= debugs) return;
      const unsigned data = random_layout::data + random.below(0x5000);
      in.dbg_we = random.one_in(3);
      in.dbg_re = !in.dbg_we;
      in.dbg_addr = static_cast<uint16_t>(in.dbg_we          ? data
                                          : random.one_in(3) ? data
                                                             : 0x7f00 + random.below(0x100));
      in.dbg_wdata = random.half();
    }
  };

  /// What the element does in the run; the trap that ends it, if any.
  pe_trap run(twin which, const isa::tile_code& code, uint64_t traffic, bool counted) {
    constexpr unsigned patience = 100;
    world w(which, traffic);
    w.load(code);
    unsigned quiet = 0;
    for (unsigned c = 0; c < m_settings.cycles && quiet < patience; ++c, ++quiet) {
      w.step();
      if (w.pe->out().ret_valid) quiet = 0;
      if (!counted) continue;
      ++cycles;
      if (w.pe->state() != nullptr) covered.see(w.pe->out(), *w.pe->state());
    }
    if (auto* both = dynamic_cast<pe_lockstep*>(w.pe.get())) both->compare_memory();
    return w.pe->state() != nullptr ? w.pe->state()->trap() : pe_trap();
  }

  bool repaired(isa::tile_code& code, uint64_t traffic) {
    const pe_trap trap = run(twin::cpp, code, traffic, false);
    const bool again = take_out(code, trap);
    repairs += again;
    return again;
  }

  settings m_settings;
};

}  // namespace ws::test
