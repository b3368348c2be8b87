// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <map>
#include <optional>

#include "syntax.h"
#include "ws/isa/parameters.h"
#include "ws/isa/program.h"

namespace ws::isa {

/// What holds for the whole program.
struct program_scope {
  int width = 0, height = 0;
  std::map<std::string, value> constants;
  std::map<std::string, location> defined;  ///< where the constants are
  std::set<std::string> changing;           ///< X, Y and the names that hang on them
};

/// A .tile, .rect or .tiles block with what it saw of the .rep around it.
struct tile_block {
  const statement* source = nullptr;
  int x = 0, y = 0, width = 0, height = 0;
  std::map<std::string, value> locals;
};

/// Numbers with a name that every program knows: cfg.color, trap.halted, inf and so on.
std::optional<value> predefined(const std::string& name);
std::vector<std::string> predefined_names();

/// Whether a name is that of a register and so cannot be defined.
bool is_register_name(const std::string& name);

/// Puts one tile together from the blocks that hold it: once for the places of everything, once
/// more for the words.
class tile_builder final : public name_lookup {
 public:
  tile_builder(const program_scope& scope, int x, int y, fault_list& faults);

  /// What of this tile hangs on its coordinates: tiles with the same blocks and the same key are
  /// equal.
  std::string key(const std::vector<const tile_block*>& blocks);
  tile_code build(const std::vector<const tile_block*>& blocks);

  value of(const std::string& name, const location& where) const override;
  std::pair<int64_t, int64_t> sizes(const std::string& name, const location& where) const override;

 private:
  enum class pass { key, places, words };
  enum section { text, data, absolute };
  struct place {
    section in = text;
    int offset = 0;
  };
  struct label {
    place at;
    elem type = elem::none;
    int count = 0, words = 0;
    location where;
  };
  struct cell {
    uint16_t word = 0;
    bool used = false, defined = false, is_code = false;
  };

  // tile_builder.cpp: walking
  void walk(const std::vector<const tile_block*>& blocks);
  void walk(const std::vector<statement>& body);
  void visit(const statement& s);
  void visit_for_key(const statement& s);
  void repeat(const statement& s);
  void directive(const statement& s);
  void define(const std::string& name, const value& v, const location& where);
  void bind_labels(elem type = elem::none, int count = 0, int words = 0);
  void settle_places();
  void report_full(int needed);
  tile_code collected() const;

  // Numbers
  value number(const item& i, const expression* zero = nullptr) const;
  int64_t whole(const item& i, int64_t least, int64_t most, const expression* zero = nullptr) const;
  int64_t whole_or_bits(const item& i, int64_t least, int64_t most, const expression* zero) const;
  int64_t whole_now(const item& i, int64_t least, int64_t most) const;
  std::optional<value> found(const std::string& name) const;
  int address(const place& p) const { return m_base[p.in] + p.offset; }
  int here() const { return address(m_at); }

  // Memory
  void emit(uint16_t word, bool is_code, const location& where);
  void begin(int alignment, elem type, int count, int words, const location& where);
  void reserve(int words, const location& where);

  // tile_data.cpp
  bool data_directive(const statement& s);
  void list(const statement& s, elem type);
  void array(const statement& s);
  void symbol_at(const statement& s);
  void emit_element(const value& v, elem type, const item& i, bool is_code);
  // tile_descriptors.cpp
  bool descriptor_directive(const statement& s);
  std::array<uint16_t, 4> descriptor(const std::string& kind, const statement& s, size_t first);
  std::array<uint16_t, 4> memory_descriptor(const std::string& kind, const statement& s,
                                            size_t first);
  std::array<uint16_t, 4> fabric_descriptor(const std::string& kind, const statement& s,
                                            size_t first);
  std::array<uint16_t, 4> extended(const std::string& kind, const statement& s, size_t first);
  void check_reach(const item& base, int offset, int extent, int stride) const;
  void dsr(const statement& s);
  // tile_config.cpp
  bool config_directive(const statement& s);
  void route(const statement& s);
  void switch_positions(const statement& s);
  void filter(const statement& s);
  void bind_queue(const statement& s, bool input);
  void task(const statement& s);
  void set_bit(const char* config, int bit);
  int direction(const item& i, bool checked);
  void config(int where, uint16_t set_bits);
  void instruction_words(const statement& s);

  const program_scope& m_scope;
  const int m_x, m_y;
  fault_list& m_faults;

  pass m_pass = pass::places;
  std::string m_key;
  const tile_block* m_block = nullptr;
  std::map<std::string, value> m_locals;
  std::map<std::string, location> m_local_places;
  std::map<std::string, label> m_labels;
  std::vector<std::pair<std::string, location>> m_waiting;  ///< labels before their first word
  place m_at;
  int m_end[3] = {0, 0, 0}, m_base[3] = {0, 0, 0};
  int m_data_alignment = 4, m_last_task = -1;
  int64_t m_visits = 0;
  mutable bool m_labels_known = false, m_labels_wanted = true;
  std::vector<cell> m_memory;
  std::map<uint16_t, uint16_t> m_config;
  std::map<std::string, location> m_once;  ///< "queue 3" and the like: where it was bound
};

}  // namespace ws::isa
