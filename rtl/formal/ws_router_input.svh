// SPDX-License-Identifier: Apache-2.0
// Proves of the buffers of one input, for any color: with a sender that keeps the credit rule
// nothing overflows, nothing is lost or doubled, the order holds, and every wavelet that leaves
// gives one credit back.


  (* anyconst *) logic watched;  // the color that the shadow follows

  logic        started_q = 1'b0;
  logic        arrives, leaves;
  logic [1:0]  credits_q, count_q;  // the sender's credits; wavelets that should be stored
  logic [32:0] first_q, second_q;   // {control, payload} in order
  logic [32:0] head_word;

  assign arrives = link_i.valid && link_i.color == {4'd0, watched};
  assign leaves  = take_i[watched];
  assign head_word    = {ctrl_o[watched], held_o[watched] ? data_o[watched*32+:32] : link_i.data};

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
      credits_q <= 2'd2;
      count_q   <= 2'd0;
      first_q   <= '0;
      second_q  <= '0;
    end else begin
      credits_q <= credits_q - (arrives ? 2'd1 : 2'd0) + (credit_o[watched] ? 2'd1 : 2'd0);
      count_q   <= count_q + (arrives ? 2'd1 : 2'd0) - (leaves ? 2'd1 : 2'd0);
      if (leaves) begin
        first_q <= count_q == 2'd2 ? second_q : {link_i.ctrl, link_i.data};
      end else if (count_q == 2'd0) begin
        first_q <= {link_i.ctrl, link_i.data};
      end
      if (!leaves && count_q == 2'd1) second_q <= {link_i.ctrl, link_i.data};
      if (leaves && count_q == 2'd2) second_q <= {link_i.ctrl, link_i.data};
    end
  end

  always_comb begin
    assume (enable_i || (!link_i.valid && take_i == '0 && credit_o == '0));
    assume (!link_i.valid || link_i.color < 5'd2);
    assume (!arrives || credits_q != 2'd0 || !rst_ni);  // the sender keeps the rule
    assume ((take_i & ~present_o) == '0);                 // only what is there is taken
    if (rst_ni && started_q) begin
      CreditsAndEntriesMakeTwo:
      assert ({2'd0, credits_q} + {2'd0, count_q} + {3'd0, credit_o[watched]} == 4'd2);
      PresentMeansThereIsOne:
      assert (present_o[watched] == (count_q != 2'd0 || arrives));
      HeldMeansStored:
      assert (held_o[watched] == (count_q != 2'd0));
      BothEntriesMeansTwo:
      assert (two_q[watched] == (count_q == 2'd2));
      HeadIsTheOldest:
      assert (count_q == 2'd0 || head_word == first_q);
      if (count_q == 2'd2) begin
        SecondIsNext:
        assert ((head_q[watched] ? entry0_q[watched] : entry1_q[watched]) ==
                second_q[31:0]);
        assert ((head_q[watched] ? ctrl0_q[watched] : ctrl1_q[watched]) ==
                second_q[32]);
      end
    end
  end
