// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "ws/config/field.h"
#include "ws/config/load.h"

namespace ws {
namespace {

using nlohmann::ordered_json;

/// JSON's quoted form is YAML's double-quoted form.
std::string scalar(const field& f, const void* member) {
  std::string text = written(f, member);
  if (f.kind != field_kind::text) return text;
  const ordered_json value = text;
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void print_fields(const struct_table& table, const void* object, const std::string& indent,
                  std::string& out) {
  for (const field& f : table.fields()) {
    const void* member = f.at_const(object);
    out += indent + f.key + ":";
    if (f.kind == field_kind::group) {
      out += "\n";
      print_fields(*f.inside, member, indent + "  ", out);
    } else if (f.kind == field_kind::list) {
      const size_t count = f.count(member);
      out += count == 0 ? " []\n" : "\n";
      for (size_t i = 0; i < count; ++i) {
        std::string item;
        print_fields(*f.inside, f.item_const(member, i), indent + "    ", item);
        item.replace(indent.size() + 2, 1, "-");
        out += item;
      }
    } else {
      out += " " + scalar(f, member) + "\n";
    }
  }
}

ordered_json json_of(const struct_table& table, const void* object) {
  ordered_json result = ordered_json::object();
  for (const field& f : table.fields()) {
    const void* member = f.at_const(object);
    ordered_json& value = result[f.name];
    switch (f.kind) {
      case field_kind::number:
        value = *static_cast<const double*>(member);
        break;
      case field_kind::integer:
        value = *static_cast<const uint64_t*>(member);
        break;
      case field_kind::text:
      case field_kind::choice:
        value = written(f, member);
        break;
      case field_kind::group:
        value = json_of(*f.inside, member);
        break;
      case field_kind::list:
        value = ordered_json::array();
        for (size_t i = 0; i < f.count(member); ++i)
          value.push_back(json_of(*f.inside, f.item_const(member, i)));
        break;
    }
  }
  return result;
}

bool equal(const struct_table& table, const void* a, const void* b) {
  for (const field& f : table.fields()) {
    const void *x = f.at_const(a), *y = f.at_const(b);
    if (f.kind == field_kind::group) {
      if (!equal(*f.inside, x, y)) return false;
    } else if (f.kind == field_kind::list) {
      if (f.count(x) != f.count(y)) return false;
      for (size_t i = 0; i < f.count(x); ++i)
        if (!equal(*f.inside, f.item_const(x, i), f.item_const(y, i))) return false;
    } else if (written(f, x) != written(f, y)) {  // exact: equal text means equal value
      return false;
    }
  }
  return true;
}

}  // namespace

std::string to_yaml(const cluster_config& config) {
  std::string text;
  print_fields(cluster_table(), &config, "", text);
  return text;
}

std::string to_json(const cluster_config& config) {
  return json_of(cluster_table(), &config)
             .dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

bool operator==(const cluster_config& a, const cluster_config& b) {
  return equal(cluster_table(), &a, &b);
}

}  // namespace ws
