// SPDX-License-Identifier: Apache-2.0
#include "ws/config/reader.h"

#include <fmt/format.h>

#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws {
namespace {

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

std::string keys_of(const struct_table& table) {
  std::string text;
  for (const field& f : table.fields()) text += (text.empty() ? "" : ", ") + f.key;
  return text;
}

std::string kind_of(const yaml_node& node) {
  switch (node.type) {
    case yaml_node::kind::nothing:
      return "nothing";
    case yaml_node::kind::scalar:
      return "\"" + shown(node.text) + "\"";
    case yaml_node::kind::list:
      return "a list";
    case yaml_node::kind::map:
      return "a section";
  }
  return "";
}

/// The full path of a key that stands in another section; empty if there is none.
std::string elsewhere(const struct_table& table, const std::string& path, const std::string& key) {
  for (const field& f : table.fields()) {
    if (f.key == key && f.kind != field_kind::group) return joined(path, key);
    if (f.kind != field_kind::group) continue;
    std::string found = elsewhere(*f.inside, joined(path, f.key), key);
    if (!found.empty()) return found;
  }
  return "";
}

/// What the user most likely meant: a key by its name in results, a misspelt one, or one of
/// another section.
std::string meant(const struct_table& table, const std::string& key) {
  std::vector<std::string> keys;
  for (const field& f : table.fields()) {
    if (f.name == key) return f.key;
    keys.push_back(f.key);
  }
  const std::string near = nearest(key, keys);
  return near.empty() ? elsewhere(cluster_table(), "", key) : near;
}

std::string unknown(const struct_table& table, const std::string& path, const std::string& key) {
  const std::string full = shown(joined(path, key)), near = meant(table, key);
  return near.empty() ? say(msg::unknown_key, full, keys_of(table))
                      : say(msg::unknown_key_near, full, near, keys_of(table));
}

/// A setting has no lines.
location place(location where) {
  if (where.file == config_reader::setting_place) where.line = where.column = 0;
  return where;
}

}  // namespace

void config_reader::note(const location& where, const std::string& path, std::string text) {
  m_faults.push_back({place(where), std::move(text)});
  m_bad.insert(path);
}

bool config_reader::is_bad(const std::string& path) const {
  for (size_t end = path.size(); end != std::string::npos && end > 0;
       end = path.find_last_of(".[", end - 1)) {
    if (m_bad.count(path.substr(0, end)) != 0) return true;
  }
  return m_bad.count("") != 0;
}

void config_reader::conflict(const std::vector<std::string>& paths, std::string text) {
  const location* where = nullptr;
  for (const std::string& path : paths) {
    if (is_bad(path)) return;
    const auto found = m_set.find(path);
    if (found == m_set.end()) continue;
    // a setting came last, so it is what made the conflict
    if (where == nullptr || found->second.file == setting_place) where = &found->second;
  }
  m_faults.push_back({where == nullptr ? location{m_file, 0, 0} : place(*where), std::move(text)});
}

void config_reader::read(const struct_table& table, void* object, const yaml_node& node,
                         const std::string& path) {
  if (node.type != yaml_node::kind::map) {
    note(node.where, path,
         say(msg::not_a_section, path.empty() ? table.title() : path, kind_of(node),
             keys_of(table)));
    return;
  }
  std::map<std::string, int> lines;
  for (const auto& [key, value] : node.pairs) {
    const std::string full = joined(path, key.text);
    const field* f = table.find(key.text);
    const auto [first, is_new] = lines.emplace(key.text, key.where.line);
    if (!is_new)
      note(key.where, full, say(msg::duplicate_key, shown(full), first->second));
    else if (f == nullptr)
      note(key.where, full, unknown(table, path, key.text));
    else
      read_field(*f, f->at(object), value, full, key.where);
  }
  for (const field& f : table.fields())
    if (f.required && lines.count(f.key) == 0)
      note(node.where, joined(path, f.key), say(msg::missing_key, joined(path, f.key), allowed(f)));
}

void config_reader::read_field(const field& f, void* member, const yaml_node& node,
                               const std::string& path, const location& key_place) {
  const bool nothing = node.type == yaml_node::kind::nothing;  // the parser notes it too late
  const location& where = m_set[path] = nothing ? key_place : node.where;
  if (nothing || (f.kind == field_kind::list && node.type != yaml_node::kind::list)) {
    const std::string what = kind_of(node);
    note(where, path,
         f.kind == field_kind::group  ? say(msg::not_a_section, path, what, keys_of(*f.inside))
         : f.kind == field_kind::list ? say(msg::not_a_section_list, path, what, keys_of(*f.inside))
                                      : say(msg::not_one_value, path, what, allowed(f)));
  } else if (f.kind == field_kind::group) {
    read(*f.inside, member, node, path);
  } else if (f.kind == field_kind::list) {
    f.resize(member, 0);
    f.resize(member, node.items.size());
    for (size_t i = 0; i < node.items.size(); ++i)
      read(*f.inside, f.item(member, i), node.items[i], fmt::format("{}[{}]", path, i));
  } else if (node.type != yaml_node::kind::scalar) {
    note(where, path, say(msg::not_one_value, path, kind_of(node), allowed(f)));
  } else if (std::string wrong = assign(f, member, path, node.text); !wrong.empty()) {
    note(where, path, std::move(wrong));
  }
}

void config_reader::set(const struct_table& table, void* object, const std::string& setting) {
  const location here{setting_place, 0, 0};
  const size_t equals = setting.find('=');
  if (equals == 0 || equals == std::string::npos) {
    m_faults.push_back({here, say(msg::bad_setting, shown(setting), "KEY=VALUE")});
    return;
  }
  const std::string path = setting.substr(0, equals);
  const struct_table* inside = &table;
  std::string parent;
  for (size_t begin = 0;;) {
    const size_t dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
    const field* f = inside->find(key);
    if (f == nullptr || (dot != std::string::npos && f->kind != field_kind::group)) {
      const std::string rest = f == nullptr ? key : path.substr(begin);
      note(here, joined(parent, rest), unknown(*inside, parent, rest));
      return;
    }
    object = f->at(object);
    if (dot != std::string::npos) {
      inside = f->inside;
      parent = joined(parent, key);
      begin = dot + 1;
      continue;
    }
    const std::string text = setting.substr(equals + 1);
    std::vector<fault> faults;
    yaml_node value;
    if (text.find_first_not_of(' ') != std::string::npos)
      value = read_yaml(text, setting_place, faults);
    for (const fault& wrong : faults) note(here, path, fmt::format("{}: {}", path, wrong.text));
    if (!faults.empty()) return;
    m_bad.erase(path);  // a good value replaces a faulty one, whose fault is told all the same
    read_field(*f, object, value, path, here);
    return;
  }
}

}  // namespace ws
