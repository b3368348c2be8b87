// SPDX-License-Identifier: Apache-2.0
// The filters of a router. Each looks at the wavelet that its color would move next and may keep
// it from the ramp; two filters of one color must both let it pass.
// C++ twin: sc_models/wafer/router_cpp.cpp. Change both, or neither.

module ws_router_filters #(
  parameter int unsigned Colors = ws_router_pkg::Colors
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // Configuration
  input  logic                 we_i,
  input  logic                 re_i,
  input  logic [4:0]           index_i,    // 8 * filter + word
  input  logic [15:0]          wdata_i,
  output logic [15:0]          word_o,     // 0 unless re_i
  // What each color would move next
  input  logic [Colors-1:0]    any_i,
  input  logic [Colors-1:0]    ctrl_i,
  input  logic [Colors*32-1:0] data_i,
  output logic [Colors-1:0]    refused_o,
  input  logic [Colors-1:0]    take_i      // it moves now, and its route names the ramp
);

  localparam int unsigned Filters = ws_router_pkg::Filters;

  logic [Filters-1:0] active, pass, ctrl, take;
  logic [4:0]         color [Filters];
  logic [15:0]        index [Filters];
  logic [15:0]        rdata [Filters];

  for (genvar f = 0; f < Filters; f++) begin : gen_filter
    ws_router_filter u_filter (
      .clk_i,
      .rst_ni,
      .we_i     (we_i && index_i[4:3] == 2'(f)),
      .word_i   (index_i[2:0]),
      .wdata_i,
      .rdata_o  (rdata[f]),
      .active_o (active[f]),
      .color_o  (color[f]),
      .ctrl_i   (ctrl[f]),
      .index_i  (index[f]),
      .pass_o   (pass[f]),
      .take_i   (take[f])
    );
  end

  always_comb begin
    ctrl = '0;
    for (int unsigned f = 0; f < Filters; f++) begin
      index[f] = '0;
      if (active[f] && any_i != '0) begin
        for (int unsigned c = 0; c < Colors; c++) begin
          if (color[f] == 5'(c)) begin
            ctrl[f]  = ctrl_i[c];
            index[f] = data_i[c*32+16+:16];
          end
        end
      end
    end
  end

  always_comb begin
    refused_o = '0;
    take      = '0;
    if (active != '0) begin
      for (int unsigned f = 0; f < Filters; f++) begin
        if (active[f]) begin
          if (!pass[f]) refused_o = refused_o | (Colors'(1) << color[f]);
          take[f] = (take_i & (Colors'(1) << color[f])) != '0;
        end
      end
    end
  end

  assign word_o = re_i ? rdata[index_i[4:3]] : '0;

endmodule
