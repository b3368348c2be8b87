// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/isa/program.h"
#include "ws/report/summary.h"
#include "ws/wafer/grid.h"

namespace ws {

/// What is to be told of a program's run on a grid of tiles.
struct grid_report {
  const isa::program_image& image;
  const grid& tiles;
  grid::ended how = grid::ended::quiet;
  std::string file;
};

/// What all tiles did.
tile_counts total_counts(const grid& tiles);

/// "finished", "trap", "deadlock", "limit" or "interrupted".
std::string name_of_end(const grid_report& report);

/// Tables: cycles, instructions, stalls by cause, wavelets by color; one line for each symbol of a
/// single element.
std::string grid_summary(const grid_report& report, const text_style& style = {});

/// The same for other programs; docs/assembler.md describes it.
std::string grid_json(const grid_report& report);

/// Why the run failed, with the threads, queues and colors that wait; empty if it did not.
std::string grid_failure(const grid_report& report, uint64_t max_cycles);

/// One line for each thing that waits: threads, wavelets, tasks.
std::vector<std::string> waiting_lines(const grid_report& report);

/// Lines about reads of memory that was never written.
std::vector<std::string> undefined_lines(const grid_report& report);

}  // namespace ws
