// SPDX-License-Identifier: Apache-2.0
// A whole small cluster under synthetic work that is made here, without cluster or model file:
// every layer one matrix, forward and backward. Checks that nothing is lost, that all comes in the
// time that the slowest of its resources needs, and that folding identical parts changes no time.
#include <fmt/format.h>
#include <sysc/tracing/sc_tracing_ids.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "ws/base/error.h"
#include "ws/cluster/cluster.h"
#include "ws/report/outcome.h"

namespace {

using namespace ws;

struct arguments {
  uint64_t layers = 4, rows = 4096, columns = 4096, tokens = 65536, micro_batches = 1;
  uint64_t systems = 5, radix = 2, servers = 12, links = 12, seed = 1;
  double sparsity = 0, jitter_us = 0, stall = 0, burst_mb = 1, buffer_mb = 8;
  uint32_t steps = 2;
  bool spill = false, eager = false;
  std::string transport = "lt", symmetry = "none", values = "none", trace;
};

model make_model(const arguments& given) {
  model m;
  m.name = "synthetic";
  m.family = "mlp";
  m.blocks = given.layers;
  m.hidden = given.columns;
  m.spill_bytes_per_token = 2 * static_cast<double>(given.columns);
  m.sample_bytes = 4 * given.columns;
  const double macs = static_cast<double>(given.rows * given.columns);
  for (uint64_t layer = 0; layer < given.layers; ++layer) {
    m.tensors.push_back({fmt::format("w{}", layer), given.rows, given.columns, true});
    op o;
    o.name = m.tensors.back().name;
    o.tensor = o.block = static_cast<int>(layer);
    o.input = static_cast<int>(layer) - 1;
    o.width = given.rows;
    o.forward_macs_per_token = macs;
    o.backward_macs_per_token = 2 * macs;
    m.ops.push_back(o);
  }
  return m;
}

plan_item make_item(const arguments& given, const model& m, pass_kind pass, uint64_t layer,
                    unsigned micro_batch) {
  const tensor& t = m.tensors[layer];
  const op& o = m.ops[layer];
  const bool backward = pass == pass_kind::backward;
  const uint64_t kept = kept_per_row(t, given.sparsity);
  plan_item item;
  item.pass = pass;
  item.micro_batch = micro_batch;
  item.op = item.tensor = static_cast<int>(layer);
  item.row_end = t.rows;
  item.weight_words = weight_words(t, 0, t.rows, given.sparsity);
  item.weight_params = t.parameters();
  item.weight_macs = static_cast<double>(given.tokens) *
                     (backward ? o.backward_macs_per_token : o.forward_macs_per_token) *
                     static_cast<double>(kept) / static_cast<double>(t.columns);
  if (backward) {
    item.gradient_words = t.rows * kept;
    item.first_gradient = micro_batch == 0;
    item.last_gradient = micro_batch + 1 == given.micro_batches;
  } else if (layer == 0) {
    item.sample_bytes = given.tokens * m.sample_bytes;
  }
  if (given.spill && layer + 1 < given.layers)
    (backward ? item.spill_in_bytes : item.spill_out_bytes) =
        given.tokens * static_cast<uint64_t>(m.spill_bytes_per_token);
  return item;
}

plan make_work(const arguments& given, const model& m) {
  plan p;
  p.sequences_per_system = given.tokens * given.micro_batches;
  p.micro_batch_sequences = given.tokens;
  p.micro_batches = static_cast<unsigned>(given.micro_batches);
  for (unsigned n = 0; n < p.micro_batches; ++n) {
    for (uint64_t l = 0; l < given.layers; ++l)
      p.items.push_back(make_item(given, m, pass_kind::forward, l, n));
    for (uint64_t l = given.layers; l-- > 0;)
      p.items.push_back(make_item(given, m, pass_kind::backward, l, n));
  }
  return p;
}

cluster_config make_config(const arguments& given) {
  cluster_config c;
  c.name = "tb";
  c.systems = given.systems;
  c.cs2.links = given.links;
  c.cs2.ingress_buffer_bytes = c.cs2.egress_buffer_bytes = given.buffer_mb * 1e6;
  c.swarmx.radix = given.radix;
  c.swarmx.buffer_bytes = given.buffer_mb * 1e6;
  c.swarmx.jitter_s = given.jitter_us * 1e-6;
  c.memoryx.servers = given.servers;
  c.activation_server.sample_rate_bytes_per_s = 1e12;
  c.training.sparsity = given.sparsity;
  c.training.seed = given.seed;
  c.training.update = given.eager ? update_mode::eager : update_mode::after_global_norm;
  c.simulation.burst_bytes = given.burst_mb * 1e6;
  c.simulation.transport = given.transport == "at" ? transport_style::approximately_timed
                                                   : transport_style::loosely_timed;
  // A stall is a system whose clock is slower: all others wait for it.
  if (given.stall > 0) {
    system_override slow;
    slow.system = given.systems / 2;
    slow.clock_hz = c.cs2.wafer.clock_hz / (1 + given.stall);
    c.overrides.push_back(slow);
  }
  return c;
}

class checks {
 public:
  void that(bool holds, const std::string& promise) {
    fmt::print("{}  {}\n", holds ? "ok    " : "BROKEN", promise);
    m_broken = m_broken || !holds;
  }
  bool broken() const { return m_broken; }

