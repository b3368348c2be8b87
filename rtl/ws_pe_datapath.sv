// SPDX-License-Identifier: Apache-2.0
// What vector instructions compute: integer lanes and the floating point unit. It also compares for
// the scalar instructions. Combinational; elements lie side by side in their own widths.

module ws_pe_datapath (
  input  logic        enable_i,
  input  logic [7:0]  op_i,
  input  logic [63:0] src0_i,
  input  logic [63:0] src1_i,
  input  logic [31:0] scalar_i,
  output logic [63:0] result_o,
  output logic        truth_o     // of a comparison
);

  // ---- Floating point: what the unit is asked

  logic        float;
  logic [1:0]  kind;
  logic [2:0]  func;
  logic [63:0] a, b, c, fpu_result;
  logic        less, equal, unordered;

  always_comb begin
    float = enable_i;
    kind  = ws_fp_pkg::KindHalf;
    func  = ws_fp_pkg::FuncAdd;
    a     = src0_i;
    b     = src1_i;
    c     = src1_i;
    case (op_i)
      ws_isa_pkg::OpFaddh: ;
      ws_isa_pkg::OpFeqh, ws_isa_pkg::OpFlth, ws_isa_pkg::OpFleh,
      ws_isa_pkg::OpFmaxh: func = ws_fp_pkg::FuncMax;
      ws_isa_pkg::OpFsubh: func = ws_fp_pkg::FuncSub;
      ws_isa_pkg::OpFmulh: func = ws_fp_pkg::FuncMul;
      ws_isa_pkg::OpFmach: begin
        func = ws_fp_pkg::FuncFma; a = src1_i; b = {4{scalar_i[15:0]}}; c = src0_i;
      end
      ws_isa_pkg::OpFnegh: begin func = ws_fp_pkg::FuncNeg; a = src1_i; end
      ws_isa_pkg::OpFabsh: begin func = ws_fp_pkg::FuncAbs; a = src1_i; end
      ws_isa_pkg::OpFscaleh: func = ws_fp_pkg::FuncScale;
      ws_isa_pkg::OpFadds: kind = ws_fp_pkg::KindSingle;
      ws_isa_pkg::OpFeqs, ws_isa_pkg::OpFlts, ws_isa_pkg::OpFles,
      ws_isa_pkg::OpFmaxs: begin kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncMax; end
      ws_isa_pkg::OpFsubs: begin kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncSub; end
      ws_isa_pkg::OpFmuls: begin kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncMul; end
      ws_isa_pkg::OpFmacs: begin
        kind = ws_fp_pkg::KindSingle;
        func = ws_fp_pkg::FuncFma; a = src1_i; b = {2{scalar_i}}; c = src0_i;
      end
      ws_isa_pkg::OpFnegs: begin
        kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncNeg; a = src1_i;
      end
      ws_isa_pkg::OpFabss: begin
        kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncAbs; a = src1_i;
      end
      ws_isa_pkg::OpFscales: begin
        kind = ws_fp_pkg::KindSingle; func = ws_fp_pkg::FuncScale;
        b = {16'd0, src1_i[31:16], 16'd0, src1_i[15:0]};
      end
      ws_isa_pkg::OpFmachs: begin
        kind = ws_fp_pkg::KindMixed;
        func = ws_fp_pkg::FuncFma; a = src1_i; b = {4{scalar_i[15:0]}}; c = src0_i;
      end
      ws_isa_pkg::OpFaddhs: begin kind = ws_fp_pkg::KindMixed; a = src1_i; c = src0_i; end
      ws_isa_pkg::OpFh2s: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncHalfToSingle; a = src1_i;
      end
      ws_isa_pkg::OpFs2h: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncSingleToHalf; a = src1_i;
      end
      ws_isa_pkg::OpFh2xp16: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncHalfToInt16; a = src1_i;
      end
      ws_isa_pkg::OpFs2xp16: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncSingleToInt16; a = src1_i;
      end
      ws_isa_pkg::OpXp162fh: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncInt16ToHalf; a = src1_i;
      end
      ws_isa_pkg::OpXp162fs: begin
        kind = ws_fp_pkg::KindConvert; func = ws_fp_pkg::FuncInt16ToSingle; a = src1_i;
      end
      default: float = 1'b0;
    endcase
  end

  ws_fpu #(.IntRoundNearest(1'b1)) u_fpu (
    .enable_i(float), .kind_i(kind), .func_i(func),
    .a_i(float ? a : '0), .b_i(float ? b : '0), .c_i(float ? c : '0),
    .result_o(fpu_result), .less_o(less), .equal_o(equal), .unordered_o(unordered)
  );

  always_comb begin
    case (op_i)
      ws_isa_pkg::OpFeqh, ws_isa_pkg::OpFeqs: truth_o = equal && !unordered;
      ws_isa_pkg::OpFlth, ws_isa_pkg::OpFlts: truth_o = less && !unordered;
      default:                                truth_o = (less || equal) && !unordered;
    endcase
  end

  // ---- Integers and moves

  logic [63:0] integer_result;

  always_comb begin
    integer_result = src1_i;
    case (op_i)
      ws_isa_pkg::OpAdd16, ws_isa_pkg::OpSub16: begin
        for (int unsigned i = 0; i < 4; i++) begin
          integer_result[16*i+:16] = op_i == ws_isa_pkg::OpSub16
                                   ? src0_i[16*i+:16] - src1_i[16*i+:16]
                                   : src0_i[16*i+:16] + src1_i[16*i+:16];
        end
      end
      ws_isa_pkg::OpAnd16: integer_result = src0_i & src1_i;
      ws_isa_pkg::OpOr16:  integer_result = src0_i | src1_i;
      ws_isa_pkg::OpXor16: integer_result = src0_i ^ src1_i;
      ws_isa_pkg::OpSll16: integer_result[15:0] = src0_i[15:0] << src1_i[3:0];
      ws_isa_pkg::OpSlr16: integer_result[15:0] = src0_i[15:0] >> src1_i[3:0];
      ws_isa_pkg::OpSar16: integer_result[15:0] = $signed(src0_i[15:0]) >>> src1_i[3:0];
      default: ;
    endcase
  end

  assign result_o = float ? fpu_result : integer_result;

endmodule
