// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ws/base/error.h"
#include "ws/workload/model.h"

// Whatever bytes a model's config.json holds: it is read, or refused with its faults.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    ws::parse_model(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  } catch (const ws::input_error& e) {
    if (e.faults().empty()) std::abort();
  }
  return 0;
}
