// SPDX-License-Identifier: Apache-2.0
// Whether a scalar instruction may reach what it addresses: one word, two (a pair) or four (a
// descriptor) of the memory, or one or two configuration words. Combinational.

module ws_pe_access (
  input  logic        memory_i,
  input  logic        config_i,
  input  logic        store_i,
  input  logic        pair_i,
  input  logic        block_i,      // four words; need not be aligned
  input  logic [15:0] address_i,
  output logic [3:0]  trap_o,
  output logic [15:0] trap_addr_o   // of the first word at fault
);

  logic [15:0] next;
  logic [3:0] beyond;  // words that are past the end
  logic [1:0] may0, may1;
  logic       denied0, denied1;

  assign next    = address_i + 16'd1;
  assign beyond  = {block_i && ws_pe_pkg::outside(address_i + 16'd3),
                    block_i && ws_pe_pkg::outside(address_i + 16'd2),
                    (block_i || pair_i) && ws_pe_pkg::outside(next),
                    ws_pe_pkg::outside(address_i)};
  assign may0    = ws_pe_pkg::config_access(address_i);
  assign may1    = ws_pe_pkg::config_access(next);
  assign denied0 = !(store_i ? may0[1] : may0[0]);
  assign denied1 = pair_i && !(store_i ? may1[1] : may1[0]);

  always_comb begin
    trap_o      = ws_isa_pkg::TrapNone;
    trap_addr_o = '0;
    if (memory_i && pair_i && address_i[0]) begin
      trap_o      = ws_isa_pkg::TrapMisaligned;
      trap_addr_o = address_i;
    end else if (memory_i && beyond != '0) begin
      trap_o = ws_isa_pkg::TrapAddress;
      if (beyond[0])      trap_addr_o = address_i;
      else if (beyond[1]) trap_addr_o = next;
      else if (beyond[2]) trap_addr_o = address_i + 16'd2;
      else                trap_addr_o = address_i + 16'd3;
    end else if (config_i && (denied0 || denied1)) begin
      trap_o      = ws_isa_pkg::TrapConfig;
      trap_addr_o = denied0 ? address_i : next;
    end
  end

endmodule
