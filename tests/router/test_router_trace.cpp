// SPDX-License-Identifier: Apache-2.0
// What a trace reads off a router's pins is what really moved.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "chaos.h"
#include "support/seed.h"
#include "ws/wafer/tile_trace.h"

namespace ws::test {
namespace {

/// A router whose pins a trace follows.
class followed final : public router_engine {
 public:
  void reset() override { m_router.reset(); }
  const router_out& out() const override { return m_router.out(); }
  bool configure(uint16_t address, uint16_t value) override {
    return m_router.configure(address, value);
  }
  const router_state* state() const override { return m_router.state(); }
  const std::vector<router_move>& moves() const override { return m_router.moves(); }

  void step(const router_in& in) override {
    tile_cycle c;
    c.in = in;
    c.now.pe.to_router = in.link[port::ramp];
    c.now.router = m_router.out();
    m_router.step(in);
    c.next.router = m_router.out();
    text.clear();
    trace.add(text, c);
  }

  tile_trace trace;
  std::string text;

 private:
  router_cpp m_router;
};

using move_key = std::tuple<unsigned, unsigned, unsigned, uint32_t, bool, bool, bool>;

std::vector<move_key> keys(const std::vector<router_move>& moves) {
  std::vector<move_key> all;
  for (const router_move& m : moves) {
    // What goes nowhere is seen only as it came.
    const bool gone = m.outputs == 0;
    const unsigned color = gone && m.swapped ? m.color ^ 1u : m.color;
    all.emplace_back(m.input, color, m.outputs, gone ? 0 : m.data, m.ctrl, m.stored,
                     !gone && m.popped);
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(RouterTrace, ReadsEveryMoveOffThePins) {
  WS_TRACE_SEED();
  uint64_t moves = 0, nowhere = 0;
  std::map<std::string, uint64_t> hits;
  for (uint64_t run = 0; run < 10; ++run) {
    auto engine = std::make_unique<followed>();
    const followed& router = *engine;
    chaos all(std::move(engine), seed() * 1000 + run);
    for (unsigned i = 0; i < 20'000; ++i) {
      all.step();
      ASSERT_EQ(keys(router.trace.moves()), keys(router.moves()))
          << "run " << run << ", step " << i << '\n'
          << router.text;
      for (const router_move& m : router.moves()) nowhere += m.outputs == 0;
    }
    moves += all.moves;
    for (const auto& [name, count] : all.hits) hits[name] += count;
  }
  EXPECT_GT(moves, 50'000u);
  EXPECT_GT(nowhere, 100u);
  for (const char* name : {"swapped", "popped", "not delivered", "from a buffer", "multicast"})
    EXPECT_GT(hits[name], 100u) << name;
}

}  // namespace
}  // namespace ws::test
