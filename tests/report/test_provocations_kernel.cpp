// SPDX-License-Identifier: Apache-2.0
// Messages of kernels.
#include "report/provocation.h"
#include "ws/kernels/gemm.h"
#include "ws/report/gemm_report.h"

namespace ws::testing_report {
namespace {

std::string said(const std::string& arguments) {
  const std::string text = waferstream("kernel " + arguments).text;
  return text.substr(0, text.find('\n'));
}

/// What follows the last colon.
std::string way_out(const std::string& text) { return text.substr(text.rfind(": ") + 2); }

const std::string too_many_tokens = "gemm --grid 2x1 --columns 2 --m 200 --k 200 --n 100";

std::string too_many_outputs() {
  kernels::gemm_request asked;
  asked.shape.outputs = 70'000;
  return told([&] { kernels::map_gemm(asked); });
}

std::string wrong_result() {
  return told([] { check_gemm({2, 1, 3}, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 0x3c00, 0}); });
}

}  // namespace

provocations kernel_provocations() {
  return {
      {"gemm_memory",
       {[] { return said(too_many_tokens); },
        "2 columns: 100 features of 200 tokens in a tile take 20000 words, 50 outputs 10000, the "
        "sums of 2 outputs under way 800; with code 31057, and a tile has 24576: --m 156 would "
        "fit"}},
      {"gemm_fewer_tokens", {[] { return way_out(said(too_many_tokens)); }, "--m 156 would fit"}},
      {"gemm_more_columns",
       {[] { return way_out(said("gemm --grid 1x1 --m 1 --k 20000 --n 1")); },
        "needs more columns"}},
      {"gemm_outputs", {too_many_outputs, "--n = 70000: allowed is at most 65535"}},
      {"gemm_columns",
       {[] { return said("gemm --grid 4x1 --columns 5"); },
        "--columns = 5: the grid is 4 wide; allowed is at most that"}},
      {"gemm_wrong",
       {wrong_result,
        "the result is wrong: token 1, output 1 is 0x0005, must be 0x3c00; 2 of 6 numbers differ"}},
      {"kernel_unknown",
       {[] { return said("gemv --grid 1x1"); },
        "kernel gemv: unknown; allowed is gemm (--help lists what is allowed)"}},
      {"kernel_grid",
       {[] { return said("gemm --grid 4by2"); },
        "--grid = 4by2: allowed is WIDTHxHEIGHT of up to 4096 x 4096 tiles, such as 4x2 (--help "
        "lists what is allowed)"}},
  };
}

}  // namespace ws::testing_report
