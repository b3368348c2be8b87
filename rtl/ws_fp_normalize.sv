// SPDX-License-Identifier: Apache-2.0
//
// Shifts a value to the left until a one of the value, or of the marker where it must stop, is in
// front; says by how much. Without any one it shifts by 2^CountWidth - 1. Combinational.

module ws_fp_normalize #(
  parameter int unsigned Width      = 32,
  parameter int unsigned CountWidth = $clog2(Width)
) (
  input  logic [Width-1:0]      value_i,
  input  logic [Width-1:0]      stop_i,
  output logic [Width-1:0]      value_o,
  output logic [CountWidth-1:0] count_o
);

  localparam int Padded = 1 << CountWidth;

  logic [Width-1:0] ones;  // what may stop the shift

  always_comb begin
    value_o = value_i;
    ones    = value_i | stop_i;
    count_o = '0;
    for (int step = Padded / 2; step > 0; step = step / 2) begin
      count_o = {count_o[CountWidth-2:0], ones >> (Width - step) == '0};
      if (count_o[0]) begin
        value_o = value_o << step;
        ones    = ones << step;
      end
    end
  end

endmodule
