// SPDX-License-Identifier: Apache-2.0
//
// Adds x, which is wider than the format (an exact product, or any operand), and y, which has the
// format, and rounds once: to nearest, ties to even. Combinational.
//
// x is (-1)^sign * sig * 2^(exp - bias - SigWidth + 1). It has a one in front unless it is zero,
// its exponent is 1, or y is zero. The result keeps subnormals; a NaN is the canonical one.
// C++ twins: f16_fma, f32_add, f32_fma in include/ws/base/fp.h. Change both, or neither.

module ws_fp_add #(
  parameter int unsigned ExpWidth  = 8,
  parameter int unsigned ManWidth  = 23,
  parameter int unsigned SigWidth  = 24,           // of x, at least ManWidth + 1
  parameter int unsigned XExpWidth = ExpWidth + 3  // signed
) (
  input  logic                        x_sign_i,
  input  logic signed [XExpWidth-1:0] x_exp_i,
  input  logic        [SigWidth-1:0]  x_sig_i,
  input  logic                        x_inf_i,
  input  logic                        x_nan_i,
  input  logic [ExpWidth+ManWidth:0]  y_i,
  output logic [ExpWidth+ManWidth:0]  sum_o
);

  // Bits kept below x: a sticky one suffices where x is longer than the result by a bit or more,
  // else guard, round and sticky.
  localparam int unsigned Extra    = SigWidth > ManWidth + 1 ? 1 : 3;
  localparam int unsigned Width    = SigWidth + Extra;
  localparam int unsigned AddWidth = Width + 1;  // with carry
  localparam int unsigned CntWidth = $clog2(AddWidth);

  logic                y_sign, y_inf, y_nan;
  logic [ExpWidth-1:0] y_exp;
  logic [ManWidth:0]   y_sig;

  ws_fp_unpack #(.ExpWidth(ExpWidth), .ManWidth(ManWidth)) u_unpack_y (
    .value_i(y_i), .sign_o(y_sign), .exp_o(y_exp), .sig_o(y_sig), .inf_o(y_inf), .nan_o(y_nan)
  );

  // The operand with the greater exponent stays, the other one is shifted right; bits that fall
  // out are remembered in the lowest one.
  logic signed [XExpWidth-1:0] exp_diff;
  logic        [XExpWidth-1:0] exp_distance;
  logic                        x_leads;
  logic [SigWidth-1:0]         y_sig_wide, lead_sig, trail_sig;
  logic [XExpWidth-1:0]        lead_exp;  // at least 1, as y's is
  logic [CntWidth-1:0]         align;
  logic [Width-1:0]            trail_wide, lost_mask, trail_aligned;

  assign y_sig_wide   = {y_sig, {(SigWidth - ManWidth - 1){1'b0}}};
  assign exp_diff     = x_exp_i - $signed({{(XExpWidth - ExpWidth){1'b0}}, y_exp});
  assign x_leads      = !exp_diff[XExpWidth-1];
  assign exp_distance = x_leads ? exp_diff : -exp_diff;
  assign lead_sig     = x_leads ? x_sig_i : y_sig_wide;
  assign trail_sig    = x_leads ? y_sig_wide : x_sig_i;
  assign lead_exp     = x_leads ? x_exp_i : {{(XExpWidth - ExpWidth){1'b0}}, y_exp};

  assign align         = exp_distance > XExpWidth'(Width) ? CntWidth'(Width) : exp_distance[CntWidth-1:0];
  assign trail_wide    = {trail_sig, {Extra{1'b0}}};
  assign lost_mask     = ~({Width{1'b1}} << align);
  assign trail_aligned = (trail_wide >> align) | Width'(|(trail_wide & lost_mask));

  // Sum of the magnitudes, or their difference; where that is negative, its negative.
  logic                subtract, negative;
  logic [AddWidth-1:0] lead_wide, raw, sum;

  assign subtract  = x_sign_i ^ y_sign;
  assign lead_wide = {1'b0, lead_sig, {Extra{1'b0}}};
  assign raw       = subtract ? lead_wide - {1'b0, trail_aligned} : lead_wide + {1'b0, trail_aligned};
  assign negative  = subtract && raw[AddWidth-1];
  assign sum       = negative ? -raw : raw;

  // To the left until a one is in front, but no further than exponent 1: a marker stands there.
  logic [AddWidth-1:0]  marker, normal;
  logic [CntWidth-1:0]  zeros;
  logic [XExpWidth-1:0] normal_exp;

  assign marker     = lead_exp < XExpWidth'(AddWidth)
                    ? {1'b1, {(AddWidth - 1){1'b0}}} >> lead_exp[CntWidth-1:0] : '0;
  assign normal_exp = lead_exp + 1'b1 - XExpWidth'(zeros);

  ws_fp_normalize #(.Width(AddWidth)) u_normalize (
    .value_i(sum), .stop_i(marker), .value_o(normal), .count_o(zeros)
  );

  // A carry of the rounding runs into the exponent, where it belongs.
  logic                         guard, sticky, round_up, overflow, sign;
  logic [ManWidth-1:0]          man;
  logic [ExpWidth-1:0]          exp;
  logic [ExpWidth+ManWidth-1:0] rounded, finite;

  assign man      = normal[AddWidth-2 -: ManWidth];
  assign guard    = normal[AddWidth-2-ManWidth];
  assign sticky   = |normal[AddWidth-3-ManWidth:0];
  assign round_up = guard && (sticky || man[0]);
  assign exp      = normal[AddWidth-1] ? normal_exp[ExpWidth-1:0] : '0;
  assign rounded  = {exp, man} + (ExpWidth + ManWidth)'(round_up);
  assign overflow = normal[AddWidth-1] && normal_exp >= XExpWidth'((1 << ExpWidth) - 1);
  assign finite   = overflow ? {{ExpWidth{1'b1}}, {ManWidth{1'b0}}} : rounded;

  always_comb begin
    if (sum == '0) sign = x_sign_i && y_sign;
    else           sign = x_leads ^ negative ? x_sign_i : y_sign;
  end

  always_comb begin
    if (x_nan_i || y_nan || (x_inf_i && y_inf && subtract)) begin
      sum_o = {1'b0, {(ExpWidth + 1){1'b1}}, {(ManWidth - 1){1'b0}}};
    end else if (x_inf_i || y_inf) begin
      sum_o = {x_inf_i ? x_sign_i : y_sign, {ExpWidth{1'b1}}, {ManWidth{1'b0}}};
    end else begin
      sum_o = {sign, finite};
    end
  end

endmodule
