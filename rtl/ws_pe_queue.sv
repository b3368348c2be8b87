// SPDX-License-Identifier: Apache-2.0
// A queue of wavelets. Room and emptiness are those of the cycle's begin: an entry that is freed can
// be filled one cycle later, one that is filled can be read one cycle later.

module ws_pe_queue #(
  parameter int unsigned Depth = 2,
  parameter int unsigned Width = 33
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             push_i,   // only with room
  input  logic [Width-1:0] data_i,
  input  logic             pop_i,    // only with some
  output logic             some_o,
  output logic             room_o,
  output logic             room_for_two_o,
  output logic [Width-1:0] head_o
);

  localparam int unsigned PtrWidth = $clog2(Depth);
  localparam int unsigned CntWidth = $clog2(Depth + 1);
  localparam logic [PtrWidth-1:0] Last = PtrWidth'(Depth - 1);

  logic [Width-1:0]    entry_q [Depth];
  logic [PtrWidth-1:0] read_q, write_q;
  logic [CntWidth-1:0] count_q;

  assign some_o = count_q != '0;
  assign room_o = count_q != CntWidth'(Depth);
  assign room_for_two_o = count_q < CntWidth'(Depth - 1);
  assign head_o = entry_q[read_q];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q  <= '0;
      write_q <= '0;
      count_q <= '0;
    end else begin
      if (push_i) write_q <= write_q == Last ? '0 : write_q + 1'b1;
      if (pop_i)  read_q  <= read_q == Last ? '0 : read_q + 1'b1;
      if (push_i && !pop_i) count_q <= count_q + 1'b1;
      if (pop_i && !push_i) count_q <= count_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push_i) entry_q[write_q] <= data_i;
  end

`ifdef PROVE
`include "formal/ws_pe_queue.svh"
`endif

endmodule
