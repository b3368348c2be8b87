// SPDX-License-Identifier: Apache-2.0
#include "ws/report/tile_signals.h"

#include <fmt/format.h>

namespace ws {
namespace {

using signals = std::vector<tile_signal>;
using value_of = std::function<uint64_t(const tile_cycle&)>;

constexpr unsigned colors = router_colors;
constexpr const char* sides[] = {"w", "e", "s", "n"};
static_assert(port::west == 0 && port::east == 1 && port::south == 2 && port::north == 3);
const std::string tile_scope = "ws_tile";

/// The members of ws_router_pkg::link_t.
void add_link(signals& all, const std::string& name,
              const std::function<const router_link&(const tile_cycle&)>& link) {
  const std::string scope = tile_scope + "." + name;
  all.push_back({scope, "valid", 1, [link](const tile_cycle& c) { return link(c).valid; }});
  all.push_back({scope, "ctrl", 1, [link](const tile_cycle& c) { return link(c).ctrl; }});
  all.push_back({scope, "color", 5, [link](const tile_cycle& c) { return link(c).color; }});
  all.push_back({scope, "data", 32, [link](const tile_cycle& c) { return link(c).data; }});
}

void add_tile_pins(signals& all) {
  const auto add = [&all](const std::string& name, unsigned width, const value_of& value) {
    all.push_back({tile_scope, name, width, value});
  };
  for (unsigned p = 0; p < port::ramp; ++p) {
    const std::string side = sides[p];
    add(side + "_credit_i", colors, [p](const tile_cycle& c) { return c.in.credit[p]; });
    add(side + "_credit_o", colors, [p](const tile_cycle& c) { return c.now.router.credit[p]; });
  }
  add("element_credit", colors, [](const tile_cycle& c) { return c.now.pe.credit; });
  add("router_credit", colors, [](const tile_cycle& c) { return c.now.router.credit[port::ramp]; });
  add("frozen", colors, [](const tile_cycle& c) { return c.now.router.frozen; });
  add("cfg_we", 1, [](const tile_cycle& c) { return c.now.pe.cfg_we; });
  add("cfg_re", 1, [](const tile_cycle& c) { return c.now.pe.cfg_re; });
  add("cfg_addr", 16, [](const tile_cycle& c) { return c.now.pe.cfg_addr; });
  add("cfg_wdata", 16, [](const tile_cycle& c) { return c.now.pe.cfg_wdata; });
  add("cfg_rdata", 16, [](const tile_cycle& c) { return c.now.router.cfg_rdata; });
  add("halted_o", 1, [](const tile_cycle& c) { return c.now.pe.halted; });
  add("trap_cause_o", 4, [](const tile_cycle& c) { return c.now.pe.trap_cause; });
  add("ret_valid_o", 1, [](const tile_cycle& c) { return c.now.pe.ret_valid; });
  add("ret_thread_o", 4, [](const tile_cycle& c) { return c.now.pe.ret_thread; });
  add("ret_pc_o", 16, [](const tile_cycle& c) { return c.now.pe.ret_pc; });
  add("ret_step_o", 1, [](const tile_cycle& c) { return c.now.pe.ret_step; });
  add("ret_pick_o", 1, [](const tile_cycle& c) { return c.now.pe.ret_pick; });
  add("ret_task_o", 6, [](const tile_cycle& c) { return c.now.pe.ret_task; });
  add("stall_o", 4, [](const tile_cycle& c) { return c.now.pe.stall; });
  for (unsigned p = 0; p < port::ramp; ++p) {
    const std::string side = sides[p];
    add_link(
        all, side + "_i", [p](const tile_cycle& c) -> auto& { return c.in.link[p]; });
    add_link(
        all, side + "_o", [p](const tile_cycle& c) -> auto& { return c.now.router.link[p]; });
  }
  add_link(
      all, "to_element",
      [](const tile_cycle& c) -> auto& { return c.now.router.link[port::ramp]; });
  add_link(
      all, "to_router", [](const tile_cycle& c) -> auto& { return c.now.pe.to_router; });
}

/// Colors of which a router's input holds at least `least` wavelets.
uint64_t held(const tile_cycle& c, unsigned input, unsigned least) {
  uint64_t set = 0;
  for (const router_wait& w : c.now.status.router)
    if (w.input == input && w.wavelets >= least) set |= uint64_t{1} << w.color;
  return set;
}

uint64_t held_at_ramp(const tile_cycle& c, unsigned least) {
  uint64_t set = 0;
  for (unsigned color = 0; color < colors; ++color)
    if (c.now.status.ramp[color] >= least) set |= uint64_t{1} << color;
  return set;
}

void add_router_state(signals& all) {
  for (unsigned p = 0; p < router_ports; ++p) {
    const std::string scope = fmt::format("ws_tile.u_router.gen_input[{}].u_input", p);
    all.push_back({scope, "one_q", colors, [p](const tile_cycle& c) { return held(c, p, 1); }});
    all.push_back({scope, "two_q", colors, [p](const tile_cycle& c) { return held(c, p, 2); }});
  }
}

void add_queue(signals& all, const std::string& side, unsigned number, unsigned first,
               unsigned depth) {
  unsigned width = 1;
  while (depth >> width != 0) ++width;
  const auto count = [queue = first + number](const tile_cycle& c) -> uint64_t {
    for (const tile_status::queue& q : c.now.status.queues)
      if (q.number == queue) return q.wavelets;
    return 0;
  };
  all.push_back({fmt::format("ws_tile.u_pe.{}.gen_queue[{}].u_queue", side, number), "count_q",
                 width, count});
}

void add_element_state(signals& all) {
  const std::string element = "ws_tile.u_pe.";
  const auto add = [&](const char* scope, const char* name, unsigned width, const value_of& value) {
    all.push_back({element + scope, name, width, value});
  };
  add("u_ingress.u_entries", "one_q", colors,
      [](const tile_cycle& c) { return held_at_ramp(c, 1); });
  add("u_ingress.u_entries", "two_q", colors,
      [](const tile_cycle& c) { return held_at_ramp(c, 2); });
  for (unsigned q = 0; q < pe_inputs; ++q) add_queue(all, "u_ingress", q, 0, pe_input_depths[q]);
  for (unsigned q = 0; q < pe_outputs; ++q)
    add_queue(all, "u_egress", q, pe_inputs, pe_output_depths[q]);
  add("u_tasks", "active_q", 64, [](const tile_cycle& c) { return c.now.status.active; });
  add("u_tasks", "blocked_q", 64, [](const tile_cycle& c) { return c.now.status.blocked; });
  add("u_main", "running_q", 1,
      [](const tile_cycle& c) { return c.now.status.task != tile_status::no_task; });
  add("u_main", "task_q", 6, [](const tile_cycle& c) { return c.last_task; });
  add("u_config", "cause_q", 4, [](const tile_cycle& c) { return c.now.status.trap.cause; });
  add("u_config", "thread_q", 4, [](const tile_cycle& c) { return c.now.status.trap.thread; });
  add("u_config", "pc_q", 16, [](const tile_cycle& c) { return c.now.status.trap.pc; });
  add("u_config", "trap_addr_q", 16, [](const tile_cycle& c) { return c.now.status.trap.address; });
}

/// ws_router_pkg::link_t in one piece.
uint64_t packed(const router_link& l) {
  if (!l.valid) return 0;
  return uint64_t{1} << 38 | uint64_t{l.ctrl} << 37 | uint64_t{l.color} << 32 | l.data;
}

/// What views show beside the hardware's own signals.
void add_watch(signals& all) {
  const std::string scope = tile_scope + ".watch";
  all.push_back({scope, "task", 7, [](const tile_cycle& c) { return c.now.status.task; }});
  all.push_back({scope, "word", 32, [](const tile_cycle& c) { return c.now.word; }});
  all.push_back({scope, "thread", 4, [](const tile_cycle& c) -> uint64_t {
                   constexpr unsigned none = 15;
                   return c.now.pe.ret_valid ? c.now.pe.ret_thread : none;
                 }});
  all.push_back({scope, "opcode", 8, [](const tile_cycle& c) { return c.now.word >> 24; }});
  const auto add_packed = [&](const std::string& name, const value_of& value) {
    all.push_back({scope, name, 39, value});
  };
  for (unsigned p = 0; p < port::ramp; ++p) {
    const std::string side = sides[p];
    add_packed(side + "_i", [p](const tile_cycle& c) { return packed(c.in.link[p]); });
    add_packed(side + "_o", [p](const tile_cycle& c) { return packed(c.now.router.link[p]); });
  }
  add_packed("to_element",
             [](const tile_cycle& c) { return packed(c.now.router.link[port::ramp]); });
  add_packed("to_router", [](const tile_cycle& c) { return packed(c.now.pe.to_router); });
}

}  // namespace

const std::vector<tile_signal>& tile_signals() {
  static const signals all = [] {
    signals s;
    add_tile_pins(s);
    add_router_state(s);
    add_element_state(s);
    add_watch(s);
    return s;
  }();
  return all;
}

}  // namespace ws
