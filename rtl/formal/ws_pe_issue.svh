// SPDX-License-Identifier: Apache-2.0
// Proves of the issue: who gets the cycle is ready, or goes on; nobody of lower priority gets it;
// and a microthread that is ready while none of higher priority is sees at most seven others go
// first. Between priorities there is no such promise.

  (* anyconst *) logic [2:0] watched;

  logic       started_q = 1'b0;
  logic       running_q = 1'b0;
  logic [2:0] refused_q;    // times in a row that another microthread went
  logic [2:0] last, ahead;  // microthread that went last; those that come before the watched one
  logic [1:0] prio, its;    // of the watched one and of the one that goes
  logic       turn;         // a microthread goes that does not merely go on
  logic       equal;        // the watched one is ready and no ready one is before it by priority
  logic [3:0] thread_was_q;
  logic       any_was_q;

  assign prio  = prio_i[2*watched+:2];
  assign its   = prio_i[2*thread_o[2:0]+:2];
  assign turn  = any_o && !hold_i && !thread_o[3];
  assign ahead = watched - last - 3'd1;

  function automatic logic [1:0] rank(input logic [1:0] p);
    rank = p == ws_isa_pkg::PriorityHigh ? 2'd2 : p == ws_isa_pkg::PriorityMedium ? 2'd1 : 2'd0;
  endfunction

  always_comb begin
    last  = '0;
    equal = ready_i[watched];
    for (int unsigned t = 0; t < 8; t++) begin
      if (last_q[t]) last = 3'(t);
      if (ready_i[t] && rank(prio_i[2*t+:2]) > rank(prio)) equal = 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    started_q    <= 1'b1;
    running_q    <= started_q;
    thread_was_q <= thread_o;
    any_was_q    <= any_o;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      refused_q <= '0;
    end else if (!equal) begin
      refused_q <= '0;
    end else if (turn) begin
      refused_q <= thread_o[2:0] == watched ? 3'd0 : refused_q + 3'd1;
    end
  end

  always_comb begin
    // A priority is high, medium or low; a thread goes on only behind a cycle in which it went.
    for (int unsigned t = 0; t < 8; t++) begin
      assume (prio_i[2*t+:2] == ws_isa_pkg::PriorityHigh ||
              prio_i[2*t+:2] == ws_isa_pkg::PriorityMedium ||
              prio_i[2*t+:2] == ws_isa_pkg::PriorityLow);
    end
    assume (!hold_i || (running_q && any_was_q));
    if (rst_ni && started_q) begin
      OnlyWhoIsReady:
      assert (!any_o || hold_i || (thread_o[3] ? main_i : ready_i[thread_o[2:0]]));
      SomebodyGoes:
      assert (any_o == (enable_i && (hold_i || main_i || ready_i != '0)));
      NotPastAHigherPriority:
      assert (!turn || !ready_i[watched] || rank(its) >= rank(prio));
      MainAmongThem:
      assert (!turn || !main_i || its >= main_prio_i);
      assert (!(any_o && !hold_i && thread_o[3] && equal) || prio < main_prio_i);
      assert (last_q != '0 && (last_q & (last_q - 1'b1)) == '0);
      NoStarvation:
      assert ({1'b0, refused_q} + {1'b0, ahead} <= 4'd7);
      cover (refused_q == 3'd3 && turn && thread_o[2:0] == watched);
    end
    if (rst_ni && running_q && hold_i) begin
      WhoHoldsGoesOn:
      assert (thread_o == thread_was_q);
    end
  end
