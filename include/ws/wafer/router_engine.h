// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "ws/base/twin.h"
#include "ws/wafer/router_pins.h"
#include "ws/wafer/router_state.h"

namespace ws {

/// One clocked router, whatever it is made of. A mesh of a million uses router_state directly.
class router_engine {
 public:
  virtual ~router_engine() = default;
  virtual void reset() = 0;
  /// What the output registers show in the cycle that begins.
  virtual const router_out& out() const = 0;
  /// One clock: drive `in`, then pass the rising edge.
  virtual void step(const router_in& in) = 0;
  /// A configuration word, at once. Hardware has a way for that before its first step only; false:
  /// not any more.
  [[nodiscard]] virtual bool configure(uint16_t address, uint16_t value) = 0;
  /// The state of the C++ twin inside; null if there is none.
  virtual const router_state* state() const { return nullptr; }
  /// What moved in the last step; empty where there is no C++ twin inside.
  virtual const std::vector<router_move>& moves() const {
    static const std::vector<router_move> none;
    return none;
  }
};

class router_cpp final : public router_engine {
 public:
  void reset() override;
  const router_out& out() const override { return m_out; }
  void step(const router_in& in) override;
  bool configure(uint16_t address, uint16_t value) override {
    m_state.write(address, value);
    return true;
  }
  const router_state* state() const override { return &m_state; }
  const std::vector<router_move>& moves() const override { return m_moves; }

 private:
  router_state m_state;
  router_out m_out;
  std::vector<router_move> m_moves;
};

/// Steps both twins with the same pins and throws std::logic_error in the first cycle in which an
/// output pin differs; the text names the cycle, the pin, the color and what moved last.
class router_lockstep final : public router_engine {
 public:
  router_lockstep(std::unique_ptr<router_engine> a, std::unique_ptr<router_engine> b);
  void reset() override;
  const router_out& out() const override { return m_a->out(); }
  void step(const router_in& in) override;
  bool configure(uint16_t address, uint16_t value) override {
    return m_b->configure(address, value) && m_a->configure(address, value);
  }
  const router_state* state() const override { return m_a->state(); }
  const std::vector<router_move>& moves() const override { return m_a->moves(); }

 private:
  struct dated_move {
    uint64_t cycle = 0;
    router_move move;
  };
  void remember();

  std::unique_ptr<router_engine> m_a, m_b;
  std::deque<dated_move> m_last;
  uint64_t m_cycle = 0;
};

/// In the library ws::twins.
std::unique_ptr<router_engine> make_router(twin which);

/// "C3 ctrl 0000beef", or "idle".
std::string text_of(const router_link& link);
/// "cycle 12 W to E,R: C3 data 0000beef position 1"
std::string text_of(uint64_t cycle, const router_move& move);
/// The first difference of two sets of output pins, named; empty if there is none.
std::string difference(const router_out& a, const router_out& b);

/// The move in the trace form of the vendor's simulator, as public viewers read it.
std::string trace_line(uint64_t cycle, unsigned x, unsigned y, const router_move& move);
/// A wavelet that arrives on a link in that form.
std::string landing_line(uint64_t cycle, unsigned x, unsigned y, unsigned input,
                         const router_link& link);

}  // namespace ws
