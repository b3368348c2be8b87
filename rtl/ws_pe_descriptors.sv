// SPDX-License-Identifier: Apache-2.0
// All descriptor registers and the stride registers. Instructions read one register of any file and
// one of each source file; a step reads its three operands'.

module ws_pe_descriptors (
  input  logic         clk_i,
  input  logic         rst_ni,
  // For instructions
  input  logic [5:0]   any_i,        // file and number
  output logic [63:0]  any_o,
  input  logic [3:0]   src0_i,
  output logic [63:0]  src0_o,
  input  logic [3:0]   src1_i,
  output logic [63:0]  src1_o,
  input  logic [5:0]   w_i,
  input  logic [3:0]   we_i,
  input  logic [63:0]  wdata_i,
  input  logic [3:0]   stride_i,
  output logic [15:0]  stride_o,
  input  logic         stride_we_i,
  input  logic [3:0]   stride_w_i,
  input  logic [15:0]  stride_wdata_i,
  input  logic [7:0]   clear_i,
  // For steps: destination and sources from the low bits up
  input  logic [5:0]   step_fieldd_i,
  input  logic [3:0]   step_num0_i,
  input  logic [3:0]   step_num1_i,
  output logic [191:0] step_o,
  input  logic [2:0]   save_i,
  input  logic [47:0]  save_data_i,
  input  logic [11:0]  step_stride_i,
  output logic [47:0]  step_stride_o,
  input  logic [8:0]   x_num_i,
  output logic [191:0] x_o,
  output logic [143:0] x_count_o,
  input  logic [2:0]   x_head_we_i,
  input  logic [2:0]   x_fill_we_i,
  input  logic [47:0]  x_head_i,
  input  logic [47:0]  x_fill_i,
  input  logic [2:0]   x_count_we_i,
  input  logic [143:0] x_count_i,
  output logic [7:0]   some1_o,
  output logic [7:0]   some2_o,
  output logic [7:0]   room1_o,
  output logic [7:0]   room2_o
);

  logic [63:0]  any_d, any_a, any_b, any_x, step_d, step_a;
  logic         to_src0;  // the destination is in the src0 file

  assign to_src0 = step_fieldd_i[5:4] == ws_isa_pkg::OperandOther;

  function automatic logic [3:0] for_file(input logic [3:0] we, input logic [1:0] file,
                                          input logic [1:0] wanted);
    for_file = file == wanted ? we : 4'd0;
  endfunction

  ws_pe_dsr_file #(.Count(ws_isa_pkg::DestDsrs), .Reads(2)) u_dest (
    .clk_i, .rst_ni, .read_i({step_fieldd_i[3:0], any_i[3:0]}), .data_o({step_d, any_d}),
    .we_i(for_file(we_i, w_i[5:4], ws_isa_pkg::FileDest)), .w_i(w_i[3:0]), .wdata_i,
    .save0_i(save_i[0] && !to_src0), .save0_num_i(step_fieldd_i[3:0]),
    .save0_data_i(save_data_i[15:0]), .save1_i(1'b0), .save1_num_i(4'd0), .save1_data_i(16'd0)
  );

  ws_pe_dsr_file #(.Count(ws_isa_pkg::Src0Dsrs), .Reads(4)) u_src0 (
    .clk_i, .rst_ni, .read_i({step_fieldd_i[3:0], step_num0_i, src0_i, any_i[3:0]}),
    .data_o({step_a, step_o[127:64], src0_o, any_a}),
    .we_i(for_file(we_i, w_i[5:4], ws_isa_pkg::FileSrc0)), .w_i(w_i[3:0]), .wdata_i,
    .save0_i(save_i[0] && to_src0), .save0_num_i(step_fieldd_i[3:0]),
    .save0_data_i(save_data_i[15:0]), .save1_i(save_i[1]), .save1_num_i(step_num0_i),
    .save1_data_i(save_data_i[31:16])
  );

  ws_pe_dsr_file #(.Count(ws_isa_pkg::Src1Dsrs), .Reads(3)) u_src1 (
    .clk_i, .rst_ni, .read_i({step_num1_i, src1_i, any_i[3:0]}),
    .data_o({step_o[191:128], src1_o, any_b}),
    .we_i(for_file(we_i, w_i[5:4], ws_isa_pkg::FileSrc1)), .w_i(w_i[3:0]), .wdata_i,
    .save0_i(save_i[2]), .save0_num_i(step_num1_i), .save0_data_i(save_data_i[47:32]),
    .save1_i(1'b0), .save1_num_i(4'd0), .save1_data_i(16'd0)
  );

  ws_pe_xdsr u_extended (
    .clk_i, .rst_ni, .read_i(any_i[2:0]), .data_o(any_x),
    .we_i(for_file(we_i, w_i[5:4], ws_isa_pkg::FileXdsr)), .w_i(w_i[2:0]), .wdata_i, .clear_i,
    .num_i(x_num_i), .step_o(x_o), .count_o(x_count_o), .head_we_i(x_head_we_i),
    .fill_we_i(x_fill_we_i), .head_i(x_head_i), .fill_i(x_fill_i), .count_we_i(x_count_we_i),
    .count_i(x_count_i), .some1_o, .some2_o, .room1_o, .room2_o
  );

  assign step_o[63:0] = to_src0 ? step_a : step_d;

  always_comb begin
    case (any_i[5:4])
      ws_isa_pkg::FileDest: any_o = any_d;
      ws_isa_pkg::FileSrc0: any_o = any_a;
      ws_isa_pkg::FileSrc1: any_o = any_b;
      default:              any_o = any_x;
    endcase
  end

  // ---- Stride registers

  logic [15:0] stride_q [16];

  assign stride_o = stride_q[stride_i];
  for (genvar p = 0; p < 3; p++) begin : gen_stride_read
    assign step_stride_o[16*p+:16] = stride_q[step_stride_i[4*p+:4]];
  end
  for (genvar n = 0; n < 16; n++) begin : gen_stride
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        stride_q[n] <= '0;
      end else if (stride_we_i && stride_w_i == 4'(n)) begin
        stride_q[n] <= stride_wdata_i;
      end
    end
  end

endmodule
