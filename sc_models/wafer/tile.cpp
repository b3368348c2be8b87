// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/tile.h"

#include <cassert>

#include "fetch_lines.h"
#include "ws/isa/registers.h"

namespace ws {
namespace {

constexpr uint8_t stall_bank = pe_code::stall("bank");

}  // namespace

void tile::load(const isa::tile_code& code, const pe_sram& memory, uint16_t x, uint16_t y) {
  m_pe = std::make_unique<pe_state>();
  m_counts = std::make_unique<tile_counts>();
  m_pe->sram().share(memory);
  m_x = x;
  m_y = y;
  for (const isa::config_write& w : code.config) {
    if (pe_state::of_router(w.address)) {
      m_router.write(w.address, w.value);
    } else {
      m_pe->write(w.address, w.value);
    }
  }
}

void tile::put(std::unique_ptr<tile_hardware> hardware, bool compared) {
  m_hardware = std::move(hardware);
  if (compared) m_lockstep = std::make_unique<tile_lockstep>(m_x, m_y);
}

void tile::count() {
  const pe_happened& h = m_pe->happened();
  tile_counts& c = *m_counts;
  ++c.stalls[h.issued ? 0 : h.stall];
  c.instructions += h.instructions;
  c.steps += h.steps;
  c.elements += h.elements;
  c.tasks += h.picks;
  c.bank_conflicts += h.conflicts;
  if (m_out.to_router.valid) ++c.sent[m_out.to_router.color];
}

void tile::count_links(const router_out& out) {
  for (unsigned p = 0; p < port::ramp; ++p)
    if (out.link[p].valid && m_counts != nullptr) ++m_counts->passed[out.link[p].color];
}

void tile::step_router(router_in& in, router_out& next, bool element_shows) {
  if (element_shows) {
    if (m_out.to_router.valid) in.link[port::ramp] = m_out.to_router;
    in.credit[port::ramp] = m_out.credit;
    in.cfg_we = m_out.cfg_we;
    in.cfg_re = m_out.cfg_re;
    in.cfg_addr = m_out.cfg_addr;
    in.cfg_wdata = m_out.cfg_wdata;
  }
  m_router.step(in, next, m_lockstep != nullptr ? &m_lockstep->moves : nullptr);
  count_links(next);
}

uint32_t tile::frozen() const {
  return m_hardware != nullptr ? m_hardware->router().frozen : m_router.frozen();
}

uint16_t tile::word_read() const {
  return m_hardware != nullptr ? m_hardware->router().cfg_rdata : m_router.word_read();
}

void tile::catch_up(uint64_t cycles) {
  if (m_pe == nullptr) return;
  tile_counts& c = *m_counts;
  while (cycles > 0) {
    if (!m_pe->happened().moved) {
      m_pe->wait(cycles);
      c.stalls[m_out.stall] += cycles;
      return;
    }
    const pe_steps s = m_pe->run_local(cycles - 1);
    c.steps += s.steps;
    c.elements += s.elements;
    c.bank_conflicts += s.conflicts;
    c.stalls[0] += s.steps;
    c.stalls[stall_bank] += s.conflicts;
    cycles -= s.cycles;
    pe_in idle;
    idle.frozen = m_pe->frozen();
    step_element(idle);
    --cycles;
    assert(!shows() && "a quiet element shows something");
  }
}

void tile::step(router_in& in, const router_out& now, router_out& next) {
  if (m_hardware != nullptr) {
    m_hardware->step(in, m_debug);
    if (m_lockstep == nullptr) return follow_hardware(next);
  }
  step_model(in, now, next);
  if (m_lockstep != nullptr) m_lockstep->compare(*m_pe, m_out, next, m_moved, *m_hardware);
}

void tile::step_model(router_in& in, const router_out& now, router_out& next) {
  step_router(in, next, true);
  bool moved = m_router.quiet_until() == 0;
  for (unsigned p = 0; p < router_ports; ++p) moved |= next.link[p].valid || next.credit[p] != 0;
  m_moved = false;
  if (m_pe != nullptr) {
    pe_in pins;
    if (now.link[port::ramp].valid) pins.from_router = now.link[port::ramp];
    pins.credit = now.credit[port::ramp];
    pins.frozen = now.frozen;
    pins.cfg_rdata = now.cfg_rdata;
    step_element(pins);
  }
  m_moved |= moved;
}

void tile::fetch_element() const {
  if (m_pe == nullptr) return;
  m_pe->fetch();
  fetch_lines(m_counts.get(), sizeof(tile_counts::stalls) + 5 * sizeof(uint64_t));
}

void tile::step_element(pe_in pins) {
  pins.tile_x = m_x;
  pins.tile_y = m_y;
  pins.dbg_we = m_debug.we;
  pins.dbg_re = m_debug.re;
  pins.dbg_addr = m_debug.addr;
  pins.dbg_wdata = m_debug.wdata;
  m_debug = {};
  m_pe->step(pins, m_out);
  m_moved = m_pe->happened().moved || (m_pe->clocks().timer != 0 && m_out.trap_cause == 0);
  count();
}

void tile::count_hardware() {
  tile_counts& c = *m_counts;
  ++c.stalls[m_out.stall];
  c.instructions += m_hardware->events(isa::code_value("event", "instructions"));
  c.steps += m_hardware->events(isa::code_value("event", "steps"));
  c.elements += m_hardware->events(isa::code_value("event", "elements"));
  c.tasks += m_hardware->events(isa::code_value("event", "tasks"));
  c.bank_conflicts += m_hardware->events(isa::code_value("event", "bank_conflicts"));
  if (m_out.to_router.valid) ++c.sent[m_out.to_router.color];
}

void tile::follow_hardware(router_out& next) {
  m_debug = {};
  next = m_hardware->router();
  m_out = m_hardware->pe();
  const sram_writes w = m_hardware->written();
  for (unsigned i = 0; i < 4; ++i)
    if ((w.mask >> i & 1u) != 0) m_pe->sram().write(w.address[i], w.value[i]);
  count_hardware();
  count_links(next);
  m_moved = m_hardware->moved();
}

void tile::exchange(state_file& file) {
  m_router.exchange(file);
  file.flag(m_moved);
  if (m_pe == nullptr) return;
  m_pe->exchange(file);
  file.part(*m_counts);
  file.part(m_out);
}

void tile::compare() const {
  if (m_lockstep != nullptr) m_lockstep->compare_all(*m_pe, *m_hardware);
}

tile_status tile::status() const {
  if (m_hardware != nullptr && m_lockstep == nullptr) return m_hardware->status();
  tile_status s;
  s.router = m_router.waits();
  if (m_pe == nullptr) return s;
  const pe_state& pe = *m_pe;
  constexpr unsigned inputs = isa::config_of("input_queue").address;
  const auto color_of = [&](unsigned queue) -> uint8_t {
    if (queue >= pe_inputs) return pe.outputs().head(queue - pe_inputs).color;
    const uint16_t word = pe.read(static_cast<uint16_t>(inputs + queue));
    return word >> 15 != 0 ? word & 31u : tile_status::no_color;
  };
  s.trap = pe.trap();
  s.task = static_cast<uint8_t>(pe.task());
  s.active = pe.tasks().active;
  s.blocked = pe.tasks().blocked;
  for (const pe_wait& w : pe.waits())
    s.threads.push_back({w, w.queue != 255 ? color_of(w.queue) : tile_status::no_color});
  for (unsigned q = 0; q < pe_inputs + pe_outputs; ++q) {
    const unsigned n = q < pe_inputs ? pe.inputs().count(q) : pe.outputs().count(q - pe_inputs);
    if (n == 0) continue;
    tile_status::queue& queue = s.queues.emplace_back();
    queue.number = static_cast<uint8_t>(q);
    queue.wavelets = static_cast<uint8_t>(n);
    queue.color = color_of(q);
    if (q < pe_inputs) continue;
    queue.last = pe.outputs().tail(q - pe_inputs);
    if (n > 1) queue.before_last = pe.outputs().tail(q - pe_inputs, 1);
  }
  for (unsigned c = 0; c < router_colors; ++c)
    s.ramp[c] = static_cast<uint8_t>(pe.ingress().waiting(c));
  return s;
}

bool tile_status::idle() const {
  if (!router.empty() || !queues.empty()) return false;
  for (const uint8_t n : ramp)
    if (n != 0) return false;
  return trap.cause != 0 || (task == no_task && threads.empty() && active == 0);
}

}  // namespace ws
