// SPDX-License-Identifier: Apache-2.0
// Testbench of SwarmX: one plane between a source of weights at its root and CS-2s that send
// gradients, both with random stalls. Exit status 0: every promise held, 1: one was broken, 2:
// usage.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <systemc>

#include "../tests/support/swarmx_plane.h"
#include "ws/report/figure.h"
#include "ws/report/page.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t systems = 16, radix = 4, bytes = 16'000'000, burst = 65'536, buffer = 1 << 20, seed = 1;
  double link_rate_bits_per_s = 100e9, hop_latency_s = 3e-6, jitter_s = 0, stall = 0;
  std::string transport = "lt", direction = "both", trace;
};

/// Numbers with a decimal prefix and a unit: "100 Gb/s", "3us", "64kB"; without one: the unit
/// itself.
CLI::Validator quantity(const std::string& unit) {
  return CLI::Validator(
      [unit](std::string& text) {
        size_t end = 0;
        double value = 0;
        try {
          value = std::stod(text, &end);
        } catch (const std::exception&) {
          return "'" + text + "' is not a number";
        }
        std::string rest = text.substr(text.find_first_not_of(' ', end) == std::string::npos
                                           ? text.size()
                                           : text.find_first_not_of(' ', end));
        const std::map<std::string, double> prefixes = {
            {"", 1},    {"p", 1e-12}, {"n", 1e-9}, {"u", 1e-6},  {"m", 1e-3},
            {"k", 1e3}, {"M", 1e6},   {"G", 1e9},  {"Ki", 1024}, {"Mi", 1024.0 * 1024}};
        if (rest.size() >= unit.size() &&
            rest.compare(rest.size() - unit.size(), unit.size(), unit) == 0)
          rest.erase(rest.size() - unit.size());
        const auto prefix = prefixes.find(rest);
        if (prefix == prefixes.end() || !(value >= 0) || value * prefix->second > 1e15)
          return "'" + text + "' is not a value in " + unit;
        text = fmt::format("{:.17g}", value * prefix->second);
        return std::string();
      },
      unit);
}