 private:
  bool m_broken = false;
};

uint64_t counted(const stats& all, const std::string& wanted) {
  uint64_t result = 0;
  all.visit(
      [&](const std::string&, const std::string& name, unit, uint64_t value, const std::string&) {
        if (name == wanted) result = value;
      });
  return result;
}

void check_conservation(const cluster& c, const arguments& given, checks& check) {
  uint64_t weights = 0, gradients = 0, spilled = 0;
  for (const plan_item& item : c.work().items()) {
    weights += 4 * item.weight_words;
    gradients += 4 * item.gradient_words;
    spilled += item.spill_out_bytes;
  }
  const uint64_t padding = 4 * given.links * c.work().items().size();
  const auto exact = [&](uint64_t value, uint64_t wanted) {
    return value >= given.steps * wanted && value <= given.steps * (wanted + padding);
  };
  const uint64_t folds = c.work().links / c.work().planes;
  const uint64_t sent = folds * counted(c.memory().statistics(), "weight_bytes");
  const uint64_t summed = folds * counted(c.memory().statistics(), "gradient_bytes");
  check.that(exact(sent, weights),
             fmt::format("MemoryX sends every weight once a pass: {} B", sent));
  check.that(exact(summed, gradients),
             fmt::format("MemoryX gets every sum of gradients once: {} B", summed));
  bool all_weights = true, all_gradients = true, all_spilled = true;
  for (const cluster::system& s : c.systems()) {
    const stats& counters = s.wafer->statistics();
    all_weights = all_weights && counted(counters, "weight_bytes") == sent;
    all_gradients = all_gradients && counted(counters, "gradient_bytes") == summed;
    const uint64_t out = counted(counters, "activation_out_bytes");
    all_spilled = all_spilled && exact(out, spilled) &&
                  out == counted(counters, "activation_in_bytes") &&
                  out == folds * counted(s.activations->statistics(), "stored_bytes");
  }
  check.that(all_weights, "every CS-2 gets every weight byte once a pass");
  check.that(all_gradients, "every CS-2 sends every gradient once");
  check.that(all_spilled, "every activation that leaves comes back");
  uint64_t added = 0;
  for (const cluster::tree_switch& s : c.switches())
    added += s.multiplicity * counted(s.asic->statistics(), "words_added");
  check.that(4 * added * folds == (given.systems - 1) * summed,
             fmt::format("SwarmX adds every gradient once: {} additions", added * folds));
}

bool equal_times(const cluster& a, const cluster& b) {
  const auto &x = a.memory().steps(), &y = b.memory().steps();
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& s, const auto& t) {
    return s.first_weight == t.first_weight && s.last_gradient == t.last_gradient;
  });
}

// No step can be shorter than the work of a wafer, nor than the wire needs for the weights.
void check_time(const cluster& c, const arguments& given, checks& check) {
  const auto& log = c.memory().steps();
  const double step = seconds(log[given.steps].first_weight - log[given.steps - 1].first_weight);
  double compute = 0, bytes = 0;
  for (const plan_item& item : c.work().items()) {
    compute += item.weight_macs / c.systems().front().wafer->peak_macs_per_s();
    bytes += 4 * static_cast<double>(item.weight_words);
  }
  compute *= 1 + (c.settings().config.overrides.empty() ? 0 : given.stall);
  const double wire = bytes / (static_cast<double>(given.links) * 100e9 / 8 * 0.95);
  fmt::print(
      "step {:.6f} s, wafer's work {:.6f} s, weights on the wire {:.6f} s, {} transactions\n", step,
      compute, wire, c.transactions());
  check.that(step >= 0.999999 * std::max(compute, wire),
             "no step is shorter than its work or its bytes need");
}

class vcd {
 public:
  explicit vcd(const std::string& path) {
    if (path.empty()) return;
    const size_t dot = path.rfind(".vcd");  // SystemC appends it
    if (!std::ofstream(path)) throw resource_error("--trace: cannot write " + path);
    sc_core::sc_report_handler::set_actions(sc_core::SC_ID_TRACING_TIMESCALE_UNIT_,
                                            sc_core::SC_DO_NOTHING);
    m_file = sc_core::sc_create_vcd_trace_file(path.substr(0, dot).c_str());
    m_file->set_time_unit(1, sc_core::SC_PS);
  }
  ~vcd() {
    if (m_file != nullptr) sc_core::sc_close_vcd_trace_file(m_file);
  }
  vcd(const vcd&) = delete;
  vcd& operator=(const vcd&) = delete;
  sc_core::sc_trace_file* get() const { return m_file; }

 private:
  sc_core::sc_trace_file* m_file = nullptr;
};

