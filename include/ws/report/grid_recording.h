// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "ws/report/output_file.h"
#include "ws/wafer/tile_recorder.h"

namespace ws {

/// What the command line says about files with what happens in every cycle.
struct recording_choice {
  std::string trace;       ///< text; empty: none
  std::string wave;        ///< .vcd or .fst
  std::string wave_tiles;  ///< "x,y,width,height"; empty: the whole grid
};

/// The files of a choice, for check_outputs. Throws usage_error or resource_error if they cannot be
/// meant.
std::vector<named_file> checked_files(const recording_choice& choice);

/// Writes the files of a run, from the first step on.
class grid_recording {
 public:
  /// With all hardware in place. Throws usage_error if the rectangle is not in the grid. `tiles` is
  /// not stepped any more when this is gone.
  grid_recording(grid& tiles, const recording_choice& choice);
  ~grid_recording();
  /// After the last step; without it no file is left behind. Throws resource_error.
  void commit();

 private:
  struct trace_file;
  struct wave_file;
  std::unique_ptr<trace_file> m_trace;
  std::unique_ptr<wave_file> m_wave;
};

}  // namespace ws
