// SPDX-License-Identifier: Apache-2.0
// What the floating point unit's twin costs, each beside the host's bare operation on f32 values
// (`ratio` is its time over that), since a tile of the wafer does up to four a cycle.
#include <benchmark/benchmark.h>

#include <cmath>
#include <ctime>
#include <random>
#include <vector>

#include "ws/base/fp.h"

namespace {

using namespace ws;

constexpr int count = 4096;  // f16 elements: operands in a PE's memory

template <typename Value>
std::vector<Value> values(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Value> all(count);
  for (Value& v : all) {
    const float f = normal(random);
    v = sizeof(Value) == 2 ? static_cast<Value>(to_half(f)) : static_cast<Value>(bits_of(f));
  }
  return all;
}

// Processor seconds for one pass of the host's own f32 a * b + c over the same number of elements.
double bare_pass() {
  static const double seconds = [] {
    const auto a = values<uint32_t>(1), b = values<uint32_t>(2), c = values<uint32_t>(3);
    std::vector<uint32_t> y(count);
    const std::clock_t begin = std::clock();
    constexpr int passes = 20000;
    for (int pass = 0; pass < passes; ++pass) {
      for (int i = 0; i < count; ++i) {
        y[i] = bits_of(float_of(a[i]) * float_of(b[i]) + float_of(c[i]));
      }
      benchmark::DoNotOptimize(y.data());
      benchmark::ClobberMemory();
    }
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / passes;
  }();
  return seconds;
}

template <typename Operand, typename Result, typename Op>
void run(benchmark::State& state, Op op) {
  const auto a = values<Operand>(1), b = values<Operand>(2);
  const auto c = values<Result>(3);
  std::vector<Result> y(count);
  const double bare = bare_pass();
  const std::clock_t begin = std::clock();
  for (auto _ : state) {
    for (int i = 0; i < count; ++i) y[i] = op(a[i], b[i], c[i]);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  state.SetItemsProcessed(state.iterations() * count);
  state.counters["ratio"] = took / static_cast<double>(state.iterations()) / bare;
}

// Four lanes a call, as a tile's cycle does it; items are cycles.
void f16_fma_of_four_lanes(benchmark::State& state) {
  const auto a = values<uint16_t>(1), b = values<uint16_t>(2);
  auto c = values<uint16_t>(3);
  for (auto _ : state) {
    for (int i = 0; i < count; i += 4) {
      uint64_t x, y, z;
      std::memcpy(&x, &a[i], sizeof x);
      std::memcpy(&y, &b[i], sizeof y);
      std::memcpy(&z, &c[i], sizeof z);
      benchmark::DoNotOptimize(z = f16x4_fma(x, y, z));
    }
  }
  state.SetItemsProcessed(state.iterations() * count / 4);
}
BENCHMARK(f16_fma_of_four_lanes);

void f16_addition(benchmark::State& state) {
  run<uint16_t, uint16_t>(state, [](uint16_t a, uint16_t, uint16_t c) { return f16_add(a, c); });
}
BENCHMARK(f16_addition);

void f16_product(benchmark::State& state) {
  run<uint16_t, uint16_t>(state, [](uint16_t a, uint16_t b, uint16_t) { return f16_mul(a, b); });
}
BENCHMARK(f16_product);

void f16_fused(benchmark::State& state) {
  run<uint16_t, uint16_t>(state,
                          [](uint16_t a, uint16_t b, uint16_t c) { return f16_fma(a, b, c); });
}
BENCHMARK(f16_fused);

void mixed_fused(benchmark::State& state) {
  run<uint16_t, uint32_t>(state,
                          [](uint16_t a, uint16_t b, uint32_t c) { return fmachs(a, b, c); });
}
BENCHMARK(mixed_fused);

void f32_addition(benchmark::State& state) {
  run<uint32_t, uint32_t>(state, [](uint32_t a, uint32_t, uint32_t c) { return f32_add(a, c); });
}
BENCHMARK(f32_addition);

void f32_fused(benchmark::State& state) {
  run<uint32_t, uint32_t>(state,
                          [](uint32_t a, uint32_t b, uint32_t c) { return f32_fma(a, b, c); });
}
BENCHMARK(f32_fused);

// The library's fused operation, which is a call and, where the host has no such instruction, slow.
void f32_fused_by_the_library(benchmark::State& state) {
  run<uint32_t, uint32_t>(state, [](uint32_t a, uint32_t b, uint32_t c) {
    return bits_of(std::fma(float_of(a), float_of(b), float_of(c)));
  });
}
BENCHMARK(f32_fused_by_the_library);

}  // namespace

BENCHMARK_MAIN();
