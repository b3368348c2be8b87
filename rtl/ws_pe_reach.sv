// SPDX-License-Identifier: Apache-2.0
// Whether the words of a step can be reached: elements of two words at even addresses, none past the
// end of the SRAM. src0 before src1 before the destination, misaligned before past the end.
// Combinational; operands are destination, src0, src1 from the low bits up.

module ws_pe_reach (
  input  logic [2:0]   there_i,      // the operand is in memory
  input  logic [191:0] addresses_i,
  input  logic [11:0]  used_i,       // of the four words of each
  input  logic [2:0]   wide_i,
  output logic [3:0]   trap_o,
  output logic [15:0]  trap_addr_o
);

  logic [11:0] beyond;
  logic [2:0]  crooked, bad;
  logic [63:0] words;    // of the first operand with a fault
  logic [2:0]  faults;   // of its first three words; else it is the fourth
  logic        is_crooked;

  for (genvar p = 0; p < 3; p++) begin : gen_operand
    for (genvar i = 0; i < 4; i++) begin : gen_word
      assign beyond[4*p+i] = there_i[p] && used_i[4*p+i] &&
                             ws_pe_pkg::outside(addresses_i[64*p+16*i+:16]);
    end
    assign crooked[p] = there_i[p] && used_i[4*p] && wide_i[p] && addresses_i[64*p];
    assign bad[p]     = crooked[p] || beyond[4*p+:4] != '0;
  end

  always_comb begin
    if (bad[1])      {is_crooked, faults, words} = {crooked[1], beyond[6:4], addresses_i[127:64]};
    else if (bad[2]) {is_crooked, faults, words} = {crooked[2], beyond[10:8], addresses_i[191:128]};
    else             {is_crooked, faults, words} = {crooked[0], beyond[2:0], addresses_i[63:0]};
  end

  always_comb begin
    trap_o      = ws_isa_pkg::TrapNone;
    trap_addr_o = '0;
    if (bad != '0) begin
      trap_o = is_crooked ? ws_isa_pkg::TrapMisaligned : ws_isa_pkg::TrapAddress;
      if (is_crooked || faults[0]) trap_addr_o = words[15:0];
      else if (faults[1])          trap_addr_o = words[31:16];
      else if (faults[2])          trap_addr_o = words[47:32];
      else                         trap_addr_o = words[63:48];
    end
  end

endmodule
