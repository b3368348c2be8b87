// SPDX-License-Identifier: Apache-2.0
//
// Takes a binary floating point value apart. The exponent of a subnormal is 1, as that of the
// smallest normal value; its significand has a zero in front.

module ws_fp_unpack #(
  parameter int unsigned ExpWidth = 8,
  parameter int unsigned ManWidth = 23
) (
  input  logic [ExpWidth+ManWidth:0] value_i,
  output logic                       sign_o,
  output logic [ExpWidth-1:0]        exp_o,
  output logic [ManWidth:0]          sig_o,
  output logic                       inf_o,
  output logic                       nan_o
);

  logic [ExpWidth-1:0] exp;
  logic                normal, special;

  assign exp     = value_i[ManWidth +: ExpWidth];
  assign normal  = |exp;
  assign special = &exp;

  assign sign_o = value_i[ExpWidth+ManWidth];
  assign exp_o  = {exp[ExpWidth-1:1], exp[0] | ~normal};
  assign sig_o  = {normal, value_i[ManWidth-1:0]};
  assign inf_o  = special && value_i[ManWidth-1:0] == '0;
  assign nan_o  = special && value_i[ManWidth-1:0] != '0;

endmodule
