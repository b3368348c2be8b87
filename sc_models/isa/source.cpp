// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/source.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws::isa {

std::string read_source(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) errno = EISDIR;
  if (errno == 0 && file && (text << file.rdbuf() || file.peek() == EOF) && !file.bad()) {
    return text.str();
  }
  throw input_error(path, say(msg::cannot_read, std::generic_category().message(errno)));
}

std::string beside(const std::string& file, const std::string& path) {
  return (std::filesystem::path(file).parent_path() / path).lexically_normal().string();
}

}  // namespace ws::isa
