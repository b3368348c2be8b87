// SPDX-License-Identifier: Apache-2.0
// Proves of the credit counter: it never goes below zero or above two, and says that a wavelet may
// be sent exactly if the receiver has a free entry that no wavelet is on its way to.


  logic       started_q = 1'b0;
  logic [1:0] there_q;  // entries that the receiver has not freed yet

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
      there_q <= 2'd0;
    end else begin
      there_q <= there_q + (spend_i ? 2'd1 : 2'd0) - (credit_i ? 2'd1 : 2'd0);
    end
  end

  always_comb begin
    assume (enable_i == (credit_i || spend_i));
    assume (!credit_i || there_q != 2'd0);  // only what is occupied can be freed
    assume (!spend_i || ok_o);
    if (rst_ni && started_q) begin
      NeverMoreThanTwo:
      assert (there_q <= 2'd2);
      OkMeansAFreeEntry:
      assert (ok_o == (there_q < 2'd2 || credit_i));
      OneMeansOne:
      assert (one_q == (there_q < 2'd2));
      TwoMeansTwo:
      assert (two_q == (there_q == 2'd0));
    end
  end
