// SPDX-License-Identifier: Apache-2.0
// Proves of a router of two colors, to some depth from reset: color 0 comes from the west by a
// multicast to east and ramp with any receivers, while color 1 does what it likes from the south, its route
// rewritten at any time. No wavelet of color 0 is lost or doubled at any output, their order
// holds, a multicast is on all its outputs in the same cycle, and what can move does.

  localparam logic [4:0] Route = 5'b10010;  // outputs of color 0: east and ramp

  logic        started_q = 1'b0;
  logic [1:0]  setup_q = 2'd0;     // 1: the route is being written
  logic [4:0]  sent_q;             // wavelets of color 0 that have come
  logic [4:0]  seen_q [Ports];     // of them, that were on an output
  logic [1:0]  owed_q [Ports];     // entries that a receiver has not freed yet
  logic [1:0]  west_q, south_q;    // credits of the senders
  logic [4:0]  shows;              // outputs that show color 0
  logic [2:0]  quiet_q;            // cycles without color 0 on a link, its receivers empty
  logic        quiet;

  assign shows = {r_o.valid && r_o.color == '0, n_o.valid && n_o.color == '0,
                  s_o.valid && s_o.color == '0, e_o.valid && e_o.color == '0,
                  w_o.valid && w_o.color == '0};

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    setup_q   <= !started_q ? 2'd1 : 2'd2;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sent_q  <= '0;
      west_q  <= 2'd2;
      south_q <= 2'd2;
    end else begin
      sent_q  <= sent_q + {4'd0, w_i.valid};
      west_q  <= west_q - {1'b0, w_i.valid} + {1'b0, w_credit_o[0]};
      south_q <= south_q - {1'b0, s_i.valid} + {1'b0, s_credit_o[1]};
    end
  end

  assign quiet = !w_i.valid && shows == '0 && owed_q[1] == '0 && owed_q[4] == '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      quiet_q <= '0;
    end else begin
      quiet_q <= !quiet ? 3'd0 : quiet_q == 3'd7 ? 3'd7 : quiet_q + 3'd1;
    end
  end

  for (genvar p = 0; p < Ports; p++) begin : gen_shadow
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        seen_q[p] <= '0;
        owed_q[p] <= '0;
      end else begin
        seen_q[p] <= seen_q[p] + {4'd0, shows[p]};
        owed_q[p] <= owed_q[p] + {1'b0, shows[p]} - {1'b0, credit_in[p][0]};
      end
    end

    always_comb begin
      // A receiver frees what it has, in the cycle in which it comes at the earliest.
      assume (!credit_in[p][0] || owed_q[p] != 2'd0 || shows[p]);
      if (rst_ni && started_q) begin
        // No drop, no duplicate, in order
        assert (!shows[p] || (link_out[p][31:0] == {27'd0, seen_q[p]} && Route[p]));
        // Never more than the receiver holds
        assert ({1'b0, owed_q[p]} + {2'b0, shows[p]} <= 3'd2);
        // Nothing from nowhere
        assert ({1'b0, seen_q[p]} + {5'd0, shows[p]} <= {1'b0, sent_q});
      end
    end
  end

  always_comb begin
    // The route of color 0 is written in the first cycle; then only words of color 1 are.
    if (setup_q == 2'd1) begin
      assume (cfg_we_i && cfg_addr_i == ws_router_pkg::ColorBase);
      assume (cfg_wdata_i == {6'd0, 5'b00001, Route});
    end else begin
      assume (!cfg_we_i || cfg_addr_i == ws_router_pkg::ColorBase + 16'd1 ||
              cfg_addr_i == ws_router_pkg::SwitchBase + 16'd1);
      assume (!(cfg_we_i && at_color) || cfg_wdata_i[11:10] == '0);  // no swap
    end
    assume (!w_i.valid || (setup_q == 2'd2 && west_q != 2'd0));
    assume (w_i.color == '0 && !w_i.ctrl && w_i.data == {27'd0, sent_q});
    assume (!s_i.valid || south_q != 2'd0);
    assume (s_i.color == 5'd1);
    assume (!e_i.valid && !n_i.valid && !r_i.valid);
    if (rst_ni && started_q) begin
      MulticastIsAtomic:
      assert (shows == '0 || shows == Route);
      // The other color goes first once; then there is the register.
      WhatCanMoveDoes:
      assert (quiet_q < 3'd3 || setup_q != 2'd2 || (seen_q[1] == sent_q && seen_q[4] == sent_q));
    end
  end
