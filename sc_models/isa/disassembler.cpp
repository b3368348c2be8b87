// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "ws/isa/assembler.h"
#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/parameters.h"

namespace ws::isa {
namespace {

constexpr const char* file_letters = "dabx";

std::string text_of(const vector_operand& v) {
  switch (v.is) {
    case vector_operand::what::gpr:
      return fmt::format("r{}", v.id);
    case vector_operand::what::dsr:
      return fmt::format("{}{}", file_letters[v.file], v.id);
    case vector_operand::what::number:
      return std::to_string(v.number);
    default:
      return "";
  }
}

std::string vector_text(uint32_t word) {
  const vector_instruction v = decode_vector(word);
  std::string text = fmt::format("{}{}{} {}", v.row->name, v.is_async ? ".async" : "",
                                 v.is_indexed ? ".x" : "", text_of(v.dst));
  if (v.row->src0 != elem::none) text += ", " + text_of(v.src0);
  if (v.row->src1 != elem::none) text += ", " + text_of(v.src1);
  if (v.row->scalar != elem::none || v.is_indexed) text += fmt::format(", r{}", v.scalar);
  return text;
}

std::string operand_text(uint32_t word, operand o) {
  const operand_row& r = row_of(o);
  const int value = get(word, r);
  const auto memory = [&](int base, int offset) {
    return offset == 0 ? fmt::format("[r{}]", base)
                       : fmt::format("[r{} {} {}]", base, offset < 0 ? '-' : '+', std::abs(offset));
  };
  switch (o) {
    case operand::base:
      return memory(value, get(word, operand::offset));
    case operand::near_base:
      return memory(value, get(word, operand::near_offset));
    case operand::address:
      return fmt::format("[0x{:x}]", value);
    case operand::target:
    case operand::bits:
      return fmt::format("0x{:x}", value);
    case operand::dsr:
    case operand::from:
      return fmt::format("{}{}", file_letters[value >> 4], value & 15);
    case operand::sx:
    case operand::sa:
      return fmt::format("s{}", value);
    case operand::queue: {
      const int inputs = parameter_value("input_queues");
      return value < inputs ? fmt::format("iq{}", value) : fmt::format("oq{}", value - inputs);
    }
    case operand::microthread:
      return fmt::format("ut{}", value);
    case operand::action:
      return std::string(code_name("action", value));
    case operand::priority:
      return std::string(code_name("priority", value));
    default:
      return r.reads || r.writes ? fmt::format("r{}", value) : std::to_string(value);
  }
}

// Which tiles have which code, as rectangles: rows of equal tiles, joined downwards.
struct rectangle {
  int x, y, width, height;
};

std::map<uint32_t, std::vector<rectangle>> rectangles(const program_image& image) {
  std::map<uint32_t, std::vector<rectangle>> result;
  std::map<std::pair<int, int>, std::pair<uint32_t, size_t>>
      above;  // by x and width: what ends here
  for (int y = 0; y < image.height; ++y) {
    std::map<std::pair<int, int>, std::pair<uint32_t, size_t>> row;
    const size_t first = static_cast<size_t>(y) * static_cast<size_t>(image.width);
    for (int x = 0, end = 0; x < image.width; x = end) {
      const uint32_t code = image.code_of[first + static_cast<size_t>(x)];
      while (end < image.width && image.code_of[first + static_cast<size_t>(end)] == code) ++end;
      std::vector<rectangle>& of = result[code];
      const auto found = above.find({x, end - x});
      if (found != above.end() && found->second.first == code) {
        ++of[found->second.second].height;
        row[{x, end - x}] = found->second;
      } else {
        row[{x, end - x}] = {code, of.size()};
        of.push_back({x, y, end - x, 1});
      }
    }
    above = std::move(row);
  }
  result.erase(program_image::no_code);
  return result;
}

constexpr const char* elem_words[] = {"none", "i16", "i32", "f16", "f32"};

class code_printer {
 public:
  explicit code_printer(const tile_code& code) : m_code(code) {
    for (const symbol& s : code.symbols) {
      if (s.type == elem::none) m_labels.emplace(s.address, &s);
    }
  }

  std::string print() {
    for (const config_write& w : m_code.config) {
      m_out += fmt::format("  .config 0x{:04x}, 0x{:04x}\n", w.address, w.value);
    }
    for (const segment& s : m_code.segments) s.is_code ? print_code(s) : print_data(s);
    for (const symbol& s : m_code.symbols) {
      if (m_done.count(&s)) continue;
      m_out += fmt::format("  .symbol {}, {}, {}, 0x{:x}\n", s.name,
                           elem_words[static_cast<int>(s.type)], s.count, s.address);
    }
    return m_out;
  }

 private:
  void print_code(const segment& s) {
    if (s.address % 2 || s.words.size() % 2) return print_data(s);  // no assembler makes that
    m_out += fmt::format("  .org 0x{:x}\n", s.address);
    for (size_t at = 0; at < s.words.size(); at += 2) {
      const auto [first, last] = m_labels.equal_range(static_cast<uint16_t>(s.address + at));
      for (auto label = first; label != last; ++label) {
        m_out += label->second->name + ":\n";
        m_done.insert(label->second);
      }
      m_out += "  " + disassemble(s.words[at] | uint32_t{s.words[at + 1]} << 16) + "\n";
    }
  }

  void print_data(const segment& s) {
    m_out += fmt::format("  .org 0x{:x}\n", s.address);
    for (size_t at = 0; at < s.words.size(); ++at) {
      m_out +=
          fmt::format("{}0x{:x}", at % 8 == 0 ? at ? "\n  .i16 " : "  .i16 " : ", ", s.words[at]);
    }
    m_out += "\n";
  }

  const tile_code& m_code;
  std::multimap<uint16_t, const symbol*> m_labels;
  std::set<const symbol*> m_done;
  std::string m_out;
};

}  // namespace

std::string disassemble(uint32_t word) {
  if (!legal(word)) return fmt::format(".dword 0x{:08x}", word);
  const instruction& row = *row_of_opcode(static_cast<uint8_t>(word >> 24));
  if (row.is_vector()) return vector_text(word);
  std::string text(row.name);
  bool first = true;
  for (const operand o : row.operands) {
    if (o == operand::none || o == operand::offset || o == operand::near_offset) continue;
    text += (first ? " " : ", ") + operand_text(word, o);
    first = false;
  }
  return text;
}

std::string disassemble(const program_image& image) {
  std::string out;
  for (const auto& [name, fact] : image.facts) out += fmt::format(".param {}, {}\n", name, fact);
  out += fmt::format(".grid {}, {}\n", image.width, image.height);
  for (const auto& [code, places] : rectangles(image)) {
    const std::string body = code_printer(image.codes[code]).print();
    for (const rectangle& r : places) {
      out += fmt::format("\n.rect {}, {}, {}, {}  ; code {}\n{}.end\n", r.x, r.y, r.width, r.height,
                         code, body);
    }
  }
  return out;
}

}  // namespace ws::isa
