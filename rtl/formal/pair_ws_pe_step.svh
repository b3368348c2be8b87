// SPDX-License-Identifier: Apache-2.0
// For pairs of a step: of a value that is an address in memory the upper half may differ before the
// step, and is not looked at behind it.

`ifdef PAIR_FAULTY
  assign value0 = {memory[1] ? other_i[15:0] : op_i.value0[31:16], op_i.value0[15:0]};
  assign value1 = {memory[2] ? other_i[31:16] : op_i.value1[31:16], op_i.value1[15:0]};
`else
  assign value0 = op_i.value0;
  assign value1 = op_i.value1;
`endif

  ws_pe_pkg::op_t seen;

  always_comb begin
    seen = op_o;
    if (memory[1]) seen.value0[31:16] = '0;
    if (memory[2]) seen.value1[31:16] = '0;
  end
  assign state_o = seen;
