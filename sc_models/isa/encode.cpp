// SPDX-License-Identifier: Apache-2.0
#include "encode.h"

#include <fmt/format.h>

#include <map>

#include "operand_text.h"
#include "ws/base/half.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

const std::map<std::string, std::string>& other_names() {
  static const std::map<std::string, std::string> names = {
      {"fmovh", "mov16"}, {"fmovs", "mov32"}, {"li", "movi"}};
  return names;
}

const instruction* row_named(const std::string& name) {
  static const std::map<std::string, const instruction*> rows = [] {
    std::map<std::string, const instruction*> all;
    for (const instruction& row : instructions) all[std::string(row.name)] = &row;
    for (const auto& [other, name] : other_names()) all[other] = all.at(name);
    return all;
  }();
  const auto found = rows.find(name);
  return found == rows.end() ? nullptr : found->second;
}

[[noreturn]] void unknown_instruction(const statement& s) {
  std::vector<std::string> names = {"li32", "ret"};
  for (const instruction& row : instructions) names.emplace_back(row.name);
  const std::string near = nearest(s.name, names);
  throw bad_text{s.where, near.empty() ? say(msg::asm_mnemonic, shown(s.name))
                                       : say(msg::asm_mnemonic_near, shown(s.name), near)};
}

bool is_general(const item& i) { return numbered(i, "r", parameter_value("registers")) >= 0; }
bool is_descriptor(const item& i) {
  for (const char* file : {"d", "a", "b", "x"}) {
    if (numbered(i, file, 16) >= 0) return true;
  }
  return false;
}
bool is_number(const item& i) {
  return !i.is_memory && !i.is_text && i.key.empty() && !is_general(i) && !is_descriptor(i);
}

// Whether an item looks like an operand, whatever its value. base and offset share one item.
bool looks_like(const item& i, operand o) {
  const operand_row& row = row_of(o);
  switch (o) {
    case operand::base:
    case operand::near_base:
      return i.is_memory && base_register(i);
    case operand::address:
      return i.is_memory && !base_register(i);
    case operand::dsr:
    case operand::from:
      return is_descriptor(i);
    case operand::dst:
      return is_general(i) || is_descriptor(i);
    case operand::src0:
    case operand::src1:
      return !i.is_memory && !i.is_text;
    case operand::scalar:
      return is_general(i);
    default:
      return row.reads || row.writes ? is_general(i) : is_number(i);
  }
}

std::vector<operand> written_operands(const instruction& row, bool indexed) {
  std::vector<operand> result;
  for (const operand o : row.operands) {
    if (o != operand::none && o != operand::offset && o != operand::near_offset)
      result.push_back(o);
  }
  if (indexed && row.scalar == elem::none) result.push_back(operand::scalar);
  return result;
}

bool fits(const instruction& row, const statement& s, bool indexed) {
  const std::vector<operand> operands = written_operands(row, indexed);
  if (operands.size() != s.items.size()) return false;
  for (size_t n = 0; n < operands.size(); ++n) {
    if (!looks_like(s.items[n], operands[n])) return false;
  }
  return true;
}

std::string form_of(const instruction& row, bool indexed) {
  std::string form;
  for (const operand o : written_operands(row, indexed)) {
    const bool memory = o == operand::base || o == operand::near_base;
    form += (form.empty() ? "" : ", ") + (memory                  ? "[ra + imm]"
                                          : o == operand::address ? "[address]"
                                                                  : std::string(row_of(o).name));
  }
  return form.empty() ? "nothing" : form;
}

uint32_t vector_field(const item& i, operand o, const instruction& row,
                      const number_source& number) {
  const elem e = o == operand::dst ? row.dst : o == operand::src0 ? row.src0 : row.src1;
  if (is_general(i)) return static_cast<uint32_t>(general_register(i, words_of(e) == 2));
  if (is_descriptor(i)) {
    const int code = descriptor_register(i), file = code >> 4, id = code & 15;
    if (o == operand::dst && file < 2) return static_cast<uint32_t>((file + 1) << 4 | id);
    if (o != operand::dst && file == (o == operand::src0 ? 1 : 2))
      return static_cast<uint32_t>(1 << 4 | id);
    throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"",
                                o == operand::dst    ? "a register r, d or a"
                                : o == operand::src0 ? "a register r or a, or a number"
                                                     : "a register r or b, or a number")};
  }
  return 2u << 4 | (static_cast<uint32_t>(number(i, -8, 7, nullptr)) & 15);
}

