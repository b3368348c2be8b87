// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/report/summary.h"

namespace ws {

/// Builds the text of a summary: headings, rows of a label and what belongs to it, bars.
class page {
 public:
  explicit page(const text_style& style) : m_style(style) {}

  void title(const std::string& text);
  void heading(const std::string& text, const std::string& rest = {});
  /// `depth` indents the label, not the text.
  void row(const std::string& label, const std::string& text, int depth = 0);
  /// A row whose text is a list; goes on in further lines.
  void list(const std::string& label, const std::vector<std::string>& items);
  void line(std::string text);

  /// `width` characters of which `share` is filled.
  std::string bar(double share, int width) const;
  /// One character per value, lowest to highest.
  std::string sparkline(const std::vector<double>& values, size_t width) const;
  std::string bold(const std::string& text) const { return painted("1", text); }
  std::string faint(const std::string& text) const { return painted("2", text); }

  const std::string& text() const { return m_text; }

 private:
  std::string painted(const char* code, const std::string& text) const;

  text_style m_style;
  std::string m_text;
};

/// The rows about a plan that both summaries show.
void add_plan(page& out, const plan& p);

}  // namespace ws
