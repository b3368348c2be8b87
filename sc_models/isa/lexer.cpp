// SPDX-License-Identifier: Apache-2.0
#include "lexer.h"

#include <cctype>
#include <charconv>
#include <cstdlib>

#include "ws/base/messages.h"
#include "ws/base/nearest.h"

namespace ws::isa {
namespace {

bool opens_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}
bool in_word(char c) { return opens_word(c) || std::isdigit(static_cast<unsigned char>(c)); }

// Digits, letters, dots, and the sign of an exponent.
size_t end_of_number(const std::string& line, size_t at) {
  const bool hex = line.compare(at, 2, "0x") == 0 || line.compare(at, 2, "0X") == 0;
  size_t end = at;
  while (end < line.size() &&
         (in_word(line[end]) || ((line[end] == '+' || line[end] == '-') && !hex && end > at &&
                                 (line[end - 1] == 'e' || line[end - 1] == 'E')))) {
    ++end;
  }
  return end;
}

bool read_number(const std::string& text, value& result) {
  int base = 10;
  size_t skip = 0;
  if (text.size() > 2 && text[0] == '0') {
    const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(text[1])));
    base = c == 'x' ? 16 : c == 'b' ? 2 : 10;
    skip = base == 10 ? 0 : 2;
  }
  const char *begin = text.data() + skip, *end = text.data() + text.size();
  const auto whole = std::from_chars(begin, end, result.whole, base);
  if (whole.ec == std::errc() && whole.ptr == end) return true;
  const auto real = std::from_chars(begin, end, result.real);
  result.is_real = true;
  return base == 10 && real.ec == std::errc() && real.ptr == end;
}

token text_token(const std::string& line, size_t at, const location& where) {
  token t;
  t.is = token::what::text;
  const size_t close = line.find('"', at + 1);
  if (close == std::string::npos) throw bad_text{where, say(msg::asm_open_text)};
  t.text = line.substr(at + 1, close - at - 1);
  t.stop = close + 1;
  return t;
}

}  // namespace

std::vector<token> tokens_of(const std::string& line, const location& where) {
  static const char* const signs[] = {"->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+",
                                      "-",  "*",  "/",  "%",  "&",  "|",  "^",  "~",  "!",  "<",
                                      ">",  "=",  "(",  ")",  "[",  "]",  ",",  ":",  "?"};
  constexpr size_t longest = 4096;  // keeps expressions shallow enough to be walked
  if (line.size() > longest) throw bad_text{where, say(msg::asm_long_line, longest)};
  std::vector<token> result;
  size_t at = 0;
  while (true) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r')) ++at;
    token t;
    const location here{where.file, where.line, static_cast<int>(at) + 1};
    if (at >= line.size() || line[at] == ';' || line.compare(at, 2, "//") == 0) {
      t.begin = t.stop = at;
      t.column = here.column;
      result.push_back(t);
      return result;
    }
    if (std::isdigit(static_cast<unsigned char>(line[at]))) {
      t.is = token::what::number;
      t.stop = end_of_number(line, at);
      t.text = line.substr(at, t.stop - at);
      if (!read_number(t.text, t.number)) {
        throw bad_text{here, say(msg::asm_number, shown(t.text))};
      }
    } else if (opens_word(line[at])) {
      t.is = token::what::word;
      t.stop = at;
      while (t.stop < line.size() && in_word(line[t.stop])) ++t.stop;
      t.text = line.substr(at, t.stop - at);
    } else if (line[at] == '"') {
      t = text_token(line, at, here);
    } else {
      for (const char* sign : signs) {
        if (line.compare(at, std::char_traits<char>::length(sign), sign) != 0) continue;
        t.is = token::what::sign;
        t.text = sign;
        break;
      }
      if (t.text.empty()) {
        size_t end = at + 1;  // all bytes of a character beyond ASCII
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) ++end;
        throw bad_text{here, say(msg::asm_character, shown(line.substr(at, end - at)))};
      }
      t.stop = at + t.text.size();
    }
    t.begin = at;
    t.column = here.column;
    at = t.stop;
    result.push_back(t);
  }
}

}  // namespace ws::isa
