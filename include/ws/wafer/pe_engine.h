// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "ws/base/twin.h"
#include "ws/wafer/pe_state.h"

namespace ws {

/// The first difference of two sets of output pins, named; empty if there is none.
std::string difference(const pe_out& a, const pe_out& b);

/// One clocked processing element, whatever it is made of. A grid uses pe_state directly.
class pe_engine {
 public:
  virtual ~pe_engine() = default;
  virtual void reset() = 0;
  /// What the output registers show in the cycle that begins.
  virtual const pe_out& out() const = 0;
  /// One clock: drive `in`, then pass the rising edge.
  virtual void step(const pe_in& in) = 0;
  /// The state of the C++ twin inside; null if there is none.
  virtual pe_state* state() { return nullptr; }
  /// A word of the SRAM, at once.
  virtual void poke(uint16_t address, uint16_t value) = 0;
  virtual uint16_t peek(uint16_t address) const = 0;
  /// A configuration word but the router's, at once. Hardware has a way for that before its first
  /// step only; false: not any more.
  [[nodiscard]] virtual bool configure(uint16_t address, uint16_t value) = 0;
  /// The SRAM, if its words may be read and written in place; else null.
  virtual pe_sram* memory() { return nullptr; }
};

class pe_cpp final : public pe_engine {
 public:
  /// Everything but what the SRAM holds.
  void reset() override;
  const pe_out& out() const override { return m_out; }
  void step(const pe_in& in) override { m_state.step(in, m_out); }
  pe_state* state() override { return &m_state; }
  void poke(uint16_t address, uint16_t value) override { m_state.sram().write(address, value); }
  uint16_t peek(uint16_t address) const override { return m_state.sram().read(address); }
  bool configure(uint16_t address, uint16_t value) override {
    m_state.write(address, value);
    return true;
  }
  pe_sram* memory() override { return &m_state.sram(); }

 private:
  pe_state m_state;
  pe_out m_out;
};

/// Steps both twins with the same pins and throws simulation_error in the first cycle in which an
/// output pin differs; the text names the cycle, the pin and what was issued last.
class pe_lockstep final : public pe_engine {
 public:
  /// `a` has the C++ state.
  pe_lockstep(std::unique_ptr<pe_engine> a, std::unique_ptr<pe_engine> b);
  void reset() override;
  const pe_out& out() const override { return m_a->out(); }
  void step(const pe_in& in) override;
  pe_state* state() override { return m_a->state(); }
  void poke(uint16_t address, uint16_t value) override;
  uint16_t peek(uint16_t address) const override { return m_a->peek(address); }
  bool configure(uint16_t address, uint16_t value) override {
    return m_b->configure(address, value) && m_a->configure(address, value);
  }
  /// Compares the whole SRAM. Throws simulation_error.
  void compare_memory() const;

 private:
  std::unique_ptr<pe_engine> m_a, m_b;
  std::deque<std::string> m_last;
  uint64_t m_cycle = 0;
};

/// In the library ws::twins.
std::unique_ptr<pe_engine> make_pe(twin which);

/// "cycle 12 main thread at 0x0040: fadds d0, a0, b0", of what retired in that cycle.
std::string retired_line(uint64_t cycle, const pe_out& pins, const pe_sram& memory);

}  // namespace ws
