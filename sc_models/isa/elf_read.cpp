// SPDX-License-Identifier: Apache-2.0
#include <elf.h>

#include <cstring>

#include "elf_layout.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/isa/parameters.h"
#include "ws/isa/program.h"

namespace ws::isa {
namespace {

class elf_reader {
 public:
  elf_reader(const std::string& bytes, const std::string& file) : m_bytes(bytes), m_file(file) {}

  program_image read() {
    const auto h = get<Elf32_Ehdr>(0);
    const bool ours = std::memcmp(h.e_ident, ELFMAG, SELFMAG) == 0 &&
                      h.e_ident[EI_CLASS] == ELFCLASS32 && h.e_ident[EI_DATA] == ELFDATA2LSB &&
                      h.e_shentsize == sizeof(Elf32_Shdr);
    if (!ours) broken("no 32-bit little-endian ELF file");
    read_headers(h);
    tiles();
    for (const auto& [name, s] : m_sections) {
      if (s.sh_type == SHT_PROGBITS && name.compare(0, 6, ".text.") == 0) segments(name, s, true);
      if (s.sh_type == SHT_PROGBITS && name.compare(0, 6, ".data.") == 0) segments(name, s, false);
      const std::string config = std::string(elf::config_name) + ".";
      if (name.compare(0, config.size(), config) == 0) configs(name, config.size(), s);
    }
    symbols();
    facts();
    return std::move(m_image);
  }

 private:
  [[noreturn]] void broken(const std::string& what) const {
    throw input_error(m_file, say(msg::image_broken, what));
  }

  template <typename T>
  T get(uint64_t offset) const {
    if (offset + sizeof(T) > m_bytes.size()) broken("it ends too early");
    T value{};
    std::memcpy(&value, m_bytes.data() + offset, sizeof value);
    return value;
  }

  std::string text(const Elf32_Shdr& table, uint32_t offset) const {
    if (offset >= table.sh_size) broken("a name lies outside its table");
    const size_t begin = size_t{table.sh_offset} + offset, end = m_bytes.find('\0', begin);
    if (end == std::string::npos || end >= size_t{table.sh_offset} + table.sh_size)
      broken("a name does not end");
    return m_bytes.substr(begin, end - begin);
  }

  void read_headers(const Elf32_Ehdr& h) {
    const auto first = get<Elf32_Shdr>(h.e_shoff);
    const uint32_t count = h.e_shnum ? h.e_shnum : first.sh_size;
    const uint32_t names = h.e_shstrndx == SHN_XINDEX ? first.sh_link : h.e_shstrndx;
    if (count > m_bytes.size() / sizeof(Elf32_Shdr) || names >= count)
      broken("its section headers are wrong");
    const auto table = get<Elf32_Shdr>(h.e_shoff + uint64_t{names} * sizeof(Elf32_Shdr));
    check(table);
    for (uint32_t n = 0; n < count; ++n) {
      const auto s = get<Elf32_Shdr>(h.e_shoff + uint64_t{n} * sizeof(Elf32_Shdr));
      if (s.sh_type == SHT_NULL) continue;
      check(s);
      m_sections.emplace_back(text(table, s.sh_name), s);
    }
  }

  void check(const Elf32_Shdr& s) const {
    if (uint64_t{s.sh_offset} + s.sh_size > m_bytes.size())
      broken("a section reaches past its end");
  }

  const Elf32_Shdr& section(const std::string& name) const {
    for (const auto& [other, s] : m_sections) {
      if (other == name) return s;
    }
    broken("it has no section " + name);
  }

  void tiles() {
    const Elf32_Shdr& s = section(elf::tiles_name);
    const auto width = get<uint32_t>(s.sh_offset), height = get<uint32_t>(s.sh_offset + 4);
    const auto codes = get<uint32_t>(s.sh_offset + 8);
    if (width < 1 || width > 4096 || height < 1 || height > 4096 || codes > m_sections.size())
      broken("its grid is wrong");
    m_image.width = static_cast<int>(width);
    m_image.height = static_cast<int>(height);
    m_image.codes.resize(codes);
    const uint64_t all = uint64_t{width} * height;
    for (uint32_t at = 12; at < s.sh_size; at += 8) {
      const auto run = get<uint32_t>(s.sh_offset + at), code = get<uint32_t>(s.sh_offset + at + 4);
      const bool known = code < codes || code == program_image::no_code;
      if (run > all - m_image.code_of.size() || !known) broken("its map of tiles is wrong");
      m_image.code_of.insert(m_image.code_of.end(), run, code);
    }
    if (m_image.code_of.size() != all) broken("its map of tiles is wrong");
  }

