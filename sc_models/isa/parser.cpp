// SPDX-License-Identifier: Apache-2.0
#include "lexer.h"
#include "syntax.h"
#include "ws/base/messages.h"
#include "ws/base/nearest.h"
#include "ws/isa/source.h"

namespace ws::isa {
namespace {

// One line: labels, then a statement.
class line_parser {
 public:
  line_parser(const std::string& line, const location& where)
      : m_line(line), m_where(where), m_tokens(tokens_of(line, where)) {}

  std::vector<statement> statements() {
    std::vector<statement> result;
    while (here().is == token::what::word && m_tokens[m_at + 1].text == ":" &&
           m_tokens[m_at + 1].is == token::what::sign) {
      statement label;
      label.is = statement::what::label;
      label.where = place();
      label.name = here().text;
      m_at += 2;
      result.push_back(std::move(label));
    }
    if (here().is == token::what::end) return result;
    if (here().is != token::what::word) expected("an instruction, a directive or a label");
    statement s;
    s.where = place();
    s.name = here().text;
    s.is = s.name[0] == '.' ? statement::what::directive : statement::what::instruction;
    ++m_at;
    if (here().is != token::what::end) s.items = items();
    result.push_back(std::move(s));
    return result;
  }

 private:
  const token& here() const { return m_tokens[m_at]; }
  bool is_sign(const char* sign) const {
    return here().is == token::what::sign && here().text == sign;
  }
  location place() const { return {m_where.file, m_where.line, here().column}; }

  [[noreturn]] void expected(const char* what) const {
    const std::string found =
        here().is == token::what::end
            ? "the end of the line"
            : "\"" + shown(m_line.substr(here().begin, here().stop - here().begin)) + "\"";
    throw bad_text{place(), say(msg::asm_expected, found, what)};
  }

  std::vector<item> items() {
    std::vector<item> result;
    bool after_arrow = false;
    while (true) {
      const size_t begin = here().begin;
      item i;
      i.where = place();
      i.after_arrow = after_arrow;
      if (here().is == token::what::text) {
        i.is_text = true;
        i.text = here().text;
        ++m_at;
      } else {
        if (here().is == token::what::word && m_tokens[m_at + 1].is == token::what::sign &&
            m_tokens[m_at + 1].text == "=") {
          i.key = here().text;
          m_at += 2;
        }
        i.is_memory = is_sign("[");
        if (i.is_memory) ++m_at;
        i.value = choice();
        if (i.is_memory) take("]");
      }
      i.source = m_line.substr(begin, m_tokens[m_at - 1].stop - begin);
      result.push_back(std::move(i));
      if (here().is == token::what::end) return result;
      if (!is_sign(",") && !is_sign("->")) expected("\",\" or the end of the line");
      after_arrow = is_sign("->");
      ++m_at;
    }
  }

  void take(const char* sign) {
    if (!is_sign(sign)) expected((std::string("\"") + sign + "\"").c_str());
    ++m_at;
  }

  expression_ptr make(expression::what is, const location& where, const std::string& text) {
    auto e = std::make_unique<expression>();
    e->is = is;
    e->where = where;
    e->text = text;
    return e;
  }

  expression_ptr choice() {
    if (++m_depth > 100) throw bad_text{place(), say(msg::asm_deep)};
    expression_ptr e = binary(0);
    if (is_sign("?")) {
      expression_ptr c = make(expression::what::choice, place(), "?");
      ++m_at;
      c->parts.push_back(std::move(e));
      c->parts.push_back(choice());
      take(":");
      c->parts.push_back(choice());
      e = std::move(c);
    }
    --m_depth;
    return e;
  }

  expression_ptr binary(int level) {
    static const std::vector<std::vector<const char*>> levels = {{"||"},
                                                                 {"&&"},
                                                                 {"|"},
                                                                 {"^"},
                                                                 {"&"},
                                                                 {"==", "!="},
                                                                 {"<", ">", "<=", ">="},
                                                                 {"<<", ">>"},
                                                                 {"+", "-"},
                                                                 {"*", "/", "%"}};
    if (level == static_cast<int>(levels.size())) return unary();
    expression_ptr left = binary(level + 1);
    while (true) {
      bool found = false;
      for (const char* sign : levels[level]) found = found || is_sign(sign);
      if (!found) return left;
      expression_ptr e = make(expression::what::binary, place(), here().text);
      ++m_at;
      e->parts.push_back(std::move(left));
      e->parts.push_back(binary(level + 1));
      left = std::move(e);
    }
  }

  expression_ptr unary() {
    if (++m_depth > 100) throw bad_text{place(), say(msg::asm_deep)};
    expression_ptr e;
    if (is_sign("-") || is_sign("~") || is_sign("!")) {
      e = make(expression::what::unary, place(), here().text);
      ++m_at;
      e->parts.push_back(unary());
    } else {
      e = primary();
    }
    --m_depth;
    return e;
  }

