// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>

#include "commands.h"
#include "hardware.h"
#include "interrupt.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/isa/assembler.h"
#include "ws/isa/source.h"
#include "ws/report/grid_hardware.h"
#include "ws/report/grid_recording.h"
#include "ws/report/grid_report.h"
#include "ws/report/outcome.h"
#include "ws/report/output_file.h"
#include "ws/report/symbol_files.h"

namespace ws::program {
namespace {

struct run_arguments {
  std::string program, json;
  isa::assembler_options options;
  hardware_choice tiles;
  recording_choice recording;
  std::vector<std::string> in, out;  // NAME=FILE
  uint64_t max_cycles = 1'000'000'000, threads = 1;
  std::string checkpoint, resume;
  uint64_t checkpoint_at = 0;  // 0: only when it is interrupted
};

isa::program_image load(const run_arguments& given) {
  const std::string text = isa::read_source(given.program);
  if (text.substr(0, 4) != "\177ELF") return isa::assemble_file(given.program, given.options);
  if (!given.options.settings.empty()) throw usage_error(say(msg::run_assembled, given.program));
  return isa::from_elf(text, given.program);
}

void check_choices(const run_arguments& given) {
  const bool keeps = !given.checkpoint.empty() || !given.resume.empty();
  if (given.checkpoint_at != 0 && given.checkpoint.empty())
    throw usage_error(say(msg::checkpoint_no_file));
  if (keeps && (given.tiles.twin != "cpp" || !given.tiles.rectangle.empty()))
    throw usage_error(say(msg::checkpoint_hardware));
  if (!given.resume.empty() && !given.in.empty()) throw usage_error(say(msg::checkpoint_inputs));
}

void check_files(const run_arguments& given) {
  std::vector<named_file> inputs{{"program", given.program}},
      outputs = checked_files(given.recording);
  if (!given.json.empty() && given.json != "-") outputs.push_back({"--json", given.json});
  if (!given.checkpoint.empty()) outputs.push_back({"--checkpoint", given.checkpoint});
  if (!given.resume.empty()) inputs.push_back({"--resume", given.resume});
  for (const std::string& file : files_of(given.in)) inputs.push_back({"--in", file});
  for (const std::string& file : files_of(given.out)) outputs.push_back({"--out", file});
  check_outputs(outputs, inputs);
}

void resume(grid& tiles, const std::string& path) {
  std::ifstream from(path, std::ios::binary);
  if (!from) throw input_error(path, say(msg::cannot_read, std::strerror(errno)));
  state_file file(from, path);
  tiles.exchange(file);
}

void keep(grid& tiles, const std::string& path) {
  output_file file(path);
  state_file state(file.stream());
  tiles.exchange(state);
  file.commit();
}

grid::ended run(grid& tiles, const run_arguments& given) {
  const uint64_t from = tiles.cycle(), at = given.checkpoint_at;
  if (at > from && at < given.max_cycles) {
    const grid::ended how = tiles.run(at, &interrupt_flag());
    if (how == grid::ended::limit) keep(tiles, given.checkpoint);
  }
  const grid::ended how = tiles.run(given.max_cycles, &interrupt_flag());
  if (how == grid::ended::stopped && !given.checkpoint.empty()) keep(tiles, given.checkpoint);
  if (at != 0 && (at <= from || tiles.cycle() < at))
    std::fprintf(stderr, "%s\n",
                 say(msg::checkpoint_ended, at, from, tiles.cycle(), given.checkpoint).c_str());
  return how;
}

/// What happened up to a failure is recorded, too.
grid::ended step(grid& tiles, const run_arguments& given) {
  grid_recording recording(tiles, given.recording);
  try {
    const grid::ended how = run(tiles, given);
    tiles.compare();
    recording.commit();
    return how;
  } catch (const simulation_error&) {
    recording.commit();
    throw;
  }
}

int run_program(const run_arguments& given) {
  catch_interrupts();
  const bool to_stdout = given.json == "-";
  check_choices(given);
  check_files(given);
  const isa::program_image image = load(given);
  const symbol_files files(image, given.in, given.out);
  grid tiles(image, static_cast<unsigned>(given.threads));
  if (given.resume.empty()) {
    files.fill(tiles);
  } else {
    resume(tiles, given.resume);
  }
  put_hardware(tiles, given.tiles, hardware());
  const grid::ended how = step(tiles, given);
  const grid_report report{image, tiles, how, given.program};

  if (to_stdout) {
    print(grid_json(report));
  } else {
    if (!given.json.empty()) write_file(given.json, grid_json(report));
    print(grid_summary(report, style_of_stdout()));
  }
  for (const std::string& line : undefined_lines(report))
    std::fprintf(stderr, "%s\n", line.c_str());
  const std::string failure = grid_failure(report, given.max_cycles);
  if (!failure.empty()) throw simulation_error(failure);
  if (how != grid::ended::stopped) {
    for (const std::string& line : files.write(tiles)) std::fprintf(stderr, "%s\n", line.c_str());
    return exit_status::ok;
  }
  std::fprintf(stderr, "%s\n", say(msg::run_interrupted, tiles.cycle()).c_str());
  return exit_status::interrupted;
}

}  // namespace

command run_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<run_arguments>();
    o.operand("program", given->program, "Program (.wsa, docs/assembler.md) or its ELF file");
    o.assignments("-D", given->options.settings, "NAME=VALUE",
                  "A .param of the program, such as -D P=512; repeatable");
    o.integer("--max-cycles", given->max_cycles, 1, 1'000'000'000'000'000,
              "Cycles after which a program that still runs has failed");
    o.integer("--threads", given->threads, 1, 1024,
              "Threads that share the rows of tiles; the results are the same");
    o.named_files("--in", given->in,
                  "Fill an array of the program from a NumPy file (docs/assembler.md); repeatable");
    o.named_files("--out", given->out,
                  "Write an array to a NumPy file once the program has finished; repeatable");
    o.file("--checkpoint", given->checkpoint,
           "Write all that the tiles hold, in cycle --checkpoint-at or when interrupted");
    o.integer("--checkpoint-at", given->checkpoint_at, 1, 1'000'000'000'000'000,
              "Cycle of the checkpoint; the run goes on");
    o.file("--resume", given->resume, "Go on from a checkpoint of the same program");
    o.choice("--twin", given->tiles.twin, {"cpp", "rtl", "lockstep"},
             "What tiles are made of: C++, Verilated hardware, or both and compared");
    o.file("--rtl", given->tiles.rectangle,
           "X,Y,WIDTH,HEIGHT: only these tiles in hardware, or in lockstep");
    o.file("--trace", given->recording.trace,
           "Write instructions, stalls and wavelets cycle by cycle (waveforms/README.md)");
    o.file("--wave", given->recording.wave, "Write waveforms for GTKWave (.vcd or .fst)");
    o.file("--wave-tiles", given->recording.wave_tiles,
           "X,Y,WIDTH,HEIGHT: only these tiles in the waveforms");
    o.file("--json", given->json, "Write what happened (docs/assembler.md); - for standard output");
    return [given] { return run_program(*given); };
  };
  return {"run", "Runs a program on its tiles, cycle by cycle", declare};
}

}  // namespace ws::program
