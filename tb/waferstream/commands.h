// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

namespace ws::program {

/// What the chosen subcommand does; returns the exit status.
using action = std::function<int()>;

/// Each adds its subcommand and, when it is chosen, sets what is to be done.
void add_train(CLI::App& app, action& chosen);
void add_config(CLI::App& app, action& chosen);
void add_model(CLI::App& app, action& chosen);

/// Text to standard output; throws resource_error if it cannot be written.
void print(const std::string& text);

}  // namespace ws::program
