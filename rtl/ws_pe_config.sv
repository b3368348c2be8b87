// SPDX-License-Identifier: Apache-2.0
// The configuration words of the element itself, apart from registers that instructions name:
// bindings of the queues, timestamp, timer, performance counters, traps. Two neighbouring words are
// read or written in a cycle. docs/isa.md, "Configuration space".

module ws_pe_config #(
  parameter bit Secded = 1'b0
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic [15:0]     addr_i,
  output logic [31:0]     rdata_o,       // the word there and the next one
  input  logic            read_i,        // a program reads the first word
  input  logic [1:0]      we_i,
  input  logic [31:0]     wdata_i,
  // Seen from outside
  input  logic [15:0]     tile_x_i,
  input  logic [15:0]     tile_y_i,
  input  logic [6:0]      current_i,     // task; 64: none
  input  logic [63:0]     active_i,
  input  logic [63:0]     blocked_i,
  input  logic [63:0]     high_i,
  // A trap
  input  logic [3:0]      trap_i,
  input  logic [15:0]     trap_pc_i,
  input  logic [15:0]     trap_addr_i,
  input  logic [3:0]      trap_thread_i,
  output logic [3:0]      cause_o,       // 0: none
  // What happens in this cycle
  input  logic            ended_i,       // an instruction of the main thread
  input  logic            step_i,
  input  logic [2:0]      elements_i,
  input  logic [7:0]      pop_i,
  input  logic [7:0]      pop_two_i,
  input  logic            push_i,
  input  logic            push_two_i,
  input  logic            task_i,
  input  logic            stall_i,
  input  logic            conflict_i,
  input  logic [3:0]      corrected_i,   // memory words
  input  logic [3:0]      uncorrected_i,
  output logic            timer_o,       // reaches zero
  output logic [1:0]      main_prio_o,
  output logic [15:0]     task_base_o,
  output logic [8*5-1:0]  in_color_o,
  output logic [7:0]      in_lowest_o,   // bound, and the lowest queue of its color
  output logic [6*5-1:0]  out_color_o
);

  logic [1:0]  prio_q, prio_d;
  logic [15:0] base_q, base_d, pc_q, trap_addr_q;
  logic [3:0]  cause_q, thread_q;
  logic [39:0] in_color_q, in_color_d;
  logic [29:0] out_color_q, out_color_d;
  logic [7:0]  in_bound_q, in_bound_d;
  logic [5:0]  out_bound_q, out_bound_d;
  logic [47:0] stamp_q;
  logic [31:0] kept_q;                   // upper words of the timestamp, since the first was read
  logic        run_q, run_d;
  logic [31:0] timer_q, timer_d;
  logic [7:0]  event_q, event_d;         // two counters' events
  logic [63:0] counter_q, counter_d;

  // ---- Reading

  logic [15:0] word;

  always_comb begin
    rdata_o = '0;
    for (int unsigned i = 0; i < 2; i++) begin
      word = addr_i + i[15:0];
      case (word)
        ws_isa_pkg::CfgTrapCause:    rdata_o[16*i+:16] = {12'd0, cause_q};
        ws_isa_pkg::CfgTrapPc:       rdata_o[16*i+:16] = pc_q;
        ws_isa_pkg::CfgTrapAddress:  rdata_o[16*i+:16] = trap_addr_q;
        ws_isa_pkg::CfgTrapThread:   rdata_o[16*i+:16] = {12'd0, thread_q};
        ws_isa_pkg::CfgCorrected:    rdata_o[16*i+:16] = corrected;
        ws_isa_pkg::CfgUncorrected:  rdata_o[16*i+:16] = uncorrected;
        ws_isa_pkg::CfgTileX:        rdata_o[16*i+:16] = tile_x_i;
        ws_isa_pkg::CfgTileY:        rdata_o[16*i+:16] = tile_y_i;
        ws_isa_pkg::CfgMainPriority: rdata_o[16*i+:16] = {14'd0, prio_q};
        ws_isa_pkg::CfgTaskBase:     rdata_o[16*i+:16] = base_q;
        ws_isa_pkg::CfgTaskCurrent:  rdata_o[16*i+:16] = {9'd0, current_i};
        ws_isa_pkg::CfgTimestamp:    rdata_o[16*i+:16] = stamp_q[15:0];
        ws_isa_pkg::CfgTimestamp + 16'd1:
          rdata_o[16*i+:16] = i == 1 ? stamp_q[31:16] : kept_q[15:0];
        ws_isa_pkg::CfgTimestamp + 16'd2: rdata_o[16*i+:16] = kept_q[31:16];
        ws_isa_pkg::CfgTimestampRun: rdata_o[16*i+:16] = {15'd0, run_q};
        ws_isa_pkg::CfgTimer:        rdata_o[16*i+:16] = timer_q[15:0];
        ws_isa_pkg::CfgTimer + 16'd1: rdata_o[16*i+:16] = timer_q[31:16];
        ws_isa_pkg::CfgCounterEvent: rdata_o[16*i+:16] = {12'd0, event_q[3:0]};
        ws_isa_pkg::CfgCounterEvent + 16'd1: rdata_o[16*i+:16] = {12'd0, event_q[7:4]};
        default: begin
          if (word[15:2] == ws_isa_pkg::CfgTaskActive[15:2]) begin
            rdata_o[16*i+:16] = active_i[16*word[1:0]+:16];
          end else if (word[15:2] == ws_isa_pkg::CfgTaskBlocked[15:2]) begin
            rdata_o[16*i+:16] = blocked_i[16*word[1:0]+:16];
          end else if (word[15:2] == ws_isa_pkg::CfgTaskHigh[15:2]) begin
            rdata_o[16*i+:16] = high_i[16*word[1:0]+:16];
          end else if (word[15:3] == ws_isa_pkg::CfgInputQueue[15:3]) begin
            rdata_o[16*i+:16] = {in_bound_q[word[2:0]], 10'd0, in_color_q[5*word[2:0]+:5]};
          end else if (ws_pe_pkg::in_range(word, ws_isa_pkg::CfgOutputQueue, 6)) begin
            rdata_o[16*i+:16] = {out_bound_q[word[2:0]], 10'd0, out_color_q[5*word[2:0]+:5]};
          end else if (ws_pe_pkg::in_range(word, ws_isa_pkg::CfgCounter, 4)) begin
            rdata_o[16*i+:16] = counter_q[{word[1:0] ^ 2'd2, 4'd0}+:16];
          end
        end
      endcase
    end
  end

  // ---- How often each event happens in this cycle, three bits each, event 0 lowest

  logic [26:0] events;
  logic [2:0]  wavelets;

  always_comb begin
    wavelets = '0;
    for (int unsigned q = 0; q < 8; q++) begin
      wavelets = wavelets + {2'd0, pop_i[q]} + {2'd0, pop_two_i[q]};
    end
    events = {2'd0, conflict_i, 2'd0, stall_i, 2'd0, task_i, 1'b0, push_two_i,
              push_i && !push_two_i, wavelets, elements_i, 2'd0, step_i, 2'd0, ended_i, 3'd1};
  end

  logic [26:0] events_q;   // for observers in simulation (rtl/observed.vlt)

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) events_q <= '0;
    else         events_q <= events;
  end

  // ---- Writing: a written word wins over its own counting.

  logic [15:0] target, value;
  logic [2:0]  queue;
  logic        timer_written;

  always_comb begin
    prio_d        = prio_q;
    base_d        = base_q;
    in_color_d    = in_color_q;
    in_bound_d    = in_bound_q;
    out_color_d   = out_color_q;
    out_bound_d   = out_bound_q;
    run_d         = run_q;
    event_d       = event_q;
    timer_written = 1'b0;
    timer_d       = timer_q != '0 ? timer_q - 32'd1 : '0;
    for (int unsigned c = 0; c < 2; c++) begin
      counter_d[32*c+:32] = counter_q[32*c+:32];
      for (int unsigned e = 0; e < 9; e++) begin
        if (event_q[4*c+:4] == e[3:0]) begin
          counter_d[32*c+:32] = counter_q[32*c+:32] +
              {29'd0, events[3*e+:3]};
        end
      end
    end
    target = '0;
    value  = '0;
    queue  = '0;
    if (we_i != '0) begin
      for (int unsigned i = 0; i < 2; i++) begin
        target = addr_i + i[15:0];
        value  = wdata_i[16*i+:16];
        queue  = target[2:0];
        if (we_i[i]) begin
          if (target == ws_isa_pkg::CfgMainPriority) prio_d = value[1:0];
          if (target == ws_isa_pkg::CfgTaskBase)     base_d = value;
          if (target == ws_isa_pkg::CfgTimestampRun) run_d = value[0];
          if (target[15:1] == ws_isa_pkg::CfgTimer[15:1]) begin
            timer_d[16*target[0]+:16] = value;
            timer_written             = 1'b1;
          end
          if (target[15:1] == ws_isa_pkg::CfgCounterEvent[15:1]) begin
            event_d[4*target[0]+:4] = value[3:0];
          end
          if (ws_pe_pkg::in_range(target, ws_isa_pkg::CfgCounter, 4)) begin
            counter_d[{target[1:0] ^ 2'd2, 4'd0}+:16] = value;
          end
          if (target[15:3] == ws_isa_pkg::CfgInputQueue[15:3]) begin
            in_color_d[5*queue+:5] = value[4:0];
            in_bound_d[queue]      = value[15];
          end
          if (ws_pe_pkg::in_range(target, ws_isa_pkg::CfgOutputQueue, 6)) begin
            out_color_d[5*queue+:5] = value[4:0];
            out_bound_d[queue]      = value[15];
          end
        end
      end
    end
  end

  assign timer_o = timer_q == 32'd1 && !timer_written;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      prio_q      <= 2'(ws_isa_pkg::ResetMainPriority);
      base_q      <= '0;
      in_color_q  <= '0;
      in_bound_q  <= '0;
      out_color_q <= '0;
      out_bound_q <= '0;
      run_q       <= 1'b1;
      event_q     <= '0;
      timer_q     <= '0;
      counter_q   <= '0;
      stamp_q     <= '0;
      kept_q      <= '0;
      cause_q     <= '0;
      pc_q        <= '0;
      trap_addr_q <= '0;
      thread_q    <= '0;
    end else begin
      if (we_i != '0) begin
        prio_q      <= prio_d;
        base_q      <= base_d;
        in_color_q  <= in_color_d;
        in_bound_q  <= in_bound_d;
        out_color_q <= out_color_d;
        out_bound_q <= out_bound_d;
        run_q       <= run_d;
        event_q     <= event_d;
      end
      timer_q   <= timer_d;
      counter_q <= counter_d;
      stamp_q   <= stamp_q + {47'd0, run_q};
      if (read_i && addr_i == ws_isa_pkg::CfgTimestamp) kept_q <= stamp_q[47:16];
      if (trap_i != '0) begin
        cause_q     <= trap_i;
        pc_q        <= trap_pc_i;
        trap_addr_q <= trap_addr_i;
        thread_q    <= trap_thread_i;
      end
    end
  end

  // Words that error correction has mended or lost, until there are too many to count; the loader may
  // write them.
  logic [15:0] corrected, uncorrected;

  if (Secded) begin : gen_secded
    logic [15:0] mended_q, lost_q;

    function automatic logic [15:0] more(input logic [15:0] count, input logic [3:0] by);
      more = count > 16'hffff - {12'd0, by} ? 16'hffff : count + {12'd0, by};
    endfunction

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        mended_q <= '0;
        lost_q   <= '0;
      end else begin
        mended_q <= more(mended_q, corrected_i);
        lost_q   <= more(lost_q, uncorrected_i);
        if (we_i[0] && addr_i == ws_isa_pkg::CfgCorrected) mended_q <= wdata_i[15:0];
        if (we_i[0] && addr_i == ws_isa_pkg::CfgUncorrected) lost_q <= wdata_i[15:0];
      end
    end

    assign corrected   = mended_q;
    assign uncorrected = lost_q;
  end else begin : gen_plain
    assign corrected   = '0;
    assign uncorrected = '0;

    logic unused;
    assign unused = ^{corrected_i, uncorrected_i};
  end

  // The lowest queue bound to a color takes its wavelets.
  always_comb begin
    in_lowest_o = in_bound_q;
    for (int unsigned q = 1; q < 8; q++) begin
      for (int unsigned p = 0; p < q; p++) begin
        if (in_bound_q[p] && in_color_q[5*p+:5] == in_color_q[5*q+:5]) in_lowest_o[q] = 1'b0;
      end
    end
  end

  assign cause_o     = cause_q;
  assign main_prio_o = prio_q;
  assign task_base_o = base_q;
  assign in_color_o  = in_color_q;
  assign out_color_o = out_color_q;

endmodule
