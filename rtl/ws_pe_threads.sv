// SPDX-License-Identifier: Apache-2.0
// The vector operations under way, one for each thread: their state in a small memory with one
// read and one write, because one thing is issued a cycle, and in flip-flops only what tells every
// cycle which of them could make a step, and what they use.

module ws_pe_threads (
  input  logic              clk_i,
  input  logic              rst_ni,
  // A new operation, or what a step leaves
  input  logic              start_i,
  input  logic              step_i,
  input  logic              end_i,         // with step_i: it was the last
  input  logic [3:0]        thread_i,
  input  ws_pe_pkg::needs_t needs_i,       // with start_i
  input  ws_pe_pkg::op_t    op_i,
  // Who could make a step
  input  logic [7:0]        in_some_i,
  input  logic [7:0]        in_two_i,
  input  logic [7:0]        in_ctrl_i,     // the head is a control wavelet
  input  logic [5:0]        out_room_i,
  input  logic [5:0]        out_two_i,     // room for two
  input  logic [7:0]        some1_i,       // FIFOs
  input  logic [7:0]        some2_i,
  input  logic [7:0]        room1_i,
  input  logic [7:0]        room2_i,
  output logic [8:0]        alive_o,
  output logic [8:0]        ready_o,
  output logic              short_o,       // the main thread's operation lacks an element or room
                                           // of a FIFO, which ends it
  output logic [17:0]       prio_o,
  output logic [3:0]        main_why_o,    // what the main thread's operation waits for
  output logic [3:0]        thread_why_o,  // the same of the lowest microthread under way
  // What microthreads use
  output logic [15:0]       used_d_o,
  output logic [15:0]       used_a_o,
  output logic [15:0]       used_b_o,
  output logic [7:0]        used_x_o,
  output logic [7:0]        used_in_o,
  output logic [7:0]        used_out_o,
  // The one that makes a step
  input  logic [3:0]        read_i,
  output ws_pe_pkg::needs_t needs_o,
  output ws_pe_pkg::op_t    op_o,
  output logic              two_o          // it may take two wavelets of a queue
);

  localparam int unsigned Threads = ws_isa_pkg::Microthreads + 1;  // and the main thread, the last
  localparam int unsigned NeedsWidth = 47;
  localparam int unsigned OpWidth = 221;
  localparam logic [1:0] StartWait = 2'(ws_isa_pkg::VectorStart - 1);

  logic [Threads-1:0]    alive_q, tail_q;   // tail: only wavelets of its own are left to be sent
  logic [Threads-1:0]    two_q;             // the next step may take two wavelets
  logic [2*Threads-1:0]  start_q;           // cycles before the first step
  logic [NeedsWidth-1:0] needs_q [Threads];
  logic [OpWidth-1:0]    op_q [Threads];
  logic [Threads-1:0]    lacks;             // a FIFO's element or room
  logic [3:0]            why [Threads];     // code "stall"

  assign alive_o = alive_q;
  assign needs_o = needs_q[read_i];
  assign op_o    = op_q[read_i];
  assign two_o   = two_q[read_i];

  // Whether the step behind this one, or the first one, may take two wavelets: not from the middle of
  // one, and not if what is left fits into one.
  logic may_two, words, next_two;

  assign may_two  = start_i ? needs_i.two : needs_o.two;
  assign words    = start_i ? needs_i.wided || needs_i.wide0 || needs_i.wide1
                            : needs_o.wided || needs_o.wide0 || needs_o.wide1;
  assign next_two = may_two && op_i.left > (words ? 15'd1 : 15'd2) &&
                    !(op_i.half0 || op_i.half1 || op_i.halfd || op_i.flush || op_i.closing);

  always_ff @(posedge clk_i) begin
    if (start_i) needs_q[thread_i] <= needs_i;
    if (start_i || step_i) op_q[thread_i] <= op_i;
  end

  logic [15:0] used_d [Threads];
  logic [15:0] used_a [Threads];
  logic [15:0] used_b [Threads];
  logic [7:0]  used_x [Threads];
  logic [7:0]  used_in [Threads];
  logic [7:0]  used_out [Threads];

  function automatic logic fifo_ok(input logic [2:0] kind, input logic one, input logic two,
                                   input logic wide);
    fifo_ok = kind != ws_isa_pkg::KindFifo || (wide ? two : one);
  endfunction

  for (genvar t = 0; t < Threads; t++) begin : gen_thread
    // As in needs_t; Yosys 0.23 knows no struct here.
    logic [2:0] kindd, kind0, kind1, numd, num0, num1;
    logic       wided, wide0, wide1, special0, special1, two, twod, two0, two1;
    logic [5:0] fieldd, field0, field1;
    logic [1:0] prio;
    logic       mine, special, there0, there1, thered;

    assign {two, twod, two0, two1, kindd, kind0, kind1, numd, num0, num1, wided, wide0, wide1, special0, special1, fieldd,
            field0, field1, prio} = needs_q[t];
    assign unused[t] = ^{field0[5:4], field1[5:4], two};
    assign mine = thread_i == 4'(t);
    assign prio_o[2*t+:2] = prio;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        alive_q[t]      <= 1'b0;
        tail_q[t]       <= 1'b0;
        two_q[t]        <= 1'b0;
        start_q[2*t+:2] <= '0;
      end else if (start_i && mine) begin
        alive_q[t]      <= 1'b1;
        tail_q[t]       <= 1'b0;
        two_q[t]        <= next_two;
        start_q[2*t+:2] <= StartWait;
      end else begin
        if (step_i && mine) begin
          alive_q[t] <= !end_i;
          tail_q[t]  <= op_i.flush || op_i.closing;
          two_q[t]   <= next_two;
        end
        if (start_q[2*t+:2] != '0) start_q[2*t+:2] <= start_q[2*t+:2] - 2'd1;
      end
    end

    always_comb begin
      lacks[t]   = 1'b0;
      special    = 1'b0;
      there0     = 1'b0;
      there1     = 1'b0;
      thered     = 1'b0;
      ready_o[t] = 1'b0;
      if (alive_q[t] && start_q[2*t+:2] == '0) begin
        thered  = kindd != ws_isa_pkg::KindFabout ||
                  (two_q[t] && twod ? out_two_i[numd] : out_room_i[numd]);
        there0  = kind0 != ws_isa_pkg::KindFabin ||
                  (two_q[t] && two0 ? in_two_i[num0] : in_some_i[num0]);
        there1  = kind1 != ws_isa_pkg::KindFabin ||
                  (two_q[t] && two1 ? in_two_i[num1] : in_some_i[num1]);
        special = (special0 && in_some_i[num0] && in_ctrl_i[num0]) ||
                  (special1 && in_some_i[num1] && in_ctrl_i[num1]);
        lacks[t] = !fifo_ok(kindd, room1_i[numd], room2_i[numd], wided) ||
                   !fifo_ok(kind0, some1_i[num0], some2_i[num0], wide0) ||
                   !fifo_ok(kind1, some1_i[num1], some2_i[num1], wide1);
        if (tail_q[t]) ready_o[t] = thered;
        else           ready_o[t] = special || (t == Threads - 1 && lacks[t]) ||
                                    (there0 && there1 && thered && !lacks[t]);
      end
    end

    always_comb begin
      why[t] = ws_isa_pkg::StallNone;
      if (start_q[2*t+:2] != '0)                          why[t] = ws_isa_pkg::StallStart;
      else if (ready_o[t])                                why[t] = ws_isa_pkg::StallNone;
      else if (!tail_q[t] && (!there0 || !there1))        why[t] = ws_isa_pkg::StallInput;
      else if (!thered)                                   why[t] = ws_isa_pkg::StallOutput;
      else                                                why[t] = ws_isa_pkg::StallFifo;
    end

    always_comb begin
      used_d[t]   = '0;
      used_a[t]   = '0;
      used_b[t]   = '0;
      used_x[t]   = '0;
      used_in[t]  = '0;
      used_out[t] = '0;
      if (alive_q[t]) begin
        if (fieldd[5:4] == ws_isa_pkg::OperandDsr) used_d[t] = 16'd1 << fieldd[3:0];
        if (kind0 != '0) used_a[t] = 16'd1 << field0[3:0];
        if (fieldd[5:4] == ws_isa_pkg::OperandOther) used_a[t] |= 16'd1 << fieldd[3:0];
        if (kind1 != '0) used_b[t] = 16'd1 << field1[3:0];
        if (ws_pe_pkg::has_extended(kindd)) used_x[t] |= 8'd1 << numd;
        if (ws_pe_pkg::has_extended(kind0)) used_x[t] |= 8'd1 << num0;
        if (ws_pe_pkg::has_extended(kind1)) used_x[t] |= 8'd1 << num1;
        if (kind0 == ws_isa_pkg::KindFabin)  used_in[t] |= 8'd1 << num0;
        if (kind1 == ws_isa_pkg::KindFabin)  used_in[t] |= 8'd1 << num1;
        if (kindd == ws_isa_pkg::KindFabout) used_out[t] = 8'd1 << numd;
      end
    end
  end

  logic [Threads-1:0] unused;

  assign main_why_o = why[Threads-1];

  always_comb begin
    thread_why_o = ws_isa_pkg::StallIdle;
    for (int t = Threads - 2; t >= 0; t--) begin
      if (alive_q[t]) thread_why_o = why[t];
    end
  end

  assign short_o    = lacks[Threads-1];
  assign used_d_o   = used_d[0] | used_d[1] | used_d[2] | used_d[3] | used_d[4] | used_d[5] |
                      used_d[6] | used_d[7];
  assign used_a_o   = used_a[0] | used_a[1] | used_a[2] | used_a[3] | used_a[4] | used_a[5] |
                      used_a[6] | used_a[7];
  assign used_b_o   = used_b[0] | used_b[1] | used_b[2] | used_b[3] | used_b[4] | used_b[5] |
                      used_b[6] | used_b[7];
  assign used_x_o   = used_x[0] | used_x[1] | used_x[2] | used_x[3] | used_x[4] | used_x[5] |
                      used_x[6] | used_x[7];
  assign used_in_o  = used_in[0] | used_in[1] | used_in[2] | used_in[3] | used_in[4] | used_in[5] |
                      used_in[6] | used_in[7];
  assign used_out_o = used_out[0] | used_out[1] | used_out[2] | used_out[3] | used_out[4] |
                      used_out[5] | used_out[6] | used_out[7];

endmodule
