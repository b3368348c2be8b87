// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

namespace ws {

/// Where in the user's input a fault lies. Lines and columns count from 1; 0 means the whole file.
struct location {
  std::string file;
  int line = 0, column = 0;
};

/// One fault of the user's input: where it is and what is wrong, with the value and what is
/// allowed.
struct fault {
  location where;
  std::string text;
};

/// "file:line:column: text", without the parts that are unknown.
std::string to_string(const fault& f);

/// Everything wrong with one input (config, model, data), told at once. Thrown before any module
/// is built; the program turns it into one line per fault and exit status 3.
class input_error : public std::runtime_error {
 public:
  explicit input_error(std::vector<fault> faults);
  input_error(const std::string& file, const std::string& text);  // one fault of the whole file
  const std::vector<fault>& faults() const { return m_faults; }

 private:
  std::vector<fault> m_faults;
};

/// The simulation itself failed (deadlock, broken protocol); exit status 4.
class simulation_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The machine lacks what the run needs (disk, memory, a helper program); exit status 5.
class resource_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ws
