// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/assembler.h"

#include <algorithm>
#include <unordered_map>

#include "tile_builder.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/source.h"

namespace ws::isa {
namespace {

constexpr int64_t most_columns = 4096, most_visits = 4000000;

// Everything outside the tiles: parameters, constants, the grid, and which tiles there are.
class program_builder final : public name_lookup {
 public:
  program_builder(const std::vector<std::string>& settings, fault_list& faults) : m_faults(faults) {
    for (const std::string& s : settings) take_setting(s);
  }

  program_image build(std::vector<statement>& program) {
    walk(program);
    for (const auto& [name, text] : m_settings) {
      if (m_parameters.count(name)) continue;
      std::vector<std::string> known;
      for (const auto& p : m_parameters) known.push_back(p.first);
      const std::string near = nearest(name, known);
      m_faults.add({"-D " + name, 0, 0}, near.empty()
                                             ? say(msg::asm_parameter, shown(name))
                                             : say(msg::asm_parameter_near, shown(name), near));
    }
    if (m_scope.width == 0 && m_faults.empty()) m_faults.add(m_first, say(msg::asm_no_grid));
    if (!m_faults.empty()) return {};
    find_changing(program);
    return tiles();
  }

  value of(const std::string& name, const location& where) const override {
    const auto local = m_locals.find(name);
    if (local != m_locals.end()) return local->second;
    const auto constant = m_scope.constants.find(name);
    if (constant != m_scope.constants.end()) return constant->second;
    if (m_scope.width && name == "WIDTH") return {false, m_scope.width, 0};
    if (m_scope.width && name == "HEIGHT") return {false, m_scope.height, 0};
    if (m_x >= 0 && name == "X") return {false, m_x, 0};
    if (m_x >= 0 && name == "Y") return {false, m_y, 0};
    if (const auto v = predefined(name)) return *v;
    std::vector<std::string> candidates = predefined_names();
    for (const auto& known : m_scope.constants) candidates.push_back(known.first);
    const std::string near = nearest(name, candidates);
    throw bad_text{where, near.empty() || near == name
                              ? say(msg::asm_undefined, shown(name))
                              : say(msg::asm_undefined_near, shown(name), near)};
  }

  std::pair<int64_t, int64_t> sizes(const std::string& name, const location& where) const override {
    throw bad_text{where, say(msg::asm_undefined, shown(name))};
  }

 private:
  void take_setting(const std::string& setting) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      m_faults.add({"-D " + setting, 0, 0}, say(msg::bad_setting, shown(setting), "NAME=VALUE"));
      return;
    }
    m_settings[setting.substr(0, equals)] = setting.substr(equals + 1);
  }

  void walk(std::vector<statement>& body) {
    for (statement& s : body) {
      if (m_first.line == 0) m_first = {s.where.file, 0, 0};
      try {
        visit(s);
      } catch (const bad_text& fault) {
        m_faults.add(fault);
      }
    }
  }

  value number(const item& i) const {
    if (!i.value || i.is_memory)
      throw bad_text{i.where, say(msg::asm_expected, "\"" + shown(i.source) + "\"", "a number")};
    return evaluate(*i.value, *this);
  }

  int whole(const item& i, int64_t least, int64_t most) const {
    const value v = number(i);
    if (v.is_real)
      throw bad_text{i.where,
                     say(msg::asm_expected, "\"" + shown(i.source) + "\"", "a whole number")};
    if (v.whole < least || v.whole > most)
      throw bad_text{i.where, out_of_range(i, v.whole, least, most)};
    return static_cast<int>(v.whole);
  }

  static void need(const statement& s, bool holds, const char* form) {
    if (!holds) throw bad_text{s.where, say(msg::asm_form, s.name, form)};
  }

  static bool is_name(const item& i) {
    return i.value && !i.is_memory && i.key.empty() && i.value->is == expression::what::name;
  }

