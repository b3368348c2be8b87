// SPDX-License-Identifier: Apache-2.0
// How fast a whole wafer is stepped: full of traffic, every element at work, one tile in a hundred
// at work. Tile cycles are those of all tiles; `active` are those of tiles that did something.
#include <benchmark/benchmark.h>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr int width = 850, height = 1000;

void run(benchmark::State& state, const isa::program_image& image, int warm, int cycles) {
  grid g(image, static_cast<unsigned>(state.range(0)));
  for (int i = 0; i < warm; ++i) g.step();
  for (auto _ : state)
    for (int i = 0; i < cycles; ++i) g.step();
  const double tiles = static_cast<double>(g.width()) * g.height();
  state.counters["tile_cycles/s"] = benchmark::Counter(
      tiles * cycles * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void traffic(benchmark::State& state) {
  isa::assembler_options options;
  options.settings = {"W=" + std::to_string(width), "H=" + std::to_string(height), "N=32767"};
  run(state, isa::assemble_file(WS_SOURCE_DIR "/programs/row_streams.wsa", options), width + 20,
      10);
}
BENCHMARK(traffic)->Arg(1)->Arg(2)->Iterations(10)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ws

BENCHMARK_MAIN();