  expression_ptr primary() {
    const token t = here();
    if (t.is == token::what::number) {
      expression_ptr e = make(expression::what::number, place(), t.text);
      e->number = t.number;
      ++m_at;
      return e;
    }
    if (is_sign("(")) {
      ++m_at;
      expression_ptr e = choice();
      take(")");
      return e;
    }
    if (t.is != token::what::word) expected("a number, a name or \"(\"");
    expression_ptr e = make(expression::what::name, place(), t.text);
    ++m_at;
    if (!is_sign("(")) return e;
    e->is = expression::what::call;
    do {
      ++m_at;
      e->parts.push_back(choice());
    } while (is_sign(","));
    take(")");
    return e;
  }

  const std::string& m_line;
  const location m_where;
  std::vector<token> m_tokens;
  size_t m_at = 0;
  int m_depth = 0;
};

// Lines of a file and of what it includes, with blocks put into each other.
class file_parser {
 public:
  file_parser(const source_reader& read, fault_list& faults) : m_read(read), m_faults(faults) {}

  std::vector<statement> parse_program(const std::string& text, const std::string& file) {
    parse_text(text, file);
    while (m_open.size() > 1) {
      const statement& s = m_open.back().head;
      m_faults.add(s.where, say(msg::asm_open_block, s.name, end_of(s.name)));
      close();
    }
    return std::move(m_open.front().head.body);
  }

 private:
  struct block {
    statement head;
    bool in_other = false;
    bool chained = false;  ///< an .elif inside its .if: ended by the same .endif
  };

  static const char* end_of(const std::string& opens) {
    return opens == ".if" || opens == ".elif" ? ".endif" : opens == ".rep" ? ".endrep" : ".end";
  }

  void parse_text(const std::string& text, const std::string& file) {
    m_files.push_back(file);
    size_t at = 0;
    for (int line = 1; at <= text.size(); ++line) {
      const size_t end = std::min(text.find('\n', at), text.size());
      const std::string content = text.substr(at, end - at);
      try {
        for (statement& s : line_parser(content, {file, line, 1}).statements()) take(std::move(s));
      } catch (const bad_text& fault) {
        m_faults.add(fault);
      }
      at = end + 1;
    }
    m_files.pop_back();
  }

  std::vector<statement>& target() {
    block& b = m_open.back();
    return b.in_other ? b.head.other : b.head.body;
  }

  void close() {
    bool chained = true;
    while (chained && m_open.size() > 1) {
      block done = std::move(m_open.back());
      m_open.pop_back();
      chained = done.chained;
      target().push_back(std::move(done.head));
    }
  }

  void take(statement s) {
    const std::string name = s.name;
    const std::string inner = m_open.size() > 1 ? m_open.back().head.name : "";
    const bool in_if = inner == ".if" || inner == ".elif";
    if (name == ".include") {
      include(s);
    } else if (name == ".if" || name == ".rep" || name == ".tile" || name == ".rect" ||
               name == ".tiles") {
      if (m_open.size() > 100) throw bad_text{s.where, say(msg::asm_deep)};
      m_open.push_back({std::move(s)});
    } else if (name == ".else" || name == ".elif") {
      if (!in_if || m_open.back().in_other)
        throw bad_text{s.where, say(msg::asm_stray, name, ".if")};
      m_open.back().in_other = true;
      if (name == ".elif") m_open.push_back({std::move(s), false, true});
    } else if (name == ".endif" || name == ".endrep" || name == ".end") {
      if (inner.empty() || name != end_of(inner)) {
        throw bad_text{s.where, say(msg::asm_stray, name,
                                    name == ".endif"    ? ".if"
                                    : name == ".endrep" ? ".rep"
                                                        : ".tile, .rect or .tiles")};
      }
      close();
    } else {
      target().push_back(std::move(s));
    }
  }

  void include(const statement& s) {
    if (s.items.size() != 1 || !s.items[0].is_text) {
      throw bad_text{s.where, say(msg::asm_form, ".include", "\"file\"")};
    }
    const std::string path = beside(s.where.file, s.items[0].text);
    for (const std::string& open : m_files) {
      if (open == path) throw bad_text{s.items[0].where, say(msg::asm_include_loop, path)};
    }
    try {
      parse_text(m_read(path), path);
    } catch (const input_error& e) {
      throw bad_text{s.items[0].where, path + ": " + e.faults().front().text};
    }
  }

  const source_reader& m_read;
  fault_list& m_faults;
  std::vector<block> m_open{1};
  std::vector<std::string> m_files;
};

}  // namespace

std::vector<statement> parse(const std::string& text, const std::string& file,
                             const source_reader& read, fault_list& faults) {
  return file_parser(read, faults).parse_program(text, file);
}

}  // namespace ws::isa
