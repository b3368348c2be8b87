// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ws/base/error.h"
#include "ws/report/npy.h"

// Whatever bytes a .npy file holds: it is read, or refused. What was read can be written and read
// back unchanged.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ws::npy_array array;
  try {
    array = ws::read_npy(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  } catch (const ws::input_error& e) {
    if (e.faults().empty()) std::abort();
    return 0;
  }
  if (array.shape.size() > 1000) return 0;  // a longer header than is ever written
  const ws::npy_array again = ws::read_npy(ws::write_npy(array), "again");
  if (again.dtype != array.dtype || again.shape != array.shape || again.data != array.data)
    std::abort();
  return 0;
}
