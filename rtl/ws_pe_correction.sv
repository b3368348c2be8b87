// SPDX-License-Identifier: Apache-2.0
// Error correction between the element and its SRAM, with Secded; without it, wires. Words are stored
// with check bits, a wrong bit is mended when the word is read, two are told. Only words that
// somebody uses count; who uses a word that is lost traps. What is mended is not written back.

module ws_pe_correction #(
  parameter bit          Secded = 1'b0,
  parameter int unsigned Width  = 16    // of the SRAM's words
) (
  // Words of the SRAM
  input  logic [4*Width-1:0] r0_word_i,
  input  logic [4*Width-1:0] r1_word_i,
  input  logic [2*Width-1:0] fetch_word_i,
  output logic [4*Width-1:0] w_word_o,
  // Their data
  output logic [63:0]        r0_data_o,
  output logic [63:0]        r1_data_o,
  output logic [31:0]        fetch_data_o,
  input  logic [63:0]        w_data_i,
  // Words with two wrong bits; all 0 without Secded
  output logic [3:0]         r0_lost_o,
  output logic [3:0]         r1_lost_o,
  output logic [1:0]         fetch_lost_o,
  // Words that are used in this cycle, and how many of them were mended or lost
  input  logic [3:0]         r0_used_i,
  input  logic [3:0]         r1_used_i,
  input  logic               fetch_used_i,
  output logic [3:0]         corrected_o,
  output logic [3:0]         uncorrected_o
);

  if (Secded) begin : gen_secded
    logic [10*Width-1:0] word;  // fetch, r1, r0
    logic [9:0]          mended, lost, used;
    logic [159:0]        data;

    for (genvar i = 0; i < 4; i++) begin : gen_write
      assign w_word_o[Width*i+:Width] = ws_secded_pkg::encode(w_data_i[16*i+:16]);
    end

    assign word = {fetch_word_i, r1_word_i, r0_word_i};

    for (genvar i = 0; i < 10; i++) begin : gen_read
      ws_secded u_secded (
        .code_i(word[Width*i+:Width]), .data_o(data[16*i+:16]), .corrected_o(mended[i]),
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
    assign r0_data_o     = r0_word_i;
    assign r1_data_o     = r1_word_i;
    assign fetch_data_o  = fetch_word_i;
    assign w_word_o      = w_data_i;
    assign r0_lost_o     = '0;
    assign r1_lost_o     = '0;
    assign fetch_lost_o  = '0;
    assign corrected_o   = '0;
    assign uncorrected_o = '0;

    logic unused;
    assign unused = ^{r0_used_i, r1_used_i, fetch_used_i};
  end

endmodule
