// SPDX-License-Identifier: Apache-2.0
// Proves of the way out: what is on the link is the head of one queue, which had a credit for its
// color; a queue that could send and is not served sees at most five others served before it.

  (* anyconst *) logic [2:0] watched;

  logic        started_q = 1'b0;
  logic        running_q = 1'b0;
  logic [2:0]  refused_q;    // cycles in a row in which the watched queue was not served
  logic [2:0]  last, ahead;  // queue that sent last; queues that come before the watched one
  logic [5:0]  pop_q, some_was_q;
  logic [37:0] watched_head, head_was_q;

  assign watched_head = head[38*watched+:38];

  always_comb begin
    last = '0;
    for (int unsigned q = 0; q < Queues; q++) begin
      if (last_q[q]) last = 3'(q);
    end
    ahead = watched > last ? watched - last - 3'd1 : watched + 3'd5 - last;
  end

  always_ff @(posedge clk_i) begin
    started_q  <= 1'b1;
    running_q  <= started_q;
    pop_q      <= pop;
    some_was_q <= some_o;
    head_was_q <= watched_head;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      refused_q <= '0;
    end else begin
      refused_q <= asks[watched] && !pop[watched] ? refused_q + 3'd1 : 3'd0;
    end
  end

  always_comb begin
    assume (watched < 3'(Queues));
    assume (!push_i || queue_i < 3'(Queues));
    for (int unsigned q = 0; q < Queues; q++) begin
      assume (!push_i || queue_i != 3'(q) || (push_two_i ? room_for_two_o[q] : room_o[q]));
    end
    assume (push_i || !push_two_i);
    if (rst_ni && started_q) begin
      OneAtMost:
      assert ((pop & (pop - 1'b1)) == '0);
      OnlyWhoAsks:
      assert ((pop & ~asks) == '0 && (pop & ~some_o) == '0);
      SomeQueueSends:
      assert (asks == '0 || pop != '0);
      // What the proof of the credits takes for granted
      NeverWithoutCredit:
      assert ((spend & ~ok) == '0 && (spend & (spend - 1'b1)) == '0);
      assert ((spend != '0) == (pop != '0));
      assert (last_q != '0 && (last_q & (last_q - 1'b1)) == '0);
      NoStarvation:
      assert ({1'b0, refused_q} + {1'b0, ahead} <= 4'(Queues - 1));
      cover (refused_q == 3'd2 && pop[watched]);
    end
    if (rst_ni && running_q) begin
      WhatWasPoppedIsOnTheLink:
      assert (link_o.valid == (pop_q != '0) && (pop_q & ~some_was_q) == '0);
      if (pop_q[watched]) assert ({link_o.ctrl, link_o.color, link_o.data} == head_was_q);
    end
  end
