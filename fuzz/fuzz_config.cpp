// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ws/base/error.h"
#include "ws/config/load.h"

// Whatever bytes a cluster file holds: it is read, or refused with its faults. What was read can be
// written and read back unchanged. Bytes after a NUL are one setting.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const size_t nul = input.find('\0');
  std::vector<std::string> settings;
  if (nul != std::string::npos) settings.push_back(input.substr(nul + 1));
  try {
    const ws::cluster_config config = ws::parse_cluster(input.substr(0, nul), "fuzz", settings);
    if (!(ws::parse_cluster(ws::to_yaml(config), "again") == config)) std::abort();
  } catch (const ws::input_error& e) {
    if (e.faults().empty()) std::abort();
  }
  return 0;
}
