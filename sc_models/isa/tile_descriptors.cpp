// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "operand_text.h"
#include "tile_builder.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/codes.h"
#include "ws/isa/registers.h"

// Descriptors: as words in memory (.mem1d and so on) or put into a register by the loader (.dsr).
namespace ws::isa {
namespace {

using descriptor_words = std::array<uint16_t, 4>;

void put(descriptor_words& words, std::string_view group, std::string_view name, int64_t value) {
  const field& f = field_of(group, name);
  words[f.word] = static_cast<uint16_t>(f.put(words[f.word], static_cast<unsigned>(value)));
}

bool is_flag(const item& i, const char* name) {
  return i.key.empty() && i.value && i.value->is == expression::what::name && i.value->text == name;
}

[[noreturn]] void unknown(const item& i, const std::string& kind,
                          const std::vector<std::string>& allowed) {
  std::string list;
  for (const std::string& a : allowed) list += (list.empty() ? "" : ", ") + a;
  throw bad_text{i.where, say(msg::asm_descriptor_part, shown(i.source), kind, list)};
}

std::string word_of(const item& i) {
  return i.value && i.value->is == expression::what::name ? i.value->text : "";
}

}  // namespace

bool tile_builder::descriptor_directive(const statement& s) {
  const std::string kind = s.name.substr(1);
  if (kind == "dsr") {
    dsr(s);
    return true;
  }
  if (kind == "sr") {
    if (s.items.size() != 2) throw bad_text{s.where, say(msg::asm_form, ".sr", "s0 to s15, words")};
    const int64_t words = whole(s.items[1], -32768, 32767);
    config(config_of("stride").address + stride_register(s.items[0]), static_cast<uint16_t>(words));
    return true;
  }
  static const char* const kinds[] = {"mem1d", "mem4d",  "circular", "fifo",
                                      "fabin", "fabout", "dims",     "ring"};
  if (std::find(std::begin(kinds), std::end(kinds), kind) == std::end(kinds)) return false;
  begin(1, elem::i16, 4, 4, s.where);
  const int end = m_at.offset + 4;
  if (m_pass == pass::places) {
    reserve(4, s.where);
    return true;
  }
  try {
    for (const uint16_t word : descriptor(kind, s, 0)) emit(word, false, s.where);
  } catch (const bad_text& fault) {
    m_faults.add(fault);
  }
  m_at.offset = end;
  return true;
}

void tile_builder::dsr(const statement& s) {
  if (s.items.size() < 2)
    throw bad_text{s.where, say(msg::asm_form, ".dsr", "register, kind, ...")};
  const int code = descriptor_register(s.items[0]);
  static const std::vector<std::string> kinds = {"mem1d", "mem4d",  "circular", "fifo",
                                                 "fabin", "fabout", "dims",     "ring"};
  const std::string kind = word_of(s.items[1]);
  const bool extended = kind == "dims" || kind == "ring";
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end() || extended != (code >> 4 == 3)) {
    throw bad_text{
        s.items[1].where,
        say(msg::asm_expected, "\"" + shown(s.items[1].source) + "\"",
            code >> 4 == 3 ? "dims or ring" : "mem1d, mem4d, circular, fifo, fabin or fabout")};
  }
  if (m_pass != pass::words) return;
  static const char* const files[] = {"dest_dsr", "src0_dsr", "src1_dsr", "xdsr"};
  const int first = config_of(files[code >> 4]).address + (code & 15) * 4;
  const descriptor_words words = descriptor(kind, s, 2);
  for (int w = 0; w < 4; ++w) m_config[static_cast<uint16_t>(first + w)] = words[w];
}

descriptor_words tile_builder::descriptor(const std::string& kind, const statement& s,
                                          size_t first) {
  if (kind == "dims" || kind == "ring") return extended(kind, s, first);
  descriptor_words words = kind == "fabin" || kind == "fabout" ? fabric_descriptor(kind, s, first)
                                                               : memory_descriptor(kind, s, first);
  put(words, "dsr", "kind", code_value("kind", kind));
  return words;
}

