// SPDX-License-Identifier: Apache-2.0
// Testbench of MemoryX: layers of equal size stream to one far end that takes them at its own pace
// and sends gradients back. Exit status 0: every promise held, 1: one was broken, 2: usage.
#include <algorithm>
#include <chrono>

#include "../tests/memoryx/memory_bench.h"
#include "block_options.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t layers = 12, rows = 2048, columns = 2048, flash_layers = 0, planes = 12, seed = 1;
  uint32_t steps = 2;
  double burst = 1e6, buffer = 4e6, link_rate = 100e9, link_latency = 1e-6, consume_rate = 0;
  double stall = 0;
  memoryx_config memory;
  std::string optimizer = "adamw", update = "after_global_norm", transport = "lt", trace;

  bool eager() const { return update == "eager"; }
  double parameters() const { return static_cast<double>(rows * columns); }
};

bench::memory_setup setup_of(const arguments& a) {
  bench::memory_setup s;
  s.memory = a.memory;
  s.training.update = a.eager() ? update_mode::eager : update_mode::after_global_norm;
  const std::vector<std::string> kinds = {"sgd", "momentum", "adam", "adamw"};
  s.training.optimizer = static_cast<optimizer_kind>(
      std::find(kinds.begin(), kinds.end(), a.optimizer) - kinds.begin());
  s.tensors.assign(a.layers, a.rows * a.columns);
  s.in_flash.assign(a.layers, false);
  std::fill(s.in_flash.end() - static_cast<ptrdiff_t>(a.flash_layers), s.in_flash.end(), true);
  s.steps = a.steps;
  s.planes = a.planes;
  s.burst_bytes = static_cast<uint64_t>(a.burst);
  s.gradient_buffer_bytes = s.eats.buffer_bytes = static_cast<uint64_t>(a.buffer);
  s.link_bytes_per_s = a.link_rate / 8;
  s.link_latency = from_seconds(a.link_latency);
  s.style = a.transport == "at" ? protocol::approximately_timed : protocol::loosely_timed;
  if (a.consume_rate > 0) s.eats.bytes_per_s = a.consume_rate;
  s.eats.stall_share = a.stall;
  s.eats.longest_stall = 4 * duration_ps(a.burst, s.link_bytes_per_s);  // four bursts
  s.eats.seed = a.seed;
  return s;
}

/// What the slowest resource needs for all weights of one pass.
double forward_s(const arguments& a) {
  const auto servers = static_cast<double>(a.memory.servers);
  const auto planes = static_cast<double>(a.planes), layers = static_cast<double>(a.layers);
  const double layer = 2 * a.parameters(), flash = layer * static_cast<double>(a.flash_layers);
  const double all = layer * layers;
  double longest = all / (planes * a.link_rate / 8);
  if (a.consume_rate > 0) longest = std::max(longest, all / (planes * a.consume_rate));
  const double network = a.memory.network_rate_bits_per_s / 8 * a.memory.network_efficiency;
  longest = std::max(longest, all / (servers * network));
  longest = std::max(longest, (all + flash) / (servers * a.memory.dram_bytes_per_s));
  // What fits the staging area is there before it is asked for.
  const double unstaged = std::max(0.0, flash - servers * a.memory.staging_bytes);
  return std::max(longest, unstaged / (servers * a.memory.flash_read_bytes_per_s));
}

/// From the last gradient to the first new weight: the norm and the first tensor's update.
double cross_iteration_s(const arguments& a, const optimizer_cost& cost) {
  const memoryx_config& m = a.memory;
  const double n = std::ceil(a.parameters() / static_cast<double>(m.servers));
  double update = std::max(n * (cost.bytes_read + cost.bytes_written) / m.dram_bytes_per_s,
                           n * cost.flops / m.optimizer_flops);
  if (a.flash_layers == a.layers) {
    const double read = cost.bytes_read - (a.eager() ? 4 : 0);
    update = std::max({update, n * read / m.flash_read_bytes_per_s,
                       n * cost.bytes_written / m.flash_write_bytes_per_s}) +
             m.flash_latency_s;
  }
  return update + (a.eager() ? 0 : m.norm_latency_s);
}

/// When the far end took the forward weights of a step.
span taken(const bench::memory_bench& b, const arguments& a, uint32_t step) {
  span all{never_ps, 0};
  for (const auto& p : b.wafer.weights())
    if (p.what.step == step && p.what.item < a.layers)
      all = {std::min(all.first, p.consumed.first), std::max(all.last, p.consumed.last)};
  return all;
}

