// SPDX-License-Identifier: Apache-2.0
// Switches, control wavelets, teardown and filters, on each twin.
#include <gmock/gmock.h>

#include "router_bench.h"

namespace ws::test {
namespace {

using testing::ElementsAre;

constexpr auto nop = switch_command::nop;
constexpr auto advance = switch_command::advance;
constexpr auto to_first = switch_command::reset;
constexpr auto teardown = switch_command::teardown;

class RouterSwitch : public testing::TestWithParam<twin> {
 protected:
  void color(uint16_t word) { bench.configure(router_reg::color_base + 3, word); }
  void alternates(unsigned one, unsigned two, unsigned three, unsigned flags = 0) {
    bench.configure(router_reg::switch_base + 3,
                    static_cast<uint16_t>(one | two << 4 | three << 8 | flags));
  }
  void filter(unsigned control, uint16_t counter, uint16_t max, uint16_t limit1, uint16_t limit2) {
    unsigned at = router_reg::filter_base + 8;
    for (const unsigned word : {control | router_reg::filter_active | 3u, unsigned{counter},
                                unsigned{max}, unsigned{limit1}, unsigned{limit2}})
      bench.configure(static_cast<uint16_t>(at++), static_cast<uint16_t>(word));
  }
  /// Letters of the outputs that show a wavelet one cycle after it came from the west.
  std::string goes(uint32_t data = 0, bool ctrl = false) {
    EXPECT_TRUE(bench.send(port::west, 3, data, ctrl));
    bench.step();
    std::string text;
    for (unsigned p = 0; p < router_ports; ++p)
      if (bench.at(p).valid) text += port::letters[p];
    return text;
  }
  std::string commands(std::vector<command_slot> slots) { return goes(control_word(slots), true); }
  uint16_t read(unsigned address) {
    bench.in.cfg_re = true;
    bench.in.cfg_addr = static_cast<uint16_t>(address);
    bench.step();
    return bench.router->out().cfg_rdata;
  }
  unsigned position() { return read(router_reg::switch_base + 3) >> 13; }

