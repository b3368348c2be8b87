// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ws/isa/instructions.h"

namespace ws::isa {

/// Words that lie one after the other in the SRAM of a tile.
struct segment {
  uint16_t address = 0;  ///< of the first word
  bool is_code = false;
  std::vector<uint16_t> words;
};

/// What the loader writes into the configuration space before a tile runs.
struct config_write {
  uint16_t address = 0, value = 0;
};

/// A named place in a tile's SRAM. Labels of instructions have no elements.
struct symbol {
  std::string name;
  uint16_t address = 0;
  elem type = elem::none;
  uint16_t count = 0;  ///< elements
};

/// Everything that is in a tile at the start; tiles with the same content share one. Words in no
/// segment are undefined.
struct tile_code {
  std::vector<segment> segments;     ///< by address, apart
  std::vector<config_write> config;  ///< in the order in which they are written
  std::vector<symbol> symbols;       ///< by address

  const symbol* find(const std::string& name) const;
};

/// A program for a rectangle of tiles.
struct program_image {
  static constexpr uint32_t no_code = 0xffffffffu;

  int width = 0, height = 0;
  std::vector<tile_code> codes;
  std::vector<uint32_t> code_of;             ///< by y * width + x: index in codes, or no_code
  std::map<std::string, std::string> facts;  ///< parameters and their values

  /// What is in a tile; nullptr if nothing is (the router passes nothing either).
  const tile_code* at(int x, int y) const;
};

bool operator==(const segment& a, const segment& b);
bool operator==(const config_write& a, const config_write& b);
bool operator==(const symbol& a, const symbol& b);
bool operator==(const tile_code& a, const tile_code& b);
bool operator==(const program_image& a, const program_image& b);

/// The image as an ELF file: one section for each segment, a symbol table, and the map of tiles in
/// .ws.tiles. docs/assembler.md has the layout.
std::string to_elf(const program_image& image);

/// Back again. Throws input_error.
program_image from_elf(const std::string& bytes, const std::string& file);

}  // namespace ws::isa
