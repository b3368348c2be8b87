// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "ws/report/output_file.h"

namespace ws {

/// The waveform file of a run. The simulator writes VCD; a target that ends in .fst is made from it
/// by GTKWave's vcd2fst when the run is over.
class waveform {
 public:
  /// Throws usage_error for any other ending, resource_error if vcd2fst is missing. `option` named
  /// the file.
  static void check(const std::string& path, const std::string& option = "--trace");

  explicit waveform(const std::string& path);
  const std::string& vcd() const { return m_vcd->temporary(); }  ///< where the simulator writes
  std::ostream& stream() { return m_vcd->stream(); }             ///< for who writes VCD itself
  bool empty() const;  ///< nothing was simulated, or nothing changed
  /// Throws resource_error.
  void commit();

 private:
  std::string m_path;
  std::unique_ptr<output_file> m_vcd, m_fst;
};

}  // namespace ws
