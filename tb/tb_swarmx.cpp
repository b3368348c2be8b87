// SPDX-License-Identifier: Apache-2.0
// Testbench of SwarmX: one plane between a source of weights at its root and CS-2s that send
// gradients, both with random stalls.
#include <algorithm>

#include "../tests/support/swarmx_plane.h"
#include "testbench.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t systems = 16, radix = 4;
  double bytes = 16e6, burst = 65'536, buffer = 1 << 20;
  double link_rate = 100e9, hop_latency = 3e-6, jitter = 0, stall = 0;
  std::string direction = "both";

  bool down() const { return direction != "up"; }
  bool up() const { return direction != "down"; }
};

test::plane_settings settings_of(const arguments& a, const common_options& common) {
  test::plane_settings s;
  s.systems = a.systems;
  s.radix = a.radix;
  s.hop = {a.link_rate / 8, from_seconds(a.hop_latency), 4096,
           common.four_phases() ? protocol::approximately_timed : protocol::loosely_timed};
  s.leaf = s.hop;
  s.buffer_bytes = static_cast<uint64_t>(a.buffer);
  s.bursts = test::cut(static_cast<uint64_t>(a.bytes), static_cast<uint64_t>(a.burst));
  s.down = a.down();
  s.up = a.up();
  s.values = s.checked = true;
  s.jitter = from_seconds(a.jitter);
  s.seed = common.seed;
  // A stall lasts up to four bursts.
  s.stall = {a.stall, 4 * duration_ps(a.burst, s.hop.bytes_per_s), common.seed};
  return s;
}

/// The fullest buffer of each level. The switches' are looked at a few times a burst, which says
/// something only when processes keep to simulated time; a burst counts from its first byte's start
/// until its last byte has left.
struct levels {
  std::vector<uint64_t> down, up;  // by the level of the receiving end; down: the CS-2s come last

  explicit levels(const test::swarmx_plane& p)
      : down(p.tree.levels() + 1), up(p.tree.levels() + 1) {}

  void look(const test::swarmx_plane& p) {
    for (size_t n = 0; n < p.switches.size(); ++n) {
      const unsigned level = p.tree.nodes()[n].level;
      down[level] = std::max(down[level], p.switches[n]->weights_in.level());
      for (const auto& in : p.switches[n]->grads_in)
        up[level + 1] = std::max(up[level + 1], in->level());
    }
  }
  void finish(const test::swarmx_plane& p) {
    for (const auto& sink : p.sinks)
      down.back() = std::max(down.back(), static_cast<uint64_t>(sink->peak()));
    up[0] = static_cast<uint64_t>(p.root_sink->peak());
  }
};

void trace(const test::swarmx_plane& p, sc_core::sc_trace_file* file) {
  const auto add = [file](const auto& signal, const std::string& name) {
    sc_core::sc_trace(file, signal, name);
  };
  add(p.root_source->sender.phase(), "root.weights_out.request");
  add(p.root_sink->receiver.level(), "root.grads_in.level_bytes");
  for (size_t n = 0; n < p.switches.size(); ++n) {
    const switch_asic& w = *p.switches[n];
    const std::string path = fmt::format("level{}.switch{}", p.tree.nodes()[n].level, n);
    add(w.weights_in.level(), path + ".weights_in.level_bytes");
    add(w.grads_out.phase(), path + ".grads_out.request");
    for (size_t c = 0; c < w.weights_out.size(); ++c) {
      add(w.weights_out[c]->phase(), fmt::format("{}.weights_out{}.request", path, c));
      add(w.grads_in[c]->level(), fmt::format("{}.grads_in{}.level_bytes", path, c));
    }
  }
  for (size_t l = 0; l < p.sinks.size(); ++l) {
    add(p.sinks[l]->receiver.level(), fmt::format("cs2_{}.weights_in.level_bytes", l));
    add(p.sources[l]->sender.phase(), fmt::format("cs2_{}.grads_out.request", l));
  }
}

void add_head(page& out, const arguments& a, const common_options& common,
              const test::swarmx_plane& p) {
  const uint64_t full_rate = test::full_rate_buffer(settings_of(a, common).hop);
  out.title(fmt::format("SwarmX: one plane of {} CS-2, radix {}", a.systems, a.radix));
  out.line(fmt::format("levels {}, switches {}; {} in bursts of {}; links of {}, {} a hop",
                       p.tree.levels(), p.switches.size(), data_text(a.bytes), data_text(a.burst),
                       figure(a.link_rate, "b/s"), figure(a.hop_latency, "s")));
  out.line(fmt::format("buffers of {} (full rate needs {}), stalls {}, jitter {}, seed {}, {}",
                       data_text(a.buffer), figure(static_cast<double>(full_rate), "B"),
                       percent(a.stall), figure(a.jitter, "s"), common.seed,
                       common.four_phases() ? "approximately timed" : "loosely timed"));
}

void add_traffic(bench_run& r, const arguments& a, const test::swarmx_plane& p) {
  r.out.heading("Bytes", bench_run::byte_columns());
  uint64_t weights = 0, calls = 0;
  for (const auto& sink : p.sinks) weights += sink->bytes;
  if (a.down()) r.add_bytes("at all CS-2", weights, p.bytes() * a.systems);
  if (a.up()) r.add_bytes("sums at the root", p.root_sink->bytes, p.bytes());
  r.out.row("words compared", fmt::format("{:>20}", grouped(p.words_checked)));
  if (a.up())
    r.out.row("sums compared", fmt::format("{:>20}  f32, each of {} gradients",
                                           grouped(p.sums_checked), grouped(a.systems)));
  for (const auto& c : p.checkers) calls += c->blocking_calls + c->completed;
  r.out.row("transactions", fmt::format("{:>20}  on {} links, {:.2f} s of real time",
                                        grouped(calls), p.checkers.size(), r.wall_s()));
}

