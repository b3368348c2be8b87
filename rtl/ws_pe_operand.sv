// SPDX-License-Identifier: Apache-2.0
// Addresses of one operand of a step: where its elements are, how many of them a step may take, and
// where the next step goes on. Combinational; three of them serve all threads.

module ws_pe_operand (
  input  logic [2:0]  kind_i,
  input  logic [63:0] dsr_i,
  input  logic [63:0] x_i,          // its extended register
  input  logic [47:0] count_i,      // elements done in the first three dimensions (mem4d)
  input  logic        wide_i,       // elements of two words
  input  logic        dest_i,
  input  logic [2:0]  simd_i,
  input  logic [15:0] addr_i,       // of the next element, without the wavelet's index
  input  logic [15:0] index_i,      // the wavelet's, in words
  input  logic [2:0]  k_i,          // elements that the step makes
  output logic [15:0] first_o,      // address of the first
  output logic [15:0] stride_o,     // words from one to the next
  output logic [2:0]  most_o,
  output logic [3:0]  register_o,   // stride register that is asked for
  input  logic [15:0] register_i,
  output logic [15:0] next_o,
  output logic [47:0] count_o,
  output logic [15:0] head_o,       // of the FIFO after a pop
  output logic [15:0] save_o        // next_o as an offset
);

  logic [15:0] words, stride;
  logic [2:0]  unit_most;

  assign words     = wide_i ? 16'd2 : 16'd1;
  assign stride    = wide_i ? {{7{dsr_i[63]}}, dsr_i[63:56], 1'b0} : {{8{dsr_i[63]}}, dsr_i[63:56]};
  assign stride_o  = kind_i == ws_isa_pkg::KindFifo ? words : stride;
  assign unit_most = ws_isa_pkg::stride_width(stride, words[1:0], simd_i);

  // ---- Four dimensions: a step ends where one of them is full.
  logic [15:0] extent0, extent1, extent2, rest0, done0;
  logic        carry0, carry1, carry2;

  assign extent0 = x_i[15:0] == '0 ? 16'd1 : x_i[15:0];
  assign extent1 = x_i[31:16] == '0 ? 16'd1 : x_i[31:16];
  assign extent2 = x_i[47:32] == '0 ? 16'd1 : x_i[47:32];
  assign rest0   = extent0 - count_i[15:0];
  assign done0   = count_i[15:0] + {13'd0, k_i};
  assign carry0  = done0 == extent0;
  assign carry1  = carry0 && count_i[31:16] + 16'd1 == extent1;
  assign carry2  = carry1 && count_i[47:32] + 16'd1 == extent2;
  assign count_o = {carry2 ? 16'd0 : carry1 ? count_i[47:32] + 16'd1 : count_i[47:32],
                    carry1 ? 16'd0 : carry0 ? count_i[31:16] + 16'd1 : count_i[31:16],
                    carry0 ? 16'd0 : done0};
  always_comb begin
    if (carry2)      register_o = x_i[59:56];
    else if (carry1) register_o = x_i[55:52];
    else             register_o = x_i[51:48];
  end

  // ---- Circular buffer: a step ends where the address has passed the end.
  logic signed [18:0] begin_at, end_at, here, step;
  logic signed [18:0] after1, after2, after3, after4;
  logic [4:1]         passed;
  logic [2:0]         before_wrap;

  assign begin_at = $signed({3'd0, x_i[15:0]});
  assign end_at   = begin_at + $signed({3'd0, x_i[31:16]});
  assign here     = $signed({3'd0, addr_i});
  assign step     = $signed({{3{stride[15]}}, stride});
  assign after1   = here + step;
  assign after2   = after1 + step;
  assign after3   = after2 + step;
  assign after4   = after3 + step;
  assign passed   = step[18] ? {after4 < begin_at, after3 < begin_at, after2 < begin_at,
                                after1 < begin_at}
                             : {after4 >= end_at, after3 >= end_at, after2 >= end_at,
                                after1 >= end_at};
  always_comb begin
    if (passed[1])      before_wrap = 3'd1;
    else if (passed[2]) before_wrap = 3'd2;
    else if (passed[3]) before_wrap = 3'd3;
    else                before_wrap = 3'd4;
  end

  // ---- FIFO: one element at the head, or behind the last.
  logic [16:0] tail, after_head;
  logic [15:0] tail_wrapped;

  assign tail         = {1'b0, x_i[47:32]} + {1'b0, x_i[63:48]};
  assign tail_wrapped = tail >= {1'b0, x_i[31:16]} ? tail[15:0] - x_i[31:16] : tail[15:0];
  assign after_head   = {1'b0, x_i[47:32]} + {1'b0, words};
  assign head_o       = after_head >= {1'b0, x_i[31:16]} ? after_head[15:0] - x_i[31:16]
                                                         : after_head[15:0];

  // ---- All together

  logic [15:0] plain, last;
  logic        passes;

  assign plain  = addr_i + ws_pe_pkg::times(stride, k_i);
  assign last   = addr_i + ws_pe_pkg::times(stride, k_i - 3'd1);
  assign passes = k_i != 3'd0 && (k_i[2] ? passed[4] : k_i[1] ? (k_i[0] ? passed[3] : passed[2]) : passed[1]);
  assign save_o = next_o - dsr_i[15:0];

  always_comb begin
    first_o = addr_i + index_i;
    most_o  = unit_most;
    next_o  = plain;
    case (kind_i)
      ws_isa_pkg::KindMem4d: begin
        if (rest0 < {13'd0, unit_most}) most_o = rest0[2:0];
        next_o = carry0 ? last + register_i : plain;
      end
      ws_isa_pkg::KindCircular: begin
        if (before_wrap < unit_most) most_o = before_wrap;
        if (passes) next_o = step[18] ? plain + x_i[31:16] : plain - x_i[31:16];
      end
      ws_isa_pkg::KindFifo: begin
        first_o = x_i[15:0] + (dest_i ? tail_wrapped : x_i[47:32]);
        most_o  = 3'(ws_isa_pkg::FifoElements);
      end
      default: ;
    endcase
  end

  logic unused;
  assign unused = ^{dsr_i[55:16], x_i[63:60], tail[16], after_head[16]};

endmodule
