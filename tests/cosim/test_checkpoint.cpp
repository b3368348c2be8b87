// SPDX-License-Identifier: Apache-2.0
// A grid that goes on from a file is the one that was written: every pin and every line of the
// trace in each later cycle, and the same end.
#include <gtest/gtest.h>

#include <sstream>

#include "cosim.h"
#include "pair_of_grids.h"
#include "programs.h"
#include "support/seed.h"
#include "ws/base/error.h"
#include "ws/isa/assembler.h"
#include "ws/wafer/tile_trace.h"

namespace ws::test {
namespace {

std::string kept(grid& tiles) {
  std::ostringstream to;
  state_file file(to);
  tiles.exchange(file);
  return to.str();
}

void load(grid& tiles, const std::string& bytes) {
  std::istringstream from(bytes);
  state_file file(from, "kept.ck");
  tiles.exchange(file);
}

class all_traces final : public tile_recorder {
 public:
  explicit all_traces(const grid& tiles)
      : tile_recorder(tiles, {0, 0, tiles.width(), tiles.height()}) {
    for (int y = 0; y < tiles.height(); ++y)
      for (int x = 0; x < tiles.width(); ++x) m_traces.emplace_back(tiles.at(x, y));
  }
  std::string text;

 private:
  void see(size_t i, const tile_cycle& c) override { m_traces[i].add(text, c); }
  std::vector<tile_trace> m_traces;
};

/// Runs a grid up to a cycle, keeps it, and compares what goes on from the file with it.
void break_off(const isa::program_image& image, uint64_t at, uint64_t most, unsigned threads) {
  SCOPED_TRACE("broken off in cycle " + std::to_string(at));
  grid first(image), second(image, threads);
  for (uint64_t c = 0; c < at; ++c) first.step();
  load(second, kept(first));
  ASSERT_EQ(second.cycle(), at);
  ASSERT_EQ(second.moving(), first.moving());
  compare_pins(first, second);
  compare_all(first, second);
  while (first.moving() && first.cycle() < most) {
    first.step();
    second.step();
    ASSERT_EQ(first.moving(), second.moving());
    compare_pins(first, second);
    if (testing::Test::HasFatalFailure()) return;
  }
  compare_all(first, second);
}

TEST(Checkpoint, ProgramsGoOn) {
  const isa::program_image images[] = {program("chain_reduce.wsa", {"P=5", "B=24"}),
                                       program("ring_allreduce.wsa"),
                                       program("stencil_5pt.wsa"),
                                       program("switch_demo.wsa"),
                                       program("fifo_pipeline.wsa"),
                                       program("sparse_axpy.wsa"),
                                       program("broadcast_2d.wsa")};
  for (const isa::program_image& image : images) {
    grid whole(image);
    whole.run(20'000);
    for (uint64_t part = 0; part <= 6; ++part) {
      break_off(image, whole.cycle() * part / 6, 20'000, 1 + part % 3);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Checkpoint, RandomProgramsGoOnUnderTraffic) {
  WS_TRACE_SEED();
  cosim::settings s;
  s.width = 4;
  s.height = 3;
  s.seed = seed();
  s.cycles = 600;
  cosim programs(s);
  std::mt19937_64 random(seed());
  for (int n = 0; n < 24; ++n) {
    const auto [image, traffic] = programs.next_program();
    grid first(image), second(image);
    random_edge one(traffic);
    if (n % 2 == 0) first.put_edge(one);
    const uint64_t at = random() % 400;
    for (uint64_t c = 0; c < at; ++c) first.step();
    load(second, kept(first));
    random_edge other = one;
    if (n % 2 == 0) second.put_edge(other);
    for (uint64_t c = at; c < 600; ++c) {
      first.step();
      second.step();
      compare_pins(first, second);
      if (HasFatalFailure()) return;
    }
    compare_all(first, second);
    if (HasFatalFailure()) return;
  }
}

TEST(Checkpoint, TheTraceGoesOn) {
  for (const char* file : {"stencil_5pt.wsa", "switch_demo.wsa", "ring_allreduce.wsa"}) {
    const isa::program_image image = program(file);
    grid whole(image), first(image), second(image);
    whole.run(20'000);
    all_traces of_first(first);
    first.put_observer(of_first);
    first.run(whole.cycle() / 2 + 3);
    load(second, kept(first));
    of_first.text.clear();
    all_traces of_second(second);
    second.put_observer(of_second);
    first.run(20'000);
    second.run(20'000);
    EXPECT_EQ(second.cycle(), whole.cycle());
    EXPECT_GT(of_first.text.size(), 5'000u);
    EXPECT_TRUE(of_first.text == of_second.text) << file;
  }
}

std::string fault_of(const isa::program_image& image, const std::string& bytes) {
  grid tiles(image);
  try {
    load(tiles, bytes);
  } catch (const input_error& e) {
    return to_string(e.faults().at(0));
  }
  return "";
}

TEST(Checkpoint, DamageIsFound) {
  WS_TRACE_SEED();
  const isa::program_image image = program("sparse_axpy.wsa");
  grid tiles(image);
  tiles.run(60);
  const std::string good = kept(tiles);
  EXPECT_EQ(fault_of(image, good), "");
  std::mt19937_64 random(seed());
  for (int i = 0; i < 300; ++i) {
    EXPECT_NE(fault_of(image, good.substr(0, random() % good.size())), "");
    std::string bad = good;
    bad[random() % bad.size()] ^= static_cast<char>(1u << random() % 8);
    EXPECT_NE(fault_of(image, bad), "");
  }
}

}  // namespace
}  // namespace ws::test
