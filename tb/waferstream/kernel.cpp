// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include "commands.h"
#include "hardware.h"
#include "interrupt.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/stopwatch.h"
#include "ws/report/gemm_report.h"
#include "ws/report/grid_hardware.h"
#include "ws/report/grid_report.h"
#include "ws/report/npy.h"
#include "ws/report/outcome.h"
#include "ws/report/output_file.h"
#include "ws/wafer/gemm_run.h"

namespace ws::program {
namespace {

constexpr int most_tiles = 4096;  // of a side

struct kernel_arguments {
  std::string name, precision = "mixed", json, out;
  kernels::gemm_request asked;
  hardware_choice tiles;
  uint64_t seed = 1, threads = 1, max_cycles = 1'000'000'000;
};

std::string read_grid(const std::string& text, kernels::gemm_request& to) {
  unsigned width = 0, height = 0;
  int read = 0;
  const int values = std::sscanf(text.c_str(), "%4ux%4u%n", &width, &height, &read);
  if (values != 2 || text.size() != static_cast<size_t>(read) || width == 0 || height == 0 ||
      width > most_tiles || height > most_tiles)
    return say(msg::kernel_grid, text, most_tiles, most_tiles);
  to.width = width;
  to.height = height;
  return "";
}

std::string matrix(uint64_t rows, uint64_t columns, const std::vector<uint16_t>& values) {
  npy_array array{"<f2", {rows, columns}, {}};
  array.data.reserve(2 * values.size());
  for (const uint16_t v : values) {
    array.data.push_back(static_cast<char>(v & 0xffu));
    array.data.push_back(static_cast<char>(v >> 8));
  }
  return write_npy(array);
}

/// The three matrices, for who wants to look at them.
void write_matrices(const std::string& prefix, const kernels::gemm_shape& s,
                    const kernels::gemm_data& data, const std::vector<uint16_t>& result) {
  write_file(prefix + ".activations.npy", matrix(s.tokens, s.inputs, data.activations));
  write_file(prefix + ".weights.npy", matrix(s.outputs, s.inputs, data.weights));
  write_file(prefix + ".result.npy", matrix(s.tokens, s.outputs, result));
}

void check_files(const kernel_arguments& given) {
  std::vector<named_file> outputs;
  if (!given.json.empty() && given.json != "-") outputs.push_back({"--json", given.json});
  if (!given.out.empty())
    for (const char* name : {".activations.npy", ".weights.npy", ".result.npy"})
      outputs.push_back({"--out", given.out + name});
  check_outputs(outputs, {});
}

void tell(const kernel_arguments& given, const gemm_report& report) {
  if (given.json == "-") return print(gemm_json(report));
  if (!given.json.empty()) write_file(given.json, gemm_json(report));
  print(gemm_summary(report, style_of_stdout()));
}

int run_gemm(const kernel_arguments& given) {
  catch_interrupts();
  check_files(given);
  const kernels::gemm_mapping mapping = kernels::map_gemm(given.asked);
  const isa::program_image image = kernels::gemm_program(mapping);
  const kernels::gemm_data data =
      kernels::random_gemm(mapping.shape, given.asked.sparsity, given.seed);
  grid tiles(image, static_cast<unsigned>(given.threads));
  put_activations(tiles, image, mapping, data);
  weight_edge weights(mapping, data);
  tiles.put_edge(weights, weights.sides());
  put_hardware(tiles, given.tiles, hardware());

  const stopwatch time;
  const grid::ended how = tiles.run(given.max_cycles, &interrupt_flag());
  const double seconds = time.seconds();
  tiles.compare();
  const std::string failure = grid_failure({image, tiles, how, "gemm"}, given.max_cycles);
  if (!failure.empty()) throw simulation_error(failure);
  if (how == grid::ended::stopped) {
    std::fprintf(stderr, "%s\n", say(msg::run_interrupted, tiles.cycle()).c_str());
    return exit_status::interrupted;
  }
  const std::vector<uint16_t> result = gemm_result(tiles, image, mapping);
  check_gemm(mapping.shape, result, kernels::gemm_expected(mapping, data));
  gemm_report report{mapping};
  report.twin = given.tiles.twin;
  report.sparsity = given.asked.sparsity;
  report.seed = given.seed;
  report.threads = given.threads;
  report.nonzeros = data.nonzeros();
  report.weight_wavelets = weights.sent();
  report.cycles = tiles.cycle();
  report.counts = total_counts(tiles);
  report.memory_bytes = memory_of(tiles);
  report.max_error = kernels::gemm_error(mapping.shape, data, result);
  report.step_seconds = seconds;
  if (!given.out.empty()) write_matrices(given.out, mapping.shape, data, result);
  tell(given, report);
  return exit_status::ok;
}

}  // namespace

command kernel_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<kernel_arguments>();
    kernels::gemm_request& asked = given->asked;
    asked.shape = {64, 64, 64};
    constexpr uint64_t most = 1 << 20;
    o.operand("kernel", given->name, "Name of the kernel: gemm (docs/kernels.md)");
    o.any("--grid", "WxH", "WIDTHxHEIGHT", "Tiles, such as 750x994",
          [given](const std::string& text) { return read_grid(text, given->asked); })
        ->required();
    o.integer("--m", asked.shape.tokens, 1, most, "Tokens");
    o.integer("--k", asked.shape.inputs, 1, most, "Features of a token");
    o.integer("--n", asked.shape.outputs, 1, 65535, "Features of a token after the layer");
    o.number("--sparsity", asked.sparsity, quantity::plain, 0, 1,
             "Share of weights that are zero, at random places", true);
    o.choice("--precision", given->precision, {"mixed", "f16"},
             "Sums in f32 of f16 products, or in f16");
    o.integer("--columns", asked.columns, 1, most, "Columns that share out the features");
    o.integer("--buffers", asked.buffers, 2, most, "Outputs under way in a tile");
    o.integer("--seed", given->seed, 0, UINT64_MAX, "Of the random matrices");
    o.integer("--threads", given->threads, 1, 1024,
              "Threads that share the rows of tiles; the results are the same");
    o.choice("--twin", given->tiles.twin, {"cpp", "rtl", "lockstep"},
             "What tiles are made of: C++, Verilated hardware, or both and compared");
    o.integer("--max-cycles", given->max_cycles, 1, 1'000'000'000'000'000,
              "Cycles after which a kernel that still runs has failed");
    o.file("--json", given->json, "Write what happened (docs/kernels.md); - for standard output");
    o.file("--out", given->out,
           "Write the matrices to FILE.activations.npy, FILE.weights.npy and FILE.result.npy");
    return [given] {
      if (given->name != "gemm") throw usage_error(say(msg::kernel_unknown, given->name, "gemm"));
      given->asked.half = given->precision == "f16";
      return run_gemm(*given);
    };
  };
  return {"kernel", "Runs a layer's arithmetic on a grid of tiles, cycle by cycle", declare};
}

}  // namespace ws::program
