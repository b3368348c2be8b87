// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws::test {

/// A program on its grid, run until nothing moves.
class program_run {
 public:
  explicit program_run(const std::string& text, const std::vector<std::string>& settings = {},
                       uint64_t most = 1'000'000)
      : program_run(assembled(text, settings), most) {}
  static program_run of_file(const std::string& name, const std::vector<std::string>& settings) {
    isa::assembler_options options;
    options.settings = settings;
    return program_run(isa::assemble_file(WS_SOURCE_DIR "/programs/" + name, options), 10'000'000);
  }

  grid& tiles() { return *m_grid; }
  grid::ended how = grid::ended::limit;
  const pe_state& pe(int x = 0, int y = 0) const { return *m_grid->at(x, y).pe(); }
  uint16_t word(unsigned address, int x = 0, int y = 0) const {
    return pe(x, y).sram().read(address);
  }
  uint16_t reg(unsigned r, int x = 0, int y = 0) const {
    return pe(x, y).read(static_cast<uint16_t>(0x7f00 + r));
  }
  /// The words of a symbol.
  std::vector<uint16_t> words(const std::string& name, int x = 0, int y = 0) const {
    const isa::symbol* s = m_image->at(x, y)->find(name);
    EXPECT_NE(s, nullptr) << name;
    std::vector<uint16_t> all;
    for (int i = 0; s != nullptr && i < s->count * isa::words_of(s->type); ++i)
      all.push_back(word(static_cast<unsigned>(s->address + i), x, y));
    return all;
  }
  std::vector<uint32_t> doubles(const std::string& name, int x = 0, int y = 0) const {
    const std::vector<uint16_t> halves = words(name, x, y);
    std::vector<uint32_t> all;
    for (size_t i = 0; i + 1 < halves.size(); i += 2)
      all.push_back(halves[i] | uint32_t{halves[i + 1]} << 16);
    return all;
  }
  const isa::program_image& image() const { return *m_image; }

 private:
  static isa::program_image assembled(const std::string& text,
                                      const std::vector<std::string>& settings) {
    isa::assembler_options options;
    options.settings = settings;
    return isa::assemble(text, "test.wsa", options);
  }
  program_run(isa::program_image image, uint64_t most)
      : m_image(std::make_unique<isa::program_image>(std::move(image))),
        m_grid(std::make_unique<grid>(*m_image)) {
    how = m_grid->run(most);
  }

  std::unique_ptr<isa::program_image> m_image;
  std::unique_ptr<grid> m_grid;
};

/// One tile whose task 8 begins at main and is active.
inline std::string one_tile(const std::string& body) {
  return ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\n" + body + "\n.end\n";
}

}  // namespace ws::test
