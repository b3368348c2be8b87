// SPDX-License-Identifier: Apache-2.0
// Testbench of the comparison itself: hardware with one fault after the other against the C++ twin.
// A mutant that no random program shows has survived.
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "../sc_models/wafer/tile_rtl.h"
#include "../tests/cosim/cosim.h"
#include "../tests/cosim/seldom.h"
#include "../tests/support/tile_bench.h"
#include "Vws_tile_mutants.h"
#include "Vws_tile_mutants___024root.h"
#include "testbench.h"
#include "ws/base/error.h"
#include "ws/report/output_file.h"

namespace ws::tb {
namespace {

/// A row of the list that scripts/mutants.py writes.
struct mutant {
  std::string number, file, line, kind, before, after;
  bool caught = false;
};

std::vector<mutant> read_list() {
  std::ifstream list(WS_MUTANTS_LIST);
  std::vector<mutant> all;
  std::string row;
  std::getline(list, row);  // the columns' names
  while (std::getline(list, row)) {
    std::istringstream columns(row);
    mutant m;
    for (std::string* field : {&m.number, &m.file, &m.line, &m.kind, &m.before, &m.after})
      std::getline(columns, *field, '\t');
    all.push_back(m);
  }
  return all;
}

/// What is known to change nothing, and why: by file, line, text before and after.
std::map<std::string, std::string> read_equivalent() {
  std::ifstream list(WS_EQUIVALENT_MUTANTS);
  std::map<std::string, std::string> all;
  std::string row;
  std::getline(list, row);  // the columns' names
  while (std::getline(list, row)) {
    const size_t why = row.rfind('\t');
    all[row.substr(0, why)] = row.substr(why + 1);
  }
  return all;
}

/// True if a difference shows in reset, in what random programs hardly ever do, or within so many
/// tile cycles of them.
bool differs(unsigned number, uint64_t seed, uint64_t tile_cycles) {
  const auto reset = std::make_unique<test::tile_bench<Vws_tile_mutants>>(number);
  if (!reset->silent() || !reset->as_reset()) return true;
  test::cosim::settings s;
  s.width = 2;  // one of the tiles has an odd place
  s.height = 1;
  s.seed = seed;
  s.make = [number](const isa::tile_code& code, const pe_state& loaded, uint16_t x, uint16_t y) {
    return std::make_unique<verilated_tile<Vws_tile_mutants>>(
        code, loaded, x, y,
        [number](Vws_tile_mutants& dut) { dut.mutant_i = static_cast<uint16_t>(number); });
  };
  test::cosim all(s);
  try {
    test::seldom(s.make).run();
    while (all.tile_cycles < tile_cycles) all.run_program();
  } catch (const simulation_error&) {
    return true;
  }
  return false;
}

/// The same in processes of their own, several at a time: a mutant may also never settle, which
/// ends its process.
class processes {
 public:
  processes(uint64_t at_once, uint64_t seed, uint64_t tile_cycles)
      : m_at_once(at_once), m_seed(seed), m_tile_cycles(tile_cycles) {}

  void start(mutant& m) {
    if (m_running.size() >= m_at_once) wait_for_one();
    const pid_t child = fork();
    if (child < 0) throw resource_error("tb_mutants: no process can be started");
    if (child == 0) look_at(m);
    m_running[child] = &m;
  }
  void finish() {
    while (!m_running.empty()) wait_for_one();
  }

 private:
  static constexpr int survived = 77;

  [[noreturn]] void look_at(const mutant& m) const {
    std::freopen("/dev/null", "w", stdout);
    std::freopen("/dev/null", "w", stderr);
    alarm(static_cast<unsigned>(300 + m_tile_cycles / 2000));  // many times what it takes
    const auto number = static_cast<unsigned>(std::stoul(m.number));
    _exit(differs(number, m_seed, m_tile_cycles) ? 0 : survived);
  }
  void wait_for_one() {
    int status = 0;
    const pid_t child = wait(&status);
    const auto found = m_running.find(child);
    if (found == m_running.end()) return;
    found->second->caught = !(WIFEXITED(status) && WEXITSTATUS(status) == survived);
    m_running.erase(found);
  }

