// SPDX-License-Identifier: Apache-2.0
// The general registers: four reads, three of them of pairs, and one write of a register or a pair.

module ws_pe_gpr (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [3:0]  x_i,       // of a pair, the upper half is that of the odd register
  input  logic [3:0]  a_i,
  input  logic [3:0]  b_i,
  input  logic [3:0]  n_i,
  output logic [31:0] x_o,
  output logic [31:0] a_o,
  output logic [31:0] b_o,
  output logic [15:0] n_o,
  input  logic [1:0]  we_i,      // the register named, the odd one of its pair
  input  logic [3:0]  w_i,
  input  logic [31:0] wdata_i
);

  logic [15:0] gpr_q [16];

  assign x_o = {gpr_q[x_i | 4'd1], gpr_q[x_i]};
  assign a_o = {gpr_q[a_i | 4'd1], gpr_q[a_i]};
  assign b_o = {gpr_q[b_i | 4'd1], gpr_q[b_i]};
  assign n_o = gpr_q[n_i];

  for (genvar r = 0; r < 16; r++) begin : gen_register
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        gpr_q[r] <= '0;
      end else if (we_i[1] && (w_i | 4'd1) == 4'(r)) begin
        gpr_q[r] <= wdata_i[31:16];
      end else if (we_i[0] && w_i == 4'(r)) begin
        gpr_q[r] <= wdata_i[15:0];
      end
    end
  end

endmodule
