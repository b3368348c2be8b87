// SPDX-License-Identifier: Apache-2.0
#include "report/provocation.h"
#include "ws/cluster/run.h"
#include "ws/report/output_file.h"
#include "ws/report/waveform.h"

// The rows of the message table that belong to the program and its files (test_messages.cpp).
namespace ws::testing_report {
namespace {

const std::string tiny_files =
    "--cluster configs/clusters/tiny.yaml --model configs/models/mlp-digits.json";

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string said(const std::string& arguments) {
  return without_newline(waferstream(arguments).text);
}

// A folder on the PATH that holds a vcd2fst of our own, or none.
std::string with_path(const std::string& script, const std::function<void()>& action) {
  const scratch_folder folder;
  if (!script.empty()) {
    const std::string tool = folder.write("vcd2fst", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
  }
  const char* const before = std::getenv("PATH");
  const std::string path = before != nullptr ? before : "";
  setenv("PATH", (folder / "").c_str(), 1);
  const std::string text = told(action);
  setenv("PATH", path.c_str(), 1);
  return text;
}

std::string convert_badly() {
  const scratch_folder folder;
  const std::string text = with_path("exit 3", [&] {
    waveform wave(folder / "a.fst");
    wave.commit();
  });
  const size_t at = text.find(folder / "");
  return at == std::string::npos ? text
                                 : text.substr(0, at) + text.substr(at + (folder / "").size());
}

std::string overwrite_input() {
  return told([] { check_outputs({{"--json", "/dev/null"}}, {{"--model", "/dev/null"}}); });
}

// Starts a long run, interrupts it, and returns the line that it ends with.
std::string interrupt() {
  const scratch_folder folder;
  const ended end =
      run("cd " WS_SOURCE_DIR " && timeout --preserve-status -s INT 1 " WS_BINARY_DIR
          "/waferstream train " +
          tiny_files + " --steps 2000000 --json " + (folder / "out.json") + " >/dev/null");
  const std::string text = without_newline(end.text);
  // How far it came depends on the machine.
  const size_t from = text.find("after "), to = text.find(" of ");
  if (end.status != exit_status::interrupted || to == std::string::npos || from > to) return text;
  return text.substr(0, from) + "after N" + text.substr(to);
}

// A plan in which no weight ever gets a gradient: the second step waits for an update that cannot
// come. The only simulation of this process.
std::string wait_for_ever() {
  return told([] {
    const cluster_config config = parse_cluster(
        "{cs2: {links: 1}, memoryx: {servers: 1}, training: {batch_sequences: 1}}", "c.yaml");
    const model m = parse_model(R"({"model_type": "mlp", "layer_sizes": [3, 2]})", "m.json");
    plan p = make_plan(m, config);
    for (plan_item& item : p.items)
      if (item.tensor >= 0) item.gradient_words = 0;
    run_training(config, m, p, run_options());
  });
}

}  // namespace

provocations program_provocations() {
  return {
      {"usage",
       {[] { return said("train --no-such-option " + tiny_files); },
        "The following argument was not expected: --no-such-option (--help lists what is "
        "allowed)"}},
      {"same_output",
       {[] { return said("train --json /dev/null --timeline /dev/../dev/null " + tiny_files); },
        "--json and --timeline name the same file: /dev/../dev/null (--help lists what is "
        "allowed)"}},
      {"output_is_input",
       {overwrite_input,
        "--json would overwrite the input of --model: /dev/null (--help lists what is allowed)"}},
      {"trace_suffix",
       {[] { return said("train --trace out.txt " + tiny_files); },
        "--trace out.txt: the name must end in .vcd or .fst (--help lists what is allowed)"}},
      {"batch_tokens",
       {[] {
          return said(
              "train --cluster configs/clusters/cs2.yaml --model configs/models/gpt3-175b.json "
              "--batch-tokens 2049");
        },
        "--batch-tokens 2049: must be a multiple of the model's 2048 tokens per sequence"}},
      {"cannot_write",
       {[] { return said("train --json /no/such/folder/out.json " + tiny_files); },
        "cannot write /no/such/folder/out.json: No such file or directory"}},
      {"no_vcd2fst",
       {[] { return with_path("", [] { waveform::check("a.fst"); }); },
        "--trace a.fst: needs vcd2fst (Debian package gtkwave), which is not in PATH"}},
      {"vcd2fst_failed", {convert_badly, "vcd2fst could not make a.fst (status 3)"}},
      {"time_range",
       {[] { return told([] { from_seconds(5e6); }); },
        "something takes 5000000 s: simulated time ends at 4e6 s"}},
      {"deadlock",
       {wait_for_ever,
        "nothing can move at 7.017347e-06 s: cluster.memoryx: stream waits for update 1 "
        "of tensor 0; "
        "cluster.memoryx.grads_in0: empty; "
        "cluster.memoryx.staging0: empty; "
        "cluster.cs2_0.weights_in0: empty; "
        "cluster.cs2_0.grads_egress0: empty; "
        "cluster.cs2_0.activations_egress0: empty; "
        "cluster.activation_server_0.activations_in: empty"}},
      {"out_of_memory",
       {[] { return told([] { throw std::bad_alloc(); }); }, "the machine's memory is not enough"}},
      {"simulation_failed",
       {[] { return told([] { throw std::logic_error("broken promise"); }); },
        "the simulation failed: broken promise"}},
      {"interrupted",
       {interrupt, "interrupted after N of 2000000 steps; the results are marked as incomplete"}},
  };
}

}  // namespace ws::testing_report
