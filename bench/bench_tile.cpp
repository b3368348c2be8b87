// SPDX-License-Identifier: Apache-2.0
// Busy cycles of C++ twins per second: one tile on vector code, one on scalar code, a row of tiles.
#include <benchmark/benchmark.h>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

isa::program_image endless(const std::string& operation, const std::string& type,
                           const std::string& bytes_apart) {
  return isa::assemble(
      ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n"
      ".dsr d0, mem1d, c\n.dsr a0, mem1d, a\n.dsr b0, mem1d, b\n"
      "main:\n  li32 r2, 0x3f000000\n  mov r4, 0x3800\nagain:\n" +
          operation + "\n  jmp again\n.data\n.align 8\na: .array " + type +
          ", 1000, 1.5\n.align 8, " + bytes_apart + "\nb: .array " + type +
          ", 1000, 0.5\nc: .array " + type + ", 1000\n.end\n",
      "bench.wsa");
}

void cycles(benchmark::State& state, const isa::program_image& image) {
  grid g(image);
  for (int i = 0; i < 100; ++i) g.step();
  const uint64_t before = g.cycle();
  for (auto _ : state) g.run(g.cycle() + 1000);
  uint64_t issued = 0;
  for (int x = 0; x < g.width(); ++x) issued += g.at(x, 0).counts()->stalls[0];
  benchmark::DoNotOptimize(issued);
  const double stepped = static_cast<double>(g.cycle() - before) * g.width();
  state.counters["tile_cycles/s"] = benchmark::Counter(stepped, benchmark::Counter::kIsRate);
  state.counters["issued"] =
      static_cast<double>(issued) / static_cast<double>(g.cycle() * g.width());
}

void f32_multiply(benchmark::State& s) { cycles(s, endless("  fmuls d0, a0, b0", "f32", "2")); }
BENCHMARK(f32_multiply);
void f32_add(benchmark::State& s) { cycles(s, endless("  fadds d0, a0, b0", "f32", "2")); }
BENCHMARK(f32_add);
void f32_fused(benchmark::State& s) { cycles(s, endless("  fmacs d0, a0, b0, r2", "f32", "2")); }
BENCHMARK(f32_fused);
void f16_fused(benchmark::State& s) { cycles(s, endless("  fmach d0, a0, b0, r4", "f16", "2")); }
BENCHMARK(f16_fused);
/// As a weight's products with a row of activations.
void mixed_fused(benchmark::State& s) {
  cycles(s, isa::assemble(".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n"
                          ".dsr d0, mem1d, sums\n.dsr a0, mem1d, sums\n.dsr b0, mem1d, row\n"
                          "main:\n  mov r4, 0x3800\nagain:\n  fmachs d0, a0, b0, r4\n  jmp again\n"
                          ".data\n.align 8\nsums: .array f32, 1000, 1.5\n"
                          ".align 8, 1\nrow: .array f16, 1000, 0.5\n.end\n",
                          "bench.wsa"));
}
BENCHMARK(mixed_fused);
void bank_conflict(benchmark::State& s) { cycles(s, endless("  fmuls d0, a0, b0", "f32", "0")); }
BENCHMARK(bank_conflict);
void scalar_code(benchmark::State& s) {
  cycles(s,
         endless("  add r5, r6, r7\n  xor r6, r5, r4\n  ld16 r8, [a]\n  st16 r8, [b]", "f32", "2"));
}
BENCHMARK(scalar_code);

void chain(benchmark::State& state) {
  isa::assembler_options options;
  options.settings = {"P=16", "B=4096"};
  const isa::program_image image =
      isa::assemble_file(WS_SOURCE_DIR "/programs/chain_reduce.wsa", options);
  double stepped = 0;
  for (auto _ : state) {
    grid g(image);
    g.run(100'000);
    stepped += static_cast<double>(g.cycle()) * 16;
  }
  state.counters["tile_cycles/s"] = benchmark::Counter(stepped, benchmark::Counter::kIsRate);
}
BENCHMARK(chain);

}  // namespace
}  // namespace ws

BENCHMARK_MAIN();