  void visit(statement& s) {
    if (++m_visits > most_visits) throw bad_text{s.where, say(msg::asm_too_long, most_visits)};
    if (s.name == ".if" || s.name == ".elif") {
      need(s, s.items.size() == 1, "condition");
      walk(number(s.items[0]).as_real() != 0 ? s.body : s.other);
    } else if (s.name == ".rep") {
      need(s, s.items.size() == 2 && is_name(s.items[0]), "name, count");
      const std::string name = s.items[0].value->text;
      const int count = whole(s.items[1], 0, 65536);
      if (m_locals.count(name))
        throw bad_text{s.items[0].where, say(msg::asm_twice, name, s.where.line)};
      for (int i = 0; i < count && ++m_visits <= most_visits; ++i) {
        m_locals[name] = {false, i, 0};
        walk(s.body);
      }
      m_locals.erase(name);
      if (m_visits > most_visits) throw bad_text{s.where, say(msg::asm_too_long, most_visits)};
    } else if (s.name == ".param" || s.name == ".set") {
      need(s, s.items.size() == 2 && is_name(s.items[0]), "name, value");
      constant(s);
    } else if (s.name == ".grid") {
      need(s, s.items.size() == 2, "width, height");
      if (m_scope.width) throw bad_text{s.where, say(msg::asm_twice, ".grid", m_grid.line)};
      m_grid = s.where;
      const int width = whole(s.items[0], 1, most_columns),
                height = whole(s.items[1], 1, most_columns);
      m_scope.width = width;
      m_scope.height = height;
    } else if (s.name == ".tile" || s.name == ".rect" || s.name == ".tiles") {
      block(s);
    } else if (s.name == ".error") {
      need(s, s.items.size() == 1 && s.items[0].is_text, "\"text\"");
      throw bad_text{s.where, say(msg::asm_error, s.items[0].text)};
    } else if (s.name == ".assert") {
      need(s, s.items.size() == 2 && !s.items[0].is_text && s.items[1].is_text,
           "condition, \"text\"");
      if (number(s.items[0]).as_real() == 0)
        throw bad_text{s.where, say(msg::asm_error, s.items[1].text)};
    } else {
      throw bad_text{s.where, say(msg::asm_outside, shown(s.name))};
    }
  }

  void constant(const statement& s) {
    const std::string& name = s.items[0].value->text;
    const auto before = m_scope.defined.find(name);
    if (before != m_scope.defined.end())
      throw bad_text{s.where, say(msg::asm_twice, name, before->second.line)};
    if (is_register_name(name) || predefined(name))
      throw bad_text{s.items[0].where, say(msg::asm_reserved, name)};
    m_scope.defined[name] = s.where;
    m_scope.constants[name] = {};
    value v = number(s.items[1]);
    if (s.name == ".param") {
      m_parameters[name] = s.where;
      const auto given = m_settings.find(name);
      if (given != m_settings.end()) v = setting_value(name, given->second);
    }
    m_scope.constants[name] = v;
  }

  // A setting is an expression of what was defined before.
  value setting_value(const std::string& name, const std::string& text) {
    fault_list faults;
    const std::vector<statement> parsed =
        parse(".set " + name + ", " + text, "-D " + name, {}, faults);
    const bool good = faults.empty() && parsed.size() == 1 && parsed[0].items.size() == 2 &&
                      parsed[0].items[1].value && !parsed[0].items[1].is_memory;
    try {
      if (good) return evaluate(*parsed[0].items[1].value, *this);
    } catch (const bad_text&) {
    }
    m_faults.add({"-D " + name, 0, 0}, say(msg::asm_parameter_value, shown(text)));
    return {};
  }

  void block(const statement& s) {
    if (m_scope.width == 0) throw bad_text{s.where, say(msg::asm_no_grid)};
    tile_block b;
    b.source = &s;
    b.locals = m_locals;
    b.width = b.height = 1;
    if (s.name == ".tile") {
      need(s, s.items.size() == 2, "x, y");
    } else if (s.name == ".rect") {
      need(s, s.items.size() == 4, "x, y, width, height");
    } else {
      need(s, s.items.size() <= 1, "condition, or nothing for all tiles");
      b.width = m_scope.width;
      b.height = m_scope.height;
    }
    if (s.name != ".tiles") {
      b.x = whole(s.items[0], -most_columns, most_columns);
      b.y = whole(s.items[1], -most_columns, most_columns);
      if (s.name == ".rect")
        b.width = whole(s.items[2], 0, most_columns), b.height = whole(s.items[3], 0, most_columns);
      const bool none = b.width == 0 || b.height == 0;
      if (!none && (b.x < 0 || b.y < 0 || b.x + b.width > m_scope.width ||
                    b.y + b.height > m_scope.height)) {
        throw bad_text{s.where, say(msg::asm_beyond_grid, b.x, b.y, b.x + b.width - 1,
                                    b.y + b.height - 1, m_scope.width, m_scope.height)};
      }
    }
    m_blocks.push_back(std::move(b));
  }

