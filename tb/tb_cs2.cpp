// SPDX-License-Identifier: Apache-2.0
// Testbench of one CS-2 with its activation server: layers of equal size come in, gradients go out
// to a far end of a given pace.
#include <algorithm>
#include <map>

#include "../tests/wafer/wafer_bench.h"
#include "testbench.h"

namespace ws::tb {
namespace {

constexpr uint64_t row_length = 1000;

struct arguments {
  uint64_t layers = 8, tokens = 50'000, weights = 10'000'000, steps = 2;
  double sparsity = 0, link_rate = 100e9, link_latency = 1e-6, clock = 850e6, stall = 0;
  double burst = 1e6, ingress = 128e6, egress = 128e6, gradient_rate = 0, samples = 1e6, spill = 0;
  activation_server_config server;
  std::string precision = "mixed";
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

bench::wafer_setup setup_of(const arguments& a, const common_options& common) {
  bench::wafer_setup s;
  s.system.wafer.clock_hz = a.clock;
  s.system.ingress_buffer_bytes = a.ingress;
  s.system.egress_buffer_bytes = a.egress;
  s.server = a.server;
  s.precision = a.precision == "f16" ? precision::f16 : precision::mixed;
  s.items = items_of(a);
  s.steps = static_cast<uint32_t>(a.steps);
  s.burst_bytes = static_cast<uint64_t>(a.burst);
  s.link_bytes_per_s = a.link_rate / 8;
  s.link_latency = from_seconds(a.link_latency);
  s.style = common.four_phases() ? protocol::approximately_timed : protocol::loosely_timed;
  if (a.gradient_rate > 0) s.gradient_bytes_per_s = a.gradient_rate;
  s.gradient_buffer_bytes = static_cast<uint64_t>(std::max(a.burst, 4e6));
  s.weight_stalls = {a.stall, 4 * duration_ps(a.burst, s.link_bytes_per_s), common.seed};
  s.gradient_stalls = {a.stall, 4 * duration_ps(a.burst, s.link_bytes_per_s), common.seed + 1};
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
    needs.push_back({"gradients' end", std::max(0.0, static_cast<double>(t.gradients) - left) /
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
void check_order(const bench::wafer_bench& b, bench_run& r) {
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
      r.broken("weights",
               fmt::format("step {} item {} ran without its weights", log.step, log.item));
  }
}

void add_head(page& out, const arguments& a, const common_options& common,
              const bench::wafer_bench& b) {
  out.title(fmt::format("CS-2: {} layers of {} weights, {} tokens", a.layers, grouped(a.weights),
                        grouped(a.tokens)));
  out.line(fmt::format("{} zeros, {} precision at {} ({}), 12 links of {}", percent(a.sparsity),
                       a.precision, figure(a.clock, "Hz"),
                       figure(2 * b.wafer.peak_macs_per_s(), "FLOP/s"),
                       figure(a.link_rate, "b/s")));
  out.line(fmt::format("bursts of {}, buffers of {} in and {} out, stalls {}, seed {}, {}",
                       data_text(a.burst), data_text(a.ingress), data_text(a.egress),
                       percent(a.stall), common.seed,
                       common.four_phases() ? "approximately timed" : "loosely timed"));
}

void add_times(bench_run& r, const arguments& a, const bench::wafer_bench& b, const totals& t) {
  std::vector<need> needs = needs_of(a, b, t);
  std::stable_sort(needs.begin(), needs.end(),
                   [](const need& x, const need& y) { return x.s > y.s; });
  const time_ps end = b.wafer.steps().back().end;
  r.out.heading("Time", bench_run::time_columns());
  r.add_time(a.steps == 1 ? "the step" : fmt::format("all {} steps", a.steps), seconds(end),
             needs.front().s);
  if (seconds(end) < 0.99 * needs.front().s)
    r.broken("physics", "faster than " + needs.front().name);
  r.out.heading("Closed forms", "what each would take alone");
  for (const need& n : needs)
    if (n.s > 0)
      r.out.row(n.name, fmt::format("{:>10}{:>23}  {}", figure(n.s, "s"), "",
                                    r.out.bar(n.s / needs.front().s, 20)));
  r.out.heading("Wafer");
  const double busy = b.wafer.busy().share(0, end);
  r.out.row("PEs at work", fmt::format("{:>10}{:>23}  {}", percent(busy), "", r.out.bar(busy, 20)));
  r.out.row("waits for samples", fmt::format("{:>10} in the {} step",
                                             figure(seconds(b.wafer.steps().back().starved), "s"),
                                             a.steps > 1 ? "last" : "only"));
}

void add_all_bytes(bench_run& r, const bench::wafer_bench& b, const totals& t) {
  const auto served = [&b](const std::string& name) {
    return bench::wafer_bench::counter(b.server.statistics(), name);
  };
  uint64_t taken = 0;
  for (const auto& sink : b.sinks) taken += sink->bytes;
  r.out.heading("Bytes", bench_run::byte_columns());
  r.add_bytes("weights received", b.counter("weight_bytes"), t.weights);
  r.add_bytes("gradients sent", b.counter("gradient_bytes"), t.gradients);
  r.add_bytes("gradients arrived", taken, t.gradients);
  r.add_bytes("samples", b.counter("sample_bytes"), t.samples);
  if (t.out == 0) return;
  r.add_bytes("spilled", served("stored_bytes"), t.out);
  r.add_bytes("fetched back", b.counter("activation_in_bytes"), t.in);
}

class cs2_testbench : public testbench {
 public:
  std::string name() const override { return "tb_cs2"; }
  std::string purpose() const override {
    return "One CS-2 with its activation server, alone under configurable traffic.";
  }
  std::vector<promise> promises() const override {
    return {{"end", "everything comes to its end, without a deadlock or an error of a module",
             "nothing may wait when no event is left"},
            {"bytes", "every byte once: weights, gradients, samples, activations",
             "counters of wafer and server against the plan's sums"},
            {"order", "gradients arrive as planned",
             "each burst at the far end against the plan's list, per link"},
            {"weights", "no work before its weights are there, none ends before the last of them",
             "log of the wafer against the arrival of each layer's bursts on all links"},
            {"physics", "not faster than the slowest resource alone",
             "the time of all steps against the largest closed form, less 1 %"}};
  }
  void declare(options& o) override;
  void check(options& o) const override;
  void run(bench_run& r) const override;

 private:
  arguments m_given;
};

void cs2_testbench::declare(options& o) {
  arguments& a = m_given;
  o.integer("--layers", a.layers, 1, 10'000, "Matrices");
  o.integer("--weights", a.weights, 1000, 100'000'000'000, "Of a layer, in rows of 1000");
  o.integer("--tokens", a.tokens, 0, 1'000'000'000, "Of the micro-batch");
  o.number("--sparsity", a.sparsity, "training.sparsity", "Share of zeros");
  o.integer("--steps", a.steps, 1, 1000, "Training steps");
  o.choice("--precision", a.precision, {"mixed", "f16"}, "Of products and sums");
  o.number("--clock", a.clock, "cs2.wafer.clock", "Of the wafer");
  o.number("--link-rate", a.link_rate, "cs2.link_rate", "Of each of 12 links");
  o.number("--link-latency", a.link_latency, "cs2.link_latency", "Of each link");
  o.number("--burst", a.burst, quantity::data, 4, 1e9, "Largest burst");
  o.number("--ingress", a.ingress, quantity::data, 4, 1e12, "Buffer of a link; at least a burst");
  o.number("--egress", a.egress, quantity::data, 4, 1e12, "Buffer of a link; at least a burst");
  o.number("--gradient-rate", a.gradient_rate, quantity::byte_rate, 1e6, 1e15,
           "At which a link's far end takes gradients; 0: all that come", true);
  o.number("--samples", a.samples, quantity::data, 0, 1e12, "Of a step");
  o.number("--sample-rate", a.server.sample_rate_bytes_per_s, quantity::byte_rate, 1e3, 1e15,
           "Of the input pipeline");
  o.number("--spill", a.spill, quantity::data, 0, 1e12, "Activations of a layer that leave");
  o.number("--memory-rate", a.server.memory_bytes_per_s, "activation_server.memory_bandwidth",
           "Of the activation server");
  o.number("--stall", a.stall, quantity::plain, 0, 1,
           "Share of bursts before which an end stalls, for up to four bursts");
}

void cs2_testbench::check(options& o) const {
  const arguments& a = m_given;
  at_least(o, "--ingress", a.ingress, "--burst", a.burst);
  at_least(o, "--egress", a.egress, "--burst", a.burst);
  whole_words(o, "--burst", a.burst);
  const double layers = static_cast<double>(a.layers * a.steps);
  const double bytes = layers * (static_cast<double>(a.weights) * 8 + 2 * a.spill) +
                       static_cast<double>(a.steps) * a.samples;
  limit(o, "--burst", data_text(a.burst), bytes / a.burst, most_bursts, "bursts");
  const double slowest =
      std::min({12 * a.link_rate / 8, a.server.sample_rate_bytes_per_s, a.server.memory_bytes_per_s,
                a.gradient_rate > 0 ? 12 * a.gradient_rate : bench::no_limit});
  const double macs = 3 * layers * static_cast<double>(a.weights) * static_cast<double>(a.tokens);
  limit(o, "--steps", std::to_string(a.steps),
        bytes / slowest + macs / (a.clock * 1e6) + 10 * layers * a.link_latency, most_seconds,
        "s of simulated time");
}

void cs2_testbench::run(bench_run& r) const {
  const bench::wafer_bench b(setup_of(m_given, common));
  add_head(r.out, m_given, common, b);
  const bool done = r.simulate({[&b](sc_core::sc_trace_file* file) { trace(b, file); },
                                [&b] { return b.done(); }, [&b] { return b.waits(); }});
  r.broken("order", b.gradient_faults());
  check_order(b, r);
  const totals t(b);
  if (done) add_times(r, m_given, b, t);
  add_all_bytes(r, b, t);
  r.out.line(fmt::format("\n{} bursts on each link in {:.2f} s of real time",
                         grouped(b.weights.size() + b.gradients.size()), r.wall_s()));
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<cs2_testbench>(); }

}  // namespace ws::tb
