// SPDX-License-Identifier: Apache-2.0
// Proves of the way in that what is in the register always finds room in its queue (asserted where
// the queues are), that one wavelet at most is taken a cycle, and none that is not there.

  logic started_q = 1'b0;

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_comb begin
    assume (!link_i.valid || link_i.color < 5'(Colors));
    assume ((pop_i & ~some_o) == '0 && (pop_two_i & ~(pop_i & two_o)) == '0);
    for (int unsigned q = 0; q < 8; q++) begin
      for (int unsigned p = 0; p < q; p++) begin
        assume (!lowest_i[p] || !lowest_i[q] || color_i[5*p+:5] != color_i[5*q+:5]);
      end
    end
    if (rst_ni && started_q) begin
      OneAtMost:
      assert ((take & (take - 1'b1)) == '0 && (to & (to - 1'b1)) == '0);
      OnlyWhatIsThere:
      assert ((take & ~present) == '0);
      TakenMeansAQueueGetsIt:
      assert ((take != '0) == (to != '0));
      StoredOnesFirst:
      assert ((take & ~held) == '0 || (held & open) == '0);
      cover (to_q[1] && !room_for_two[1]);
    end
  end