test::plane_settings settings_of(const arguments& a) {
  test::plane_settings s;
  s.systems = a.systems;
  s.radix = a.radix;
  s.hop = {a.link_rate_bits_per_s / 8, from_seconds(a.hop_latency_s), 4096,
           a.transport == "at" ? protocol::approximately_timed : protocol::loosely_timed};
  s.leaf = s.hop;
  s.buffer_bytes = a.buffer;
  s.bursts = test::cut(a.bytes, a.burst);
  s.down = a.direction != "up";
  s.up = a.direction != "down";
  s.values = s.checked = true;
  s.jitter = from_seconds(a.jitter_s);
  s.seed = a.seed;
  // A stall lasts up to four bursts.
  s.stall = {a.stall, 4 * duration_ps(static_cast<double>(a.burst), s.hop.bytes_per_s), a.seed};
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

std::string size_text(uint64_t bytes) { return figure(static_cast<double>(bytes), "B"); }

void add_way(page& out, const std::string& name, time_ps end, const test::swarmx_plane& p) {
  const double took = seconds(end), formula = seconds(p.closed_form());
  out.row(name,
          fmt::format("{:>9}{:>14}{:>10.4f}{:>14}  {}", figure(took, "s"), figure(formula, "s"),
                      took / formula, figure(8 * static_cast<double>(p.bytes()) / took, "b/s"),
                      out.bar(formula / took, 20)));
}

void report(page& out, const arguments& a, const test::swarmx_plane& p, const levels& seen,
            double wall_s) {
  out.title(fmt::format("SwarmX: one plane of {} CS-2, radix {}", a.systems, a.radix));
  out.line(fmt::format("{} levels of {} switches; {} in bursts of {}; {} of links, {} a hop",
                       p.tree.levels(), p.switches.size(), size_text(a.bytes), size_text(a.burst),
                       figure(a.link_rate_bits_per_s, "b/s"), figure(a.hop_latency_s, "s")));
  out.line(fmt::format("buffers of {} (full rate needs {}), stalls {}, jitter {}, seed {}, {}",
                       size_text(a.buffer), size_text(test::full_rate_buffer(settings_of(a).hop)),
                       percent(a.stall), figure(a.jitter_s, "s"), a.seed,
                       a.transport == "at" ? "approximately timed" : "loosely timed"));
  out.heading("Time",
              fmt::format("{:>9}{:>14}{:>10}{:>14}", "simulated", "closed form", "ratio", "rate"));
  if (a.direction != "up") add_way(out, "broadcast", p.broadcast_end(), p);
  if (a.direction != "down") add_way(out, "reduce", p.reduce_end(), p);

  out.heading("Traffic");
  const auto most = [&](const auto& of) {
    uint64_t low = UINT64_MAX, high = 0;
    for (const auto& sink : p.sinks)
      low = std::min(low, of(*sink)), high = std::max(high, of(*sink));
    return low == high ? grouped(low) : grouped(low) + " to " + grouped(high);
  };
  if (a.direction != "up")
    out.row("bytes at each CS-2", most([](const test::traffic_sink& s) { return s.bytes; }));
  if (a.direction != "down") {
    out.row("bytes at the root", grouped(p.root_sink->bytes));
    out.row("sums checked",
            grouped(p.sums_checked) + " f32, each of " + grouped(a.systems) + " gradients");
  }
  out.row("words compared", grouped(p.words_checked));
  uint64_t calls = 0;
  for (const auto& c : p.checkers) calls += c->blocking_calls + c->completed;
  out.row("transactions", fmt::format("{} on {} links, {} s of real time", grouped(calls),
                                      p.checkers.size(), fmt::format("{:.2f}", wall_s)));

  out.heading("Fullest buffer");
  const auto bar = [&](const std::string& where, uint64_t peak) {
    out.row(where,
            fmt::format("{:>9}  {}", size_text(peak),
                        out.bar(static_cast<double>(peak) / static_cast<double>(a.buffer), 24)));
  };
  if (a.direction != "up") {
    if (a.transport == "at")
      for (size_t level = 0; level + 1 < seen.down.size(); ++level)
        bar(fmt::format("down, switch level {}", level), seen.down[level]);
    bar("down, CS-2", seen.down.back());
  }
  if (a.direction != "down") {
    if (a.transport == "at")
      for (size_t level = seen.up.size() - 1; level > 0; --level)
        bar(fmt::format("up, switch level {}", level - 1), seen.up[level]);
    bar("up, root", seen.up[0]);
  }
  if (a.transport == "lt" && a.systems > 1) out.line("  (those of switches: with --transport at)");
}

/// Returns what went wrong besides what the plane itself has seen.
std::string simulate(test::swarmx_plane& plane, levels& seen, time_ps slice) {
  try {
    while (!plane.done()) {
      if (sc_core::sc_start_of_simulation_invoked() && !sc_core::sc_pending_activity())
        return fmt::format("deadlock at {}: {}", figure(seconds(now_ps()), "s"), plane.waits());
      sc_core::sc_start(to_sc_time(slice));
      seen.look(plane);
    }
    // What comes after the end: credits, and pieces that come twice.
    if (sc_core::sc_pending_activity()) sc_core::sc_start();
  } catch (const sc_core::sc_report& error) {
    return std::string(error.get_msg_type()) + ": " + error.get_msg();
  }
  return {};
}

int run(const arguments& a) {
  const auto begin = std::chrono::steady_clock::now();
  const test::plane_settings settings = settings_of(a);
  test::swarmx_plane plane(settings);
  levels seen(plane);
  sc_core::sc_trace_file* file = nullptr;
  if (!a.trace.empty()) {
    file = sc_core::sc_create_vcd_trace_file(a.trace.substr(0, a.trace.size() - 4).c_str());
    file->set_time_unit(1, sc_core::SC_PS);
    trace(plane, file);
  }
  const time_ps slice = std::max<time_ps>(
      duration_ps(static_cast<double>(a.burst), settings.hop.bytes_per_s) / 4, ps_per_ns);
  const std::string failure = simulate(plane, seen, slice);
  if (file != nullptr) sc_core::sc_close_vcd_trace_file(file);
  if (!failure.empty()) plane.faults.push_back(failure);
  plane.check_all_arrived();
  seen.finish(plane);

  page out(style_of_stdout());
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  report(out, a, plane, seen, wall.count());
  out.heading("Promises");
  if (plane.faults.empty())
    out.line("  kept: nothing lost, nothing twice, in order, all sums exact, protocol obeyed");
  for (size_t i = 0; i < plane.faults.size() && i < 20; ++i)
    out.line("  BROKEN " + plane.faults[i]);
  if (plane.faults.size() > 20) out.line(fmt::format("  and {} more", plane.faults.size() - 20));
  if (file != nullptr) out.line("\nWritten: " + a.trace);
  std::fputs(out.text().c_str(), stdout);
  return plane.faults.empty() ? 0 : 1;
}

int parse_and_run(int argc, char** argv) {
  arguments a;
  CLI::App app("One plane of SwarmX under random traffic.", "tb_swarmx");
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", std::string("tb_swarmx ") + WS_VERSION);
  app.add_option("--systems", a.systems, "CS-2s below the tree")->check(CLI::Range(1, 192));
  app.add_option("--radix", a.radix, "Ports of a switch")->check(CLI::Range(2, 192));
  app.add_option("--bytes", a.bytes, "To send each way; whole words")->transform(quantity("B"));
  app.add_option("--burst", a.burst, "Largest burst; whole words")->transform(quantity("B"));
  app.add_option("--buffer", a.buffer, "Of every port, at least a burst")->transform(quantity("B"));
  app.add_option("--link-rate", a.link_rate_bits_per_s, "Of every link")
      ->transform(quantity("b/s"));
  app.add_option("--hop-latency", a.hop_latency_s, "Of every link")->transform(quantity("s"));
  app.add_option("--jitter", a.jitter_s, "A switch delays each burst by up to this")
      ->transform(quantity("s"));
  app.add_option("--stall", a.stall, "Share of bursts before which an end stalls")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--seed", a.seed, "Of stalls and jitter");
  app.add_option("--transport", a.transport, "Loosely or approximately timed")
      ->check(CLI::IsMember({"lt", "at"}));
  app.add_option("--direction", a.direction, "Weights down, gradients up, or both at once")
      ->check(CLI::IsMember({"down", "up", "both"}));
  app.add_option("--trace", a.trace, "Waveform file (.vcd); best with --transport at");
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0) option->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  const auto usage = [](const std::string& text) {
    std::fprintf(stderr, "%s (--help lists what is allowed)\n", text.c_str());
    return 2;
  };
  if (a.burst > 1'000'000'000) return usage("--burst: at most 1 GB");
  if (a.bytes / std::max<uint64_t>(a.burst, 1) > 10'000'000)
    return usage("--bytes: at most 10 million bursts");
  if (a.burst < 4 || a.burst % 4 != 0) return usage("--burst: must be whole words of 4 B");
  if (a.bytes < 4 || a.bytes % 4 != 0) return usage("--bytes: must be whole words of 4 B");
  if (a.buffer < a.burst) return usage("--buffer: must hold a burst");
  if (a.link_rate_bits_per_s <= 0) return usage("--link-rate: must be above 0");
  if (!a.trace.empty() && (a.trace.size() < 5 || a.trace.substr(a.trace.size() - 4) != ".vcd"))
    return usage("--trace: the name must end in .vcd");
  if (!a.trace.empty() && !std::ofstream(a.trace)) return usage("--trace: cannot write " + a.trace);
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
