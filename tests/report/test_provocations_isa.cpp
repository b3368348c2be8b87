// SPDX-License-Identifier: Apache-2.0
// Messages of the assembler and of the reader of programs.
#include "report/provocation.h"
#include "ws/isa/assembler.h"

namespace ws::testing_report {
namespace {

std::string told_of_program(const std::string& text,
                            const std::vector<std::string>& settings = {}) {
  return told([&] {
    isa::assembler_options options;
    options.settings = settings;
    options.read = [&](const std::string&) { return text; };
    isa::assemble(text, "p.wsa", options);
  });
}

/// A program whose first tile holds these lines, from line 3 on.
std::string told_of_tile(const std::string& body) {
  return told_of_program(".grid 2, 2\n.tile 0, 0\n" + body + "\n.end\n");
}

}  // namespace

provocations isa_provocations() {
  return {
      {"asm_character",
       {[] { return told_of_tile("  add r0, r1, $3"); },
        "p.wsa:3:15: \"$\" has no place in a program"}},
      {"asm_number",
       {[] { return told_of_tile("  movi r0, 12x4"); }, "p.wsa:3:12: \"12x4\": not a number"}},
      {"asm_open_text",
       {[] { return told_of_tile("  .error \"oh"); },
        "p.wsa:3:10: a quote (\") is not closed on its line"}},
      {"asm_long_line",
       {[] { return told_of_program(std::string(4097, ';')); },
        "p.wsa:1:1: is longer than 4096 characters"}},
      {"asm_deep",
       {[] {
          return told_of_tile("  .i16 " + std::string(101, '(') + "1" + std::string(101, ')'));
        },
        "p.wsa:3:58: nested deeper than 100 levels"}},
      {"asm_expected",
       {[] { return told_of_tile("  add r0, r16, r2"); },
        "p.wsa:3:11: \"r16\": expected a register r0 to r15"}},
      {"asm_open_block",
       {[] { return told_of_program(".grid 1, 1\n.tile 0, 0\n  nop\n"); },
        "p.wsa:2:1: \".tile\" is never ended; expected \".end\""}},
      {"asm_stray",
       {[] { return told_of_tile("  .else"); },
        "p.wsa:3:3: \".else\" without a \".if\" before it"}},
      {"asm_include_loop",
       {[] { return told_of_program(".include \"p.wsa\"\n"); },
        "p.wsa:1:10: p.wsa includes itself"}},
      {"asm_mnemonic",
       {[] { return told_of_tile("  wxyzzy r0"); }, "p.wsa:3:3: \"wxyzzy\": no such instruction"}},
      {"asm_mnemonic_near",
       {[] { return told_of_tile("  fmac d0, a0, b0, r2"); },
        "p.wsa:3:3: \"fmac\": no such instruction; did you mean \"fmach\"?"}},
      {"asm_directive",
       {[] { return told_of_tile("  .wxyzzy"); }, "p.wsa:3:3: \".wxyzzy\": no such directive"}},
      {"asm_directive_near",
       {[] { return told_of_tile("  .rout 3, W -> RAMP"); },
        "p.wsa:3:3: \".rout\": no such directive; did you mean \".route\"?"}},
      {"asm_function",
       {[] { return told_of_tile("  .i16 wxyzzy(3)"); },
        "p.wsa:3:8: \"wxyzzy\": no such function"}},
      {"asm_function_near",
       {[] { return told_of_tile("  .i16 mim(3, 4)"); },
        "p.wsa:3:8: \"mim\": no such function; did you mean \"min\"?"}},
      {"asm_arguments",
       {[] { return told_of_tile("  .i16 min(3)"); }, "p.wsa:3:8: min takes 2 values; 1 given"}},
      {"asm_form",
       {[] { return told_of_tile("  add r0, r1"); }, "p.wsa:3:3: add: expected rd, ra, rb"}},
      {"asm_suffix",
       {[] { return told_of_tile("  add.async r0, r1, r2"); },
        "p.wsa:3:3: add.async: only vector instructions take .async and .x"}},
      {"asm_illegal",
       {[] { return told_of_tile("  fadds.async r0, r2, b0"); },
        "p.wsa:3:3: fadds.async: the operands do not go together; an asynchronous instruction "
        "needs a descriptor register as its destination"}},
      {"asm_range",
       {[] { return told_of_tile("  .i16 70000"); },
        "p.wsa:3:8: 70000: out of range; allowed is -32768 to 65535"}},
      {"asm_needs_whole",
       {[] { return told_of_tile("  .i16 1.5 & 1"); }, "p.wsa:3:12: \"&\" needs whole numbers"}},
      {"asm_divide", {[] { return told_of_tile("  .i16 1 / 0"); }, "p.wsa:3:10: division by zero"}},
      {"asm_undefined",
       {[] { return told_of_tile("  jmp nowhere"); }, "p.wsa:3:7: \"nowhere\" is not defined"}},
      {"asm_undefined_near",
       {[] { return told_of_tile("there:\n  nop\n  jmp thera"); },
        "p.wsa:5:7: \"thera\" is not defined; did you mean \"there\"?"}},
      {"asm_known_later",
       {[] { return told_of_tile("a:\n  .space a"); },
        "p.wsa:4:10: \"a\": addresses are not known yet where the size of something is decided"}},
      {"asm_twice",
       {[] { return told_of_tile("a:\n  nop\na:\n  nop"); },
        "p.wsa:5:1: \"a\" is defined twice, first on line 3"}},
      {"asm_reserved",
       {[] { return told_of_tile("r3:\n  nop"); },
        "p.wsa:3:1: \"r3\" has a meaning already; take another name"}},
      {"asm_inside",
       {[] { return told_of_tile("  .grid 1, 1"); },
        "p.wsa:3:3: \".grid\" cannot stand inside a tile"}},
      {"asm_outside",
       {[] { return told_of_program(".grid 1, 1\n  nop\n"); },
        "p.wsa:2:3: \"nop\" stands outside a tile; expected \".tile x, y\", \".rect\" or "
        "\".tiles\" before it"}},
      {"asm_no_grid",
       {[] { return told_of_program(".tile 0, 0\n.end\n"); },
        "p.wsa:1:1: no \".grid width, height\" before the first tile"}},
      {"asm_beyond_grid",
       {[] { return told_of_program(".grid 2, 2\n.rect 1, 0, 2, 1\n.end\n"); },
        "p.wsa:2:1: tiles (1, 0) to (2, 0): the grid has 2 x 2"}},
      {"asm_parameter",
       {[] { return told_of_program(".param COUNT, 3\n.grid 1, 1\n", {"Q=3"}); },
        "-D Q: the program has no .param Q"}},
      {"asm_parameter_near",
       {[] { return told_of_program(".param COUNT, 3\n.grid 1, 1\n", {"COUN=3"}); },
        "-D COUN: the program has no .param COUN; did you mean COUNT?"}},
      {"asm_parameter_value",
       {[] { return told_of_program(".param COUNT, 3\n.grid 1, 1\n", {"COUNT=x"}); },
        "-D COUNT: \"x\": not a number"}},
      {"asm_too_long",
       {[] { return told_of_tile("  .rep i, 65536\n  .rep j, 65536\n  .endrep\n  .endrep"); },
        "p.wsa:2:1: more than 4000000 statements; is a .rep larger than meant?"}},
      {"asm_error",
       {[] { return told_of_tile("  .assert 1 > 2, \"P must be even\""); },
        "p.wsa:3:3: P must be even"}},
      {"asm_full",
       {[] {
          return told_of_tile(
              "  .data\nsmall:\n  .array f16, 4\nlarge:\n  .array f32, 11000\nmiddle:\n  .array "
              "i16, 3000");
        },
        "p.wsa:2:1: tile (0, 0) needs 25004 words, there are 24576; the largest are large (22000 "
        "words), middle (3000 words), small (4 words)"}},
      {"asm_overlap",
       {[] { return told_of_tile("  .org 8\n  .i16 1, 2\n  .org 9\n  .i16 3"); },
        "p.wsa:6:8: word address 9 already holds something"}},
      {"asm_misaligned",
       {[] { return told_of_tile("v:\n  .array f32, 4\n  .mem1d v, offset=1, extent=2"); },
        "p.wsa:5:10: \"v\" is at word address 1; 32-bit values stand at even ones"}},
      {"asm_odd_target",
       {[] { return told_of_tile("  .data\n  .space 1\na:\n  .i16 5\n  .text\n  jmp a"); },
        "p.wsa:8:7: \"a\" is at word address 5; instructions stand at even ones"}},
      {"asm_past_end",
       {[] { return told_of_tile("v:\n  .array f32, 4\n  .mem1d v, extent=5"); },
        "p.wsa:5:10: the descriptor reaches word addresses 0 to 9; v has 0 to 7"}},
      {"asm_descriptor_part",
       {[] { return told_of_tile("  .fabin iq0, stride=2"); },
        "p.wsa:3:15: stride=2: no part of fabin; allowed are extent=, simd=, terminate, activate=, "
        "unblock=, block="}},
      {"asm_config_address",
       {[] { return told_of_tile("  .config 0x7000, 1"); },
        "p.wsa:3:11: 0x7000 = 28672: no configuration register is there"}},
      {"asm_edge",
       {[] { return told_of_tile("  .route 3, RAMP -> W"); },
        "p.wsa:3:21: tile (0, 0): W leads off the grid of 2 x 2 tiles"}},
      {"asm_two_inputs",
       {[] { return told_of_tile("  .route 3, E, S -> RAMP"); },
        "p.wsa:3:13: color 3 has the inputs E and S; allowed is one"}},
      {"asm_route_twice",
       {[] { return told_of_tile("  .route 3, E -> RAMP\n  .route 3, S -> RAMP"); },
        "p.wsa:4:3: color 3 is routed twice in tile (0, 0), first on line 3"}},
      {"asm_switch_twice",
       {[] { return told_of_tile("  .switch 3, rx=E\n  .switch 3, rx=S"); },
        "p.wsa:4:3: color 3 has two switches in tile (0, 0), the first on line 3"}},
      {"asm_filter_twice",
       {[] { return told_of_tile("  .filter 0, 3, range, 0, 5\n  .filter 0, 4, range, 0, 5"); },
        "p.wsa:4:3: filter 0 is set twice, first on line 3"}},
      {"asm_queue_twice",
       {[] { return told_of_tile("  .inqueue iq1, 3\n  .inqueue iq1, 4"); },
        "p.wsa:4:3: iq1 is bound twice, first on line 3"}},
      {"asm_color_twice",
       {[] { return told_of_tile("  .inqueue iq1, 3\n  .inqueue iq2, 3"); },
        "p.wsa:4:3: color 3 is bound to two input queues, the first on line 3"}},
      {"asm_task_twice",
       {[] { return told_of_tile("a:\n  yield\n  .task 8, a\n  .task 8, a"); },
        "p.wsa:6:3: task 8 is bound twice, first on line 5"}},
      {"image_broken",
       {[] { return told([] { isa::from_elf("\177ELF", "p.elf"); }); },
        "p.elf: not a WaferStream program: it ends too early"}},
  };
}

}  // namespace ws::testing_report