descriptor_words tile_builder::memory_descriptor(const std::string& kind, const statement& s,
                                                 size_t first) {
  descriptor_words words{};
  const bool fifo = kind == "fifo", has_base = !fifo;
  std::vector<std::string> allowed = {"extent=", "save", "index"};
  if (has_base) allowed.insert(allowed.end(), {"stride=", "offset="});
  if (kind != "mem1d") allowed.push_back("xdsr=");
  if (fifo) allowed = {"extent=", "xdsr=", "activate="};
  const auto may = [&](const char* part) {
    return std::find(allowed.begin(), allowed.end(), part) != allowed.end();
  };
  if (has_base && (s.items.size() <= first || !s.items[first].key.empty())) {
    throw bad_text{s.where, say(msg::asm_form, "." + kind, "base, extent=...")};
  }
  const item* base = has_base ? &s.items[first] : nullptr;
  int64_t extent = 0, stride = 1, offset = 0;
  if (base) {
    put(words, "dsr", "base", whole(*base, 0, 0xffff));
    const auto l = m_labels.find(word_of(*base));
    if (l != m_labels.end()) extent = l->second.count;
  }
  for (size_t n = first + has_base; n < s.items.size(); ++n) {
    const item& i = s.items[n];
    if (i.key == "extent") {
      extent = whole(i, 0, infinite_length);
    } else if (i.key == "stride" && may("stride=")) {
      stride = whole(i, -128, 127);
    } else if (i.key == "offset" && may("offset=")) {
      offset = whole(i, -32768, 32767);
    } else if (i.key == "xdsr" && may("xdsr=")) {
      const int code = descriptor_register(i);
      if (code >> 4 != 3)
        throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"", "x0 to x7")};
      put(words, "dsr", "xdsr", code & 15);
    } else if (i.key == "activate" && fifo) {
      put(words, "fifo", "task", whole(i, 0, 63));
      put(words, "fifo", "activate", 1);
    } else if (is_flag(i, "save") && may("save")) {
      put(words, "dsr", "save", 1);
    } else if (is_flag(i, "index") && may("index")) {
      put(words, "dsr", "index", 1);
    } else {
      unknown(i, kind, allowed);
    }
  }
  put(words, "dsr", "extent", extent);
  if (base) {
    put(words, "dsr", "stride", stride);
    put(words, "dsr", "offset", offset);
    if (kind == "mem1d")
      check_reach(*base, static_cast<int>(offset), static_cast<int>(extent),
                  static_cast<int>(stride));
  }
  return words;
}

// Whether all elements lie in the symbol that the base names, or at least in the SRAM.
void tile_builder::check_reach(const item& base, int offset, int extent, int stride) const {
  const int begin_address = static_cast<int>(whole(base, 0, 0xffff)) + offset;
  const auto l = m_labels.find(word_of(base));
  const bool known = l != m_labels.end() && l->second.count > 0;
  const int element = known ? words_of(l->second.type) : 1;
  if (element == 2 && begin_address % 2) {
    throw bad_text{base.where, say(msg::asm_misaligned, shown(base.source), begin_address)};
  }
  if (extent == 0 || extent == infinite_length) return;
  const int last = begin_address + (extent - 1) * stride * element;
  const int low = std::min(begin_address, last), high = std::max(begin_address, last) + element - 1;
  const int from = known ? address(l->second.at) : 0;
  const int to = known ? from + l->second.words - 1 : sram_words - 1;
  if (low < from || high > to) {
    throw bad_text{base.where, say(msg::asm_past_end, low, high,
                                   known ? shown(base.source) : "SRAM", from, to)};
  }
}

