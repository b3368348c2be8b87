// SPDX-License-Identifier: Apache-2.0
// The configuration space, as programs, the loader and debuggers see it.
// RTL twin: rtl/ws_pe*.sv. Change both, or neither.
#include "pe_traits.h"
#include "ws/isa/instruction_table.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_state.h"

namespace ws {
namespace {

constexpr uint16_t base = 0x7e00, count = 0x200;

constexpr uint16_t at(std::string_view name) {
  return static_cast<uint16_t>(isa::config_of(name).address);
}

// In constants, so that no name is looked up while programs run.
namespace cfg {
constexpr uint16_t corrected = at("corrected");
constexpr uint16_t counter = at("counter");
constexpr uint16_t counter_event = at("counter_event");
constexpr uint16_t gpr = at("gpr");
constexpr uint16_t input_queue = at("input_queue");
constexpr uint16_t main_priority = at("main_priority");
constexpr uint16_t output_queue = at("output_queue");
constexpr uint16_t src0_dsr = at("src0_dsr");
constexpr uint16_t stride = at("stride");
constexpr uint16_t task_active = at("task_active");
constexpr uint16_t task_base = at("task_base");
constexpr uint16_t task_current = at("task_current");
constexpr uint16_t tile_x = at("tile_x");
constexpr uint16_t tile_y = at("tile_y");
constexpr uint16_t timer = at("timer");
constexpr uint16_t timestamp = at("timestamp");
constexpr uint16_t timestamp_run = at("timestamp_run");
constexpr uint16_t trap_address = at("trap_address");
constexpr uint16_t trap_cause = at("trap_cause");
constexpr uint16_t trap_pc = at("trap_pc");
constexpr uint16_t trap_thread = at("trap_thread");
constexpr uint16_t uncorrected = at("uncorrected");
}  // namespace cfg

/// What programs may do with a word, and whether it is the router's.
enum : uint8_t { readable = 1, writable = 2, remote = 4 };

constexpr std::array<uint8_t, count> all_rights() {
  std::array<uint8_t, count> all{};
  for (const isa::config_register& r : isa::config_registers)
    for (int i = 0; i < r.count * r.words; ++i) {
      uint8_t& right = all[static_cast<size_t>(r.address + i - base)];
      if (r.access == "rw") right = readable | writable;
      if (r.access == "r") right = readable;
      if (r.name == "color" || r.name == "switch" || r.name == "filter") right |= remote;
    }
  return all;
}
constexpr std::array<uint8_t, count> rights = all_rights();

uint8_t rights_of(uint16_t address) {
  return address >= base && address - base < count ? rights[address - base] : uint8_t{0};
}

uint16_t part(uint64_t value, unsigned word) { return static_cast<uint16_t>(value >> 16 * word); }

template <typename T>
void set_part(T& value, unsigned word, uint16_t to) {
  value = (value & ~(T{0xffff} << 16 * word)) | T{to} << 16 * word;
}

}  // namespace

/// Bits without a meaning are not kept.
static uint16_t kept_bits(uint16_t a) {
  if (a == cfg::main_priority) return 3;
  if (a == cfg::timestamp_run) return 1;
  if (a >= cfg::counter_event && a < cfg::counter_event + 2) return 15;
  const bool queue = (a >= cfg::input_queue && a < cfg::input_queue + pe_inputs) ||
                     (a >= cfg::output_queue && a < cfg::output_queue + pe_outputs);
  return queue ? 0x801f : 0xffff;
}

bool pe_state::of_router(uint16_t address) { return (rights_of(address) & remote) != 0; }

void pe_state::bind() {
  m_control.queue_of.fill(255);
  for (unsigned q = pe_inputs; q-- > 0;) {
    const uint16_t word = m_control.input_queue[q];
    if (word >> 15 != 0 && (word & 31u) < router_colors)
      m_control.queue_of[word & 31u] = static_cast<uint8_t>(q);
  }
}

/// Words that do nothing but keep what is written; null for others.
uint16_t* pe_state::plain_word(uint16_t a) {
  const auto within = [a](uint16_t first, size_t words) { return a >= first && a < first + words; };
  if (a < cfg::stride) {
    const unsigned word = a - base, row = word / 4;
    return row < pe_dsrs && (a < cfg::src0_dsr ? row < isa::dsr_counts[0] : true)
               ? &m_dsr[row][word % 4]
               : nullptr;
  }
  if (within(cfg::stride, m_strides.size())) return &m_strides[a - cfg::stride];
  if (within(cfg::gpr, m_gpr.size())) return &m_gpr[a - cfg::gpr];
  if (within(cfg::input_queue, pe_inputs)) return &m_control.input_queue[a - cfg::input_queue];
  if (within(cfg::output_queue, pe_outputs)) return &m_control.output_queue[a - cfg::output_queue];
  if (within(cfg::counter_event, 2)) return &m_clocks.event[a - cfg::counter_event];
  switch (a) {
    case cfg::trap_pc:
      return &m_trap.pc;
    case cfg::trap_address:
      return &m_trap.address;
    case cfg::corrected:
      return &m_control.corrected;
    case cfg::uncorrected:
      return &m_control.uncorrected;
    case cfg::main_priority:
      return &m_control.main_priority;
    case cfg::task_base:
      return &m_control.task_base;
    case cfg::timestamp_run:
      return &m_clocks.run;
    default:
      return nullptr;
  }
}

uint16_t pe_state::config_word(uint16_t a, const pe_in* in) const {
  if (const uint16_t* word = const_cast<pe_state*>(this)->plain_word(a)) return *word;
  switch (a) {
    case cfg::trap_cause:
      return m_trap.cause;
    case cfg::trap_thread:
      return m_trap.thread;
    case cfg::tile_x:
      return in != nullptr ? in->tile_x : uint16_t{0};
    case cfg::tile_y:
      return in != nullptr ? in->tile_y : uint16_t{0};
    case cfg::task_current:
      return m_task;
    case cfg::timestamp:
      return part(m_clocks.timestamp, 0);
    case cfg::timestamp + 1:
    case cfg::timestamp + 2:
      return part(m_clocks.held, static_cast<unsigned>(a - cfg::timestamp - 1));
    case cfg::timer:
    case cfg::timer + 1:
      return part(m_clocks.timer, static_cast<unsigned>(a - cfg::timer));
    default:
      break;
  }
  if (a >= cfg::counter && a < cfg::counter + 4)
    return part(m_clocks.counter[(a - cfg::counter) / 2u], (a - cfg::counter) % 2u);
  if (a >= cfg::task_active && a < cfg::task_active + 12) {
    const uint64_t sets[] = {m_tasks.active, m_tasks.blocked, m_tasks.high};
    return part(sets[(a - cfg::task_active) / 4u], (a - cfg::task_active) % 4u);
  }
  return 0;
}

bool pe_state::set_config_word(uint16_t a, uint16_t value) {
  if (uint16_t* word = plain_word(a)) {
    *word = value;
    *word &= kept_bits(a);
    if (a >= cfg::input_queue && a < cfg::input_queue + pe_inputs) bind();
    return false;
  }
  if (a == cfg::timer || a == cfg::timer + 1)
    set_part(m_clocks.timer, static_cast<unsigned>(a - cfg::timer), value);
  if (a >= cfg::counter && a < cfg::counter + 4)
    set_part(m_clocks.counter[(a - cfg::counter) / 2u], (a - cfg::counter) % 2u, value);
  if (a >= cfg::task_active && a < cfg::task_active + 12) {
    uint64_t* sets[] = {&m_tasks.active, &m_tasks.blocked, &m_tasks.high};
    set_part(*sets[(a - cfg::task_active) / 4u], (a - cfg::task_active) % 4u, value);
  }
  return a == cfg::timer || a == cfg::timer + 1;
}

uint16_t pe_state::read(uint16_t address) const {
  return address < pe_sram::words ? m_sram.read(address) : config_word(address, nullptr);
}

void pe_state::write(uint16_t address, uint16_t value) {
  m_now.moved = true;
  if (address < pe_sram::words) return m_sram.write(address, value);
  set_config_word(address, value);
}

void pe_state::config(uint32_t word, const pe_in& in, pe_out& next) {
  pe_control& c = m_control;
  const auto opcode = static_cast<uint8_t>(word >> 24);
  const bool absolute = (opcode & 1u) != 0, wide = (opcode & 2u) != 0;
  const uint16_t address =
      c.high_is_next ? c.pair
                     : static_cast<uint16_t>(absolute ? word : m_gpr[word >> 16 & 15u] + word);
  const auto second = static_cast<uint16_t>(address + 1u);
  const uint8_t needed = opcode < pe_op::stcfg16 ? readable : writable;
  for (const uint16_t a : {address, wide ? second : address})
    if ((rights_of(a) & needed) == 0) {
      trap(pe_code::trap("config"), main_thread, m_pc, a);
      return;
    }
  const unsigned r = word >> 20 & 15u;
  // With a word of the router in it the pair is accessed word by word.
  const bool apart = wide && ((rights_of(address) | rights_of(second)) & remote) != 0;
  const bool high = apart && c.high_is_next;
  c.high_is_next = apart && !high;
  c.pair = address;
  const uint16_t from = high ? second : address;
  if (needed == readable) {
    config_read(from, r + high, wide && !apart, in, next);
  } else if (wide && !apart) {
    config_write(address, m_gpr[r], next);
    config_write(second, m_gpr[r + 1], next);
  } else {
    config_write(from, m_gpr[r + high], next);
  }
}

void pe_state::config_read(uint16_t address, unsigned rd, bool wide, const pe_in& in,
                           pe_out& next) {
  pe_control& c = m_control;
  if ((rights_of(address) & remote) != 0) {
    next.cfg_re = true;
    next.cfg_addr = address;
    c.rd = static_cast<uint8_t>(rd);
    c.stage = 2;
    m_wait = 2;
    return;
  }
  const uint16_t low = config_word(address, &in);
  if (address == cfg::timestamp) m_clocks.held = static_cast<uint32_t>(m_clocks.timestamp >> 16);
  // What was held a moment ago is what the second word shows now.
  if (wide) m_gpr[rd + 1] = config_word(static_cast<uint16_t>(address + 1u), &in);
  m_gpr[rd] = low;
}

void pe_state::config_write(uint16_t address, uint16_t value, pe_out& next) {
  if ((rights_of(address) & remote) == 0) {
    m_now.words[m_now.word_count++] = {address, value};
    return;
  }
  next.cfg_we = true;
  next.cfg_addr = address;
  next.cfg_wdata = value;
}

/// The router's word is there two cycles after the reading instruction.
void pe_state::router_port(const pe_in& in) {
  if (--m_control.stage == 0) m_gpr[m_control.rd] = in.cfg_rdata;
}

}  // namespace ws
