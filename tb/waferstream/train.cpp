// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
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
  unsigned steps = 2;
  std::vector<std::string> settings;
  std::string json, timeline, trace;
  bool values = false, no_baseline = false;
};

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
    faults.push_back(fault{location{}, say(msg::batch_tokens, *given.batch_tokens, sequence)});
  }
  collect([&] { in.config = load_cluster(given.cluster, all_settings(given, sequence)); });
  if (!faults.empty()) throw input_error(faults);
  return in;
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

std::string written(const train_arguments& given) {
  std::string text;
  for (const std::string& path : {given.json, given.timeline, given.trace}) {
    if (!path.empty()) text += (text.empty() ? "\nWritten: " : ", ") + path;
  }
  return text.empty() ? text : text + "\n";
}

int run_train(const train_arguments& given) {
  catch_interrupts();
  const inputs in = load(given);
  check_files(given);
  const plan schedule = make_plan(in.network, in.config);

  std::optional<waveform> wave;
  if (!given.trace.empty()) wave.emplace(given.trace);
  progress_line progress(stderr, isatty(STDERR_FILENO) == 1);
  run_options options;
  options.steps = given.steps;
  options.values = given.values;
  options.timeline = !given.timeline.empty();
  options.single_system = !given.no_baseline;
  if (wave) options.trace_vcd = wave->vcd();
  options.stop = &interrupt_flag();
  options.progress = [&](double done, double wall_s) { progress.show(done, wall_s); };
  const run_result result = run_training(in.config, in.network, schedule, options);
  progress.clear();

  const run_report report{in.config, in.network, schedule, result};
  if (!given.json.empty()) write_file(given.json, results_json(report));
  if (!given.timeline.empty()) {
    output_file file(given.timeline);
    write_timeline(file.stream(), result.timeline);
    file.commit();
  }
  if (wave) wave->commit();
  print(summary(report, style_of_stdout()) + written(given));
  if (result.complete) return exit_status::ok;
  std::fprintf(stderr, "%s\n", say(msg::interrupted, result.steps, given.steps).c_str());
  return exit_status::interrupted;
}

}  // namespace

void add_train(CLI::App& app, action& chosen) {
  auto given = std::make_shared<train_arguments>();
  CLI::App* c = app.add_subcommand("train", "Simulates training steps and reports where time goes");
  c->add_option("--cluster", given->cluster, "Cluster file (YAML)")->required();
  c->add_option("--model", given->model, "Model file (HuggingFace config.json)")->required();
  c->add_option("--systems", given->systems, "Number of CS-2; default: the cluster file's");
  auto* sequences = c->add_option("--batch-sequences", given->batch_sequences,
                                  "Sequences per step, all systems together");
  c->add_option("--batch-tokens", given->batch_tokens, "The same in tokens")->excludes(sequences);
  c->add_option("--sparsity", given->sparsity, "Share of zeros in every weight matrix");
  c->add_option("--steps", given->steps, "Steps to simulate; the last is reported")
      ->check(CLI::Range(1U, 1'000'000'000U))
      ->capture_default_str();
  c->add_option("--set", given->settings, "key.path=value on top of the cluster file; repeatable")
      ->type_size(1)
      ->allow_extra_args(false);
  c->add_flag("--values", given->values, "Move real numbers: the network really trains");
  c->add_flag("--no-baseline", given->no_baseline, "Do not simulate one system for comparison");
  c->add_option("--json", given->json, "Write all results (docs/results.md)");
  c->add_option("--timeline", given->timeline, "Write a timeline for ui.perfetto.dev (JSON)");
  c->add_option("--trace", given->trace, "Write waveforms for GTKWave (.vcd or .fst)");
  c->callback([given, &chosen] { chosen = [given] { return run_train(*given); }; });
}

}  // namespace ws::program
