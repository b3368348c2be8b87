// SPDX-License-Identifier: Apache-2.0
// The diagrams of docs/timing.md: what happens in cycle t has not happened in cycle t - 1.
#include <gmock/gmock.h>

#include "router_bench.h"

namespace ws::test {
namespace {

class RouterTiming : public testing::TestWithParam<twin> {
 protected:
  void route(unsigned color, const std::string& rx, const std::string& tx, unsigned flags = 0) {
    bench.configure(static_cast<uint16_t>(router_reg::color_base + color),
                    color_word(rx, tx, flags));
  }
  /// "E:7 R:7": what the output registers show in the cycle that begins.
  std::string shown() const {
    std::string text;
    for (unsigned p = 0; p < router_ports; ++p)
      if (bench.at(p).valid)
        text += (text.empty() ? "" : " ") + std::string(1, port::letters[p]) + ":" +
                std::to_string(bench.at(p).data);
    return text;
  }
  router_bench bench{make_router(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Twins, RouterTiming, testing::Values(twin::cpp, twin::rtl, twin::lockstep),
                         [](const auto& i) { return std::string(name_of(i.param)); });

TEST_P(RouterTiming, AHopTakesOneCycleFromAnyPortToAnyOther) {
  for (unsigned from = 0; from < router_ports; ++from)
    for (unsigned to = 0; to < router_ports; ++to) {
      route(3, std::string(1, port::letters[from]), std::string(1, port::letters[to]));
      bench.step(2);
      ASSERT_TRUE(bench.send(from, 3, 7));
      EXPECT_EQ(shown(), "");  // cycle t
      bench.step();
      EXPECT_EQ(shown(), std::string(1, port::letters[to]) + ":7");  // t + 1
      EXPECT_EQ(bench.at(to).color, 3);
      bench.step();
      EXPECT_EQ(shown(), "");
    }
}

TEST_P(RouterTiming, TheCreditComesBackInTheCycleAfterTheHop) {
  route(3, "W", "E");
  bench.send(port::west, 3, 7);
  EXPECT_EQ(bench.router->out().credit[port::west], 0u);
  bench.step();
  EXPECT_EQ(bench.router->out().credit[port::west], 1u << 3);  // with the wavelet on the next link
  bench.step();
  EXPECT_EQ(bench.router->out().credit[port::west], 0u);
}

TEST_P(RouterTiming, TwoCreditsGiveFullRate) {
  route(3, "W", "E");
  for (unsigned i = 0; i < 100; ++i) {
    ASSERT_TRUE(bench.send(port::west, 3, i)) << i;
    bench.step();
    ASSERT_EQ(shown(), "E:" + std::to_string(i));
  }
}

TEST_P(RouterTiming, ThreeWithoutCreditWaitInOrderAndASpentCreditIsNotSpentAgain) {
  route(3, "W", "E");
  bench.generous = false;
  for (unsigned i = 0; i < 4; ++i) {
    ASSERT_TRUE(bench.send(port::west, 3, i)) << i;
    bench.step();
    EXPECT_EQ(shown(), i < 2 ? "E:" + std::to_string(i) : "");
  }
  EXPECT_FALSE(bench.send(port::west, 3, 4));  // two sent, two stored
  bench.step(10);
  EXPECT_EQ(shown(), "");
}

TEST_P(RouterTiming, ACreditIsSpentInTheCycleInWhichItArrives) {
  route(3, "W", "E");
  bench.generous = false;
  for (unsigned i = 0; i < 3; ++i) bench.send(port::west, 3, i), bench.step();
  bench.step(5);
  ASSERT_TRUE(bench.free(port::east, 3));  // the pin is high in cycle t
  EXPECT_EQ(shown(), "");
  bench.step();
  EXPECT_EQ(shown(), "E:2");  // t + 1
}

TEST_P(RouterTiming, AnArrivalBehindAStoredWaveletGoesAfterIt) {
  route(3, "W", "E");
  bench.generous = false;
  for (unsigned i = 0; i < 3; ++i) bench.send(port::west, 3, i), bench.step();
  bench.send(port::west, 3, 3);
  bench.free(port::east, 3);
  bench.step();
  EXPECT_EQ(shown(), "E:2");
  bench.free(port::east, 3);
  bench.step();
  EXPECT_EQ(shown(), "E:3");
}

TEST_P(RouterTiming, AMulticastGoesToAllOutputsInOneCycleOrToNone) {
  route(3, "W", "ER");
  bench.generous = false;
  for (unsigned i = 0; i < 3; ++i) bench.send(port::west, 3, i), bench.step();
  bench.free(port::east, 3);
  bench.step();
  EXPECT_EQ(shown(), "");  // the ramp has no credit yet: nothing on the east either
  bench.free(port::ramp, 3);
  bench.step();
  EXPECT_EQ(shown(), "E:2 R:2");
}

TEST_P(RouterTiming, ColorsOfOneOutputTakeTurnsAndTheOneThatWaitedLongestIsFirst) {
  route(3, "W", "E");
  route(4, "N", "E");
  route(5, "S", "E");
  std::string order;
  for (unsigned i = 0; i < 12; ++i) {
    bench.send(port::west, 3, 3);
    bench.send(port::north, 4, 4);
    bench.send(port::south, 5, 5);
    bench.step();
    order += std::to_string(bench.at(port::east).data);
  }
  EXPECT_EQ(order, "345345345345");
}

TEST_P(RouterTiming, AStalledColorDoesNotHoldAnotherOfTheSameInput) {
  route(3, "W", "E");
  route(4, "W", "E");
  bench.generous = false;
  for (unsigned i = 0; i < 4; ++i) bench.send(port::west, 3, i), bench.step();
  bench.send(port::west, 4, 40);
  bench.step();
  EXPECT_EQ(shown(), "E:40");
}

TEST_P(RouterTiming, SeveralColorsOfOneInputLeaveInOneCycle) {
  route(3, "W", "E");
  route(4, "W", "N");
  route(5, "W", "R");
  bench.configure(router_reg::color_base + 3, 0);
  bench.configure(router_reg::color_base + 4, 0);
  bench.send(port::west, 3, 3), bench.step();
  bench.send(port::west, 4, 4), bench.step();
  bench.configure(router_reg::color_base + 3, color_word("W", "E"));
  EXPECT_EQ(shown(), "");
  bench.write(router_reg::color_base + 4, color_word("W", "N"));
  bench.step();
  EXPECT_EQ(shown(), "E:3");  // the write of color 3 is in force since this cycle began
  bench.step();
  EXPECT_EQ(shown(), "N:4");
}

TEST_P(RouterTiming, AConfigurationWordIsInForceInTheCycleAfterItsWrite) {
  route(3, "W", "E");
  bench.write(router_reg::color_base + 3, color_word("W", "N"));
  bench.send(port::west, 3, 1);
  bench.step();
  EXPECT_EQ(shown(), "E:1");  // went in the cycle of the write
  bench.send(port::west, 3, 2);
  bench.step();
  EXPECT_EQ(shown(), "N:2");
}

TEST_P(RouterTiming, AReadShowsTheWordInTheNextCycleAndItStays) {
  route(3, "W", "E");
  bench.in.cfg_re = true;
  bench.in.cfg_addr = router_reg::color_base + 3;
  EXPECT_EQ(bench.router->out().cfg_rdata, 0);
  bench.step();
  EXPECT_EQ(bench.router->out().cfg_rdata, color_word("W", "E"));
  bench.step(3);
  EXPECT_EQ(bench.router->out().cfg_rdata, color_word("W", "E"));
}

TEST_P(RouterTiming, ATurnedAwayInputWaitsAndDoesNotBlockTheOther) {
  route(3, "W", "E");
  for (unsigned i = 0; i < 2; ++i) bench.send(port::north, 3, 100 + i), bench.step();
  EXPECT_FALSE(bench.send(port::north, 3, 102));
  bench.send(port::west, 3, 1);
  bench.step();
  EXPECT_EQ(shown(), "E:1");
  bench.configure(router_reg::color_base + 3, color_word("N", "E"));
  EXPECT_EQ(shown(), "");
  bench.step();
  EXPECT_EQ(shown(), "E:100");
  bench.step();
  EXPECT_EQ(shown(), "E:101");
}

TEST_P(RouterTiming, TwoInputsOfAColorTakeTurns) {
  route(3, "WN", "E");
  std::string order;
  for (unsigned i = 0; i < 6; ++i) {
    bench.send(port::west, 3, 1);
    bench.send(port::north, 3, 2);
    bench.step();
    order += std::to_string(bench.at(port::east).data);
  }
  EXPECT_EQ(order, "121212");
}

TEST_P(RouterTiming, ASwapAppliesToWhatComesInAndGivesTheCreditBackToTheColorThatCame) {
  route(2, "W", "E", router_reg::swap_x);
  route(3, "W", "N");
  bench.send(port::west, 2, 22);
  bench.step();
  EXPECT_EQ(shown(), "N:22");
  EXPECT_EQ(bench.at(port::north).color, 3);
  EXPECT_EQ(bench.router->out().credit[port::west], 1u << 2);
  bench.send(port::west, 3, 33);
  bench.step();
  EXPECT_EQ(shown(), "E:33");
  EXPECT_EQ(bench.at(port::east).color, 2);
}

}  // namespace
}  // namespace ws::test
