// SPDX-License-Identifier: Apache-2.0
//
// The exact product of two binary floating point values, with a one in front unless it is zero, as
// ws_fp_add takes it. Combinational. The product is (-1)^sign * sig * 2^(exp - bias - SigWidth + 1).

module ws_fp_mul #(
  parameter int unsigned ExpWidth  = 8,
  parameter int unsigned ManWidth  = 23,
  parameter int unsigned SigWidth  = 2 * ManWidth + 2,
  parameter int unsigned XExpWidth = ExpWidth + 3
) (
  input  logic [ExpWidth+ManWidth:0]         a_i,
  input  logic [ExpWidth+ManWidth:0]         b_i,
  output logic                               sign_o,
  output logic signed [XExpWidth-1:0]        exp_o,
  output logic        [SigWidth-1:0]         sig_o,
  output logic                               inf_o,
  output logic                               nan_o
);

  // Added to the exponents' sum: minus the bias, plus one for the product's front bit.
  localparam int unsigned Offset = (1 << (ExpWidth - 1)) - 2;

  logic                        a_sign, a_inf, a_nan, b_sign, b_inf, b_nan, a_zero, b_zero;
  logic [ExpWidth-1:0]         a_exp, b_exp;
  logic [ManWidth:0]           a_sig, b_sig;
  logic [SigWidth-1:0]         raw;
  logic [$clog2(SigWidth)-1:0] zeros;

  ws_fp_unpack #(.ExpWidth(ExpWidth), .ManWidth(ManWidth)) u_unpack_a (
    .value_i(a_i), .sign_o(a_sign), .exp_o(a_exp), .sig_o(a_sig), .inf_o(a_inf), .nan_o(a_nan)
  );
  ws_fp_unpack #(.ExpWidth(ExpWidth), .ManWidth(ManWidth)) u_unpack_b (
    .value_i(b_i), .sign_o(b_sign), .exp_o(b_exp), .sig_o(b_sig), .inf_o(b_inf), .nan_o(b_nan)
  );
  ws_fp_normalize #(.Width(SigWidth)) u_normalize (
    .value_i(raw), .stop_i('0), .value_o(sig_o), .count_o(zeros)
  );

  assign a_zero = a_sig == '0;
  assign b_zero = b_sig == '0;
  assign raw    = SigWidth'(a_sig) * SigWidth'(b_sig);

  assign sign_o = a_sign ^ b_sign;
  assign inf_o  = a_inf || b_inf;
  assign nan_o  = a_nan || b_nan || (a_inf && b_zero) || (b_inf && a_zero);
  // Zero must not push the addend out: its exponent is the least one of the format.
  assign exp_o  = a_zero || b_zero ? XExpWidth'(1)
                : XExpWidth'(a_exp) + XExpWidth'(b_exp) - XExpWidth'(Offset) - XExpWidth'(zeros);

endmodule
