// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace ws {

/// The candidate that a mistyped word most likely means; empty if none comes near. One insertion,
/// deletion, replacement or swap of neighbours is one mistake, and so is a word cut short; upper
/// for lower case is none.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

/// Text as it may stand in a message: short, one line, no control characters.
std::string shown(const std::string& text);

}  // namespace ws
