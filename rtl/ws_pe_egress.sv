// SPDX-License-Identifier: Apache-2.0
// From the output queues to the router: six queues, the credits of the router's ramp input, and the
// register on the link. One wavelet a cycle leaves; queues take turns.

module ws_pe_egress (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic                             push_i,
  input  logic                             push_two_i, // with push_i: another one behind it
  input  logic [2:0]                       queue_i,
  input  logic [37:0]                      data_i,     // control bit, color, data
  input  logic [31:0]                      second_i,   // the other one's data
  output logic [5:0]                       some_o,
  output logic [5:0]                       room_o,
  output logic [5:0]                       room_for_two_o,
  output ws_router_pkg::link_t             link_o,
  input  logic [ws_isa_pkg::Colors-1:0]    credit_i
);

  localparam int unsigned Colors = ws_isa_pkg::Colors;
  localparam int unsigned Queues = ws_isa_pkg::OutputQueues;

  ws_router_pkg::link_t   link_q;
  logic [Queues*38-1:0]   head;
  logic [Queues-1:0]      asks, pop, after, first;
  logic [Queues-1:0]      last_q;     // one-hot: the queue that sent last
  logic [Colors-1:0]      ok, spend;
  logic [37:0]            chosen;
  logic [Queues-1:0]      odd, two;
  logic                   swaps;      // the first of those that are pushed goes to an odd place

  ws_router_credits #(.Colors(Colors)) u_credits (
    .clk_i, .rst_ni, .enable_i(1'b1), .credit_i, .spend_i(spend), .ok_o(ok)
  );

  assign swaps = (odd & (Queues'(1) << queue_i)) != '0;

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    logic         to;
    logic [37:0]  second;
    localparam int unsigned Depth = q < 2 ? ws_isa_pkg::OutputQueueDepth0
                                  : q < 4 ? ws_isa_pkg::OutputQueueDepth2
                                          : ws_isa_pkg::OutputQueueDepth4;
    ws_pe_queue #(.Depth(Depth), .Width(38)) u_queue (
      .clk_i, .rst_ni, .push_i(to), .push_two_i(to && push_two_i), .odd_o(odd[q]),
      .even_i({data_i[37:32], swaps ? second_i : data_i[31:0]}),
      .odd_i({data_i[37:32], swaps ? data_i[31:0] : second_i}), .pop_i(pop[q]), .pop_two_i(1'b0),
      .some_o(some_o[q]), .two_o(two[q]), .room_o(room_o[q]),
      .room_for_two_o(room_for_two_o[q]), .head_o(head[38*q+:38]), .second_o(second)
    );
    assign to        = push_i && queue_i == 3'(q);
    assign unused[q] = ^{two[q], second};
  end

  always_comb begin
    asks = '0;
    if (some_o != '0) begin
      for (int unsigned q = 0; q < Queues; q++) begin
        asks[q] = some_o[q] && (ok & (Colors'(1) << head[38*q+32+:5])) != '0;
      end
    end
  end

  // Those after the last one first; the lowest of them.
  assign after = asks & ~((last_q << 1) - 1'b1);
  assign first = last_q[Queues-1] || after == '0 ? asks : after;
  assign pop   = first & (~first + 1'b1);

  always_comb begin
    chosen = '0;
    for (int unsigned q = 0; q < Queues; q++) begin
      if (pop[q]) chosen |= head[38*q+:38];
    end
    spend = pop != '0 ? Colors'(1) << chosen[36:32] : '0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      link_q <= '0;
      last_q <= Queues'(1) << (Queues - 1);
    end else begin
      if (pop != '0 || link_q.valid) link_q <= {pop != '0, chosen};
      if (pop != '0) last_q <= pop;
    end
  end

  assign link_o = link_q;

  logic [Queues-1:0] unused;

`ifdef PROVE_WS_PE_EGRESS
`include "formal/ws_pe_egress.svh"
`endif

endmodule