void add_buffers(page& out, const arguments& a, const levels& seen) {
  out.heading("Fullest buffer");
  const auto bar = [&](const std::string& where, uint64_t peak) {
    out.row(where, fmt::format("{:>9}  {}", figure(static_cast<double>(peak), "B"),
                               out.bar(static_cast<double>(peak) / a.buffer, 24)));
  };
  if (a.down()) {
    for (size_t level = 0; level + 1 < seen.down.size(); ++level)
      bar(fmt::format("down, switch level {}", level), seen.down[level]);
    bar("down, CS-2", seen.down.back());
  }
  if (a.up()) {
    for (size_t level = seen.up.size() - 1; level > 0; --level)
      bar(fmt::format("up, switch level {}", level - 1), seen.up[level]);
    bar("up, root", seen.up[0]);
  }
}

class swarmx_testbench : public testbench {
 public:
  std::string name() const override { return "tb_swarmx"; }
  std::string purpose() const override {
    return "One plane of SwarmX alone: weights from the root to all CS-2s, sums of their gradients "
           "back.";
  }
  std::vector<promise> promises() const override {
    return {{"end", "everything comes to its end, without a deadlock or an error of a module",
             "nothing may wait when no event is left"},
            {"bytes", "every byte once at every CS-2 and at the root",
             "bytes that arrived against bytes that were sent"},
            {"traffic", "in order, no value changed, every sum exact, TLM protocol obeyed",
             "each word at each end against a reference; a checker on every link"},
            {"physics", "not faster than the links allow",
             "the time of each way against the closed form, less 1 % and 1 ps a burst"}};
  }
  void declare(options& o) override;
  void check(options& o) const override;
  void run(bench_run& r) const override;

 private:
  arguments m_given;
};

void swarmx_testbench::declare(options& o) {
  arguments& a = m_given;
  o.integer("--systems", a.systems, 1, 192, "CS-2s below the tree");
  o.integer("--radix", a.radix, 2, 192, "Children of a switch");
  o.number("--bytes", a.bytes, quantity::data, 4, 1e12, "To send each way; whole words");
  o.number("--burst", a.burst, quantity::data, 4, 1e8, "Largest burst; whole words");
  o.number("--buffer", a.buffer, quantity::data, 4, 1e12, "Of every port; at least a burst");
  o.number("--link-rate", a.link_rate, "swarmx.link_rate", "Of every link");
  o.number("--hop-latency", a.hop_latency, "swarmx.hop_latency", "Of every link");
  o.number("--jitter", a.jitter, "swarmx.jitter", "A switch delays each burst by up to this");
  o.number("--stall", a.stall, quantity::plain, 0, 1,
           "Share of bursts before which an end stalls, for up to four bursts");
  o.choice("--direction", a.direction, {"down", "up", "both"},
           "Weights down, gradients up, or both at once");
}

void swarmx_testbench::check(options& o) const {
  const arguments& a = m_given;
  whole_words(o, "--bytes", a.bytes);
  whole_words(o, "--burst", a.burst);
  at_least(o, "--buffer", a.buffer, "--burst", a.burst);
  const auto systems = static_cast<double>(a.systems);
  const double bursts = std::ceil(a.bytes / a.burst);
  limit(o, "--burst", data_text(a.burst), 4 * systems * bursts, most_bursts, "bursts on all links");
  // All words are real: what fills the buffers fills the machine's memory.
  limit(o, "--buffer", data_text(a.buffer), 4 * systems * std::min(a.buffer, a.bytes), 4e9,
        "B of words under way");
  limit(o, "--bytes", data_text(a.bytes), 2 * systems * a.bytes, 4e11, "B to compare");
  // Without room for a round trip each burst may wait for one, and for its stall and jitter.
  const double wait = 20 * (a.hop_latency + a.jitter) + 5 * a.burst * 8 / a.link_rate;
  limit(o, "--link-rate", format_number(a.link_rate, quantity::bit_rate), bursts * wait,
        most_seconds, "s of simulated time");
}

void swarmx_testbench::run(bench_run& r) const {
  const arguments& a = m_given;
  const test::plane_settings settings = settings_of(a, common);
  test::swarmx_plane plane(settings);
  levels seen(plane);
  add_head(r.out, a, common, plane);
  const time_ps burst = duration_ps(a.burst, settings.hop.bytes_per_s);
  const bool done = r.simulate(
      {[&](sc_core::sc_trace_file* file) { trace(plane, file); }, [&] { return plane.done(); },
       [&] { return plane.waits(); }, [&] { seen.look(plane); },
       std::max({burst / 4, (settings.hop.latency + settings.jitter) / 4, ps_per_ns})});
  plane.check_all_arrived();
  seen.finish(plane);
  r.broken("traffic", plane.faults);
  if (done) {
    const double formula = seconds(plane.closed_form());
    const double rounding = 1e-12 * static_cast<double>(settings.bursts.size());  // 1 ps a burst
    r.out.heading("Time", bench_run::time_columns());
    const auto way = [&](const std::string& name, time_ps end) {
      r.add_time(name, seconds(end), formula);
      if (seconds(end) < 0.99 * formula - rounding)
        r.broken("physics", name + " is faster than its links");
    };
    if (a.down()) way("broadcast", plane.broadcast_end());
    if (a.up()) way("reduce", plane.reduce_end());
  }
  add_traffic(r, a, plane);
  // Only where processes keep to simulated time does it mean something to look at a switch.
  if (common.four_phases())
    add_buffers(r.out, a, seen);
  else
    r.out.line("\nHow full the buffers get: with --transport at");
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<swarmx_testbench>(); }

}  // namespace ws::tb
