// SPDX-License-Identifier: Apache-2.0
//
// Compares two binary floating point values and names the greater one: maximumNumber of IEEE
// 754-2019, where a number wins against a NaN and +0 against -0. Two NaNs give the canonical one.
// Which of the standard's maxima the WSE-2 has is not public.
// C++ twins: f16_max, f32_max, f16_compare, f32_compare. Change both, or neither.

module ws_fp_compare #(
  parameter int unsigned ExpWidth = 8,
  parameter int unsigned ManWidth = 23
) (
  input  logic [ExpWidth+ManWidth:0] a_i,
  input  logic [ExpWidth+ManWidth:0] c_i,
  output logic                       less_o,       // a < c
  output logic                       equal_o,      // a = c, zeros of either sign
  output logic                       unordered_o,  // one is a NaN
  output logic [ExpWidth+ManWidth:0] max_o
);

  localparam logic [ExpWidth+ManWidth:0] Nan = {1'b0, {(ExpWidth + 1){1'b1}}, {(ManWidth - 1){1'b0}}};
  localparam logic [ExpWidth+ManWidth-1:0] Inf = {{ExpWidth{1'b1}}, {ManWidth{1'b0}}};

  logic [ExpWidth+ManWidth-1:0] a_size, c_size;
  logic                         a_sign, c_sign, a_nan, c_nan, both_zero, below;

  assign {a_sign, a_size} = a_i;
  assign {c_sign, c_size} = c_i;
  assign a_nan     = a_size > Inf;
  assign c_nan     = c_size > Inf;
  assign both_zero = (a_size | c_size) == '0;

  // Order of all values that are no NaNs, -0 below +0
  always_comb begin
    if (a_sign != c_sign) below = a_sign;
    else if (a_sign)      below = a_size > c_size;
    else                  below = a_size < c_size;
  end

  assign unordered_o = a_nan || c_nan;
  assign equal_o     = !unordered_o && (a_i == c_i || both_zero);
  assign less_o      = !unordered_o && below && !both_zero;

  always_comb begin
    if (a_nan && c_nan)             max_o = Nan;
    else if (a_nan)                 max_o = c_i;
    else if (c_nan || !below)       max_o = a_i;
    else                            max_o = c_i;
  end

endmodule
