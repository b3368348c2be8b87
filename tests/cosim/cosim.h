// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "coverage.h"
#include "random_edge.h"

namespace ws::test {

/// In some programs it reads and writes now and then, through the debug port of some tile.
class debugger {
 public:
  explicit debugger(uint64_t seed)
      : m_random(seed + 1), m_rate(m_random.one_in(3) ? 1 + m_random.below(10) : 0) {}

  void touch(grid& tiles) {
    if (m_random.below(100) >= m_rate) return;
    debug_access a;
    a.we = m_random.one_in(4);
    a.re = !a.we;
    const unsigned data = random_layout::data + m_random.below(0x5000);
    a.addr =
        static_cast<uint16_t>(a.we || m_random.one_in(4) ? data : 0x7e00 + m_random.below(512));
    a.wdata = m_random.half();
    tiles
        .at(static_cast<int>(m_random.below(static_cast<unsigned>(tiles.width()))),
            static_cast<int>(m_random.below(static_cast<unsigned>(tiles.height()))))
        .debug(a);
  }

 private:
  dice m_random;
  unsigned m_rate;
};

/// Random programs on a grid of tiles under random traffic from all sides; C++ and hardware in
/// lockstep.
class cosim {
 public:
  struct settings {
    int width = 2, height = 2;
    uint64_t seed = 1;
    unsigned cycles = 1500;  ///< of each program
    hardware_maker make;     ///< empty: C++ alone
  };

  explicit cosim(const settings& s) : m_settings(s) {}

  coverage covered;
  uint64_t tile_cycles = 0, programs = 0, repairs = 0;

  /// A program that stays alive under the traffic of that seed.
  struct live_program {
    isa::program_image image;
    uint64_t traffic = 0;
  };
  live_program next_program() {
    dice random(m_settings.seed * 1'000'003 + programs++);
    live_program p;
    random_code code(random);
    p.image = made(code);
    p.traffic = random.word();
    // Half of the programs keep some of what traps, bold ones all.
    const unsigned rounds = random.one_in(2) ? 16 : random.below(8);
    for (unsigned i = 0; !code.bold() && i < rounds && repaired(p.image, p.traffic); ++i) {
    }
    return p;
  }

  /// The next program from its beginning to its end. Throws simulation_error at a difference.
  void run_program() {
    const auto [image, traffic] = next_program();
    grid tiles(image);
    random_edge edge(traffic);
    begin(tiles, edge, traffic);
    if (m_settings.make) tiles.put_hardware(0, 0, image.width, image.height, m_settings.make, true);
    // A program in which nothing is issued any more has had its time.
    constexpr unsigned patience = 100, after_traps = 20;
    unsigned quiet = 0;
    bool trapped = false;
    debugger probe(traffic);
    for (unsigned c = 0; c < m_settings.cycles && quiet < (trapped ? after_traps : patience); ++c) {
      probe.touch(tiles);
      tiles.step();
      ++quiet;
      trapped = true;
      for_each(tiles, [&](const tile& t, size_t) {
        covered.see(t);
        if (t.pins().ret_valid) quiet = 0;
        trapped &= t.trap_cause() != 0;
      });
      tile_cycles += image.code_of.size();
    }
    tiles.compare();
  }

 private:
  isa::program_image made(random_code& code) const {
    isa::program_image image;
    image.width = m_settings.width;
    image.height = m_settings.height;
    for (int i = 0; i < image.width * image.height; ++i) {
      image.code_of.push_back(static_cast<uint32_t>(i));
      image.codes.push_back(code.tile());
    }
    return image;
  }

  /// Some programs begin late, about where a word of the timestamp overflows.
  static void begin(grid& tiles, random_edge& edge, uint64_t traffic) {
    tiles.put_edge(edge);
    dice random(traffic + 2);
    if (random.one_in(2)) return;
    const uint64_t carry = uint64_t{1} << 16 * (1 + random.below(3)),
                   stamp = random.one_in(2) ? carry - 1 - random.below(1000)
                                            : uint64_t{random.word()} << 16 | random.half();
    for (int y = 0; y < tiles.height(); ++y)
      for (int x = 0; x < tiles.width(); ++x) tiles.at(x, y).pe()->set_timestamp(stamp);
  }

  template <class F>
  static void for_each(grid& tiles, F f) {
    size_t i = 0;
    for (int y = 0; y < tiles.height(); ++y)
      for (int x = 0; x < tiles.width(); ++x) f(tiles.at(x, y), i++);
  }

  /// Runs the C++ twins alone and takes out what has trapped. False if there was nothing to do.
  bool repaired(isa::program_image& image, uint64_t traffic) {
    grid tiles(image);
    random_edge edge(traffic);
    begin(tiles, edge, traffic);
    debugger probe(traffic);
    for (unsigned c = 0; c < m_settings.cycles; ++c) {
      probe.touch(tiles);
      tiles.step();
    }
    bool any = false;
    for_each(tiles, [&](const tile& t, size_t i) {
      if (!take_out(image.codes[i], t.pe()->trap())) return;
      ++repairs;
      any = true;
    });
    return any;
  }

  settings m_settings;
};

}  // namespace ws::test
