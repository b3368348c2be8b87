// SPDX-License-Identifier: Apache-2.0
// One step of a vector operation of any thread: from its state, its descriptors and what is at the
// heads of its queues to addresses, elements, effects and its next state. docs/isa.md, "A step".
// Combinational; port order of operands is destination, src0, src1 from the low bits up.

module ws_pe_step #(
  parameter bit Secded = 1'b0
) (
  input  logic               enable_i,
  input  logic               second_i,      // the reads conflicted: this is the last cycle
  input  logic               main_i,
  input  logic               short_i,       // a FIFO's element or room is missing (main thread)
  input  ws_pe_pkg::needs_t  needs_i,
  input  ws_pe_pkg::op_t     op_i,
  input  logic               two_i,         // it takes and gives two wavelets if they are there
  // Registers
  input  logic [191:0]       dsr_i,
  input  logic [191:0]       x_i,
  input  logic [143:0]       count_i,
  output logic [11:0]        stride_num_o,
  input  logic [47:0]        stride_i,
  input  logic [31:0]        again_i,       // the register that is the destination, as it is now
  // Queues
  input  logic [7:0]         in_some_i,
  input  logic [7:0]         in_two_i,
  input  logic [8*33-1:0]    in_head_i,
  input  logic [8*33-1:0]    in_second_i,   // behind the head
  input  logic [5:0]         out_two_i,     // room for two
  input  logic [6*5-1:0]     out_color_i,   // bound to the output queues
  // Memory and datapath
  output logic [63:0]        r0_addr_o,
  input  logic [63:0]        r0_data_i,
  output logic [63:0]        r1_addr_o,
  input  logic [63:0]        r1_data_i,
  input  logic [3:0]         r0_lost_i,     // words that error correction cannot mend
  input  logic [3:0]         r1_lost_i,
  output logic [3:0]         r0_used_o,     // words that the step reads
  output logic [3:0]         r1_used_o,
  output logic [63:0]        src0_o,
  output logic [63:0]        src1_o,
  input  logic [63:0]        result_i,
  // Outcome
  output logic               conflict_o,    // one more cycle is needed, nothing happens now
  output logic [3:0]         trap_o,
  output logic [15:0]        trap_addr_o,
  output logic               fire_o,        // the effects below happen
  output logic               end_o,
  output logic               done_o,        // the operation made all its elements
  output logic [2:0]         elements_o,
  output logic [7:0]         pop_o,
  output logic [7:0]         pop_two_o,     // with pop_o
  output logic               push_o,
  output logic               push_two_o,    // with push_o
  output logic [37:0]        push_data_o,
  output logic [31:0]        push_second_o,
  output logic [3:0]         we_o,
  output logic [63:0]        w_addr_o,
  output logic [1:0]         gpr_we_o,
  output logic [2:0]         save_o,
  output logic [47:0]        save_data_o,
  output logic [2:0]         head_we_o,
  output logic [2:0]         fill_we_o,
  output logic [47:0]        head_o,
  output logic [47:0]        fill_o,
  output logic [2:0]         count_we_o,
  output logic [143:0]       count_o,
  output logic [63:0]        activate_o,
  output logic [63:0]        unblock_o,
  output logic [63:0]        block_o,
  output ws_pe_pkg::op_t     op_o
);

  // Here and not in ws_pe_pkg, because Yosys 0.23 knows no package in a package's constants
  localparam logic [14:0] Infinite = 15'(ws_isa_pkg::InfiniteLength);

  ws_isa_pkg::decoded_t dec;
  logic [63:0]          dsrd, dsr0, dsr1;
  logic [2:0]           memory, with_index;
  logic [2:0]           fifo;

  assign dec = ws_isa_pkg::decode(op_i.word);
  assign {dsr1, dsr0, dsrd} = dsr_i;
  assign memory = {ws_pe_pkg::in_memory(needs_i.kind1), ws_pe_pkg::in_memory(needs_i.kind0),
                   ws_pe_pkg::in_memory(needs_i.kindd)};
  assign fifo   = {needs_i.kind1 == ws_isa_pkg::KindFifo, needs_i.kind0 == ws_isa_pkg::KindFifo,
                   needs_i.kindd == ws_isa_pkg::KindFifo};

  // ---- What kind of step: elements, or a control wavelet, or what is left at the end

  logic        fabin0, fabin1, fabout, tail, stop, special0, special1, control, normal;
  logic [32:0] wave0, wave1, second0, second1;
  logic [63:0] control_dsr;

  assign fabin0   = needs_i.kind0 == ws_isa_pkg::KindFabin;
  assign fabin1   = needs_i.kind1 == ws_isa_pkg::KindFabin;
  assign fabout   = needs_i.kindd == ws_isa_pkg::KindFabout;
  assign wave0    = fabin0 ? in_head_i[33*needs_i.num0+:33] : '0;
  assign wave1    = fabin1 ? in_head_i[33*needs_i.num1+:33] : '0;
  assign second0  = in_second_i[33*needs_i.num0+:33];
  assign second1  = in_second_i[33*needs_i.num1+:33];
  assign tail     = op_i.flush || op_i.closing;
  assign stop     = main_i && short_i && !tail;
  assign special0 = needs_i.special0 && in_some_i[needs_i.num0] && wave0[32];
  assign special1 = needs_i.special1 && in_some_i[needs_i.num1] && wave1[32];
  assign control  = !tail && !stop && (special0 || special1);
  assign normal   = !tail && !stop && !control;
  assign control_dsr = special0 ? dsr0 : dsr1;

  // ---- How many elements

  logic        takes_index, pair0, pair1, paird, last, finish, both;
  logic [15:0] wave_index;
  logic [2:0]  mostd, most0, most1, k_all, k;

  assign with_index  = memory & {dsr1[51], dsr0[51], dsrd[51]};
  assign takes_index = !dec.indexed && with_index != '0;
  assign wave_index  = dec.indexed ? 16'd0 : fabin0 ? wave0[31:16] : fabin1 ? wave1[31:16] : 16'd0;
  assign pair0 = fabin0 && !needs_i.wide0 && dsr0[54:53] != '0 && !takes_index;
  assign pair1 = fabin1 && !needs_i.wide1 && dsr1[54:53] != '0 && !(takes_index && !fabin0);
  assign paird = fabout && !needs_i.wided && dsrd[54:53] != '0;

  function automatic logic [2:0] least(input logic [2:0] a, input logic [2:0] b);
    least = a < b ? a : b;
  endfunction

  // Two wavelets: all operands that would use them have them. One that may do something is taken
  // alone, also from behind the head.
  assign both = two_i &&
      (!fabout || !(needs_i.wided || dec.simd[2]) || out_two_i[needs_i.numd]) &&
      (!fabin0 || !(needs_i.wide0 || dec.simd[2]) ||
       (in_two_i[needs_i.num0] && !(needs_i.special0 && second0[32]))) &&
      (!fabin1 || !(needs_i.wide1 || dec.simd[2]) ||
       (in_two_i[needs_i.num1] && !(needs_i.special1 && second1[32])));

  function automatic logic [2:0] fabric(input logic pair, input logic half, input logic two);
    fabric = half ? 3'd1 : 3'd1 << ({1'b0, pair} + {1'b0, two});
  endfunction

  logic [2:0] limitd, limit0, limit1;

  assign limitd = needs_i.kindd == ws_isa_pkg::KindNone ? 3'd1
                : fabout ? fabric(paird, op_i.halfd, both) : mostd;
  assign limit0 = needs_i.kind0 == ws_isa_pkg::KindNone ? dec.simd
                : fabin0 ? fabric(pair0, op_i.half0, both) : most0;
  assign limit1 = needs_i.kind1 == ws_isa_pkg::KindNone ? dec.simd
                : fabin1 ? fabric(pair1, op_i.half1, both) : most1;
  assign k_all  = least(least(dec.simd, limitd), least(limit0, limit1));
  assign k      = !normal ? 3'd0 : {12'd0, k_all} > op_i.left ? op_i.left[2:0] : k_all;
  assign finish = stop || (control && control_dsr[32]) || (normal && last);
  assign last   = op_i.left != Infinite && op_i.left == {12'd0, k};

  // ---- Addresses

  logic [15:0] firstd, first0, first1, strided, stride0, stride1, nextd, next0, next1;
  logic [15:0] headd;

  function automatic logic [15:0] offset_of(input logic indexed, input logic [15:0] index,
                                            input logic wide);
    offset_of = !indexed ? 16'd0 : wide ? index << 1 : index;
  endfunction

  ws_pe_operand u_dest (
    .kind_i(needs_i.kindd), .dsr_i(dsrd), .x_i(x_i[63:0]), .count_i(count_i[47:0]),
    .wide_i(needs_i.wided), .dest_i(1'b1), .simd_i(dec.simd), .addr_i(op_i.addrd),
    .index_i(offset_of(with_index[0], wave_index, needs_i.wided)), .k_i(k), .first_o(firstd),
    .stride_o(strided), .most_o(mostd), .register_o(stride_num_o[3:0]),
    .register_i(stride_i[15:0]), .next_o(nextd), .count_o(count_o[47:0]), .head_o(headd),
    .save_o(save_data_o[15:0])
  );
  ws_pe_operand u_src0 (
    .kind_i(needs_i.kind0), .dsr_i(dsr0), .x_i(x_i[127:64]), .count_i(count_i[95:48]),
    .wide_i(needs_i.wide0), .dest_i(1'b0), .simd_i(dec.simd), .addr_i(op_i.value0[15:0]),
    .index_i(offset_of(with_index[1], wave_index, needs_i.wide0)), .k_i(k), .first_o(first0),
    .stride_o(stride0), .most_o(most0), .register_o(stride_num_o[7:4]),
    .register_i(stride_i[31:16]), .next_o(next0), .count_o(count_o[95:48]), .head_o(head_o[31:16]),
    .save_o(save_data_o[31:16])
  );
  ws_pe_operand u_src1 (
    .kind_i(needs_i.kind1), .dsr_i(dsr1), .x_i(x_i[191:128]), .count_i(count_i[143:96]),
    .wide_i(needs_i.wide1), .dest_i(1'b0), .simd_i(dec.simd), .addr_i(op_i.value1[15:0]),
    .index_i(offset_of(with_index[2], wave_index, needs_i.wide1)), .k_i(k), .first_o(first1),
    .stride_o(stride1), .most_o(most1), .register_o(stride_num_o[11:8]),
    .register_i(stride_i[47:32]), .next_o(next1), .count_o(count_o[143:96]),
    .head_o(head_o[47:32]), .save_o(save_data_o[47:32])
  );
  assign head_o[15:0] = headd;

  assign r0_addr_o = ws_pe_pkg::addresses(first0, stride0, needs_i.wide0);
  assign r1_addr_o = ws_pe_pkg::addresses(first1, stride1, needs_i.wide1);
  assign w_addr_o  = ws_pe_pkg::addresses(firstd, strided, needs_i.wided);

  // Which of the four words the step uses
  function automatic logic [3:0] words(input logic [2:0] count, input logic wide);
    if (wide) words = {{2{count >= 3'd2}}, {2{count != '0}}};
    else      words = {count[2], count >= 3'd3, count >= 3'd2, count != '0};
  endfunction

  logic [3:0] wordsd, words0, words1;

  assign wordsd = words(k, needs_i.wided);
  assign words0 = words(k, needs_i.wide0);
  assign words1 = words(k, needs_i.wide1);

  logic [3:0]  reach_trap;
  logic [15:0] reach_addr;

  ws_pe_reach u_reach (
    .there_i(enable_i ? memory | fifo : 3'd0), .addresses_i({r1_addr_o, r0_addr_o, w_addr_o}),
    .used_i({words1, words0, wordsd}), .wide_i({needs_i.wide1, needs_i.wide0, needs_i.wided}),
    .trap_o(reach_trap), .trap_addr_o(reach_addr)
  );

  assign conflict_o = enable_i && !second_i && reach_trap == '0 && normal && (memory[1] || fifo[1]) &&
                      (memory[2] || fifo[2]) && ws_isa_pkg::reads_conflict(first0, first1);
  assign fire_o     = enable_i && trap_o == '0 && !conflict_o;
  assign elements_o = k;

  // Words that are lost: src0's before src1's
  if (Secded) begin : gen_secded
    logic        reads;
    logic [3:0]  lost0, lost1;
    logic [15:0] addr0, addr1;

    assign reads     = enable_i && reach_trap == '0 && !conflict_o;
    assign r0_used_o = reads && (memory[1] || fifo[1]) ? words0 : 4'd0;
    assign r1_used_o = reads && (memory[2] || fifo[2]) ? words1 : 4'd0;
    assign lost0     = r0_used_o & r0_lost_i;
    assign lost1     = r1_used_o & r1_lost_i;
    assign addr0     = ws_pe_pkg::first_of(lost0, r0_addr_o);
    assign addr1     = ws_pe_pkg::first_of(lost1, r1_addr_o);
    assign trap_o      = {lost0, lost1} != '0 ? ws_isa_pkg::TrapMemory : reach_trap;
    assign trap_addr_o = lost0 != '0 ? addr0 : lost1 != '0 ? addr1 : reach_addr;
  end else begin : gen_plain
    assign r0_used_o   = '0;
    assign r1_used_o   = '0;
    assign trap_o      = reach_trap;
    assign trap_addr_o = reach_addr;

    logic unused;
    assign unused = ^{r0_lost_i, r1_lost_i};
  end

  // ---- Elements

  logic same_register;

  assign same_register = needs_i.kindd == '0 && needs_i.fieldd[5:4] == ws_isa_pkg::OperandGpr &&
                         dec.src0 != ws_isa_pkg::ElemNone && needs_i.field0 == needs_i.fieldd;

  ws_pe_source u_source0 (
    .kind_i(needs_i.kind0), .wide_i(needs_i.wide0),
    .value_i(same_register ? again_i : op_i.value0), .memory_i(r0_data_i),
    .wavelet_i({second0[31:0], wave0[31:0]}), .half_i(op_i.half0), .elements_o(src0_o)
  );
  ws_pe_source u_source1 (
    .kind_i(needs_i.kind1), .wide_i(needs_i.wide1), .value_i(op_i.value1), .memory_i(r1_data_i),
    .wavelet_i({second1[31:0], wave1[31:0]}), .half_i(op_i.half1), .elements_o(src1_o)
  );

  // ---- Queues

  logic        used_up0, used_up1, full;
  logic [15:0] low, high;
  logic [31:0] payload;
  logic [4:0]  color;

  assign used_up0 = !pair0 || op_i.half0 || k >= 3'd2 || last;
  assign used_up1 = !pair1 || op_i.half1 || k >= 3'd2 || last;
  assign full     = !paird || op_i.halfd || k >= 3'd2 || last;

  // Whether the elements of a step, begun at a wavelet's begin, are two wavelets
  function automatic logic fills_two(input logic pair, input logic [2:0] count, input logic ends);
    fills_two = pair ? count[2] || (ends && count == 3'd3) : count[1];
  endfunction

  always_comb begin
    pop_o     = '0;
    pop_two_o = '0;
    if (fire_o && normal && fabin0 && used_up0) pop_o |= 8'd1 << needs_i.num0;
    if (fire_o && normal && fabin1 && used_up1) pop_o |= 8'd1 << needs_i.num1;
    if (fire_o && normal && fabin0 && fills_two(pair0, k, last)) pop_two_o |= 8'd1 << needs_i.num0;
    if (fire_o && normal && fabin1 && fills_two(pair1, k, last)) pop_two_o |= 8'd1 << needs_i.num1;
    if (fire_o && control) pop_o |= 8'd1 << (special0 ? needs_i.num0 : needs_i.num1);
  end

  always_comb begin
    low  = op_i.halfd ? op_i.pending : result_i[15:0];
    high = op_i.halfd ? result_i[15:0] : paird ? (k >= 3'd2 ? result_i[31:16] : 16'd0)
         : dsrd[51] ? op_i.index : 16'd0;
    if (op_i.closing)       payload = ws_isa_pkg::AdvanceWavelet;
    else if (op_i.flush)    payload = {dsrd[35:34], 14'd0, op_i.pending};
    else if (needs_i.wided) payload = result_i[31:0] ^ {dsrd[35:34], 30'd0};
    else                    payload = {high, low} ^ {dsrd[35:34], 30'd0};
  end

  assign color       = dsrd[12:8] == 5'(ws_isa_pkg::NoColor) ? out_color_i[5*needs_i.numd+:5]
                                                             : dsrd[12:8];
  assign push_o      = fire_o && fabout && (tail || (normal && full));
  assign push_data_o = {op_i.closing || dsrd[32], color, payload};
  assign push_two_o  = push_o && normal && fills_two(paird, k, last);
  assign push_second_o = {needs_i.wided || k[2] ? result_i[63:48] : 16'd0, result_i[47:32]} ^
                         {dsrd[35:34], 30'd0};

  // ---- Results

  assign we_o     = fire_o && (memory[0] || fifo[0]) ? wordsd : 4'd0;
  assign gpr_we_o = fire_o && normal && needs_i.kindd == '0 ? {needs_i.wided, 1'b1} : 2'd0;

  // ---- FIFOs: who pops and who pushes may use one extended register.

  function automatic logic [15:0] size(input logic there, input logic wide);
    size = !there ? 16'd0 : wide ? 16'd2 : 16'd1;
  endfunction

  assign fill_we_o = fire_o && normal ? fifo : 3'd0;
  assign head_we_o = {fill_we_o[2:1], 1'b0};
  assign fill_o[15:0]  = x_i[63:48] + size(1'b1, needs_i.wided) -
      (fifo[1] && needs_i.num0 == needs_i.numd ? size(1'b1, needs_i.wide0)
                                               : size(fifo[2] && needs_i.num1 == needs_i.numd,
                                                      needs_i.wide1));
  assign fill_o[31:16] = x_i[127:112] - size(1'b1, needs_i.wide0) +
                         size(fifo[0] && needs_i.num0 == needs_i.numd, needs_i.wided);
  assign fill_o[47:32] = x_i[191:176] - size(1'b1, needs_i.wide1) +
                         size(fifo[0] && needs_i.num1 == needs_i.numd, needs_i.wided);

  // ---- The operation after this step

  always_comb begin
    op_o  = op_i;
    end_o = 1'b0;
    if (op_i.left != Infinite) op_o.left = op_i.left - {12'd0, k};
    if (normal) begin
      op_o.addrd = nextd;
      if (memory[1]) op_o.value0 = {16'd0, next0};
      if (memory[2]) op_o.value1 = {16'd0, next1};
      if (fabout) op_o.index = op_i.index + {{8{dsrd[63]}}, dsrd[63:56]};
      op_o.half0   = pair0 && !op_i.half0 && k[0] && !last;
      op_o.half1   = pair1 && !op_i.half1 && k[0] && !last;
      op_o.halfd   = paird && !op_i.halfd && k[0] && !last;
      op_o.pending = k[1] ? result_i[47:32] : result_i[15:0];
    end
    if (stop || control) op_o.short_of = op_i.short_of || finish;
    if (finish) begin
      op_o.flush   = op_o.halfd;
      op_o.closing = !op_o.halfd && fabout && dsrd[33];
    end else if (op_i.flush) begin
      op_o.flush   = 1'b0;
      op_o.closing = dsrd[33];
    end
    if (finish || op_i.flush) end_o = !op_o.flush && !op_o.closing;
    if (op_i.closing) end_o = 1'b1;
  end

  assign done_o = !op_o.short_of;

  assign count_we_o = fire_o && normal ? {needs_i.kind1 == ws_isa_pkg::KindMem4d,
                                          needs_i.kind0 == ws_isa_pkg::KindMem4d,
                                          needs_i.kindd == ws_isa_pkg::KindMem4d} : 3'd0;
  assign save_o     = fire_o && end_o ? memory & {dsr1[52], dsr0[52], dsrd[52]} : 3'd0;

  // ---- Tasks

  always_comb begin
    activate_o = '0;
    unblock_o  = '0;
    block_o    = '0;
    if (fire_o) begin
      if (normal && fifo[0] && dsrd[38]) activate_o |= 64'd1 << dsrd[37:32];
      if (normal && fifo[1] && dsr0[38]) activate_o |= 64'd1 << dsr0[37:32];
      if (normal && fifo[2] && dsr1[38]) activate_o |= 64'd1 << dsr1[37:32];
      if (control) begin
        case (control_dsr[34:33])
          ws_isa_pkg::ActionActivate: activate_o |= 64'd1 << control_dsr[45:40];
          ws_isa_pkg::ActionUnblock:  unblock_o |= 64'd1 << control_dsr[45:40];
          ws_isa_pkg::ActionBlock:    block_o |= 64'd1 << control_dsr[45:40];
          default: ;
        endcase
      end
      if (end_o && !main_i) begin
        case (op_i.action)
          ws_isa_pkg::ActionActivate: activate_o |= 64'd1 << op_i.task_id;
          ws_isa_pkg::ActionUnblock:  unblock_o |= 64'd1 << op_i.task_id;
          ws_isa_pkg::ActionBlock:    block_o |= 64'd1 << op_i.task_id;
          default: ;
        endcase
      end
    end
  end

  logic unused;
  assign unused = ^{dec, dsr_i, op_i, needs_i, control_dsr};

endmodule
