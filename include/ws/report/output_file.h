// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fstream>
#include <string>
#include <vector>

namespace ws {

/// A file that is whole or not there: written under a temporary name next to its target, renamed by
/// commit(), removed if that is never reached. A device or pipe is written directly.
class output_file {
 public:
  /// Throws resource_error if the target cannot be written.
  explicit output_file(std::string path);
  ~output_file();
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;

  /// Where to write until commit(); ends as the target's name ends.
  const std::string& temporary() const { return m_temporary; }
  std::ostream& stream();
  /// What was written to the stream is in temporary() now. Throws resource_error.
  void flush();
  /// Throws resource_error when something could not be written.
  void commit();

 private:
  std::string m_path, m_temporary;
  std::ofstream m_stream;
  bool m_direct = false, m_committed = false;
};

/// A file that the user named, and the option that did it.
struct named_file {
  std::string option, path;
};

/// Before anything runs: throws usage_error if two outputs are one file or an output is an input,
/// resource_error if one cannot be written. Leaves nothing behind.
void check_outputs(const std::vector<named_file>& outputs, const std::vector<named_file>& inputs);

/// Writes `text` to `path`, whole or not at all.
void write_file(const std::string& path, const std::string& text);

/// Removes the temporary files of this process; may be called from a signal handler.
void remove_temporaries() noexcept;

}  // namespace ws