  router_bench bench{make_router(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Twins, RouterSwitch, testing::Values(twin::cpp, twin::rtl, twin::lockstep),
                         [](const auto& i) { return std::string(name_of(i.param)); });

constexpr unsigned to(unsigned direction) { return direction; }
constexpr unsigned from(unsigned direction) { return direction | router_reg::overrides_input; }
constexpr unsigned invalid = router_reg::direction_invalid;

TEST_P(RouterSwitch, TheControlWaveletGoesByTheOldPositionAndTheNextByTheNew) {
  color(color_word("W", "E"));
  alternates(to(port::north), invalid, invalid);
  EXPECT_EQ(commands({{advance, false}}), "E");
  EXPECT_EQ(goes(), "N");
  EXPECT_EQ(position(), 1u);
}

TEST_P(RouterSwitch, AnAlternateOverridesTheInputOrTheOutputNotBoth) {
  color(color_word("W", "ER"));
  alternates(from(port::south), invalid, invalid);
  commands({{advance, false}});
  EXPECT_EQ(goes(), "");  // turned away, stored
  bench.send(port::south, 3, 5);
  bench.step();
  EXPECT_TRUE(bench.at(port::east).valid && bench.at(port::ramp).valid);
  bench.configure(router_reg::switch_base + 3, 0x0555);
  bench.step();
  EXPECT_TRUE(bench.at(port::east).valid);  // what was turned away
}

TEST_P(RouterSwitch, AdvanceStopsAtTheLastValidPosition) {
  color(color_word("W", "E"));
  alternates(to(port::north), to(port::south), invalid);
  std::vector<std::string> seen;
  for (unsigned i = 0; i < 4; ++i) seen.push_back(commands({{advance, false}}));
  EXPECT_THAT(seen, ElementsAre("E", "N", "S", "S"));
}

TEST_P(RouterSwitch, RingModeWrapsToPositionZero) {
  color(color_word("W", "E"));
  alternates(to(port::north), to(port::south), to(port::ramp), router_reg::ring);
  std::vector<std::string> seen;
  for (unsigned i = 0; i < 6; ++i) seen.push_back(commands({{advance, false}}));
  EXPECT_THAT(seen, ElementsAre("E", "N", "S", "R", "E", "N"));
}

TEST_P(RouterSwitch, ResetGoesToPositionZero) {
  color(color_word("W", "E"));
  alternates(to(port::north), to(port::south), invalid, 2u << 13);
  EXPECT_EQ(commands({{to_first, false}}), "S");
  EXPECT_EQ(goes(), "E");
}

TEST_P(RouterSwitch, AWrittenPositionWinsOverACommandOfTheSameCycle) {
  color(color_word("W", "E"));
  alternates(to(port::north), to(port::south), to(port::ramp));
  bench.write(router_reg::switch_base + 3,
              static_cast<uint16_t>(0x0420 | 3u << router_reg::position_shift));
  commands({{advance, false}});
  EXPECT_EQ(position(), 3u);
}

TEST_P(RouterSwitch, WithoutPopEveryRouterSeesSlotZero) {
  color(color_word("W", "E"));
  const uint32_t word = control_word({{advance, false}, {to_first, true}});
  goes(word, true);
  EXPECT_EQ(bench.at(port::east).data, word);
}

TEST_P(RouterSwitch, AlwaysPopGivesTheNextRouterTheNextSlot) {
  color(color_word("W", "E", 1u << router_reg::pop_shift));
  std::vector<command_slot> slots;
  for (unsigned k = 0; k < 8; ++k)
    slots.push_back({static_cast<switch_command>((k + 1) % 3), k % 2 == 0});
  uint32_t word = control_word(slots);
  for (unsigned k = 0; k < 8; ++k) {
    goes(word, true);
    word = bench.at(port::east).data;
    slots.erase(slots.begin());
    slots.push_back({nop, true});
    EXPECT_EQ(word, control_word(slots)) << k;
  }
}

TEST_P(RouterSwitch, ThePublishedTeardownWordIsPoppedAsPublished) {
  color(color_word("W", "E", 1u << router_reg::pop_shift));
  goes(0x09df9249, true);
  EXPECT_EQ(bench.at(port::east).data, 0x091f9249u);
}

TEST_P(RouterSwitch, PopOnAdvancePopsOnlyIfThePositionChanges) {
  color(color_word("W", "E", 2u << router_reg::pop_shift));
  alternates(to(port::north), invalid, invalid);
  const uint32_t word = control_word({{advance, false}, {nop, false}});
  goes(word, true);
  EXPECT_EQ(bench.at(port::east).data, popped(word));
  goes(word, true);
  EXPECT_EQ(bench.at(port::north).data, word);
  const uint32_t idle = control_word({{nop, false}, {advance, false}});
  goes(idle, true);
  EXPECT_EQ(bench.at(port::north).data, idle);
  color(color_word("W", "E", 3u << router_reg::pop_shift));
  goes(idle, true);
  EXPECT_EQ(bench.at(port::north).data, popped(idle));
}

TEST_P(RouterSwitch, NoceKeepsAControlWaveletFromTheRampOnly) {
  color(color_word("W", "ER"));
  EXPECT_EQ(commands({{nop, false}}), "ER");
  EXPECT_EQ(commands({{nop, true}}), "E");
  EXPECT_EQ(goes(1u << 24), "ER");  // the same bits in a data wavelet mean nothing
}

TEST_P(RouterSwitch, TeardownFreezesTheColorUntilItsBitIsCleared) {
  color(color_word("W", "E"));
  EXPECT_EQ(commands({{teardown, false}}), "E");
  EXPECT_EQ(bench.router->out().frozen, 1u << 3);  // with the wavelet on the next link
  EXPECT_EQ(goes(7), "");
  bench.step(10);
  EXPECT_EQ(read(router_reg::color_base + 3), color_word("W", "E", router_reg::teardown));
  bench.write(router_reg::color_base + 3, color_word("W", "N"));
  bench.step();
  EXPECT_FALSE(bench.at(port::north).valid);
  EXPECT_EQ(bench.router->out().frozen, 0u);
  bench.step();
  EXPECT_TRUE(bench.at(port::north).valid);
}

TEST_P(RouterSwitch, ATeardownInTheCycleOfAWriteIsNotLost) {
  color(color_word("W", "E"));
  bench.write(router_reg::color_base + 3, color_word("W", "N"));
  EXPECT_EQ(commands({{teardown, false}}), "E");
  EXPECT_EQ(bench.router->out().frozen, 1u << 3);
}

TEST_P(RouterSwitch, ACounterFilterRejectsEveryFifth) {
  color(color_word("W", "ER"));
  filter(router_reg::count_data, 0, 4, 5, 0);
  std::string delivered;
  for (unsigned i = 0; i < 15; ++i) delivered += goes(i) == "ER" ? 'R' : '-';
  EXPECT_EQ(delivered, "RRRR-RRRR-RRRR-");
}

TEST_P(RouterSwitch, AFilteredWaveletNeedsNoCreditOfTheRamp) {
  color(color_word("W", "ER"));
  filter(router_reg::count_data, 0, 2, 100, 0);
  bench.generous = false;
  EXPECT_EQ(goes(0), "ER");
  EXPECT_EQ(goes(1), "ER");
  bench.free(port::east, 3);
  EXPECT_EQ(goes(2), "E");
}

TEST_P(RouterSwitch, FilterControlLetsOnlyTheControlWaveletAtTheMaximumPass) {
  color(color_word("W", "ER"));
  filter(router_reg::count_data | router_reg::filter_control, 0, 2, 2, 0);
  std::string delivered;
  for (unsigned i = 0; i < 4; ++i) {
    delivered += goes(i) == "ER" ? 'R' : '-';
    delivered += commands({{nop, false}}) == "ER" ? 'C' : '-';
  }
  EXPECT_EQ(delivered, "--------");  // at 2 the counter has wrapped to 0
  filter(router_reg::count_data | router_reg::filter_control, 0, 1, 2, 0);
  delivered.clear();
  for (unsigned i = 0; i < 4; ++i) {
    delivered += goes(i) == "ER" ? 'R' : '-';
    delivered += commands({{nop, false}}) == "ER" ? 'C' : '-';
  }
  EXPECT_EQ(delivered, "-C---C--");
}

TEST_P(RouterSwitch, ASparseCounterFiltersTwoStretchesAndThenNoMore) {
  color(color_word("W", "ER"));
  filter(router_reg::count_data | 1u << router_reg::filter_kind_shift, 0, 1, 3, 2);
  std::string delivered;
  for (unsigned i = 0; i < 9; ++i) delivered += goes(i) == "ER" ? 'R' : '-';
  EXPECT_EQ(delivered, "R--R-RRRR");
}

TEST_P(RouterSwitch, ARangeFilterLooksAtTheIndexOfDataWavelets) {
  color(color_word("W", "ER"));
  filter(2u << router_reg::filter_kind_shift, 0, 5, 3, 0);
  std::string delivered;
  for (uint32_t index = 0; index < 8; ++index)
    delivered += goes(index << 16 | 0xffff) == "ER" ? 'R' : '-';
  EXPECT_EQ(delivered, "---RRR--");
  EXPECT_EQ(commands({{nop, false}}), "ER");
}

}  // namespace
}  // namespace ws::test
