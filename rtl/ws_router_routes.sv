// SPDX-License-Identifier: Apache-2.0
// Routes and switches of all colors: the configuration words, the switch positions, and the routes
// that follow from both, kept in registers because they change far less often than they are used.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_routes #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  // Configuration
  input  logic                we_color_i,
  input  logic                we_switch_i,
  input  logic                re_color_i,
  input  logic                re_switch_i,
  input  logic [4:0]          index_i,
  input  logic [15:0]         wdata_i,
  output logic [15:0]         word_o,         // 0 unless one of re_*_i
  // Commands of control wavelets that leave in this cycle
  input  logic [Colors-1:0]   advance_i,
  input  logic [Colors-1:0]   reset_i,
  input  logic [Colors-1:0]   teardown_i,
  // In force, [port * Colors + color]
  output logic [5*Colors-1:0] rx_o,
  output logic [5*Colors-1:0] tx_o,
  output logic [Colors-1:0]   routed_o,       // some output
  output logic [Colors-1:0]   frozen_o,       // teardown in progress
  output logic [Colors-1:0]   can_move_o,     // an advance changes the position
  output logic [Colors-1:0]   pop_high_o,     // pop mode
  output logic [Colors-1:0]   pop_low_o,
  output logic [Colors-1:0]   swap_x_o,       // exchange with the pair's other color: E and W
  output logic [Colors-1:0]   swap_y_o        // N and S
);

  logic [9:0]          masks_q [Colors];      // input and output mask of position 0
  logic [12:0]         switch_q [Colors];     // ring mode and alternates
  logic [Colors-1:0]   point_q;               // point-to-point mode: kept, without effect here
  logic [Colors-1:0]   frozen_d, frozen_q;
  logic [Colors-1:0]   pop_high_q, pop_low_q, swap_x_q, swap_y_q;
  logic [Colors-1:0]   pos_high_d, pos_high_q, pos_low_d, pos_low_q;
  logic [Colors-1:0]   can_move_d, can_move_q, routed_d, routed_q;
  logic [5*Colors-1:0] rx_d, rx_q, tx_d, tx_q;
  logic [Colors-1:0]   chosen, changed;
  logic [9:0]          masks;  // of the color at hand
  logic [12:0]         sw;
  logic [1:0]          pos;
  logic [4:0]          rx, tx;

  assign chosen  = Colors'(1) << index_i;
  assign changed = advance_i | reset_i | (we_color_i || we_switch_i ? chosen : '0);

  // A teardown in the cycle of a write is not lost; a written position wins over a command.
  assign frozen_d = (we_color_i ? (frozen_q & ~chosen) | (wdata_i[14] ? chosen : '0) : frozen_q) |
                    teardown_i;

  always_comb begin
    pos_high_d = pos_high_q;
    pos_low_d  = pos_low_q;
    can_move_d = can_move_q;
    routed_d   = routed_q;
    rx_d       = rx_q;
    tx_d       = tx_q;
    masks      = '0;
    sw         = '0;
    pos        = '0;
    rx         = '0;
    tx         = '0;
    if (changed != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        if (changed[c]) begin
          masks = we_color_i && chosen[c] ? wdata_i[9:0] : masks_q[c];
          sw    = we_switch_i && chosen[c] ? wdata_i[12:0] : switch_q[c];
          pos   = {pos_high_q[c], pos_low_q[c]};
          if (we_switch_i && chosen[c]) begin
            pos = wdata_i[14:13];
          end else if (advance_i[c]) begin
            pos = ws_router_pkg::next_position(sw, pos);
          end else if (reset_i[c]) begin
            pos = 2'd0;
          end
          rx = ws_router_pkg::active_rx(masks[9:5], sw[11:0], pos);
          tx = ws_router_pkg::active_tx(masks[4:0], sw[11:0], pos);
          pos_high_d[c] = pos[1];
          pos_low_d[c]  = pos[0];
          can_move_d[c] = ws_router_pkg::next_position(sw, pos) != pos;
          routed_d[c]   = tx != '0;
          for (int unsigned p = 0; p < 5; p++) begin
            rx_d[p*Colors+c] = rx[p];
            tx_d[p*Colors+c] = tx[p];
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      frozen_q   <= '0;
      pos_high_q <= '0;
      pos_low_q  <= '0;
      can_move_q <= '0;
      routed_q   <= '0;
      rx_q       <= '0;
      tx_q       <= '0;
    end else if (changed != '0 || teardown_i != '0) begin
      frozen_q   <= frozen_d;
      pos_high_q <= pos_high_d;
      pos_low_q  <= pos_low_d;
      can_move_q <= can_move_d;
      routed_q   <= routed_d;
      rx_q       <= rx_d;
      tx_q       <= tx_d;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      point_q    <= '0;
      pop_high_q <= '0;
      pop_low_q  <= '0;
      swap_x_q   <= '0;
      swap_y_q   <= '0;
    end else if (we_color_i) begin
      point_q    <= (point_q & ~chosen) | (wdata_i[15] ? chosen : '0);
      pop_high_q <= (pop_high_q & ~chosen) | (wdata_i[13] ? chosen : '0);
      pop_low_q  <= (pop_low_q & ~chosen) | (wdata_i[12] ? chosen : '0);
      swap_x_q   <= (swap_x_q & ~chosen) | (wdata_i[11] ? chosen : '0);
      swap_y_q   <= (swap_y_q & ~chosen) | (wdata_i[10] ? chosen : '0);
    end
  end

  for (genvar c = 0; c < Colors; c++) begin : gen_words
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        masks_q[c] <= '0;
      end else if (we_color_i && chosen[c]) begin
        masks_q[c] <= wdata_i[9:0];
      end
    end
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        switch_q[c] <= ws_router_pkg::SwitchReset[12:0];
      end else if (we_switch_i && chosen[c]) begin
        switch_q[c] <= wdata_i[12:0];
      end
    end
  end

  function automatic logic bit_of(input logic [Colors-1:0] vector, input logic [Colors-1:0] one);
    bit_of = (vector & one) != '0;
  endfunction

  always_comb begin
    word_o = '0;
    if (re_color_i && index_i < 5'(Colors)) begin
      word_o = {bit_of(point_q, chosen), bit_of(frozen_q, chosen), bit_of(pop_high_q, chosen),
                bit_of(pop_low_q, chosen), bit_of(swap_x_q, chosen), bit_of(swap_y_q, chosen),
                masks_q[index_i]};
    end else if (re_switch_i && index_i < 5'(Colors)) begin
      word_o = {1'b0, bit_of(pos_high_q, chosen), bit_of(pos_low_q, chosen), switch_q[index_i]};
    end
  end

  // A color is swapped if either of its pair asks for it: so a pair is always exchanged, and
  // no two colors of one input ever become one.
  function automatic logic [Colors-1:0] paired(input logic [Colors-1:0] v);
    for (int unsigned c = 0; c < Colors; c++) begin
      paired[c] = v[c] | v[c^1];
    end
  endfunction

  logic [Colors-1:0] pair_x_q, pair_y_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pair_x_q <= '0;
      pair_y_q <= '0;
    end else if (we_color_i) begin
      pair_x_q <= paired((swap_x_q & ~chosen) | (wdata_i[11] ? chosen : '0));
      pair_y_q <= paired((swap_y_q & ~chosen) | (wdata_i[10] ? chosen : '0));
    end
  end

  assign rx_o       = rx_q;
  assign tx_o       = tx_q;
  assign routed_o   = routed_q;
  assign frozen_o   = frozen_q;
  assign can_move_o = can_move_q;
  assign pop_high_o = pop_high_q;
  assign pop_low_o  = pop_low_q;
  assign swap_x_o   = pair_x_q;
  assign swap_y_o   = pair_y_q;

`ifdef PROVE_WS_ROUTER_ROUTES
`include "formal/ws_router_routes.svh"
`endif

endmodule
