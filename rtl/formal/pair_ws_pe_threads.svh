// SPDX-License-Identifier: Apache-2.0
// For pairs of the threads: all registers, and why the main thread's operation waits; what belongs to
// an operation only while that is under way.

  for (genvar t = 0; t < Threads; t++) begin : gen_kept
    assign kept_o[t*(NeedsWidth+OpWidth)+:NeedsWidth+OpWidth] = {needs_q[t], op_q[t]};
  end
  assign state_o = {alive_q[Threads-1] ? main_why_o : 4'd0, start_q, two_q, alive_q,
                    tail_q & alive_q};
