// SPDX-License-Identifier: Apache-2.0
// How a vector instruction begins: what it waits for, whether it may run, how long it is, where its
// operands are and which thread takes it. docs/isa.md, "How it starts". Combinational.

module ws_pe_start (
  input  ws_isa_pkg::decoded_t dec_i,
  input  logic [31:0]          word_i,
  input  logic [15:0]          pc_i,
  // Descriptor registers that the fields name, and general registers
  input  logic [63:0]          dstd_i,
  input  logic [63:0]          src0d_i,
  input  logic [63:0]          src1d_i,
  input  logic [31:0]          src0_i,
  input  logic [31:0]          src1_i,
  input  logic [31:0]          scalar_i,
  input  logic [15:0]          index_i,
  // What microthreads use
  input  logic [7:0]           alive_i,
  input  logic [15:0]          used_d_i,
  input  logic [15:0]          used_a_i,
  input  logic [15:0]          used_b_i,
  input  logic [7:0]           used_x_i,
  input  logic [7:0]           used_in_i,
  input  logic [7:0]           used_out_i,
  // Of `onend`: priority, action, task
  input  logic [9:0]           at_end_i,
  output logic                 described_o,  // some operand is a descriptor
  output logic                 wait_o,
  output logic [3:0]           trap_o,
  output logic [15:0]          trap_addr_o,
  output logic                 empty_o,      // length 0
  output logic [3:0]           thread_o,
  output logic [7:0]           clear_o,      // counters of extended registers
  output ws_pe_pkg::needs_t    needs_o,
  output ws_pe_pkg::op_t       op_o
);

  logic [5:0] fieldd, field0, field1;
  logic       isd, is0, is1;
  logic [2:0] kindd, kind0, kind1, xd, x0, x1;
  logic [2:0] kinds_in, kinds_fifo;  // of destination, src0, src1: fabric or FIFO

  assign {fieldd, field0, field1} = word_i[23:6];
  assign isd   = fieldd[5:4] != ws_isa_pkg::OperandGpr;
  assign is0   = dec_i.src0 != ws_isa_pkg::ElemNone && field0[5:4] == ws_isa_pkg::OperandDsr;
  assign is1   = field1[5:4] == ws_isa_pkg::OperandDsr;
  assign kindd = isd ? dstd_i[50:48] : ws_isa_pkg::KindNone;
  assign kind0 = is0 ? src0d_i[50:48] : ws_isa_pkg::KindNone;
  assign kind1 = is1 ? src1d_i[50:48] : ws_isa_pkg::KindNone;
  assign xd    = dstd_i[55:53];
  assign x0    = src0d_i[55:53];
  assign x1    = src1d_i[55:53];
  assign described_o = isd || is0 || is1;

  // ---- Waiting for registers

  function automatic logic shaped(input logic [2:0] kind);
    shaped = kind == ws_isa_pkg::KindMem4d || kind == ws_isa_pkg::KindCircular;
  endfunction

  assign wait_o =
      (isd && (fieldd[5:4] == ws_isa_pkg::OperandOther ? used_a_i[fieldd[3:0]]
                                                       : used_d_i[fieldd[3:0]])) ||
      (is0 && used_a_i[field0[3:0]]) || (is1 && used_b_i[field1[3:0]]) ||
      (shaped(kindd) && used_x_i[xd]) || (shaped(kind0) && used_x_i[x0]) ||
      (shaped(kind1) && used_x_i[x1]);

  // ---- Which thread

  assign kinds_in   = {kind1 == ws_isa_pkg::KindFabin, kind0 == ws_isa_pkg::KindFabin,
                       kindd == ws_isa_pkg::KindFabout};
  assign kinds_fifo = {kind1 == ws_isa_pkg::KindFifo, kind0 == ws_isa_pkg::KindFifo,
                       kindd == ws_isa_pkg::KindFifo};
  always_comb begin
    if (!dec_i.is_async)    thread_o = ws_isa_pkg::ThreadMain;
    else if (kinds_in[0])   thread_o = {1'b0, dstd_i[2:0]};
    else if (kinds_in[1])   thread_o = {1'b0, src0d_i[2:0]};
    else if (kinds_in[2])   thread_o = {1'b0, src1d_i[2:0]};
    else if (kinds_fifo[0]) thread_o = {1'b0, xd};
    else if (kinds_fifo[1]) thread_o = {1'b0, x0};
    else                    thread_o = {1'b0, x1};
  end

  // ---- Faults

  function automatic logic is_source(input logic [2:0] kind);
    is_source = kind != ws_isa_pkg::KindNone && kind <= ws_isa_pkg::KindFabin;
  endfunction

  // A FIFO moves the head and the count in its extended register, which another operand would take
  // for something else.
  function automatic logic mixed(input logic [2:0] a, input logic [2:0] xa, input logic [2:0] b,
                                 input logic [2:0] xb);
    mixed = xa == xb && ((a == ws_isa_pkg::KindFifo && shaped(b)) ||
                         (b == ws_isa_pkg::KindFifo && shaped(a)));
  endfunction

  always_comb begin
    trap_o      = ws_isa_pkg::TrapNone;
    trap_addr_o = '0;
    if ((isd && !(is_source(kindd) && kindd != ws_isa_pkg::KindFabin) && !kinds_in[0]) ||
        (is0 && !is_source(kind0)) || (is1 && !is_source(kind1)) ||
        (kinds_in[2:1] == 2'b11 && src0d_i[2:0] == src1d_i[2:0]) ||
        (kinds_in[0] && dstd_i[2:0] >= 3'(ws_isa_pkg::OutputQueues)) ||
        mixed(kindd, xd, kind0, x0) || mixed(kindd, xd, kind1, x1) || mixed(kind0, x0, kind1, x1) ||
        (dec_i.is_async && kinds_in == '0 && kinds_fifo == '0)) begin
      trap_o = ws_isa_pkg::TrapOperand;
    end else if (kinds_in[0] && used_out_i[dstd_i[2:0]]) begin
      trap_o      = ws_isa_pkg::TrapInUse;
      trap_addr_o = {13'd1, dstd_i[2:0]};
    end else if (kinds_in[1] && used_in_i[src0d_i[2:0]]) begin
      trap_o      = ws_isa_pkg::TrapInUse;
      trap_addr_o = {13'd0, src0d_i[2:0]};
    end else if (kinds_in[2] && used_in_i[src1d_i[2:0]]) begin
      trap_o      = ws_isa_pkg::TrapInUse;
      trap_addr_o = {13'd0, src1d_i[2:0]};
    end else if (dec_i.is_async && alive_i[thread_o[2:0]]) begin
      trap_o      = ws_isa_pkg::TrapInUse;
      trap_addr_o = {12'd0, thread_o};
    end
  end

  // ---- Length

  logic [14:0] length;

  always_comb begin
    length = '0;
    if (isd && dstd_i[30:16] != '0)  length = dstd_i[30:16];
    if (is1 && src1d_i[30:16] != '0) length = src1d_i[30:16];
    if (is0 && src0d_i[30:16] != '0) length = src0d_i[30:16];
    if (!described_o)                length = 15'd1;
  end
  assign empty_o = length == '0;

  logic wided, wide0, wide1;

  assign wided = ws_isa_pkg::wide(dec_i.dst);
  assign wide0 = ws_isa_pkg::wide(dec_i.src0);
  assign wide1 = ws_isa_pkg::wide(dec_i.src1);

  // ---- Wavelets a step. It may take two of a queue if the operation's width, its other operands
  // and the way that wavelets are filled let it use more than one.

  logic [2:0] doubled;   // of destination, src0, src1: no bound
  logic       two, by_wavelet;

  function automatic logic doubles(input logic fabric, input logic wide, input logic [1:0] simd,
                                   input logic four);
    doubles = !fabric || simd[1] || (simd[0] && !wide && !four);
  endfunction

  assign doubled    = {doubles(kinds_in[2], wide1, src1d_i[54:53], dec_i.simd[2]),
                       doubles(kinds_in[1], wide0, src0d_i[54:53], dec_i.simd[2]),
                       doubles(kinds_in[0], wided, dstd_i[54:53], dec_i.simd[2])};
  assign by_wavelet = !dec_i.indexed && kinds_in[2:1] != '0 &&
                      ((ws_pe_pkg::in_memory(kindd) && dstd_i[51]) ||
                       (ws_pe_pkg::in_memory(kind0) && src0d_i[51]) ||
                       (ws_pe_pkg::in_memory(kind1) && src1d_i[51]));
  assign two        = ws_isa_pkg::FabricWavelets != 1 && dec_i.simd != 3'd1 && doubled == '1 &&
                      isd && kinds_fifo == '0 && !by_wavelet;

  // simd_64: it waits for both.
  function automatic logic waits(input logic fabric, input logic wide, input logic [1:0] simd,
                                 input logic four);
    waits = fabric && simd == ws_isa_pkg::SimdSimd64 && (wide || four);
  endfunction

  // ---- Where the operands are

  function automatic logic [15:0] address(input logic [15:0] base, input logic [15:0] offset,
                                          input logic indexed, input logic [15:0] index,
                                          input logic wide);
    address = base + offset + (!indexed ? 16'd0 : wide ? index << 1 : index);
  endfunction

  function automatic logic [31:0] plain(input logic [5:0] field, input logic [31:0] register);
    plain = field[5:4] == ws_isa_pkg::OperandOther ? {{28{field[3]}}, field[3:0]} : register;
  endfunction

  always_comb begin
    op_o          = '0;
    op_o.word     = word_i;
    op_o.pc       = pc_i;
    op_o.left     = length;
    op_o.addrd    = address(dstd_i[15:0], dstd_i[47:32], dec_i.indexed && dstd_i[51],
                                    index_i, wided);
    op_o.value0   = ws_pe_pkg::in_memory(kind0)
                  ? {16'd0, address(src0d_i[15:0], src0d_i[47:32],
                                     dec_i.indexed && src0d_i[51], index_i, wide0)} : plain(field0, src0_i);
    op_o.value1   = ws_pe_pkg::in_memory(kind1)
                  ? {16'd0, address(src1d_i[15:0], src1d_i[47:32],
                                     dec_i.indexed && src1d_i[51], index_i, wide1)} : plain(field1, src1_i);
    op_o.scalar   = scalar_i;
    op_o.index    = dec_i.indexed ? index_i : 16'd0;
    op_o.action   = at_end_i[7:6];
    op_o.task_id  = at_end_i[5:0];

    needs_o          = '0;
    needs_o.two      = two;
    needs_o.twod     = two && waits(kinds_in[0], wided, dstd_i[54:53], dec_i.simd[2]);
    needs_o.two0     = two && waits(kinds_in[1], wide0, src0d_i[54:53], dec_i.simd[2]);
    needs_o.two1     = two && waits(kinds_in[2], wide1, src1d_i[54:53], dec_i.simd[2]);
    needs_o.kindd    = kindd;
    needs_o.kind0    = kind0;
    needs_o.kind1    = kind1;
    needs_o.numd     = kinds_in[0] ? dstd_i[2:0] : xd;
    needs_o.num0     = kinds_in[1] ? src0d_i[2:0] : x0;
    needs_o.num1     = kinds_in[2] ? src1d_i[2:0] : x1;
    needs_o.wided    = wided;
    needs_o.wide0    = wide0;
    needs_o.wide1    = wide1;
    needs_o.special0 = kinds_in[1] && src0d_i[34:32] != '0;
    needs_o.special1 = kinds_in[2] && src1d_i[34:32] != '0;
    needs_o.fieldd   = fieldd;
    needs_o.field0   = field0;
    needs_o.field1   = field1;
    needs_o.prio     = at_end_i[9:8];
  end

  assign clear_o = (kindd == ws_isa_pkg::KindMem4d ? 8'd1 << xd : 8'd0) |
                   (kind0 == ws_isa_pkg::KindMem4d ? 8'd1 << x0 : 8'd0) |
                   (kind1 == ws_isa_pkg::KindMem4d ? 8'd1 << x1 : 8'd0);

  logic unused;
  assign unused = ^{dec_i, src0d_i, src1d_i, dstd_i};

endmodule
