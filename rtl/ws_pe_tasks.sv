// SPDX-License-Identifier: Apache-2.0
// The task scheduler: 64 tasks with an activation bit, a blocked bit and a priority bit each, and the
// choice of the next one when none runs. docs/isa.md, "Tasks".

module ws_pe_tasks (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            enable_i,     // no task runs: pick one
  // What happens to tasks in this cycle
  input  logic [23:0]     frozen_i,     // colors in teardown
  input  logic            timer_i,      // reaches zero
  input  logic [63:0]     activate_i,
  input  logic [63:0]     unblock_i,
  input  logic [63:0]     block_i,
  // Configuration writes of a word and the next one
  input  logic [1:0]      we_i,
  input  logic [15:0]     addr_i,
  input  logic [31:0]     wdata_i,
  // Input queues
  input  logic [7:0]      some_i,
  input  logic [8*33-1:0] head_i,
  input  logic [8*5-1:0]  color_i,
  input  logic [7:0]      lowest_i,     // bound, and the lowest of its color
  input  logic [7:0]      used_i,       // by a microthread
  // The pick
  output logic            pick_o,
  output logic            start_o,      // it starts a task
  output logic [5:0]      task_o,
  output logic [7:0]      pop_o,
  output logic            take_o,       // a wavelet goes into r0 and r1
  output logic [31:0]     wavelet_o,
  output logic [63:0]     active_o,
  output logic [63:0]     blocked_o,
  output logic [63:0]     high_o
);

  logic [63:0] active_q, blocked_q, high_q, active_d, blocked_d, high_d;
  logic [5:0]  last_q, picked;
  logic [23:0] data, frozen_q;
  logic [63:0] ready, pool, after, one, cleared;
  logic [7:0]  open;
  logic [32:0] wavelet;

  assign open = lowest_i & some_i & ~used_i;

  always_comb begin
    data = '0;
    if (open != '0) begin
      for (int unsigned q = 0; q < 8; q++) begin
        if (open[q]) data |= 24'd1 << color_i[5*q+:5];
      end
    end
  end

  assign ready = ~blocked_q & (active_q | {40'd0, data});

  always_comb begin
    pick_o  = 1'b0;
    pool    = '0;
    after   = '0;
    one     = '0;
    picked  = '0;
    cleared = '0;
    pop_o   = '0;
    wavelet = '0;
    take_o  = 1'b0;
    start_o = 1'b0;
    if (enable_i && ready != '0) begin
      pick_o = 1'b1;
      pool   = (ready & high_q) != '0 ? ready & high_q : ready;
      after  = pool & (~64'd1 << last_q);
      if (after == '0) after = pool;
      one = after & (~after + 64'd1);
      for (int unsigned t = 0; t < 64; t++) begin
        if (one[t]) picked |= t[5:0];
      end
      cleared = one & active_q;
      start_o = 1'b1;
      if (cleared == '0) begin
        for (int unsigned q = 0; q < 8; q++) begin
          if (open[q] && {1'b0, color_i[5*q+:5]} == picked) begin
            pop_o[q] = 1'b1;
            wavelet |= head_i[33*q+:33];
          end
        end
        start_o = !wavelet[32] || wavelet[21:16] != 6'(ws_isa_pkg::NullTask);
        take_o  = start_o;
      end
    end
  end

  assign task_o    = wavelet[32] ? wavelet[21:16] : picked;
  assign wavelet_o = wavelet[31:0];

  // ---- Bits: setting wins over clearing, unblocking over blocking, a written word over what was
  // there before.

  always_comb begin
    active_d  = active_q;
    blocked_d = blocked_q;
    high_d    = high_q;
    if (we_i != '0) begin
      for (int unsigned i = 0; i < 2; i++) begin
        for (int unsigned w = 0; w < 4; w++) begin
          if (we_i[i] && addr_i + i[15:0] == ws_isa_pkg::CfgTaskActive + w[15:0]) begin
            active_d[16*w+:16] = wdata_i[16*i+:16];
          end
          if (we_i[i] && addr_i + i[15:0] == ws_isa_pkg::CfgTaskBlocked + w[15:0]) begin
            blocked_d[16*w+:16] = wdata_i[16*i+:16];
          end
          if (we_i[i] && addr_i + i[15:0] == ws_isa_pkg::CfgTaskHigh + w[15:0]) begin
            high_d[16*w+:16] = wdata_i[16*i+:16];
          end
        end
      end
    end
    active_d  = (active_d & ~cleared) | activate_i;
    if (timer_i) active_d[ws_isa_pkg::TimerTask] = 1'b1;
    if ((frozen_i & ~frozen_q) != '0) active_d[ws_isa_pkg::TeardownTask] = 1'b1;
    blocked_d = (blocked_d | block_i) & ~unblock_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q  <= '0;
      blocked_q <= '0;
      high_q    <= '0;
      last_q    <= '1;
      frozen_q  <= '0;
    end else begin
      active_q  <= active_d;
      blocked_q <= blocked_d;
      high_q    <= high_d;
      frozen_q  <= frozen_i;
      if (pick_o) last_q <= picked;
    end
  end

  assign active_o  = active_q;
  assign blocked_o = blocked_q;
  assign high_o    = high_q;

endmodule
