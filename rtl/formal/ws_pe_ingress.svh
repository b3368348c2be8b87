// SPDX-License-Identifier: Apache-2.0
// Proves of the way in, for two colors bound to a queue each and read at any time, to some depth from
// reset: wavelets come out of their queues in the order in which they came in, none lost and none
// twice, and never more credits go back than were spent.

  logic       started_q = 1'b0;
  logic [4:0] sent_q [2];      // wavelets of a color that have come
  logic [4:0] popped_q [2];    // of them, that were taken from the queue
  logic [1:0] credits_q [2];   // of the sender
  logic [2:0] quiet_q;         // cycles in which nothing came and nothing was taken
  logic [4:0] sent_now;

  assign sent_now = link_i.color[0] ? sent_q[1] : sent_q[0];

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      quiet_q <= '0;
    end else begin
      quiet_q <= link_i.valid || pop_i != '0 ? 3'd0 : quiet_q == 3'd7 ? 3'd7 : quiet_q + 3'd1;
    end
  end

  for (genvar c = 0; c < 2; c++) begin : gen_shadow
    localparam int unsigned Queue = 2 + 2 * c;  // of depth 4 and of depth 2
    logic arrives;
    assign arrives = link_i.valid && link_i.color == 5'(c);

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        sent_q[c]    <= '0;
        popped_q[c]  <= '0;
        credits_q[c] <= 2'd2;
      end else begin
        sent_q[c]    <= sent_q[c] + {4'd0, arrives};
        popped_q[c]  <= popped_q[c] + {4'd0, pop_i[Queue]} + {4'd0, pop_two_i[Queue]};
        credits_q[c] <= credits_q[c] - {1'b0, arrives} + {1'b0, credit_o[c]};
      end
    end

    always_comb begin
      assume (!arrives || credits_q[c] != 2'd0);
      if (rst_ni && started_q) begin
        // Credits go back once
        assert ({1'b0, credits_q[c]} + {2'd0, credit_o[c]} <= 3'd2);
        // In order, none lost before another
        assert (!some_o[Queue] || head_o[33*Queue+:33] == {1'b0, 27'd0, popped_q[c]});
        assert (!two_o[Queue] || second_o[33*Queue+:33] == {1'b0, 27'd0, popped_q[c] + 5'd1});
        // Nothing from nowhere
        assert (!some_o[Queue] || popped_q[c] != sent_q[c]);
        // Nothing is lost, not even the last
        assert (quiet_q < 3'd3 || some_o[Queue] || popped_q[c] == sent_q[c]);
      end
    end
  end

  always_comb begin
    assume (lowest_i == 8'b00010100 && color_i[14:10] == 5'd0 && color_i[24:20] == 5'd1);
    assume (link_i.color < 5'd2 && !link_i.ctrl && link_i.data == {27'd0, sent_now});
    assume ((pop_i & ~some_o) == '0 && (pop_two_i & ~(pop_i & two_o)) == '0);
  end