descriptor_words tile_builder::fabric_descriptor(const std::string& kind, const statement& s,
                                                 size_t first) {
  descriptor_words words{};
  const bool in = kind == "fabin";
  std::vector<std::string> allowed = {"extent=", "simd="};
  if (in) allowed.insert(allowed.end(), {"terminate", "activate=", "unblock=", "block="});
  if (!in)
    allowed.insert(allowed.end(), {"control", "advance_switch", "transform=", "index", "stride="});
  if (s.items.size() <= first)
    throw bad_text{s.where, say(msg::asm_form, "." + kind,
                                in ? "queue, extent=..." : "queue, color, extent=...")};
  put(words, kind, "queue", queue(s.items[first], in));
  size_t n = first + 1;
  if (!in) {
    const bool given = n < s.items.size() && s.items[n].key.empty() &&
                       !is_flag(s.items[n], "control") && !is_flag(s.items[n], "index") &&
                       !is_flag(s.items[n], "advance_switch");
    put(words, kind, "color",
        given ? whole(s.items[n], 0, parameter_value("colors") - 1) : parameter_value("no_color"));
    n += given;
  }
  put(words, "dsr", "extent", infinite_length);
  for (; n < s.items.size(); ++n) {
    const item& i = s.items[n];
    if (i.key == "extent") {
      put(words, "dsr", "extent", whole(i, 0, infinite_length));
    } else if (i.key == "simd") {
      put(words, kind, "simd", code_word(i, "simd"));
    } else if (in && (i.key == "activate" || i.key == "unblock" || i.key == "block")) {
      put(words, kind, "action", code_value("action", i.key));
      put(words, kind, "task", whole(i, 0, 63));
    } else if (in && is_flag(i, "terminate")) {
      put(words, kind, "terminate", 1);
    } else if (!in && i.key == "transform") {
      put(words, kind, "transform", whole(i, 0, 3));
    } else if (!in && i.key == "stride") {
      put(words, kind, "stride", whole(i, -128, 127));
    } else if (!in && is_flag(i, "index")) {
      put(words, "dsr", "index", 1);
    } else if (!in && (is_flag(i, "control") || is_flag(i, "advance_switch"))) {
      put(words, kind, i.value->text, 1);
    } else {
      unknown(i, kind, allowed);
    }
  }
  return words;
}

descriptor_words tile_builder::extended(const std::string& kind, const statement& s, size_t first) {
  descriptor_words words{};
  const size_t given = s.items.size() - first;
  if (kind == "ring") {
    if (given < 2 || given > 4)
      throw bad_text{s.where, say(msg::asm_form, ".ring", "begin, words, or with head and count")};
    const char* const names[] = {"begin", "length", "head", "count"};
    for (size_t n = 0; n < given; ++n)
      put(words, kind, names[n], whole(s.items[first + n], 0, 0xffff));
    const int64_t end = int64_t{words[0]} + words[1] - 1;
    if (end >= sram_words)
      throw bad_text{s.items[first].where,
                     say(msg::asm_past_end, words[0], end, "SRAM", 0, sram_words - 1)};
    return words;
  }
  if (given < 1 || given > 6)
    throw bad_text{
        s.where, say(msg::asm_form, ".dims", "up to three extents, up to three stride registers")};
  int extents = 0, strides = 0;
  for (size_t n = first; n < s.items.size(); ++n) {
    const std::string name = word_of(s.items[n]);
    const bool is_stride = name.size() > 1 && name[0] == 's' && is_register_name(name);
    if ((is_stride ? strides : extents) == 3)
      throw bad_text{s.where, say(msg::asm_form, ".dims",
                                  "up to three extents, up to three stride registers")};
    if (is_stride) {
      put(words, "mem4d", "stride" + std::to_string(++strides), stride_register(s.items[n]));
    } else {
      put(words, "mem4d", "extent" + std::to_string(extents++), whole(s.items[n], 0, 0xffff));
    }
  }
  return words;
}

}  // namespace ws::isa
