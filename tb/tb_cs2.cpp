// SPDX-License-Identifier: Apache-2.0
// Testbench of one CS-2 with its activation server: layers of equal size come in, gradients go out
// to a far end of a given pace. Exit status 0: every promise held, 1: one was broken, 2: usage.
#include <algorithm>
#include <chrono>
#include <map>

#include "../tests/wafer/wafer_bench.h"
#include "block_options.h"

namespace ws::tb {
namespace {

constexpr uint64_t row_length = 1000;

struct arguments {
  uint64_t layers = 8, tokens = 50'000, weights = 10'000'000, seed = 1;
  uint32_t steps = 2;
  double sparsity = 0, link_rate = 100e9, link_latency = 1e-6, clock = 850e6, stall = 0;
  double burst = 1e6, ingress = 128e6, egress = 128e6, gradient_rate = 0, samples = 1e6, spill = 0;
  activation_server_config server;
  std::string precision = "mixed", transport = "lt", trace;
};

std::vector<plan_item> items_of(const arguments& a) {
  const tensor t{"layer", std::max<uint64_t>(a.weights / row_length, 1), row_length, true};
  const uint64_t kept = t.rows * kept_per_row(t, a.sparsity);
  const double macs = static_cast<double>(a.tokens) * static_cast<double>(kept);
  const uint64_t words = weight_words(t, 0, t.rows, a.sparsity);
  std::vector<plan_item> items;
  for (uint64_t l = 0; l < a.layers; ++l)
    items.push_back(bench::work_item(pass_kind::forward, words, 0, macs));
  for (uint64_t l = 0; l < a.layers; ++l)
    items.push_back(bench::work_item(pass_kind::backward, words, kept, 2 * macs));
  for (uint64_t l = 0; l + 1 < a.layers; ++l) {  // the last layer's stay
    items[l].spill_out_bytes = static_cast<uint64_t>(a.spill);
    items[2 * a.layers - 1 - l].spill_in_bytes = static_cast<uint64_t>(a.spill);
  }
  items[0].sample_bytes = static_cast<uint64_t>(a.samples);
  return items;
}

bench::wafer_setup setup_of(const arguments& a) {
  bench::wafer_setup s;
  s.system.wafer.clock_hz = a.clock;
  s.system.ingress_buffer_bytes = a.ingress;
  s.system.egress_buffer_bytes = a.egress;
  s.server = a.server;
  s.precision = a.precision == "f16" ? precision::f16 : precision::mixed;
  s.items = items_of(a);
  s.steps = a.steps;
  s.burst_bytes = static_cast<uint64_t>(a.burst);
  s.link_bytes_per_s = a.link_rate / 8;
  s.link_latency = from_seconds(a.link_latency);
  s.style = a.transport == "at" ? protocol::approximately_timed : protocol::loosely_timed;
  if (a.gradient_rate > 0) s.gradient_bytes_per_s = a.gradient_rate;
  s.gradient_buffer_bytes = static_cast<uint64_t>(std::max(a.burst, 4e6));
  s.weight_stalls = {a.stall, 4 * duration_ps(a.burst, s.link_bytes_per_s), a.seed};
  s.gradient_stalls = {a.stall, 4 * duration_ps(a.burst, s.link_bytes_per_s), a.seed + 1};
  return s;
}

/// What all steps ask of the wafer and its surroundings.
struct totals {
  uint64_t weights = 0, gradients = 0, out = 0, in = 0, samples = 0;
  double macs = 0;

