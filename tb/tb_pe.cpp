// SPDX-License-Identifier: Apache-2.0
// Testbench of the processing element alone: random programs, random wavelets on its ramp, and a
// debugger.
#include <chrono>

#include "../tests/cosim/pe_cosim.h"
#include "coverage_page.h"
#include "testbench.h"
#include "ws/base/error.h"

namespace ws::tb {
namespace {

class pe_testbench final : public testbench {
 public:
  std::string name() const override { return "tb_pe"; }
  std::string purpose() const override {
    return "A processing element with random programs and wavelets.";
  }
  bool clocked() const override { return true; }
  std::vector<promise> promises() const override {
    return {{"twins", "C++ and hardware are equal on every pin in every cycle",
             "and in memory at each end; compared with --twin lockstep"}};
  }
  void declare(options& o) override {
    o.integer("--cycles", m_cycles, 1, 1'000'000'000'000, "In all");
    o.integer("--length", m_length, 1, 1'000'000, "Cycles of each program");
    o.choice("--twin", m_which, {"cpp", "rtl", "lockstep"}, "What the element is made of");
  }
  void check(options&) const override {}
  void run(bench_run& r) const override;

 private:
  uint64_t m_cycles = 500'000, m_length = 1500;
  std::string m_which = "lockstep";
};

void pe_testbench::run(bench_run& r) const {
  r.out.title(fmt::format("Random programs on a processing element, twin {}, seed {}", m_which,
                          common.seed));
  test::pe_cosim::settings s;
  s.seed = common.seed;
  s.cycles = static_cast<unsigned>(m_length);
  s.which = m_which == "cpp" ? twin::cpp : m_which == "rtl" ? twin::rtl : twin::lockstep;
  test::pe_cosim all(s);
  const auto begin = std::chrono::steady_clock::now();
  try {
    while (all.cycles < m_cycles && !r.interrupted(all.cycles)) all.run_program();
  } catch (const simulation_error& e) {
    r.broken("twins", fmt::format("program {}: {}", all.programs - 1, e.what()));
  }
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  r.out.row("cycles", grouped(all.cycles));
  r.out.row("programs", grouped(all.programs));
  r.out.row("taken out", fmt::format("{} instructions that trapped", grouped(all.repairs)));
  r.out.row("real time", fmt::format("{:.2f} s", wall));
  if (s.which != twin::rtl) add_coverage(r.out, all.covered, all.cycles);
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<pe_testbench>(); }

}  // namespace ws::tb
