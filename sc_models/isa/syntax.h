// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ws/base/error.h"
#include "ws/isa/assembler.h"

// A program's text as a tree, before anything in it has a value.
namespace ws::isa {

/// A fault on its way to whoever keeps them.
struct bad_text {
  location where;
  std::string text;
};

/// Every fault once, however many tiles run into it.
class fault_list {
 public:
  void add(const location& where, const std::string& text);
  void add(const bad_text& fault) { add(fault.where, fault.text); }
  bool empty() const { return m_faults.empty(); }
  void throw_if_any() const;

 private:
  std::vector<fault> m_faults;
  std::set<std::tuple<std::string, int, int>> m_places;
};

struct value {
  bool is_real = false;
  int64_t whole = 0;
  double real = 0;

  double as_real() const { return is_real ? real : static_cast<double>(whole); }
};

/// Numbers, names, operators and calls. `text` is the operator or the name.
struct expression {
  enum class what { number, name, unary, binary, choice, call } is = what::number;
  location where;
  std::string text;
  value number;
  std::vector<std::unique_ptr<expression>> parts;
};
using expression_ptr = std::unique_ptr<expression>;

/// One of the things that commas or "->" part in a statement: key = expression, or [expression].
struct item {
  location where;
  std::string source;  ///< as it is written, for messages
  std::string key;
  bool is_memory = false, is_text = false, after_arrow = false;
  std::string text;  ///< between quotes
  expression_ptr value;
};

/// That the item's number is none that is allowed.
std::string out_of_range(const item& i, int64_t value, int64_t least, int64_t most);

struct statement {
  enum class what { label, directive, instruction } is = what::directive;
  location where;
  std::string name;  ///< with the dot of a directive
  std::vector<item> items;
  std::vector<statement> body;   ///< of .tile, .rect, .tiles, .if, .elif, .rep
  std::vector<statement> other;  ///< after .else or .elif
  bool depends = false;          ///< on X or Y, itself or something in its body
};

/// The tree of a text; includes are already in it. Faults go to the list.
std::vector<statement> parse(const std::string& text, const std::string& file,
                             const source_reader& read, fault_list& faults);

/// What a name is, at some place of some tile. Throws bad_text if it is nothing.
class name_lookup {
 public:
  virtual ~name_lookup() = default;
  virtual value of(const std::string& name, const location& where) const = 0;
  /// Elements and words of a symbol: sizes(name).first, .second; for count() and words().
  virtual std::pair<int64_t, int64_t> sizes(const std::string& name,
                                            const location& where) const = 0;
};

/// The expression's value; `zero` is a part that counts as 0. Throws bad_text.
value evaluate(const expression& e, const name_lookup& names, const expression* zero = nullptr);

/// Bits of a number as f16, rounded once.
uint16_t half_bits(double d);

/// Names of functions, and whether an expression mentions one of `names`.
const std::vector<std::string>& function_names();
bool mentions(const expression& e, const std::set<std::string>& names);

}  // namespace ws::isa
