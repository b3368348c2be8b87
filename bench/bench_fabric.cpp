// SPDX-License-Identifier: Apache-2.0
// How fast a whole wafer is stepped, with one thread and with two: full of traffic, the same while
// every element multiplies vectors, and one tile in a hundred at work. Tile cycles are those of all
// tiles, active ones those of tiles that do something.
#include <benchmark/benchmark.h>

#include <string>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr int width = 850, height = 1000;

/// Steps as many cycles as fill the rows before it measures.
void run(benchmark::State& state, const isa::program_image& image, int warm, double active) {
  constexpr int cycles = 20;
  grid g(image, static_cast<unsigned>(state.range(0)));
  for (int i = 0; i < warm; ++i) g.step();
  for (auto _ : state)
    for (int i = 0; i < cycles; ++i) g.step();
  const double stepped = double{width} * height * cycles * static_cast<double>(state.iterations());
  state.counters["tile_cycles/s"] = benchmark::Counter(stepped, benchmark::Counter::kIsRate);
  state.counters["active/s"] = benchmark::Counter(stepped * active, benchmark::Counter::kIsRate);
}

isa::program_image streams(int work) {
  isa::assembler_options options;
  options.settings = {"W=" + std::to_string(width), "H=" + std::to_string(height), "N=32767",
                      "WORK=" + std::to_string(work)};
  return isa::assemble_file(WS_SOURCE_DIR "/programs/row_streams.wsa", options);
}

/// Tiles at places that look like chance; the others have nothing to do.
isa::program_image scattered() {
  isa::assembler_options options;
  options.settings = {"W=" + std::to_string(width), "H=" + std::to_string(height)};
  return isa::assemble(
      ".param W, 1\n.param H, 1\n.grid W, H\n.tiles (Y * 7919 + X * 104729) % 10007 < 100\n"
      ".task 8, main, active\nmain:\n  addi r2, r2, 1\n  jmp main\n.end\n",
      "bench.wsa", options);
}

void traffic(benchmark::State& s) { run(s, streams(0), width + 20, 1); }
/// Every element has numbers of its own: to assemble them takes longer than to run.
void traffic_and_work(benchmark::State& s) {
  static const isa::program_image image = streams(100);
  run(s, image, width + 20, 1);
}
void one_in_a_hundred(benchmark::State& s) { run(s, scattered(), 20, 0.01); }

BENCHMARK(traffic)->Arg(1)->Arg(2)->Iterations(5)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(traffic_and_work)
    ->Arg(1)
    ->Arg(2)
    ->Iterations(5)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(one_in_a_hundred)
    ->Arg(1)
    ->Arg(2)
    ->Iterations(20)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ws

BENCHMARK_MAIN();
