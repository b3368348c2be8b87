// SPDX-License-Identifier: Apache-2.0
// Scalar arithmetic and branch conditions. Combinational. Of pairs the low half is in the low bits.

module ws_pe_alu (
  input  logic [7:0]  op_i,
  input  logic [15:0] imm_i,
  input  logic [15:0] x_i,       // register at 23:20
  input  logic [31:0] a_i,       // register or pair at 19:16
  input  logic [31:0] b_i,       // register or pair at 15:12
  output logic [31:0] result_o,
  output logic        taken_o
);

  logic [15:0] a, b;
  logic [4:0]  zeros_above, zeros_below, ones;
  logic [33:0] product;
  logic        with_imm, sign_a, sign_b;

  assign with_imm = op_i[7:4] == 4'h3;
  assign a = a_i[15:0];
  assign b = with_imm ? imm_i : b_i[15:0];

  // One multiplier; the low half does not hang on signs.
  assign sign_a  = op_i == ws_isa_pkg::OpMulh && a[15];
  assign sign_b  = op_i == ws_isa_pkg::OpMulh && b[15];
  assign product = $signed({{17{sign_a}}, sign_a, a}) * $signed({{17{sign_b}}, sign_b, b});

  always_comb begin
    zeros_above = 5'd16;
    zeros_below = 5'd16;
    ones        = '0;
    for (int i = 0; i < 16; i++) begin
      if (a[i]) zeros_above = 5'd15 - i[4:0];
      if (a[15-i]) zeros_below = 5'd15 - i[4:0];
      ones = ones + {4'd0, a[i]};
    end
  end

  logic signed [16:0] below, below_unsigned;

  assign below          = $signed({a[15], a}) - $signed({b[15], b});
  assign below_unsigned = $signed({1'b0, a}) - $signed({1'b0, b});

  always_comb begin
    result_o = '0;
    case (op_i)
      ws_isa_pkg::OpAdd, ws_isa_pkg::OpAddi:   result_o[15:0] = a + b;
      ws_isa_pkg::OpSub:                       result_o[15:0] = a - b;
      ws_isa_pkg::OpAnd, ws_isa_pkg::OpAndi:   result_o[15:0] = a & b;
      ws_isa_pkg::OpOr, ws_isa_pkg::OpOri:     result_o[15:0] = a | b;
      ws_isa_pkg::OpXor, ws_isa_pkg::OpXori:   result_o[15:0] = a ^ b;
      ws_isa_pkg::OpSll, ws_isa_pkg::OpSlli:   result_o[15:0] = a << b[3:0];
      ws_isa_pkg::OpSrl, ws_isa_pkg::OpSrli:   result_o[15:0] = a >> b[3:0];
      ws_isa_pkg::OpSra, ws_isa_pkg::OpSrai:   result_o[15:0] = $signed(a) >>> b[3:0];
      ws_isa_pkg::OpMul, ws_isa_pkg::OpMuli:   result_o[15:0] = product[15:0];
      ws_isa_pkg::OpMulh, ws_isa_pkg::OpMulhu: result_o[15:0] = product[31:16];
      ws_isa_pkg::OpSlt, ws_isa_pkg::OpSlti:   result_o[0] = below[16];
      ws_isa_pkg::OpSltu, ws_isa_pkg::OpSltui: result_o[0] = below_unsigned[16];
      ws_isa_pkg::OpSeq, ws_isa_pkg::OpSeqi:   result_o[0] = a == b;
      ws_isa_pkg::OpAdd32:                     result_o = a_i + b_i;
      ws_isa_pkg::OpSub32:                     result_o = a_i - b_i;
      ws_isa_pkg::OpClz:                       result_o[4:0] = zeros_above;
      ws_isa_pkg::OpCtz:                       result_o[4:0] = zeros_below;
      ws_isa_pkg::OpPopcnt:                    result_o[4:0] = ones;
      ws_isa_pkg::OpMov:                       result_o[15:0] = a;
      ws_isa_pkg::OpMovi:                      result_o[15:0] = imm_i;
      default: ;
    endcase
  end

  // Branches compare x with a.
  logic signed [16:0] x_below, x_below_unsigned;

  assign x_below          = $signed({x_i[15], x_i}) - $signed({a[15], a});
  assign x_below_unsigned = $signed({1'b0, x_i}) - $signed({1'b0, a});

  always_comb begin
    case (op_i)
      ws_isa_pkg::OpBeq:  taken_o = x_i == a;
      ws_isa_pkg::OpBne:  taken_o = x_i != a;
      ws_isa_pkg::OpBlt:  taken_o = x_below[16];
      ws_isa_pkg::OpBge:  taken_o = !x_below[16];
      ws_isa_pkg::OpBltu: taken_o = x_below_unsigned[16];
      ws_isa_pkg::OpBgeu: taken_o = !x_below_unsigned[16];
      ws_isa_pkg::OpBeqz: taken_o = x_i == '0;
      ws_isa_pkg::OpBnez: taken_o = x_i != '0;
      ws_isa_pkg::OpJmp, ws_isa_pkg::OpJr, ws_isa_pkg::OpCall, ws_isa_pkg::OpCallr: taken_o = 1'b1;
      default:            taken_o = 1'b0;
    endcase
  end

  logic unused;
  assign unused = ^{product[33:32], below[15:0], below_unsigned[15:0], x_below[15:0],
                    x_below_unsigned[15:0]};

endmodule
