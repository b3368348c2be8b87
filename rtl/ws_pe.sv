// SPDX-License-Identifier: Apache-2.0
// The processing element: one issue a cycle for tasks and eight microthreads, one datapath. All
// outputs are registers. C++ twin (docs/isa.md, docs/timing.md): sc_models/wafer/pe_*.cpp.

module ws_pe #(
  parameter bit Secded = 1'b0   // error correction of the SRAM
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // Ramp
  input  ws_router_pkg::link_t          from_router_i,
  output logic [ws_isa_pkg::Colors-1:0] from_router_credit_o,
  output ws_router_pkg::link_t          to_router_o,
  input  logic [ws_isa_pkg::Colors-1:0] to_router_credit_i,
  // Configuration of the router; what is read is there one cycle after cfg_re_o
  output logic                          cfg_we_o,
  output logic                          cfg_re_o,
  output logic [15:0]                   cfg_addr_o,
  output logic [15:0]                   cfg_wdata_o,
  input  logic [15:0]                   cfg_rdata_i,
  input  logic [ws_isa_pkg::Colors-1:0] frozen_i,   // colors in teardown
  input  logic [15:0]                   tile_x_i,
  input  logic [15:0]                   tile_y_i,
  output logic                          halted_o,
  output logic [3:0]                    trap_cause_o,
  // What happened in the cycle before: something was issued, a task was picked
  output logic                          ret_valid_o,
  output logic [3:0]                    ret_thread_o,
  output logic [15:0]                   ret_pc_o,
  output logic                          ret_step_o,
  output logic                          ret_pick_o,
  output logic [5:0]                    ret_task_o,
  output logic [3:0]                    stall_o,    // why nothing was issued; 0: something was
  // Loader: SRAM and configuration space, nothing is issued meanwhile. Read data are there in the
  // next cycle, those of the router's words in the third.
  input  logic                          dbg_we_i,
  input  logic                          dbg_re_i,
  input  logic [15:0]                   dbg_addr_i,
  input  logic [15:0]                   dbg_wdata_i,
  output logic [15:0]                   dbg_rdata_o
);

  logic       dbg, enable;   // enable: nothing holds the issue
  logic [3:0] cause;

  assign dbg    = dbg_we_i || dbg_re_i;
  assign enable = !dbg && cause == ws_isa_pkg::TrapNone;

  // Where the loader reads and writes
  logic at_sram, at_dsr, at_stride, at_gpr, at_router, at_config;

  assign at_sram   = !ws_pe_pkg::outside(dbg_addr_i);
  assign at_stride = dbg_addr_i[15:4] == ws_isa_pkg::CfgStride[15:4];
  assign at_dsr    = dbg_addr_i[15:8] == ws_isa_pkg::CfgDestDsr[15:8] && dbg_addr_i[7:5] != 3'd7;
  assign at_gpr    = dbg_addr_i[15:4] == ws_isa_pkg::CfgGpr[15:4];
  assign at_router = ws_pe_pkg::of_router(dbg_addr_i);
  assign at_config = !at_sram && !at_stride && !at_dsr && !at_gpr && !at_router;

  // ---- Queues

  logic [39:0]  in_color;
  logic [7:0]   in_lowest, in_some, in_full, pop, step_pop, pick_pop;
  logic [7:0]   in_two, pop_two;
  logic [263:0] in_head, in_second;
  logic [29:0]  out_color;
  logic [5:0]   out_some, out_room, out_two;
  logic         push, push_two;
  logic [37:0]  push_data;
  logic [31:0]  push_second;

  logic [7:0]   in_ctrl;

  assign pop = step_pop | pick_pop;
  for (genvar q = 0; q < 8; q++) begin : gen_ctrl
    assign in_ctrl[q] = in_head[33*q+32];
  end

  ws_pe_ingress u_ingress (
    .clk_i, .rst_ni, .link_i(from_router_i), .credit_o(from_router_credit_o), .color_i(in_color),
    .lowest_i(in_lowest), .pop_i(pop), .pop_two_i(pop_two), .some_o(in_some), .two_o(in_two),
    .full_o(in_full), .head_o(in_head), .second_o(in_second)
  );
  ws_pe_egress u_egress (
    .clk_i, .rst_ni, .push_i(push), .push_two_i(push_two), .queue_i(needs.numd),
    .data_i(push_data), .second_i(push_second), .some_o(out_some), .room_o(out_room),
    .room_for_two_o(out_two), .link_o(to_router_o), .credit_i(to_router_credit_i)
  );

  // ---- Who goes

  ws_pe_pkg::needs_t needs, start_needs;
  ws_pe_pkg::op_t    op, start_op, step_op;
  logic [8:0]  alive, ready;
  logic [17:0] prio;
  logic [15:0] used_d, used_a, used_b;
  logic [7:0]  used_x, used_in, used_out, some1, some2, room1, room2;
  logic        main_can, main_go, main_ends, main_retires, main_start, any, step_go, lacks;
  logic        conflict, conflict_q;
  logic [1:0]  main_prio;
  logic [3:0]  thread, main_why, vector_why, thread_why;

  ws_pe_issue u_issue (
    .clk_i, .rst_ni, .enable_i(enable), .ready_i(ready[7:0]), .prio_i(prio),
    .main_i(main_can || ready[8]), .main_prio_i(main_prio), .hold_i(conflict_q), .any_o(any),
    .thread_o(thread)
  );
  assign step_go = any && (!thread[3] || alive[8]);
  assign main_go = any && !step_go;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)  conflict_q <= 1'b0;
    else if (any) conflict_q <= conflict;
  end

  // ---- Tasks

  logic        idle, picked, pick_start, take, timer;
  logic [5:0]  pick_task;
  logic [6:0]  current;
  logic [31:0] wavelet;
  logic [63:0] active, blocked, high;
  logic [63:0] main_activate, main_unblock, main_block, step_activate, step_unblock, step_block;
  logic [15:0] task_base;

  ws_pe_tasks u_tasks (
    .clk_i, .rst_ni, .enable_i(enable && idle),
    .frozen_i, .timer_i(timer),
    .activate_i(main_activate | step_activate),
    .unblock_i(main_unblock | step_unblock), .block_i(main_block | step_block), .we_i(cfg_we),
    .addr_i(cfg_addr), .wdata_i(cfg_data), .some_i(in_some), .head_i(in_head), .color_i(in_color),
    .lowest_i(in_lowest), .used_i(used_in), .pick_o(picked), .start_o(pick_start),
    .task_o(pick_task), .pop_o(pick_pop), .take_o(take), .wavelet_o(wavelet), .active_o(active),
    .blocked_o(blocked), .high_o(high)
  );

  // ---- Memory

  logic [63:0] r0_addr, r1_addr, r0, r1, w_addr, w_data, step_r0, step_w, main_data, result;
  logic [31:0] word;
  logic [15:0] pc, main_addr;
  logic [3:0]  we, main_we, step_we, r0_lost, r1_lost, main_used, step_used, r1_used;
  logic [3:0]  corrected, uncorrected;
  logic [1:0]  word_lost;
  logic        word_used;

  always_comb begin
    r0_addr = ws_pe_pkg::addresses(dbg ? dbg_addr_i : main_addr, 16'd1, 1'b0);
    w_addr  = r0_addr;
    we      = dbg ? {3'd0, dbg_we_i && at_sram} : main_we;
    w_data  = dbg ? {48'd0, dbg_wdata_i} : main_data;
    if (step_go) begin
      r0_addr = step_r0;
      w_addr  = step_w;
      we      = step_we;
      w_data  = result;
    end
  end

  localparam int unsigned Width = Secded ? ws_secded_pkg::CodeWidth : 16;

  logic [4*Width-1:0] r0_word, r1_word, w_word;
  logic [2*Width-1:0] fetch_word;

  ws_sram #(.Width(Width)) u_sram (
    .clk_i, .r0_addr_i(r0_addr), .r0_data_o(r0_word), .r1_addr_i(r1_addr), .r1_data_o(r1_word),
    .fetch_addr_i(pc), .fetch_data_o(fetch_word), .we_i(we), .w_addr_i(w_addr), .w_data_i(w_word)
  );

  ws_pe_correction #(.Secded(Secded), .Width(Width)) u_correction (
    .r0_word_i(r0_word), .r1_word_i(r1_word), .fetch_word_i(fetch_word), .w_word_o(w_word),
    .r0_data_o(r0), .r1_data_o(r1), .fetch_data_o(word), .w_data_i(w_data), .r0_lost_o(r0_lost), .r1_lost_o(r1_lost), .fetch_lost_o(word_lost),
    .r0_used_i(main_used | step_used | {3'd0, dbg_re_i && at_sram}), .r1_used_i(r1_used),
    .fetch_used_i(word_used), .corrected_o(corrected), .uncorrected_o(uncorrected)
  );

  // ---- General registers

  logic [3:0]  x_num, a_num, n_num, main_num;
  logic [31:0] x, a, b, main_result;
  logic [15:0] n;
  logic [1:0]  gpr_we, main_gpr_we, step_gpr_we;
  logic [3:0]  gpr_num;
  logic [31:0] gpr_data;

  always_comb begin
    gpr_we   = main_gpr_we;
    gpr_num  = main_num;
    gpr_data = main_result;
    if (step_gpr_we != '0) begin
      gpr_we   = step_gpr_we;
      gpr_num  = needs.fieldd[3:0];
      gpr_data = result[31:0];
    end
    if (take) begin
      gpr_we   = 2'b11;
      gpr_num  = '0;
      gpr_data = wavelet;
    end
    if (dbg_we_i && at_gpr) begin
      gpr_we   = 2'b01;
      gpr_num  = dbg_addr_i[3:0];
      gpr_data = {16'd0, dbg_wdata_i};
    end
  end

  ws_pe_gpr u_gpr (
    .clk_i, .rst_ni, .x_i(alive[8] ? needs.fieldd[3:0] : x_num), .a_i(a_num), .b_i(word[15:12]),
    .n_i(dbg ? dbg_addr_i[3:0] : n_num), .x_o(x), .a_o(a), .b_o(b), .n_o(n), .we_i(gpr_we),
    .w_i(gpr_num), .wdata_i(gpr_data)
  );

  // ---- Descriptors

  logic [63:0]  any_dsr, src0_dsr, src1_dsr, main_dsr_data;
  logic [5:0]   main_dsr, main_dsr_num;
  logic [3:0]   main_dsr_we;
  logic [15:0]  stride;
  logic         main_stride_we;
  logic [7:0]   clear;
  logic [191:0] step_dsr, step_x;
  logic [143:0] step_count, count_next;
  logic [11:0]  stride_num;
  logic [47:0]  step_stride, save_data, head_next, fill_next;
  logic [2:0]   save, head_we, fill_we, count_we;

  ws_pe_descriptors u_descriptors (
    .clk_i, .rst_ni,
    .any_i(dbg ? dbg_addr_i[7:2] : main_dsr), .any_o(any_dsr),
    .src0_i(word[15:12]), .src0_o(src0_dsr), .src1_i(word[9:6]), .src1_o(src1_dsr),
    .w_i(dbg ? dbg_addr_i[7:2] : main_dsr_num),
    .we_i(dbg ? (dbg_we_i && at_dsr ? 4'd1 << dbg_addr_i[1:0] : 4'd0) : main_dsr_we),
    .wdata_i(dbg ? {4{dbg_wdata_i}} : main_dsr_data),
    .stride_i(dbg ? dbg_addr_i[3:0] : word[19:16]), .stride_o(stride),
    .stride_we_i(dbg ? dbg_we_i && at_stride : main_stride_we),
    .stride_w_i(dbg ? dbg_addr_i[3:0] : word[23:20]),
    .stride_wdata_i(dbg ? dbg_wdata_i : a[15:0]), .clear_i(main_start ? clear : 8'd0),
    .step_fieldd_i(needs.fieldd), .step_num0_i(needs.field0[3:0]), .step_num1_i(needs.field1[3:0]),
    .step_o(step_dsr), .save_i(save), .save_data_i(save_data), .step_stride_i(stride_num),
    .step_stride_o(step_stride), .x_num_i({needs.num1, needs.num0, needs.numd}), .x_o(step_x),
    .x_count_o(step_count), .x_head_we_i(head_we), .x_fill_we_i(fill_we), .x_head_i(head_next),
    .x_fill_i(fill_next), .x_count_we_i(count_we), .x_count_i(count_next), .some1_o(some1),
    .some2_o(some2), .room1_o(room1), .room2_o(room2)
  );

  // ---- Main thread

  ws_isa_pkg::decoded_t dec;
  logic [31:0] alu_result, cfg_rdata, main_cfg_data, cfg_data;
  logic [15:0] main_trap_addr, main_cfg_addr, cfg_addr, start_addr, step_trap_addr;
  logic [3:0]  main_trap, start_trap, start_thread, step_trap;
  logic [1:0]  main_cfg_we, cfg_we;
  logic [9:0]  at_end;
  logic        taken, truth, cfg_read, rt_re, rt_we, described, start_wait, empty;
  logic        step_fire, step_end, step_done, vector_end;

  assign vector_end = step_fire && step_end && thread[3];

  ws_pe_main #(.Secded(Secded)) u_main (
    .clk_i, .rst_ni, .pick_i(pick_start), .pick_task_i(pick_task), .task_base_i(task_base),
    .idle_o(idle), .task_o(current), .vector_i(alive[8]), .vector_end_i(vector_end),
    .vector_done_i(step_done), .can_o(main_can), .why_o(main_why), .go_i(main_go), .ends_o(main_ends),
    .retires_o(main_retires), .trap_o(main_trap), .trap_addr_o(main_trap_addr), .pc_o(pc),
    .word_i(word), .word_lost_i(word_lost), .word_used_o(word_used), .mem_lost_i(r0_lost),
    .mem_used_o(main_used), .dec_o(dec), .x_num_o(x_num), .a_num_o(a_num), .n_num_o(n_num), .x_i(x),
    .a_i(a), .b_i(b), .n_i(n), .gpr_we_o(main_gpr_we), .gpr_num_o(main_num),
    .gpr_data_o(main_result), .alu_i(alu_result), .taken_i(taken), .datapath_i(result[31:0]),
    .truth_i(truth), .mem_addr_o(main_addr), .mem_i(r0), .mem_we_o(main_we),
    .mem_data_o(main_data), .dsr_read_o(main_dsr), .dsr_i(any_dsr), .dsr_num_o(main_dsr_num),
    .dsr_we_o(main_dsr_we), .dsr_data_o(main_dsr_data), .stride_i(stride),
    .stride_we_o(main_stride_we), .used_d_i(used_d), .used_a_i(used_a), .used_b_i(used_b),
    .used_x_i(used_x), .cfg_addr_o(main_cfg_addr), .cfg_read_o(cfg_read), .cfg_we_o(main_cfg_we),
    .cfg_data_o(main_cfg_data), .cfg_i(cfg_rdata), .rt_re_o(rt_re), .rt_we_o(rt_we),
    .rt_i(cfg_rdata_i), .described_i(described), .start_wait_i(start_wait),
    .start_trap_i(start_trap), .start_addr_i(start_addr), .start_empty_i(empty),
    .start_o(main_start), .at_end_o(at_end), .active_i(active), .blocked_i(blocked),
    .empty_i(~{out_some, in_some}), .full_i({~out_room, in_full}), .alive_i(alive[7:0]),
    .activate_o(main_activate), .unblock_o(main_unblock), .block_o(main_block)
  );

  ws_pe_alu u_alu (
    .op_i(word[31:24]), .imm_i(word[15:0]), .x_i(x[15:0]), .a_i(a), .b_i(b),
    .result_o(alu_result), .taken_o(taken)
  );

  ws_pe_start u_start (
    .dec_i(dec), .word_i(word), .pc_i(pc), .dstd_i(any_dsr), .src0d_i(src0_dsr),
    .src1d_i(src1_dsr), .src0_i(b), .src1_i(a), .scalar_i(x), .index_i(n), .alive_i(alive[7:0]),
    .used_d_i(used_d), .used_a_i(used_a), .used_b_i(used_b), .used_x_i(used_x),
    .used_in_i(used_in), .used_out_i(used_out), .at_end_i(at_end), .described_o(described),
    .wait_o(start_wait), .trap_o(start_trap), .trap_addr_o(start_addr), .empty_o(empty),
    .thread_o(start_thread), .clear_o(clear), .needs_o(start_needs), .op_o(start_op)
  );

  // ---- Vector operations

  logic [63:0] src0, src1;
  logic [2:0]  elements;
  logic        two;
  ws_pe_threads u_threads (
    .clk_i, .rst_ni, .start_i(main_start), .step_i(step_fire), .end_i(step_end),
    .thread_i(main_start ? start_thread : thread), .needs_i(start_needs),
    .op_i(main_start ? start_op : step_op), .in_some_i(in_some), .in_two_i(in_two),
    .in_ctrl_i(in_ctrl), .out_room_i(out_room), .out_two_i(out_two), .some1_i(some1),
    .some2_i(some2), .room1_i(room1), .room2_i(room2), .alive_o(alive), .ready_o(ready),
    .short_o(lacks), .prio_o(prio), .main_why_o(vector_why), .thread_why_o(thread_why),
    .used_d_o(used_d), .used_a_o(used_a), .used_b_o(used_b), .used_x_o(used_x), .used_in_o(used_in),
    .used_out_o(used_out), .read_i(thread), .needs_o(needs), .op_o(op), .two_o(two)
  );

  ws_pe_step #(.Secded(Secded)) u_step (
    .enable_i(step_go), .second_i(conflict_q), .main_i(thread[3]), .short_i(lacks),
    .needs_i(needs), .op_i(op), .two_i(two), .dsr_i(step_dsr), .x_i(step_x), .count_i(step_count),
    .stride_num_o(stride_num), .stride_i(step_stride), .again_i(x), .in_some_i(in_some),
    .in_two_i(in_two), .in_head_i(in_head), .in_second_i(in_second), .out_two_i(out_two),
    .out_color_i(out_color), .r0_addr_o(step_r0), .r0_data_i(r0),
    .r1_addr_o(r1_addr), .r1_data_i(r1), .r0_lost_i(r0_lost), .r1_lost_i(r1_lost),
    .r0_used_o(step_used), .r1_used_o(r1_used), .src0_o(src0), .src1_o(src1), .result_i(result),
    .conflict_o(conflict), .trap_o(step_trap), .trap_addr_o(step_trap_addr), .fire_o(step_fire),
    .end_o(step_end), .done_o(step_done), .elements_o(elements), .pop_o(step_pop),
    .pop_two_o(pop_two), .push_o(push), .push_two_o(push_two), .push_data_o(push_data),
    .push_second_o(push_second), .we_o(step_we), .w_addr_o(step_w), .gpr_we_o(step_gpr_we),
    .save_o(save), .save_data_o(save_data), .head_we_o(head_we), .fill_we_o(fill_we),
    .head_o(head_next), .fill_o(fill_next), .count_we_o(count_we), .count_o(count_next),
    .activate_o(step_activate), .unblock_o(step_unblock), .block_o(step_block), .op_o(step_op)
  );

  ws_pe_datapath u_datapath (
    .enable_i(any), .op_i(step_go ? op.word[31:24] : word[31:24]),
    .src0_i(step_go ? src0 : {32'd0, dec.is_vector ? start_op.value0 : a}),
    .src1_i(step_go ? src1 : {32'd0, dec.is_vector ? start_op.value1 : b}),
    .scalar_i(step_go ? op.scalar : x), .result_o(result), .truth_o(truth)
  );

  // ---- Configuration words

  logic trapped, issued, ended;

  assign trapped  = step_go ? step_trap != '0 : main_go && main_trap != '0;
  assign issued   = step_fire || (main_go && !trapped);
  assign ended    = main_ends || vector_end || (main_start && dec.is_async);
  assign cfg_addr = dbg ? dbg_addr_i : main_cfg_addr;
  assign cfg_we   = dbg ? {1'b0, dbg_we_i && at_config} : main_cfg_we;
  assign cfg_data = dbg ? {16'd0, dbg_wdata_i} : main_cfg_data;

  ws_pe_config #(.Secded(Secded)) u_config (
    .clk_i, .rst_ni, .addr_i(cfg_addr), .rdata_o(cfg_rdata), .read_i(cfg_read), .we_i(cfg_we),
    .wdata_i(cfg_data), .tile_x_i, .tile_y_i, .current_i(current), .active_i(active),
    .blocked_i(blocked), .high_i(high),
    .trap_i(!trapped ? 4'd0 : step_go ? step_trap : main_trap),
    .trap_pc_i(step_go ? op.pc : pc), .trap_addr_i(step_go ? step_trap_addr : main_trap_addr),
    .trap_thread_i(thread), .cause_o(cause),
    .conflict_i(conflict), .corrected_i(corrected), .uncorrected_i(uncorrected),
    .task_i(pick_start), .push_i(push), .push_two_i(push_two), .pop_i(pop), .pop_two_i(pop_two),
    .elements_i(step_fire ? elements : 3'd0), .step_i(step_fire), .ended_i(ended),
    .stall_i(cause == '0 && !issued && !trapped && (!idle || alive != '0)),
    .timer_o(timer), .main_prio_o(main_prio), .task_base_o(task_base), .in_color_o(in_color),
    .in_lowest_o(in_lowest), .out_color_o(out_color)
  );

  logic [3:0] stall;

  always_comb begin
    if (issued)                         stall = ws_isa_pkg::StallNone;
    else if (trapped || cause != '0)    stall = ws_isa_pkg::StallHalted;
    else if (dbg)                       stall = ws_isa_pkg::StallDebug;
    else if (conflict)                  stall = ws_isa_pkg::StallBank;
    else if (pick_start)                stall = ws_isa_pkg::StallStart;
    else if (idle)                      stall = thread_why;
    else                                stall = alive[8] ? vector_why : main_why;
  end

  // ---- Registers towards router, loader and observer

  ws_pe_outputs u_outputs (
    .clk_i, .rst_ni, .cfg_we_i(dbg ? dbg_we_i && at_router : rt_we),
    .cfg_re_i(dbg ? dbg_re_i && at_router : rt_re), .cfg_addr_i(cfg_addr),
    .cfg_wdata_i(cfg_data[15:0]), .cfg_we_o, .cfg_re_o, .cfg_addr_o, .cfg_wdata_o,
    .valid_i(step_fire || main_retires), .thread_i(any ? thread : 4'd0),
    .pc_i(!any ? 16'd0 : step_go ? op.pc : pc), .step_i(step_fire), .pick_i(picked),
    .task_i(picked ? pick_task : 6'd0), .stall_i(stall), .ret_valid_o, .ret_thread_o,
    .ret_pc_o, .ret_step_o, .ret_pick_o, .ret_task_o, .stall_o,
    .dbg_re_i, .dbg_router_i(dbg_re_i && at_router),
    .dbg_data_i(at_sram ? r0[15:0] : at_dsr ? any_dsr[16*dbg_addr_i[1:0]+:16]
              : at_stride ? stride : at_gpr ? n : cfg_rdata[15:0]),
    .router_data_i(cfg_rdata_i), .dbg_rdata_o
  );

  assign halted_o     = cause != ws_isa_pkg::TrapNone;
  assign trap_cause_o = cause;

endmodule
