// SPDX-License-Identifier: Apache-2.0
#include "ws/report/grid_recording.h"

#include <fmt/format.h>

#include "ws/base/messages.h"
#include "ws/report/grid_hardware.h"
#include "ws/report/outcome.h"
#include "ws/report/tile_signals.h"
#include "ws/report/vcd.h"
#include "ws/report/waveform.h"
#include "ws/wafer/tile_trace.h"

namespace ws {

/// The traces of all tiles in one file.
struct grid_recording::trace_file final : tile_recorder {
  trace_file(const grid& grid, const std::string& path)
      : tile_recorder(grid, {0, 0, grid.width(), grid.height()}), file(path) {
    for (const tile_cycle& c : tiles()) traces.emplace_back(grid.at(c.x, c.y));
    file.stream() << fmt::format("@0 dimX={}, dimY={}\n", grid.width(), grid.height());
  }
  void see(size_t i, const tile_cycle& c) override {
    text.clear();
    traces[i].add(text, c);
    file.stream() << text;
  }

  output_file file;
  std::vector<tile_trace> traces;
  std::string text;
};

/// The signals of some tiles; a cycle is a nanosecond.
struct grid_recording::wave_file final : tile_recorder {
  wave_file(const grid& grid, const tile_rectangle& seen, const std::string& path)
      : tile_recorder(grid, seen), file(path), vcd(file.stream()) {
    for (const tile_cycle& c : tiles())
      for (const tile_signal& s : tile_signals())
        vcd.declare(fmt::format("tiles.x{}_y{}.{}", c.x, c.y, s.scope), s.name, s.width);
  }
  void see(size_t, const tile_cycle& c) override {
    cycles = c.cycle + 1;
    for (const tile_signal& s : tile_signals()) values.push_back(s.value(c));
    if (values.size() < tiles().size() * tile_signals().size()) return;
    vcd.show(c.cycle, values);
    values.clear();
  }

  waveform file;
  vcd_writer vcd;
  std::vector<uint64_t> values;
  uint64_t cycles = 0;
};

std::vector<named_file> checked_files(const recording_choice& choice) {
  std::vector<named_file> files;
  if (!choice.trace.empty()) files.push_back({"--trace", choice.trace});
  if (!choice.wave.empty()) {
    waveform::check(choice.wave, "--wave");
    files.push_back({"--wave", choice.wave});
  }
  if (choice.wave.empty() && !choice.wave_tiles.empty())
    throw usage_error(say(msg::option_needs, "--wave-tiles", "--wave"));
  return files;
}

grid_recording::grid_recording(grid& tiles, const recording_choice& choice) {
  if (!choice.wave.empty()) {
    const tile_rectangle seen = rectangle_of("--wave-tiles", choice.wave_tiles, tiles);
    m_wave = std::make_unique<wave_file>(tiles, seen, choice.wave);
    tiles.put_observer(*m_wave);
  }
  if (!choice.trace.empty()) {
    m_trace = std::make_unique<trace_file>(tiles, choice.trace);
    tiles.put_observer(*m_trace);
  }
}

grid_recording::~grid_recording() = default;

void grid_recording::commit() {
  if (m_trace != nullptr) m_trace->file.commit();
  if (m_wave == nullptr) return;
  m_wave->vcd.end(m_wave->cycles);
  m_wave->file.commit();
}

}  // namespace ws
