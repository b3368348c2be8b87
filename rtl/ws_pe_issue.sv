// SPDX-License-Identifier: Apache-2.0
// Who gets the issue slot: microthreads with at least the main thread's priority, the higher the
// earlier, then the main thread, then the other microthreads; within a priority in turn.

module ws_pe_issue (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        enable_i,
  input  logic [7:0]  ready_i,       // microthreads
  input  logic [17:0] prio_i,        // two bits each; the main thread's is elsewhere
  input  logic        main_i,
  input  logic [1:0]  main_prio_i,
  input  logic        hold_i,        // the thread of the last cycle goes on
  output logic        any_o,
  output logic [3:0]  thread_o
);

  logic [7:0] upper, middle, lower, top, after, one;
  logic [7:0] last_q;   // one-hot: the microthread that was issued last
  logic [3:0] thread_q;
  logic [2:0] number;
  logic [1:0] top_prio;

  always_comb begin
    upper   = '0;
    middle = '0;
    lower    = '0;
    if (ready_i != '0) begin
      for (int unsigned t = 0; t < 8; t++) begin
        upper[t]   = ready_i[t] && prio_i[2*t+:2] == ws_isa_pkg::PriorityHigh;
        middle[t] = ready_i[t] && prio_i[2*t+:2] == ws_isa_pkg::PriorityMedium;
        lower[t]    = ready_i[t] && prio_i[2*t+:2] == ws_isa_pkg::PriorityLow;
      end
    end
    if (upper != '0) begin
      top = upper;   top_prio = ws_isa_pkg::PriorityHigh;
    end else if (middle != '0) begin
      top = middle; top_prio = ws_isa_pkg::PriorityMedium;
    end else begin
      top = lower;    top_prio = ws_isa_pkg::PriorityLow;
    end
    after = ws_isa_pkg::RoundRobinMicrothreads != 0 ? top & ~((last_q << 1) - 8'd1) : top;
    if (last_q[7] || after == '0) after = top;
    one = after & (~after + 8'd1);
    number = {|one[7:4], |{one[7:6], one[3:2]}, one[7] | one[5] | one[3] | one[1]};
  end

  always_comb begin
    any_o    = enable_i && (hold_i || main_i || ready_i != '0);
    thread_o = ws_isa_pkg::ThreadMain;
    if (hold_i)                                                     thread_o = thread_q;
    else if (top != '0 && (!main_i || top_prio >= main_prio_i))     thread_o = {1'b0, number};
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      last_q   <= 8'h80;
      thread_q <= '0;
    end else if (any_o && !hold_i) begin
      thread_q <= thread_o;
      if (!thread_o[3]) last_q <= one;
    end
  end

  logic unused;
  assign unused = ^prio_i[17:16];

`ifdef PROVE_WS_PE_ISSUE
`include "formal/ws_pe_issue.svh"
`endif

endmodule
