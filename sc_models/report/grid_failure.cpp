// SPDX-License-Identifier: Apache-2.0
// Why a program's run on a grid failed: traps, and what waits.
#include <algorithm>

#include "ws/base/messages.h"
#include "ws/isa/codes.h"
#include "ws/report/grid_report.h"

namespace ws {
namespace {

constexpr size_t most_lines = 24;

std::string thread_text(unsigned thread) {
  return thread == pe_state::main_thread ? "main thread" : fmt::format("microthread {}", thread);
}

std::string queue_text(unsigned queue) {
  return queue < pe_inputs ? fmt::format("iq{}", queue) : fmt::format("oq{}", queue - pe_inputs);
}

std::string color_text(uint8_t color) {
  return color == tile_status::no_color ? "no color" : fmt::format("color {}", color);
}

/// What a thread waits for in a queue.
const char* needed(const pe_wait& w) {
  if (w.queue < pe_inputs) return w.wavelets == 2 ? "two wavelets in" : "a wavelet in";
  return w.wavelets == 2 ? "room for two in" : "room in";
}

/// Where a place in the code is, by the nearest label before it.
std::string place(const isa::tile_code* code, uint16_t pc) {
  const isa::symbol* best = nullptr;
  if (code != nullptr)
    for (const isa::symbol& s : code->symbols)
      if (s.type == isa::elem::none && s.address <= pc) best = &s;
  if (best == nullptr) return fmt::format("0x{:04x}", pc);
  const unsigned behind = pc - best->address;
  return behind == 0 ? fmt::format("0x{:04x} ({})", pc, best->name)
                     : fmt::format("0x{:04x} ({} + {})", pc, best->name, behind);
}

struct at {
  int x, y;
  const tile_status& status;
  const isa::tile_code* code;
};

void add_threads(const at& t, std::vector<std::string>& lines) {
  for (const tile_status::thread& thread : t.status.threads) {
    const pe_wait& w = thread.wait;
    std::string what(w.cause == 0 ? "for nothing, it runs" : isa::code_name("stall", w.cause));
    if (w.queue != 255)
      what = fmt::format("{} {} ({})", needed(w), queue_text(w.queue), color_text(thread.color));
    const std::string task =
        w.thread == pe_state::main_thread ? fmt::format(", task {}", t.status.task) : std::string();
    lines.push_back(say(msg::run_waiting_thread, t.x, t.y, thread_text(w.thread) + task,
                        place(t.code, w.pc), what));
  }
}

void add_queues(const at& t, std::vector<std::string>& lines) {
  for (const tile_status::queue& q : t.status.queues)
    lines.push_back(say(msg::run_waiting_queue, t.x, t.y, q.wavelets, queue_text(q.number),
                        color_text(q.color)));
  for (unsigned c = 0; c < router_colors; ++c)
    if (const unsigned n = t.status.ramp[c]; n != 0)
      lines.push_back(
          say(msg::run_waiting_queue, t.x, t.y, n, "the ramp", fmt::format("color {}", c)));
}

void add_tasks(const at& t, std::vector<std::string>& lines) {
  const tile_status& s = t.status;
  for (unsigned id = 0; s.trap.cause == 0 && id < 64; ++id)
    if ((s.active & s.blocked) >> id & 1u)
      lines.push_back(say(msg::run_waiting_task, t.x, t.y, id));
}

template <typename F>
void each_tile(const grid_report& report, F f) {
  for (int y = 0; y < report.tiles.height(); ++y)
    for (int x = 0; x < report.tiles.width(); ++x) f(x, y, report.tiles.at(x, y));
}

std::string joined(std::vector<std::string> lines) {
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i == most_lines) return text + "\n  " + say(msg::run_more, lines.size() - i);
    text += "\n  " + lines[i];
  }
  return text;
}

std::vector<std::string> trap_lines(const grid_report& report) {
  std::vector<std::string> lines;
  each_tile(report, [&](int x, int y, const tile& t) {
    const pe_trap trap = t.status().trap;
    if (trap.cause == 0 || trap.cause == pe_code::trap("halted")) return;
    lines.push_back(say(msg::run_trap, x, y, isa::code_name("trap", trap.cause),
                        fmt::format("0x{:04x}", trap.address),
                        place(report.image.at(x, y), trap.pc), thread_text(trap.thread)));
  });
  return lines;
}

}  // namespace

std::vector<std::string> waiting_lines(const grid_report& report) {
  std::vector<std::string> lines;
  each_tile(report, [&](int x, int y, const tile& t) {
    const tile_status status = t.status();
    const at here{x, y, status, report.image.at(x, y)};
    add_threads(here, lines);
    add_queues(here, lines);
    add_tasks(here, lines);
    for (const router_wait& w : status.router)
      lines.push_back(say(msg::run_waiting_router, x, y, w.wavelets, port::letters[w.input],
                          w.color, name_of(w.cause)));
  });
  return lines;
}

std::vector<std::string> undefined_lines(const grid_report& report) {
  std::vector<std::string> lines;
  each_tile(report, [&](int x, int y, const tile& t) {
    if (t.pe() == nullptr || t.pe()->undefined().reads == 0) return;
    const pe_undefined& u = t.pe()->undefined();
    lines.push_back(say(msg::run_undefined, x, y, u.reads, fmt::format("0x{:04x}", u.address),
                        place(report.image.at(x, y), u.pc)));
  });
  if (lines.size() > most_lines) {
    const size_t more = lines.size() - most_lines;
    lines.resize(most_lines);
    lines.push_back(say(msg::run_more, more));
  }
  return lines;
}

std::string name_of_end(const grid_report& report) {
  switch (report.how) {
    case grid::ended::trap:
      return "trap";
    case grid::ended::limit:
      return "limit";
    case grid::ended::stopped:
      return "interrupted";
    default:
      return report.tiles.idle() ? "finished" : "deadlock";
  }
}

std::string grid_failure(const grid_report& report, uint64_t max_cycles) {
  const std::string end = name_of_end(report);
  const uint64_t cycle = report.tiles.cycle();
  if (end == "trap") return say(msg::run_trapped, cycle, joined(trap_lines(report)));
  if (end == "deadlock") return say(msg::run_deadlock, cycle, joined(waiting_lines(report)));
  if (end == "limit") return say(msg::run_limit, max_cycles, joined(waiting_lines(report)));
  return "";
}

}  // namespace ws
