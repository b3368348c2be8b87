// SPDX-License-Identifier: Apache-2.0
// From the router to the input queues: two entries per color at the link, for what finds no room, a
// register behind them, and eight queues. One wavelet a cycle goes on, stored ones first. The
// entries stand at the link itself, so that a credit is back in time for full rate.

module ws_pe_ingress (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  ws_router_pkg::link_t             link_i,
  output logic [ws_isa_pkg::Colors-1:0]    credit_o,
  // Binding of the queues
  input  logic [8*5-1:0]                   color_i,
  input  logic [7:0]                       lowest_i,   // bound, and the lowest of its color
  // Heads and what is behind them: control bit and data
  input  logic [7:0]                       pop_i,
  input  logic [7:0]                       pop_two_i,  // with pop_i
  output logic [7:0]                       some_o,
  output logic [7:0]                       two_o,
  output logic [7:0]                       full_o,
  output logic [8*33-1:0]                  head_o,
  output logic [8*33-1:0]                  second_o
);

  localparam int unsigned Colors = ws_isa_pkg::Colors;

  logic [Colors-1:0]     present, held, noce, ctrl, open, take;
  logic [Colors*32-1:0]  stored;
  logic [8*24-1:0]       color_bit;     // of each queue, one-hot; 0 if it takes nothing
  logic [7:0]            to, to_q;      // queue of the wavelet in the register
  logic [7:0]            room, room_for_two, odd;
  logic [32:0]           wavelet, wavelet_q;

  ws_router_input #(.Colors(Colors)) u_entries (
    .clk_i, .rst_ni, .enable_i(1'b1), .link_i, .present_o(present), .held_o(held),
    .noce_o(noce), .ctrl_o(ctrl), .data_o(stored), .take_i(take), .credit_o
  );

  // Room is what the register's wavelet leaves of it.
  always_comb begin
    open = '0;
    for (int unsigned q = 0; q < 8; q++) begin
      color_bit[24*q+:24] = lowest_i[q] && (to_q[q] ? room_for_two[q] : room[q])
                          ? 24'd1 << color_i[5*q+:5] : '0;
      open |= color_bit[24*q+:24];
    end
  end

  // The lowest stored color whose queue has room, else the one that arrives, unless another of its
  // color is stored.
  always_comb begin
    take = held & open;
    take = take & (~take + 1'b1);
    if (take == '0) take = present & ~held & open;
  end

  always_comb begin
    wavelet = {(take & ctrl) != '0, link_i.data};
    to      = '0;
    if (take != '0) begin
      if ((take & held) != '0) begin
        wavelet[31:0] = '0;
        for (int unsigned c = 0; c < Colors; c++) begin
          if (take[c]) wavelet[31:0] |= stored[32*c+:32];
        end
      end
      for (int unsigned q = 0; q < 8; q++) begin
        to[q] = (color_bit[24*q+:24] & take) != '0;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      to_q      <= '0;
      wavelet_q <= '0;
    end else begin
      to_q <= to;
      if (to != '0) wavelet_q <= wavelet;
    end
  end

  for (genvar q = 0; q < 8; q++) begin : gen_queue
    localparam int unsigned Depth = q < 2 ? ws_isa_pkg::InputQueueDepth0
                                  : q < 4 ? ws_isa_pkg::InputQueueDepth2
                                          : ws_isa_pkg::InputQueueDepth4;
    ws_pe_queue #(.Depth(Depth), .Width(33), .Second(1'b1)) u_queue (
      .clk_i, .rst_ni, .push_i(to_q[q]), .push_two_i(1'b0), .odd_o(odd[q]), .even_i(wavelet_q),
      .odd_i(wavelet_q), .pop_i(pop_i[q]), .pop_two_i(pop_two_i[q]), .some_o(some_o[q]),
      .two_o(two_o[q]), .room_o(room[q]), .room_for_two_o(room_for_two[q]),
      .head_o(head_o[33*q+:33]), .second_o(second_o[33*q+:33])
    );
  end

  assign full_o = ~room;

  logic unused;
  assign unused = ^{noce, odd};

`ifdef PROVE_WS_PE_INGRESS_ROOM
`include "formal/ws_pe_ingress_room.svh"
`endif
`ifdef PROVE_WS_PE_INGRESS
`include "formal/ws_pe_ingress.svh"
`endif

endmodule
