// SPDX-License-Identifier: Apache-2.0
#include "ws/config/load.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <tuple>

#include "check.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/config/reader.h"

namespace ws {
namespace {

/// The file's text, or one byte more than a config may have: a device that never ends does no harm.
std::string text_of(const std::string& path) {
  const auto refuse = [&path] {
    const location whole_file{path, 0, 0};
    throw input_error({fault{whole_file, say(msg::cannot_read, std::strerror(errno))}});
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) refuse();
  std::string text(max_config_bytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) refuse();  // a folder, among others
  return text;
}

/// In the order in which a user would mend them: the file from top to bottom, what has no line,
/// then the settings as they were given.
void sort(std::vector<fault>& faults) {
  const auto rank = [](const fault& f) {
    const bool setting = f.where.file == config_reader::setting_place;
    return std::make_tuple(setting, f.where.line == 0, f.where.line, f.where.column);
  };
  std::stable_sort(faults.begin(), faults.end(),
                   [&](const fault& a, const fault& b) { return rank(a) < rank(b); });
}

}  // namespace

cluster_config load_cluster(const std::string& path, const std::vector<std::string>& settings) {
  return parse_cluster(text_of(path), path, settings);
}

cluster_config parse_cluster(const std::string& text, const std::string& name,
                             const std::vector<std::string>& settings) {
  cluster_config config;
  std::vector<fault> faults;
  const yaml_node tree = read_yaml(text, name, faults);
  const bool readable = faults.empty();
  config_reader reader(name, faults);
  if (readable) reader.read(cluster_table(), &config, tree);
  for (const std::string& setting : settings) reader.set(cluster_table(), &config, setting);
  if (readable) check_cluster(config, reader);
  if (faults.empty()) return config;
  sort(faults);
  throw input_error(std::move(faults));
}

}  // namespace ws
