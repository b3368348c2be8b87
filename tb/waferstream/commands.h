// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "options.h"

namespace ws::program {

/// A subcommand: what it is called with and what it does.
struct command {
  std::string name, help;
  /// Declares the options and returns what is to be done with them, giving the exit status.
  std::function<std::function<int()>(options&)> declare;
};

command train_command();
command config_command();
command model_command();
command asm_command();
command disasm_command();
command run_command();
command kernel_command();
command isa_command();

}  // namespace ws::program
