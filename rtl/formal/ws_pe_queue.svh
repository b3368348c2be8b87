// SPDX-License-Identifier: Apache-2.0
// Proves of a queue: any one wavelet that is pushed, alone, first or second of two, is at the head,
// whole, after exactly as many pops as there were wavelets before it, and next to it one earlier; and
// it never holds more than it has room for. Within a larger proof only the counts are followed, and
// what the queue takes for granted is proved.

`ifdef PROVE_WS_PE_QUEUE_OF_TWO
`define PROVE_WS_PE_QUEUE
`endif

  logic started_q = 1'b0;

  function automatic logic [PtrWidth-1:0] place(input logic [PtrWidth-1:0] from,
                                                input logic [CntWidth-1:0] behind);
    logic [CntWidth:0] sum;
    sum   = {{(CntWidth + 1 - PtrWidth){1'b0}}, from} + {1'b0, behind};
    place = PtrWidth'(sum >= (CntWidth + 1)'(Depth) ? sum - (CntWidth + 1)'(Depth) : sum);
  endfunction

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!started_q) begin
      assume (!rst_ni);
    end else begin
      assume (rst_ni);
    end
  end

  always_comb begin
    if (rst_ni && started_q) begin
`ifdef PROVE_WS_PE_QUEUE
      assume (!push_i || (push_two_i ? room_for_two_o : room_o));
      assume (!pop_i || (pop_two_i ? two_o : some_o));
      assume ((push_i || !push_two_i) && (pop_i || !pop_two_i));
`else
      OnlyWithRoom:
      assert (!push_i || (push_two_i ? room_for_two_o : room_o));
      OnlyWithSome:
      assert (!pop_i || (pop_two_i ? two_o : some_o));
      TheFirstBeforeTheSecond:
      assert ((push_i || !push_two_i) && (pop_i || !pop_two_i));
`endif
      NeverMoreThanThereIsRoomFor:
      assert (count_q <= CntWidth'(Depth));
      assert (room_o == (count_q < CntWidth'(Depth)) && some_o == (count_q != '0));
      assert (room_for_two_o == ({1'b0, count_q} + 2'd2 <= (CntWidth + 1)'(Depth)));
      assert (two_o == ({1'b0, count_q} >= 2'd2) && odd_o == write_q[0]);
      assert (read_q <= Last && write_q == place(read_q, count_q));
    end
  end

`ifdef PROVE_WS_PE_QUEUE
  (* anyseq *) logic mark;         // follow the wavelet that is pushed now
  (* anyseq *) logic mark_second;  // or the one that is pushed behind it

  logic [1:0]          popped;
  logic                follows_q;
  logic [CntWidth-1:0] ahead_q;    // wavelets before the one that is followed
  logic [Width-1:0]    followed_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      follows_q  <= 1'b0;
      ahead_q    <= '0;
      followed_q <= '0;
    end else if (!follows_q) begin
      follows_q  <= push_i && (mark || (mark_second && push_two_i));
      ahead_q    <= count_q - CntWidth'(popped) + CntWidth'(!mark);
      followed_q <= mark == odd_o ? odd_i : even_i;
    end else begin
      follows_q <= ahead_q >= CntWidth'(popped);
      ahead_q   <= ahead_q - CntWidth'(popped);
    end
  end

  assign popped = {1'b0, pop_i} + {1'b0, pop_two_i};

  always_comb begin
    if (rst_ni && started_q) begin
      if (follows_q) begin
        NeitherDroppedNorOvertaken:
        assert (ahead_q < count_q && entry_q[place(read_q, ahead_q)] == followed_q);
        if (ahead_q == '0) assert (some_o && head_o == followed_q);
        if (ahead_q == CntWidth'(1)) assert (two_o && second_o == followed_q);
      end
      FillsAndEmpties:
      cover (follows_q && ahead_q == CntWidth'(Depth - 1));
      cover (follows_q && ahead_q == '0 && pop_i && !push_i && count_q == CntWidth'(1));
      cover (follows_q && ahead_q == CntWidth'(1) && pop_two_i && count_q == CntWidth'(2));
    end
  end
`endif
