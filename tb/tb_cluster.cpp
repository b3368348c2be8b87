// SPDX-License-Identifier: Apache-2.0
// A whole small cluster under synthetic work that is made here, without cluster or model file:
// every layer one matrix, forward and backward. Checks that nothing is lost, that all comes in the
// time that the slowest of its resources needs, and that folding identical parts changes no time.
#include <algorithm>
#include <memory>

#include "testbench.h"
#include "ws/cluster/cluster.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t layers = 4, rows = 4096, columns = 4096, tokens = 65536, micro_batches = 1, steps = 2;
  uint64_t systems = 5, radix = 2, servers = 12, links = 12;
  double sparsity = 0, jitter = 0, slower = 0, burst = 1e6, buffer = 8e6;
  double link_rate = 100e9;
  bool spill = false, eager = false;
  std::string symmetry = "none";
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

cluster_config make_config(const arguments& given, const common_options& common) {
  cluster_config c;
  c.name = "tb";
  c.systems = given.systems;
  c.cs2.links = given.links;
  c.cs2.link_rate_bits_per_s = c.swarmx.link_rate_bits_per_s = given.link_rate;
  c.cs2.ingress_buffer_bytes = c.cs2.egress_buffer_bytes = given.buffer;
  c.swarmx.radix = given.radix;
  c.swarmx.buffer_bytes = given.buffer;
  c.swarmx.jitter_s = given.jitter;
  c.memoryx.servers = given.servers;
  c.activation_server.sample_rate_bytes_per_s = 1e12;
  c.training.sparsity = given.sparsity;
  c.training.seed = common.seed;
  c.training.update = given.eager ? update_mode::eager : update_mode::after_global_norm;
  c.simulation.burst_bytes = given.burst;
  c.simulation.mtu_bytes = std::min(c.simulation.mtu_bytes, given.burst);
  c.simulation.transport =
      common.four_phases() ? transport_style::approximately_timed : transport_style::loosely_timed;
  // All others wait for the slow one.
  if (given.slower > 0) {
    system_override slow;
    slow.system = given.systems / 2;
    slow.clock_hz = c.cs2.wafer.clock_hz / (1 + given.slower);
    c.overrides.push_back(slow);
  }
  return c;
}

uint64_t counted(const stats& all, const std::string& wanted) {
  uint64_t result = 0;
  all.visit(
      [&](const std::string&, const std::string& name, unit, uint64_t value, const std::string&) {
        if (name == wanted) result = value;
      });
  return result;
}

/// What all steps of one link's share ask for. A part that is folded stands for `folds` equal ones.
struct totals {
  uint64_t weights = 0, gradients = 0, spilled = 0, folds = 1;

  totals(const cluster& c, uint64_t steps) : folds(c.work().links / c.work().planes) {
    const work_order& work = c.work();
    for (const plan_item& item : work.items()) {
      weights += work.weights(item).plane_bytes();
      gradients += work.gradients(item).plane_bytes();
      spilled += work.bytes(item.spill_out_bytes).plane_bytes();
    }
    for (uint64_t* bytes : {&weights, &gradients, &spilled}) *bytes *= steps * work.links;
  }
};

void add_cluster_bytes(bench_run& r, const arguments& given, const cluster& c) {
  const totals t(c, given.steps);
  const stats& memory = c.memory().statistics();
  r.out.heading(fmt::format("Bytes, {}", c.name()), bench_run::byte_columns());
  r.add_bytes("MemoryX sends", t.folds * counted(memory, "weight_bytes"), t.weights);
  r.add_bytes("MemoryX gets", t.folds * counted(memory, "gradient_bytes"), t.gradients);
  uint64_t weights = 0, gradients = 0, out = 0, in = 0, stored = 0, added = 0;
  for (const cluster::system& s : c.systems()) {
    const stats& counters = s.wafer->statistics();
    weights += counted(counters, "weight_bytes");
    gradients += counted(counters, "gradient_bytes");
    out += counted(counters, "activation_out_bytes");
    in += counted(counters, "activation_in_bytes");
    stored += t.folds * counted(s.activations->statistics(), "stored_bytes");
  }
  const uint64_t systems = c.systems().size();
  r.add_bytes("weights at CS-2s", weights, systems * t.weights);
  r.add_bytes("gradients of CS-2s", gradients, systems * t.gradients);
  if (given.spill) {
    r.add_bytes("activations spilled", out, systems * t.spilled);
    r.add_bytes("activations stored", stored, systems * t.spilled);
    r.add_bytes("activations fetched", in, systems * t.spilled);
  }
  for (const cluster::tree_switch& s : c.switches())
    added += s.multiplicity * counted(s.asic->statistics(), "words_added");
  r.add_bytes("SwarmX adds", 4 * added * t.folds, (given.systems - 1) * t.gradients);
}

