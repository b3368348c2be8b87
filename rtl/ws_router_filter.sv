// SPDX-License-Identifier: Apache-2.0
// One wavelet filter: decides whether a wavelet of its color is delivered to the ramp. Forwarding
// to other routers is untouched. Words: 0 control, 1 counter, 2 max_counter or max_idx, 3 limit1
// or min_idx, 4 limit2 (docs/timing.md).
// C++ twin: sc_models/wafer/router_filter.h. Change both, or neither.

module ws_router_filter (
  input  logic        clk_i,
  input  logic        rst_ni,
  // Configuration
  input  logic        we_i,
  input  logic [2:0]  word_i,
  input  logic [15:0] wdata_i,
  output logic [15:0] rdata_o,
  // The wavelet of its color that is next for the ramp
  output logic        active_o,
  output logic [4:0]  color_o,
  input  logic        ctrl_i,
  input  logic [15:0] index_i,
  output logic        pass_o,
  input  logic        take_i    // that wavelet leaves the router's buffers now
);

  logic [15:0] control_q;  // 15 active, 14:13 kind, 12 count_data, 11 count_control,
                           // 10 filter_control, 4:0 color
  logic [15:0] counter_d, counter_q;
  logic [15:0] max_q;
  logic [15:0] limit1_d, limit1_q;
  logic [15:0] limit2_d, limit2_q;

  logic [1:0]  kind;
  logic        counts, reached, spent;
  logic [15:0] value;      // of the counter, this wavelet included

  assign active_o = control_q[15];
  assign color_o  = control_q[4:0];
  assign kind     = control_q[14:13];

  assign counts  = ctrl_i ? control_q[11] : control_q[12];
  assign value   = counter_q + (counts ? 16'd1 : 16'd0);
  assign spent   = kind == ws_router_pkg::KindSparse && limit1_q == '0;
  assign reached = counts && value == limit1_q;

  always_comb begin
    if (!control_q[15]) begin
      pass_o = 1'b1;
    end else if (kind == ws_router_pkg::KindRange) begin
      pass_o = ctrl_i || (index_i >= limit1_q && index_i <= max_q);
    end else if (kind == ws_router_pkg::KindCounter && control_q[10]) begin
      pass_o = ctrl_i && value == max_q;
    end else begin
      pass_o = spent || value <= max_q;
    end
  end

  always_comb begin
    counter_d = counter_q;
    limit1_d  = limit1_q;
    limit2_d  = limit2_q;
    if (take_i && control_q[15] && !spent && kind != ws_router_pkg::KindRange) begin
      counter_d = reached ? '0 : value;
      if (reached && kind == ws_router_pkg::KindSparse) begin
        limit1_d = limit2_q;
        limit2_d = '0;
      end
    end
    // A word written in the same cycle wins.
    if (we_i && word_i == 3'd1) counter_d = wdata_i;
    if (we_i && word_i == 3'd3) limit1_d = wdata_i;
    if (we_i && word_i == 3'd4) limit2_d = wdata_i;
  end

  always_comb begin
    case (word_i)
      3'd0:    rdata_o = control_q;
      3'd1:    rdata_o = counter_q;
      3'd2:    rdata_o = max_q;
      3'd3:    rdata_o = limit1_q;
      3'd4:    rdata_o = limit2_q;
      default: rdata_o = '0;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      control_q <= '0;
      counter_q <= '0;
      max_q     <= '0;
      limit1_q  <= '0;
      limit2_q  <= '0;
    end else if (we_i || take_i) begin
      if (we_i && word_i == 3'd0) control_q <= wdata_i;
      if (we_i && word_i == 3'd2) max_q <= wdata_i;
      counter_q <= counter_d;
      limit1_q  <= limit1_d;
      limit2_q  <= limit2_d;
    end
  end

endmodule
