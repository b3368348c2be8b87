// SPDX-License-Identifier: Apache-2.0
// What resting saves: the same programs on a grid whose idle and waiting tiles rest, and on one
// that steps all of them. The ratio compares both in one measurement.
#include <benchmark/benchmark.h>

#include <chrono>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

/// 64 x 64 tiles, one of ACTIVE in vector code without an end, the others without anything to do.
isa::program_image scattered(int active) {
  isa::assembler_options options;
  options.settings = {"ACTIVE=" + std::to_string(active)};
  return isa::assemble(
      ".param ACTIVE, 1\n.grid 64, 64\n.tiles (Y * 64 + X) % ACTIVE == 0\n.task 8, main, active\n"
      ".dsr d0, mem1d, c\n.dsr a0, mem1d, a\n.dsr b0, mem1d, b\n"
      "main:\n  fadds d0, a0, b0\n  jmp main\n.data\n.align 8\na: .array f32, 1000, 1.5\n"
      ".align 8, 2\nb: .array f32, 1000, 0.5\nc: .array f32, 1000\n.end\n"
      ".tiles (Y * 64 + X) % ACTIVE != 0\n.task 8, main\n.inqueue iq0, 1\n.route 1, RAMP -> RAMP\n"
      ".block 1\nmain:\n  yield\n.end\n",
      "bench.wsa", options);
}

isa::program_image program(const char* name, std::vector<std::string> settings) {
  isa::assembler_options options;
  options.settings = std::move(settings);
  return isa::assemble_file(std::string(WS_SOURCE_DIR "/programs/") + name, options);
}

double seconds_of(grid& g, uint64_t most) {
  const auto begin = std::chrono::steady_clock::now();
  g.run(most);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void compare(benchmark::State& state, const isa::program_image& image, uint64_t most) {
  double resting = 0, stepping = 0;
  uint64_t cycles = 0;
  for (auto _ : state) {
    grid rests(image), steps(image);
    steps.step_everything();
    resting += seconds_of(rests, most);
    stepping += seconds_of(steps, most);
    cycles += rests.cycle();
    if (rests.cycle() != steps.cycle()) state.SkipWithError("the runs differ");
  }
  const auto tiles = static_cast<double>(image.code_of.size());
  state.counters["resting_tile_cycles/s"] = static_cast<double>(cycles) * tiles / resting;
  state.counters["stepping_tile_cycles/s"] = static_cast<double>(cycles) * tiles / stepping;
  state.counters["ratio"] = stepping / resting;
}

void active_1_percent(benchmark::State& s) { compare(s, scattered(100), 2000); }
BENCHMARK(active_1_percent)->Unit(benchmark::kMillisecond);
void active_10_percent(benchmark::State& s) { compare(s, scattered(10), 2000); }
BENCHMARK(active_10_percent)->Unit(benchmark::kMillisecond);
void active_all(benchmark::State& s) { compare(s, scattered(1), 500); }
BENCHMARK(active_all)->Unit(benchmark::kMillisecond);
void chain_of_512(benchmark::State& s) {
  compare(s, program("chain_reduce.wsa", {"P=512", "B=64"}), 1'000'000);
}
BENCHMARK(chain_of_512)->Unit(benchmark::kMillisecond);
void broadcast_64_by_64(benchmark::State& s) {
  compare(s, program("broadcast_2d.wsa", {"M=64", "N=64", "B=64"}), 1'000'000);
}
BENCHMARK(broadcast_64_by_64)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ws

BENCHMARK_MAIN();
