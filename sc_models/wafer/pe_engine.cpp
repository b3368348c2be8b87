// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/pe_engine.h"

#include <fmt/format.h>

#include "ws/base/error.h"
#include "ws/isa/assembler.h"
#include "ws/wafer/router_engine.h"

namespace ws {
namespace {

struct pin {
  const char* name;
  unsigned a, b;
};

}  // namespace

std::string difference(const pe_out& a, const pe_out& b) {
  if (!(a.to_router == b.to_router))
    return fmt::format("to_router: {} and {}", text_of(a.to_router), text_of(b.to_router));
  const pin pins[] = {{"credit", a.credit, b.credit},
                      {"cfg_we", a.cfg_we, b.cfg_we},
                      {"cfg_re", a.cfg_re, b.cfg_re},
                      {"cfg_addr", a.cfg_addr, b.cfg_addr},
                      {"cfg_wdata", a.cfg_wdata, b.cfg_wdata},
                      {"halted", a.halted, b.halted},
                      {"trap_cause", a.trap_cause, b.trap_cause},
                      {"dbg_rdata", a.dbg_rdata, b.dbg_rdata},
                      {"ret_valid", a.ret_valid, b.ret_valid},
                      {"ret_step", a.ret_step, b.ret_step},
                      {"ret_pick", a.ret_pick, b.ret_pick},
                      {"ret_thread", a.ret_thread, b.ret_thread},
                      {"ret_task", a.ret_task, b.ret_task},
                      {"ret_pc", a.ret_pc, b.ret_pc},
                      {"stall", a.stall, b.stall}};
  for (const pin& p : pins)
    if (p.a != p.b) return fmt::format("{}: {:04x} and {:04x}", p.name, p.a, p.b);
  return {};
}

pe_lockstep::pe_lockstep(std::unique_ptr<pe_engine> a, std::unique_ptr<pe_engine> b)
    : m_a(std::move(a)), m_b(std::move(b)) {}

void pe_lockstep::reset() {
  m_a->reset();
  m_b->reset();
  m_last.clear();
  m_cycle = 0;
}

void pe_lockstep::poke(uint16_t address, uint16_t value) {
  m_a->poke(address, value);
  m_b->poke(address, value);
}

void pe_lockstep::step(const pe_in& in) {
  constexpr size_t kept = 16;
  m_a->step(in);
  m_b->step(in);
  if (m_a->out().ret_valid)
    m_last.push_back(retired_line(m_cycle, m_a->out(), m_a->state()->sram()));
  if (m_last.size() > kept) m_last.pop_front();
  if (!(m_a->out() == m_b->out())) {
    std::string text = fmt::format("processing element twins differ after cycle {}: {}", m_cycle,
                                   difference(m_a->out(), m_b->out()));
    for (const std::string& line : m_last) text += "\n  " + line;
    throw simulation_error(text);
  }
  ++m_cycle;
}

void pe_lockstep::compare_memory() const {
  for (unsigned a = 0; a < pe_sram::words; ++a) {
    const auto address = static_cast<uint16_t>(a);
    if (m_a->peek(address) != m_b->peek(address))
      throw simulation_error(
          fmt::format("processing element twins differ after cycle {}: memory word 0x{:04x}: "
                      "{:04x} and {:04x}",
                      m_cycle, a, m_a->peek(address), m_b->peek(address)));
  }
}

std::string retired_line(uint64_t cycle, const pe_out& pins, const pe_sram& memory) {
  const auto at = static_cast<uint16_t>(pins.ret_pc & ~1u);
  const uint32_t word = at < pe_sram::words ? memory.read_pair(at) : 0;
  const std::string thread = pins.ret_thread == pe_state::main_thread
                                 ? "main thread"
                                 : fmt::format("microthread {}", pins.ret_thread);
  return fmt::format("cycle {} {} at 0x{:04x}: {}{}", cycle, thread, pins.ret_pc,
                     isa::disassemble(word), pins.ret_step ? ", a step" : "");
}

}  // namespace ws
