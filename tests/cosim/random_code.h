// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "random_instructions.h"
#include "ws/isa/program.h"
#include "ws/wafer/pe_parts.h"
#include "ws/wafer/pe_queues.h"
#include "ws/wafer/router_pins.h"

namespace ws::test {

/// Random content of a tile: program, descriptors, tasks, queues and routes. It is meant to stay
/// alive: most of what it does is allowed, and what traps all the same can be taken out.
class random_code {
 public:
  static constexpr unsigned colors[] = {0, 1, 2, 3, 5, 7, 9, 20};  ///< those most used

  explicit random_code(dice& random) : m_random(random), m_bold(random.one_in(4)) {}

  /// Most of the tiles do what traps: several operations want one queue, operands reach past the
  /// end of the memory. They do not live long, and are to be left as they are.
  bool bold() const { return m_bold; }

  isa::tile_code tile() {
    m_code = {};
    draw_manners();
    program();
    m_code.segments.push_back({random_layout::descriptors, false, descriptors_in_memory()});
    m_code.segments.push_back({random_layout::data, false, data()});
    registers();
    queues_and_tasks();
    if (m_random.one_in(2)) counters();
    router();
    return std::move(m_code);
  }

 private:
  /// What is frequent in this tile.
  void draw_manners() {
    m_mixes = m_random.one_in(4);
    m_sparse = m_random.one_in(3);
    m_floods = m_random.one_in(4);
    m_zeros = m_random.one_in(4) ? 2 : 8;
    m_queues = m_bold ? 1 + m_random.below(4) : 8;
    m_meets = m_random.one_in(3);
    m_meeting = m_random.of(colors);
  }

  void config(std::string_view name, unsigned offset, unsigned value) {
    m_code.config.push_back({static_cast<uint16_t>(isa::config_of(name).address + offset),
                             static_cast<uint16_t>(value)});
  }

  void program() {
    constexpr unsigned length = 140, jump = uint32_t{random_instructions::jmp} << 24;
    random_instructions next(m_random, length, m_random.one_in(3) ? 20 : 66, m_bold);
    isa::segment s{0, true, {}};
    const auto put = [&](uint32_t word) {
      s.words.push_back(static_cast<uint16_t>(word));
      s.words.push_back(static_cast<uint16_t>(word >> 16));
    };
    for (unsigned task = 0; task < 64; ++task)
      put(jump | (random_layout::code + 2 * m_random.below(length)));
    for (unsigned i = 0; i < length; ++i) put(next.next());
    put(jump | random_layout::code);
    m_code.segments.push_back(std::move(s));
  }

  std::vector<uint16_t> descriptors_in_memory() {
    std::vector<uint16_t> words;
    for (unsigned i = 0; i < random_layout::descriptor_count; ++i)
      for (const uint16_t w : descriptor(m_random.below(2), m_random.below(12))) words.push_back(w);
    return words;
  }

  std::vector<uint16_t> data() {
    std::vector<uint16_t> words(random_layout::data_end - random_layout::data);
    for (uint16_t& w : words) w = m_random.half();
    return words;
  }

  enum kind { mem1d = 1, mem4d, circular, fifo, fabin, fabout };

