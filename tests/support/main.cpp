// SPDX-License-Identifier: Apache-2.0
// GoogleTest under a SystemC kernel. CTest starts each TEST in a process of its own, so every
// TEST may build and run one simulation.
#include <gtest/gtest.h>

#include <cstdlib>
#include <systemc>

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  testing::InitGoogleTest(&argc, argv);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int, char**) { return RUN_ALL_TESTS(); }
