// SPDX-License-Identifier: Apache-2.0
#include "tile_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "encode.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/registers.h"

namespace ws::isa {
namespace {

constexpr int64_t most_visits = 4000000;

const std::vector<std::string>& directives() {
  static const std::vector<std::string> names = {
      ".set",      ".param",   ".grid",     ".tile",
      ".rect",     ".tiles",   ".end",      ".if",
      ".elif",     ".else",    ".endif",    ".rep",
      ".endrep",   ".include", ".error",    ".assert",
      ".text",     ".data",    ".org",      ".align",
      ".i16",      ".i32",     ".f16",      ".f32",
      ".word",     ".dword",   ".array",    ".space",
      ".symbol",   ".mem1d",   ".mem4d",    ".circular",
      ".fifo",     ".fabin",   ".fabout",   ".dims",
      ".ring",     ".dsr",     ".sr",       ".route",
      ".switch",   ".swap",    ".teardown", ".point_to_point",
      ".filter",   ".inqueue", ".outqueue", ".task",
      ".activate", ".block",   ".high",     ".main_priority",
      ".counter",  ".config"};
  return names;
}

}  // namespace

tile_builder::tile_builder(const program_scope& scope, int x, int y, fault_list& faults)
    : m_scope(scope), m_x(x), m_y(y), m_faults(faults) {}

std::string tile_builder::key(const std::vector<const tile_block*>& blocks) {
  m_pass = pass::key;
  walk(blocks);
  return m_key;
}

tile_code tile_builder::build(const std::vector<const tile_block*>& blocks) {
  m_pass = pass::places;
  walk(blocks);
  settle_places();
  const int needed =
      std::max({m_base[text] + m_end[text], m_base[data] + m_end[data], m_end[absolute]});
  m_memory.resize(sram_words);
  m_pass = pass::words;
  m_labels_known = true;
  if (m_last_task >= 0) {
    for (int w = 0; w < m_base[text]; ++w) m_memory[w] = {0, true, true, true};
  }
  walk(blocks);
  if (needed > sram_words) report_full(needed);
  return collected();
}

void tile_builder::settle_places() {
  constexpr int slot = parameter_value("task_slot_words");
  m_base[text] = (m_last_task + 1) * slot;
  const int data_begin = m_base[text] + m_end[text];
  m_base[data] = (data_begin + m_data_alignment - 1) / m_data_alignment * m_data_alignment;
}

void tile_builder::walk(const std::vector<const tile_block*>& blocks) {
  m_visits = 0;
  m_at = {};
  m_once.clear();
  m_config.clear();
  for (int& end : m_end) end = 0;
  m_locals.clear();
  m_local_places.clear();
  for (const tile_block* b : blocks) {
    m_block = b;
    walk(b->source->body);
    bind_labels();
  }
}

void tile_builder::walk(const std::vector<statement>& body) {
  for (const statement& s : body) {
    if (m_pass == pass::key && !s.depends && s.name != ".set") continue;
    try {
      if (++m_visits > most_visits) {
        throw bad_text{m_block->source->where, say(msg::asm_too_long, most_visits)};
      }
      m_pass == pass::key ? visit_for_key(s) : visit(s);
    } catch (const bad_text& fault) {
      if (m_pass == pass::words) m_faults.add(fault);
      if (m_pass == pass::key) m_key += "?" + std::to_string(m_x) + "," + std::to_string(m_y);
    }
  }
}

void tile_builder::visit_for_key(const statement& s) {
  const auto note = [&](const value& v) {
    m_key += v.is_real ? fmt::format("{:a}", v.real) : std::to_string(v.whole);
    m_key += ';';
  };
  if (s.name == ".set") {
    if (s.items.size() != 2 || !s.items[0].value) return;
    const value v = number(s.items[1]);
    m_locals[s.items[0].value->text] = v;
  } else if (s.name == ".if" || s.name == ".elif") {
    const value v = number(s.items.at(0));
    note(v);
    walk(v.as_real() != 0 ? s.body : s.other);
  } else if (s.name == ".rep") {
    note(number(s.items.at(1)));
    repeat(s);
  } else {
    for (const item& i : s.items) {
      if (i.value && mentions(*i.value, m_scope.changing)) note(number(i));
    }
  }
}

void tile_builder::visit(const statement& s) {
  if (s.is == statement::what::label) {
    if (is_register_name(s.name) || predefined(s.name))
      throw bad_text{s.where, say(msg::asm_reserved, s.name)};
    m_waiting.emplace_back(s.name, s.where);
  } else if (s.is == statement::what::instruction) {
    instruction_words(s);
  } else if (s.name == ".if" || s.name == ".elif") {
    if (s.items.size() != 1) throw bad_text{s.where, say(msg::asm_form, s.name, "condition")};
    m_labels_wanted = false;
    const bool holds = number(s.items[0]).as_real() != 0;
    m_labels_wanted = true;
    walk(holds ? s.body : s.other);
  } else if (s.name == ".rep") {
    repeat(s);
  } else {
    directive(s);
  }
}

void tile_builder::repeat(const statement& s) {
  if (s.items.size() != 2 || s.items[0].value->is != expression::what::name) {
    throw bad_text{s.where, say(msg::asm_form, ".rep", "name, count")};
  }
  const std::string& name = s.items[0].value->text;
  const int64_t count = whole_now(s.items[1], 0, 65536);
  const auto outer = m_locals.find(name);
  if (outer != m_locals.end()) {
    throw bad_text{s.items[0].where, say(msg::asm_twice, name, m_local_places[name].line)};
  }
  if (is_register_name(name) || predefined(name))
    throw bad_text{s.items[0].where, say(msg::asm_reserved, name)};
  for (int64_t i = 0; i < count && ++m_visits <= most_visits; ++i) {
    m_locals[name] = value{false, i, 0};
    m_local_places[name] = s.where;
    walk(s.body);
  }
  m_locals.erase(name);
  if (m_visits > most_visits)
    throw bad_text{m_block->source->where, say(msg::asm_too_long, most_visits)};
}

void tile_builder::directive(const statement& s) {
  if (s.name == ".set") {
    if (s.items.size() != 2 || !s.items[0].value ||
        s.items[0].value->is != expression::what::name) {
      throw bad_text{s.where, say(msg::asm_form, ".set", "name, value")};
    }
    define(s.items[0].value->text, number(s.items[1]), s.items[0].where);
  } else if (s.name == ".error") {
    throw bad_text{s.where, s.items.size() == 1 && s.items[0].is_text
                                ? say(msg::asm_error, s.items[0].text)
                                : say(msg::asm_form, ".error", "\"text\"")};
  } else if (s.name == ".assert") {
    if (s.items.size() != 2 || s.items[0].is_text || !s.items[1].is_text)
      throw bad_text{s.where, say(msg::asm_form, ".assert", "condition, \"text\"")};
    if (number(s.items[0]).as_real() == 0)
      throw bad_text{s.where, say(msg::asm_error, s.items[1].text)};
  } else if (s.name == ".text" || s.name == ".data") {
    bind_labels();
    const section in = s.name == ".text" ? text : data;
    m_at = {in, m_end[in]};
  } else if (s.name == ".org") {
    bind_labels();
    if (s.items.size() != 1) throw bad_text{s.where, say(msg::asm_form, ".org", "word address")};
    m_at = {absolute, static_cast<int>(whole_now(s.items[0], 0, sram_words - 1))};
  } else if (s.name == ".tile" || s.name == ".rect" || s.name == ".tiles" || s.name == ".grid" ||
             s.name == ".param") {
    throw bad_text{s.where, say(msg::asm_inside, s.name)};
  } else if (!data_directive(s) && !descriptor_directive(s) && !config_directive(s)) {
    const std::string near = nearest(s.name, directives());
    throw bad_text{s.where, near.empty() ? say(msg::asm_directive, shown(s.name))
                                         : say(msg::asm_directive_near, shown(s.name), near)};
  }
}

void tile_builder::define(const std::string& name, const value& v, const location& where) {
  if (is_register_name(name) || predefined(name))
    throw bad_text{where, say(msg::asm_reserved, name)};
  const auto before = m_local_places.find(name);
  const auto global = m_scope.defined.find(name);
  if (m_locals.count(name)) throw bad_text{where, say(msg::asm_twice, name, before->second.line)};
  if (global != m_scope.defined.end())
    throw bad_text{where, say(msg::asm_twice, name, global->second.line)};
  m_locals[name] = v;
  m_local_places[name] = where;
}

void tile_builder::bind_labels(elem type, int count, int words) {
  for (const auto& [name, where] : m_waiting) {
    if (m_pass != pass::places) continue;
    const auto [first, is_new] = m_labels.emplace(name, label{m_at, type, count, words, where});
    if (!is_new) m_faults.add(where, say(msg::asm_twice, name, first->second.where.line));
    const auto global = m_scope.defined.find(name);
    if (global != m_scope.defined.end()) {
      m_faults.add(where, say(msg::asm_twice, name, global->second.line));
    }
  }
  m_waiting.clear();
}

void tile_builder::instruction_words(const statement& s) {
  begin(2, elem::none, 0, 0, s.where);
  const int end = m_at.offset + 2 * instruction_count(s);
  if (m_pass == pass::places) {
    reserve(end - m_at.offset, s.where);
    return;
  }
  try {
    const auto number = [this](const item& i, int64_t least, int64_t most, const expression* zero) {
      return whole_or_bits(i, least, most, zero);
    };
    for (const uint32_t word : encode(s, number)) {
      emit(static_cast<uint16_t>(word), true, s.where);
      emit(static_cast<uint16_t>(word >> 16), true, s.where);
    }
  } catch (const bad_text& fault) {
    m_faults.add(fault);
  }
  m_at.offset = end;
}

void tile_builder::report_full(int needed) {
  std::vector<std::pair<int, std::string>> sizes;
  for (const auto& [name, l] : m_labels) {
    if (l.words > 0) sizes.emplace_back(l.words, name);
  }
  std::sort(sizes.rbegin(), sizes.rend());
  std::string largest;
  for (size_t i = 0; i < sizes.size() && i < 4; ++i) {
    largest += fmt::format("{}{} ({} words)", i ? ", " : "", sizes[i].second, sizes[i].first);
  }
  m_faults.add(m_block->source->where, say(msg::asm_full, m_x, m_y, needed, sram_words,
                                           largest.empty() ? "code" : largest));
}

tile_code tile_builder::collected() const {
  tile_code code;
  for (int w = 0; w < sram_words; ++w) {
    const cell& c = m_memory[w];
    if (!c.defined) continue;
    const bool goes_on =
        !code.segments.empty() && code.segments.back().is_code == c.is_code &&
        code.segments.back().address + code.segments.back().words.size() == static_cast<size_t>(w);
    if (!goes_on) code.segments.push_back({static_cast<uint16_t>(w), c.is_code, {}});
    code.segments.back().words.push_back(c.word);
  }
  for (const auto& [where, what] : m_config) code.config.push_back({where, what});
  for (const auto& [name, l] : m_labels) {
    code.symbols.push_back(
        {name, static_cast<uint16_t>(address(l.at)), l.type, static_cast<uint16_t>(l.count)});
  }
  std::stable_sort(code.symbols.begin(), code.symbols.end(),
                   [](const symbol& a, const symbol& b) { return a.address < b.address; });
  return code;
}

}  // namespace ws::isa
