// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/wafer/pe_state.h"

namespace ws {

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
};

class pe_cpp final : public pe_engine {
 public:
  /// Everything but what the SRAM holds.
  void reset() override;
  const pe_out& out() const override { return m_out; }
  void step(const pe_in& in) override { m_state.step(in, m_out); }
  pe_state* state() override { return &m_state; }

 private:
  pe_state m_state;
  pe_out m_out;
};

}  // namespace ws
