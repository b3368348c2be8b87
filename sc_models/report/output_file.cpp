// SPDX-License-Identifier: Apache-2.0
#include "ws/report/output_file.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/report/outcome.h"

namespace ws {
namespace {

namespace fs = std::filesystem;

// Fixed memory, because a signal handler reads it.
struct temporary_slot {
  std::atomic<bool> used{false};
  std::array<char, 4096> path{};
};
std::array<temporary_slot, 8>& slots() {
  static std::array<temporary_slot, 8> all;
  return all;
}

void enter(const std::string& path) {
  for (temporary_slot& slot : slots()) {
    if (slot.used || path.size() >= slot.path.size()) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.used = true;
    return;
  }
}

void leave(const std::string& path) {
  for (temporary_slot& slot : slots()) {
    if (slot.used && path == slot.path.data()) slot.used = false;
  }
}

[[noreturn]] void fail(const std::string& path, int error) {
  throw resource_error(say(msg::cannot_write, path, std::generic_category().message(error)));
}

// The file that is meant, behind symbolic links and detours, whether it exists or not.
std::string identity(const std::string& path) {
  std::error_code ignored;
  const fs::path full = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
  return full.empty() ? path : full.string();
}

}  // namespace

output_file::output_file(std::string path) : m_path(std::move(path)) {
  std::error_code none;
  const fs::file_status status = fs::status(m_path, none);
  if (m_path.empty()) fail(m_path, ENOENT);
  if (fs::is_directory(status)) fail(m_path, EISDIR);
  m_direct = fs::exists(status) && !fs::is_regular_file(status);
  if (m_direct) {
    m_temporary = m_path;
    return;
  }
  const fs::path target = identity(m_path);  // a link keeps pointing to what is replaced
  const std::string name = "." + target.stem().string() + "." + std::to_string(getpid());
  m_temporary = (target.parent_path() / (name + target.extension().string())).string();
  errno = 0;
  if (!std::ofstream(m_temporary)) fail(m_path, errno);
  enter(m_temporary);
}

output_file::~output_file() {
  if (m_direct || m_committed) return;
  m_stream.close();
  unlink(m_temporary.c_str());
  leave(m_temporary);
}

std::ostream& output_file::stream() {
  errno = 0;
  if (!m_stream.is_open()) m_stream.open(m_temporary, std::ios::binary);
  if (!m_stream) fail(m_path, errno);
  return m_stream;
}

void output_file::flush() {
  errno = 0;
  if (!m_stream.is_open()) return;
  m_stream.close();
  if (!m_stream) fail(m_path, errno != 0 ? errno : EIO);
}

void output_file::commit() {
  flush();
  errno = 0;
  if (!m_direct && std::rename(m_temporary.c_str(), identity(m_path).c_str()) != 0) {
    fail(m_path, errno);
  }
  m_committed = true;
  if (!m_direct) leave(m_temporary);
}

void check_outputs(const std::vector<named_file>& outputs, const std::vector<named_file>& inputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    const std::string file = identity(outputs[i].path);
    for (size_t j = 0; j < i; ++j) {
      if (identity(outputs[j].path) != file) continue;
      throw usage_error(
          say(msg::same_output, outputs[j].option, outputs[i].option, outputs[i].path));
    }
    for (const named_file& input : inputs) {
      if (identity(input.path) != file) continue;
      throw usage_error(say(msg::output_is_input, outputs[i].option, input.option, input.path));
    }
  }
  for (const named_file& output : outputs) output_file probe(output.path);
}

void write_file(const std::string& path, const std::string& text) {
  output_file file(path);
  file.stream() << text;
  file.commit();
}

void remove_temporaries() noexcept {
  for (temporary_slot& slot : slots()) {
    if (slot.used) unlink(slot.path.data());
  }
}

}  // namespace ws
