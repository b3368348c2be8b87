// SPDX-License-Identifier: Apache-2.0
#include "ws/base/nearest.h"

#include <fmt/format.h>

#include <algorithm>

namespace ws {
namespace {

size_t mistakes(const std::string& a, const std::string& b) {
  std::vector<size_t> before, last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.size()];
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return "";
  std::string best;
  size_t least = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const size_t overlap = std::min(word.size(), candidate.size());
    const bool cut = overlap >= 4 && word.compare(0, overlap, candidate, 0, overlap) == 0;
    const size_t distance = lower(word) == lower(candidate) ? 0
                            : cut                           ? 1
                                                            : mistakes(word, candidate);
    if (distance < least) least = distance, best = candidate;
  }
  return best;
}

std::string shown(const std::string& text) {
  constexpr size_t longest = 60;
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (result.size() >= longest && (c & 0xc0) != 0x80) return result + "...";
    if (c < 0x20 || c == 0x7f)
      result += fmt::format("\\x{:02x}", c);
    else
      result += text[i];
  }
  return result;
}

}  // namespace ws
