// SPDX-License-Identifier: Apache-2.0
// A tile of the wafer: a processing element and its router. Ports as theirs.

module ws_tile #(
  parameter bit Secded = 1'b0   // error correction of the SRAM
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // Wavelets from and to the neighbours, and the entries freed for them
  input  ws_router_pkg::link_t          w_i,
  input  ws_router_pkg::link_t          e_i,
  input  ws_router_pkg::link_t          s_i,
  input  ws_router_pkg::link_t          n_i,
  output logic [ws_isa_pkg::Colors-1:0] w_credit_o,
  output logic [ws_isa_pkg::Colors-1:0] e_credit_o,
  output logic [ws_isa_pkg::Colors-1:0] s_credit_o,
  output logic [ws_isa_pkg::Colors-1:0] n_credit_o,
  output ws_router_pkg::link_t          w_o,
  output ws_router_pkg::link_t          e_o,
  output ws_router_pkg::link_t          s_o,
  output ws_router_pkg::link_t          n_o,
  input  logic [ws_isa_pkg::Colors-1:0] w_credit_i,
  input  logic [ws_isa_pkg::Colors-1:0] e_credit_i,
  input  logic [ws_isa_pkg::Colors-1:0] s_credit_i,
  input  logic [ws_isa_pkg::Colors-1:0] n_credit_i,
  // The element
  input  logic [15:0]                   tile_x_i,
  input  logic [15:0]                   tile_y_i,
  output logic                          halted_o,
  output logic [3:0]                    trap_cause_o,
  output logic                          ret_valid_o,
  output logic [3:0]                    ret_thread_o,
  output logic [15:0]                   ret_pc_o,
  output logic                          ret_step_o,
  output logic                          ret_pick_o,
  output logic [5:0]                    ret_task_o,
  output logic [3:0]                    stall_o,
  input  logic                          dbg_we_i,
  input  logic                          dbg_re_i,
  input  logic [15:0]                   dbg_addr_i,
  input  logic [15:0]                   dbg_wdata_i,
  output logic [15:0]                   dbg_rdata_o
);

  ws_router_pkg::link_t          to_element, to_router;
  logic [ws_isa_pkg::Colors-1:0] element_credit, router_credit, frozen;
  logic                          cfg_we, cfg_re;
  logic [15:0]                   cfg_addr, cfg_wdata, cfg_rdata;

  ws_router u_router (
    .clk_i, .rst_ni, .w_i, .e_i, .s_i, .n_i, .r_i(to_router), .w_credit_o, .e_credit_o,
    .s_credit_o, .n_credit_o, .r_credit_o(router_credit), .w_o, .e_o, .s_o, .n_o,
    .r_o(to_element), .w_credit_i, .e_credit_i, .s_credit_i, .n_credit_i,
    .r_credit_i(element_credit), .cfg_we_i(cfg_we), .cfg_re_i(cfg_re), .cfg_addr_i(cfg_addr),
    .cfg_wdata_i(cfg_wdata), .cfg_rdata_o(cfg_rdata), .frozen_o(frozen)
  );

  ws_pe #(.Secded(Secded)) u_pe (
    .clk_i, .rst_ni, .from_router_i(to_element), .from_router_credit_o(element_credit),
    .to_router_o(to_router), .to_router_credit_i(router_credit), .cfg_we_o(cfg_we),
    .cfg_re_o(cfg_re), .cfg_addr_o(cfg_addr), .cfg_wdata_o(cfg_wdata), .cfg_rdata_i(cfg_rdata),
    .frozen_i(frozen), .tile_x_i, .tile_y_i, .halted_o, .trap_cause_o, .ret_valid_o,
    .ret_thread_o, .ret_pc_o, .ret_step_o, .ret_pick_o, .ret_task_o, .stall_o, .dbg_we_i,
    .dbg_re_i, .dbg_addr_i, .dbg_wdata_i, .dbg_rdata_o
  );

endmodule
