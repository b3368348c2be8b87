// SPDX-License-Identifier: Apache-2.0
// The router of a tile: five ports, one route per color with multicast, switches, filters, color
// swap. Every output is a register; a wavelet that nothing holds is on the next link one cycle
// after it was on this one. The contract is docs/timing.md.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // Wavelets from the neighbours and from the processing element
  input  ws_router_pkg::link_t w_i,
  input  ws_router_pkg::link_t e_i,
  input  ws_router_pkg::link_t s_i,
  input  ws_router_pkg::link_t n_i,
  input  ws_router_pkg::link_t r_i,
  // Entries freed here, for the senders on those links
  output logic [Colors-1:0]    w_credit_o,
  output logic [Colors-1:0]    e_credit_o,
  output logic [Colors-1:0]    s_credit_o,
  output logic [Colors-1:0]    n_credit_o,
  output logic [Colors-1:0]    r_credit_o,
  // Wavelets to the neighbours and to the processing element
  output ws_router_pkg::link_t w_o,
  output ws_router_pkg::link_t e_o,
  output ws_router_pkg::link_t s_o,
  output ws_router_pkg::link_t n_o,
  output ws_router_pkg::link_t r_o,
  // Entries that their receivers have freed
  input  logic [Colors-1:0]    w_credit_i,
  input  logic [Colors-1:0]    e_credit_i,
  input  logic [Colors-1:0]    s_credit_i,
  input  logic [Colors-1:0]    n_credit_i,
  input  logic [Colors-1:0]    r_credit_i,
  // Configuration words; what was read is in cfg_rdata_o from the next cycle on
  input  logic                 cfg_we_i,
  input  logic                 cfg_re_i,
  input  logic [15:0]          cfg_addr_i,
  input  logic [15:0]          cfg_wdata_i,
  output logic [15:0]          cfg_rdata_o,
  // Colors that a teardown has frozen
  output logic [Colors-1:0]    frozen_o
);

  localparam int unsigned Ports = ws_router_pkg::Ports;
  localparam int unsigned Ramp = ws_router_pkg::Ramp;

  logic [38:0]       link_in [Ports];
  logic [Colors-1:0] credit_in [Ports];
  logic              busy;     // else no register changes but configuration
  logic              moved_q;  // output and credit registers show what moved

  assign link_in[0] = w_i;
  assign link_in[1] = e_i;
  assign link_in[2] = s_i;
  assign link_in[3] = n_i;
  assign link_in[4] = r_i;
  assign credit_in[0] = w_credit_i;
  assign credit_in[1] = e_credit_i;
  assign credit_in[2] = s_credit_i;
  assign credit_in[3] = n_credit_i;
  assign credit_in[4] = r_credit_i;

  // ---- Input buffers, by the color that a wavelet arrived with

  logic [Colors-1:0] present [Ports];
  logic [Colors-1:0] held [Ports];
  logic [Colors-1:0] noce [Ports];
  logic [Colors-1:0] ctrl [Ports];
  logic [Colors-1:0] take [Ports];
  logic [Colors-1:0] credit_out [Ports];

  for (genvar p = 0; p < Ports; p++) begin : gen_input
    logic [Colors*32-1:0] data;

    ws_router_input #(
      .Colors(Colors)
    ) u_input (
      .clk_i,
      .rst_ni,
      .enable_i  (busy),
      .link_i    (link_in[p]),
      .present_o (present[p]),
      .held_o    (held[p]),
      .noce_o    (noce[p]),
      .ctrl_o    (ctrl[p]),
      .data_o    (data),
      .take_i    (take[p]),
      .credit_o  (credit_out[p])
    );
  end

  always_comb begin
    busy = moved_q;
    for (int unsigned p = 0; p < Ports; p++) begin
      busy = busy || link_in[p][38] || credit_in[p] != '0 || held[p] != '0;
    end
  end

  // ---- Routes in force

  logic [Ports*Colors-1:0] rx_packed, tx_packed;
  logic [Colors-1:0]       rx [Ports];
  logic [Colors-1:0]       tx [Ports];
  logic [Colors-1:0]       routed, frozen, can_move, pop_high, pop_low, swap_x, swap_y;
  logic [Colors-1:0]       advance, reset, teardown;
  logic [15:0]             route_word;
  logic                    at_color, at_switch, at_filter;

  assign at_color  = cfg_addr_i[15:5] == ws_router_pkg::ColorBase[15:5];
  assign at_switch = cfg_addr_i[15:5] == ws_router_pkg::SwitchBase[15:5];
  assign at_filter = cfg_addr_i[15:5] == ws_router_pkg::FilterBase[15:5];

  ws_router_routes #(
    .Colors(Colors)
  ) u_routes (
    .clk_i,
    .rst_ni,
    .we_color_i  (cfg_we_i && at_color),
    .we_switch_i (cfg_we_i && at_switch),
    .re_color_i  (cfg_re_i && at_color),
    .re_switch_i (cfg_re_i && at_switch),
    .index_i     (cfg_addr_i[4:0]),
    .wdata_i     (cfg_wdata_i),
    .word_o      (route_word),
    .advance_i   (advance),
    .reset_i     (reset),
    .teardown_i  (teardown),
    .rx_o        (rx_packed),
    .tx_o        (tx_packed),
    .routed_o    (routed),
    .frozen_o    (frozen),
    .can_move_o  (can_move),
    .pop_high_o  (pop_high),
    .pop_low_o   (pop_low),
    .swap_x_o    (swap_x),
    .swap_y_o    (swap_y)
  );

  for (genvar p = 0; p < Ports; p++) begin : gen_route
    assign rx[p] = rx_packed[p*Colors+:Colors];
    assign tx[p] = tx_packed[p*Colors+:Colors];
  end

  // A color arrives as its pair's other color where the input swaps.
  logic [Colors-1:0] swap [Ports];

  assign swap[0] = swap_x;
  assign swap[1] = swap_x;
  assign swap[2] = swap_y;
  assign swap[3] = swap_y;
  assign swap[4] = swap_x & swap_y;

  // ---- The wavelet that each color would move

  logic [Colors-1:0]    select [Ports];  // the input that it comes from
  logic [Colors-1:0]    last_q [Ports];  // the input that was served last
  logic [Colors-1:0]    any, word_ctrl, word_noce;
  logic [Colors*32-1:0] word;
  logic [Colors-1:0]    live, later, passed, above, any_later, above_later;

  // In turn among the inputs that a color takes from
  always_comb begin
    any         = '0;
    any_later   = '0;
    above       = '0;
    above_later = '0;
    word_ctrl   = '0;
    word_noce   = '0;
    live        = '0;
    later       = '0;
    passed      = '0;
    for (int unsigned p = 0; p < Ports; p++) select[p] = '0;
    if (busy) begin
      for (int unsigned p = 0; p < Ports; p++) begin
        live      = exchanged(present[p], swap[p]) & rx[p];
        any       = any | live;
        any_later = any_later | (live & above);
        above     = above | last_q[p];
      end
      above = '0;
      if (any != '0) begin
        for (int unsigned p = 0; p < Ports; p++) begin
          live        = exchanged(present[p], swap[p]) & rx[p];
          later       = live & passed;
          select[p]   = (later & ~above_later) | (live & ~any_later & ~above);
          passed      = passed | last_q[p];
          above       = above | live;
          above_later = above_later | later;
          word_ctrl   = word_ctrl | (select[p] & exchanged(ctrl[p], swap[p]));
          word_noce   = word_noce | (select[p] & exchanged(noce[p], swap[p]));
        end
      end
    end
  end

  for (genvar c = 0; c < Colors; c++) begin : gen_word
    localparam int unsigned Own = c * 32;
    localparam int unsigned Pair = (c ^ 1) * 32;

    always_comb begin
      word[Own+:32] = '0;
      if (any[c]) begin
        if (select[0][c]) begin
          word[Own+:32] = !held[0][swap[0][c] ? c ^ 1 : c] ? link_in[0][31:0]
              : swap[0][c] ? gen_input[0].data[Pair+:32] : gen_input[0].data[Own+:32];
        end
        if (select[1][c]) begin
          word[Own+:32] = !held[1][swap[1][c] ? c ^ 1 : c] ? link_in[1][31:0]
              : swap[1][c] ? gen_input[1].data[Pair+:32] : gen_input[1].data[Own+:32];
        end
        if (select[2][c]) begin
          word[Own+:32] = !held[2][swap[2][c] ? c ^ 1 : c] ? link_in[2][31:0]
              : swap[2][c] ? gen_input[2].data[Pair+:32] : gen_input[2].data[Own+:32];
        end
        if (select[3][c]) begin
          word[Own+:32] = !held[3][swap[3][c] ? c ^ 1 : c] ? link_in[3][31:0]
              : swap[3][c] ? gen_input[3].data[Pair+:32] : gen_input[3].data[Own+:32];
        end
        if (select[4][c]) begin
          word[Own+:32] = !held[4][swap[4][c] ? c ^ 1 : c] ? link_in[4][31:0]
              : swap[4][c] ? gen_input[4].data[Pair+:32] : gen_input[4].data[Own+:32];
        end
      end
    end
  end

  // ---- Filters: a wavelet that one of them refuses is not delivered to the ramp

  logic [Colors-1:0] refused, spared, grant;
  logic [15:0]       filter_word;

  ws_router_filters #(
    .Colors(Colors)
  ) u_filters (
    .clk_i,
    .rst_ni,
    .we_i      (cfg_we_i && at_filter),
    .re_i      (cfg_re_i && at_filter),
    .index_i   (cfg_addr_i[4:0]),
    .wdata_i   (cfg_wdata_i),
    .word_o    (filter_word),
    .any_i     (any),
    .ctrl_i    (word_ctrl),
    .data_i    (word),
    .refused_o (refused),
    .take_i    (grant & tx[Ramp])
  );

  assign spared = word_noce | refused;

  // ---- Who may move: a wavelet is there, its color has a route, no teardown, and credit on all
  // outputs it goes to

  logic [Colors-1:0] ok [Ports];
  logic [Colors-1:0] spend [Ports];
  logic [Colors-1:0] request;

  always_comb begin
    request = any & routed & ~frozen;
    for (int unsigned p = 0; p < Ports; p++) begin
      request = request & (~tx[p] | ok[p] | (p == Ramp ? spared : '0));
    end
  end

  ws_router_arbiter #(
    .Colors(Colors),
    .Ports (Ports)
  ) u_arbiter (
    .clk_i,
    .rst_ni,
    .request_i (request),
    .outputs_i (tx_packed),
    .grant_o   (grant)
  );

  // ---- What moves

  logic [38:0] link_out [Ports];

  always_comb begin
    for (int unsigned p = 0; p < Ports; p++) begin
      take[p]  = exchanged(select[p] & grant, swap[p]);
      spend[p] = grant & tx[p] & (p == Ramp ? ~spared : '1);
    end
  end

  for (genvar p = 0; p < Ports; p++) begin : gen_output
    ws_router_output #(
      .Colors(Colors)
    ) u_output (
      .clk_i,
      .rst_ni,
      .enable_i   (busy),
      .credit_i   (credit_in[p]),
      .ok_o       (ok[p]),
      .send_i     (spend[p]),
      .ctrl_i     (word_ctrl),
      .data_i     (word),
      .can_move_i (can_move),
      .pop_high_i (pop_high),
      .pop_low_i  (pop_low),
      .link_o     (link_out[p])
    );
  end

  // Commands of the control wavelets that move; a wavelet itself goes by the old position.
  always_comb begin
    advance  = '0;
    reset    = '0;
    teardown = '0;
    if ((grant & word_ctrl) != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        advance[c]  = word[c*32+22+:2] == ws_router_pkg::CmdAdvance;
        reset[c]    = word[c*32+22+:2] == ws_router_pkg::CmdReset;
        teardown[c] = word[c*32+22+:2] == ws_router_pkg::CmdTeardown;
      end
      advance  = advance & grant & word_ctrl;
      reset    = reset & grant & word_ctrl;
      teardown = teardown & grant & word_ctrl;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      moved_q <= 1'b0;
    end else if (busy) begin
      moved_q <= grant != '0;
    end
  end

  for (genvar p = 0; p < Ports; p++) begin : gen_last
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        last_q[p] <= '0;
      end else if (grant != '0) begin
        last_q[p] <= (last_q[p] & ~grant) | (select[p] & grant);
      end
    end
  end

  logic [15:0] rdata_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rdata_q <= '0;
    end else if (cfg_re_i) begin
      rdata_q <= route_word | filter_word;
    end
  end

  // A vector over colors with each pair exchanged where `swap` says so
  function automatic logic [Colors-1:0] exchanged(input logic [Colors-1:0] v,
                                                  input logic [Colors-1:0] where);
    exchanged = v;
    if (where != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        exchanged[c] = where[c] ? v[c^1] : v[c];
      end
    end
  endfunction

  assign w_o = link_out[0];
  assign e_o = link_out[1];
  assign s_o = link_out[2];
  assign n_o = link_out[3];
  assign r_o = link_out[4];
  assign w_credit_o = credit_out[0];
  assign e_credit_o = credit_out[1];
  assign s_credit_o = credit_out[2];
  assign n_credit_o = credit_out[3];
  assign r_credit_o = credit_out[4];
  assign cfg_rdata_o = rdata_q;
  assign frozen_o    = frozen;

`ifdef PROVE_WS_ROUTER
`include "formal/ws_router.svh"
`endif

endmodule
