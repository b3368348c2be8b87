// SPDX-License-Identifier: Apache-2.0
#include "ws/report/page.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>

#include "ws/report/figure.h"

namespace ws {
namespace {

constexpr int label_width = 22;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

text_style style_of_stdout() {
  text_style style;
  style.color = isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() &&
                environment("TERM") != "dumb";
  std::string locale = environment("LC_ALL");
  if (locale.empty()) locale = environment("LC_CTYPE");
  if (locale.empty()) locale = environment("LANG");
  for (char& c : locale) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  style.unicode =
      locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  return style;
}

std::string page::painted(const char* code, const std::string& text) const {
  return m_style.color ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
}

void page::line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  m_text += text + "\n";
}

void page::list(const std::string& label, const std::vector<std::string>& items) {
  constexpr size_t line_width = 96 - 2 - label_width;
  std::string text;
  bool first = true;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? ", " : "");
    if (!text.empty() && text.size() + item.size() > line_width) {
      row(first ? label : "", text);
      text.clear();
      first = false;
    }
    text += item;
  }
  if (!text.empty()) row(first ? label : "", text);
}

void page::title(const std::string& text) { line(bold(text)); }

void page::heading(const std::string& text, const std::string& rest) {
  line("");
  if (rest.empty()) return line(bold(text));
  line(bold(text) +
       std::string(std::max<size_t>(2 + label_width, text.size() + 1) - text.size(), ' ') +
       faint(rest));
}

void page::row(const std::string& label, const std::string& text, int depth) {
  const int indent = 2 + 2 * depth;
  line(fmt::format("{:{}}{:<{}}{}", "", indent, label, 2 + label_width - indent, text));
}

std::string page::bar(double share, int width) const {
  static const char* const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  share = std::clamp(std::isfinite(share) ? share : 0.0, 0.0, 1.0);
  if (!m_style.unicode) {
    const auto filled = static_cast<size_t>(std::lround(share * width));
    return std::string(filled, '#') + std::string(static_cast<size_t>(width) - filled, '.');
  }
  const long parts = std::lround(share * width * 8);
  std::string text;
  for (long i = 0; i < parts / 8; ++i) text += "█";
  text += eighths[parts % 8];
  const long used = parts / 8 + (parts % 8 != 0 ? 1 : 0);
  return text + std::string(static_cast<size_t>(width - used), ' ');
}

std::string page::sparkline(const std::vector<double>& values, size_t width) const {
  static const char* const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static const char* const plain[] = {"_", ".", "-", "~", "=", "+", "^", "#"};
  if (values.empty()) return "";
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double range = *high > *low ? *high - *low : 1;
  const size_t count = std::min(width, values.size());
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    const size_t at = count == 1 ? 0 : i * (values.size() - 1) / (count - 1);
    const double height = (values[at] - *low) / range * 7;
    const int level = std::isfinite(height) ? static_cast<int>(std::lround(height)) : 7;
    text += (m_style.unicode ? heights : plain)[level];
  }
  return text;
}

void add_plan(page& out, const plan& p) {
  std::string policy = to_string(p.policy);
  if (p.policy == activation_policy::recompute) {
    policy += fmt::format(", a checkpoint every {} blocks, weights streamed three times",
                          p.checkpoint_blocks);
  }
  if (p.policy == activation_policy::spill) policy += " to the activation servers";
  out.row("activations", policy);
  out.row("on one wafer",
          fmt::format("{} of {} that usable PEs hold ({})", figure(p.activation_bytes, "B"),
                      figure(p.sram_bytes, "B"),
                      percent(p.sram_bytes > 0 ? p.activation_bytes / p.sram_bytes : 0)));
  out.row("micro-batches", fmt::format("{} of {} sequences on each system", p.micro_batches,
                                       grouped(p.micro_batch_sequences)));
  std::string stream = grouped(p.items.size()) + " turns of the stream a step";
  if (p.tiles > 1) stream += fmt::format(", the largest tensor in {} tiles", p.tiles);
  out.row("stream", stream);
  for (const std::string& hint : p.hints) {  // on a line for each of its halves
    const size_t half = std::min(hint.find("; "), hint.size());
    out.line("Hint: " + hint.substr(0, half));
    if (half < hint.size()) out.line("      " + hint.substr(half + 2));
  }
}

}  // namespace ws
