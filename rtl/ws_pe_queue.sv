// SPDX-License-Identifier: Apache-2.0
// A queue of wavelets, up to two in and two out a cycle. Room and emptiness are those of the cycle's
// begin: an entry that is freed can be filled one cycle later, one that is filled can be read one
// cycle later. What comes is handed in by the place that it takes, so that two need no multiplexer
// in each queue.

module ws_pe_queue #(
  parameter int unsigned Depth = 2,      // an even number
  parameter int unsigned Width = 33,
  parameter bit          Second = 1'b0   // the one behind the head can be seen and popped with it
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             push_i,       // only with room
  input  logic             push_two_i,   // with push_i: two; only with room for two
  output logic             odd_o,        // the first one goes to an odd place
  input  logic [Width-1:0] even_i,       // what goes to an even place
  input  logic [Width-1:0] odd_i,
  input  logic             pop_i,        // only with some
  input  logic             pop_two_i,    // with pop_i: two; only with two
  output logic             some_o,
  output logic             two_o,
  output logic             room_o,
  output logic             room_for_two_o,
  output logic [Width-1:0] head_o,
  output logic [Width-1:0] second_o
);

  localparam int unsigned PtrWidth = $clog2(Depth);
  localparam int unsigned CntWidth = $clog2(Depth + 1);
  localparam logic [PtrWidth-1:0] Last = PtrWidth'(Depth - 1);
  localparam logic [PtrWidth-1:0] One = PtrWidth'(1);  // Yosys 0.23 widens no ~ of a cast

  logic [Width-1:0]    entry_q [Depth];
  logic [PtrWidth-1:0] read_q, write_q, even_read, even_write;
  logic [CntWidth-1:0] count_q;
  logic                pop_two;

  function automatic logic [PtrWidth-1:0] after(input logic [PtrWidth-1:0] place);
    after = place == Last ? '0 : place + 1'b1;
  endfunction

  assign some_o = count_q != '0;
  assign two_o  = count_q > CntWidth'(1);
  assign room_o = count_q != CntWidth'(Depth);
  assign room_for_two_o = count_q < CntWidth'(Depth - 1);
  assign odd_o  = write_q[0];

  // Of two places side by side one is even.
  assign even_read  = (read_q[0] ? after(read_q) : read_q) & ~One;
  assign even_write = (write_q[0] ? after(write_q) : write_q) & ~One;

  if (Second) begin : gen_second
    logic [Width-1:0] even, odd;

    assign even     = entry_q[even_read];
    assign odd      = entry_q[read_q | One];
    assign head_o   = read_q[0] ? odd : even;
    assign second_o = read_q[0] ? even : odd;
    assign pop_two  = pop_two_i;
  end else begin : gen_head
    logic unused;
    assign unused   = ^{pop_two_i, even_read};
    assign head_o   = entry_q[read_q];
    assign second_o = '0;
    assign pop_two  = 1'b0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q  <= '0;
      write_q <= '0;
      count_q <= '0;
    end else begin
      if (push_i) write_q <= push_two_i ? after(after(write_q)) : after(write_q);
      if (pop_i)  read_q  <= pop_two ? after(after(read_q)) : after(read_q);
      count_q <= count_q + CntWidth'(push_i) + CntWidth'(push_two_i)
                         - CntWidth'(pop_i) - CntWidth'(pop_two);
    end
  end

  always_ff @(posedge clk_i) begin
    if (push_i && (!write_q[0] || push_two_i)) entry_q[even_write] <= even_i;
    if (push_i && (write_q[0] || push_two_i))  entry_q[write_q | One] <= odd_i;
  end

`ifdef PROVE
`include "formal/ws_pe_queue.svh"
`endif

endmodule
