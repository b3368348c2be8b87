// SPDX-License-Identifier: Apache-2.0
// The buffers of one input port: two wavelets per color, and the credits that go back for them.
// A wavelet that leaves in the cycle in which it arrives is never stored.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_input #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 enable_i,    // low: nothing comes, nothing leaves
  // From the link
  input  ws_router_pkg::link_t link_i,
  // Heads of line, by the color that they arrived with
  output logic [Colors-1:0]    present_o,   // stored or arriving
  output logic [Colors-1:0]    held_o,      // stored; else the link has the head
  output logic [Colors-1:0]    noce_o,      // a control wavelet that spares the ramp here
  output logic [Colors-1:0]    ctrl_o,
  output logic [Colors*32-1:0] data_o,      // of stored heads only
  input  logic [Colors-1:0]    take_i,
  // Back to the sender: one pulse for each wavelet that left
  output logic [Colors-1:0]    credit_o
);

  logic [Colors-1:0] one_d, one_q;      // at least one stored
  logic [Colors-1:0] two_d, two_q;      // both entries stored
  logic [Colors-1:0] head_d, head_q;    // which entry is the head
  logic [Colors-1:0] ctrl0_q, ctrl1_q;  // of the entries
  logic [Colors-1:0] noce0_q, noce1_q;
  logic [Colors-1:0] credit_q;
  logic [31:0]       entry0_q [Colors];
  logic [31:0]       entry1_q [Colors];

  logic [Colors-1:0] arrive, store, tail;
  logic              link_noce, store_any, store_second;

  assign arrive    = link_i.valid ? Colors'(1) << link_i.color : '0;
  assign link_noce = link_i.ctrl && link_i.data[24];

  assign present_o = one_q | arrive;
  assign held_o    = one_q;
  assign ctrl_o    = (one_q & ((head_q & ctrl1_q) | (~head_q & ctrl0_q))) |
                     (~one_q & {Colors{link_i.ctrl}});
  assign noce_o    = (one_q & ((head_q & noce1_q) | (~head_q & noce0_q))) |
                     (~one_q & {Colors{link_noce}});
  assign credit_o  = credit_q;

  // Only heads that are stored are driven, so that simulation skips the others.
  always_comb begin
    data_o = '0;
    if (one_q != '0) begin
      for (int unsigned c = 0; c < Colors; c++) begin
        if (one_q[c]) begin
          data_o[c*32+:32] = head_q[c] ? entry1_q[c] : entry0_q[c];
        end
      end
    end
  end

  // A wavelet is stored unless it leaves at once; the tail is the entry behind the head.
  assign store        = arrive & ~(take_i & ~one_q);
  assign tail         = head_q ^ (one_q & ~two_q);
  assign store_any    = store != '0;
  assign store_second = (store & tail) != '0;
  assign one_d  = (one_q & ~take_i) | two_q | store;
  assign two_d  = (two_q & ~take_i) | (store & one_q & ~take_i) | (store & two_q);
  assign head_d = head_q ^ (take_i & one_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      one_q    <= '0;
      two_q    <= '0;
      head_q   <= '0;
      credit_q <= '0;
    end else if (enable_i) begin
      one_q    <= one_d;
      two_q    <= two_d;
      head_q   <= head_d;
      credit_q <= take_i;
    end
  end

  // Payload needs no reset: it is read only where one_q says so.
  always_ff @(posedge clk_i) begin
    if (enable_i && store_any) begin
      if (store_second) begin
        entry1_q[link_i.color] <= link_i.data;
        ctrl1_q <= (ctrl1_q & ~store) | (store & {Colors{link_i.ctrl}});
        noce1_q <= (noce1_q & ~store) | (store & {Colors{link_noce}});
      end else begin
        entry0_q[link_i.color] <= link_i.data;
        ctrl0_q <= (ctrl0_q & ~store) | (store & {Colors{link_i.ctrl}});
        noce0_q <= (noce0_q & ~store) | (store & {Colors{link_noce}});
      end
    end
  end

`ifdef PROVE_WS_ROUTER_INPUT
`include "formal/ws_router_input.svh"
`endif

endmodule
