// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "ws/config/field.h"
#include "ws/config/load.h"

namespace ws {
namespace {

using nlohmann::ordered_json;

/// A regular expression for a number followed by one of the quantity's units.
std::string pattern_of(quantity what) {
  return fmt::format("^ *[+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *({}) *$",
                     fmt::join(units_of(what), "|"));
}

ordered_json schema_of(const struct_table& table);

ordered_json schema_of(const field& f, const void* fallback) {
  ordered_json s = ordered_json::object();
  switch (f.kind) {
    case field_kind::number:
      if (f.what == quantity::plain) {
        s["type"] = "number";
        s["minimum"] = f.zero_too ? 0 : f.low;
        s[f.below ? "exclusiveMaximum" : "maximum"] = f.high;
        s["default"] = *static_cast<const double*>(fallback);
      } else {
        s["type"] = "string";
        s["pattern"] = pattern_of(f.what);
        s["default"] = written(f, fallback);
      }
      break;
    case field_kind::integer:
      s["type"] = "integer";
      s["minimum"] = f.least;
      s["maximum"] = f.most;
      s["default"] = *static_cast<const uint64_t*>(fallback);
      break;
    case field_kind::text:
      s["type"] = "string";
      s["minLength"] = 1;
      s["maxLength"] = 100;
      s["default"] = written(f, fallback);
      break;
    case field_kind::choice:
      s["enum"] = f.choices;
      s["default"] = written(f, fallback);
      break;
    case field_kind::group:
      return schema_of(*f.inside);
    case field_kind::list:
      s["type"] = "array";
      s["items"] = schema_of(*f.inside);
      s["default"] = ordered_json::array();
      break;
  }
  s["description"] = f.kind == field_kind::list || f.kind == field_kind::text
                         ? f.meaning
                         : fmt::format("{}. Allowed: {}.", f.meaning, allowed(f));
  return s;
}

ordered_json schema_of(const struct_table& table) {
  ordered_json s = {{"type", "object"},
                    {"description", table.meaning()},
                    {"additionalProperties", false},
                    {"properties", ordered_json::object()}};
  ordered_json required = ordered_json::array();
  for (const field& f : table.fields()) {
    s["properties"][f.key] = schema_of(f, f.at_const(table.defaults()));
    if (f.required) required.push_back(f.key);
  }
  if (!required.empty()) s["required"] = required;
  return s;
}

std::string row_of(const field& f, const void* fallback) {
  std::string standard, range;
  if (f.kind == field_kind::group || f.kind == field_kind::list) {
    standard = f.kind == field_kind::list ? "none" : "";
    range = fmt::format("[{}](#{})", f.kind == field_kind::list ? "list" : "section", f.key);
  } else {
    standard = f.required ? "must be given" : "`" + written(f, fallback) + "`";
    range = allowed(f);
  }
  return fmt::format("| `{}` | {} | {} | {} |\n", f.key, standard, range, f.meaning);
}

}  // namespace

std::string cluster_json_schema() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", "WaferStream cluster"}};
  schema.update(schema_of(cluster_table()));
  return schema.dump(2) + "\n";
}

std::string cluster_reference_markdown() {
  std::string page =
      "# Keys of a cluster file\n\n"
      "Made by `waferstream config --reference`; do not edit.\n\n"
      "A cluster is a YAML file. It states what differs from the defaults below; unknown and "
      "duplicate\nkeys are refused. Physical values carry their unit (`100 Gb/s`, `850 MHz`, "
      "`4 TB`, `3 us`, `16.1 kW`):\ndecimal prefixes k M G T P, and Ki Mi Gi Ti Pi before B. "
      "A key on the command line is its path:\n`--set memoryx.servers=24`.\n";
  for (const struct_table* table : all_tables()) {
    page += fmt::format("\n## {}\n\n{}\n\n", table->title(), table->meaning());
    page += "| Key | Default | Allowed | Meaning |\n|---|---|---|---|\n";
    for (const field& f : table->fields()) page += row_of(f, f.at_const(table->defaults()));
  }
  return page;
}

}  // namespace ws
