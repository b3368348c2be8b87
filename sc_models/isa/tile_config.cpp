// SPDX-License-Identifier: Apache-2.0
#include "operand_text.h"
#include "tile_builder.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/registers.h"

// What the loader writes into the configuration space: routes, switches, filters, queues, tasks.
namespace ws::isa {
namespace {

uint16_t bits(std::string_view group, const std::string& name, unsigned value) {
  return static_cast<uint16_t>(field_of(group, name).put(0, value));
}

std::string word_of(const item& i) {
  return i.value && !i.is_memory && i.value->is == expression::what::name ? i.value->text : "";
}

void need(const statement& s, size_t least, size_t most, const char* form) {
  if (s.items.size() < least || s.items.size() > most) {
    throw bad_text{s.where, say(msg::asm_form, s.name, form)};
  }
}

constexpr const char* direction_words[] = {"W", "E", "S", "N", "RAMP"};

}  // namespace

void tile_builder::config(int where, uint16_t set_bits) {
  m_config[static_cast<uint16_t>(where)] |= set_bits;
}

void tile_builder::set_bit(const char* name, int bit) {
  config(config_of(name).address + bit / 16, static_cast<uint16_t>(1u << bit % 16));
}

bool tile_builder::config_directive(const statement& s) {
  const std::string& name = s.name;
  const auto color = [&] {
    return static_cast<int>(whole(s.items[0], 0, parameter_value("colors") - 1));
  };
  if (name == ".route") {
    route(s);
  } else if (name == ".switch") {
    switch_positions(s);
  } else if (name == ".swap") {
    need(s, 2, 2, "color, EW|NS|EWNS");
    const std::string which = word_of(s.items[1]);
    if (which != "EW" && which != "NS" && which != "EWNS") {
      throw bad_text{
          s.items[1].where,
          say(msg::asm_expected, "\"" + shown(s.items[1].source) + "\"", "EW, NS or EWNS")};
    }
    uint16_t set = which != "NS" ? bits("color", "swap_ew", 1) : 0;
    if (which != "EW") set |= bits("color", "swap_ns", 1);
    config(config_of("color").address + color(), set);
  } else if (name == ".teardown" || name == ".point_to_point") {
    need(s, 1, 1, "color");
    config(config_of("color").address + color(), bits("color", name.substr(1), 1));
  } else if (name == ".filter") {
    filter(s);
  } else if (name == ".inqueue" || name == ".outqueue") {
    bind_queue(s, name == ".inqueue");
  } else if (name == ".task") {
    task(s);
  } else if (name == ".activate" || name == ".block" || name == ".high") {
    need(s, 1, 1, "task");
    set_bit(name == ".activate" ? "task_active"
            : name == ".block"  ? "task_blocked"
                                : "task_high",
            static_cast<int>(whole(s.items[0], 0, 63)));
  } else if (name == ".main_priority") {
    need(s, 1, 1, "0 to 3");
    m_config[config_of("main_priority").address] = static_cast<uint16_t>(whole(s.items[0], 0, 3));
  } else if (name == ".counter") {
    need(s, 2, 2, "counter, event");
    const int64_t counter = whole(s.items[0], 0, parameter_value("counters") - 1);
    m_config[static_cast<uint16_t>(config_of("counter_event").address + counter)] =
        static_cast<uint16_t>(code_word(s.items[1], "event"));
  } else if (name == ".config") {
    need(s, 2, 2, "word address, value");
    const int64_t address = whole(s.items[0], 0, 0xffff);
    bool exists = false;
    for (const config_register& r : config_registers) {
      exists = exists || (address >= r.address && address < r.address + r.count * r.words);
    }
    if (!exists)
      throw bad_text{s.items[0].where,
                     say(msg::asm_config_address, shown(s.items[0].source), address)};
    m_config[static_cast<uint16_t>(address)] =
        static_cast<uint16_t>(whole(s.items[1], -32768, 65535));
  } else {
    return false;
  }
  return true;
}

// The code of W, E, S, N or RAMP; a direction that leads out of the grid is a fault if checked.
int tile_builder::direction(const item& i, bool checked) {
  const std::string word = word_of(i);
  for (int d = 0; d < 5; ++d) {
    if (word != direction_words[d] && !(d == 4 && word == "R")) continue;
    const bool off = (d == 0 && m_x == 0) || (d == 1 && m_x == m_scope.width - 1) ||
                     (d == 2 && m_y == m_scope.height - 1) || (d == 3 && m_y == 0);
    if (off && checked) {
      throw bad_text{i.where, say(msg::asm_edge, m_x, m_y, word, m_scope.width, m_scope.height)};
    }
    return d;
  }
  throw bad_text{i.where,
                 say(msg::asm_expected, "\"" + shown(i.source) + "\"", "W, E, S, N or RAMP")};
}

void tile_builder::route(const statement& s) {
  const char* const form = "color, input -> output, output ...";
  need(s, 3, 8, form);
  const int64_t color = whole(s.items[0], 0, parameter_value("colors") - 1);
  const auto [first, is_new] = m_once.emplace("route " + std::to_string(color), s.where);
  if (!is_new)
    throw bad_text{s.where, say(msg::asm_route_twice, color, m_x, m_y, first->second.line)};
  unsigned inputs = 0, outputs = 0;
  std::string input_words;
  bool after = false;
  for (size_t n = 1; n < s.items.size(); ++n) {
    after = after || s.items[n].after_arrow;
    (after ? outputs : inputs) |= 1u << direction(s.items[n], true);
    if (!after) input_words += (n > 1 ? " and " : "") + word_of(s.items[n]);
  }
  if (!after || inputs == 0) throw bad_text{s.where, say(msg::asm_form, s.name, form)};
  if (inputs & (inputs - 1)) {
    throw bad_text{s.items[1].where, say(msg::asm_two_inputs, color, input_words)};
  }
  config(
      config_of("color").address + static_cast<int>(color),
      static_cast<uint16_t>(bits("color", "inputs", inputs) | bits("color", "outputs", outputs)));
}

void tile_builder::switch_positions(const statement& s) {
  const char* const form =
      "color, up to three of rx=direction or tx=direction, then ring, pop=..., at=position";
  need(s, 2, 7, form);
  const int64_t color = whole(s.items[0], 0, parameter_value("colors") - 1);
  const auto [first, is_new] = m_once.emplace("switch " + std::to_string(color), s.where);
  if (!is_new)
    throw bad_text{s.where, say(msg::asm_switch_twice, color, m_x, m_y, first->second.line)};
  const config_register& reg = config_of("switch");
  uint16_t word = static_cast<uint16_t>(reg.reset);
  int position = 0;
  for (size_t n = 1; n < s.items.size(); ++n) {
    const item& i = s.items[n];
    if ((i.key == "rx" || i.key == "tx") && position < 3) {
      const std::string number = std::to_string(++position);
      word = static_cast<uint16_t>(
          field_of("switch", "direction" + number).put(word, direction(i, true)));
      word = static_cast<uint16_t>(field_of("switch", "select" + number).put(word, i.key == "rx"));
    } else if (i.key == "pop") {
      config(config_of("color").address + static_cast<int>(color),
             bits("color", "pop", code_word(i, "pop")));
    } else if (i.key == "at") {
      word |= bits("switch", "position", static_cast<unsigned>(whole(i, 0, 3)));
    } else if (i.key.empty() && word_of(i) == "ring") {
      word |= bits("switch", "ring", 1);
    } else {
      throw bad_text{i.where, say(msg::asm_form, s.name, form)};
    }
  }
  m_config[static_cast<uint16_t>(reg.address + color)] = word;
}

void tile_builder::filter(const statement& s) {
  const char* const form =
      "number, color, then counter, init, max, limit or sparse_counter, init, max, limit1, limit2 "
      "or range, least, most; control at the end counts control wavelets too";
  need(s, 5, 8, form);
  const int64_t number = whole(s.items[0], 0, parameter_value("filters") - 1);
  const int64_t color = whole(s.items[1], 0, parameter_value("colors") - 1);
  const int kind = code_word(s.items[2], "filter");
  const bool range = kind == code_value("filter", "range");
  const auto [first, is_new] = m_once.emplace("filter " + std::to_string(number), s.where);
  if (!is_new) throw bad_text{s.where, say(msg::asm_filter_twice, number, first->second.line)};
  const std::vector<const char*> words =
      range ? std::vector<const char*>{"limit1", "max"}
            : std::vector<const char*>{"count", "max", "limit1", "limit2"};
  const size_t numbers = words.size() - (kind == code_value("filter", "counter"));
  const bool control = !range && word_of(s.items.back()) == "control";
  if (s.items.size() != 3 + numbers + control) {
    throw bad_text{s.where, say(msg::asm_form, s.name, form)};
  }
  const int address = config_of("filter").address + static_cast<int>(number) * 8;
  config(address,
         static_cast<uint16_t>(bits("filter", "active", 1) | bits("filter", "count_data", !range) |
                               bits("filter", "kind", static_cast<unsigned>(kind)) |
                               bits("filter", "color", static_cast<unsigned>(color)) |
                               bits("filter", "count_control", control)));
  for (size_t n = 0; n < numbers; ++n) {
    config(address + field_of("filter", words[n]).word,
           static_cast<uint16_t>(whole(s.items[3 + n], 0, 65535)));
  }
}

void tile_builder::bind_queue(const statement& s, bool input) {
  need(s, 2, 2, input ? "iq0 to iq7, color" : "oq0 to oq5, color");
  const int number = queue(s.items[0], input);
  const int64_t color = whole(s.items[1], 0, parameter_value("colors") - 1);
  const std::string name = shown(s.items[0].source);
  const auto [first, is_new] = m_once.emplace(name, s.where);
  if (!is_new) throw bad_text{s.where, say(msg::asm_queue_twice, name, first->second.line)};
  if (input) {
    const auto [other, color_is_new] = m_once.emplace("queue of " + std::to_string(color), s.where);
    if (!color_is_new)
      throw bad_text{s.where, say(msg::asm_color_twice, color, other->second.line)};
  }
  config(config_of(input ? "input_queue" : "output_queue").address + number,
         static_cast<uint16_t>(bits("queue", "color", static_cast<unsigned>(color)) |
                               bits("queue", "bound", 1)));
}

// .task id, entry: a jump in the task's slot.
void tile_builder::task(const statement& s) {
  const char* const form = "ID, entry, then any of high, blocked, active";
  need(s, 2, 5, form);
  const int id = static_cast<int>(whole_now(s.items[0], 0, 63));
  m_last_task = std::max(m_last_task, id);
  const auto [first, is_new] = m_once.emplace("task " + std::to_string(id), s.where);
  if (!is_new) throw bad_text{s.where, say(msg::asm_task_twice, id, first->second.line)};
  for (size_t n = 2; n < s.items.size(); ++n) {
    const std::string word = word_of(s.items[n]);
    if (word != "high" && word != "blocked" && word != "active")
      throw bad_text{s.items[n].where, say(msg::asm_form, s.name, form)};
    set_bit(word == "high" ? "task_high" : word == "blocked" ? "task_blocked" : "task_active", id);
  }
  if (m_pass != pass::words) return;
  const int64_t entry = whole(s.items[1], 0, sram_words - 2);
  if (entry % 2)
    throw bad_text{s.items[1].where, say(msg::asm_odd_target, shown(s.items[1].source), entry)};
  const uint32_t jump =
      put(uint32_t{op("jmp")} << 24, row_of(operand::target), static_cast<uint32_t>(entry));
  const size_t slot = static_cast<size_t>(id) * parameter_value("task_slot_words");
  m_memory[slot].word = static_cast<uint16_t>(jump);
  m_memory[slot + 1].word = static_cast<uint16_t>(jump >> 16);
}

}  // namespace ws::isa
