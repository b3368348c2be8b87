// SPDX-License-Identifier: Apache-2.0
#include "ws/report/waveform.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/report/outcome.h"

namespace ws {
namespace {

bool ends_in(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool in_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// Without a shell, so that no character of a path means anything.
int vcd2fst(const std::string& vcd, const std::string& fst) {
  std::string program = "vcd2fst", from = vcd, to = fst;
  char* const arguments[] = {program.data(), from.data(), to.data(), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &quiet, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&quiet);
  constexpr int not_started = 127;  // as shells say it
  if (error != 0) return not_started;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

void waveform::check(const std::string& path, const std::string& option) {
  if (!ends_in(path, ".vcd") && !ends_in(path, ".fst")) {
    throw usage_error(say(msg::trace_suffix, option, path));
  }
  if (ends_in(path, ".fst") && !in_path("vcd2fst"))
    throw resource_error(say(msg::no_vcd2fst, option, path));
}

waveform::waveform(const std::string& path) : m_path(path) {
  if (ends_in(path, ".fst")) {
    m_fst = std::make_unique<output_file>(path);
    m_vcd = std::make_unique<output_file>(path + ".vcd");
  } else {
    m_vcd = std::make_unique<output_file>(path);
  }
}

bool waveform::empty() const {
  std::ifstream file(m_vcd->temporary());
  for (std::string line; std::getline(file, line);)
    if (line[0] == '#') return false;  // a time at which something changed
  return true;
}

void waveform::commit() {
  if (m_fst == nullptr) return m_vcd->commit();
  m_vcd->flush();
  const int status = vcd2fst(m_vcd->temporary(), m_fst->temporary());
  if (status != 0) throw resource_error(say(msg::vcd2fst_failed, m_path, status));
  m_fst->commit();
}

}  // namespace ws
