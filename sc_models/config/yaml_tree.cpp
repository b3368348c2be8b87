// SPDX-License-Identifier: Apache-2.0
#include "ws/config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <deque>
#include <optional>
#include <sstream>

#include "ws/base/messages.h"

namespace ws {
namespace {

/// Thrown through the parser to stop it; the fault has been noted.
struct stop_reading {};

/// Builds the tree from the parser's events. The library's own nodes are not used: they drop
/// duplicate keys and follow aliases.
class tree_builder final : public YAML::EventHandler {
 public:
  tree_builder(const std::string& name, std::vector<fault>& faults)
      : m_name(name), m_faults(faults) {}

  yaml_node take() { return std::move(m_root); }
  location at(const YAML::Mark& mark) const {
    return mark.is_null() ? location{m_name, 0, 0}
                          : location{m_name, mark.line + 1, mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(yaml_node{yaml_node::kind::nothing, at(mark), "", {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    stop(mark, say(msg::yaml_alias));
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    add(yaml_node{yaml_node::kind::scalar, at(mark), value, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(yaml_node::kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(yaml_node::kind::map, mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct level {
    yaml_node node;
    std::optional<yaml_node> key;  // of a map: read, its value not yet
  };

  [[noreturn]] void stop(const YAML::Mark& mark, std::string text) {
    m_faults.push_back({at(mark), std::move(text)});
    throw stop_reading{};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) stop(mark, say(msg::yaml_alias));
  }
  bool key_is_next() const {
    return !m_open.empty() && m_open.back().node.type == yaml_node::kind::map && !m_open.back().key;
  }
  void open(yaml_node::kind type, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (m_open.size() >= max_config_depth) stop(mark, say(msg::yaml_too_deep, max_config_depth));
    if (key_is_next()) stop(mark, say(msg::yaml_key));
    m_open.push_back({yaml_node{type, at(mark), "", {}, {}}, {}});
  }
  void close() {
    yaml_node node = std::move(m_open.back().node);
    m_open.pop_back();
    add(std::move(node));
  }
  void add(yaml_node node) {
    if (m_open.empty()) {
      m_root = std::move(node);
    } else if (level& top = m_open.back(); top.node.type == yaml_node::kind::list) {
      top.node.items.push_back(std::move(node));
    } else if (top.key) {
      top.node.pairs.emplace_back(std::move(*top.key), std::move(node));
      top.key.reset();
    } else {
      if (node.type != yaml_node::kind::scalar) {
        m_faults.push_back({node.where, say(msg::yaml_key)});
        throw stop_reading{};
      }
      top.key = std::move(node);
    }
  }

  const std::string& m_name;
  std::vector<fault>& m_faults;
  yaml_node m_root;
  std::deque<level> m_open;
};

/// Where the first byte lies that no text has, and that byte; the library would take it for a
/// character or for the end.
std::optional<std::pair<location, int>> foreign_byte(const std::string& text,
                                                     const std::string& name) {
  location here{name, 1, 1};
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r');
    const int follow = byte < 0x80   ? 0
                       : byte < 0xc2 ? -1
                       : byte < 0xe0 ? 1
                       : byte < 0xf0 ? 2
                       : byte < 0xf5 ? 3
                                     : -1;
    bool good = !control && byte != 0x7f && follow >= 0;
    for (int k = 1; good && k <= follow; ++k)
      good = i + static_cast<size_t>(k) < text.size() &&
             (static_cast<unsigned char>(text[i + static_cast<size_t>(k)]) & 0xc0) == 0x80;
    if (!good) return std::make_pair(here, static_cast<int>(byte));
    i += static_cast<size_t>(follow) + 1;
    if (byte == '\n')
      ++here.line, here.column = 1;
    else
      ++here.column;
  }
  return {};
}

}  // namespace

yaml_node read_yaml(const std::string& text, const std::string& name, std::vector<fault>& faults) {
  const location whole_file{name, 0, 0};
  if (text.size() > max_config_bytes) {
    faults.push_back({whole_file, say(msg::file_too_large, max_config_bytes)});
    return {};
  }
  if (const auto foreign = foreign_byte(text, name)) {
    faults.push_back({foreign->first, say(msg::not_text, foreign->second)});
    return {};
  }
  tree_builder builder(name, faults), second(name, faults);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      faults.push_back({whole_file, say(msg::file_empty)});
      return {};
    }
    if (parser.HandleNextDocument(second))
      faults.push_back({second.take().where, say(msg::yaml_second_document)});
  } catch (const stop_reading&) {
  } catch (const YAML::Exception& e) {
    faults.push_back({builder.at(e.mark), say(msg::yaml_syntax, e.msg)});
  }
  return builder.take();
}

}  // namespace ws
