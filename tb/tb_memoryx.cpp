// SPDX-License-Identifier: Apache-2.0
// Testbench of MemoryX: layers of equal size stream to one far end that takes them at its own pace
// and sends gradients back.
#include <algorithm>

#include "../tests/memoryx/memory_bench.h"
#include "testbench.h"
#include "ws/base/messages.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t layers = 12, rows = 2048, columns = 2048, flash_layers = 0, planes = 12, steps = 2;
  double burst = 1e6, buffer = 4e6, link_rate = 100e9, link_latency = 1e-6, consume_rate = 0;
  double stall = 0;
  memoryx_config memory;
  std::string optimizer = "adamw", update = "after_global_norm";

  bool eager() const { return update == "eager"; }
  double parameters() const { return static_cast<double>(rows * columns); }
};

bench::memory_setup setup_of(const arguments& a, const common_options& common) {
  bench::memory_setup s;
  s.memory = a.memory;
  s.training.update = a.eager() ? update_mode::eager : update_mode::after_global_norm;
  const std::vector<std::string> kinds = {"sgd", "momentum", "adam", "adamw"};
  s.training.optimizer = static_cast<optimizer_kind>(
      std::find(kinds.begin(), kinds.end(), a.optimizer) - kinds.begin());
  s.tensors.assign(a.layers, a.rows * a.columns);
  s.in_flash.assign(a.layers, false);
  std::fill(s.in_flash.end() - static_cast<ptrdiff_t>(a.flash_layers), s.in_flash.end(), true);
  s.steps = static_cast<uint32_t>(a.steps);
  s.planes = a.planes;
  s.burst_bytes = static_cast<uint64_t>(a.burst);
  s.gradient_buffer_bytes = s.eats.buffer_bytes = static_cast<uint64_t>(a.buffer);
  s.link_bytes_per_s = a.link_rate / 8;
  s.link_latency = from_seconds(a.link_latency);
  s.style = common.four_phases() ? protocol::approximately_timed : protocol::loosely_timed;
  if (a.consume_rate > 0) s.eats.bytes_per_s = a.consume_rate;
  s.eats.stall_share = a.stall;
  s.eats.longest_stall = 4 * duration_ps(a.burst, s.link_bytes_per_s);  // four bursts
  s.eats.seed = common.seed;
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
span taken(const bench::memory_bench& b, const arguments& a, uint64_t step) {
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

void add_head(page& out, const arguments& a, const common_options& common) {
  out.title(fmt::format("MemoryX: {} servers, {} planes, {} layers of {} x {}", a.memory.servers,
                        a.planes, a.layers, grouped(a.rows), grouped(a.columns)));
  out.line(fmt::format("{}, update {}, {} of {} layers in flash; bursts of {}, buffers of {}",
                       a.optimizer, a.update, a.flash_layers, a.layers, data_text(a.burst),
                       data_text(a.buffer)));
  out.line(fmt::format("far end takes {}, stalls {}, seed {}, {}",
                       a.consume_rate > 0 ? figure(a.consume_rate, "B/s") + " a plane"
                                          : std::string("all that comes"),
                       percent(a.stall), common.seed,
                       common.four_phases() ? "approximately timed" : "loosely timed"));
}

void add_times(bench_run& r, const arguments& a, const bench::memory_bench& b) {
  r.out.heading("Time", bench_run::time_columns());
  const auto& steps = b.memory.steps();
  for (const uint64_t step : {uint64_t{0}, a.steps - 1}) {
    const span forward = taken(b, a, step);
    const double took = seconds(forward.last - forward.first);
    r.add_time(step == 0 ? "forward, first step" : "forward, last step", took, forward_s(a));
    // What waits in the buffer at the beginning may be taken faster.
    if (step == 0 && took < 0.99 * forward_s(a) - a.buffer / (a.link_rate / 8))
      r.broken("physics", "weights came faster than the slowest resource allows");
    if (a.steps == 1) break;
  }
  const double crossed = seconds(steps[a.steps].first_weight - steps[a.steps - 1].last_gradient);
  const double formula = cross_iteration_s(a, cost_per_parameter(b.setup.training.optimizer));
  r.add_time("cross-iteration", crossed, formula);
  if (crossed < 0.99 * formula)
    r.broken("update", "new weights came before their update can be done");
  if (a.steps > 1)
    r.out.row("step", fmt::format("{:>10}", figure(seconds(steps[a.steps].first_weight -
                                                           steps[a.steps - 1].first_weight),
                                                   "s")));
}

void add_all_bytes(bench_run& r, const bench::memory_bench& b) {
  const uint64_t weights = b.planned_weight_bytes(), gradients = b.planned_gradient_bytes();
  r.out.heading("Bytes", bench_run::byte_columns());
  r.add_bytes("weights sent", b.counter("weight_bytes"), weights);
  r.add_bytes("weights taken", b.wafer.weight_bytes(), weights);
  r.add_bytes("gradients sent", b.wafer.gradient_bytes(), gradients);
  r.add_bytes("gradients received", b.counter("gradient_bytes"), gradients);
  const auto row = [&](const std::string& label, const std::string& counter) {
    if (b.counter(counter) > 0)
      r.out.row(label, fmt::format("{:>20}", grouped(b.counter(counter))));
  };
  row("DRAM", "dram_bytes");
  row("flash read", "flash_read_bytes");
  row("flash written", "flash_write_bytes");
}

std::string waits(const bench::memory_bench& b) {
  std::vector<std::string> all;
  b.memory.waits(all);
  std::string text;
  for (const std::string& wait : all)
    if (!wait.empty()) text += (text.empty() ? "" : "; ") + wait;
  return text;
}

class memoryx_testbench : public testbench {
 public:
  std::string name() const override { return "tb_memoryx"; }
  std::string purpose() const override {
    return "MemoryX alone: streams layers of equal size to one far end and gets gradients back.";
  }
  std::vector<promise> promises() const override {
    return {{"end", "everything comes to its end, without a deadlock or an error of a module",
             "nothing may wait when no event is left"},
            {"bytes", "every byte of weights and gradients once",
             "counters at both ends against the plan's sums"},
            {"order", "weights arrive as planned",
             "the far end compares each burst with the plan, per plane"},
            {"update", "no weight leaves before its update is done",
             "log of MemoryX per tensor and step; the pause between steps against its closed form"},
            {"physics", "not faster than the slowest resource alone",
             "the first forward pass against the closed form, less what buffers hold and 1 %"}};
  }
  void declare(options& o) override;
  void check(options& o) const override;
  void run(bench_run& r) const override;

 private:
  arguments m_given;
};

void memoryx_testbench::declare(options& o) {
  arguments& a = m_given;
  memoryx_config& m = a.memory;
  o.integer("--layers", a.layers, 1, 10'000, "Tensors");
  o.integer("--rows", a.rows, 1, 1'000'000, "Of a tensor");
  o.integer("--cols", a.columns, 1, 1'000'000, "Of a tensor");
  o.integer("--flash-layers", a.flash_layers, 0, 10'000,
            "How many of the last layers are in flash");
  o.integer("--steps", a.steps, 1, 1000, "Training steps");
  o.integer("--planes", a.planes, 1, 64, "Links to SwarmX");
  o.choice("--optimizer", a.optimizer, setting("training.optimizer").choices, "Update rule");
  o.choice("--update", a.update, setting("training.update").choices, "When tensors are updated");
  o.integer("--servers", m.servers, 1, 1000, "Shard servers");
  o.number("--dram-rate", m.dram_bytes_per_s, "memoryx.dram_bandwidth", "Of a server");
  o.number("--optimizer-rate", m.optimizer_flops, "memoryx.optimizer_rate", "Of a server");
  o.number("--network-rate", m.network_rate_bits_per_s, "memoryx.network_rate", "Of a server");
  o.number("--norm-latency", m.norm_latency_s, "memoryx.norm_latency",
           "Until the servers agree on the gradients' norm");
  o.number("--flash-read-rate", m.flash_read_bytes_per_s, "memoryx.flash_read_bandwidth",
           "Of a server");
  o.number("--flash-write-rate", m.flash_write_bytes_per_s, "memoryx.flash_write_bandwidth",
           "Of a server");
  o.number("--flash-latency", m.flash_latency_s, "memoryx.flash_latency", "Of a read");
  o.number("--staging", m.staging_bytes, "memoryx.staging",
           "DRAM of a server for weights on their way from flash; at least a burst");
  o.number("--link-rate", a.link_rate, "swarmx.link_rate", "Of a plane");
  o.number("--link-latency", a.link_latency, "swarmx.hop_latency", "Of a plane");
  o.number("--burst", a.burst, quantity::data, 4, 1e9, "Largest burst");
  o.number("--buffer", a.buffer, quantity::data, 4, 1e12,
           "Of a plane at either end; at least a burst");
  o.number("--consume-rate", a.consume_rate, quantity::byte_rate, 1e6, 1e15,
           "Of the far end, a plane; 0: all that comes", true);
  o.number("--stall", a.stall, quantity::plain, 0, 1,
           "Share of bursts before which the far end stalls, for up to four bursts");
}

void memoryx_testbench::check(options& o) const {
  const arguments& a = m_given;
  const memoryx_config& m = a.memory;
  if (a.flash_layers > a.layers)
    o.fault(say(msg::above_other, "--flash-layers", a.flash_layers, "--layers", a.layers));
  at_least(o, "--buffer", a.buffer, "--burst", a.burst);
  if (a.flash_layers > 0) at_least(o, "--staging", m.staging_bytes, "--burst", a.burst);
  whole_words(o, "--burst", a.burst);
  const auto planes = static_cast<double>(a.planes), steps = static_cast<double>(a.steps);
  const double parameters = steps * a.parameters() * static_cast<double>(a.layers);
  // At least one burst of each layer goes over each plane, there, there again, and back.
  const double bursts =
      std::max(parameters * 8 / a.burst, 3 * planes * steps * static_cast<double>(a.layers));
  limit(o, "--burst", data_text(a.burst), bursts, most_bursts, "bursts");
  const double slowest =
      std::min({planes * a.link_rate / 8, m.dram_bytes_per_s, m.network_rate_bits_per_s / 8,
                m.optimizer_flops, a.flash_layers > 0 ? m.flash_read_bytes_per_s : bench::unlimited,
                a.flash_layers > 0 ? m.flash_write_bytes_per_s : bench::unlimited,
                a.consume_rate > 0 ? planes * a.consume_rate : bench::unlimited});
  limit(o, "--steps", std::to_string(a.steps), 40 * parameters / slowest, most_seconds,
        "s of simulated time");
}

void memoryx_testbench::run(bench_run& r) const {
  const bench::memory_bench b(setup_of(m_given, common));
  add_head(r.out, m_given, common);
  const bool done = r.simulate({[&b](sc_core::sc_trace_file* file) { trace(b, file); },
                                [&b] { return b.done(); }, [&b] { return waits(b); }});
  r.broken("order", b.wafer.faults());
  r.broken("update", b.early_weights());
  if (done) add_times(r, m_given, b);
  add_all_bytes(r, b);
  add_servers(r.out, b, now_ps());
  r.out.line(fmt::format("\n{} bursts in {:.2f} s of real time",
                         grouped(b.wafer.weights().size() + b.wafer.gradients().size()),
                         r.wall_s()));
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<memoryx_testbench>(); }

}  // namespace ws::tb