  uint64_t m_at_once, m_seed, m_tile_cycles;
  std::map<pid_t, mutant*> m_running;
};

class mutants_testbench final : public testbench {
 public:
  std::string name() const override { return "tb_mutants"; }
  std::string purpose() const override {
    return "Faults in the hardware, one after the other: the comparison must see them.";
  }
  bool clocked() const override { return true; }
  std::vector<promise> promises() const override {
    return {{"caught", "at least 95 of 100 mutants differ from the C++ twin", "in lockstep"},
            {"same", "without a mutant nothing differs", "in lockstep"}};
  }
  void declare(options& o) override {
    o.integer("--first", m_first, 1, 100'000, "Number of the first mutant");
    o.integer("--last", m_last, 1, 100'000, "Number of the last one");
    o.integer("--every", m_every, 1, 100'000, "Only every n-th of them");
    o.integer("--cycles", m_cycles, 1, 1'000'000'000, "Tile cycles in which a mutant must show");
    o.integer("--jobs", m_jobs, 1, 1024, "Mutants at a time (default: one per core)");
    o.file("--survivors", m_survivors, "Write those that did not show, as a table of Markdown");
  }
  void check(options&) const override {}
  void run(bench_run& r) const override;

 private:
  std::vector<mutant> asked_for(uint64_t& same) const;
  void try_all(bench_run& r, std::vector<mutant>& all) const;

  uint64_t m_first = 1, m_last = 100'000, m_every = 1, m_cycles = 200'000;
  uint64_t m_jobs = std::max(1u, std::thread::hardware_concurrency());
  std::string m_survivors;
};

std::string code_text(std::string text) {
  for (size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return "`" + text + "`";
}

/// Those that are to be tried; how many more were asked for that cannot show.
std::vector<mutant> mutants_testbench::asked_for(uint64_t& same) const {
  const std::map<std::string, std::string> equivalent = read_equivalent();
  std::vector<mutant> all;
  for (const mutant& m : read_list()) {
    const unsigned long number = std::stoul(m.number);
    if (number < m_first || number > m_last || (number - m_first) % m_every != 0) continue;
    if (equivalent.count(m.file + '\t' + m.line + '\t' + m.before + '\t' + m.after) != 0)
      ++same;
    else
      all.push_back(m);
  }
  return all;
}

void mutants_testbench::try_all(bench_run& r, std::vector<mutant>& all) const {
  mutant none;
  none.number = "0";
  processes first(1, common.seed, 20'000), others(m_jobs, common.seed, m_cycles);
  first.start(none);
  first.finish();
  if (none.caught) r.broken("same", "the tile as it is differs");
  uint64_t tried = 0;
  for (mutant& m : all) {
    if (r.interrupted(tried)) break;
    others.start(m);
    ++tried;
  }
  others.finish();
  all.resize(tried);
}

void mutants_testbench::run(bench_run& r) const {
  r.out.title(fmt::format("Mutants of the tile, seed {}", common.seed));
  uint64_t same = 0, caught = 0;
  std::vector<mutant> all = asked_for(same);
  try_all(r, all);
  std::string survivors = "| Mutant | Where | Kind | Before | After |\n|---|---|---|---|---|\n";
  for (const mutant& m : all) {
    caught += m.caught;
    if (m.caught) continue;
    r.out.row("survived", fmt::format("{} {}:{} {}: {} -> {}", m.number, m.file, m.line, m.kind,
                                      m.before, m.after));
    survivors += fmt::format("| {} | {}:{} | {} | {} | {} |\n", m.number, m.file, m.line, m.kind,
                             code_text(m.before), code_text(m.after));
  }
  if (!m_survivors.empty()) write_file(m_survivors, survivors);
  const uint64_t tried = all.size();
  r.out.row("mutants", grouped(tried));
  r.out.row("cannot show", fmt::format("{} more: rtl/equivalent_mutants.tsv", same));
  r.out.row("caught", fmt::format("{} ({:.1f} %)", caught,
                                  100.0 * static_cast<double>(caught) /
                                      static_cast<double>(std::max<uint64_t>(tried, 1))));
  if (caught * 100 < tried * 95) r.broken("caught", fmt::format("{} of {}", caught, tried));
}

}  // namespace

std::unique_ptr<testbench> make_testbench() { return std::make_unique<mutants_testbench>(); }

}  // namespace ws::tb
