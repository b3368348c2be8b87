// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "syntax.h"

namespace ws::isa {

struct token {
  enum class what { word, number, text, sign, end } is = what::end;
  std::string text;
  value number;
  int column = 0;
  size_t begin = 0, stop = 0;  ///< in the line
};

/// The tokens of a line, the last one an end. Throws bad_text.
std::vector<token> tokens_of(const std::string& line, const location& where);

}  // namespace ws::isa
