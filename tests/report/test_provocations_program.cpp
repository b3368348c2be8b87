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

// What a testbench executable writes to standard error.
std::string bench_said(const std::string& command) {
  return without_newline(run(WS_BINARY_DIR "/" + command + " 2>&1 >/dev/null").text);
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

// How far an interrupted run came depends on the machine.
std::string without_progress(const ended& end) {
  const std::string text = without_newline(end.text);
  const size_t from = text.find("after "), to = text.find(" of ");
  if (end.status != exit_status::interrupted || to == std::string::npos || from > to) return text;
  return text.substr(0, from) + "after N" + text.substr(to);
}

// Starts a long run, interrupts it, and returns the line that it ends with.
std::string interrupt() {
  const scratch_folder folder;
  return without_progress(
      run("cd " WS_SOURCE_DIR " && timeout --preserve-status -s INT 1 " WS_BINARY_DIR
          "/waferstream train " +
          tiny_files + " --steps 2000000 --json " + (folder / "out.json") + " >/dev/null"));
}

std::string interrupt_bench() {
  return without_progress(run("timeout --preserve-status -s INT 1 " WS_BINARY_DIR
                              "/tb_swarmx --bytes '2 GB' --radix 2"));
}

std::string last_line(const std::string& text) { return text.substr(text.rfind('\n') + 1); }

// A model of 120 trillion parameters over a link of 1 Mb/s.
const std::string too_slow =
    "train --cluster configs/clusters/cs2-192.yaml --model configs/models/dense-120t.json "
    "--systems 1 --steps 1 --set 'cs2.link_rate=1 Mb/s'";

// What a simulation ends with, in a process of its own: SystemC simulates once in each.
std::string simulated(bool gradients, uint64_t most_turns) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = told([&] {
      const cluster_config config = parse_cluster(
          "{cs2: {links: 1}, memoryx: {servers: 1}, training: {batch_sequences: 1}}", "c.yaml");
      const model m = parse_model(R"({"model_type": "mlp", "layer_sizes": [3, 2]})", "m.json");
      plan p = make_plan(m, config);
      for (plan_item& item : p.items)
        if (item.tensor >= 0 && !gradients) item.gradient_words = 0;
      run_options options;
      options.most_turns = most_turns;
      run_training(config, m, p, options);
    });
    _exit(write(ends[1], text.data(), text.size()) < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(n));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return text;
}

// No weight ever gets a gradient: the second step waits for an update that cannot come.
std::string wait_for_ever() { return simulated(false, run_guard::default_most_turns); }

// A simulation that may not even begin.
std::string wait_in_circles() { return simulated(true, 5); }

}  // namespace

provocations program_provocations() {
  return {
      {"usage",
       {[] { return said("train --no-such-option " + tiny_files); },
        "--no-such-option: unknown option (--help lists what is allowed)"}},
      {"command_missing",
       {[] { return said(""); },
        "a subcommand is missing; allowed are train, config, model, asm, disasm, run, kernel, isa "
        "(--help lists what is allowed)"}},
      {"command_unknown",
       {[] { return said("fly"); },
        "fly: unknown subcommand; allowed are train, config, model, asm, disasm, run, kernel, isa "
        "(--help lists what is allowed)"}},
      {"command_unknown_near",
       {[] { return said("trian --steps 3"); },
        "trian: unknown subcommand; did you mean \"train\"? Allowed are train, config, model, "
        "asm, disasm, run, kernel, isa (--help lists what is allowed)"}},
      {"option_unknown",
       {[] { return said("config --wobble 3"); },
        "--wobble: unknown option (--help lists what is allowed)"}},
      {"option_unknown_near",
       {[] { return said("train --systms 2 " + tiny_files); },
        "--systms: unknown option; did you mean --systems? (--help lists what is allowed)"}},
      {"option_missing",
       {[] { return said("model"); },
        "--model: missing; it must be given (--help lists what is allowed)"}},
      {"option_without_value",
       {[] { return bench_said("tb_cs2 --burst --stall 0.5"); },
        "--burst: the value is missing; allowed is an amount of data from 4 B to 1 GB (--help "
        "lists what is allowed)"}},
      {"option_takes_no_value",
       {[] { return said("config --check=no"); },
        "--check = no: takes no value; it is given or not (--help lists what is allowed)"}},
      {"option_no_file",
       {[] { return said("train --json '' " + tiny_files); },
        "--json = \"\": allowed is the name of a file (--help lists what is allowed)"}},
      {"option_twice",
       {[] { return bench_said("tb_cluster --steps 2 --steps=2"); },
        "--steps: given twice (--help lists what is allowed)"}},
      {"options_exclude",
       {[] { return said("config --schema --check"); },
        "--check and --schema: allowed is one of them (--help lists what is allowed)"}},
      {"option_needs",
       {[] { return said("run programs/chain_reduce.wsa --wave-tiles 0,0,1,1"); },
        "--wave-tiles: only together with --wave (--help lists what is allowed)"}},
      {"argument_unexpected",
       {[] { return said("config cluster.yaml"); },
        "\"cluster.yaml\": not expected; options begin with -- (--help lists what is allowed)"}},
      {"not_words",
       {[] { return bench_said("tb_swarmx --burst '4097 B'"); },
        "--burst = 4.097 kB: allowed are whole words of 4 B (--help lists what is allowed)"}},
      {"below_other",
       {[] { return bench_said("tb_memoryx --buffer '64 kB'"); },
        "--buffer = 64 kB: allowed is at least --burst = 1 MB (--help lists what is allowed)"}},
      {"too_much",
       {[] {
          return bench_said(
              "tb_swarmx --link-rate '1 Mb/s' --hop-latency '1 s' --burst '4 kB' --systems 1 "
              "--bytes '1 GB'");
        },
        "--link-rate = 1 Mb/s: makes 5.04e+06 s of simulated time; allowed is at most 1e+06 "
        "(--help lists what is allowed)"}},
      {"promise_broken",
       {[] { return bench_said("tb_swarmx --direction down --buffer '65536 B' --at-most 1.05"); },
        "a promise is broken: broadcast: 1.2672 times its closed form"}},
      {"bench_interrupted",
       {interrupt_bench, "interrupted after N of simulated time; nothing is judged"}},
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
        "--batch-tokens = 2049: allowed is a multiple of the model's 2048 tokens per sequence; "
        "nearest: 2048 and 4096"}},
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
      {"time_over",
       {[] { return last_line(said(too_slow)); },
        "simulated time ran out: something would go on until 4,000,585 s, simulated time ends at "
        "4e6 s (46 days)"}},
      {"livelock",
       {wait_in_circles,
        "no progress: 6 turns of processes at 0 s; waiting are cluster.memoryx.staging0: empty; "
        "cluster.cs2_0.activations_in: empty; cluster.cs2_0.grads_egress0: empty; "
        "cluster.cs2_0.activations_egress: empty; cluster.activation_server_0.activations_in: "
        "empty"}},
      {"deadlock",
       {wait_for_ever,
        "nothing can move at 7.017348e-06 s: cluster.memoryx: stream 0 waits for update 1 "
        "of tensor 0; "
        "cluster.memoryx.grads_in0: empty; "
        "cluster.memoryx.staging0: empty; "
        "cluster.cs2_0.weights_in0: empty; "
        "cluster.cs2_0.grads_egress0: empty; "
        "cluster.cs2_0.activations_egress: empty; "
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