double step_s(const cluster& c, uint64_t steps) {
  const auto& log = c.memory().steps();
  return seconds(log[steps].first_weight - log[steps - 1].first_weight);
}

// No step can be shorter than the work of a wafer, nor than the wire needs for the weights.
double least_step_s(const cluster& c, const arguments& given) {
  double compute = 0, bytes = 0;
  for (const plan_item& item : c.work().items()) {
    compute += item.weight_macs / c.systems().front().wafer->peak_macs_per_s();
    bytes += 4 * static_cast<double>(item.weight_words);
  }
  const double efficiency = c.settings().config.swarmx.link_efficiency;
  const double wire = bytes / (static_cast<double>(given.links) * given.link_rate / 8 * efficiency);
  return std::max(compute * (1 + given.slower), wire);
}

void add_cluster_time(bench_run& r, const arguments& given, const cluster& c) {
  const double step = step_s(c, given.steps), least = least_step_s(c, given);
  r.add_time(fmt::format("last step, {}", c.name()), step, least);
  if (step < 0.999999 * least)
    r.broken("physics", fmt::format("{}: a step is shorter than its work", c.name()));
}

void check_equal(bench_run& r, const cluster& a, const cluster& b) {
  const auto &x = a.memory().steps(), &y = b.memory().steps();
  for (size_t i = 0; i < std::max(x.size(), y.size()); ++i)
    if (i >= std::min(x.size(), y.size()) || x[i].first_weight != y[i].first_weight ||
        x[i].last_gradient != y[i].last_gradient)
      return r.broken("folding", fmt::format("step {} has other times", i));
}

class cluster_testbench : public testbench {
 public:
  std::string name() const override { return "tb_cluster"; }
  std::string purpose() const override {
    return "A whole small cluster under synthetic work, once as --symmetry says and once as the "
           "other way.";
  }
  std::vector<promise> promises() const override {
    return {{"end", "both clusters come to their end, without a deadlock or an error of a module",
             "nothing may wait when no event is left"},
            {"bytes", "every weight, gradient and activation once, every gradient added once",
             "counters of every station against the plan's sums"},
            {"physics", "no step is shorter than its work or its bytes need",
             "the last step against a wafer's work at the peak and the weights on the wire"},
            {"folding", "both clusters have equal times, to the picosecond",
             "first weight and last gradient of every step; not judged with --jitter, which is\n"
             "            drawn by the name of a switch"}};
  }
  void declare(options& o) override;
  void check(options& o) const override;
  void run(bench_run& r) const override;

 private:
  arguments m_given;
};

