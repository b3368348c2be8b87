// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>
#include <stdexcept>
#include <string>

namespace ws {

/// The program was called in a way it does not understand; exit status 2.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Exit statuses of the program.
namespace exit_status {
inline constexpr int ok = 0, usage = 2, input = 3, simulation = 4, resources = 5, interrupted = 130;
}

/// How the program ends: its exit status and what it says on standard error.
struct outcome {
  int status = exit_status::ok;
  std::string text;  ///< one line per fault, without a newline at the end
};

/// What an exception means for the user.
outcome outcome_of(const std::exception_ptr& error);

/// Sets some memory aside, so that a simulation that runs out of it is still taken down and told:
/// SystemC asks for memory when objects end, and what fails then cannot be caught. Once, in main.
void keep_memory_for_the_end();

}  // namespace ws
