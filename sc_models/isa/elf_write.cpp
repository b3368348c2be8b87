// SPDX-License-Identifier: Apache-2.0
#include <elf.h>

#include <cstring>

#include "elf_layout.h"
#include "ws/isa/program.h"

namespace ws::isa {
namespace {

class elf_writer {
 public:
  std::string write(const program_image& image) {
    section("", SHT_NULL, 0, 0, "");
    for (size_t c = 0; c < image.codes.size(); ++c) code(image.codes[c], static_cast<uint32_t>(c));
    section(elf::tiles_name, SHT_PROGBITS, 0, 0, tiles(image));
    section(elf::note_name, SHT_NOTE, 0, 0, note(image));
    // Local symbols come first in an ELF table, and all of ours are local.
    section(elf::owners_name, SHT_PROGBITS, 0, 0, m_owners);
    section(".symtab", SHT_SYMTAB, 0, 0, m_symbols);
    Elf32_Shdr& symtab = m_headers.back();
    symtab.sh_link = static_cast<uint32_t>(m_headers.size());
    symtab.sh_info = static_cast<uint32_t>(m_symbols.size() / sizeof(Elf32_Sym));
    symtab.sh_entsize = sizeof(Elf32_Sym);
    section(".strtab", SHT_STRTAB, 0, 0, m_strings);
    const std::string name = ".shstrtab";
    m_names += name + '\0';
    section("", SHT_STRTAB, 0, 0, m_names);
    m_headers.back().sh_name = static_cast<uint32_t>(m_names.size() - name.size() - 1);
    const std::string first = header();  // settles the contents and the first section header
    return first + m_contents + headers();
  }

 private:
  template <typename T>
  static std::string bytes_of(const T& value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  }

  uint32_t section(const std::string& name, uint32_t type, uint32_t flags, uint32_t address,
                   const std::string& content) {
    Elf32_Shdr h{};
    h.sh_name = name.empty() ? 0 : static_cast<uint32_t>(m_names.size());
    if (!name.empty()) m_names += name + '\0';
    h.sh_type = type;
    h.sh_flags = flags;
    h.sh_addr = address;
    h.sh_addralign = type == SHT_NULL ? 0 : flags ? 2 : 4;
    m_contents.resize((m_contents.size() + 3) / 4 * 4);
    h.sh_offset =
        type == SHT_NULL ? 0 : static_cast<uint32_t>(sizeof(Elf32_Ehdr) + m_contents.size());
    h.sh_size = static_cast<uint32_t>(content.size());
    m_contents += content;
    m_headers.push_back(h);
    return static_cast<uint32_t>(m_headers.size() - 1);
  }

  static std::string words(const std::vector<uint16_t>& values) {
    std::string bytes;
    for (const uint16_t v : values) bytes += bytes_of(v);
    return bytes;
  }

  void code(const tile_code& c, uint32_t number) {
    const std::string suffix = "." + std::to_string(number);
    std::vector<uint32_t> section_of;
    for (const segment& s : c.segments) {
      const uint32_t flags = SHF_ALLOC | (s.is_code ? SHF_EXECINSTR : SHF_WRITE);
      section_of.push_back(section((s.is_code ? ".text" : ".data") + suffix, SHT_PROGBITS, flags,
                                   s.address * 2u, words(s.words)));
    }
    std::string config;
    for (const config_write& w : c.config) config += bytes_of(w.address) + bytes_of(w.value);
    section(elf::config_name + suffix, SHT_PROGBITS, 0, 0, config);
    for (const symbol& s : c.symbols) {
      Elf32_Sym entry{};
      entry.st_name = static_cast<uint32_t>(m_strings.size());
      m_strings += s.name + '\0';
      entry.st_value = s.address * 2u;
      entry.st_size = static_cast<uint32_t>(s.count * words_of(s.type) * 2);
      entry.st_info = ELF32_ST_INFO(STB_LOCAL, s.type == elem::none ? STT_NOTYPE : STT_OBJECT);
      entry.st_shndx = SHN_ABS;  // arrays without content are in no section
      for (size_t n = 0; n < c.segments.size(); ++n) {
        const segment& g = c.segments[n];
        const bool inside = s.address >= g.address && s.address < g.address + g.words.size();
        if (inside && section_of[n] < SHN_LORESERVE)
          entry.st_shndx = static_cast<uint16_t>(section_of[n]);
      }
      m_symbols += bytes_of(entry);
      m_owners += bytes_of(elf::owner{number, static_cast<uint32_t>(s.type), s.count});
    }
  }

  static std::string tiles(const program_image& image) {
    std::string bytes = bytes_of(static_cast<uint32_t>(image.width)) +
                        bytes_of(static_cast<uint32_t>(image.height)) +
                        bytes_of(static_cast<uint32_t>(image.codes.size()));
    for (size_t at = 0; at < image.code_of.size();) {
      size_t end = at;
      while (end < image.code_of.size() && image.code_of[end] == image.code_of[at]) ++end;
      bytes += bytes_of(static_cast<uint32_t>(end - at)) + bytes_of(image.code_of[at]);
      at = end;
    }
    return bytes;
  }

  static std::string note(const program_image& image) {
    std::string text;
    for (const auto& [name, fact] : image.facts) text.append(name).append("=").append(fact + "\n");
    const std::string owner = std::string(elf::note_owner) + '\0';
    Elf32_Nhdr h{};
    h.n_namesz = static_cast<uint32_t>(owner.size());
    h.n_descsz = static_cast<uint32_t>(text.size());
    h.n_type = elf::note_type;
    const auto padded = [](std::string s) {
      s.resize((s.size() + 3) / 4 * 4);
      return s;
    };
    return bytes_of(h) + padded(owner) + padded(text);
  }

  std::string header() {
    Elf32_Ehdr h{};
    std::memcpy(h.e_ident, ELFMAG, SELFMAG);
    h.e_ident[EI_CLASS] = ELFCLASS32;
    h.e_ident[EI_DATA] = ELFDATA2LSB;
    h.e_ident[EI_VERSION] = EV_CURRENT;
    h.e_type = ET_EXEC;
    h.e_machine = EM_NONE;
    h.e_version = EV_CURRENT;
    h.e_ehsize = sizeof h;
    h.e_shentsize = sizeof(Elf32_Shdr);
    m_contents.resize((m_contents.size() + 3) / 4 * 4);
    h.e_shoff = static_cast<uint32_t>(sizeof h + m_contents.size());
    const size_t count = m_headers.size(), last = count - 1;
    // More sections than the header's field can tell are told in the first one.
    h.e_shnum = count < SHN_LORESERVE ? static_cast<uint16_t>(count) : 0;
    h.e_shstrndx = last < SHN_LORESERVE ? static_cast<uint16_t>(last) : SHN_XINDEX;
    if (h.e_shnum == 0) m_headers[0].sh_size = static_cast<uint32_t>(count);
    if (h.e_shstrndx == SHN_XINDEX) m_headers[0].sh_link = static_cast<uint32_t>(last);
    return bytes_of(h);
  }

  std::string headers() const {
    std::string bytes;
    for (const Elf32_Shdr& h : m_headers) bytes += bytes_of(h);
    return bytes;
  }

  std::string m_contents, m_names = std::string(1, '\0'), m_strings = std::string(1, '\0');
  std::string m_symbols = std::string(sizeof(Elf32_Sym), '\0');
  std::string m_owners = std::string(sizeof(elf::owner), '\0');
  std::vector<Elf32_Shdr> m_headers;
};

}  // namespace

std::string to_elf(const program_image& image) { return elf_writer().write(image); }

}  // namespace ws::isa
