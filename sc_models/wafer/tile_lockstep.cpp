// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/tile_lockstep.h"

#include <fmt/format.h>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/wafer/pe_engine.h"
#include "ws/wafer/router_engine.h"

namespace ws {
namespace {

constexpr const char* files = "dabx";

std::string dsr_name(unsigned number) {
  return fmt::format("{}{}", files[number / 16], number % 16);
}

std::string registers(const pe_state& pe, const tile_hardware& hardware) {
  for (unsigned r = 0; r < 16; ++r)
    if (const uint16_t a = pe.gpr(r), b = hardware.gpr(r); a != b)
      return fmt::format("register r{}: {:04x} and {:04x}", r, a, b);
  for (unsigned d = 0; d < pe_dsrs; ++d) {
    if (static_cast<int>(d % 16) >= isa::dsr_counts[d / 16]) continue;
    for (unsigned w = 0; w < 4; ++w)
      if (const uint16_t a = pe.dsr(d, w), b = hardware.dsr(d, w); a != b)
        return fmt::format("word {} of {}: {:04x} and {:04x}", w, dsr_name(d), a, b);
  }
  return {};
}

std::string memory_word(const pe_state& pe, uint16_t address, uint16_t value) {
  if (address >= pe_sram::words || pe.sram().read(address) == value) return {};
  return fmt::format("memory word 0x{:04x}: {:04x} and {:04x}", address, pe.sram().read(address),
                     value);
}

/// The words that the hardware wrote; where two have one address, the upper one stays.
std::string writes(const pe_state& pe, const tile_hardware& hardware) {
  const sram_writes w = hardware.written();
  for (unsigned i = 0; i < 4; ++i) {
    if ((w.mask >> i & 1u) == 0) continue;
    std::string text = memory_word(pe, w.address[i], hardware.word(w.address[i]));
    if (!text.empty()) return text;
  }
  return {};
}

std::string tasks(const pe_state& pe, const tile_hardware& hardware) {
  const uint64_t active = pe.tasks().active ^ hardware.active(),
                 blocked = pe.tasks().blocked ^ hardware.blocked();
  if (active != 0)
    return fmt::format("task {} active: {} and {}", __builtin_ctzll(active),
                       pe.tasks().active >> __builtin_ctzll(active) & 1u,
                       hardware.active() >> __builtin_ctzll(active) & 1u);
  if (blocked != 0)
    return fmt::format("task {} blocked: {} and {}", __builtin_ctzll(blocked),
                       pe.tasks().blocked >> __builtin_ctzll(blocked) & 1u,
                       hardware.blocked() >> __builtin_ctzll(blocked) & 1u);
  return {};
}

std::string trap_words(const pe_trap& a, const pe_trap& b) {
  if (a.thread == b.thread && a.pc == b.pc && a.address == b.address) return {};
  return fmt::format(
      "trap: thread {}, pc 0x{:04x}, address 0x{:04x} and thread {}, pc 0x{:04x}, "
      "address 0x{:04x}",
      a.thread, a.pc, a.address, b.thread, b.pc, b.address);
}

std::string events(const pe_happened& h, const tile_hardware& hardware) {
  const std::pair<const char*, unsigned> counts[] = {
      {"instructions", h.instructions}, {"steps", h.steps},
      {"elements", h.elements},         {"wavelets_in", h.wavelets_in},
      {"wavelets_out", h.wavelets_out}, {"tasks", h.picks},
      {"bank_conflicts", h.conflicts}};
  for (const auto& [name, n] : counts)
    if (const unsigned m = hardware.events(isa::code_value("event", name)); m != n)
      return fmt::format("event {}: {} and {}", name, n, m);
  return {};
}

}  // namespace

void tile_lockstep::fail(const std::string& what) const {
  std::string last;
  for (const std::string& line : m_last) last += "\n  " + line;
  throw simulation_error(say(msg::twins_differ, m_x, m_y, m_cycle, what, last));
}

void tile_lockstep::remember(const pe_state& pe, const pe_out& pins) {
  constexpr size_t kept = 16;
  for (const router_move& move : moves) m_last.push_back(text_of(m_cycle, move));
  moves.clear();
  if (pins.ret_valid) m_last.push_back(retired_line(m_cycle, pins, pe.sram()));
  while (m_last.size() > kept) m_last.pop_front();
}

void tile_lockstep::compare(const pe_state& pe, const pe_out& pins, const router_out& router,
                            bool moved, const tile_hardware& hardware) {
  remember(pe, pins);
  std::string what;
  if (!(pins == hardware.pe())) what = difference(pins, hardware.pe());
  if (what.empty() && !(router == hardware.router())) what = difference(router, hardware.router());
  if (what.empty() && moved != hardware.moved())
    what = fmt::format("something moved: {} and {}", moved, hardware.moved());
  if (what.empty()) what = writes(pe, hardware);
  if (what.empty()) what = tasks(pe, hardware);
  if (what.empty()) what = events(pe.happened(), hardware);
  if (what.empty() && pins.halted) what = trap_words(pe.trap(), hardware.trap());
  if (what.empty() && pins.ret_valid) what = registers(pe, hardware);
  if (!what.empty()) fail(what);
  ++m_cycle;
}

void tile_lockstep::compare_all(const pe_state& pe, const tile_hardware& hardware) const {
  std::string what = registers(pe, hardware);
  for (unsigned a = 0; what.empty() && a < pe_sram::words; ++a)
    what = memory_word(pe, static_cast<uint16_t>(a), hardware.word(static_cast<uint16_t>(a)));
  if (!what.empty()) fail(what);
}

}  // namespace ws
