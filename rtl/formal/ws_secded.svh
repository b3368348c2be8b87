// SPDX-License-Identifier: Apache-2.0
// Proves of the code, for any word: as written it is read as it was; with any one bit wrong it is
// mended and told; with any two it is told that it cannot be mended.

  (* anyconst *) logic [15:0] data;
  (* anyconst *) logic [4:0]  first, second;  // wrong bits

  logic [21:0] one, two;

  assign one = 22'd1 << first;
  assign two = 22'd1 << second;

  always_comb begin
    assume (first < 5'd22 && second < first);
    if (code_i == ws_secded_pkg::encode(data)) begin
      WhatIsWrittenIsRead:
      assert (data_o == data && !corrected_o && !wrong_o);
    end
    if (code_i == (ws_secded_pkg::encode(data) ^ one)) begin
      OneIsMended:
      assert (data_o == data && corrected_o && !wrong_o);
    end
    if (code_i == (ws_secded_pkg::encode(data) ^ one ^ two)) begin
      TwoAreNoticed:
      assert (!corrected_o && wrong_o);
    end
  end
