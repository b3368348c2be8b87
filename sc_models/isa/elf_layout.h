// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

// What a program's ELF file has beside the standard: little-endian, as the machines are on which
// it is read and written.
namespace ws::isa::elf {

inline constexpr char tiles_name[] = ".ws.tiles";     ///< width, height, codes; then (run, code)
inline constexpr char note_name[] = ".note.ws";       ///< parameters, NAME=VALUE lines
inline constexpr char owners_name[] = ".ws.symbols";  ///< an owner for each entry of .symtab
inline constexpr char config_name[] = ".ws.config";   ///< pairs of address and value, + .code
inline constexpr char note_owner[] = "WaferStream";
inline constexpr uint32_t note_type = 1;

struct owner {
  uint32_t code, type, count;
};

}  // namespace ws::isa::elf
