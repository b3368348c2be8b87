// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>
#include <vector>

#include "ws/isa/decode.h"
#include "ws/wafer/pe_data.h"
#include "ws/wafer/pe_pins.h"

namespace ws {

/// A processing element: its state and its cycle. docs/isa.md says what it does, docs/timing.md in
/// which cycle. RTL twin: rtl/ws_pe*.sv. Change both, or neither.
class pe_state : private pe_data {
 public:
  using pe_data::main_thread, pe_data::no_task;
  static constexpr uint64_t forever = std::numeric_limits<uint64_t>::max();

  pe_state();

  /// One clock: what the input pins and this state make the output registers show in the next
  /// cycle.
  void step(const pe_in& in, pe_out& next);
  const pe_happened& happened() const { return m_now; }  ///< in the last step
  /// Cycles from now on, with idle input pins, in which nothing can be seen from outside but what
  /// the element says of itself, and it does not trap; `forever`: until a wavelet, a credit or a
  /// debug word. 0: it must be stepped.
  uint64_t quiet_until() const;
  /// The same as so many steps, in quiet cycles, if nothing moved in the last one.
  void wait(uint64_t cycles);
  /// In quiet cycles: so many steps at most of an operation on memory, but not its last one.
  pe_steps run_local(uint64_t most);

  /// SRAM and configuration space as the loader and debuggers see them; not the router's words.
  uint16_t read(uint16_t address) const;
  void write(uint16_t address, uint16_t value);
  static bool of_router(uint16_t address);  ///< whether a configuration word is the router's
  uint16_t gpr(unsigned number) const { return m_gpr[number]; }
  uint16_t dsr(unsigned number, unsigned word) const { return m_dsr[number][word]; }
  const pe_clocks& clocks() const { return m_clocks; }
  void set_timestamp(uint64_t t) { m_clocks.timestamp = t; }  ///< 48 bits; before the first step
  const pe_sram& sram() const { return m_sram; }
  pe_sram& sram() { return m_sram; }
  const pe_trap& trap() const { return m_trap; }
  unsigned task() const { return m_task; }
  const pe_tasks& tasks() const { return m_tasks; }
  const pe_input_queues& inputs() const { return m_inputs; }
  const pe_output_queues& outputs() const { return m_outputs; }
  const pe_ingress& ingress() const { return m_ingress; }
  unsigned last_output() const { return m_control.last_output; }  ///< queue that sent last
  std::vector<pe_wait> waits() const;  ///< threads of the cycle that begins, what they wait for
  uint32_t frozen() const { return m_control.frozen; }  ///< colors in teardown, as seen last
  const pe_undefined& undefined() const { return m_undefined; }
  static size_t size();  ///< in bytes, without those of the SRAM
  void fetch() const;    ///< asks the memory for what a step will look at
  void exchange(state_file& file);

 private:
  // In the order of the files: cycle, ahead, scalar, config, vector start, step, operands, tasks.
  void issue(const pe_in& in, pe_out& next);
  bool main_ready();
  void run_main(const pe_in& in, pe_out& next);
  void send(uint32_t credit, pe_out& next);
  void debug(const pe_in& in, pe_out& next);
  void tick(const pe_in& in);
  bool trap(uint8_t cause, unsigned thread, uint16_t pc, uint16_t address);
  uint8_t idle_cause() const;
  pe_wait cause_of(unsigned thread) const;
  uint64_t ahead() const;
  enum class others : uint8_t { move, wait_for_main, rest };
  others what_others_do() const;
  void scalar(uint32_t word, const pe_in& in, pe_out& next);
  void three_registers(uint32_t word);
  void with_number(uint32_t word);
  void memory(uint32_t word);
  void branch(uint32_t word);
  void task_instruction(uint32_t word);
  void descriptor(uint32_t word);
  bool reaches(uint16_t address, unsigned words, bool even);
  uint16_t load(uint16_t address);
  void set_pair(unsigned r, uint32_t value);
  void config(uint32_t word, const pe_in& in, pe_out& next);
  void config_read(uint16_t address, unsigned rd, bool wide, const pe_in& in, pe_out& next);
  void config_write(uint16_t address, uint16_t value, pe_out& next);
  void router_port(const pe_in& in);
  uint16_t config_word(uint16_t address, const pe_in* in) const;
  bool set_config_word(uint16_t address, uint16_t value);
  uint16_t* plain_word(uint16_t address);
  void bind();
  void vector(uint32_t word);
  bool takes_free_queues(const pe_operation& o, bool is_async, unsigned thread);
  void registers_only(pe_operation& o);
  const pe_operand* control_at(const pe_operation& o) const;
  bool can_step(const pe_operation& o, bool is_async) const;
  bool take_control(unsigned thread, pe_operation& o);
  bool conflicts(const pe_operation& o, unsigned thread, const uint16_t (&at)[3][4]);
  bool plain_step(unsigned thread, pe_operation& o);
  void vector_step(unsigned thread);
  void stepped(unsigned k);
  void close(unsigned thread);
  void end(unsigned thread, bool complete);
  void finish(unsigned thread);
  unsigned elements(const pe_operation& o) const;
  bool fifo_ready(const pe_operation& o) const;
  bool addresses(const pe_operation& o, unsigned thread, unsigned k, uint16_t index,
                 uint16_t (&at)[3][4]);
  void read_elements(const pe_operation& o, unsigned i, unsigned k, const uint16_t (&at)[4],
                     uint32_t (&values)[4]);
  void write_elements(pe_operation& o, unsigned k, const uint16_t (&at)[4],
                      const uint32_t (&values)[4]);
  void push(const pe_operation& o, uint32_t data, bool ctrl);
  void give(pe_operation& o, unsigned k, const uint32_t (&values)[4]);
  void give_rest(pe_operation& o);
  void take(pe_operand& p, unsigned k, bool last);
  void advance(pe_operation& o, unsigned i, unsigned words, unsigned k);
  void act(unsigned action, unsigned task);
  void pick();
};

}  // namespace ws