uint32_t operand_field(const item& i, operand o, const instruction& row,
                       const number_source& number) {
  const operand_row& r = row_of(o);
  const auto whole = [&](int64_t least, int64_t most) {
    return static_cast<uint32_t>(number(i, least, most, nullptr));
  };
  switch (o) {
    case operand::dst:
    case operand::src0:
    case operand::src1:
      return vector_field(i, o, row, number);
    case operand::scalar:
      return static_cast<uint32_t>(general_register(i, words_of(row.scalar) == 2));
    case operand::base:
    case operand::near_base:
      return static_cast<uint32_t>(std::stoi(base_register(i)->text.substr(1)));
    case operand::dsr:
    case operand::from:
      return static_cast<uint32_t>(descriptor_register(i));
    case operand::sx:
    case operand::sa:
      return static_cast<uint32_t>(stride_register(i));
    case operand::queue: {
      const bool out = i.value->text.compare(0, 1, "o") == 0;
      return static_cast<uint32_t>(queue(i, !out) + (out ? parameter_value("input_queues") : 0));
    }
    case operand::microthread: {
      const int n = numbered(i, "ut", parameter_value("microthreads"));
      if (n < 0)
        throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"",
                                    "a microthread ut0 to ut7")};
      return static_cast<uint32_t>(n);
    }
    case operand::word: {
      static const char* const words[] = {"base", "extent", "offset", "flags"};
      for (uint32_t w = 0; w < 4; ++w) {
        if (i.value->is == expression::what::name && i.value->text == words[w]) return w;
      }
      return whole(0, 3);
    }
    case operand::action:
      return static_cast<uint32_t>(code_word(i, "action"));
    case operand::priority:
      return static_cast<uint32_t>(code_word(i, "priority"));
    case operand::imm:
    case operand::bits:
      return whole(-32768, 65535);
    case operand::address: {
      const uint32_t address = whole(0, 65535);
      const bool wide = row_of(row.operands[0]).pair && row.where == unit::memory;
      if (wide && address % 2)
        throw bad_text{i.where, say(msg::asm_misaligned, shown(i.source), address)};
      return address;
    }
    case operand::target: {
      const uint32_t target = whole(0, sram_words - 1);
      if (target % 2) throw bad_text{i.where, say(msg::asm_odd_target, shown(i.source), target)};
      return target;
    }
    default:
      break;
  }
  if (r.reads || r.writes) return static_cast<uint32_t>(general_register(i, r.pair));
  return whole(0, (1 << r.width) - 1);
}

struct written_name {
  std::string name;
  bool is_async = false, indexed = false;
};

written_name parts_of(const statement& s) {
  written_name w{s.name};
  for (size_t dot = w.name.rfind('.'); dot != std::string::npos; dot = w.name.rfind('.')) {
    const std::string suffix = w.name.substr(dot + 1);
    if (suffix != "async" && suffix != "x") break;
    (suffix == "x" ? w.indexed : w.is_async) = true;
    w.name.resize(dot);
  }
  return w;
}

const instruction& chosen_row(const statement& s, const written_name& w) {
  const instruction* first = row_named(w.name);
  for (const char* ending : {"", "i", "a", "r"}) {
    const instruction* row = row_named(w.name + ending);
    if (!first) first = row;
    if (row && fits(*row, s, w.indexed)) return *row;
  }
  if (!first || w.name.empty()) unknown_instruction(s);
  const std::vector<operand> operands = written_operands(*first, w.indexed);
  const std::string form = form_of(*first, w.indexed);
  if (operands.size() == s.items.size()) {
    for (size_t n = 0; n < operands.size(); ++n) {
      const item& i = s.items[n];
      if (looks_like(i, operands[n])) continue;
      if (!i.is_memory && !i.is_text && !is_number(i)) break;
      const operand_row& r = row_of(operands[n]);
      if ((r.reads || r.writes) && operands[n] != operand::base &&
          operands[n] != operand::near_base && operands[n] != operand::dst) {
        general_register(i, false);  // tells what registers there are
      }
    }
  }
  throw bad_text{s.where, say(msg::asm_form, s.name, form)};
}

std::vector<uint32_t> load_constant(const statement& s, const number_source& number) {
  if (s.items.size() != 2) throw bad_text{s.where, say(msg::asm_form, "li32", "pd, number")};
  const int rd = general_register(s.items[0], true);
  const auto bits = static_cast<uint32_t>(number(s.items[1], -0x80000000ll, 0xffffffffll, nullptr));
  const uint32_t low = uint32_t{op("movi")} << 24 | static_cast<uint32_t>(rd) << 20;
  return {low | (bits & 0xffff), (low + (1u << 20)) | bits >> 16};
}

}  // namespace

int instruction_count(const statement& s) { return s.name == "li32" ? 2 : 1; }

std::vector<uint32_t> encode(const statement& s, const number_source& number) {
  constexpr uint32_t link = 15;
  if (s.name == "li32") return load_constant(s, number);
  if (s.name == "ret" && s.items.empty())
    return {put(uint32_t{op("jr")} << 24, row_of(operand::ra), link)};
  const written_name w = parts_of(s);
  if ((w.name == "call" || w.name == "callr") && s.items.size() == 1) {
    const bool by_register = is_general(s.items[0]);
    const operand o = by_register ? operand::ra : operand::target;
    const instruction& row = instruction_of(by_register ? "callr" : "call");
    uint32_t word = put(uint32_t{row.opcode} << 24, row_of(operand::rd), link);
    return {put(word, row_of(o), operand_field(s.items[0], o, row, number))};
  }
  const instruction& row = chosen_row(s, w);
  if ((w.is_async || w.indexed) && !row.is_vector())
    throw bad_text{s.where, say(msg::asm_suffix, s.name)};
  uint32_t word = uint32_t{row.opcode} << 24;
  const std::vector<operand> operands = written_operands(row, w.indexed);
  for (size_t n = 0; n < operands.size(); ++n) {
    const item& i = s.items[n];
    word = put(word, row_of(operands[n]), operand_field(i, operands[n], row, number));
    const bool near = operands[n] == operand::near_base;
    if (near || operands[n] == operand::base) {
      const operand_row& offset = row_of(near ? operand::near_offset : operand::offset);
      const int64_t least = near ? -8192 : -32768, most = near ? 8191 : 65535;
      word = put(word, offset, static_cast<uint32_t>(number(i, least, most, base_register(i))));
    }
  }
  if (w.is_async) word |= 1u << async_bit;
  if (w.indexed) word |= 1u << indexed_bit;
  if (!legal(word)) throw bad_text{s.where, say(msg::asm_illegal, s.name)};
  return {word};
}

}  // namespace ws::isa
