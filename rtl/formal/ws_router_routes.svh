// SPDX-License-Identifier: Apache-2.0
// Proves of routes and switches, for any color: the routes in force are those of the words and the
// position; the position changes only by a write or a command, and as the command says; a
// teardown freezes until it is written away.


  (* anyconst *) logic c;

  logic        started_q = 1'b0;
  logic        running_q = 1'b0;  // the past is one after reset
  logic [1:0]  pos_is, was_q;
  logic [12:0] sw_is, sw_was_q;
  logic [9:0]  masks_is;
  logic [4:0]  want_rx, want_tx;
  logic        written_q, color_written_q, advanced_q, reset_q, torn_q, frozen_was_q;
  logic [15:0] wdata_q;

  assign pos_is   = {pos_high_q[c], pos_low_q[c]};
  assign sw_is    = switch_q[c];
  assign masks_is = masks_q[c];

  // The route by the published layout, written down port by port
  always_comb begin
    want_rx = masks_is[9:5];
    want_tx = masks_is[4:0];
    for (int unsigned k = 1; k < 4; k++) begin
      if (pos_is == 2'(k)) begin
        if (sw_is[4*k-1]) want_rx = '0;
        else want_tx = '0;
        for (int unsigned p = 0; p < 5; p++) begin
          if (sw_is[4*k-4+:3] == 3'(p)) begin
            if (sw_is[4*k-1]) want_rx[p] = 1'b1;
            else want_tx[p] = 1'b1;
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    started_q       <= 1'b1;
    running_q       <= started_q;
    was_q           <= pos_is;
    sw_was_q        <= sw_is;
    written_q       <= we_switch_i && index_i == {4'd0, c};
    color_written_q <= we_color_i && index_i == {4'd0, c};
    advanced_q      <= advance_i[c];
    reset_q         <= reset_i[c];
    torn_q          <= teardown_i[c];
    frozen_was_q    <= frozen_q[c];
    wdata_q         <= wdata_i;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_comb begin
    assume (!(we_color_i && we_switch_i));
    assume ((advance_i & reset_i) == '0);
    if (rst_ni && started_q) begin
      RouteInForce:
      assert ({rx_q[8+c], rx_q[6+c], rx_q[4+c], rx_q[2+c], rx_q[c]} == want_rx);
      assert ({tx_q[8+c], tx_q[6+c], tx_q[4+c], tx_q[2+c], tx_q[c]} == want_tx);
      assert (routed_q[c] == (want_tx != '0));
    end
    if (rst_ni && running_q) begin
      if (written_q) begin
        assert (pos_is == wdata_q[14:13]);
      end else if (advanced_q) begin
        AdvanceGoesOn:
        assert (pos_is == was_q + 2'd1 || pos_is == was_q || (pos_is == 2'd0 && sw_was_q[12]));
        if (was_q == 2'd3 && !sw_was_q[12]) assert (pos_is == 2'd3);
        if (was_q == 2'd3 && sw_was_q[12]) assert (pos_is == 2'd0);
        if (was_q == 2'd0 && sw_was_q[2:0] < 3'd5) assert (pos_is == 2'd1);
      end else if (reset_q) begin
        assert (pos_is == 2'd0);
      end else begin
        PositionHolds:
        assert (pos_is == was_q);
      end
      if (torn_q) begin
        TeardownFreezes:
        assert (frozen_q[c]);
      end else if (!color_written_q) begin
        assert (frozen_q[c] == frozen_was_q);
      end
    end
  end
