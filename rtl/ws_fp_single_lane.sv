// SPDX-License-Identifier: Apache-2.0
//
// One of the two f32 lanes: f32 operations but Mul and Fma, and the mixed ones, which add an f32 to
// the exact product that an f16 lane makes. Combinational; functions are ws_fp_pkg::Func*.

module ws_fp_single_lane (
  input  logic               mixed_i,  // add c to the product, not to a
  input  logic [2:0]         func_i,
  input  logic [31:0]        a_i,
  input  logic [15:0]        n_i,      // the int16 of FuncScale
  input  logic [31:0]        c_i,
  output logic [31:0]        result_o,
  output logic               less_o,   // a and c compared
  output logic               equal_o,
  output logic               unordered_o,
  // Product of an f16 lane
  input  logic               prod_sign_i,
  input  logic signed [7:0]  prod_exp_i,
  input  logic        [21:0] prod_sig_i,
  input  logic               prod_inf_i,
  input  logic               prod_nan_i
);

  localparam logic [10:0] BiasDifference = 11'd112;  // 127 - 15

  logic               a_sign, a_inf, a_nan, scaling, x_sign, x_inf, x_nan;
  logic        [7:0]  a_exp;
  logic        [23:0] a_sig, x_sig;
  logic        [9:0]  scale;
  logic signed [10:0] x_exp;
  logic        [31:0] addend, sum, max;

  ws_fp_unpack #(.ExpWidth(8), .ManWidth(23)) u_unpack_a (
    .value_i(a_i), .sign_o(a_sign), .exp_o(a_exp), .sig_o(a_sig), .inf_o(a_inf), .nan_o(a_nan)
  );

  // Beyond 2^511 either way every f32 becomes infinite or zero.
  assign scaling = func_i == ws_fp_pkg::FuncScale;
  always_comb begin
    if (!scaling)                        scale = '0;
    else if (n_i[15:9] == {7{n_i[15]}})  scale = n_i[9:0];
    else                                 scale = {n_i[15], {9{!n_i[15]}}};
  end

  always_comb begin
    if (mixed_i) begin
      x_sign = prod_sign_i;
      // As in ws_fp_mul, zero has the format's least exponent.
      x_exp  = prod_sig_i[21] ? $signed({{3{prod_exp_i[7]}}, prod_exp_i} + BiasDifference) : 11'sd1;
      x_sig  = {prod_sig_i, 2'b00};
      x_inf  = prod_inf_i;
      x_nan  = prod_nan_i;
    end else begin
      x_sign = a_sign;
      x_exp  = $signed({3'b000, a_exp} + {scale[9], scale});
      x_sig  = a_sig;
      x_inf  = a_inf;
      x_nan  = a_nan;
    end
  end

  always_comb begin
    case (func_i)
      ws_fp_pkg::FuncSub:   addend = {!c_i[31], c_i[30:0]};
      ws_fp_pkg::FuncScale: addend = {a_sign, 31'd0};
      default:              addend = c_i;
    endcase
  end

  ws_fp_add #(.ExpWidth(8), .ManWidth(23), .SigWidth(24)) u_add (
    .x_sign_i(x_sign), .x_exp_i(x_exp), .x_sig_i(x_sig), .x_inf_i(x_inf), .x_nan_i(x_nan),
    .y_i(addend), .sum_o(sum)
  );

  ws_fp_compare #(.ExpWidth(8), .ManWidth(23)) u_compare (
    .a_i, .c_i, .less_o, .equal_o, .unordered_o, .max_o(max)
  );

  always_comb begin
    case (func_i)
      ws_fp_pkg::FuncMax: result_o = max;
      ws_fp_pkg::FuncNeg: result_o = {!a_i[31], a_i[30:0]};
      ws_fp_pkg::FuncAbs: result_o = {1'b0, a_i[30:0]};
      default:            result_o = sum;
    endcase
  end

endmodule
