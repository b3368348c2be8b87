// SPDX-License-Identifier: Apache-2.0
// The element's SRAM and, with Secded, its error correction: words are stored with check bits, a
// wrong bit is mended when the word is read, two are told. Only words that somebody uses count; who
// uses a word that is lost traps. What is mended is not written back.

module ws_pe_memory #(
  parameter bit Secded = 1'b0
) (
  input  logic        clk_i,
  // As the SRAM's, but data without check bits
  input  logic [63:0] r0_addr_i,
  output logic [63:0] r0_data_o,
  input  logic [63:0] r1_addr_i,
  output logic [63:0] r1_data_o,
  input  logic [15:0] fetch_addr_i,
  output logic [31:0] fetch_data_o,
  input  logic [3:0]  we_i,
  input  logic [63:0] w_addr_i,
  input  logic [63:0] w_data_i,
  // Words with two wrong bits; all 0 without Secded
  output logic [3:0]  r0_lost_o,
  output logic [3:0]  r1_lost_o,
  output logic [1:0]  fetch_lost_o,
  // Words that are used in this cycle, and how many of them were mended or lost
  input  logic [3:0]  r0_used_i,
  input  logic [3:0]  r1_used_i,
  input  logic        fetch_used_i,
  output logic [3:0]  corrected_o,
  output logic [3:0]  uncorrected_o
);

  if (Secded) begin : gen_secded
    localparam int unsigned Width = ws_secded_pkg::CodeWidth;

    logic [4*Width-1:0]  w_code;
    logic [10*Width-1:0] code;        // fetch, r1, r0
    logic [9:0]          mended, lost, used;
    logic [159:0]        data;

    for (genvar i = 0; i < 4; i++) begin : gen_write
      assign w_code[Width*i+:Width] = ws_secded_pkg::encode(w_data_i[16*i+:16]);
    end

    ws_sram #(.Width(Width)) u_sram (
      .clk_i, .r0_addr_i, .r0_data_o(code[0+:4*Width]), .r1_addr_i,
      .r1_data_o(code[4*Width+:4*Width]), .fetch_addr_i, .fetch_data_o(code[8*Width+:2*Width]),
      .we_i, .w_addr_i, .w_data_i(w_code)
    );

    for (genvar i = 0; i < 10; i++) begin : gen_read
      ws_secded u_secded (
        .code_i(code[Width*i+:Width]), .data_o(data[16*i+:16]), .corrected_o(mended[i]),
        .wrong_o(lost[i])
      );
    end

    assign {fetch_data_o, r1_data_o, r0_data_o} = data;
    assign {fetch_lost_o, r1_lost_o, r0_lost_o} = lost;
    assign used = {{2{fetch_used_i}}, r1_used_i, r0_used_i};

    always_comb begin
      corrected_o   = '0;
      uncorrected_o = '0;
      for (int unsigned i = 0; i < 10; i++) begin
        corrected_o   = corrected_o + {3'd0, used[i] && mended[i]};
        uncorrected_o = uncorrected_o + {3'd0, used[i] && lost[i]};
      end
    end
  end else begin : gen_plain
    ws_sram u_sram (
      .clk_i, .r0_addr_i, .r0_data_o, .r1_addr_i, .r1_data_o, .fetch_addr_i, .fetch_data_o, .we_i,
      .w_addr_i, .w_data_i
    );

    assign r0_lost_o     = '0;
    assign r1_lost_o     = '0;
    assign fetch_lost_o  = '0;
    assign corrected_o   = '0;
    assign uncorrected_o = '0;

    logic unused;
    assign unused = ^{r0_used_i, r1_used_i, fetch_used_i};
  end

endmodule
