// SPDX-License-Identifier: Apache-2.0
//
// Conversions among f16, f32, int16 and int32, one value at a time. Combinational; functions are
// ws_fp_pkg::Func*. To floating point: to nearest, ties to even. To integers: saturating, a NaN
// gives 0; the WSE-2's rounding is not public, so it is a parameter.
// C++ twins: f32_from_f16 and its neighbours in include/ws/base/fp.h. Change both, or neither.

module ws_fp_convert #(
  parameter bit IntRoundNearest = 1'b0  // 0: toward zero; 1: to nearest, ties to even
) (
  input  logic [2:0]  func_i,
  input  logic [31:0] a_i,      // 16-bit operands in the lower half
  output logic [31:0] result_o  // 16-bit results in the lower half, zero above
);

  localparam logic signed [9:0] HalfBias  = 10'sd112;  // what f32's exponent exceeds f16's by
  localparam logic signed [9:0] IntExp    = 10'sd158;  // exponent of 2^31
  localparam logic signed [9:0] HalfLeast = 10'sd113;  // exponent of f16's least normal value

  logic from_half, from_int16, from_int32, to_half, to_int16, to_int;

  always_comb begin
    from_half  = func_i == ws_fp_pkg::FuncHalfToSingle || func_i == ws_fp_pkg::FuncHalfToInt16;
    from_int16 = func_i == ws_fp_pkg::FuncInt16ToHalf || func_i == ws_fp_pkg::FuncInt16ToSingle;
    from_int32 = func_i == ws_fp_pkg::FuncInt32ToSingle;
    to_half    = func_i == ws_fp_pkg::FuncSingleToHalf || func_i == ws_fp_pkg::FuncInt16ToHalf;
    to_int16   = func_i == ws_fp_pkg::FuncHalfToInt16 || func_i == ws_fp_pkg::FuncSingleToInt16;
    to_int     = to_int16 || func_i == ws_fp_pkg::FuncSingleToInt32;
  end

  // Every source as (-1)^sign * sig * 2^(exp - 158)
  logic              half_sign, half_inf, half_nan, single_sign, single_inf, single_nan;
  logic [4:0]        half_exp;
  logic [10:0]       half_sig;
  logic [7:0]        single_exp;
  logic [23:0]       single_sig;
  logic [31:0]       int_value, sig;
  logic signed [9:0] exp;
  logic              sign, inf, nan;

  ws_fp_unpack #(.ExpWidth(5), .ManWidth(10)) u_unpack_half (
    .value_i(a_i[15:0]), .sign_o(half_sign), .exp_o(half_exp), .sig_o(half_sig),
    .inf_o(half_inf), .nan_o(half_nan)
  );
  ws_fp_unpack #(.ExpWidth(8), .ManWidth(23)) u_unpack_single (
    .value_i(a_i), .sign_o(single_sign), .exp_o(single_exp), .sig_o(single_sig),
    .inf_o(single_inf), .nan_o(single_nan)
  );

  assign int_value = from_int16 ? {{16{a_i[15]}}, a_i[15:0]} : a_i;

  always_comb begin
    if (from_int16 || from_int32) begin
      sign = int_value[31];
      exp  = IntExp;
      sig  = int_value[31] ? -int_value : int_value;
      inf  = 1'b0;
      nan  = 1'b0;
    end else if (from_half) begin
      sign = half_sign;
      exp  = $signed({5'd0, half_exp}) + HalfBias;
      sig  = {half_sig, 21'd0};
      inf  = half_inf;
      nan  = half_nan;
    end else begin
      sign = single_sign;
      exp  = $signed({2'd0, single_exp});
      sig  = {single_sig, 8'd0};
      inf  = single_inf;
      nan  = single_nan;
    end
  end

  // A one in front, then to the right where the result needs it: below f16's least normal value,
  // or until the units of an integer are in bit 0 of its 32.
  logic [31:0]       normal;
  logic [4:0]        zeros;
  logic signed [9:0] normal_exp, distance;
  logic [5:0]        shift;
  logic [32:0]       lost_mask;
  logic [33:0]       shifted;  // guard and sticky below the 32 bits

  ws_fp_normalize #(.Width(32)) u_normalize (
    .value_i(sig), .stop_i('0), .value_o(normal), .count_o(zeros)
  );
  assign normal_exp = exp - $signed({5'd0, zeros});

  always_comb begin
    distance = '0;
    if (to_int)       distance = IntExp - normal_exp;
    else if (to_half) distance = HalfLeast - normal_exp;
    if (distance < 0)       shift = '0;
    else if (distance > 33) shift = 6'd33;
    else                    shift = distance[5:0];
  end

  assign lost_mask = ~({33{1'b1}} << shift);
  assign shifted   = {{normal, 1'b0} >> shift, |({normal, 1'b0} & lost_mask)};

  // Rounding: one increment for all results
  logic        guard, sticky, wanted;
  logic [31:0] cut, rounded;
  logic [7:0]  single_cut_exp;
  logic [4:0]  half_cut_exp;

  assign single_cut_exp = shifted[33] ? normal_exp[7:0] : '0;
  assign half_cut_exp   = shifted[33] ? 5'(normal_exp - HalfBias) : '0;

  always_comb begin
    if (to_int) begin
      cut    = shifted[33:2];
      guard  = shifted[1];
      sticky = shifted[0];
    end else if (to_half) begin
      cut    = {17'd0, half_cut_exp, shifted[32:23]};
      guard  = shifted[22];
      sticky = |shifted[21:0];
    end else begin
      cut    = {1'b0, single_cut_exp, shifted[32:10]};
      guard  = shifted[9];
      sticky = |shifted[8:2];  // a single is not shifted to the right
    end
  end
  assign wanted  = guard && (sticky || cut[0]) && (!to_int || IntRoundNearest);
  assign rounded = cut + 32'(wanted);

  // Results
  logic        int_over;
  logic [31:0] int_limit, int_size;
  logic [15:0] half;
  logic [31:0] single;

  // The greatest magnitude: one more below zero than above. What is too large for 32 bits was not
  // shifted, so that it is at least 2^31: above the limit, or the limit itself.
  assign int_limit = (to_int16 ? 32'h0000_7FFF : 32'h7FFF_FFFF) + 32'(sign);
  assign int_over  = rounded > int_limit;

  always_comb begin
    if (nan)           int_size = '0;
    else if (int_over) int_size = int_limit;
    else               int_size = rounded;
  end

  always_comb begin
    if (nan)                                              half = 16'h7E00;
    else if (inf || normal_exp >= HalfBias + 10'sd31)     half = {sign, 15'h7C00};
    else                                                  half = {sign, rounded[14:0]};
    if (nan)      single = 32'h7FC0_0000;
    else if (inf) single = {sign, 31'h7F80_0000};
    else          single = {sign, rounded[30:0]};
  end

  always_comb begin
    if (to_int)       result_o = sign ? -int_size : int_size;
    else if (to_half) result_o = {16'd0, half};
    else              result_o = single;
    if (to_int16) result_o[31:16] = '0;
  end

endmodule
