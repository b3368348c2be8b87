// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include "chaos.h"
#include "support/seed.h"

namespace ws::test {
namespace {

TEST(RouterTwins, AgreeOnEveryPinInEveryCycleOfRandomTraffic) {
  WS_TRACE_SEED();
  std::map<std::string, uint64_t> hits;
  uint64_t moves = 0;
  for (uint64_t run = 0; run < 20; ++run) {
    chaos all(make_router(twin::lockstep), seed() * 1000 + run);
    for (unsigned i = 0; i < 50'000; ++i) ASSERT_NO_THROW(all.step()) << "run " << run;
    ASSERT_NO_THROW(ASSERT_TRUE(all.drains())) << "run " << run;
    for (const auto& [name, count] : all.hits) hits[name] += count;
    moves += all.moves;
  }
  EXPECT_GT(moves, 300'000u);
  for (const char* name : {"position 0",
                           "position 1",
                           "position 2",
                           "position 3",
                           "control wavelet",
                           "swapped",
                           "popped",
                           "not delivered",
                           "from a buffer",
                           "bypass",
                           "multicast",
                           "moved during a write",
                           "nop",
                           "advance",
                           "reset",
                           "teardown",
                           "pop always",
                           "pop on advance",
                           "pop on advance or nop",
                           "counter filter",
                           "sparse counter filter",
                           "range filter",
                           "stall: no route",
                           "stall: turned away",
                           "stall: teardown",
                           "stall: no credit",
                           "stall: output taken"})
    EXPECT_GT(hits[name], 100u) << name;
}

TEST(RouterTwins, QuietMeansThatNoOutputChangesAndNothingIsMissedByNotStepping) {
  WS_TRACE_SEED();
  auto random = random_numbers(77);
  router_bench stepped(make_router(twin::cpp));
  router_state lazy;  // gets only the steps that it cannot do without
  router_out shown;
  uint64_t skipped = 0, taken = 0;
  const auto both = [&](const router_in& in) {
    const bool idle =
        !in.cfg_we && !in.cfg_re &&
        std::all_of(in.link.begin(), in.link.end(), [](auto& l) { return !l.valid; }) &&
        in.credit == decltype(in.credit){};
    if (idle && lazy.quiet_until() == router_state::forever) {
      lazy.catch_up(1);
      shown.link = {};
      shown.credit = {};
      ++skipped;
    } else {
      lazy.step(in, shown);
      ++taken;
    }
    stepped.in = in;
    stepped.step();
    ASSERT_EQ(difference(stepped.router->out(), shown), "") << "cycle " << stepped.cycle;
  };
  stepped.generous = false;
  for (unsigned c = 0; c < 6; ++c) {
    router_in in;
    in.cfg_we = true;
    in.cfg_addr = static_cast<uint16_t>(router_reg::color_base + c);
    in.cfg_wdata = color_word(std::string(1, "WESNR"[c % 5]), c % 2 == 0 ? "ER" : "N");
    both(in);
  }
  for (unsigned i = 0; i < 100'000; ++i) {
    stepped.in = router_in{};
    if (random() % 4 == 0)
      stepped.send(static_cast<unsigned>(random() % 5), static_cast<unsigned>(random() % 6),
                   static_cast<uint32_t>(random()));
    if (random() % 8 == 0)
      for (unsigned p = 0; p < router_ports; ++p) stepped.free(p, random() % 6);
    const router_in in = stepped.in;
    stepped.in = router_in{};
    both(in);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(skipped, 10'000u);
  EXPECT_GT(taken, 10'000u);
}

TEST(RouterState, IsNothingBeforeFirstUseAndSmallWithEightPairs) {
  router_state s;
  router_out out;
  s.step({}, out);
  EXPECT_LE(s.size(), 16u);
  EXPECT_EQ(s.quiet_until(), router_state::forever);
  router_in in;
  for (unsigned c = 0; c < 8; ++c) {
    in = {};
    in.link[port::west] = {c, static_cast<uint8_t>(c), false, true};
    s.step(in, out);
  }
  EXPECT_EQ(s.stored(), 8u);
  EXPECT_LE(s.size(), 400u);
  RecordProperty("bytes", static_cast<int>(s.size()));
  std::printf("state: %zu bytes with 8 pairs\n", s.size());
}

TEST(RouterTwins, ADifferenceNamesCyclePinAndColor) {
  class broken final : public router_engine {
   public:
    void reset() override {}
    const router_out& out() const override { return m_out; }
    void step(const router_in&) override {
      if (++m_steps == 3) m_out.link[port::east] = {5, 9, false, true};
    }
    bool configure(uint16_t, uint16_t) override { return false; }

   private:
    router_out m_out;
    unsigned m_steps = 0;
  };
  router_lockstep both(std::make_unique<router_cpp>(), std::make_unique<broken>());
  both.step({});
  both.step({});
  try {
    both.step({});
    FAIL() << "no difference found";
  } catch (const std::logic_error& e) {
    EXPECT_STREQ(e.what(), "router twins differ after cycle 2: output E: idle and C9 00000005");
  }
}

}  // namespace
}  // namespace ws::test
