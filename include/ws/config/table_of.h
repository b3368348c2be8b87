// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ws/config/field.h"

namespace ws {

/// Builds the table of struct S, one call per field; what a call returns may be refined.
template <typename S>
class table_of : public struct_table {
 public:
  table_of(std::string title, std::string meaning)
      : struct_table(std::move(title), std::move(meaning), std::make_shared<S>(), sizeof(S)) {}

  field& number(const char* key, const char* name, double S::*member, quantity what, double low,
                double high, const char* meaning) {
    field& f = add(field_kind::number, key, name, member, meaning);
    f.what = what, f.low = low, f.high = high;
    return f;
  }
  field& integer(const char* key, uint64_t S::*member, uint64_t least, uint64_t most,
                 const char* meaning) {
    field& f = add(field_kind::integer, key, key, member, meaning);
    f.least = least, f.most = most;
    return f;
  }
  field& text(const char* key, std::string S::*member, const char* meaning) {
    return add(field_kind::text, key, key, member, meaning);
  }
  template <typename Enum>
  field& choice(const char* key, Enum S::*member, std::vector<std::string> names,
                const char* meaning) {
    field& f = add(field_kind::choice, key, key, member, meaning);
    f.choices = std::move(names);
    f.get_choice = [](const void* p) { return static_cast<size_t>(*static_cast<const Enum*>(p)); };
    f.set_choice = [](void* p, size_t i) { *static_cast<Enum*>(p) = static_cast<Enum>(i); };
    return f;
  }
  field& yes_no(const char* key, bool S::*member, const char* meaning) {
    return choice(key, member, {"false", "true"}, meaning);
  }
  template <typename T>
  field& group(const char* key, T S::*member, const struct_table& inside) {
    field& f = add(field_kind::group, key, key, member, inside.meaning().c_str());
    f.inside = &inside;
    return f;
  }
  template <typename T>
  field& list(const char* key, std::vector<T> S::*member, const struct_table& inside) {
    field& f = add(field_kind::list, key, key, member, inside.meaning().c_str());
    f.inside = &inside;
    f.count = [](const void* p) { return static_cast<const std::vector<T>*>(p)->size(); };
    f.resize = [](void* p, size_t n) { static_cast<std::vector<T>*>(p)->resize(n); };
    f.item = [](void* p, size_t i) -> void* { return &(*static_cast<std::vector<T>*>(p))[i]; };
    return f;
  }

 private:
  template <typename T>
  field& add(field_kind kind, const char* key, const char* name, T S::*member,
             const char* meaning) {
    field f;
    f.kind = kind, f.key = key, f.name = name, f.meaning = meaning;
    f.size = sizeof(T), f.align = alignof(T);
    f.at = [member](void* object) -> void* { return &(static_cast<S*>(object)->*member); };
    m_fields.push_back(std::move(f));
    return m_fields.back();
  }
};

}  // namespace ws
