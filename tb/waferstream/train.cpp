// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "commands.h"
#include "interrupt.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/cluster/run.h"
#include "ws/config/load.h"
#include "ws/report/outcome.h"
#include "ws/report/output_file.h"
#include "ws/report/progress.h"
#include "ws/report/results_json.h"
#include "ws/report/summary.h"
#include "ws/report/timeline.h"
#include "ws/report/waveform.h"

namespace ws::program {
namespace {

struct train_arguments {
  std::string cluster, model;
  std::optional<uint64_t> systems, batch_sequences, batch_tokens;
  std::optional<double> sparsity;
  uint64_t steps = 2;
  std::vector<std::string> settings;
  std::string json, timeline, trace;
  bool values = false, no_baseline = false;
};

std::string batch_option(const train_arguments& given) {
  if (given.batch_tokens) return fmt::format("--batch-tokens {}", *given.batch_tokens);
  return given.batch_sequences ? fmt::format("--batch-sequences {}", *given.batch_sequences) : "";
}

// The options that change the cluster file, as they were typed.
std::string typed(const train_arguments& given) {
  std::vector<std::string> all;
  if (given.systems) all.push_back(fmt::format("--systems {}", *given.systems));
  if (given.sparsity) all.push_back(fmt::format("--sparsity {}", *given.sparsity));
  if (!batch_option(given).empty()) all.push_back(batch_option(given));
  return fmt::format("{}", fmt::join(all, " "));
}

// The options with a name of their own are settings of the cluster file like any other.
std::vector<std::string> all_settings(const train_arguments& given, uint64_t sequence_length) {
  std::vector<std::string> settings = given.settings;
  if (given.systems) settings.push_back(fmt::format("systems={}", *given.systems));
  if (given.sparsity) settings.push_back(fmt::format("training.sparsity={}", *given.sparsity));
  std::optional<uint64_t> sequences = given.batch_sequences;
  if (given.batch_tokens) sequences = *given.batch_tokens / sequence_length;
  if (sequences) settings.push_back(fmt::format("training.batch_sequences={}", *sequences));
  return settings;
}

struct inputs {
  model network;
  cluster_config config;
};

// A fault that the options with a name of their own have made is theirs, not --set's.
void blame(const train_arguments& given, std::vector<fault>& faults) {
  std::vector<fault> before;
  try {
    load_cluster(given.cluster, given.settings);
  } catch (const input_error& e) {
    before = e.faults();
  }
  for (fault& f : faults) {
    const auto same = [&](const fault& other) { return to_string(other) == to_string(f); };
    if (f.where.file == "--set" && std::none_of(before.begin(), before.end(), same))
      f.where.file = typed(given);
  }
}

// Both files are read even if the first is bad, so that the user sees all faults at once.
inputs load(const train_arguments& given) {
  inputs in;
  std::vector<fault> faults;
  const auto collect = [&](const auto& read) {
    try {
      read();
    } catch (const input_error& e) {
      faults.insert(faults.end(), e.faults().begin(), e.faults().end());
    }
  };
  collect([&] { in.network = load_model(given.model); });
  const uint64_t sequence = std::max<uint64_t>(in.network.sequence_length, 1);
  if (faults.empty() && given.batch_tokens && *given.batch_tokens % sequence != 0) {
    const uint64_t below = *given.batch_tokens / sequence * sequence;
    const std::string near = below == 0 ? fmt::format("{}", sequence)
                                        : fmt::format("{} and {}", below, below + sequence);
    faults.push_back(
        fault{location{}, say(msg::batch_tokens, *given.batch_tokens, sequence, near)});
  }
  collect([&] { in.config = load_cluster(given.cluster, all_settings(given, sequence)); });
  if (faults.empty()) return in;
  blame(given, faults);
  throw input_error(faults);
}

// A batch that does not suit the plan is told by the option that asks for it.
plan plan_of(const train_arguments& given, const inputs& in) {
  try {
    return make_plan(in.network, in.config);
  } catch (const input_error& e) {
    std::vector<fault> faults = e.faults();
    for (fault& f : faults)
      if (f.text.find("training.batch_sequences = ") == 0 && !batch_option(given).empty())
        f.where.file = batch_option(given);
    throw input_error(faults);
  }
}

void check_files(const train_arguments& given) {
  std::vector<named_file> outputs;
  if (!given.json.empty()) outputs.push_back({"--json", given.json});
  if (!given.timeline.empty()) outputs.push_back({"--timeline", given.timeline});
  if (!given.trace.empty()) {
    waveform::check(given.trace);
    outputs.push_back({"--trace", given.trace});
  }
  check_outputs(outputs, {{"--cluster", given.cluster}, {"--model", given.model}});
}

run_result simulate(const inputs& in, const plan& schedule, const run_options& options) {
  try {
    return run_training(in.config, in.network, schedule, options);
  } catch (const failed_run& e) {
    return e.partial();
  }
}

// Writes the files that were asked for, unless they would be empty; returns what to tell of it.
std::string write_results(const train_arguments& given, const run_report& report,
                          std::optional<waveform>& wave) {
  std::string text;
  const auto written = [&text](const std::string& path) {
    text += (text.empty() ? "\nWritten: " : ", ") + path;
  };
  if (!given.json.empty()) {
    write_file(given.json, results_json(report));
    written(given.json);
  }
  if (!given.timeline.empty() && !report.result.timeline.empty()) {
    output_file file(given.timeline);
    write_timeline(file.stream(), report.result.timeline);
    file.commit();
    written(given.timeline);
  }
  if (wave && !wave->empty()) {
    wave->commit();
    written(given.trace);
  }
  return text.empty() ? text : text + "\n";
}

int run_train(const train_arguments& given) {
  catch_interrupts();
  const inputs in = load(given);
  check_files(given);
  const plan schedule = plan_of(given, in);

  std::optional<waveform> wave;
  if (!given.trace.empty()) wave.emplace(given.trace);
  progress_line progress(stderr, isatty(STDERR_FILENO) == 1);
  run_options options;
  options.steps = static_cast<uint32_t>(given.steps);
  options.values = given.values;
  options.timeline = !given.timeline.empty();
  options.single_system = !given.no_baseline;
  if (wave) options.trace_vcd = wave->vcd();
  options.stop = &interrupt_flag();
  options.progress = [&](double done, double wall_s) { progress.show(done, wall_s); };
  const run_result result = simulate(in, schedule, options);
  progress.clear();

  const run_report report{in.config, in.network, schedule, result};
  const std::string written = write_results(given, report, wave);
  print(summary(report, style_of_stdout()) + written);
  if (result.complete) return exit_status::ok;
  if (!result.failure.empty()) throw simulation_error(result.failure);
  std::fprintf(stderr, "%s\n", say(msg::interrupted, result.steps, given.steps).c_str());
  return exit_status::interrupted;
}

}  // namespace

command train_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<train_arguments>();
    field tokens = setting("training.batch_sequences");
    tokens.least = 1;  // as many as sequences may be, so that these are always allowed
    o.file("--cluster", given->cluster, "Cluster file (YAML)")->required();
    o.file("--model", given->model, "Model file (HuggingFace config.json)")->required();
    o.maybe("--systems", given->systems, setting("systems"),
            "Number of CS-2; default: the cluster file's");
    o.maybe("--batch-sequences", given->batch_sequences, setting("training.batch_sequences"),
            "Sequences per step, all systems together; 0: the most that fit");
    o.maybe("--batch-tokens", given->batch_tokens, tokens, "The same in tokens");
    o.exclude("--batch-tokens", "--batch-sequences");
    o.maybe("--sparsity", given->sparsity, setting("training.sparsity"),
            "Share of zeros in every weight matrix");
    o.integer("--steps", given->steps, 1, 1'000'000'000, "Steps to simulate; the last is reported");
    add_settings(o, given->settings);
    o.flag("--values", given->values, "Move real numbers: the network really trains");
    o.flag("--no-baseline", given->no_baseline, "Do not simulate one system for comparison");
    o.file("--json", given->json, "Write all results (docs/results.md)");
    o.file("--timeline", given->timeline, "Write a timeline for ui.perfetto.dev (JSON)");
    o.file("--trace", given->trace, "Write waveforms for GTKWave (.vcd or .fst)");
    return [given] { return run_train(*given); };
  };
  return {"train", "Simulates training steps and reports where time goes", declare};
}

}  // namespace ws::program
