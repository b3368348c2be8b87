// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ws/config/field.h"

namespace ws::program {

/// Text to standard output; throws resource_error if it cannot be written.
void print(const std::string& text);

/// The field of the cluster file with this path, such as "training.sparsity".
const field& setting(const std::string& path);

/// The options of one command. CLI11 lists them for --help; they are read here, so that every fault
/// of a command line is told at once, with the option as it was typed, its value and what is
/// allowed. Numbers are read as in cluster files, units included.
class options {
 public:
  explicit options(CLI::App& app) : m_app(app) {}

  /// A number in `what`'s base unit from `low` to `high`, both included; zero on demand.
  void number(const std::string& name, double& value, quantity what, double low, double high,
              const std::string& help, bool zero_too = false);
  /// The same with kind and range of a setting.
  void number(const std::string& name, double& value, const std::string& path,
              const std::string& help);
  void integer(const std::string& name, uint64_t& value, uint64_t least, uint64_t most,
               const std::string& help);
  /// Without a default if `value` is empty.
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
              const std::string& help);
  /// A value that may be missing, with kind and range of a field.
  template <typename T>
  void maybe(const std::string& name, std::optional<T>& value, const field& like,
             const std::string& help) {
    any(name, type_of(like), allowed(like), help + range_of(like),
        [name, like, &value](const std::string& text) {
          T read{};
          std::string wrong = assign(like, &read, name, text);
          if (wrong.empty()) value = read;
          return wrong;
        });
  }
  /// A name of a file: any text but none.
  CLI::Option* file(const std::string& name, std::string& value, const std::string& help);
  /// What is given without an option before it, in the order of declaration; must be given.
  void operand(const std::string& name, std::string& value, const std::string& help);
  /// NAME=VALUE, any number of times; `form` names both.
  void assignments(const std::string& name, std::vector<std::string>& values,
                   const std::string& form, const std::string& help);
  /// NAME=FILE, any number of times.
  void named_files(const std::string& name, std::vector<std::string>& values,
                   const std::string& help);
  /// Another name of an option: a dash and one letter.
  void short_name(const std::string& name, const std::string& of);
  CLI::Option* flag(const std::string& name, bool& value, const std::string& help);
  /// May be given more than once. `wrong` returns what is wrong with a value.
  void each(const std::string& name, std::vector<std::string>& values, const std::string& type,
            const std::string& help, const std::function<std::string(const std::string&)>& wrong);
  /// Anything else. `assign` returns what is wrong with a value; `allowed` is for what has none.
  CLI::Option* any(const std::string& name, const std::string& type, const std::string& allowed,
                   const std::string& help,
                   const std::function<std::string(const std::string& text)>& assign);

  /// Only one of two options may be given.
  void exclude(const std::string& name, const std::string& other) {
    m_entries.at(name).option->excludes(m_entries.at(other).option);
  }

  /// Reads the arguments behind the command's name; throws usage_error with all faults.
  void read(const std::vector<std::string>& arguments);
  /// A fault of values that do not go together, seen after read().
  void fault(std::string text) { m_faults.push_back(std::move(text)); }
  /// Throws usage_error if there are faults.
  void check() const;

 private:
  struct entry {
    CLI::Option* option = nullptr;
    std::string allowed;
    std::function<std::string(const std::string&)> assign;
    bool repeatable = false, given = false;
  };
  void add(const field& f, void* member, const std::string& help);
  static std::string type_of(const field& f);
  static std::string range_of(const field& f);
  std::string full_name(const std::string& argument) const;
  bool begins_option(const std::string& argument) const;
  void read_operand(const std::string& text);
  void read_value(const std::string& name, entry& to, const std::string& text);
  void read_unknown(const std::string& name);
  void check_presence();

  CLI::App& m_app;
  std::map<std::string, entry> m_entries;  // by name, dashes included
  std::map<std::string, std::string> m_short_names;
  std::vector<std::string> m_operands;  // those still to come
  std::vector<std::string> m_faults;
};

/// --set KEY=VALUE, as the program's subcommands know it.
void add_settings(options& to, std::vector<std::string>& settings);

/// True if --help or --version stands anywhere among the arguments: then nothing else matters, and
/// what is asked for is printed.
bool helped(const std::vector<std::string>& arguments, const CLI::App& app,
            const std::string& program);

}  // namespace ws::program
