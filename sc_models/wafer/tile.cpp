// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/tile.h"

namespace ws {

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

/// True if the router has done something, or will. `next` is what it showed two cycles ago: where
/// it had nothing to do since, that holds still.
bool tile::step_router(router_in& in, router_out& next) {
  bool any = m_out.to_router.valid || m_out.credit != 0 || m_out.cfg_we || m_out.cfg_re ||
             m_router.quiet_until() == 0;
  for (unsigned p = 0; p < port::ramp; ++p) any |= in.link[p].valid || in.credit[p] != 0;
  if (!any && m_rests == 2) return false;
  m_rests = static_cast<uint8_t>(any ? 0 : m_rests + 1);
  if (m_out.to_router.valid) in.link[port::ramp] = m_out.to_router;
  in.credit[port::ramp] = m_out.credit;
  in.cfg_we = m_out.cfg_we;
  in.cfg_re = m_out.cfg_re;
  in.cfg_addr = m_out.cfg_addr;
  in.cfg_wdata = m_out.cfg_wdata;
  m_router.step(in, next);
  count_links(next);
  bool moved = m_router.quiet_until() == 0;
  for (unsigned p = 0; p < router_ports; ++p) moved |= next.link[p].valid || next.credit[p] != 0;
  return moved;
}

void tile::step(router_in& in, const router_out& now, router_out& next) {
  m_moved = step_router(in, next);
  if (m_pe == nullptr) return;
  pe_in pins;
  if (now.link[port::ramp].valid) pins.from_router = now.link[port::ramp];
  pins.credit = now.credit[port::ramp];
  pins.frozen = now.frozen;
  pins.cfg_rdata = now.cfg_rdata;
  pins.tile_x = m_x;
  pins.tile_y = m_y;
  m_pe->step(pins, m_out);
  m_moved |= m_pe->happened().moved;
  count();
}

bool tile::idle() const {
  if (m_router.stored() != 0) return false;
  if (m_pe == nullptr) return true;
  const pe_state& p = *m_pe;
  if (!p.ingress().empty() || p.outputs().filled() != 0) return false;
  if (p.trap().cause != 0) return p.inputs().filled() == 0;
  return p.task() == pe_state::no_task && p.waits().empty() && p.inputs().filled() == 0 &&
         p.tasks().active == 0;
}

}  // namespace ws
