// SPDX-License-Identifier: Apache-2.0
// Reads a code word of ws_secded_pkg: mends one wrong bit, notices two. Combinational.

module ws_secded (
  input  logic [21:0] code_i,
  output logic [15:0] data_o,       // mended
  output logic        corrected_o,  // one bit was wrong, perhaps a check bit
  output logic        wrong_o       // more were: the data cannot be mended
);

  logic [4:0]  syndrome;  // place of a single wrong bit; 0 for the parity
  logic        odd;       // an odd number of bits is wrong
  logic [15:0] flip;

  assign syndrome = code_i[20:16] ^ ws_secded_pkg::checks(code_i[15:0]);
  assign odd      = ^code_i;

  for (genvar i = 0; i < 16; i++) begin : gen_bit
    assign flip[i] = syndrome == ws_secded_pkg::Places[5*i+:5];
  end

  assign data_o      = code_i[15:0] ^ (odd ? flip : 16'd0);
  assign corrected_o = odd && (flip != '0 || (syndrome & (syndrome - 5'd1)) == '0);
  assign wrong_o     = odd ? !corrected_o : syndrome != '0;

`ifdef PROVE_WS_SECDED
`include "formal/ws_secded.svh"
`endif

endmodule
