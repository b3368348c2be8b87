// SPDX-License-Identifier: Apache-2.0
// How fast whole training steps are simulated. SystemC elaborates once per process, so each run is
// a process of its own: the program, whose results file tells the figures.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <systemc>
#include <vector>

namespace {

struct run_figures {
  bool good = false;
  double wall_s = 0, cpu_s = 0, transactions = 0, peak_rss_bytes = 0, step_s = 0;
};

// The child's processor time is what the benchmark counts: others on the machine do not disturb it.
run_figures run_program(std::vector<std::string> arguments) {
  char path[] = "/tmp/ws-bench-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) return {};
  close(file);
  arguments.insert(arguments.begin(), {WS_BINARY_DIR "/waferstream", "train"});
  arguments.insert(arguments.end(), {"--no-baseline", "--json", path});
  std::vector<char*> argv;
  for (std::string& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);

  run_figures f;
  const pid_t child = fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(127);
    execv(argv[0], argv.data());
    _exit(127);
  }
  int status = -1;
  rusage usage{};
  if (child > 0 && wait4(child, &status, 0, &usage) == child && status == 0) {
    const auto results = nlohmann::json::parse(std::ifstream(path), nullptr, false);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    if (!results.is_discarded()) {
      f.good = true;
      f.wall_s = results.at("wall_s");
      f.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
      f.transactions = results.at("simulator").at("transactions");
      f.peak_rss_bytes = 1024.0 * static_cast<double>(usage.ru_maxrss);
      f.step_s = results.at("step").at("time_s");
    }
  }
  unlink(path);
  return f;
}

// Goals of the project: seconds and megabytes of one step; 0: none.
struct goal {
  double seconds, megabytes;
};

void measure(benchmark::State& state, const std::vector<std::string>& arguments, goal wanted) {
  run_figures f;
  double cpu_s = 0, transactions = 0;
  for (auto _ : state) {
    f = run_program(arguments);
    if (!f.good) {
      state.SkipWithError("the program failed");
      return;
    }
    state.SetIterationTime(f.cpu_s);
    cpu_s += f.cpu_s;
    transactions += f.transactions;
  }
  state.counters["transactions_per_s"] = transactions / cpu_s;
  state.counters["transactions"] = f.transactions;
  state.counters["peak_rss_MB"] = f.peak_rss_bytes / 1e6;
  state.counters["simulated_step_s"] = f.step_s;
  if (wanted.seconds > 0) state.counters["goal_s"] = wanted.seconds;
  if (wanted.megabytes > 0) state.counters["goal_MB"] = wanted.megabytes;
}

std::vector<std::string> on_192(const std::string& model, uint64_t sequences,
                                std::vector<std::string> settings) {
  std::vector<std::string> arguments{
      "--cluster",         WS_SOURCE_DIR "/configs/clusters/cs2-192.yaml",
      "--model",           WS_SOURCE_DIR "/configs/models/" + model + ".json",
      "--batch-sequences", std::to_string(192 * sequences),
      "--steps",           "1"};
  for (std::string& s : settings) arguments.insert(arguments.end(), {"--set", std::move(s)});
  return arguments;
}

void gpt3(benchmark::State& state, const std::string& symmetry, const std::string& transport,
          goal wanted) {
  measure(state,
          on_192("gpt3-175b", 35,
                 {"simulation.symmetry=" + symmetry, "simulation.transport=" + transport}),
          wanted);
}

/// A hundred times as many transactions: what one costs, not what surrounds them.
void gpt3_1mb_bursts(benchmark::State& state, const std::string& transport) {
  measure(state,
          on_192("gpt3-175b", 35, {"simulation.burst=1 MB", "simulation.transport=" + transport}),
          {0, 0});
}

void dense_120t(benchmark::State& state) { measure(state, on_192("dense-120t", 1, {}), {10, 0}); }

#define WS_STEP(...) \
  BENCHMARK_CAPTURE(__VA_ARGS__)->UseManualTime()->Unit(benchmark::kSecond)->Iterations(1)

WS_STEP(gpt3, folded, "folded", "loosely_timed", goal{1, 100})
    ->Repetitions(5)
    ->ReportAggregatesOnly();
WS_STEP(gpt3, folded_at, "folded", "approximately_timed", goal{1, 100})
    ->Repetitions(5)
    ->ReportAggregatesOnly();
WS_STEP(gpt3_1mb_bursts, lt, "loosely_timed")->Repetitions(3)->ReportAggregatesOnly();
WS_STEP(gpt3_1mb_bursts, at, "approximately_timed")->Repetitions(3)->ReportAggregatesOnly();
WS_STEP(gpt3, planes, "planes", "loosely_timed", goal{3, 0})
    ->Repetitions(3)
    ->ReportAggregatesOnly();
WS_STEP(gpt3, planes_at, "planes", "approximately_timed", goal{0, 0})
    ->Repetitions(3)
    ->ReportAggregatesOnly();
WS_STEP(gpt3, none, "none", "loosely_timed", goal{20, 0})->Repetitions(1);
BENCHMARK(dense_120t)
    ->UseManualTime()
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->Repetitions(3)
    ->ReportAggregatesOnly();

}  // namespace

int sc_main(int, char**) { return 0; }

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
