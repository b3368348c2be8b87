// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ws/config/quantity.h"

// One table per config struct declares each field once; reading, checking, printing, the JSON
// Schema and the reference page all walk it.
namespace ws {

enum class field_kind { number, integer, text, choice, group, list };

class struct_table;

/// One field: how the file calls it, what it may be, what it means, and where it lies.
struct field {
  field_kind kind = field_kind::number;
  std::string key;      ///< in the YAML file
  std::string name;     ///< of the C++ member and in JSON results
  std::string meaning;  ///< with its source
  quantity what = quantity::plain;
  double low = 0, high = 0;      ///< number: in the base unit, both included
  uint64_t least = 0, most = 0;  ///< integer
  bool zero_too = false;         ///< zero is allowed below `low`
  bool below = false;            ///< `high` itself is excluded
  bool power_of_two = false;
  bool required = false;                 ///< must be stated
  std::vector<std::string> choices;      ///< in the order of the enumerators
  const struct_table* inside = nullptr;  ///< group, list
  size_t size = 0, align = 0;            ///< of the member, for the completeness test

  std::function<void*(void*)> at;                 ///< the member of a struct
  std::function<size_t(const void*)> get_choice;  ///< the rest take the member
  std::function<void(void*, size_t)> set_choice;
  std::function<size_t(const void*)> count;
  std::function<void(void*, size_t)> resize;
  std::function<void*(void*, size_t)> item;

  const void* at_const(const void* object) const { return at(const_cast<void*>(object)); }
  const void* item_const(const void* list, size_t i) const {
    return item(const_cast<void*>(list), i);
  }
};

/// The fields of one struct, in the order of the file.
class struct_table {
 public:
  struct_table(std::string title, std::string meaning, std::shared_ptr<void> defaults,
               size_t object_size)
      : m_title(std::move(title)),
        m_meaning(std::move(meaning)),
        m_defaults(std::move(defaults)),
        m_size(object_size) {}
  const std::string& title() const { return m_title; }
  const std::string& meaning() const { return m_meaning; }
  const std::deque<field>& fields() const { return m_fields; }
  const void* defaults() const { return m_defaults.get(); }  ///< the struct as it is without a file
  size_t object_size() const { return m_size; }
  const field* find(const std::string& key) const;

 protected:
  std::deque<field> m_fields;  // a deque: rows stay where they are while the table grows

 private:
  std::string m_title, m_meaning;
  std::shared_ptr<void> m_defaults;
  size_t m_size;
};

/// Every table of the cluster file, the cluster's own first.
const struct_table& cluster_table();
std::vector<const struct_table*> all_tables();

/// What a field may be, in its own unit: "a data rate from 1 Mb/s to 10 Tb/s".
std::string allowed(const field& f);
/// A scalar's value as the file writes it.
std::string written(const field& f, const void* member);
/// Sets a scalar from text; returns what is wrong, or nothing. `path` names the field.
std::string assign(const field& f, void* member, const std::string& path, const std::string& text);

}  // namespace ws
