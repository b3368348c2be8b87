// SPDX-License-Identifier: Apache-2.0
//
// One of the four f16 lanes: everything that an f16 operation does, and the exact product that the
// mixed lane beside it adds to an f32. Combinational; functions are ws_fp_pkg::Func*.

module ws_fp_half_lane (
  input  logic [2:0]         func_i,
  input  logic [15:0]        a_i,
  input  logic [15:0]        b_i,      // factor, or the int16 of FuncScale
  input  logic [15:0]        c_i,
  output logic [15:0]        result_o,
  output logic               less_o,   // a and c compared
  output logic               equal_o,
  output logic               unordered_o,
  // The exact product, a alone unless the function is Mul or Fma; see ws_fp_mul
  output logic               prod_sign_o,
  output logic signed [7:0]  prod_exp_o,
  output logic        [21:0] prod_sig_o,
  output logic               prod_inf_o,
  output logic               prod_nan_o
);

  localparam logic [15:0] One = 16'h3C00;

  logic               multiply;
  logic        [6:0]  scale;
  logic signed [7:0]  scaled_exp;
  logic        [15:0] addend, sum, max;

  assign multiply = func_i == ws_fp_pkg::FuncMul || func_i == ws_fp_pkg::FuncFma;

  ws_fp_mul #(.ExpWidth(5), .ManWidth(10)) u_mul (
    .a_i, .b_i(multiply ? b_i : One),
    .sign_o(prod_sign_o), .exp_o(prod_exp_o), .sig_o(prod_sig_o),
    .inf_o(prod_inf_o), .nan_o(prod_nan_o)
  );

  // Beyond 2^63 either way every f16 becomes infinite or zero.
  always_comb begin
    if (func_i != ws_fp_pkg::FuncScale)   scale = '0;
    else if (b_i[15:6] == {10{b_i[15]}})  scale = b_i[6:0];
    else                                  scale = {b_i[15], {6{!b_i[15]}}};
  end
  assign scaled_exp = prod_exp_o + $signed({scale[6], scale});

  // A product alone is the sum with a zero of its own sign.
  always_comb begin
    case (func_i)
      ws_fp_pkg::FuncSub:                          addend = {!c_i[15], c_i[14:0]};
      ws_fp_pkg::FuncMul, ws_fp_pkg::FuncScale:    addend = {prod_sign_o, 15'd0};
      default:                                     addend = c_i;
    endcase
  end

  ws_fp_add #(.ExpWidth(5), .ManWidth(10), .SigWidth(22)) u_add (
    .x_sign_i(prod_sign_o), .x_exp_i(scaled_exp), .x_sig_i(prod_sig_o),
    .x_inf_i(prod_inf_o), .x_nan_i(prod_nan_o), .y_i(addend), .sum_o(sum)
  );

  ws_fp_compare #(.ExpWidth(5), .ManWidth(10)) u_compare (
    .a_i, .c_i, .less_o, .equal_o, .unordered_o, .max_o(max)
  );

  always_comb begin
    case (func_i)
      ws_fp_pkg::FuncMax: result_o = max;
      ws_fp_pkg::FuncNeg: result_o = {!a_i[15], a_i[14:0]};
      ws_fp_pkg::FuncAbs: result_o = {1'b0, a_i[14:0]};
      default:            result_o = sum;
    endcase
  end

endmodule