  /// For a register of file 0 (destination), 1 or 2.
  std::array<uint16_t, 4> descriptor(unsigned file, unsigned number) {
    constexpr kind in_memory[] = {mem1d, mem1d, mem1d, mem4d, mem4d, circular, fifo};
    const kind k = number < random_layout::fabric ? m_random.of(in_memory)
                   : file == 0                    ? fabout
                                                  : fabin;
    std::array<uint16_t, 4> d = {};
    // Where all extents are 0, an operation ends as it begins.
    d[1] = static_cast<uint16_t>(m_random.one_in(m_zeros) ? 0 : 1 + m_random.below(14));
    if (k == fabin && m_random.one_in(24)) d[1] = isa::infinite_length;
    const unsigned save = m_random.below(2) << 4, index = m_random.below(2) << 3;
    if (k <= circular) {
      const unsigned stride = m_random.below(3) != 0 ? 1
                              : m_random.one_in(2)   ? m_random.below(12)
                                                     : 256 - m_random.below(12);
      d[0] = static_cast<uint16_t>(random_layout::data + 2 * m_random.below(0x1000));
      d[2] = static_cast<uint16_t>(m_random.below(3) != 0 ? 0 : 2 * m_random.below(20));
      if (m_random.one_in(200)) ++d[0];
      if (m_random.one_in(25)) {  // reaches past the end of the memory
        d = {static_cast<uint16_t>(random_layout::data_end - 1 - m_random.below(12)), 14, 0, 0};
      }
      // Extended registers: 0 to 2 are FIFOs, 3 to 5 dimensions, 6 and 7 rings.
      unsigned x = m_mixes ? m_random.below(8) : 3 + m_random.below(3);
      if (k == circular) {
        x = 6 + m_random.below(2);
        d[0] = static_cast<uint16_t>(random_layout::data + 0x100 * (x - 6));
        d[2] = static_cast<uint16_t>(2 * m_random.below(6));
      }
      // Long enough to carry into the last dimension
      if (k == mem4d && m_random.one_in(2)) d[1] = static_cast<uint16_t>(1 + m_random.below(36));
      const unsigned offset = m_random.one_in(m_sparse ? 2 : 40) ? 8 : 0;  // by a wavelet's index
      d[3] = static_cast<uint16_t>(k | offset | save | x << 5 | stride << 8);
    } else if (k == fifo) {
      d[0] = m_random.half();
      d[2] = static_cast<uint16_t>(m_random.below(2) << 6 | (32 + m_random.below(31)));
      d[3] = static_cast<uint16_t>(k | m_random.below(3) << 5 | save | index);
    } else if (k == fabin) {
      d[0] = static_cast<uint16_t>(m_random.below(m_queues));
      if (m_random.one_in(2)) {  // control wavelets do something
        d[2] = static_cast<uint16_t>(m_random.below(8) | (32 + m_random.below(31)) << 8);
        // A stream that nothing else ends
        if ((d[2] & 1u) != 0 && m_random.one_in(3)) d[1] = isa::infinite_length;
      }
      d[3] = static_cast<uint16_t>(k | simd() << 5 | index | save);
    } else {
      const unsigned sent = m_random.below(3) != 0 ? color() : 31;
      d[0] = static_cast<uint16_t>(output_queue() | sent << 8);
      // Control wavelets with any data soon tear down what they pass.
      if (m_random.one_in(2)) d[2] = static_cast<uint16_t>(m_random.below(8) << 1);
      if (m_random.one_in(9)) d[2] |= 1u;
      d[3] = static_cast<uint16_t>(k | simd() << 5 | index | save | m_random.below(256) << 8);
    }
    return d;
  }
  unsigned simd() { return m_random.below(4); }
  /// Of what is sent: where output queues meet in one color, they take turns.
  unsigned color() {
    if (m_meets && !m_random.one_in(4)) return m_meeting;
    return m_random.one_in(8) ? m_random.below(router_colors) : m_random.of(colors);
  }
  unsigned output_queue() {
    if (m_bold && m_random.one_in(16)) return pe_outputs + m_random.below(2);  // there is none
    return m_random.below(m_bold ? 3 : pe_outputs);
  }

  void registers() {
    constexpr std::string_view files[] = {"dest_dsr", "src0_dsr", "src1_dsr"};
    for (unsigned f = 0; f < 3; ++f)
      for (unsigned i = 0; i < static_cast<unsigned>(isa::dsr_counts[f]); ++i) {
        const auto d = descriptor(f == 1 && m_random.one_in(3) ? 0 : f, i);
        for (unsigned w = 0; w < 4; ++w) config(files[f], 4 * i + w, d[w]);
      }
    for (unsigned x = 0; x < 8; ++x) {
      const auto d = extended(x);
      for (unsigned w = 0; w < 4; ++w) config("xdsr", 4 * x + w, d[w]);
    }
    for (unsigned i = 0; i < 16; ++i) {
      config("stride", i, 2 * m_random.below(40));
      config("gpr", i, m_random.one_in(2) ? m_random.below(0x3000) : m_random.half());
    }
  }

