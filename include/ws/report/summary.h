// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "ws/report/run_report.h"

namespace ws {

/// How text may look on the user's terminal.
struct text_style {
  bool color = false;    ///< escape codes; only for a terminal
  bool unicode = false;  ///< block characters in bars
};

/// What standard output can show: colour when it is a terminal (and NO_COLOR is not set), block
/// characters when the locale is UTF-8.
text_style style_of_stdout();

/// The tables that `waferstream train` ends with; lines of at most 96 characters.
std::string summary(const run_report& report, const text_style& style = {});

/// The tables of `waferstream model`: tensors in streaming order (blocks of equal shape once unless
/// `every_block`), parameters, arithmetic and the plan of a step.
std::string model_summary(const model& m, const plan& p, const cluster_config& config,
                          bool every_block, const text_style& style = {});

}  // namespace ws
