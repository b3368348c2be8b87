// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/tile_trace.h"

#include <fmt/format.h>

#include <iterator>

#include "ws/isa/assembler.h"
#include "ws/wafer/router_engine.h"

namespace ws {
namespace {

constexpr uint8_t stall_input = pe_code::stall("input"), stall_output = pe_code::stall("output"),
                  stall_idle = pe_code::stall("idle"), stall_halted = pe_code::stall("halted");

template <typename... Values>
void line(std::string& text, const tile_cycle& c, fmt::format_string<Values...> form,
          Values&&... values) {
  fmt::format_to(std::back_inserter(text), "@{} P{}.{} (hwtile) ", c.cycle, c.x, c.y);
  fmt::format_to(std::back_inserter(text), form, std::forward<Values>(values)...);
  text += '\n';
}

std::string wavelet_text(unsigned color, bool ctrl, uint32_t data) {
  return fmt::format("wavelet C{} ctrl={}, idx={:04x}, data={:04x}", color, ctrl ? 1 : 0,
                     data >> 16, data & 0xffffu);
}

unsigned count_of(const tile_status& s, unsigned queue) {
  for (const tile_status::queue& q : s.queues)
    if (q.number == queue) return q.wavelets;
  return 0;
}

/// Wavelets that the router's output registers show, one a color: what was sent to several outputs
/// is the same in all of them.
std::array<router_move, router_colors> sent(const router_out& out) {
  std::array<router_move, router_colors> all = {};
  for (unsigned p = 0; p < router_ports; ++p) {
    const router_link& l = out.link[p];
    if (!l.valid || l.color >= router_colors) continue;
    router_move& m = all[l.color];
    m.color = l.color;
    m.data = l.data;
    m.ctrl = l.ctrl;
    m.outputs |= static_cast<uint8_t>(1u << p);
  }
  return all;
}

/// How surely `m` is wavelet `w` that came with color `tag`; 0: it is not. Commands change when
/// they are popped, colors when they are swapped.
unsigned likeness(const router_move& m, const router_link& w, unsigned tag) {
  const bool same = m.color == tag;
  if (m.outputs == 0 || (!same && m.color != (tag ^ 1u)) || m.ctrl != w.ctrl) return 0;
  if (m.data == w.data) return same ? 4 : 3;
  return !w.ctrl ? 0 : same ? 2 : 1;
}

}  // namespace

tile_trace::tile_trace(const tile& t) {
  if (t.is_hardware()) return;
  for (unsigned p = 0; p < router_ports; ++p)
    for (unsigned c = 0; c < router_colors; ++c)
      for (const router_link& l : t.router().stored(p, c)) m_inside[p][c].push_back(l);
  if (t.pe() == nullptr) return;
  m_task = t.pe()->task();
  m_last_sender = t.pe()->last_output();
}

void tile_trace::add(std::string& text, const tile_cycle& c) {
  arrive(text, c);
  depart(text, c);
  issue(text, c);
  queues(text, c);
}

void tile_trace::arrive(std::string& text, const tile_cycle& c) {
  for (unsigned p = 0; p < router_ports; ++p) {
    const router_link& l = p == port::ramp ? c.now.pe.to_router : c.in.link[p];
    if (!l.valid || l.color >= router_colors) continue;
    text += landing_line(c.cycle, static_cast<unsigned>(c.x), static_cast<unsigned>(c.y), p, l);
    text += '\n';
    m_inside[p][l.color].push_back(l);
  }
}

/// A credit that goes back tells what left, an output register where it went.
void tile_trace::depart(std::string& text, const tile_cycle& c) {
  m_moves.clear();
  struct freed {
    router_link wavelet;
    unsigned input = 0, tag = 0;
    bool stored = false;
  };
  std::vector<freed> left;
  for (unsigned p = 0; p < router_ports; ++p)
    for (unsigned tag = 0; tag < router_colors; ++tag) {
      std::deque<router_link>& line_of = m_inside[p][tag];
      if ((c.next.router.credit[p] >> tag & 1u) == 0 || line_of.empty()) continue;
      const router_link& l = p == port::ramp ? c.now.pe.to_router : c.in.link[p];
      const bool arrives = l.valid && l.color == tag;
      left.push_back({line_of.front(), p, tag, line_of.size() > (arrives ? 1u : 0u)});
      line_of.pop_front();
    }
  std::array<router_move, router_colors> all = sent(c.next.router);
  for (unsigned sure = 4; sure > 0; --sure)
    for (auto w = left.begin(); w != left.end();) {
      router_move* found = nullptr;
      for (const unsigned color : {w->tag, w->tag ^ 1u})
        if (likeness(all[color], w->wavelet, w->tag) == sure) found = &all[color];
      if (found == nullptr) {
        ++w;
        continue;
      }
      found->input = static_cast<uint8_t>(w->input);
      found->swapped = found->color != w->tag;
      found->popped = found->data != w->wavelet.data;
      found->stored = w->stored;
      m_moves.push_back(*found);
      *found = {};
      w = left.erase(w);
    }
  for (const freed& w : left) {  // to no output at all
    router_move m;
    m.data = w.wavelet.data;
    m.ctrl = w.wavelet.ctrl;
    m.input = static_cast<uint8_t>(w.input);
    m.color = static_cast<uint8_t>(w.tag);
    m.stored = w.stored;
    m_moves.push_back(m);
  }
  for (const router_move& m : m_moves)
    text += trace_line(c.cycle, static_cast<unsigned>(c.x), static_cast<unsigned>(c.y), m) + '\n';
}

std::string tile_trace::thread_of(unsigned thread) const {
  return thread == pe_state::main_thread ? fmt::format("T{}", m_task) : fmt::format("UT{}", thread);
}

void tile_trace::issue(std::string& text, const tile_cycle& c) {
  const pe_out& pe = c.next.pe;
  if (pe.ret_valid)
    line(text, c, "{} pc={:04x} [{} {}]", thread_of(pe.ret_thread), pe.ret_pc,
         pe.ret_step ? "EX" : "IS", isa::disassemble(c.next.word));
  if (pe.ret_pick) {
    line(text, c, "pick of T{}", pe.ret_task);
    m_task = pe.ret_task;
  }
  if (pe.trap_cause != c.now.pe.trap_cause)
    line(text, c, "trap {}", isa::code_name("trap", pe.trap_cause));
  if (pe.stall == 0 || pe.stall == stall_idle || pe.stall == stall_halted) return;
  for (const tile_status::thread& t : c.now.status.threads) {
    const pe_wait& w = t.wait;
    if (w.cause != pe.stall || w.queue == 255) continue;
    if (w.cause == stall_input)
      return line(text, c, "{} stall: Not enough wavelets ({}/{}) with C{}, IN_Q[{}]",
                  thread_of(w.thread), count_of(c.now.status, w.queue), w.wavelets, t.color,
                  w.queue);
    if (w.cause == stall_output)
      return line(text, c, "{} stall: Backpressure on C{} for OUT_Q[{}]", thread_of(w.thread),
                  t.color, w.queue - pe_inputs);
  }
  line(text, c, "stall: {}", isa::code_name("stall", pe.stall));
}

/// The output queue whose wavelet the link shows next: of those with its color at their heads the
/// first one behind the last sender.
unsigned tile_trace::sender(const tile_cycle& c) const {
  for (unsigned i = 1; i <= pe_outputs; ++i) {
    const unsigned number = (m_last_sender + i) % pe_outputs;
    for (const tile_status::queue& q : c.now.status.queues)
      if (q.number == pe_inputs + number && q.color == c.next.pe.to_router.color) return number;
  }
  return m_last_sender;
}

void tile_trace::queues(std::string& text, const tile_cycle& c) {
  const router_link& l = c.next.pe.to_router;
  const unsigned from = l.valid ? sender(c) : pe_outputs;
  for (const tile_status::queue& queue : c.next.status.queues) {
    if (queue.number < pe_inputs) continue;
    const unsigned q = queue.number - pe_inputs,
                   stayed = count_of(c.now.status, queue.number) - (q == from ? 1u : 0u);
    if (queue.wavelets == stayed) continue;
    for (const wavelet* w : {&queue.before_last, &queue.last})
      if (w == &queue.last || queue.wavelets == stayed + 2u)
        line(text, c, "Writing {} to OUT_Q[{}]", wavelet_text(w->color, w->ctrl, w->data), q);
  }
  if (!l.valid) return;
  m_last_sender = from;
  line(text, c, "Sending {} on OUT_Q[{}]", wavelet_text(l.color, l.ctrl, l.data), from);
}

}  // namespace ws
