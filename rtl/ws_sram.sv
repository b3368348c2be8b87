// SPDX-License-Identifier: Apache-2.0
// The memory of a processing element: 48 KB in banks of 16-bit words. Two reads of four words, one
// write of four words with an enable each; every word has an address of its own, and who asks keeps
// to the stride rule, so that no two words of an access lie in one bank (docs/isa.md). Reads show
// what was there before the cycle's write: addresses are known a cycle ahead, so that a
// synchronous macro behaves like this towards its user. `fetch` stands for the instruction buffer,
// which is filled over the second port while nothing else uses it.
// Addresses past the end read 0 and are not written. Where two enabled words have one address, the
// upper one stays. Yosys sees a black box.

`ifdef YOSYS
(* blackbox *)
`endif
module ws_sram #(
  parameter int unsigned Words = ws_isa_pkg::SramWords,
  parameter int unsigned Width = 16  // of a word, with check bits if it has some
) (
  input  logic               clk_i,
  input  logic [63:0]        r0_addr_i,   // four word addresses
  output logic [4*Width-1:0] r0_data_o,
  input  logic [63:0]        r1_addr_i,
  output logic [4*Width-1:0] r1_data_o,
  input  logic [15:0]        fetch_addr_i,  // even
  output logic [2*Width-1:0] fetch_data_o,
  input  logic [3:0]         we_i,
  input  logic [63:0]        w_addr_i,
  input  logic [4*Width-1:0] w_data_i
);

`ifndef YOSYS
  localparam int unsigned AddrWidth = $clog2(Words);

  logic [Width-1:0] words_q [Words];

  function automatic logic inside_of(input logic [15:0] address);
    inside_of = {16'd0, address} < Words;
  endfunction

  always_comb begin
    for (int unsigned i = 0; i < 4; i++) begin
      r0_data_o[Width*i+:Width] = inside_of(r0_addr_i[16*i+:16])
                                ? words_q[r0_addr_i[16*i+:AddrWidth]] : '0;
      r1_data_o[Width*i+:Width] = inside_of(r1_addr_i[16*i+:16])
                                ? words_q[r1_addr_i[16*i+:AddrWidth]] : '0;
    end
  end

  assign fetch_data_o = inside_of(fetch_addr_i)
                      ? {words_q[{fetch_addr_i[AddrWidth-1:1], 1'b1}],
                         words_q[{fetch_addr_i[AddrWidth-1:1], 1'b0}]} : '0;

  logic [3:0] we;

  always_comb begin
    for (int unsigned i = 0; i < 4; i++) begin
      we[i] = we_i[i] && inside_of(w_addr_i[16*i+:16]);
    end
  end

  logic [3:0]  wrote_q;        // for observers in simulation (rtl/observed.vlt)
  logic [63:0] wrote_addr_q;

  always_ff @(posedge clk_i) begin
    wrote_q      <= we;
    wrote_addr_q <= w_addr_i;
  end

  always_ff @(posedge clk_i) begin
    if (we[0]) words_q[w_addr_i[0+:AddrWidth]]  <= w_data_i[0+:Width];
    if (we[1]) words_q[w_addr_i[16+:AddrWidth]] <= w_data_i[Width+:Width];
    if (we[2]) words_q[w_addr_i[32+:AddrWidth]] <= w_data_i[2*Width+:Width];
    if (we[3]) words_q[w_addr_i[48+:AddrWidth]] <= w_data_i[3*Width+:Width];
  end
`endif

endmodule
