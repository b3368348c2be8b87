// SPDX-License-Identifier: Apache-2.0
// The registers between the processing element and its router's configuration port, the loader and
// whoever watches.

module ws_pe_outputs (
  input  logic        clk_i,
  input  logic        rst_ni,
  // Router's configuration words
  input  logic        cfg_we_i,
  input  logic        cfg_re_i,
  input  logic [15:0] cfg_addr_i,
  input  logic [15:0] cfg_wdata_i,
  output logic        cfg_we_o,
  output logic        cfg_re_o,
  output logic [15:0] cfg_addr_o,
  output logic [15:0] cfg_wdata_o,
  // What was issued and picked
  input  logic        valid_i,
  input  logic [3:0]  thread_i,
  input  logic [15:0] pc_i,
  input  logic        step_i,
  input  logic        pick_i,
  input  logic [5:0]  task_i,
  input  logic [3:0]  stall_i,
  output logic        ret_valid_o,
  output logic [3:0]  ret_thread_o,
  output logic [15:0] ret_pc_o,
  output logic        ret_step_o,
  output logic        ret_pick_o,
  output logic [5:0]  ret_task_o,
  output logic [3:0]  stall_o,
  // What the loader reads; a word of the router comes two cycles after the request
  input  logic        dbg_re_i,
  input  logic        dbg_router_i,
  input  logic [15:0] dbg_data_i,
  input  logic [15:0] router_data_i,
  output logic [15:0] dbg_rdata_o
);

  logic [1:0] router_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cfg_we_o     <= 1'b0;
      cfg_re_o     <= 1'b0;
      cfg_addr_o   <= '0;
      cfg_wdata_o  <= '0;
      ret_valid_o  <= 1'b0;
      ret_thread_o <= '0;
      ret_pc_o     <= '0;
      ret_step_o   <= 1'b0;
      ret_pick_o   <= 1'b0;
      ret_task_o   <= '0;
      stall_o      <= '0;
      router_q     <= '0;
      dbg_rdata_o  <= '0;
    end else begin
      cfg_we_o     <= cfg_we_i;
      cfg_re_o     <= cfg_re_i;
      cfg_addr_o   <= cfg_we_i || cfg_re_i ? cfg_addr_i : '0;
      cfg_wdata_o  <= cfg_we_i ? cfg_wdata_i : '0;
      ret_valid_o  <= valid_i;
      ret_thread_o <= thread_i;
      ret_pc_o     <= pc_i;
      ret_step_o   <= step_i;
      ret_pick_o   <= pick_i;
      ret_task_o   <= task_i;
      stall_o      <= stall_i;
      router_q     <= {router_q[0], dbg_router_i};
      if (router_q[1])                    dbg_rdata_o <= router_data_i;
      else if (dbg_re_i && !dbg_router_i) dbg_rdata_o <= dbg_data_i;
    end
  end

endmodule
