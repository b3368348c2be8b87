// SPDX-License-Identifier: Apache-2.0
// Messages of programs that run on tiles.
#include "report/provocation.h"
#include "ws/isa/assembler.h"
#include "ws/report/grid_hardware.h"
#include "ws/report/grid_report.h"

namespace ws::testing_report {
namespace {

/// A run of a program and what there is to tell of it.
struct finished_run {
  explicit finished_run(const std::string& text, uint64_t most = 10'000)
      : image(isa::assemble(text, "p.wsa")), tiles(image), how(tiles.run(most)) {}
  grid_report report() const { return {image, tiles, how, "p.wsa"}; }

  isa::program_image image;
  grid tiles;
  grid::ended how;
};

std::string one_tile(const std::string& body) {
  return ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n" + body + "\n.end\n";
}

std::string failure(const std::string& text, uint64_t most = 10'000) {
  const finished_run run(text, most);
  return grid_failure(run.report(), most);
}

std::string line(size_t number, const std::string& text) {
  const finished_run run(text);
  const std::vector<std::string> lines = waiting_lines(run.report());
  return number < lines.size() ? lines[number] : "nothing";
}

const std::string sends_without_route = one_tile(
    ".outqueue oq2, 4\n.dsr d0, fabout, oq2, extent=9\n.dsr b0, mem1d, v\n"
    "main:\n  mov32 d0, b0\n  halt\n.data\nv: .array i32, 9, I");
const std::string takes_too_much = one_tile(
    ".inqueue iq1, 3\n.block 3\n.dsr d0, mem1d, v\n.dsr b0, fabin, iq1, extent=4\n"
    "main:\n  nop\nhere:\n  nop\n  mov32 d0, b0\n  halt\n.data\nv: .array i32, 4");
const std::string blocks_itself = one_tile("main:\n  blk 9\n  actvt 9\n  yield");
const std::string jumps_for_ever = one_tile("main:\n  jmp main");

// Both are as wide as .rect makes them; each tile waits.
const std::string thirty_wait =
    ".grid 30, 1\n.rect 0, 0, 30, 1\n.task 8, main, active\n.inqueue iq0, 1\n.block 1\n"
    ".dsr d0, mem1d, v\n.dsr b0, fabin, iq0, extent=1\nmain:\n  mov32 d0, b0\n  halt\n"
    ".data\nv: .array i32, 1\n.end\n";

std::string last_line_of(const std::string& text) { return text.substr(text.rfind("\n  ") + 3); }

std::string of_assembled() {
  const scratch_folder folder;
  const std::string source = folder.write("p.wsa", jumps_for_ever), elf = folder / "p.elf";
  waferstream("asm " + source + " -o " + elf);
  std::string text = waferstream("run " + elf + " -D N=3").text;
  const size_t at = text.find(elf);
  return at == std::string::npos
             ? text
             : text.substr(0, at) + "p.elf" +
                   text.substr(at + elf.size(), text.size() - at - elf.size() - 1);
}

std::string interrupted_run() {
  const scratch_folder folder;
  const std::string source = folder.write("p.wsa", jumps_for_ever);
  const std::string text =
      run("timeout --preserve-status -s INT 1 " WS_BINARY_DIR "/waferstream run " + source +
          " 2>&1 >/dev/null")
          .text;
  const size_t from = text.find("after "), to = text.find(" cycles");
  return from == std::string::npos || to == std::string::npos
             ? text
             : text.substr(0, from) + "after N" + text.substr(to, text.size() - to - 1);
}

/// Hardware of which nothing comes.
struct dead_hardware final : tile_hardware {
  void step(const router_in&, const debug_access&) override {}
  const router_out& router() const override { return m_router; }
  const pe_out& pe() const override { return m_pe; }
  sram_writes written() const override { return {}; }
  uint16_t word(uint16_t) const override { return 0; }
  uint16_t gpr(unsigned) const override { return 0; }
  uint16_t dsr(unsigned, unsigned) const override { return 0; }
  bool moved() const override { return false; }
  pe_trap trap() const override { return {}; }
  uint64_t active() const override { return 0; }
  uint64_t blocked() const override { return 0; }
  unsigned events(unsigned) const override { return 0; }
  tile_status status() const override { return {}; }
  router_out m_router;
  pe_out m_pe;
};

/// What a command line with hardware is told on a grid of one tile.
std::string told_of_hardware(const hardware_choice& choice, bool with_maker) {
  return told([&] {
    const isa::program_image image = isa::assemble(one_tile("main:\n  nop\n  jmp main"), "p.wsa");
    grid tiles(image);
    hardware_maker make;
    if (with_maker) make = [](auto&&...) { return std::make_unique<dead_hardware>(); };
    put_hardware(tiles, choice, make);
    tiles.run(10);
  });
}

}  // namespace

provocations run_provocations() {
  return {
      {"run_assembled",
       {of_assembled,
        "-D: p.elf is assembled already; -D is for programs in text (--help lists what is "
        "allowed)"}},
      {"run_trapped",
       {[] { return failure(one_tile("main:\n  nop\n  ld16 r0, [r1 - 1]")); },
        "a trap in cycle 5:\n  tile (0, 0): trap address, 0xffff, at 0x0014 (main + 2), main "
        "thread"}},
      {"run_trap",
       {[] { return last_line_of(failure(one_tile("main:\n  .dword 0xffffffff"))); },
        "tile (0, 0): trap illegal, 0x0000, at 0x0012 (main), main thread"}},
      {"run_deadlock",
       {[] { return failure(takes_too_much); },
        "deadlock: nothing moves any more after 9 cycles\n  tile (0, 0): main thread, task 8, at "
        "0x0016 (here + 2), waits: a wavelet in iq1 (color 3)"}},
      {"run_limit",
       {[] { return failure(jumps_for_ever, 100); },
        "--max-cycles 100: the program still runs\n  tile (0, 0): main thread, task 8, at 0x0012 "
        "(main), waits: for nothing, it runs"}},
      {"run_waiting_thread",
       {[] { return line(0, takes_too_much); },
        "tile (0, 0): main thread, task 8, at 0x0016 (here + 2), waits: a wavelet in iq1 (color "
        "3)"}},
      {"run_waiting_queue",
       {[] { return line(1, sends_without_route); },
        "tile (0, 0): wavelets wait, 6 in oq2, color 4"}},
      {"run_waiting_task",
       {[] { return line(0, blocks_itself); }, "tile (0, 0): task 9 is activated, but blocked"}},
      {"run_waiting_router",
       {[] { return line(2, sends_without_route); },
        "tile (0, 0): the router holds 2 from R of color 4: no route"}},
      {"run_undefined",
       {[] {
          const finished_run run(
              one_tile("main:\n  ld16 r0, [v]\n  ld16 r0, [v]\n  halt\n"
                       ".data\nv: .array i16, 1"));
          return undefined_lines(run.report()).at(0);
        },
        "tile (0, 0): 2 reads of undefined memory, the first of 0x0018, at 0x0012 (main)"}},
      {"run_no_hardware",
       {[] {
          return told_of_hardware({"lockstep", ""}, false);
        },
        "--twin lockstep: this program was built without hardware (cmake -D WS_BUILD_RTL=ON) "
        "(--help lists what is allowed)"}},
      {"run_rectangle",
       {[] {
          return told_of_hardware({"rtl", "0,0,2,1"}, true);
        },
        "--rtl 0,0,2,1: not x,y,width,height of a rectangle in the grid of 1 x 1 tiles (--help "
        "lists what is allowed)"}},
      {"twins_differ",
       {[] {
          return told_of_hardware({"lockstep", ""}, true);
        },
        "tile (0, 0): model and hardware differ after cycle 0: ret_pick: 0001 and 0000"}},
      {"run_more", {[] { return last_line_of(failure(thirty_wait)); }, "and 6 more"}},
      {"run_interrupted", {interrupted_run, "interrupted after N cycles; the program still ran"}},
  };
}

}  // namespace ws::testing_report
