// SPDX-License-Identifier: Apache-2.0
// The code that keeps a memory word: an extended Hamming code of 22 bits for 16, in which any single
// wrong bit can be mended and any two are noticed. A code word is {parity of all, five check bits,
// data}; a word of zeros is one.

package ws_secded_pkg;

  localparam int unsigned CodeWidth = 22;

  // Where data bit i stands in the Hamming code: the numbers that are no powers of two. The check
  // bits are the exclusive or of the places of all ones.
  localparam logic [79:0] Places = {5'd21, 5'd20, 5'd19, 5'd18, 5'd17, 5'd15, 5'd14, 5'd13, 5'd12,
                                    5'd11, 5'd10, 5'd9, 5'd7, 5'd6, 5'd5, 5'd3};

  function automatic logic [4:0] checks(input logic [15:0] data);
    checks = '0;
    for (int unsigned i = 0; i < 16; i++) begin
      if (data[i]) checks = checks ^ Places[5*i+:5];
    end
  endfunction

  function automatic logic [21:0] encode(input logic [15:0] data);
    encode = {^{checks(data), data}, checks(data), data};
  endfunction

endpackage
