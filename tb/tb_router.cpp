// SPDX-License-Identifier: Apache-2.0
// Testbench of the router: a mesh of them under random traffic with an end-to-end scoreboard, and
// then one alone with everything at once.
#include <chrono>
#include <optional>

#include "../tests/router/chaos.h"
#include "../tests/router/router_mesh.h"
#include "testbench.h"
#include "ws/report/output_file.h"

namespace ws::tb {
namespace {

struct arguments {
  uint64_t cycles = 10'000, width = 4, height = 4, colors = 12, send = 60, take = 70;
  std::string which = "lockstep", log, coverage;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

class router_testbench final : public testbench {
 public:
  std::string name() const override { return "tb_router"; }
  std::string purpose() const override { return "A mesh of routers under random traffic."; }
  bool clocked() const override { return true; }
  std::vector<promise> promises() const override;
  void declare(options& o) override;
  void check(options&) const override {}
  void run(bench_run& r) const override;

 private:
  twin which() const {
    return m_given.which == "cpp" ? twin::cpp : m_given.which == "rtl" ? twin::rtl : twin::lockstep;
  }
  test::router_mesh::settings settings() const;
  void run_mesh(bench_run& r) const;
  void run_chaos(bench_run& r) const;
  arguments m_given;
};

std::vector<promise> router_testbench::promises() const {
  return {{"end", "what is in the routers leaves once nothing more comes", "counted at all ramps"},
          {"traffic", "every listener gets every wavelet once and in order",
           "each carries its source and a number"},
          {"twins", "C++ and hardware are equal on every pin in every cycle",
           "compared with --twin lockstep"}};
}

void router_testbench::declare(options& o) {
  arguments& a = m_given;
  o.integer("--cycles", a.cycles, 1, 1'000'000'000, "In which sources send");
  o.integer("--width", a.width, 1, 15, "Routers in a row");
  o.integer("--height", a.height, 1, 15, "Rows");
  o.integer("--colors", a.colors, 1, router_colors, "In use");
  o.integer("--send", a.send, 0, 100, "Percent of cycles in which a source sends");
  o.integer("--take", a.take, 1, 100, "Percent of cycles in which a sink frees an entry");
  o.choice("--twin", a.which, {"cpp", "rtl", "lockstep"}, "What the routers are made of");
  o.file("--coverage", a.coverage, "Write what one router alone has met, as a table of Markdown");
  o.file("--log", a.log, "Write arrivals and departures, cycle by cycle, as text");
}

test::router_mesh::settings router_testbench::settings() const {
  test::router_mesh::settings s;
  s.width = static_cast<unsigned>(m_given.width);
  s.height = static_cast<unsigned>(m_given.height);
  s.colors = static_cast<unsigned>(m_given.colors);
  s.send = static_cast<unsigned>(m_given.send);
  s.take = static_cast<unsigned>(m_given.take);
  s.seed = common.seed;
  s.which = which();
  return s;
}

void router_testbench::run_mesh(bench_run& r) const {
  test::router_mesh mesh(settings());
  std::optional<output_file> log;
  if (!m_given.log.empty()) {
    check_outputs({{"--log", m_given.log}}, {});
    std::ostream& file = log.emplace(m_given.log).stream();
    file << "@0 dimX=" << m_given.width << ", dimY=" << m_given.height << '\n';
    mesh.trace = [&file](const std::string& line) { file << line << '\n'; };
  }
  const auto begin = std::chrono::steady_clock::now();
  try {
    while (mesh.cycle < m_given.cycles && mesh.fault.empty() && !r.interrupted(mesh.cycle))
      mesh.step();
    if (!mesh.fault.empty()) {
      r.broken("traffic", mesh.fault);
    } else if (!r.interrupted(mesh.cycle)) {
      mesh.drain();
      if (!mesh.fault.empty()) r.broken("end", mesh.fault);
    }
  } catch (const std::logic_error& e) {
    r.broken("twins", e.what());
  }
  if (log) log->commit();
  r.out.heading("Mesh");
  r.out.row("router cycles", grouped(mesh.cycle * m_given.width * m_given.height));
  r.out.row("wavelets sent", grouped(mesh.sent));
  r.out.row("delivered", grouped(mesh.delivered));
  if (which() != twin::rtl) r.out.row("links crossed", grouped(mesh.hops));
  r.out.row("longest way, cycles", grouped(mesh.longest));
  r.out.row("real time", fmt::format("{:.2f} s", seconds_since(begin)));
  if (log) r.out.row("written", m_given.log);
}

void router_testbench::run_chaos(bench_run& r) const {
  const auto begin = std::chrono::steady_clock::now();
  test::chaos all(make_router(which()), common.seed);
  try {
    while (all.bench.cycle < m_given.cycles && !r.interrupted(all.bench.cycle)) all.step();
    if (!r.interrupted(all.bench.cycle) && !all.drains())
      r.broken("end", "what was left in the buffers did not leave");
  } catch (const std::logic_error& e) {
    r.broken("twins", e.what());
  }
  r.out.heading("One router, everything at once");
  r.out.row("cycles", grouped(all.bench.cycle));
  r.out.row("wavelets moved", grouped(all.moves));
  std::string table = "| In a router | times |\n|---|---|\n";
  for (const auto& [name, count] : all.hits) {
    r.out.row(name, grouped(count));
    table += fmt::format("| {} | {} |\n", name, count);
  }
  if (!m_given.coverage.empty()) write_file(m_given.coverage, table);
  r.out.row("real time", fmt::format("{:.2f} s", seconds_since(begin)));
}

void router_testbench::run(bench_run& r) const {
  r.out.title(fmt::format("Routers: {} x {}, {} colors, twin {}, seed {}", m_given.width,
                          m_given.height, m_given.colors, m_given.which, common.seed));
  run_mesh(r);
  if (which() == twin::lockstep) run_chaos(r);
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<router_testbench>(); }

}  // namespace ws::tb