  std::array<unsigned, 4> extended(unsigned x) {
    if (x < 3) {
      const unsigned length = 4 + m_random.below(9);
      return {0x4000 + 0x20 * x, length, m_random.below(length), m_random.below(length + 1)};
    }
    if (x < 6) {
      const bool small = m_random.one_in(2);
      return {m_random.below(small ? 3 : 6), m_random.below(small ? 3 : 4), m_random.below(4),
              m_random.below(4096)};
    }
    return {random_layout::data + 0x100 * (x - 6), 5 + m_random.below(30), 0, 0};
  }

  void queues_and_tasks() {
    for (unsigned i = 0; i < 8; ++i)
      config("input_queue", i,
             (m_random.one_in(8) ? 0 : 0x8000u) | (m_mixes ? m_random.of(colors) : colors[i]));
    for (unsigned i = 0; i < 6; ++i)
      config("output_queue", i, (m_random.one_in(8) ? 0 : 0x8000u) | color());
    config("main_priority", 0, m_random.below(4));
    const bool few = m_random.one_in(2);
    for (unsigned i = 0; i < 4; ++i) {
      config("task_blocked", i, m_random.half() & m_random.half() & m_random.half());
      config("task_high", i, m_random.half() & m_random.half());
      config("task_active", i, i == 3 ? 1 + m_random.below(0xffff) : few ? 0 : m_random.half());
    }
  }

  void counters() {
    for (unsigned i = 0; i < 2; ++i) config("counter_event", i, m_random.below(10));
    if (m_random.one_in(2)) config("timer", 0, m_random.below(400));
  }

  void router() {
    for (unsigned c = 0; c < router_colors; ++c) {
      unsigned rx = 1u << m_random.below(5), tx = 1u << m_random.below(5);
      if (m_random.one_in(3)) rx |= 1u << m_random.below(5);
      if (m_random.one_in(2)) rx |= 1u << port::ramp;
      if (m_floods || m_random.one_in(3)) rx = 31;
      if (!m_random.one_in(4)) tx |= 1u << port::ramp;
      if (m_random.one_in(3)) tx |= 1u << m_random.below(5);
      unsigned word = rx << router_reg::rx_shift | tx;
      if (m_random.one_in(3)) word |= m_random.below(4) << router_reg::pop_shift;
      if (m_random.one_in(4)) word |= router_reg::swap_x;
      if (m_random.one_in(4)) word |= router_reg::swap_y;
      if (m_random.one_in(6)) word |= 1u << 15;
      config("color", c, word);
      if (!m_floods && m_random.one_in(3)) config("switch", c, positions());
    }
    for (unsigned f = 0; f < router_filters; ++f)
      if (m_random.one_in(3)) filter(f);
  }
  unsigned positions() {
    unsigned word = m_random.below(2) * router_reg::ring;
    for (unsigned k = 0; k < 3; ++k)
      word |= (m_random.below(2) << 3 | m_random.below(m_random.one_in(4) ? 8 : 5)) << 4 * k;
    return word;
  }
  void filter(unsigned f) {
    config("filter", 8 * f,
           router_reg::filter_active | m_random.below(3) << router_reg::filter_kind_shift |
               m_random.below(8) << 10 | m_random.of(colors));
    for (unsigned w = 1; w < 6; ++w) config("filter", 8 * f + w, m_random.below(12));
  }

  dice& m_random;
  const bool m_bold;
  bool m_mixes = false;   // queues share colors, dimensions use the extended registers of FIFOs
  bool m_sparse = false;  // indices of wavelets offset the operands in memory
  bool m_floods = false;  // all that comes finds a route, so that many colors wait
  unsigned m_zeros = 8;   // one extent in so many is 0
  unsigned m_queues = 8;  // input queues that descriptors name
  bool m_meets = false;   // most that is sent goes to one color
  unsigned m_meeting = 0;
  isa::tile_code m_code;
};

/// Replaces the instruction that has trapped by one that does nothing, so that the program lives
/// longer. False if there is none.
inline bool take_out(isa::tile_code& tile, const pe_trap& trap) {
  std::vector<uint16_t>& code = tile.segments[0].words;
  if (trap.cause == 0 || trap.pc % 2 != 0 || trap.pc + 1u >= code.size()) return false;
  code[trap.pc] = 0;
  code[trap.pc + 1u] = random_instructions::nop << 8;
  return true;
}

}  // namespace ws::test