bool run(const arguments& given) {
  cluster_settings settings;
  settings.config = make_config(given);
  settings.network = std::make_shared<model>(make_model(given));
  settings.steps = std::make_shared<plan>(make_work(given, *settings.network));
  settings.step_count = given.steps;
  std::vector<std::unique_ptr<cluster>> all;
  const auto build = [&](const char* name, symmetry_mode mode) {
    settings.config.simulation.symmetry = mode;
    all.push_back(std::make_unique<cluster>(name, settings));
  };
  const auto mode = given.symmetry == "folded"   ? symmetry_mode::folded
                    : given.symmetry == "planes" ? symmetry_mode::planes
                                                 : symmetry_mode::none;
  build("cluster", mode);
  build("other", mode == symmetry_mode::none ? symmetry_mode::folded : symmetry_mode::none);
  vcd trace(given.trace);
  if (trace.get() != nullptr) all.front()->trace(trace.get());
  sc_core::sc_start();

  checks check;
  for (const auto& c : all)
    check.that(c->done(),
               fmt::format("{} comes to its end{}", c->name(), c->done() ? "" : ": " + c->waits()));
  if (check.broken()) return false;
  for (const auto& c : all) {
    fmt::print("{}: {} CS-2 and {} switches simulated\n", c->name(), c->systems().size(),
               c->switches().size());
    check_time(*c, given, check);
    check_conservation(*c, given, check);
  }
  // Jitter is drawn by the name of a switch, so that it differs between the two.
  if (given.jitter_us == 0)
    check.that(equal_times(*all[0], *all[1]), "folded and unfolded times are equal");
  return !check.broken();
}

int main_of(int argc, char** argv) {
  arguments given;
  CLI::App app("A whole cluster under synthetic work; returns 1 when a promise is broken");
  const auto count = [&](const char* name, uint64_t& into, const char* text, uint64_t most) {
    app.add_option(name, into, text)->check(CLI::Range(uint64_t{1}, most))->capture_default_str();
  };
  const auto amount = [&](const char* name, double& into, const char* text, double least,
                          double most) {
    app.add_option(name, into, text)->check(CLI::Range(least, most))->capture_default_str();
  };
  count("--layers", given.layers, "Matrices", 1000);
  count("--rows", given.rows, "Output features of each", 100'000);
  count("--columns", given.columns, "Input features of each", 100'000);
  count("--tokens", given.tokens, "Tokens of a micro-batch on one system", 10'000'000);
  count("--micro-batches", given.micro_batches, "Micro-batches a step", 100);
  count("--systems", given.systems, "CS-2s", 192);
  count("--radix", given.radix, "Children of a switch", 64);
  count("--servers", given.servers, "MemoryX servers", 64);
  count("--links", given.links, "Links of a CS-2", 64);
  app.add_option("--seed", given.seed, "Of the jitter")->capture_default_str();
  app.add_option("--steps", given.steps, "Steps")->check(CLI::Range(1U, 1000U));
  amount("--sparsity", given.sparsity, "Share of zeros", 0, 0.999);
  amount("--burst", given.burst_mb, "Largest burst, MB", 0.005, 1000);
  amount("--buffer", given.buffer_mb, "Each buffer, MB; at least a burst", 0.005, 10'000);
  amount("--jitter", given.jitter_us, "Each burst is late by up to this in a switch, us", 0, 1e6);
  amount("--stall", given.stall, "Share by which one system is slower than the rest", 0, 100);
  app.add_flag("--spill", given.spill, "Activations leave the wafer and come back");
  app.add_flag("--eager", given.eager, "Update each layer when its gradient is there");
  app.add_option("--transport", given.transport, "lt (b_transport) or at (nb_transport)")
      ->check(CLI::IsMember({"lt", "at"}))
      ->capture_default_str();
  app.add_option("--symmetry", given.symmetry, "Of the traced cluster; the other is compared")
      ->check(CLI::IsMember({"none", "planes", "folded"}))
      ->capture_default_str();
  app.add_option("--values", given.values, "Synthetic work moves sizes only")
      ->check(CLI::IsMember({"none"}))
      ->capture_default_str();
  app.add_option("--trace", given.trace, "Waveform (.vcd)")->check([](const std::string& path) {
    const bool fits = path.size() > 4 && path.compare(path.size() - 4, 4, ".vcd") == 0;
    return fits ? std::string() : std::string("must end in .vcd");
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : exit_status::usage;
  }
  if (given.radix < 2 || given.buffer_mb < given.burst_mb) {
    fmt::print(stderr, "{}\n",
               given.radix < 2 ? "--radix: at least 2" : "--buffer: at least one burst (--burst)");
    return exit_status::usage;
  }
  // The four-phase handshakes are what a waveform shows.
  if (!given.trace.empty()) given.transport = "at";
  try {
    return run(given) ? 0 : 1;
  } catch (...) {
    const auto told = outcome_of(std::current_exception());
    fmt::print(stderr, "{}\n", told.text);
    return told.status;
  }
}

}  // namespace

int sc_main(int argc, char** argv) { return main_of(argc, argv); }

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}
