// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands.h"
#include "ws/isa/assembler.h"
#include "ws/isa/source.h"
#include "ws/report/output_file.h"

namespace ws::program {
namespace {

struct asm_arguments {
  std::string source, output;
  isa::assembler_options options;
};

int run_asm(const asm_arguments& given) {
  check_outputs({{"--output", given.output}}, {{"program", given.source}});
  write_file(given.output, isa::to_elf(isa::assemble_file(given.source, given.options)));
  return 0;
}

int run_disasm(const std::string& file) {
  print(isa::disassemble(isa::from_elf(isa::read_source(file), file)));
  return 0;
}

}  // namespace

command asm_command() {
  const auto declare = [](options& o) {
    auto given = std::make_shared<asm_arguments>();
    o.operand("program", given->source, "Program (.wsa); docs/assembler.md");
    o.file("--output", given->output, "ELF file to write")->required();
    o.short_name("-o", "--output");
    o.assignments("-D", given->options.settings, "NAME=VALUE",
                  "A .param of the program, such as -D P=512; repeatable");
    return [given] { return run_asm(*given); };
  };
  return {"asm", "Assembles a program for a rectangle of tiles", declare};
}

command disasm_command() {
  const auto declare = [](options& o) {
    auto file = std::make_shared<std::string>();
    o.operand("file", *file, "ELF file made by asm");
    return [file] { return run_disasm(*file); };
  };
  return {"disasm", "Prints a program that assembles to an ELF file", declare};
}

}  // namespace ws::program
