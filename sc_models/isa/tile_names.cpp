// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "tile_builder.h"
#include "ws/base/half.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/codes.h"
#include "ws/isa/registers.h"

// What names mean, and words in memory.
namespace ws::isa {
namespace {

const std::map<std::string, value>& fixed_names() {
  static const std::map<std::string, value> names = [] {
    std::map<std::string, value> all;
    const auto add = [&](const std::string& name, int64_t number) {
      all[name] = {false, number, 0};
    };
    for (const config_register& r : config_registers) add("cfg." + std::string(r.name), r.address);
    for (const code& c : codes) add(std::string(c.group) + "." + std::string(c.name), c.value);
    for (const parameter& p : parameters) add("pe." + std::string(p.name), p.value);
    add("inf", infinite_length);
    return all;
  }();
  return names;
}

int number_after(const std::string& name, size_t at) {
  if (name.size() <= at || name.size() > at + 2) return -1;
  int n = 0;
  for (size_t i = at; i < name.size(); ++i) {
    if (name[i] < '0' || name[i] > '9') return -1;
    n = n * 10 + (name[i] - '0');
  }
  return name[at] == '0' && name.size() > at + 1 ? -1 : n;
}

}  // namespace

std::optional<value> predefined(const std::string& name) {
  const auto found = fixed_names().find(name);
  if (found != fixed_names().end()) return found->second;
  return std::nullopt;
}

std::vector<std::string> predefined_names() {
  std::vector<std::string> all = {"X", "Y", "WIDTH", "HEIGHT"};
  for (const auto& [name, v] : fixed_names()) all.push_back(name);
  return all;
}

bool is_register_name(const std::string& name) {
  if (name == "X" || name == "Y" || name == "WIDTH" || name == "HEIGHT" || name == "I") return true;
  const std::string first = name.substr(0, 1);
  if (name.compare(0, 2, "iq") == 0 || name.compare(0, 2, "oq") == 0 ||
      name.compare(0, 2, "ut") == 0) {
    return number_after(name, 2) >= 0;
  }
  return first.find_first_of("rdabxs") == 0 && number_after(name, 1) >= 0;
}

std::optional<value> tile_builder::found(const std::string& name) const {
  const auto whole = [](int64_t i) { return value{false, i, 0}; };
  const auto local = m_locals.find(name);
  if (local != m_locals.end()) return local->second;
  if (m_block) {
    const auto outer = m_block->locals.find(name);
    if (outer != m_block->locals.end()) return outer->second;
  }
  const auto constant = m_scope.constants.find(name);
  if (constant != m_scope.constants.end()) return constant->second;
  if (name == "X") return whole(m_x);
  if (name == "Y") return whole(m_y);
  if (name == "WIDTH") return whole(m_scope.width);
  if (name == "HEIGHT") return whole(m_scope.height);
  if (m_pass == pass::key && is_register_name(name) && name != "I") return whole(0);
  return predefined(name);
}

value tile_builder::of(const std::string& name, const location& where) const {
  if (const auto v = found(name)) return *v;
  const auto l = m_labels.find(name);
  if (l != m_labels.end()) {
    if (!m_labels_known || !m_labels_wanted) throw bad_text{where, say(msg::asm_known_later, name)};
    return {false, address(l->second.at), 0};
  }
  if (m_pass == pass::places && m_labels_wanted) return {false, 0, 0};
  std::vector<std::string> candidates = predefined_names();
  for (const auto& known : m_labels) candidates.push_back(known.first);
  for (const auto& known : m_scope.constants) candidates.push_back(known.first);
  for (const auto& known : m_locals) candidates.push_back(known.first);
  const std::string near = nearest(name, candidates);
  throw bad_text{where, near.empty() ? say(msg::asm_undefined, shown(name))
                                     : say(msg::asm_undefined_near, shown(name), near)};
}

std::pair<int64_t, int64_t> tile_builder::sizes(const std::string& name,
                                                const location& where) const {
  const auto l = m_labels.find(name);
  if (l == m_labels.end() && m_pass == pass::words) of(name, where);
  if (l == m_labels.end() || m_pass == pass::key)
    throw bad_text{where, say(msg::asm_known_later, name)};
  return {l->second.count, l->second.words};
}

value tile_builder::number(const item& i, const expression* zero) const {
  if (!i.value)
    throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"", "a number")};
  return evaluate(*i.value, *this, zero);
}

int64_t tile_builder::whole(const item& i, int64_t least, int64_t most,
                            const expression* zero) const {
  const value v = number(i, zero);
  if (v.is_real)
    throw bad_text{i.where,
                   say(msg::asm_expected, "\"" + shown(i.source) + "\"", "a whole number")};
  if (v.whole < least || v.whole > most) {
    throw bad_text{i.where, out_of_range(i, v.whole, least, most)};
  }
  return v.whole;
}

// Of a real number its bits: as f16 where 16 bits are wanted, else as f32.
int64_t tile_builder::whole_or_bits(const item& i, int64_t least, int64_t most,
                                    const expression* zero) const {
  const value v = number(i, zero);
  if (!v.is_real || most < 0xffff) return whole(i, least, most, zero);
  return most == 0xffff ? half_bits(v.real) : bits_of(static_cast<float>(v.real));
}

int64_t tile_builder::whole_now(const item& i, int64_t least, int64_t most) const {
  m_labels_wanted = false;
  try {
    const int64_t result = whole(i, least, most);
    m_labels_wanted = true;
    return result;
  } catch (...) {
    m_labels_wanted = true;
    throw;
  }
}

void tile_builder::begin(int alignment, elem type, int count, int words, const location& where) {
  const int over = alignment > 0 ? here() % alignment : 0;
  if (over && m_at.in == absolute)
    throw bad_text{where, say(msg::asm_misaligned, "this place", here())};
  if (over) m_at.offset += alignment - over;
  if (m_at.in == data) m_data_alignment = std::max(m_data_alignment, alignment);
  bind_labels(type, count, words);
}

void tile_builder::emit(uint16_t word, bool is_code, const location& where) {
  reserve(1, where);
  if (m_pass != pass::words || here() > sram_words) return;
  cell& c = m_memory[here() - 1];
  c.word = word;
  c.defined = true;
  c.is_code = is_code;
}

void tile_builder::reserve(int words, const location& where) {
  for (int w = here(); m_pass == pass::words && w < here() + words && w < sram_words; ++w) {
    if (m_memory[w].used) throw bad_text{where, say(msg::asm_overlap, w)};
    m_memory[w].used = true;
  }
  m_at.offset += words;
  m_end[m_at.in] = std::max(m_end[m_at.in], m_at.offset);
}

}  // namespace ws::isa
