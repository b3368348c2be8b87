// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "ws/wafer/router_engine.h"

namespace ws::test {

/// A configuration word of a color: routes by letters ("W", "ER").
inline uint16_t color_word(const std::string& rx, const std::string& tx, unsigned flags = 0) {
  const auto mask = [](const std::string& letters) {
    unsigned m = 0;
    for (const char letter : letters) m |= 1u << std::string(port::letters).find(letter);
    return m;
  };
  return static_cast<uint16_t>(mask(rx) << router_reg::rx_shift | mask(tx) | flags);
}

/// A control wavelet's payload; slots of {command, spares the ramp} in order, the rest idle.
struct command_slot {
  switch_command command;
  bool spares_ramp;
};
inline uint32_t control_word(const std::vector<command_slot>& slots, unsigned entry = 31) {
  // Slot k: command and NOCE bit where the public layout has them.
  constexpr unsigned command_at[] = {22, 25, 28, 1, 4, 7, 10, 13};
  constexpr unsigned spare_at[] = {24, 27, 0, 3, 6, 9, 12, 15};
  uint32_t word = entry << 16;
  for (size_t k = 0; k < slots.size(); ++k) {
    word |= static_cast<uint32_t>(slots[k].command) << command_at[k];
    word |= (slots[k].spares_ramp ? 1u : 0u) << spare_at[k];
  }
  return word;
}

/// Everything around one router: senders and receivers that keep the credit rule, with wishes for
/// the next cycle. Receivers give credits back only when told to, or at once with `generous`.
class router_bench {
 public:
  explicit router_bench(std::unique_ptr<router_engine> r) : router(std::move(r)) {
    for (auto& port : may_send) port.fill(2);
    for (auto& port : owed) port.fill(0);
  }

  std::unique_ptr<router_engine> router;
  router_in in;  ///< of the next step; emptied by it
  bool generous = true;
  uint64_t cycle = 0;  ///< that begins
  std::array<std::array<unsigned, router_colors>, router_ports> may_send = {}, owed = {};

  /// Puts a wavelet on the link into `input` for the cycle that begins. False: no credit.
  bool send(unsigned input, unsigned color, uint32_t data, bool ctrl = false) {
    if (may_send[input][color] == 0 || in.link[input].valid) return false;
    --may_send[input][color];
    in.link[input] = {data, static_cast<uint8_t>(color), ctrl, true};
    return true;
  }
  /// The receiver at `output` frees an entry: its credit is on the pin in the cycle that begins.
  bool free(unsigned output, unsigned color) {
    if (owed[output][color] == 0 || (in.credit[output] >> color & 1u) != 0) return false;
    --owed[output][color];
    in.credit[output] |= 1u << color;
    return true;
  }
  void write(uint16_t address, uint16_t value) {
    in.cfg_we = true;
    in.cfg_addr = address;
    in.cfg_wdata = value;
  }
  /// A write in a cycle of its own.
  void configure(uint16_t address, uint16_t value) {
    write(address, value);
    step();
  }

  void step(unsigned cycles = 1) {
    for (; cycles > 0; --cycles) {
      router->step(in);
      in = router_in{};
      ++cycle;
      const router_out& out = router->out();
      for (unsigned p = 0; p < router_ports; ++p) {
        for (unsigned c = 0; c < router_colors; ++c) may_send[p][c] += out.credit[p] >> c & 1u;
        if (!out.link[p].valid) continue;
        ++owed[p][out.link[p].color];
        if (generous) free(p, out.link[p].color);
      }
    }
  }

  const router_link& at(unsigned output) const { return router->out().link[output]; }
};

}  // namespace ws::test
