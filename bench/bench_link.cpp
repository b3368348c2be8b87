// SPDX-License-Identifier: Apache-2.0
// What a burst costs in the two structures that every burst goes through.
#include <benchmark/benchmark.h>

#include <systemc>

#include "ws/link/stream_buffer.h"
#include "ws/link/timeline.h"

namespace {

using namespace ws;

constexpr uint64_t burst_bytes = 64'000'000;

// A reader as fast as the writer; `in_flight` bursts fit.
void stream_through_buffer(benchmark::State& state) {
  const auto in_flight = static_cast<uint64_t>(state.range(0));
  stream_buffer buffer(in_flight * burst_bytes, 4096, 2 * ps_per_us);
  time_ps at = 0;
  uint64_t inside = 0;
  for (auto _ : state) {
    const span offered{at, at + 5 * ps_per_ms};
    const auto in = buffer.admit(burst_bytes, offered);
    benchmark::DoNotOptimize(in);
    buffer.enter(burst_bytes);
    if (++inside == in_flight) {
      buffer.leave(burst_bytes, *in);
      --inside;
    }
    at = in->last;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(stream_through_buffer)->Arg(1)->Arg(2)->Arg(16);

// One user after the other, as on a link of its own.
void reserve_in_order(benchmark::State& state) {
  timeline line;
  time_ps at = 0;
  for (auto _ : state) {
    const span when = line.reserve(at, 5 * ps_per_us);
    at = when.last + 1;
    line.forget_before(at - 100 * ps_per_us);
    benchmark::DoNotOptimize(when);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(reserve_in_order);

// Two users of which one runs ahead: the other's work flows into the gaps.
void reserve_gaps(benchmark::State& state) {
  const time_ps ahead = state.range(0) * 10 * ps_per_us;
  timeline line;
  time_ps at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(line.reserve(at + ahead, 4 * ps_per_us));
    benchmark::DoNotOptimize(line.reserve(at, 4 * ps_per_us));
    at += 10 * ps_per_us;
    line.forget_before(at);
  }
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(reserve_gaps)->Arg(1)->Arg(16)->Arg(256);

}  // namespace

int sc_main(int, char**) { return 0; }

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
