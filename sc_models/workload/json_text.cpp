// SPDX-License-Identifier: Apache-2.0
#include "json_text.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "ws/base/messages.h"

namespace ws {
namespace {

constexpr size_t deepest = 64;

/// Hands characters to the parser and remembers how far it got, because its events carry no place.
class counting_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counting_iterator(const char* at, const char** seen) : m_at(at), m_seen(seen) {}
  reference operator*() const { return *m_at; }
  counting_iterator& operator++() {
    *m_seen = ++m_at;
    return *this;
  }
  counting_iterator operator++(int) {
    const counting_iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const counting_iterator& o) const { return m_at == o.m_at; }
  bool operator!=(const counting_iterator& o) const { return m_at != o.m_at; }

 private:
  const char* m_at;
  const char** m_seen;
};

class builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  builder(const std::string& text, const std::string& file, std::vector<fault>& faults)
      : m_text(text), m_file(file), m_faults(faults), m_seen(text.data()) {
    m_root.where = {file, 1, 1};
  }

  json_node run() {
    const char* end = m_text.data() + m_text.size();
    nlohmann::json::sax_parse(counting_iterator(m_text.data(), &m_seen),
                              counting_iterator(end, &m_seen), this);
    return std::move(m_root);
  }

  bool null() override { return add(json_node::kind::null) != nullptr; }
  bool boolean(bool value) override {
    add(json_node::kind::boolean)->flag = value;
    return true;
  }
  bool number_integer(number_integer_t value) override {  // the parser calls it for negative ones
    return real(static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    json_node* node = add(json_node::kind::whole);
    node->whole = value;
    node->real = static_cast<double>(value);
    node->text = std::to_string(value);
    return true;
  }
  bool number_float(number_float_t value, const string_t& text) override {
    return real(value, text);
  }
  bool string(string_t& value) override {
    add(json_node::kind::text)->text = value;
    return true;
  }
  bool binary(binary_t&) override { return false; }  // JSON text has none
  bool start_object(std::size_t) override { return open(json_node::kind::object); }
  bool start_array(std::size_t) override { return open(json_node::kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    m_key_place = place_of_key();
    const auto [first, is_new] = m_lines_of_keys.back().emplace(key, m_key_place.line);
    if (!is_new)
      m_faults.push_back(
          {m_key_place, say(msg::model_json_duplicate, printable(key), first->second)});
    m_open.back()->keys.push_back(key);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& exception) override {
    std::string text = exception.what();
    const auto drop_through = [&text](const char* mark) {
      const size_t at = text.find(mark);
      if (at != std::string::npos) text.erase(0, at + 2);
    };
    drop_through("] ");
    if (text.rfind("parse error at", 0) == 0) drop_through(": ");
    m_faults.push_back(
        {place(position == 0 ? 0 : position - 1), say(msg::model_json_broken, printable(text))});
    return false;
  }

 private:
  json_node* add(json_node::kind kind) {
    json_node* node = &m_root;
    if (!m_open.empty()) {
      json_node& parent = *m_open.back();
      parent.items.emplace_back();
      node = &parent.items.back();
      node->where = parent.is == json_node::kind::object ? m_key_place : parent.where;
    }
    node->is = kind;
    return node;
  }
  bool real(double value, const std::string& text) {
    json_node* node = add(json_node::kind::real);
    node->real = value;
    node->text = text;
    return true;
  }
  bool open(json_node::kind kind) {
    if (m_open.size() == deepest) {
      add_fault(m_faults, place(static_cast<size_t>(m_seen - m_text.data()) - 1),
                say(msg::model_json_deep, deepest));
      return false;
    }
    m_open.push_back(add(kind));
    m_lines_of_keys.emplace_back();
    return true;
  }
  bool close() {
    m_open.pop_back();
    m_lines_of_keys.pop_back();
    return true;
  }

  location place(size_t offset) const {
    const auto end = m_text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, m_text.size()));
    const auto line = std::count(m_text.begin(), end, '\n');
    const auto begin = std::find(std::make_reverse_iterator(end), m_text.rend(), '\n').base();
    return {m_file, static_cast<int>(line) + 1, static_cast<int>(end - begin) + 1};
  }
  /// The parser has just read the key's closing quote; inside it every quote has a backslash.
  location place_of_key() {
    size_t at = static_cast<size_t>(m_seen - m_text.data()) - 1;
    do {
      --at;
    } while (at > 0 && (m_text[at] != '"' || m_text[at - 1] == '\\'));
    // Counts on from the key before, so that a long file is not counted anew for every key.
    for (; m_counted < at; ++m_counted)
      if (m_text[m_counted] == '\n') ++m_line, m_line_begin = m_counted + 1;
    return {m_file, m_line, static_cast<int>(at - m_line_begin) + 1};
  }

  const std::string& m_text;
  const std::string& m_file;
  std::vector<fault>& m_faults;
  const char* m_seen;
  json_node m_root;
  std::vector<json_node*> m_open;  // an open node's parent adds no other, so none of these moves
  std::vector<std::unordered_map<std::string, int>> m_lines_of_keys;  // of every open node
  location m_key_place;
  size_t m_counted = 0, m_line_begin = 0;
  int m_line = 1;
};

}  // namespace

const json_node* json_node::find(const std::string& key) const {
  const auto at = std::find(keys.begin(), keys.end(), key);
  const auto index = static_cast<size_t>(at - keys.begin());
  return index < items.size() ? &items[index] : nullptr;
}

void add_fault(std::vector<fault>& faults, location where, std::string text) {
  fault f;
  f.where = std::move(where);
  f.text = std::move(text);
  faults.push_back(std::move(f));
}

std::string printable(const std::string& text, size_t longest) {
  std::string result = text.substr(0, longest);
  for (char& c : result)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > longest ? result + "..." : result;
}

std::string shown(const json_node& node) {
  switch (node.is) {
    case json_node::kind::null:
      return "null";
    case json_node::kind::boolean:
      return node.flag ? "true" : "false";
    case json_node::kind::whole:
    case json_node::kind::real:
      return printable(node.text, 40);
    case json_node::kind::text:
      return '"' + printable(node.text, 40) + '"';
    case json_node::kind::list:
      return "a list";
    case json_node::kind::object:
      return "an object";
  }
  return "";
}

json_node parse_json(const std::string& text, const std::string& file, std::vector<fault>& faults) {
  return builder(text, file, faults).run();
}

}  // namespace ws