  tile_code& code_named(const std::string& name, size_t prefix) {
    uint64_t number = 0;
    for (size_t i = prefix; i < name.size(); ++i) {
      if (name[i] < '0' || name[i] > '9' || number > m_image.codes.size())
        broken("its section " + name + " belongs to no code");
      number = number * 10 + static_cast<uint64_t>(name[i] - '0');
    }
    if (name.size() == prefix || number >= m_image.codes.size())
      broken("its section " + name + " belongs to no code");
    return m_image.codes[number];
  }

  void segments(const std::string& name, const Elf32_Shdr& s, bool is_code) {
    tile_code& code = code_named(name, 6);
    const uint64_t end = uint64_t{s.sh_addr} + s.sh_size;
    const uint64_t before = code.segments.empty()
                                ? 0
                                : code.segments.back().address + code.segments.back().words.size();
    if (s.sh_addr % 2 || s.sh_size % 2 || end > uint64_t{sram_words} * 2 || s.sh_addr / 2 < before)
      broken("its section " + name + " does not fit the memory");
    segment g{static_cast<uint16_t>(s.sh_addr / 2), is_code, {}};
    for (uint32_t at = 0; at < s.sh_size; at += 2)
      g.words.push_back(get<uint16_t>(s.sh_offset + at));
    code.segments.push_back(std::move(g));
  }

  void configs(const std::string& name, size_t prefix, const Elf32_Shdr& s) {
    tile_code& code = code_named(name, prefix);
    for (uint32_t at = 0; at + 4 <= s.sh_size; at += 4) {
      code.config.push_back({get<uint16_t>(s.sh_offset + at), get<uint16_t>(s.sh_offset + at + 2)});
    }
  }

  void symbols() {
    const Elf32_Shdr &table = section(".symtab"), &strings = section(".strtab"),
                     &owners = section(elf::owners_name);
    for (uint32_t n = 1; (n + 1) * sizeof(Elf32_Sym) <= table.sh_size; ++n) {
      const auto entry = get<Elf32_Sym>(table.sh_offset + n * sizeof(Elf32_Sym));
      if ((n + 1) * sizeof(elf::owner) > owners.sh_size) broken("its symbols belong to no code");
      const auto of = get<elf::owner>(owners.sh_offset + n * sizeof(elf::owner));
      if (of.code >= m_image.codes.size() || of.type > static_cast<uint32_t>(elem::f32) ||
          of.count > 0xffff || entry.st_value / 2 > 0xffff) {
        broken("its symbols belong to no code");
      }
      m_image.codes[of.code].symbols.push_back(
          {text(strings, entry.st_name), static_cast<uint16_t>(entry.st_value / 2),
           static_cast<elem>(of.type), static_cast<uint16_t>(of.count)});
    }
  }

  void facts() {
    const Elf32_Shdr& s = section(elf::note_name);
    const auto h = get<Elf32_Nhdr>(s.sh_offset);
    const uint64_t begin = uint64_t{s.sh_offset} + sizeof h + (uint64_t{h.n_namesz} + 3) / 4 * 4;
    if (begin + h.n_descsz > uint64_t{s.sh_offset} + s.sh_size) broken("its note is wrong");
    const std::string lines = m_bytes.substr(begin, h.n_descsz);
    for (size_t at = 0; at < lines.size();) {
      const size_t end = std::min(lines.find('\n', at), lines.size()), equals = lines.find('=', at);
      if (equals < end)
        m_image.facts[lines.substr(at, equals - at)] = lines.substr(equals + 1, end - equals - 1);
      at = end + 1;
    }
  }

  const std::string& m_bytes;
  const std::string& m_file;
  std::vector<std::pair<std::string, Elf32_Shdr>> m_sections;
  program_image m_image;
};

}  // namespace

program_image from_elf(const std::string& bytes, const std::string& file) {
  return elf_reader(bytes, file).read();
}

}  // namespace ws::isa