void trace(const bench::memory_bench& b, sc_core::sc_trace_file* file) {
  const auto add = [file](const auto& signal, const std::string& name) {
    sc_core::sc_trace(file, signal, name);
  };
  add(b.memory.updates_done(), "memoryx.updates_done");
  for (size_t p = 0; p < b.memory.weights_out.size(); ++p) {
    add(b.memory.weights_out[p]->phase(), fmt::format("memoryx.weights_out{}.request", p));
    add(b.memory.weights_out[p]->item(), fmt::format("memoryx.weights_out{}.item", p));
    add(b.memory.grads_in[p]->level(), fmt::format("memoryx.grads_in{}.level_bytes", p));
    add(b.wafer.weights_in[p]->level(), fmt::format("far_end.weights_in{}.level_bytes", p));
    add(b.wafer.grads_out[p]->phase(), fmt::format("far_end.grads_out{}.request", p));
  }
}

void add_servers(page& out, const bench::memory_bench& b, time_ps end) {
  out.heading("Servers", fmt::format("{:>10}{:>12}{:>12}", "mean", "least busy", "most busy"));
  const auto row = [&](const std::string& name, auto&& resource) {
    double least = 1, most = 0, sum = 0;
    for (const auto& server : b.memory.servers()) {
      const double share = resource(*server).busy().share(0, end);
      least = std::min(least, share), most = std::max(most, share), sum += share;
    }
    const double mean = sum / static_cast<double>(b.memory.servers().size());
    out.row(name, fmt::format("{:>10}{:>12}{:>12}  {}", percent(mean), percent(least),
                              percent(most), out.bar(mean, 20)));
  };
  using server = memoryx_server;
  row("DRAM", [](const server& s) -> const timeline& { return s.dram; });
  row("optimizer", [](const server& s) -> const timeline& { return s.optimizer; });
  row("network out", [](const server& s) -> const timeline& { return s.network_out; });
  row("network in", [](const server& s) -> const timeline& { return s.network_in; });
  if (b.counter("flash_read_bytes") == 0) return;
  row("flash read", [](const server& s) -> const timeline& { return s.flash_read; });
  row("flash write", [](const server& s) -> const timeline& { return s.flash_write; });
}

int run(const arguments& a) {
  const auto begin = std::chrono::steady_clock::now();
  const bench::memory_bench b(setup_of(a));
  const std::string failure =
      simulate(a.trace, [&b](sc_core::sc_trace_file* file) { trace(b, file); });
  std::vector<std::string> faults = b.wafer.faults();
  if (!failure.empty()) faults.push_back(failure);
  if (failure.empty() && !b.done()) {
    std::vector<std::string> waits;
    b.memory.waits(waits);
    std::string text = "deadlock:";
    for (const std::string& wait : waits)
      if (!wait.empty()) text += " " + wait + ";";
    faults.push_back(text);
  }
  for (const std::string& early : b.early_weights()) faults.push_back(early);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;

  page out(style_of_stdout());
  out.title(fmt::format("MemoryX: {} servers, {} planes, {} layers of {} x {}", a.memory.servers,
                        a.planes, a.layers, grouped(a.rows), grouped(a.columns)));
  out.line(fmt::format("{}, update {}, {} of {} layers in flash; bursts of {}, buffers of {}",
                       a.optimizer, a.update, a.flash_layers, a.layers, data_text(a.burst),
                       data_text(a.buffer)));
  out.line(fmt::format("far end takes {}, stalls {}, seed {}, {}",
                       a.consume_rate > 0 ? figure(a.consume_rate, "B/s") + " a plane"
                                          : std::string("all that comes"),
                       percent(a.stall), a.seed,
                       a.transport == "at" ? "approximately timed" : "loosely timed"));
  if (b.done()) {
    out.heading("Time", time_columns());
    const auto& steps = b.memory.steps();
    for (const uint32_t step : {uint32_t{0}, a.steps - 1}) {
      const span forward = taken(b, a, step);
      const double took = seconds(forward.last - forward.first);
      add_time(out, step == 0 ? "forward, first step" : "forward, last step", took, forward_s(a));
      // What waits in the buffer at the beginning may be taken faster.
      if (step == 0 && took < 0.99 * forward_s(a) - a.buffer / (a.link_rate / 8))
        faults.push_back("weights came faster than the slowest resource allows");
      if (a.steps == 1) break;
    }
    const double crossed = seconds(steps[a.steps].first_weight - steps[a.steps - 1].last_gradient);
    const double formula = cross_iteration_s(a, cost_per_parameter(b.setup.training.optimizer));
    add_time(out, "cross-iteration", crossed, formula);
    if (crossed < 0.99 * formula)
      faults.push_back("new weights came before their update can be done");
    if (a.steps > 1)
      out.row("step", fmt::format("{:>10}", figure(seconds(steps[a.steps].first_weight -
                                                           steps[a.steps - 1].first_weight),
                                                   "s")));
  }
  out.heading("Bytes", fmt::format("{:>20}{:>20}", "counted", "planned"));
  add_bytes(out, faults, "weights sent", b.counter("weight_bytes"), b.planned_weight_bytes());
  add_bytes(out, faults, "weights taken", b.wafer.weight_bytes(), b.planned_weight_bytes());
  add_bytes(out, faults, "gradients sent", b.wafer.gradient_bytes(), b.planned_gradient_bytes());
  add_bytes(out, faults, "gradients received", b.counter("gradient_bytes"),
            b.planned_gradient_bytes());
  out.row("DRAM", fmt::format("{:>20}", grouped(b.counter("dram_bytes"))));
  if (a.flash_layers > 0) {
    out.row("flash read", fmt::format("{:>20}", grouped(b.counter("flash_read_bytes"))));
    out.row("flash written", fmt::format("{:>20}", grouped(b.counter("flash_write_bytes"))));
  }
  add_servers(out, b, now_ps());
  out.line("");
  out.line(fmt::format("{} bursts in {:.2f} s of real time",
                       grouped(b.wafer.weights().size() + b.wafer.gradients().size()),
                       wall.count()));
  return judge(out, faults,
               "every byte once and in order, no weight before its update, no deadlock", a.trace);
}

