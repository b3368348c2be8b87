// SPDX-License-Identifier: Apache-2.0
// One output port: its credits, its register, and what of a control wavelet's list goes on.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_output #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 enable_i,    // low: nothing comes, nothing leaves
  // Credits
  input  logic [Colors-1:0]    credit_i,
  output logic [Colors-1:0]    ok_o,        // a wavelet of this color may be sent
  // The color that moves and goes here: none or one
  input  logic [Colors-1:0]    send_i,
  input  logic [Colors-1:0]    ctrl_i,
  input  logic [Colors*32-1:0] data_i,
  input  logic [Colors-1:0]    can_move_i,  // an advance changes its switch position
  input  logic [Colors-1:0]    pop_high_i,  // pop mode
  input  logic [Colors-1:0]    pop_low_i,
  // The link
  output ws_router_pkg::link_t link_o
);

  ws_router_credits #(
    .Colors(Colors)
  ) u_credits (
    .clk_i,
    .rst_ni,
    .enable_i,
    .credit_i,
    .spend_i (send_i),
    .ok_o
  );

  logic [38:0] link_d, link_q;
  logic        ctrl, moves, pop;
  logic [1:0]  mode;
  logic [4:0]  color;
  logic [31:0] data;

  always_comb begin
    color = '0;
    data  = '0;
    if (send_i != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        if (send_i[c]) begin
          color = 5'(c);
          data  = data_i[c*32+:32];
        end
      end
    end
  end

  // A list is popped for every router behind this one and for the ramp alike.
  always_comb begin
    ctrl  = (send_i & ctrl_i) != '0;
    mode  = {(send_i & pop_high_i) != '0, (send_i & pop_low_i) != '0};
    moves = data[23:22] == ws_router_pkg::CmdAdvance && (send_i & can_move_i) != '0;
    pop   = ctrl && (mode == ws_router_pkg::PopAlways || (mode[1] && moves) ||
                     (mode == ws_router_pkg::PopOnAdvanceNop &&
                      data[23:22] == ws_router_pkg::CmdNop));
    link_d = {send_i != '0, ctrl, color, pop ? ws_router_pkg::popped(data) : data};
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      link_q <= '0;
    end else if (enable_i) begin
      link_q <= link_d;
    end
  end

  assign link_o = link_q;

endmodule
