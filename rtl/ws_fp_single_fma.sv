// SPDX-License-Identifier: Apache-2.0
//
// The one f32 multiplier: a * b + c rounded once, or a * b. Combinational.

module ws_fp_single_fma (
  input  logic        add_i,     // add c
  input  logic [31:0] a_i,
  input  logic [31:0] b_i,
  input  logic [31:0] c_i,
  output logic [31:0] result_o
);

  logic               sign, inf, nan;
  logic signed [10:0] exp;
  logic        [47:0] sig;

  ws_fp_mul #(.ExpWidth(8), .ManWidth(23)) u_mul (
    .a_i, .b_i, .sign_o(sign), .exp_o(exp), .sig_o(sig), .inf_o(inf), .nan_o(nan)
  );
  ws_fp_add #(.ExpWidth(8), .ManWidth(23), .SigWidth(48)) u_add (
    .x_sign_i(sign), .x_exp_i(exp), .x_sig_i(sig), .x_inf_i(inf), .x_nan_i(nan),
    .y_i(add_i ? c_i : {sign, 31'd0}), .sum_o(result_o)
  );

endmodule