  explicit totals(const bench::wafer_bench& b) {
    const uint64_t times = b.setup.steps * b.work.links;
    for (const plan_item& item : b.setup.items) {
      weights += times * b.work.weights(item).plane_bytes();
      gradients += times * b.work.gradients(item).plane_bytes();
      out += times * b.work.bytes(item.spill_out_bytes).plane_bytes();
      in += times * b.work.bytes(item.spill_in_bytes).plane_bytes();
      samples += times * b.work.bytes(item.sample_bytes).plane_bytes();
      macs += b.setup.steps * item.weight_macs;
    }
  }
};

struct need {
  std::string name;
  double s;
};

/// How long each resource alone would take.
std::vector<need> needs_of(const arguments& a, const bench::wafer_bench& b, const totals& t) {
  const double links = static_cast<double>(b.work.links) * b.setup.link_bytes_per_s;
  std::vector<need> needs = {
      {"compute at the peak", t.macs / b.wafer.peak_macs_per_s()},
      {"links in", static_cast<double>(t.weights + t.in + t.samples) / links},
      {"links out", static_cast<double>(t.gradients + t.out) / links},
      {"samples' pipeline", static_cast<double>(t.samples) / a.server.sample_rate_bytes_per_s},
      {"spill memory", static_cast<double>(t.out + t.in) / a.server.memory_bytes_per_s}};
  if (a.gradient_rate > 0) {  // less what may still lie in buffers at the end
    const double links_count = static_cast<double>(b.work.links);
    const double left = links_count * (a.egress + std::max(a.burst, 4e6));
    needs.push_back({"gradients' far end", std::max(0.0, static_cast<double>(t.gradients) - left) /
                                               (links_count * a.gradient_rate)});
  }
  return needs;
}

void trace(const bench::wafer_bench& b, sc_core::sc_trace_file* file) {
  const auto add = [file](const auto& signal, const std::string& name) {
    sc_core::sc_trace(file, signal, name);
  };
  add(b.wafer.current_item(), "cs2.item");
  add(b.wafer.current_pass(), "cs2.pass");
  add(b.wafer.activations_in.level(), "cs2.activations_in.level_bytes");
  add(b.wafer.activations_out.phase(), "cs2.activations_out.request");
  for (size_t p = 0; p < b.sources.size(); ++p) {
    add(b.wafer.weights_in[p]->level(), fmt::format("cs2.weights_in{}.level_bytes", p));
    add(b.wafer.grads_out[p]->phase(), fmt::format("cs2.grads_out{}.request", p));
    add(b.sources[p]->sender.phase(), fmt::format("weights{}.request", p));
    add(b.sinks[p]->receiver.level(), fmt::format("gradients{}.level_bytes", p));
  }
}

/// Work that began before its weights were there, or ended before all of them were.
void check_order(const bench::wafer_bench& b, std::vector<std::string>& faults) {
  std::map<std::pair<uint32_t, uint32_t>, span> there;
  for (const auto& source : b.sources)
    for (size_t i = 0; i < source->left.size(); ++i) {
      span& all = there[{b.weights[i].step, b.weights[i].item}];
      if (b.weights[i].sequence == 0)
        all.first = std::max(all.first, source->left[i].first + b.setup.link_latency);
      all.last = std::max(all.last, source->left[i].last + b.setup.link_latency);
    }
  for (const cs2::item_log& log : b.wafer.items()) {
    const span weights = there[{log.step, log.item}];
    if (log.times.first < weights.first || log.times.last < weights.last)
      faults.push_back(fmt::format("step {} item {} ran without its weights", log.step, log.item));
  }
}

int run(const arguments& a) {
  const auto begin = std::chrono::steady_clock::now();
  const bench::wafer_bench b(setup_of(a));
  const std::string failure =
      simulate(a.trace, [&b](sc_core::sc_trace_file* file) { trace(b, file); });
  std::vector<std::string> faults = b.gradient_faults();
  if (!failure.empty()) faults.push_back(failure);
  if (failure.empty() && !b.done()) faults.push_back("deadlock: " + b.waits());
  check_order(b, faults);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;

  page out(style_of_stdout());
  out.title(fmt::format("CS-2: {} layers of {} weights, {} tokens", a.layers, grouped(a.weights),
                        grouped(a.tokens)));
  out.line(fmt::format("{} zeros, {} precision at {} ({}), 12 links of {}", percent(a.sparsity),
                       a.precision, figure(a.clock, "Hz"),
                       figure(2 * b.wafer.peak_macs_per_s(), "FLOP/s"),
                       figure(a.link_rate, "b/s")));
  out.line(fmt::format("bursts of {}, buffers of {} in and {} out, stalls {}, seed {}, {}",
                       data_text(a.burst), data_text(a.ingress), data_text(a.egress),
                       percent(a.stall), a.seed,
                       a.transport == "at" ? "approximately timed" : "loosely timed"));
  const totals t(b);
  const time_ps end = b.wafer.steps().back().end;
  if (b.done()) {
    std::vector<need> needs = needs_of(a, b, t);
    std::stable_sort(needs.begin(), needs.end(),
                     [](const need& x, const need& y) { return x.s > y.s; });
    out.heading("Time", time_columns());
    add_time(out, a.steps == 1 ? "the step" : fmt::format("all {} steps", a.steps), seconds(end),
             needs.front().s);
    if (seconds(end) < 0.99 * needs.front().s)
      faults.push_back("faster than " + needs.front().name);
    out.heading("Closed forms", "what each would take alone");
    for (const need& n : needs)
      if (n.s > 0)
        out.row(n.name, fmt::format("{:>10}{:>23}  {}", figure(n.s, "s"), "",
                                    out.bar(n.s / needs.front().s, 20)));
    out.heading("Wafer");
    const double busy = b.wafer.busy().share(0, end);
    out.row("PEs at work", fmt::format("{:>10}{:>23}  {}", percent(busy), "", out.bar(busy, 20)));
    const double starved = seconds(b.wafer.steps().back().starved);
    out.row("waits for samples", fmt::format("{:>10} in the {} step", figure(starved, "s"),
                                             a.steps > 1 ? "last" : "only"));
  }
  const auto served = [&b](const std::string& name) {
    return bench::wafer_bench::counter(b.server.statistics(), name);
  };
  uint64_t taken = 0;
  for (const auto& sink : b.sinks) taken += sink->bytes;
  out.heading("Bytes", fmt::format("{:>20}{:>20}", "counted", "planned"));
  add_bytes(out, faults, "weights received", b.counter("weight_bytes"), t.weights);
  add_bytes(out, faults, "gradients sent", b.counter("gradient_bytes"), t.gradients);
  add_bytes(out, faults, "gradients arrived", taken, t.gradients);
  add_bytes(out, faults, "samples", b.counter("sample_bytes"), t.samples);
  if (t.out > 0) {
    add_bytes(out, faults, "spilled", served("stored_bytes"), t.out);
    add_bytes(out, faults, "fetched back", b.counter("activation_in_bytes"), t.in);
  }
  out.line("");
  out.line(fmt::format("{} bursts on each link in {:.2f} s of real time",
                       grouped(b.weights.size() + b.gradients.size()), wall.count()));
  return judge(out, faults, "every byte once and in order, no work before its weights, no deadlock",
               a.trace);
}

int parse_and_run(int argc, char** argv) {
  arguments a;
  CLI::App app("One CS-2 alone under configurable traffic.", "tb_cs2");
  app.add_option("--layers", a.layers, "Matrices")->check(CLI::Range(1, 10'000));
  app.add_option("--weights", a.weights, "Of a layer, in rows of 1000")
      ->check(CLI::Range(uint64_t{1000}, uint64_t{100'000'000'000}));
  app.add_option("--tokens", a.tokens, "Of the micro-batch")
      ->check(CLI::Range(uint64_t{0}, uint64_t{1'000'000'000}));
  app.add_option("--sparsity", a.sparsity, "Share of zeros")->check(CLI::Range(0.0, 0.999));
  app.add_option("--steps", a.steps, "Training steps")->check(CLI::Range(1, 1'000));
  app.add_option("--precision", a.precision, "Of products and sums")
      ->check(CLI::IsMember({"mixed", "f16"}));
  add_quantity(app, "--clock", a.clock, quantity::frequency, "Of the wafer", 1e6);
  add_quantity(app, "--link-rate", a.link_rate, quantity::bit_rate, "Of each of 12 links", 1e6);
  add_quantity(app, "--link-latency", a.link_latency, quantity::time, "Of each link");
  add_quantity(app, "--burst", a.burst, quantity::data, "Largest burst", 4);
  add_quantity(app, "--ingress", a.ingress, quantity::data, "Buffer of a link", 4);
  add_quantity(app, "--egress", a.egress, quantity::data, "Buffer of a link", 4);
  add_quantity(app, "--gradient-rate", a.gradient_rate, quantity::byte_rate,
               "At which a link's far end takes gradients; 0: all that come");
  add_quantity(app, "--samples", a.samples, quantity::data, "Of a step");
  add_quantity(app, "--sample-rate", a.server.sample_rate_bytes_per_s, quantity::byte_rate,
               "Of the input pipeline", 1e3);
  add_quantity(app, "--spill", a.spill, quantity::data, "Activations of a layer that leave");
  add_quantity(app, "--memory-rate", a.server.memory_bytes_per_s, quantity::byte_rate,
               "Of the activation server", 1e6);
  app.add_option("--stall", a.stall, "Share of bursts before which an end stalls")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--seed", a.seed, "Of the stalls");
  app.add_option("--transport", a.transport, "Loosely or approximately timed")
      ->check(CLI::IsMember({"lt", "at"}));
  app.add_option("--trace", a.trace, "Waveform file (.vcd); best with --transport at");
  if (const auto status = parse(app, argc, argv)) return *status;
  if (a.burst > 1e9) return usage("--burst: at most 1 GB");
  if (a.ingress < a.burst || a.egress < a.burst)
    return usage("--ingress and --egress: must hold a burst");
  const double bytes = static_cast<double>(a.weights) * 8 + 2 * a.spill;
  if (bytes * static_cast<double>(a.layers) * a.steps / a.burst > 2e7)
    return usage("--burst: makes more than 20 million bursts");
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
