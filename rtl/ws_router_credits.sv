// SPDX-License-Identifier: Apache-2.0
// What one output may still send: per color a count of 0..2 free entries at the receiver.
// A credit can be spent in the cycle in which it arrives.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_credits #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              enable_i,  // low: no credit comes, none is spent
  input  logic [Colors-1:0] credit_i,  // the receiver has freed an entry
  input  logic [Colors-1:0] spend_i,   // the output register takes a wavelet
  output logic [Colors-1:0] ok_o       // a wavelet may be sent
);

  logic [Colors-1:0] one_d, one_q;  // at least one
  logic [Colors-1:0] two_d, two_q;  // both
  logic [Colors-1:0] up, down;

  assign ok_o = one_q | credit_i;

  assign up    = credit_i & ~spend_i;
  assign down  = spend_i & ~credit_i;
  assign one_d = (one_q | up) & ~(down & ~two_q);
  assign two_d = (two_q | (up & one_q)) & ~down;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      one_q <= '1;
      two_q <= '1;
    end else if (enable_i) begin
      one_q <= one_d;
      two_q <= two_d;
    end
  end

`ifdef PROVE_WS_ROUTER_CREDITS
`include "formal/ws_router_credits.svh"
`endif

endmodule
