// SPDX-License-Identifier: Apache-2.0
// One file of descriptor registers: reads of all four words, one write with an enable per word, and
// two writes of an offset, for operations that end and keep their address.

module ws_pe_dsr_file #(
  parameter int unsigned Count = 16,
  parameter int unsigned Reads = 2
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [4*Reads-1:0]  read_i,
  output logic [64*Reads-1:0] data_o,
  input  logic [3:0]          we_i,
  input  logic [3:0]          w_i,
  input  logic [63:0]         wdata_i,
  input  logic                save0_i,
  input  logic [3:0]          save0_num_i,
  input  logic [15:0]         save0_data_i,
  input  logic                save1_i,
  input  logic [3:0]          save1_num_i,
  input  logic [15:0]         save1_data_i
);

  logic [63:0] dsr_q [16];

  for (genvar r = 0; r < Reads; r++) begin : gen_read
    assign data_o[64*r+:64] = dsr_q[read_i[4*r+:4]];
  end

  for (genvar n = 0; n < 16; n++) begin : gen_register
    if (n < Count) begin : gen_there
      logic mine, mine0, mine1;
      assign mine  = we_i != '0 && w_i == 4'(n);
      assign mine0 = save0_i && save0_num_i == 4'(n);
      assign mine1 = save1_i && save1_num_i == 4'(n);
      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          dsr_q[n] <= '0;
        end else if (mine) begin
          dsr_q[n] <= {we_i[3] ? wdata_i[63:48] : dsr_q[n][63:48],
                       we_i[2] ? wdata_i[47:32] : dsr_q[n][47:32],
                       we_i[1] ? wdata_i[31:16] : dsr_q[n][31:16],
                       we_i[0] ? wdata_i[15:0] : dsr_q[n][15:0]};
        end else if (mine0 || mine1) begin
          dsr_q[n] <= {dsr_q[n][63:48], mine0 ? save0_data_i : save1_data_i, dsr_q[n][31:0]};
        end
      end
    end else begin : gen_absent
      assign dsr_q[n] = '0;
    end
  end

endmodule
