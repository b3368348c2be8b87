// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace ws::isa {

/// rtl/ws_isa_pkg.sv: everything in the tables as localparams and package functions.
std::string system_verilog_package();

/// docs/isa.md with each of its generated tables made anew; what stands between them is kept.
std::string refreshed_page(const std::string& page);

}  // namespace ws::isa