  // Names that hang on the coordinates: by .set and .rep inside tiles, until no more are found.
  void find_changing(std::vector<statement>& program) {
    m_scope.changing = {"X", "Y"};
    size_t before = 0;
    while (before != m_scope.changing.size()) {
      before = m_scope.changing.size();
      for (statement& s : program) mark(s);
    }
  }

  bool mark(statement& s) {
    s.depends = false;
    for (const item& i : s.items)
      s.depends = s.depends || (i.value && mentions(*i.value, m_scope.changing));
    if (s.depends && (s.name == ".set" || s.name == ".rep") && !s.items.empty() &&
        is_name(s.items[0])) {
      m_scope.changing.insert(s.items[0].value->text);
    }
    for (statement& inner : s.body) s.depends = mark(inner) || s.depends;
    for (statement& inner : s.other) s.depends = mark(inner) || s.depends;
    return s.depends;
  }

  std::vector<const tile_block*> blocks_at(int x, int y) {
    m_x = x, m_y = y;
    std::vector<const tile_block*> result;
    for (const tile_block& b : m_blocks) {
      if (x < b.x || y < b.y || x >= b.x + b.width || y >= b.y + b.height) continue;
      const statement& s = *b.source;
      if (s.name == ".tiles" && !s.items.empty()) {
        m_locals = b.locals;
        try {
          if (number(s.items[0]).as_real() == 0) continue;
        } catch (const bad_text& fault) {
          m_faults.add(fault);
          continue;
        }
      }
      result.push_back(&b);
    }
    return result;
  }

  program_image tiles() {
    program_image image;
    image.width = m_scope.width;
    image.height = m_scope.height;
    image.code_of.assign(static_cast<size_t>(image.width) * static_cast<size_t>(image.height),
                         program_image::no_code);
    for (const auto& [name, where] : m_parameters) {
      const value v = m_scope.constants[name];
      image.facts[name] = v.is_real ? fmt::format("{}", v.real) : std::to_string(v.whole);
    }
    std::unordered_map<std::string, uint32_t> by_key;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        const std::vector<const tile_block*> blocks = blocks_at(x, y);
        if (blocks.empty()) continue;
        std::string key;
        for (const tile_block* b : blocks) key += std::to_string(b - m_blocks.data()) + ",";
        // Whether a route leads off the grid hangs on the edges that a tile touches.
        for (const bool edge : {x == 0, y == 0, x == image.width - 1, y == image.height - 1})
          key += edge ? '|' : '.';
        key += tile_builder(m_scope, x, y, m_faults).key(blocks);
        auto [known, is_new] = by_key.emplace(key, 0);
        if (is_new)
          known->second = index_of(image, tile_builder(m_scope, x, y, m_faults).build(blocks));
        image.code_of[static_cast<size_t>(y) * static_cast<size_t>(image.width) +
                      static_cast<size_t>(x)] = known->second;
      }
    }
    return image;
  }

  // Where an equal code is already, or the new one's place.
  uint32_t index_of(program_image& image, tile_code code) {
    size_t hash = 0;
    const auto stir = [&hash](size_t v) { hash = (hash ^ v) * 0x9E3779B97F4A7C15ull; };
    for (const segment& s : code.segments) {
      stir(s.address);
      for (const uint16_t w : s.words) stir(w);
    }
    for (const config_write& c : code.config) stir(size_t{c.address} << 16 | c.value);
    for (const uint32_t other : m_by_hash[hash]) {
      if (image.codes[other] == code) return other;
    }
    m_by_hash[hash].push_back(static_cast<uint32_t>(image.codes.size()));
    image.codes.push_back(std::move(code));
    return static_cast<uint32_t>(image.codes.size() - 1);
  }

  fault_list& m_faults;
  program_scope m_scope;
  location m_first, m_grid;
  std::map<std::string, std::string> m_settings;
  std::map<std::string, location> m_parameters;
  std::map<std::string, value> m_locals;
  std::vector<tile_block> m_blocks;
  std::unordered_map<size_t, std::vector<uint32_t>> m_by_hash;
  int m_x = -1, m_y = -1;
  int64_t m_visits = 0;
};

}  // namespace

program_image assemble(const std::string& text, const std::string& file,
                       const assembler_options& options) {
  fault_list faults;
  std::vector<statement> program =
      parse(text, file, options.read ? options.read : read_source, faults);
  program_image image;
  if (faults.empty()) image = program_builder(options.settings, faults).build(program);
  faults.throw_if_any();
  return image;
}

program_image assemble_file(const std::string& path, const assembler_options& options) {
  return assemble(options.read ? options.read(path) : read_source(path), path, options);
}

}  // namespace ws::isa
