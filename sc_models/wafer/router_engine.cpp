// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/router_engine.h"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

namespace ws {
namespace {

std::string ports_of(unsigned mask) {
  std::string text;
  for (unsigned p = 0; p < router_ports; ++p)
    if ((mask >> p & 1u) != 0) text += (text.empty() ? "" : ",") + std::string(1, port::letters[p]);
  return text.empty() ? "nowhere" : text;
}

/// A wavelet keeps its payload on its way, but for popped commands: enough to follow it by.
uint32_t ident(uint32_t data) {
  data ^= data >> 16;
  data *= 0x7feb352du;
  return data ^ data >> 15;
}

}  // namespace

std::string text_of(const router_link& l) {
  if (!l.valid) return "idle";
  return fmt::format("C{} {}{:08x}", l.color, l.ctrl ? "ctrl " : "", l.data);
}

void router_cpp::reset() {
  m_state = router_state();
  m_out = router_out();
  m_moves.clear();
}

void router_cpp::step(const router_in& in) {
  m_moves.clear();
  m_state.step(in, m_out, &m_moves);
}

router_lockstep::router_lockstep(std::unique_ptr<router_engine> a, std::unique_ptr<router_engine> b)
    : m_a(std::move(a)), m_b(std::move(b)) {}

void router_lockstep::reset() {
  m_a->reset();
  m_b->reset();
  m_last.clear();
  m_cycle = 0;
}

void router_lockstep::remember() {
  constexpr size_t kept = 16;
  for (const router_move& move : m_a->moves()) m_last.push_back(dated_move{m_cycle, move});
  while (m_last.size() > kept) m_last.pop_front();
}

void router_lockstep::step(const router_in& in) {
  m_a->step(in);
  m_b->step(in);
  remember();
  if (!(m_a->out() == m_b->out())) {
    std::string text = fmt::format("router twins differ after cycle {}: {}", m_cycle,
                                   difference(m_a->out(), m_b->out()));
    for (const dated_move& last : m_last) text += "\n  " + text_of(last.cycle, last.move);
    throw std::logic_error(text);
  }
  ++m_cycle;
}

std::string text_of(uint64_t cycle, const router_move& m) {
  return fmt::format("cycle {} {} to {}: C{} {}data {:08x} position {}{}{}", cycle,
                     port::letters[m.input], ports_of(m.outputs), m.color, m.ctrl ? "ctrl " : "",
                     m.data, m.position, m.stored ? ", was stored" : "",
                     m.spared ? ", not delivered" : "");
}

std::string difference(const router_out& a, const router_out& b) {
  for (unsigned p = 0; p < router_ports; ++p)
    if (!(a.link[p] == b.link[p]))
      return fmt::format("output {}: {} and {}", port::letters[p], text_of(a.link[p]),
                         text_of(b.link[p]));
  for (unsigned p = 0; p < router_ports; ++p)
    if (a.credit[p] != b.credit[p])
      return fmt::format("credit to {}, C{}: {:06x} and {:06x}", port::letters[p],
                         __builtin_ctz(a.credit[p] ^ b.credit[p]), a.credit[p], b.credit[p]);
  if (a.frozen != b.frozen)
    return fmt::format("frozen, C{}: {:06x} and {:06x}", __builtin_ctz(a.frozen ^ b.frozen),
                       a.frozen, b.frozen);
  if (a.cfg_rdata != b.cfg_rdata)
    return fmt::format("cfg_rdata: {:04x} and {:04x}", a.cfg_rdata, b.cfg_rdata);
  return {};
}

std::string landing_line(uint64_t cycle, unsigned x, unsigned y, unsigned input,
                         const router_link& l) {
  return fmt::format("@{} P{}.{} (hwtile) landing C{} from link {}, ctrl={}, data={:08x}", cycle, x,
                     y, l.color, port::letters[input], l.ctrl ? 1 : 0, l.data);
}

std::string trace_line(uint64_t cycle, unsigned x, unsigned y, const router_move& m) {
  // Five columns in the order E, N, W, S, R; a blank where nothing departs.
  constexpr unsigned columns[] = {port::east, port::north, port::west, port::south, port::ramp};
  std::string departing(5, ' ');
  for (unsigned i = 0; i < 5; ++i)
    if ((m.outputs >> columns[i] & 1u) != 0) departing[i] = port::letters[columns[i]];
  float value;
  static_assert(sizeof value == sizeof m.data);
  std::memcpy(&value, &m.data, sizeof value);
  return fmt::format(
      "@{} P{}.{} (hwtile) wavelet C{} ctrl={}, idx={:04x}, data={:04x} ({}({:g})), half=0, "
      "ident={:08x} landing={} departing=/{}/{}",
      cycle, x, y, m.color, m.ctrl ? 1 : 0, m.data >> 16, m.data & 0xffffu, m.data & 0xffffu, value,
      ident(m.data), port::letters[m.input], departing, m.spared ? ", no_ce" : "");
}

}  // namespace ws
