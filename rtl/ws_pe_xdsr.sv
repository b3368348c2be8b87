// SPDX-License-Identifier: Apache-2.0
// The extended descriptor registers. Each has counters for the dimensions of a mem4d operand: only
// one operation at a time uses it for one, and operands of an operation that share it count alike.

module ws_pe_xdsr (
  input  logic         clk_i,
  input  logic         rst_ni,
  // For instructions
  input  logic [2:0]   read_i,
  output logic [63:0]  data_o,
  input  logic [3:0]   we_i,
  input  logic [2:0]   w_i,
  input  logic [63:0]  wdata_i,
  input  logic [7:0]   clear_i,    // counters
  // For steps: destination and sources from the low bits up
  input  logic [8:0]   num_i,
  output logic [191:0] step_o,
  output logic [143:0] count_o,    // of mem4d
  input  logic [2:0]   head_we_i,  // FIFOs
  input  logic [2:0]   fill_we_i,
  input  logic [47:0]  head_i,
  input  logic [47:0]  fill_i,
  input  logic [2:0]   count_we_i,
  input  logic [143:0] count_i,
  // FIFOs with an element, with room: of one word, of two
  output logic [7:0]   some1_o,
  output logic [7:0]   some2_o,
  output logic [7:0]   room1_o,
  output logic [7:0]   room2_o
);

  logic [63:0] x_q [8];
  logic [47:0] count_q [8];

  assign data_o = x_q[read_i];

  for (genvar p = 0; p < 3; p++) begin : gen_read
    assign step_o[64*p+:64]  = x_q[num_i[3*p+:3]];
    assign count_o[48*p+:48] = count_q[num_i[3*p+:3]];
  end

  for (genvar n = 0; n < 8; n++) begin : gen_register
    logic [2:0] mine;
    logic       writes;
    assign mine   = {num_i[8:6] == 3'(n), num_i[5:3] == 3'(n), num_i[2:0] == 3'(n)};
    assign writes = we_i != '0 && w_i == 3'(n);

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        x_q[n] <= '0;
      end else if (writes) begin
        x_q[n] <= {we_i[3] ? wdata_i[63:48] : x_q[n][63:48],
                   we_i[2] ? wdata_i[47:32] : x_q[n][47:32],
                   we_i[1] ? wdata_i[31:16] : x_q[n][31:16],
                   we_i[0] ? wdata_i[15:0] : x_q[n][15:0]};
      end else if ((mine & fill_we_i) != '0) begin
        x_q[n][63:48] <= mine[0] && fill_we_i[0] ? fill_i[15:0]
                       : mine[1] && fill_we_i[1] ? fill_i[31:16] : fill_i[47:32];
        if (mine[1] && head_we_i[1])      x_q[n][47:32] <= head_i[31:16];
        else if (mine[2] && head_we_i[2]) x_q[n][47:32] <= head_i[47:32];
      end
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        count_q[n] <= '0;
      end else if (clear_i[n]) begin
        count_q[n] <= '0;
      end else if ((mine & count_we_i) != '0) begin
        count_q[n] <= mine[0] && count_we_i[0] ? count_i[47:0]
                    : mine[1] && count_we_i[1] ? count_i[95:48] : count_i[143:96];
      end
    end

    assign some1_o[n] = x_q[n][63:48] != '0;
    assign some2_o[n] = x_q[n][63:49] != '0;
    assign room1_o[n] = x_q[n][63:48] < x_q[n][31:16];
    assign room2_o[n] = {1'b0, x_q[n][63:48]} + 17'd1 < {1'b0, x_q[n][31:16]};
  end

  logic unused;
  assign unused = ^{head_we_i[0], head_i[15:0]};

endmodule
