// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ws::testing_report {

struct ended {
  int status = -1;
  std::string text;  ///< standard output and error together
};

/// Runs a shell command and waits for it.
inline ended run(const std::string& command) {
  ended result;
  std::FILE* pipe = popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  for (size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    result.text.append(buffer, n);
  }
  const int status = pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

/// The program under test with these arguments.
inline ended waferstream(const std::string& arguments) {
  return run("cd " WS_SOURCE_DIR " && " WS_BINARY_DIR "/waferstream " + arguments);
}

inline std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A folder of its own that goes away with the object.
class scratch_folder {
 public:
  scratch_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ws-report-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) m_path = name;
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::string operator/(const std::string& name) const { return m_path + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name) << text;
    return *this / name;
  }
  size_t files() const {
    const std::filesystem::directory_iterator all(m_path);
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }

 private:
  std::string m_path;
};

}  // namespace ws::testing_report
