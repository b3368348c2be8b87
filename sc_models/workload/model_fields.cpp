// SPDX-License-Identifier: Apache-2.0
#include "model_fields.h"

#include <algorithm>
#include <cmath>

#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws {
namespace {

location whole_file(const std::string& file) {
  location where;
  where.file = file;
  return where;
}

std::string whole_up_to(uint64_t largest) {
  return fmt::format("a whole number, 1 to {}", largest);
}

}  // namespace

const json_node* model_fields::take(const names& keys, const char** key) {
  for (const char* name : keys)
    for (size_t i = 0; i < m_object.items.size(); ++i)
      if (m_object.keys[i] == name) {
        m_used[i] = true;
        *key = name;
        return &m_object.items[i];
      }
  return nullptr;
}

std::string model_fields::name_in_file(const names& keys) const {
  for (const char* name : keys)
    if (m_object.find(name)) return m_prefix + name;
  return m_prefix + keys.front();
}

void model_fields::refuse(const char* key, const json_node& node, const std::string& allowed) {
  add_fault(m_faults, node.where, say(msg::model_value, m_prefix + key, shown(node), allowed));
}

void model_fields::refuse(const names& keys, const std::string& value, const std::string& allowed) {
  location where = m_object.where;
  for (const char* name : keys)
    if (const json_node* node = m_object.find(name)) {
      where = node->where;
      break;
    }
  add_fault(m_faults, where, say(msg::model_value, name_in_file(keys), value, allowed));
}

uint64_t model_fields::checked_size(const std::string& key, const json_node& node,
                                    uint64_t largest) {
  if (node.is == json_node::kind::whole && node.whole >= 1 && node.whole <= largest)
    return node.whole;
  refuse(key.c_str(), node, whole_up_to(largest));
  return 0;
}

uint64_t model_fields::size(const names& keys, const std::string& meaning, uint64_t largest) {
  const char* key = nullptr;
  const json_node* node = take(keys, &key);
  if (node) return checked_size(key, *node, largest);
  m_missing.push_back({keys.front(), meaning});
  return 0;
}

uint64_t model_fields::size_or(const names& keys, uint64_t fallback, uint64_t largest) {
  const char* key = nullptr;
  const json_node* node = take(keys, &key);
  if (!node || node->is == json_node::kind::null) return fallback;
  return checked_size(key, *node, largest);
}

uint64_t model_fields::size_or_if_missing(const char* key, uint64_t if_null, uint64_t if_missing,
                                          uint64_t largest) {
  return size_or({key}, m_object.find(key) ? if_null : if_missing, largest);
}

bool model_fields::flag_or(const char* name, bool fallback) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node || node->is == json_node::kind::null) return fallback;
  if (node->is != json_node::kind::boolean) refuse(key, *node, "true or false");
  return node->flag;
}

double model_fields::positive_or(const char* name, double fallback) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node) return fallback;
  const bool number = node->is == json_node::kind::whole || node->is == json_node::kind::real;
  if (!number || !(node->real > 0) || !std::isfinite(node->real))
    refuse(key, *node, "a number above 0");
  return node->real;
}

std::string model_fields::text_or(const char* name, const std::string& fallback) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node || node->is == json_node::kind::null) return fallback;
  if (node->is != json_node::kind::text || node->text.empty() ||
      node->text.find('\0') != std::string::npos)
    refuse(key, *node, "a text");
  return node->text;
}

std::string model_fields::text(const char* key, const std::string& meaning) {
  const json_node* node = m_object.find(key);
  if (!node || node->is == json_node::kind::null) m_missing.push_back({key, meaning});
  return text_or(key, "");
}

std::string model_fields::one_of(const char* name, const char* fallback,
                                 const std::vector<std::string>& allowed) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node || node->is == json_node::kind::null) return fallback;
  if (node->is == json_node::kind::text &&
      std::find(allowed.begin(), allowed.end(), node->text) != allowed.end())
    return node->text;
  std::string text = fmt::format("one of {}", fmt::join(allowed, ", "));
  const std::string meant = nearest(node->text, allowed);
  if (!meant.empty()) text += fmt::format("; did you mean \"{}\"?", meant);
  refuse(key, *node, text);
  return "";
}

std::vector<uint64_t> model_fields::sizes(const char* name, const char* meaning, size_t fewest,
                                          size_t most) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node) {
    m_missing.push_back({name, meaning});
    return {};
  }
  if (node->is != json_node::kind::list || node->items.size() < fewest ||
      node->items.size() > most) {
    const std::string value = node->is == json_node::kind::list
                                  ? fmt::format("a list of {}", node->items.size())
                                  : shown(*node);
    refuse(names{name}, value, fmt::format("a list of {} to {} whole numbers", fewest, most));
    return {};
  }
  std::vector<uint64_t> result;
  for (size_t i = 0; i < node->items.size(); ++i)
    result.push_back(checked_size(fmt::format("{}[{}]", name, i), node->items[i], largest_size));
  return result;
}

const json_node* model_fields::object_or_null(const char* name) {
  const char* key = nullptr;
  const json_node* node = take({name}, &key);
  if (!node || node->is == json_node::kind::object) return node;
  refuse(key, *node, "an object");
  return nullptr;
}

void model_fields::check_multiple(const names& keys, uint64_t value, const names& divisor_keys,
                                  uint64_t divisor) {
  if (value == 0 || divisor == 0 || value % divisor == 0) return;
  refuse(keys, std::to_string(value),
         fmt::format("a multiple of {} = {}", name_in_file(divisor_keys), divisor));
}

std::vector<std::string> model_fields::finish() {
  std::vector<std::string> unread;
  for (size_t i = 0; i < m_used.size(); ++i)
    if (!m_used[i]) unread.push_back(m_object.keys[i]);
  for (const missing_key& missing : m_missing) {
    const std::string similar = nearest(missing.key, unread);
    if (similar.empty()) {
      add_fault(m_faults, whole_file(m_object.where.file),
                say(msg::model_missing, m_prefix + missing.key, missing.meaning));
    } else {
      m_faults.push_back(
          {m_object.find(similar)->where, say(msg::model_missing_similar, m_prefix + missing.key,
                                              missing.meaning, printable(similar))});
    }
  }
  for (std::string& key : unread) key.insert(0, m_prefix);
  return unread;
}

}  // namespace ws
