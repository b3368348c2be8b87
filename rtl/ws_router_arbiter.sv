// SPDX-License-Identifier: Apache-2.0
// Which colors move in this cycle. One order of the colors serves all outputs: a color moves if no
// color before it asks for one of the same outputs, and those that moved go to the end of the
// order (least recently granted first). So a multicast gets all its outputs in one cycle, each
// output serves its colors in turn, and a color that asks waits for at most Colors - 1 others.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_arbiter #(
  parameter int unsigned Colors = ws_router_pkg::Colors,
  parameter int unsigned Ports  = ws_router_pkg::Ports
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [Colors-1:0]       request_i,
  input  logic [Ports*Colors-1:0] outputs_i,  // [port * Colors + color]: the color needs the port
  output logic [Colors-1:0]       grant_o
);

  logic [Colors-1:0] asked [Ports];      // the colors that ask for a port
  logic [Colors-1:0] before_q [Colors];  // [c]: the colors that come before c
  logic [Colors-1:0] rivals;

  always_comb begin
    grant_o = '0;
    rivals  = '0;
    for (int unsigned p = 0; p < Ports; p++) begin
      asked[p] = outputs_i[p*Colors+:Colors] & request_i;
    end
    if (request_i != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        if (request_i[c]) begin
          rivals = '0;
          for (int unsigned p = 0; p < Ports; p++) begin
            if (asked[p][c]) rivals = rivals | asked[p];
          end
          grant_o[c] = (rivals & before_q[c]) == '0;
        end
      end
    end
  end

  for (genvar c = 0; c < Colors; c++) begin : gen_color
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        before_q[c] <= (Colors'(1) << c) - Colors'(1);
      end else if (grant_o != '0) begin
        before_q[c] <= grant_o[c] ? before_q[c] | ~grant_o : before_q[c] & ~grant_o;
      end
    end
  end

`ifdef PROVE_WS_ROUTER_ARBITER
`include "formal/ws_router_arbiter.svh"
`endif

endmodule
