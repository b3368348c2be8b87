// SPDX-License-Identifier: Apache-2.0
// Proves of the arbiter: only who asks is granted, no output is given twice, some color always
// moves, the order stays an order, and a color that keeps asking is served after at most
// Colors - 1 refusals.


  (* anyconst *) logic [1:0] watched;

  logic              started_q = 1'b0;
  logic [2:0]        refused_q;  // cycles in a row in which the watched color was refused
  logic [2:0]        ahead;      // colors before the watched one
  logic [Colors-1:0] at_port;

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
      refused_q <= '0;
    end else begin
      refused_q <= request_i[watched] && !grant_o[watched] ? refused_q + 3'd1 : 3'd0;
    end
  end

  always_comb begin
    ahead = '0;
    for (int unsigned c = 0; c < Colors; c++) begin
      ahead = ahead + {2'd0, before_q[watched][c]};
    end
  end

  always_comb begin
    at_port = '0;
    if (rst_ni && started_q) begin
      OnlyWhoAsks:
      assert ((grant_o & ~request_i) == '0);
      SomeColorMoves:
      assert (request_i == '0 || grant_o != '0);
      for (int unsigned p = 0; p < Ports; p++) begin
        // Grant one-hot
        at_port = grant_o & outputs_i[p*Colors+:Colors];
        assert ((at_port & (at_port - 1'b1)) == '0);
      end
      for (int unsigned a = 0; a < Colors; a++) begin
        assert (!before_q[a][a]);
        for (int unsigned b = 0; b < Colors; b++) begin
          if (a != b) assert (before_q[a][b] != before_q[b][a]);
          for (int unsigned c = 0; c < Colors; c++) begin
            if (before_q[a][b] && before_q[b][c]) assert (before_q[a][c]);
          end
        end
      end
      NoStarvation:
      assert ({1'b0, refused_q} + {1'b0, ahead} <= 4'(Colors - 1));
    end
  end
