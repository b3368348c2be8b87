// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ws/base/error.h"
#include "ws/config/field.h"
#include "ws/config/yaml_tree.h"

namespace ws {

/// Puts what a file and settings say into structs, field by field, and notes every fault and where
/// each value came from. What is faulty stays as it was.
class config_reader {
 public:
  config_reader(std::string file, std::vector<fault>& faults)
      : m_file(std::move(file)), m_faults(faults) {}

  void read(const struct_table& table, void* object, const yaml_node& node,
            const std::string& path = "");
  /// One "key.path=value" on top; its place in messages is `setting_place`.
  void set(const struct_table& table, void* object, const std::string& setting);

  /// Notes a fault of several values against each other, unless one of them was faulty itself.
  void conflict(const std::vector<std::string>& paths, std::string text);

  static constexpr const char* setting_place = "--set";

 private:
  void read_field(const field& f, void* member, const yaml_node& node, const std::string& path,
                  const location& key_place);
  void note(const location& where, const std::string& path, std::string text);
  bool is_bad(const std::string& path) const;

  std::string m_file;
  std::vector<fault>& m_faults;
  std::map<std::string, location> m_set;  // where a path got its value
  std::set<std::string> m_bad;            // paths with a fault
};

}  // namespace ws