void cluster_testbench::declare(options& o) {
  arguments& a = m_given;
  o.integer("--layers", a.layers, 1, 1000, "Matrices");
  o.integer("--rows", a.rows, 1, 100'000, "Output features of each");
  o.integer("--columns", a.columns, 1, 100'000, "Input features of each");
  o.integer("--tokens", a.tokens, 1, 10'000'000, "Tokens of a micro-batch on one system");
  o.integer("--micro-batches", a.micro_batches, 1, 100, "Micro-batches a step");
  o.integer("--steps", a.steps, 1, 1000, "Training steps");
  o.integer("--systems", a.systems, 1, 192, "CS-2s");
  o.integer("--radix", a.radix, 2, 192, "Children of a switch");
  o.integer("--servers", a.servers, 1, 64, "MemoryX servers");
  o.integer("--links", a.links, 1, 64, "Links of a CS-2");
  o.number("--link-rate", a.link_rate, "swarmx.link_rate", "Of every link");
  o.number("--sparsity", a.sparsity, "training.sparsity", "Share of zeros");
  o.number("--burst", a.burst, quantity::data, 64, 1e9, "Largest burst; whole words");
  o.number("--buffer", a.buffer, quantity::data, 64, 1e12, "Every buffer; at least a burst");
  o.number("--jitter", a.jitter, "swarmx.jitter", "A switch delays each burst by up to this");
  o.number("--slower", a.slower, quantity::plain, 0, 100,
           "Share by which one system's clock is slower than the others'");
  o.flag("--spill", a.spill, "Activations leave the wafer and come back");
  o.flag("--eager", a.eager, "Update each layer when its gradient is there");
  o.choice("--symmetry", a.symmetry, {"none", "planes", "folded"},
           "Of the first cluster, which --trace shows; the second is unfolded, or folded");
}

void cluster_testbench::check(options& o) const {
  const arguments& a = m_given;
  at_least(o, "--buffer", a.buffer, "--burst", a.burst);
  whole_words(o, "--burst", a.burst);
  const auto real = [](uint64_t value) { return static_cast<double>(value); };
  const double layers = real(a.layers * a.steps * a.micro_batches);
  const double weights = real(a.rows * a.columns);
  const double spilled = a.spill ? 2 * real(a.tokens * a.columns) : 0;
  const double bursts = real(2 * a.systems * a.links) * layers *
                        std::max(3.0, (8 * weights + 2 * spilled) / (real(a.links) * a.burst));
  limit(o, "--burst", data_text(a.burst), bursts, most_bursts, "bursts on all links");
  limit(o, "--steps", std::to_string(a.steps),
        layers * (40 * (8 * weights + 2 * spilled) / a.link_rate +
                  real(a.tokens) * weights * (1 + a.slower) / 1e14 + 100 * a.jitter),
        most_seconds, "s of simulated time");
}

void cluster_testbench::run(bench_run& r) const {
  const arguments& a = m_given;
  cluster_settings settings;
  settings.config = make_config(a, common);
  settings.network = std::make_shared<model>(make_model(a));
  settings.steps = std::make_shared<plan>(make_work(a, *settings.network));
  settings.step_count = static_cast<uint32_t>(a.steps);
  std::vector<std::unique_ptr<cluster>> all;
  const auto build = [&](const char* name, symmetry_mode mode) {
    settings.config.simulation.symmetry = mode;
    all.push_back(std::make_unique<cluster>(name, settings));
  };
  const auto mode = a.symmetry == "folded"   ? symmetry_mode::folded
                    : a.symmetry == "planes" ? symmetry_mode::planes
                                             : symmetry_mode::none;
  build("cluster", mode);
  build("other", mode == symmetry_mode::none ? symmetry_mode::folded : symmetry_mode::none);

  r.out.title(fmt::format("Cluster: {} CS-2 with {} links, radix {}, {} MemoryX servers", a.systems,
                          a.links, a.radix, a.servers));
  r.out.line(
      fmt::format("{} layers of {} x {}, {} zeros, {} x {} tokens; bursts of {}, buffers of {}",
                  a.layers, grouped(a.rows), grouped(a.columns), percent(a.sparsity),
                  a.micro_batches, grouped(a.tokens), data_text(a.burst), data_text(a.buffer)));
  r.out.line(fmt::format("jitter {}, one system slower by {}, seed {}, {}", figure(a.jitter, "s"),
                         percent(a.slower), common.seed,
                         common.four_phases() ? "approximately timed" : "loosely timed"));
  const bool done = r.simulate(
      {[&](sc_core::sc_trace_file* file) { all.front()->trace(file); },
       [&] { return all[0]->done() && all[1]->done(); },
       [&] { return all[0]->waits() + (all[0]->done() ? "" : "; ") + all[1]->waits(); }});
  if (done) {
    r.out.heading("Time", bench_run::time_columns());
    for (const auto& c : all) add_cluster_time(r, a, *c);
    if (a.jitter == 0) check_equal(r, *all[0], *all[1]);
  }
  for (const auto& c : all) add_cluster_bytes(r, a, *c);
  r.out.heading("Simulated", fmt::format("{:>10}{:>14}{:>16}", "CS-2", "switches", "transactions"));
  for (const auto& c : all)
    r.out.row(c->name(), fmt::format("{:>10}{:>14}{:>16}", c->systems().size(),
                                     c->switches().size(), grouped(c->transactions())));
  r.out.line(fmt::format("\n{:.2f} s of real time", r.wall_s()));
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<cluster_testbench>(); }

}  // namespace ws::tb
