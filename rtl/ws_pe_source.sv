// SPDX-License-Identifier: Apache-2.0
// The elements of one source of a step, side by side: from memory, from the wavelets at the head of
// a queue, or the same register or number for all of them.

module ws_pe_source (
  input  logic [2:0]  kind_i,
  input  logic        wide_i,
  input  logic [31:0] value_i,    // of a register or number
  input  logic [63:0] memory_i,
  input  logic [63:0] wavelet_i,  // the head and the one behind it
  input  logic        half_i,     // its low half is used up
  output logic [63:0] elements_o
);

  always_comb begin
    if (kind_i == ws_isa_pkg::KindNone) begin
      elements_o = wide_i ? {2{value_i}} : {4{value_i[15:0]}};
    end else if (kind_i == ws_isa_pkg::KindFabin) begin
      elements_o = half_i ? {48'd0, wavelet_i[31:16]} : wavelet_i;
    end else begin
      elements_o = memory_i;
    end
  end

endmodule
