// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/report/outcome.h"

namespace ws::program {
namespace {

std::string kind_of(quantity what) {
  switch (what) {
    case quantity::plain:
      return "NUMBER";
    case quantity::frequency:
      return "FREQUENCY";
    case quantity::data:
      return "DATA";
    case quantity::bit_rate:
    case quantity::byte_rate:
      return "DATA/TIME";
    case quantity::time:
      return "TIME";
    case quantity::power:
      return "POWER";
    case quantity::compute:
      return "FLOP/TIME";
  }
  return "";
}

bool contains(const std::vector<std::string>& all, std::initializer_list<const char*> wanted) {
  return std::find_first_of(all.begin(), all.end(), wanted.begin(), wanted.end()) != all.end();
}

}  // namespace

void print(const std::string& text) {
  errno = 0;
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
  throw resource_error(
      say(msg::cannot_write, "standard output", std::generic_category().message(errno)));
}

const field& setting(const std::string& path) {
  const struct_table* table = &cluster_table();
  for (size_t begin = 0;;) {
    const size_t dot = path.find('.', begin);
    const field& f = *table->find(path.substr(begin, dot - begin));
    if (dot == std::string::npos) return f;
    table = f.inside;
    begin = dot + 1;
  }
}

std::string options::type_of(const field& f) {
  if (f.kind == field_kind::choice) return fmt::format("{}", fmt::join(f.choices, "|"));
  return f.kind == field_kind::integer ? "COUNT" : kind_of(f.what);
}

std::string options::range_of(const field& f) {
  if (f.kind == field_kind::integer && f.most < UINT64_MAX)
    return fmt::format(" [{} to {}]", f.least, f.most);
  if (f.kind != field_kind::number) return "";
  return fmt::format(" [{}{} to {}{}]", f.zero_too ? "0 or " : "", format_number(f.low, f.what),
                     f.below ? "below " : "", format_number(f.high, f.what));
}

CLI::Option* options::any(const std::string& name, const std::string& type,
                          const std::string& allowed, const std::string& help,
                          const std::function<std::string(const std::string&)>& assign) {
  const auto nothing = [](const std::string&) {};  // the value is read here, not by CLI11
  CLI::Option* option = m_app.add_option_function<std::string>(name, nothing, help);
  option->type_name(type);
  m_entries[name] = {option, allowed, assign};
  return option;
}

CLI::Option* options::flag(const std::string& name, bool& value, const std::string& help) {
  CLI::Option* option = m_app.add_flag(name, help);
  m_entries[name] = {option, "", [&value](const std::string&) { return value = true, ""; }};
  return option;
}

CLI::Option* options::file(const std::string& name, std::string& value, const std::string& help) {
  return any(name, "FILE", "the name of a file", help, [name, &value](const std::string& text) {
    value = text;
    return text.empty() ? say(msg::option_no_file, name) : "";
  });
}

void options::each(const std::string& name, std::vector<std::string>& values,
                   const std::string& type, const std::string& help,
                   const std::function<std::string(const std::string&)>& wrong) {
  any(name, type, type, help, [&values, wrong](const std::string& text) {
    values.push_back(text);
    return wrong(text);
  });
  m_entries[name].repeatable = true;
}

void options::operand(const std::string& name, std::string& value, const std::string& help) {
  file(name, value, help)->required();
  m_operands.push_back(name);
}

void options::assignments(const std::string& name, std::vector<std::string>& values,
                          const std::string& form, const std::string& help) {
  each(name, values, form, help, [name, form](const std::string& text) {
    const size_t equals = text.find('=');
    const bool fits = equals != 0 && equals != std::string::npos;
    return fits ? "" : name + ": " + say(msg::bad_setting, shown(text), form);
  });
}

void options::named_files(const std::string& name, std::vector<std::string>& values,
                          const std::string& help) {
  const std::string form = "NAME=FILE";
  each(name, values, form, help, [name, form](const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      return name + ": " + say(msg::bad_setting, shown(text), form);
    const std::string whose = name + " " + shown(text.substr(0, equals));
    return equals + 1 < text.size() ? "" : say(msg::option_no_file, whose);
  });
}

void options::short_name(const std::string& name, const std::string& of) {
  m_short_names[name] = of;
  m_entries.at(of).option->description(m_entries.at(of).option->get_description() + "; or " + name);
}

void options::add(const field& f, void* member, const std::string& help) {
  any(f.key, type_of(f), allowed(f), help + range_of(f), [member, f](const std::string& text) {
    return assign(f, member, f.key, text);
  })->default_str(written(f, member));
}

void options::number(const std::string& name, double& value, quantity what, double low, double high,
                     const std::string& help, bool zero_too) {
  field f;
  f.kind = field_kind::number, f.key = name, f.what = what;
  f.low = low, f.high = high, f.zero_too = zero_too;
  add(f, &value, help);
}

void options::number(const std::string& name, double& value, const std::string& path,
                     const std::string& help) {
  field f = setting(path);
  f.key = name;
  add(f, &value, help);
}

void options::integer(const std::string& name, uint64_t& value, uint64_t least, uint64_t most,
                      const std::string& help) {
  field f;
  f.kind = field_kind::integer, f.key = name, f.least = least, f.most = most;
  add(f, &value, help);
}

void options::choice(const std::string& name, std::string& value,
                     const std::vector<std::string>& choices, const std::string& help) {
  field f;
  f.kind = field_kind::choice, f.key = name, f.choices = choices;
  f.get_choice = [choices](const void* member) {
    const auto& now = *static_cast<const std::string*>(member);
    return static_cast<size_t>(std::find(choices.begin(), choices.end(), now) - choices.begin());
  };
  f.set_choice = [choices](void* member, size_t n) {
    *static_cast<std::string*>(member) = choices[n];
  };
  if (!value.empty()) return add(f, &value, help);
  any(f.key, type_of(f), allowed(f), help,
      [f, &value](const std::string& text) { return assign(f, &value, f.key, text); });
}

void options::read(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.empty() || argument[0] != '-') {
      read_operand(argument);
      continue;
    }
    const size_t equals = argument.find('=');
    const std::string name = full_name(argument.substr(0, equals));
    const auto found = m_entries.find(name);
    const auto letter = m_entries.find(full_name(argument.substr(0, 2)));
    const bool next_is_value = i + 1 < arguments.size() && !begins_option(arguments[i + 1]);
    if (found == m_entries.end() && letter != m_entries.end()) {  // -DNAME=VALUE
      read_value(letter->first, letter->second, argument.substr(2));
      continue;
    }
    if (found == m_entries.end()) {
      read_unknown(name);
      if (equals == std::string::npos && next_is_value) ++i;  // it may have been meant for it
    } else if (found->second.option->get_items_expected_max() == 0) {
      if (equals != std::string::npos)
        fault(say(msg::option_takes_no_value, name, shown(argument.substr(equals + 1))));
      read_value(name, found->second, "");
    } else if (equals != std::string::npos) {
      read_value(name, found->second, argument.substr(equals + 1));
    } else if (next_is_value) {
      read_value(name, found->second, arguments[++i]);
    } else {
      found->second.given = true;
      fault(say(msg::option_without_value, name, found->second.allowed));
    }
  }
  check_presence();
  check();
}

