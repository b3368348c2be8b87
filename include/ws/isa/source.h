// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace ws::isa {

/// The bytes of a file. Throws input_error if it cannot be read.
std::string read_source(const std::string& path);

/// `path` as it is meant in a file: beside that file unless it is absolute.
std::string beside(const std::string& file, const std::string& path);

}  // namespace ws::isa
