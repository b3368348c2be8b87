// SPDX-License-Identifier: Apache-2.0
// Traces and waveforms of random programs are the same whatever the tiles are made of.
#include <gtest/gtest.h>

#include <optional>

#include "random_edge.h"
#include "report/process.h"
#include "support/seed.h"
#include "ws/report/tile_signals.h"
#include "ws/wafer/tile_trace.h"

namespace ws::test {
namespace {

/// Keeps the trace and the values of all signals.
class kept final : public tile_recorder {
 public:
  explicit kept(const grid& all)
      : tile_recorder(all, {0, 0, all.width(), all.height()}), m_traces(tiles().size()) {}

  std::vector<std::string> lines;  ///< of each tile in each cycle
  std::vector<std::vector<uint64_t>> values;

 private:
  void see(size_t i, const tile_cycle& c) override {
    m_traces[i].add(lines.emplace_back(), c);
    std::vector<uint64_t>& now = values.emplace_back();
    for (const tile_signal& s : tile_signals()) now.push_back(s.value(c));
  }
  std::vector<tile_trace> m_traces;
};

isa::program_image random_image(uint64_t seed) {
  dice random(seed);
  random_code code(random);
  isa::program_image image;
  image.width = image.height = 2;
  for (uint32_t i = 0; i < 4; ++i) {
    image.code_of.push_back(i);
    image.codes.push_back(code.tile());
  }
  return image;
}

/// A run of 600 cycles under random traffic.
struct recorded_run {
  recorded_run(const isa::program_image& image, uint64_t traffic, bool hardware, bool compared)
      : tiles(image), edge(traffic) {
    tiles.put_edge(edge);
    if (hardware) tiles.put_hardware(0, 0, 2, 2, make_tile_rtl, compared);
    seen.emplace(tiles);
    tiles.put_observer(*seen);
    for (int i = 0; i < 600; ++i) tiles.step();
  }
  grid tiles;
  random_edge edge;
  std::optional<kept> seen;
};

void expect_same(const kept& a, const kept& b) {
  ASSERT_EQ(a.lines.size(), b.lines.size());
  for (size_t i = 0; i < a.lines.size(); ++i) {
    ASSERT_EQ(a.lines[i], b.lines[i]);
    for (size_t s = 0; s < a.values[i].size(); ++s)
      ASSERT_EQ(a.values[i][s], b.values[i][s])
          << tile_signals()[s].scope << '.' << tile_signals()[s].name << ", record " << i;
  }
}

TEST(Recording, OfRandomProgramsIsTheSameForAllTwins) {
  WS_TRACE_SEED();
  std::string all;
  std::vector<bool> changed(tile_signals().size());
  for (uint64_t program = 0; program < 40; ++program) {
    const uint64_t number = seed() * 1000 + program;
    SCOPED_TRACE(program);
    const isa::program_image image = random_image(number);
    const recorded_run cpp(image, number, false, false), rtl(image, number, true, false),
        lockstep(image, number, true, true);
    expect_same(*cpp.seen, *rtl.seen);
    expect_same(*cpp.seen, *lockstep.seen);
    if (HasFatalFailure()) return;
    for (const std::string& line : cpp.seen->lines) all += line;
    for (const std::vector<uint64_t>& now : cpp.seen->values)
      for (size_t s = 0; s < now.size(); ++s)
        changed[s] = changed[s] || now[s] != cpp.seen->values[0][s];
  }
  // Every kind of line was compared, and every signal that such programs move.
  for (const char* kind :
       {"[IS ", "[EX ", " UT", "pick of T", "trap ", "Not enough wavelets", "Backpressure",
        "stall: bank", "landing C", "departing=", "Writing wavelet", "Sending wavelet"})
    EXPECT_NE(all.find(kind), std::string::npos) << kind;
  for (size_t s = 0; s < changed.size(); ++s)
    EXPECT_TRUE(changed[s]) << tile_signals()[s].scope << '.' << tile_signals()[s].name;
}

TEST(Recording, FilesOfAProgramAreTheSameForAllTwins) {
  const testing_report::scratch_folder folder;
  const auto file = [&](const std::string& twin, const std::string& end) {
    return folder / (twin + end);
  };
  for (const std::string twin : {"cpp", "rtl", "lockstep"})
    ASSERT_EQ(testing_report::waferstream("run programs/ring.wsa --twin " + twin + " --trace " +
                                          file(twin, ".log") + " --wave " + file(twin, ".vcd"))
                  .status,
              0);
  for (const std::string end : {".log", ".vcd"}) {
    const std::string cpp = testing_report::content(file("cpp", end));
    EXPECT_GT(cpp.size(), 5000u);
    EXPECT_EQ(cpp, testing_report::content(file("rtl", end)));
    EXPECT_EQ(cpp, testing_report::content(file("lockstep", end)));
  }
}

}  // namespace
}  // namespace ws::test