std::string options::full_name(const std::string& argument) const {
  const auto other = m_short_names.find(argument);
  return other == m_short_names.end() ? argument : other->second;
}

// A value may begin with one dash, as a negative number does.
bool options::begins_option(const std::string& argument) const {
  const std::string begin = argument.substr(0, 2);
  return begin == "--" || m_entries.count(full_name(begin)) > 0;
}

void options::read_operand(const std::string& text) {
  if (m_operands.empty()) return fault(say(msg::argument_unexpected, shown(text)));
  const std::string name = m_operands.front();
  m_operands.erase(m_operands.begin());
  read_value(name, m_entries.at(name), text);
}

void options::read_value(const std::string& name, entry& to, const std::string& text) {
  if (to.given && !to.repeatable) fault(say(msg::option_twice, name));
  to.given = true;
  std::string wrong = to.assign(text);
  if (!wrong.empty()) fault(std::move(wrong));
}

void options::read_unknown(const std::string& name) {
  std::vector<std::string> names{"--help", "--version"};
  for (const auto& [known, entry] : m_entries)
    if (known[0] == '-') names.push_back(known);
  const std::string near = nearest(name, names);
  fault(near.empty() ? say(msg::option_unknown, shown(name))
                     : say(msg::option_unknown_near, shown(name), near));
}

void options::check_presence() {
  for (const auto& [name, entry] : m_entries) {
    if (!entry.given && entry.option->get_required()) fault(say(msg::option_missing, name));
    for (const auto& [other, its] : m_entries)
      if (entry.given && its.given && name < other &&
          entry.option->get_excludes().count(its.option))
        fault(say(msg::options_exclude, name, other));
  }
}

void options::check() const {
  if (!m_faults.empty()) throw usage_error(fmt::format("{}", fmt::join(m_faults, "\n")));
}

void add_settings(options& to, std::vector<std::string>& settings) {
  to.assignments(
      "--set", settings, "KEY=VALUE",
      "A key of the cluster file and its value as there, such as swarmx.radix=4; repeatable");
}

bool helped(const std::vector<std::string>& arguments, const CLI::App& app,
            const std::string& program) {
  if (contains(arguments, {"--help", "-h"})) {
    print(app.help(app.get_parent() != nullptr ? program : ""));
  } else if (contains(arguments, {"--version"})) {
    print(fmt::format("{} {}\n", program, WS_VERSION));
  } else {
    return false;
  }
  return true;
}

}  // namespace ws::program
