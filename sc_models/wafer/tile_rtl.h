// SPDX-License-Identifier: Apache-2.0
// The Verilated tile. What is no pin is read where rtl/observed.vlt keeps it.
#pragma once
#include <verilated.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "link_rtl.h"
#include "operation_rtl.h"
#include "ws/isa/registers.h"
#include "ws/wafer/tile_hardware.h"

namespace ws {

#define WS_INSIDE(name) m_dut.rootp->ws_tile__DOT__##name
#define WS_PE(name) WS_INSIDE(u_pe__DOT__##name)
#define WS_INPUT_COUNT(q) \
  WS_PE(u_ingress__DOT__gen_queue__BRA__##q##__KET____DOT__u_queue__DOT__count_q)
#define WS_OUTPUT_COUNT(q) \
  WS_PE(u_egress__DOT__gen_queue__BRA__##q##__KET____DOT__u_queue__DOT__count_q)
#define WS_OUTPUT_QUEUE(q, name) \
  WS_PE(u_egress__DOT__gen_queue__BRA__##q##__KET____DOT__u_queue__DOT__##name)
#define WS_HELD(p, name) \
  WS_INSIDE(u_router__DOT__gen_input__BRA__##p##__KET____DOT__u_input__DOT__##name)
#define WS_OUTPUT_OK(p) \
  WS_INSIDE(u_router__DOT__gen_output__BRA__##p##__KET____DOT__u_output__DOT__u_credits__DOT__one_q)

/// `Dut` is what Verilator made of ws_tile; with a mutant in it, `prepare` chooses it.
template <class Dut>
class verilated_tile final : public tile_hardware {
 public:
  template <class Prepare>
  verilated_tile(const isa::tile_code& code, const pe_state& loaded, uint16_t x, uint16_t y,
                 Prepare prepare) {
    prepare(m_dut);
    m_dut.tile_x_i = x;
    m_dut.tile_y_i = y;
    drive(router_in{});
    reset_verilated(m_dut);
    load(code, loaded);
    sample();
  }
  ~verilated_tile() override {
    Verilated::threadContextp(&m_context);  // which its scopes leave, whatever was made since
    m_dut.final();
  }

  void step(const router_in& in, const debug_access& debug) override {
    const bool before = starting() || m_pe.cfg_we || WS_PE(u_ingress__DOT__to_q) != 0;
    const uint8_t trap = m_pe.trap_cause;
    drive(in);
    m_dut.dbg_we_i = debug.we;
    m_dut.dbg_re_i = debug.re;
    m_dut.dbg_addr_i = debug.addr;
    m_dut.dbg_wdata_i = debug.wdata;
    clock_verilated(m_dut);
    m_context.timeInc(1);
    sample();
    m_moved = before || debug.we || debug.re || trap != m_pe.trap_cause || moves();
  }

  const router_out& router() const override { return m_router; }
  const pe_out& pe() const override { return m_pe; }

  sram_writes written() const override {
    sram_writes w;
    w.mask = WS_PE(u_sram__DOT__wrote_q);
    if (w.mask == 0) return w;
    for (unsigned i = 0; i < 4; ++i) {
      w.address[i] = static_cast<uint16_t>(WS_PE(u_sram__DOT__wrote_addr_q) >> 16 * i);
      if ((w.mask >> i & 1u) != 0) w.value[i] = word(w.address[i]);
    }
    return w;
  }
  uint16_t word(uint16_t address) const override { return WS_PE(u_sram__DOT__words_q)[address]; }
  uint16_t gpr(unsigned number) const override { return WS_PE(u_gpr__DOT__gpr_q)[number]; }
  uint16_t dsr(unsigned number, unsigned word) const override {
    const unsigned n = number % 16;
    const uint64_t all = number < 16   ? WS_PE(u_descriptors__DOT__u_dest__DOT__dsr_q)[n]
                         : number < 32 ? WS_PE(u_descriptors__DOT__u_src0__DOT__dsr_q)[n]
                         : number < 48 ? WS_PE(u_descriptors__DOT__u_src1__DOT__dsr_q)[n]
                                       : WS_PE(u_descriptors__DOT__u_extended__DOT__x_q)[n];
    return static_cast<uint16_t>(all >> 16 * word);
  }
  pe_trap trap() const override {
    return {WS_PE(u_config__DOT__cause_q), WS_PE(u_config__DOT__thread_q),
            WS_PE(u_config__DOT__pc_q), WS_PE(u_config__DOT__trap_addr_q)};
  }
  uint64_t active() const override { return WS_PE(u_tasks__DOT__active_q); }
  uint64_t blocked() const override { return WS_PE(u_tasks__DOT__blocked_q); }
  unsigned events(unsigned event) const override {
    return WS_PE(u_config__DOT__events_q) >> 3 * event & 7u;
  }
  bool moved() const override { return m_moved; }
  tile_status status() const override {
    tile_status s;
    s.trap = trap();
    s.active = active();
    s.blocked = blocked();
    if (WS_PE(u_main__DOT__running_q)) s.task = WS_PE(u_main__DOT__task_q);
    add_queues(s);
    if (s.trap.cause == 0) add_threads(s);
    add_router(s);
    return s;
  }

 private:
  /// Configuration words over the debug port, during which nothing is issued; the rest at once, so
  /// that no clock counts what loading takes.
  void load(const isa::tile_code& code, const pe_state& loaded) {
    const uint64_t stamp = WS_PE(u_config__DOT__stamp_q);  // as reset has left it
    for (const isa::config_write& w : code.config) {
      if (counts(w.address)) continue;
      m_dut.dbg_we_i = 1;
      m_dut.dbg_addr_i = w.address;
      m_dut.dbg_wdata_i = w.value;
      clock_verilated(m_dut);
    }
    // The router has the last word a cycle later and shows its effect after another one. The word
    // read meanwhile is 0 as the memory still is.
    m_dut.dbg_we_i = 0;
    m_dut.dbg_re_i = 1;
    m_dut.dbg_addr_i = 0;
    for (int i = 0; i < 4; ++i) clock_verilated(m_dut);
    m_dut.dbg_re_i = 0;
    for (unsigned a = 0; a < pe_sram::words; ++a)
      WS_PE(u_sram__DOT__words_q)[a] = loaded.sram().read(a);
    WS_PE(u_config__DOT__stamp_q) = stamp + loaded.clocks().timestamp;
    WS_PE(u_config__DOT__timer_q) = loaded.clocks().timer;
    WS_PE(u_config__DOT__counter_q) =
        uint64_t{loaded.clocks().counter[1]} << 32 | loaded.clocks().counter[0];
    m_dut.eval();
  }

  /// Words that would not stand still until everything is loaded.
  static bool counts(uint16_t address) {
    for (const char* name : {"timer", "counter"}) {
      const isa::config_register& r = isa::config_of(name);
      if (address >= r.address && address < r.address + r.count * r.words) return true;
    }
    return false;
  }

  void drive(const router_in& in) {
    m_dut.w_i = packed(in.link[port::west]);
    m_dut.e_i = packed(in.link[port::east]);
    m_dut.s_i = packed(in.link[port::south]);
    m_dut.n_i = packed(in.link[port::north]);
    m_dut.w_credit_i = in.credit[port::west];
    m_dut.e_credit_i = in.credit[port::east];
    m_dut.s_credit_i = in.credit[port::south];
    m_dut.n_credit_i = in.credit[port::north];
  }

  void sample() {
    router_out& r = m_router;
    r.link[port::west] = unpacked(m_dut.w_o);
    r.link[port::east] = unpacked(m_dut.e_o);
    r.link[port::south] = unpacked(m_dut.s_o);
    r.link[port::north] = unpacked(m_dut.n_o);
    r.link[port::ramp] = unpacked(WS_INSIDE(to_element));
    r.credit[port::west] = m_dut.w_credit_o;
    r.credit[port::east] = m_dut.e_credit_o;
    r.credit[port::south] = m_dut.s_credit_o;
    r.credit[port::north] = m_dut.n_credit_o;
    r.credit[port::ramp] = WS_INSIDE(router_credit);
    r.frozen = WS_INSIDE(frozen);
    r.cfg_rdata = WS_INSIDE(cfg_rdata);
    pe_out& p = m_pe;
    p.to_router = unpacked(WS_INSIDE(to_router));
    p.credit = WS_INSIDE(element_credit);
    p.cfg_we = WS_INSIDE(cfg_we);
    p.cfg_re = WS_INSIDE(cfg_re);
    p.cfg_addr = WS_INSIDE(cfg_addr);
    p.cfg_wdata = WS_INSIDE(cfg_wdata);
    sample_retirement(m_dut, p);
  }

  /// Whether the main thread or an operation waits for a number of cycles, or for the router.
  bool starting() const {
    return WS_PE(u_main__DOT__wait_q) != 0 || WS_PE(u_main__DOT__router_q) != 0 ||
           WS_PE(u_threads__DOT__start_q) != 0;
  }
  /// Whether a task will be picked.
  bool ready() const {
    return !WS_PE(u_main__DOT__running_q) &&
           (WS_PE(u_tasks__DOT__active_q) & ~WS_PE(u_tasks__DOT__blocked_q)) != 0;
  }
  bool moves() const {
    bool any = m_pe.ret_valid || m_pe.ret_pick || m_pe.to_router.valid || m_pe.credit != 0 ||
               m_pe.cfg_we || m_pe.cfg_re || WS_PE(conflict_q) != 0 ||
               WS_PE(u_ingress__DOT__to_q) != 0 || WS_INSIDE(u_router__DOT__moved_q) != 0 ||
               (!m_pe.halted && (WS_PE(u_config__DOT__timer_q) != 0 || ready()));
    for (unsigned p = 0; p < router_ports; ++p)
      any |= m_router.link[p].valid || m_router.credit[p] != 0;
    return any;
  }

  void add_queues(tile_status& s) const {
    const unsigned counts[] = {WS_INPUT_COUNT(0),  WS_INPUT_COUNT(1),  WS_INPUT_COUNT(2),
                               WS_INPUT_COUNT(3),  WS_INPUT_COUNT(4),  WS_INPUT_COUNT(5),
                               WS_INPUT_COUNT(6),  WS_INPUT_COUNT(7),  WS_OUTPUT_COUNT(0),
                               WS_OUTPUT_COUNT(1), WS_OUTPUT_COUNT(2), WS_OUTPUT_COUNT(3),
                               WS_OUTPUT_COUNT(4), WS_OUTPUT_COUNT(5)};
    for (unsigned q = 0; q < pe_inputs + pe_outputs; ++q) {
      if (counts[q] == 0) continue;
      tile_status::queue& queue = s.queues.emplace_back();
      queue.number = static_cast<uint8_t>(q);
      queue.wavelets = static_cast<uint8_t>(counts[q]);
      queue.color = color_of(q);
      if (q < pe_inputs) continue;
      queue.last = came(q - pe_inputs, 0);
      if (counts[q] > 1) queue.before_last = came(q - pe_inputs, 1);
    }
    for (unsigned c = 0; c < router_colors; ++c)
      s.ramp[c] = stored(WS_PE(u_ingress__DOT__u_entries__DOT__one_q),
                         WS_PE(u_ingress__DOT__u_entries__DOT__two_q), c);
  }
#define WS_CAME(q) written(WS_OUTPUT_QUEUE(q, entry_q), WS_OUTPUT_QUEUE(q, write_q), before)
  /// What came so many before the last one.
  wavelet came(unsigned output_queue, unsigned before) const {
    const wavelet all[] = {WS_CAME(0), WS_CAME(1), WS_CAME(2), WS_CAME(3), WS_CAME(4), WS_CAME(5)};
    return all[output_queue];
  }
#undef WS_CAME
  template <class Entries>
  static wavelet written(const Entries& entries, unsigned next, unsigned before) {
    constexpr auto depth = static_cast<unsigned>(std::extent_v<decltype(entries.m_storage)>);
    const uint64_t entry = entries[(next + depth - 1 - before) % depth];
    return {static_cast<uint32_t>(entry), static_cast<uint8_t>(entry >> 32 & 31u),
            (entry >> 37 & 1u) != 0};
  }
  static uint8_t stored(uint32_t one, uint32_t two, unsigned color) {
    return static_cast<uint8_t>((one >> color & 1u) + (two >> color & 1u));
  }
  uint8_t color_of(unsigned queue) const {
    if (queue >= pe_inputs)
      return static_cast<uint8_t>(
          verilated::bits(WS_PE(u_egress__DOT__head), 38 * (queue - pe_inputs) + 32, 5));
    if ((WS_PE(u_config__DOT__in_bound_q) >> queue & 1u) == 0) return tile_status::no_color;
    return WS_PE(u_config__DOT__in_color_q) >> 5 * queue & 31u;
  }

  void add_threads(tile_status& s) const {
    const unsigned alive = WS_PE(u_threads__DOT__alive_q);
    const bool vector = (alive >> pe_state::main_thread & 1u) != 0;
    if (s.task != tile_status::no_task && !vector) {
      pe_wait w;
      w.thread = pe_state::main_thread;
      w.cause = WS_PE(u_main__DOT__why_o);
      w.pc = WS_PE(u_main__DOT__pc_q);
      s.threads.push_back({w, tile_status::no_color});
    }
    if (vector) s.threads.push_back(thread(pe_state::main_thread));
    for (unsigned t = 0; t < pe_state::main_thread; ++t)
      if ((alive >> t & 1u) != 0) s.threads.push_back(thread(t));
  }
  tile_status::thread thread(unsigned number) const {
    tile_status::thread t;
    t.wait.thread = static_cast<uint8_t>(number);
    t.wait.cause = WS_PE(u_threads__DOT__why)[number];
    t.wait.pc = static_cast<uint16_t>(
        verilated::bits(WS_PE(u_threads__DOT__op_q)[number], verilated::op_pc, 16));
    const verilated::needs n(WS_PE(u_threads__DOT__needs_q)[number]);
    const bool two = (WS_PE(u_threads__DOT__two_q) >> number & 1u) != 0;
    const auto waits_for = [&](unsigned queue, bool for_two) {
      if (queue >= t.wait.queue) return;
      t.wait.queue = static_cast<uint8_t>(queue);
      t.wait.wavelets = two && for_two ? 2 : 1;
    };
    if (t.wait.cause == verilated::stall_output && n.kind[0] == verilated::kind_fabout)
      waits_for(static_cast<unsigned>(pe_inputs + n.number[0]), n.for_two[0]);
    if (t.wait.cause == verilated::stall_input)
      for (const unsigned i : {1u, 2u})
        if (n.kind[i] == verilated::kind_fabin && !filled(n.number[i], two && n.for_two[i]))
          waits_for(static_cast<unsigned>(n.number[i]), n.for_two[i]);
    if (t.wait.queue != 255) t.color = color_of(t.wait.queue);
    return t;
  }
  bool filled(uint64_t queue, bool with_two) const {
    return ((with_two ? WS_PE(in_two) : WS_PE(in_some)) >> queue & 1u) != 0;
  }

  void add_router(tile_status& s) const {
    const std::pair<uint32_t, uint32_t> held[] = {{WS_HELD(0, one_q), WS_HELD(0, two_q)},
                                                  {WS_HELD(1, one_q), WS_HELD(1, two_q)},
                                                  {WS_HELD(2, one_q), WS_HELD(2, two_q)},
                                                  {WS_HELD(3, one_q), WS_HELD(3, two_q)},
                                                  {WS_HELD(4, one_q), WS_HELD(4, two_q)}};
    for (unsigned p = 0; p < router_ports; ++p)
      for (unsigned c = 0; c < router_colors; ++c) {
        const uint8_t n = stored(held[p].first, held[p].second, c);
        if (n == 0) continue;
        router_wait w;
        w.input = static_cast<uint8_t>(p);
        w.color = static_cast<uint8_t>(c);
        w.wavelets = n;
        w.cause = cause_of(p, c);
        s.router.push_back(w);
      }
  }
  /// Of a wavelet that came with color `tag`, which a swap may have changed.
  router_stall cause_of(unsigned input, unsigned tag) const {
    const uint32_t x = WS_INSIDE(u_router__DOT__swap_x), y = WS_INSIDE(u_router__DOT__swap_y),
                   swaps = input < port::south  ? x
                           : input < port::ramp ? y
                                                : x & y;
    const unsigned c = tag ^ (swaps >> tag & 1u);
    if ((m_router.frozen >> c & 1u) != 0) return router_stall::frozen;
    bool routed = false, credit = true;
    const uint32_t ok[] = {WS_OUTPUT_OK(0), WS_OUTPUT_OK(1), WS_OUTPUT_OK(2), WS_OUTPUT_OK(3),
                           WS_OUTPUT_OK(4)};
    for (unsigned p = 0; p < router_ports; ++p) {
      if ((WS_INSIDE(u_router__DOT__tx)[p] >> c & 1u) == 0) continue;
      routed = true;
      credit = credit && (ok[p] >> c & 1u) != 0;
    }
    if (!routed) return router_stall::no_route;
    if ((WS_INSIDE(u_router__DOT__rx)[input] >> c & 1u) == 0) return router_stall::turned_away;
    return credit ? router_stall::output_taken : router_stall::no_credit;
  }

  VerilatedContext m_context;
  Dut m_dut{&m_context, "ws_tile"};
  router_out m_router;
  pe_out m_pe;
  bool m_moved = true;
};

#undef WS_INSIDE
#undef WS_PE
#undef WS_INPUT_COUNT
#undef WS_OUTPUT_COUNT
#undef WS_OUTPUT_QUEUE
#undef WS_HELD
#undef WS_OUTPUT_OK

}  // namespace ws
