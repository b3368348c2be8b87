// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "ws/isa/program.h"

namespace ws::isa {

/// Gives the text of a file that a program includes; throws input_error if there is none.
using source_reader = std::function<std::string(const std::string& path)>;

struct assembler_options {
  std::vector<std::string> settings;  ///< NAME=VALUE, each for a .param
  source_reader read;                 ///< read_source if empty
};

/// The image that a program describes; docs/assembler.md is the language. `file` names the text in
/// messages, and includes are looked up beside it. Throws input_error with every fault.
program_image assemble(const std::string& text, const std::string& file,
                       const assembler_options& options = {});

/// The program in a file.
program_image assemble_file(const std::string& path, const assembler_options& options = {});

/// One instruction as the assembler reads it; a word that is none becomes ".dword 0x...".
std::string disassemble(uint32_t word);

/// A program that assembles to the image.
std::string disassemble(const program_image& image);

}  // namespace ws::isa