void add_memory(CLI::App& app, memoryx_config& m) {
  app.add_option("--servers", m.servers, "Shard servers")->check(CLI::Range(1, 1000));
  add_quantity(app, "--dram-rate", m.dram_bytes_per_s, quantity::byte_rate, "Of a server", 1e6);
  add_quantity(app, "--optimizer-rate", m.optimizer_flops, quantity::compute, "Of a server", 1e6);
  add_quantity(app, "--network-rate", m.network_rate_bits_per_s, quantity::bit_rate, "Of a server",
               1e6);
  add_quantity(app, "--norm-latency", m.norm_latency_s, quantity::time,
               "Until the servers agree on the gradients' norm");
  add_quantity(app, "--flash-read-rate", m.flash_read_bytes_per_s, quantity::byte_rate,
               "Of a server", 1e6);
  add_quantity(app, "--flash-write-rate", m.flash_write_bytes_per_s, quantity::byte_rate,
               "Of a server", 1e6);
  add_quantity(app, "--flash-latency", m.flash_latency_s, quantity::time, "Of a read");
  add_quantity(app, "--staging", m.staging_bytes, quantity::data,
               "DRAM of a server for weights on their way from flash");
}

int parse_and_run(int argc, char** argv) {
  arguments a;
  CLI::App app("MemoryX alone under configurable traffic.", "tb_memoryx");
  app.add_option("--layers", a.layers, "Tensors")->check(CLI::Range(1, 10'000));
  app.add_option("--rows", a.rows, "Of a tensor")->check(CLI::Range(1, 1'000'000));
  app.add_option("--cols", a.columns, "Of a tensor")->check(CLI::Range(1, 1'000'000));
  app.add_option("--flash-layers", a.flash_layers, "How many of the last layers are in flash");
  app.add_option("--steps", a.steps, "Training steps")->check(CLI::Range(1, 1'000));
  app.add_option("--planes", a.planes, "Links to SwarmX")->check(CLI::Range(1, 1'000));
  app.add_option("--optimizer", a.optimizer, "Update rule")
      ->check(CLI::IsMember({"sgd", "momentum", "adam", "adamw"}));
  app.add_option("--update", a.update, "When tensors are updated")
      ->check(CLI::IsMember({"after_global_norm", "eager"}));
  add_memory(app, a.memory);
  add_quantity(app, "--link-rate", a.link_rate, quantity::bit_rate, "Of a plane", 1e6);
  add_quantity(app, "--link-latency", a.link_latency, quantity::time, "Of a plane");
  add_quantity(app, "--burst", a.burst, quantity::data, "Largest burst", 4);
  add_quantity(app, "--buffer", a.buffer, quantity::data, "Of a plane at either end", 4);
  add_quantity(app, "--consume-rate", a.consume_rate, quantity::byte_rate,
               "Of the far end, a plane; 0: all that comes");
  app.add_option("--stall", a.stall, "Share of bursts before which the far end stalls")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--seed", a.seed, "Of the stalls");
  app.add_option("--transport", a.transport, "Loosely or approximately timed")
      ->check(CLI::IsMember({"lt", "at"}));
  app.add_option("--trace", a.trace, "Waveform file (.vcd); best with --transport at");
  if (const auto status = parse(app, argc, argv)) return *status;
  if (a.flash_layers > a.layers) return usage("--flash-layers: at most --layers");
  if (a.burst > 1e9) return usage("--burst: at most 1 GB");
  if (a.buffer < a.burst) return usage("--buffer: must hold a burst");
  const double bursts = a.parameters() * static_cast<double>(a.layers) * 8 / a.burst;
  if (bursts * a.steps > 2e7) return usage("--burst: makes more than 20 million bursts");
  if (const std::string fault = trace_fault(a.trace); !fault.empty()) return usage(fault);
  return run(a);
}

}  // namespace
}  // namespace ws::tb

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  return ws::tb::parse_and_run(argc, argv);
}
