// SPDX-License-Identifier: Apache-2.0
//
// The processing element's floating point unit: four f16 lanes, two f32 lanes, which also add f32
// values to the products of the first two f16 lanes, one f32 multiplier and one converter.
// Combinational. An operation's elements lie side by side from bit 0 in its format's width; mixed
// operations take f16 elements in a_i and b_i, f32 elements in c_i, and f16 elements of a_i for
// KindMixed with FuncAdd. FuncScale finds its int16 in the lowest 16 bits of b_i's element.
// Kinds and functions are those of ws_fp_pkg. Bits of elements that do not exist are zero.

module ws_fpu #(
  parameter bit IntRoundNearest = 1'b0  // see ws_fp_convert
) (
  input  logic        enable_i,
  input  logic [1:0]  kind_i,
  input  logic [2:0]  func_i,
  input  logic [63:0] a_i,
  input  logic [63:0] b_i,
  input  logic [63:0] c_i,
  output logic [63:0] result_o,
  // Elements 0 of a and c compared; of f16 and f32 operations
  output logic        less_o,
  output logic        equal_o,
  output logic        unordered_o
);

  logic multiply, half, mixed, single, single_fma, convert;

  assign multiply   = func_i == ws_fp_pkg::FuncMul || func_i == ws_fp_pkg::FuncFma;
  assign half       = enable_i && kind_i == ws_fp_pkg::KindHalf;
  assign mixed      = enable_i && kind_i == ws_fp_pkg::KindMixed;
  assign single     = enable_i && kind_i == ws_fp_pkg::KindSingle && !multiply;
  assign single_fma = enable_i && kind_i == ws_fp_pkg::KindSingle && multiply;
  assign convert    = enable_i && kind_i == ws_fp_pkg::KindConvert;

  // A unit that is not asked sees zeros and so stays quiet.
  logic [63:0] half_a, half_b, half_c, half_result;
  logic [3:0]  half_less, half_equal, half_unordered;

  // Products of the f16 lanes; the upper two lanes' are not used.
  logic [3:0]  prod_sign, prod_inf, prod_nan;
  logic [31:0] prod_exp;
  logic [87:0] prod_sig;

  assign half_a = {half ? a_i[63:32] : '0, half || mixed ? a_i[31:0] : '0};
  assign half_b = {half ? b_i[63:32] : '0, half || mixed ? b_i[31:0] : '0};
  assign half_c = half ? c_i : '0;

  for (genvar i = 0; i < 4; i++) begin : gen_half
    ws_fp_half_lane u_lane (
      .func_i,
      .a_i        (half_a[16*i +: 16]),
      .b_i        (half_b[16*i +: 16]),
      .c_i        (half_c[16*i +: 16]),
      .result_o   (half_result[16*i +: 16]),
      .less_o     (half_less[i]),
      .equal_o    (half_equal[i]),
      .unordered_o(half_unordered[i]),
      .prod_sign_o(prod_sign[i]),
      .prod_exp_o (prod_exp[8*i +: 8]),
      .prod_sig_o (prod_sig[22*i +: 22]),
      .prod_inf_o (prod_inf[i]),
      .prod_nan_o (prod_nan[i])
    );
  end

  logic [63:0] single_a, single_c, single_result;
  logic [31:0] single_n;
  logic [1:0]  single_less, single_equal, single_unordered;

  assign single_a = single ? a_i : '0;
  assign single_c = single || mixed ? c_i : '0;
  assign single_n = single ? {b_i[47:32], b_i[15:0]} : '0;

  for (genvar i = 0; i < 2; i++) begin : gen_single
    ws_fp_single_lane u_lane (
      .mixed_i    (mixed),
      .func_i,
      .a_i        (single_a[32*i +: 32]),
      .n_i        (single_n[16*i +: 16]),
      .c_i        (single_c[32*i +: 32]),
      .result_o   (single_result[32*i +: 32]),
      .less_o     (single_less[i]),
      .equal_o    (single_equal[i]),
      .unordered_o(single_unordered[i]),
      .prod_sign_i(mixed && prod_sign[i]),
      .prod_exp_i (mixed ? prod_exp[8*i +: 8] : '0),
      .prod_sig_i (mixed ? prod_sig[22*i +: 22] : '0),
      .prod_inf_i (mixed && prod_inf[i]),
      .prod_nan_i (mixed && prod_nan[i])
    );
  end

  logic [31:0] fma_result, convert_result;

  ws_fp_single_fma u_single_fma (
    .add_i   (func_i == ws_fp_pkg::FuncFma),
    .a_i     (single_fma ? a_i[31:0] : '0),
    .b_i     (single_fma ? b_i[31:0] : '0),
    .c_i     (single_fma ? c_i[31:0] : '0),
    .result_o(fma_result)
  );

  ws_fp_convert #(.IntRoundNearest(IntRoundNearest)) u_convert (
    .func_i,
    .a_i     (convert ? a_i[31:0] : '0),
    .result_o(convert_result)
  );

  always_comb begin
    result_o = '0;
    if (half)            result_o = half_result;
    if (single || mixed) result_o = single_result;
    if (single_fma)      result_o = {32'd0, fma_result};
    if (convert)         result_o = {32'd0, convert_result};
  end

  assign less_o      = half ? half_less[0] : single && single_less[0];
  assign equal_o     = half ? half_equal[0] : single && single_equal[0];
  assign unordered_o = half ? half_unordered[0] : single && single_unordered[0];

  logic unused;
  assign unused = ^{half_less[3:1], half_equal[3:1], half_unordered[3:1], single_less[1],
                    single_equal[1], single_unordered[1], prod_sign[3:2], prod_inf[3:2],
                    prod_nan[3:2], prod_exp[31:16], prod_sig[87:44]};

endmodule
