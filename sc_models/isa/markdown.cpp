// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <functional>
#include <map>

#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/generate.h"
#include "ws/isa/parameters.h"
#include "ws/isa/registers.h"

namespace ws::isa {
namespace {

std::string bits(int lsb, int width) {
  return width == 1 ? fmt::format("{}", lsb) : fmt::format("{}:{}", lsb + width - 1, lsb);
}

std::string parameter_table() {
  std::string out = "| Name | Default | What it is |\n|---|---|---|\n";
  for (const parameter& p : parameters) {
    out += fmt::format("| `{}` | {} | {} |\n", p.name, p.value, p.text);
  }
  return out;
}

std::string code_table() {
  std::string out = "| Group | Value | Name | Meaning |\n|---|---|---|---|\n";
  std::string_view group;
  for (const code& c : codes) {
    out += fmt::format("| {} | {} | `{}` | {} |\n", c.group == group ? "" : c.group, c.value,
                       c.name, c.text);
    group = c.group;
  }
  return out;
}

std::string field_table() {
  std::string out = "| Of | Field | Word | Bits | Meaning |\n|---|---|---|---|---|\n";
  std::string_view group;
  for (const field& f : fields) {
    out += fmt::format("| {} | `{}` | {} | {}{} | {} |\n", f.group == group ? "" : f.group, f.name,
                       f.word, bits(f.lsb, f.width), f.is_signed ? ", signed" : "", f.text);
    group = f.group;
  }
  return out;
}

std::string config_table() {
  std::string out =
      "| Address | Name | Registers x words | Programs | Reset | Meaning "
      "|\n|---|---|---|---|---|---|\n";
  for (const config_register& r : config_registers) {
    out += fmt::format("| 0x{:04x} | `{}` | {} x {} | {} | {:#x} | {} |\n", r.address, r.name,
                       r.count, r.words, r.access, r.reset, r.text);
  }
  return out;
}

constexpr const char* unit_names[] = {"alu",    "multiply", "half",      "mixed",  "add32",
                                      "mul32",  "convert",  "move",      "memory", "config",
                                      "branch", "task",     "descriptor"};
constexpr const char* elem_names[] = {"", "i16", "i32", "f16", "f32"};
const char* name_of(elem e) { return elem_names[static_cast<int>(e)]; }

std::string operand_table() {
  std::string out = "| Operand | Bits | Value |\n|---|---|---|\n";
  for (const operand_row& r : operand_rows) {
    const char* value =
        r.pair ? "register pair: an even number, the low half in it"
        : r.what == operand::dst || r.what == operand::src0 || r.what == operand::src1
            ? "vector operand"
        : r.what == operand::dsr || r.what == operand::from
            ? "file in the two high bits, number in the others"
        : r.what == operand::sx || r.what == operand::sa ? "stride register"
        : r.reads || r.writes                            ? "register"
        : r.is_signed                                    ? "signed number"
                                                         : "number";
    out += fmt::format("| {} | {} | {} |\n", r.name, bits(r.lsb, r.width), value);
  }
  return out;
}

std::string operands_of(const instruction& i, bool with_bits) {
  std::string out;
  for (const operand o : i.operands) {
    if (o == operand::none) continue;
    const operand_row& r = row_of(o);
    out += (out.empty() ? "" : ", ") + std::string(r.name);
    if (with_bits) out += " " + bits(r.lsb, r.width);
  }
  return out;
}

std::string scalar_table() {
  std::string out = "| Opcode | Mnemonic | Operands | Unit | Effect |\n|---|---|---|---|---|\n";
  for (const instruction& i : instructions) {
    if (i.is_vector()) continue;
    out += fmt::format("| 0x{:02x} | `{}` | {} | {} | {} |\n", i.opcode, i.name,
                       operands_of(i, true), unit_names[static_cast<int>(i.where)], i.effect);
  }
  return out;
}

std::string vector_table() {
  std::string out =
      "| Opcode | Mnemonic | Operands | dst | src0 | src1 | scalar | Width | Unit | Effect |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n";
  for (const instruction& i : instructions) {
    if (!i.is_vector()) continue;
    out +=
        fmt::format("| 0x{:02x} | `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", i.opcode,
                    i.name, operands_of(i, false), name_of(i.dst), name_of(i.src0), name_of(i.src1),
                    name_of(i.scalar), i.simd, unit_names[static_cast<int>(i.where)], i.effect);
  }
  return out;
}

}  // namespace

std::string refreshed_page(const std::string& page) {
  static const std::map<std::string, std::function<std::string()>> tables = {
      {"parameters", parameter_table}, {"codes", code_table},       {"fields", field_table},
      {"config", config_table},        {"operands", operand_table}, {"scalar", scalar_table},
      {"vector", vector_table}};
  std::string out;
  size_t at = 0;
  while (true) {
    static const std::string open = "<!-- table ", close = "<!-- end -->";
    const size_t begin = page.find(open, at);
    if (begin == std::string::npos) return out + page.substr(at);
    const size_t name_end = page.find(" -->\n", begin), end = page.find(close, begin);
    if (name_end == std::string::npos || end == std::string::npos) return out + page.substr(at);
    const auto table =
        tables.find(page.substr(begin + open.size(), name_end - begin - open.size()));
    out += page.substr(at, name_end + 5 - at);
    if (table != tables.end()) out += table->second();
    at = end;
  }
}

}  // namespace ws::isa
