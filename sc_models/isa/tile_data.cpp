// SPDX-License-Identifier: Apache-2.0
#include "tile_builder.h"
#include "ws/base/half.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"

// Numbers and arrays in a tile's memory.
namespace ws::isa {
namespace {

elem type_named(const std::string& name) {
  if (name == "i16" || name == "word") return elem::i16;
  if (name == "i32" || name == "dword") return elem::i32;
  if (name == "f16") return elem::f16;
  return name == "f32" ? elem::f32 : elem::none;
}

}  // namespace

bool tile_builder::data_directive(const statement& s) {
  const elem type = type_named(s.name.substr(1));
  if (type != elem::none) {
    list(s, type);
  } else if (s.name == ".array") {
    array(s);
  } else if (s.name == ".symbol") {
    symbol_at(s);
  } else if (s.name == ".space") {
    if (s.items.size() != 1) throw bad_text{s.where, say(msg::asm_form, ".space", "words")};
    const int words = static_cast<int>(whole_now(s.items[0], 0, sram_words));
    begin(1, elem::i16, words, words, s.where);
    reserve(words, s.where);
  } else if (s.name == ".align") {
    if (s.items.empty() || s.items.size() > 2) {
      throw bad_text{s.where, say(msg::asm_form, ".align", "words, or words, rest")};
    }
    const int words = static_cast<int>(whole_now(s.items[0], 1, 4096));
    const int rest =
        s.items.size() == 2 ? static_cast<int>(whole_now(s.items[1], 0, words - 1)) : 0;
    if (m_at.in == data) m_data_alignment = std::max(m_data_alignment, words);
    while (here() % words != rest) ++m_at.offset;
  } else {
    return false;
  }
  return true;
}

// .symbol name, type, count, address: a name for what stands somewhere already.
void tile_builder::symbol_at(const statement& s) {
  const auto word_of = [&](size_t n) {
    return n < s.items.size() && s.items[n].value && s.items[n].value->is == expression::what::name
               ? s.items[n].value->text
               : "";
  };
  const elem type = type_named(word_of(1));
  if (s.items.size() != 4 || word_of(0).empty() || (type == elem::none && word_of(1) != "none")) {
    throw bad_text{
        s.where, say(msg::asm_form, ".symbol", "name, none|i16|i32|f16|f32, count, word address")};
  }
  const int count = static_cast<int>(whole_now(s.items[2], 0, 65535));
  const int address = static_cast<int>(whole_now(s.items[3], 0, 65535));
  bind_labels();
  m_waiting.emplace_back(word_of(0), s.items[0].where);
  const place before = m_at;
  m_at = {absolute, address};
  bind_labels(type, count, count * words_of(type));
  m_at = before;
}

void tile_builder::list(const statement& s, elem type) {
  if (s.items.empty()) throw bad_text{s.where, say(msg::asm_form, s.name, "value, value ...")};
  const int count = static_cast<int>(s.items.size());
  // A .dword is an instruction word as a number.
  begin(words_of(type), s.name == ".dword" ? elem::none : type, s.name == ".dword" ? 0 : count,
        count * words_of(type), s.where);
  const int end = m_at.offset + count * words_of(type);
  if (m_pass == pass::places) reserve(count * words_of(type), s.where);
  for (const item& i : s.items) {
    if (m_pass == pass::places) break;
    try {
      emit_element(number(i), type, i, s.name == ".dword");
    } catch (const bad_text& fault) {
      m_faults.add(fault);  // the other values have their say too
    }
  }
  m_at.offset = end;
}

void tile_builder::array(const statement& s) {
  const bool named =
      !s.items.empty() && s.items[0].value && s.items[0].value->is == expression::what::name;
  const elem type = named ? type_named(s.items[0].value->text) : elem::none;
  if (type == elem::none || s.items.size() < 2 || s.items.size() > 3) {
    throw bad_text{s.where, say(msg::asm_form, ".array",
                                "i16|i32|f16|f32, count, or with the value of element I")};
  }
  const int count = static_cast<int>(whole_now(s.items[1], 0, sram_words));
  const int words = count * words_of(type);
  begin(words_of(type), type, count, words, s.where);
  if (m_pass == pass::places || s.items.size() == 2) {
    reserve(words, s.where);
    return;
  }
  const int end = m_at.offset + words;
  try {
    for (int n = 0; n < count; ++n) {
      m_locals["I"] = value{false, n, 0};
      emit_element(number(s.items[2]), type, s.items[2], false);
    }
  } catch (const bad_text& fault) {
    m_faults.add(fault);
  }
  m_at.offset = end;
  m_locals.erase("I");
}

void tile_builder::emit_element(const value& v, elem type, const item& i, bool is_code) {
  uint32_t bits = 0;
  if (type == elem::f16) {
    bits = half_bits(v.as_real());
  } else if (type == elem::f32) {
    bits = bits_of(static_cast<float>(v.as_real()));
  } else {
    const int64_t most = type == elem::i16 ? 0xffff : 0xffffffff;
    const int64_t least = type == elem::i16 ? -0x8000 : -0x80000000ll;
    if (v.is_real)
      throw bad_text{i.where,
                     say(msg::asm_expected, "\"" + shown(i.source) + "\"", "a whole number")};
    if (v.whole < least || v.whole > most) {
      throw bad_text{i.where, out_of_range(i, v.whole, least, most)};
    }
    bits = static_cast<uint32_t>(v.whole);
  }
  for (int w = 0; w < words_of(type); ++w)
    emit(static_cast<uint16_t>(bits >> 16 * w), is_code, i.where);
}

}  // namespace ws::isa
