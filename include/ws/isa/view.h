// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

// Names in the place of numbers, for waveform viewers.
namespace ws::isa {

/// What translation() knows: causes, tasks, threads, opcodes.
const std::vector<std::string>& translations();
/// A translate filter file of GTKWave: a line "number name" for each number of a kind.
std::string translation(const std::string& kind);

/// What filtered() knows: instructions, numbers, wavelets, sets of colors and tasks.
const std::vector<std::string>& filters();
/// What a hexadecimal value means, such as "fadds d0, a0, b0"; "-" if it is nothing, the value
/// itself if it is no number. A name between question marks at the begin is a background.
std::string filtered(const std::string& kind, const std::string& hex);

}  // namespace ws::isa
