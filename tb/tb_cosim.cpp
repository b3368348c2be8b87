// SPDX-License-Identifier: Apache-2.0
// Testbench of whole tiles: random programs under random traffic, the C++ twins and the hardware in
// lockstep.
#include <chrono>

#include "../tests/cosim/cosim.h"
#include "coverage_page.h"
#include "coverage_table.h"
#include "testbench.h"
#include "ws/base/error.h"
#include "ws/report/output_file.h"

namespace ws::tb {
namespace {

struct arguments {
  std::string coverage;
  uint64_t cycles = 1'000'000, length = 1500, width = 2, height = 2;
};

class cosim_testbench final : public testbench {
 public:
  std::string name() const override { return "tb_cosim"; }
  std::string purpose() const override {
    return "Tiles with random programs and traffic: model and hardware in lockstep.";
  }
  bool clocked() const override { return true; }
  std::vector<promise> promises() const override {
    return {{"twins", "C++ and hardware are equal on every pin in every cycle",
             "and in registers and memory at each end"}};
  }
  void declare(options& o) override {
    o.integer("--cycles", m_given.cycles, 1, 1'000'000'000'000, "Tile cycles in all");
    o.integer("--length", m_given.length, 1, 1'000'000, "Cycles of each program");
    o.file("--coverage", m_given.coverage, "Write what was reached, as tables of Markdown");
    o.any("--grid", "WIDTH,HEIGHT", "WIDTH,HEIGHT from 1,1 to 32,32", "Tiles (default 2,2)",
          [this](const std::string& text) { return read_grid(text); });
  }
  void check(options&) const override {}
  void run(bench_run& r) const override;

 private:
  std::string read_grid(const std::string& text);
  arguments m_given;
};

std::string cosim_testbench::read_grid(const std::string& text) {
  unsigned width = 0, height = 0;
  char rest = 0;
  const bool fits = std::sscanf(text.c_str(), "%4u,%4u%c", &width, &height, &rest) == 2 &&
                    width >= 1 && width <= 32 && height >= 1 && height <= 32;
  if (!fits) return fmt::format("{}: not WIDTH,HEIGHT from 1,1 to 32,32", text);
  m_given.width = width;
  m_given.height = height;
  return {};
}

void cosim_testbench::run(bench_run& r) const {
  r.out.title(fmt::format("Random programs on {} x {} tiles, seed {}", m_given.width,
                          m_given.height, common.seed));
  test::cosim::settings s;
  s.width = static_cast<int>(m_given.width);
  s.height = static_cast<int>(m_given.height);
  s.seed = common.seed;
  s.cycles = static_cast<unsigned>(m_given.length);
  s.make = make_tile_rtl;
  test::cosim all(s);
  const auto begin = std::chrono::steady_clock::now();
  try {
    while (all.tile_cycles < m_given.cycles && !r.interrupted(all.tile_cycles)) all.run_program();
  } catch (const simulation_error& e) {
    r.broken("twins", fmt::format("program {}: {}", all.programs - 1, e.what()));
  }
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  r.out.row("tile cycles", grouped(all.tile_cycles));
  r.out.row("programs", grouped(all.programs));
  r.out.row("taken out", fmt::format("{} instructions that trapped", grouped(all.repairs)));
  r.out.row("real time", fmt::format("{:.2f} s", wall));
  if (!m_given.coverage.empty()) write_file(m_given.coverage, coverage_tables(all.covered));
  add_coverage(r.out, all.covered, all.tile_cycles);
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<cosim_testbench>(); }

}  // namespace ws::tb
