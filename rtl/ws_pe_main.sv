// SPDX-License-Identifier: Apache-2.0
// The main thread: program counter, and everything that an instruction of it does but arithmetic and
// the beginning of vector operations, which it asks others for.

module ws_pe_main #(
  parameter bit Secded = 1'b0
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // Tasks
  input  logic                 pick_i,        // a task begins
  input  logic [5:0]           pick_task_i,
  input  logic [15:0]          task_base_i,
  output logic                 idle_o,        // no task runs
  output logic [6:0]           task_o,        // 64: none
  // Issue
  input  logic                 vector_i,      // a vector operation is under way
  input  logic                 vector_end_i,  // its last step is made in this cycle
  input  logic                 vector_done_i,
  output logic                 can_o,         // an instruction could be issued
  output logic [3:0]           why_o,         // if not: code "stall"
  input  logic                 go_i,          // it is
  output logic                 ends_o,        // an instruction comes to its end, unless it is a
                                              // vector operation that begins
  output logic                 retires_o,     // something is issued that is no trap
  output logic [3:0]           trap_o,
  output logic [15:0]          trap_addr_o,
  output logic [15:0]          pc_o,
  // Instruction word
  input  logic [31:0]          word_i,
  input  logic [1:0]           word_lost_i,   // halves that error correction cannot mend
  output logic                 word_used_o,
  output ws_isa_pkg::decoded_t dec_o,
  // General registers
  output logic [3:0]           x_num_o,
  output logic [3:0]           a_num_o,
  output logic [3:0]           n_num_o,
  input  logic [31:0]          x_i,
  input  logic [31:0]          a_i,
  input  logic [31:0]          b_i,
  input  logic [15:0]          n_i,
  output logic [1:0]           gpr_we_o,
  output logic [3:0]           gpr_num_o,
  output logic [31:0]          gpr_data_o,
  // Arithmetic
  input  logic [31:0]          alu_i,
  input  logic                 taken_i,
  input  logic [31:0]          datapath_i,    // of vector instructions without descriptors
  input  logic                 truth_i,
  // Memory: four words at an address
  output logic [15:0]          mem_addr_o,
  input  logic [63:0]          mem_i,
  input  logic [3:0]           mem_lost_i,
  output logic [3:0]           mem_used_o,
  output logic [3:0]           mem_we_o,
  output logic [63:0]          mem_data_o,
  // Descriptor and stride registers
  output logic [5:0]           dsr_read_o,
  input  logic [63:0]          dsr_i,
  output logic [5:0]           dsr_num_o,
  output logic [3:0]           dsr_we_o,
  output logic [63:0]          dsr_data_o,
  input  logic [15:0]          stride_i,
  output logic                 stride_we_o,
  input  logic [15:0]          used_d_i,
  input  logic [15:0]          used_a_i,
  input  logic [15:0]          used_b_i,
  input  logic [7:0]           used_x_i,
  // Configuration words, and those of the router
  output logic [15:0]          cfg_addr_o,
  output logic                 cfg_read_o,
  output logic [1:0]           cfg_we_o,
  output logic [31:0]          cfg_data_o,
  input  logic [31:0]          cfg_i,
  output logic                 rt_re_o,
  output logic                 rt_we_o,
  input  logic [15:0]          rt_i,
  // Vector operations
  input  logic                 described_i,
  input  logic                 start_wait_i,
  input  logic [3:0]           start_trap_i,
  input  logic [15:0]          start_addr_i,
  input  logic                 start_empty_i,
  output logic                 start_o,
  output logic [9:0]           at_end_o,
  // What tests see, and what happens to tasks
  input  logic [63:0]          active_i,
  input  logic [63:0]          blocked_i,
  input  logic [13:0]          empty_i,       // input queues, then output queues
  input  logic [13:0]          full_i,
  input  logic [7:0]           alive_i,
  output logic [63:0]          activate_o,
  output logic [63:0]          unblock_o,
  output logic [63:0]          block_o
);

  ws_isa_pkg::decoded_t dec;
  logic [7:0]  op;
  logic        running_q, done_q;
  logic [5:0]  task_q;
  logic [15:0] pc_q;
  logic [1:0]  after;             // registers from the scalar to the index
  logic [1:0]  wait_q;            // cycles of starting and draining
  logic [1:0]  router_q;          // cycles until a word of the router has come back
  logic [3:0]  into_q;            // register that it goes into
  logic        second_q;          // the second word of a pair is next
  logic [15:0] pair_q;            // address of the first
  logic [9:0]  at_end_q;

  assign dec   = ws_isa_pkg::decode(word_i);
  assign dec_o = dec;
  assign op    = word_i[31:24];
  assign pc_o  = pc_q;

  // The index stands behind the scalar, which may be a pair.
  assign after   = dec.scalar == ws_isa_pkg::ElemNone ? 2'd0 : ws_isa_pkg::wide(dec.scalar) ? 2'd2 : 2'd1;
  assign x_num_o = dec.is_vector ? word_i[5:2] : word_i[23:20];
  assign a_num_o = dec.is_vector ? word_i[9:6] : word_i[19:16];
  assign n_num_o = !dec.is_vector ? word_i[17:14]
                 : word_i[5:2] + {2'd0, after};

  // ---- Whether it can go

  logic in_use, vector;

  assign vector = dec.is_vector && described_i;

  assign in_use = (dec.dsr && ws_pe_pkg::dsr_used(word_i[23:18], used_d_i, used_a_i, used_b_i,
                                                  used_x_i)) ||
                  (dec.dsr_from && ws_pe_pkg::dsr_used(word_i[17:12], used_d_i, used_a_i, used_b_i,
                                                       used_x_i)) ||
                  (vector && start_wait_i);

  logic       bad_pc;
  logic [1:0] word_lost;
  assign bad_pc = pc_q[0] || ws_pe_pkg::outside(pc_q);
  assign can_o  = running_q && wait_q == '0 && router_q == '0 && !vector_i &&
                  (bad_pc || word_lost != '0 || !dec.legal || !in_use);

  always_comb begin
    if (router_q != '0)    why_o = ws_isa_pkg::StallRegister;
    else if (wait_q != '0) why_o = ws_isa_pkg::StallStart;
    else if (!can_o)       why_o = ws_isa_pkg::StallDsr;
    else                   why_o = ws_isa_pkg::StallNone;
  end

  // ---- Addresses

  logic        is_memory, is_config, is_block, is_store, is_pair;
  logic [15:0] sum, address;

  assign is_memory = !dec.is_vector && dec.where == ws_isa_pkg::UnitMemory;
  assign is_config = dec.where == ws_isa_pkg::UnitConfig;
  assign is_block  = op[7:2] == ws_isa_pkg::OpLdds[7:2];  // four words of a descriptor
  assign is_store  = is_block ? op[1] : op[2];
  assign is_pair   = op[1] && !is_block;
  assign sum       = is_block ? n_i + {{2{word_i[13]}}, word_i[13:0]} : a_i[15:0] + word_i[15:0];
  assign address   = second_q ? pair_q : (is_block ? !op[0] : op[0]) ? word_i[15:0] : sum;
  assign mem_addr_o = address;

  // A pair with a word of the router in it goes word by word, each an issue of its own; the address
  // is that of the first, whatever has become of its register.
  logic        apart, at_router, more;
  logic [15:0] at;

  assign apart      = is_pair && (ws_pe_pkg::of_router(address) ||
                                  ws_pe_pkg::of_router(address + 16'd1));
  assign at         = second_q ? address + 16'd1 : address;
  assign at_router  = ws_pe_pkg::of_router(at);
  assign cfg_addr_o = at;
  assign cfg_data_o = second_q ? {16'd0, x_i[31:16]} : x_i;

  // ---- Traps

  logic [3:0]  access_trap, mem_lost;  // lost: of the words that are read
  logic [15:0] access_addr;

  ws_pe_access u_access (
    .memory_i(is_memory || is_block), .config_i(is_config), .store_i(is_store), .pair_i(is_pair),
    .block_i(is_block), .address_i(address), .trap_o(access_trap), .trap_addr_o(access_addr)
  );

  always_comb begin
    trap_o      = access_trap;
    trap_addr_o = access_addr;
    if (bad_pc) begin
      trap_o      = ws_isa_pkg::TrapFetch;
      trap_addr_o = pc_q;
    end else if (word_lost != '0) begin
      trap_o      = ws_isa_pkg::TrapMemory;
      trap_addr_o = pc_q | {15'd0, !word_lost[0]};
    end else if (!dec.legal) begin
      trap_o      = ws_isa_pkg::TrapIllegal;
      trap_addr_o = '0;
    end else if (op == ws_isa_pkg::OpHalt) begin
      trap_o = ws_isa_pkg::TrapHalted;
    end else if (vector) begin
      trap_o      = start_trap_i;
      trap_addr_o = start_addr_i;
    end else if (mem_lost != '0) begin
      trap_o      = ws_isa_pkg::TrapMemory;
      trap_addr_o = ws_pe_pkg::first_of(mem_lost, {address + 16'd3, address + 16'd2,
                                                   address + 16'd1, address});
    end
  end

  if (Secded) begin : gen_secded
    logic loads;
    assign loads       = go_i && !bad_pc && word_lost == '0 && dec.legal && !is_store &&
                         (is_memory || is_block) && access_trap == ws_isa_pkg::TrapNone;
    assign word_used_o = go_i && !bad_pc;
    assign mem_used_o  = !loads ? 4'd0 : is_block ? 4'hf : is_pair ? 4'h3 : 4'h1;
    assign word_lost   = word_lost_i;
    assign mem_lost    = mem_used_o & mem_lost_i;
  end else begin : gen_plain
    assign word_used_o = 1'b0;
    assign mem_used_o  = '0;
    assign word_lost   = '0;
    assign mem_lost    = '0;

    logic unused_lost;
    assign unused_lost = ^{word_lost_i, mem_lost_i};
  end

  // ---- Effects

  logic fire;
  assign fire        = go_i && trap_o == ws_isa_pkg::TrapNone;
  assign retires_o   = fire;
  assign start_o     = fire && vector && !start_empty_i;
  assign at_end_o    = at_end_q;

  // Memory and configuration
  assign mem_we_o   = !fire || !is_store ? 4'd0 : is_block ? 4'hf
                    : !is_memory ? 4'd0 : is_pair ? 4'h3 : 4'h1;
  assign mem_data_o = is_block ? dsr_i : {32'd0, x_i};
  assign cfg_read_o = fire && is_config && !is_store && !at_router;
  assign cfg_we_o   = !fire || !is_config || !is_store || at_router ? 2'd0
                    : is_pair && !apart ? 2'd3 : 2'd1;
  assign rt_re_o    = fire && is_config && !is_store && at_router;
  assign rt_we_o    = fire && is_config && is_store && at_router;
  assign more       = is_config && apart && !second_q;
  assign ends_o     = fire && !start_o && !more;

  always_comb begin
    gpr_num_o  = dec.b_write ? word_i[15:12] : dec.is_vector ? word_i[21:18] : word_i[23:20];
    gpr_we_o   = '0;
    gpr_data_o = alu_i;
    case (dec.where)
      ws_isa_pkg::UnitHalf, ws_isa_pkg::UnitAdd32: gpr_data_o = {31'd0, truth_i};
      ws_isa_pkg::UnitMemory: gpr_data_o = mem_i[31:0];
      ws_isa_pkg::UnitConfig: gpr_data_o = cfg_i;
      ws_isa_pkg::UnitBranch: gpr_data_o = {16'd0, pc_q + 16'd2};
      ws_isa_pkg::UnitTask: begin
        case (op)
          ws_isa_pkg::OpTact:   gpr_data_o = {31'd0, active_i[word_i[5:0]]};
          ws_isa_pkg::OpTblk:   gpr_data_o = {31'd0, blocked_i[word_i[5:0]]};
          ws_isa_pkg::OpQempty: gpr_data_o = {31'd0, empty_i[word_i[19:16]]};
          ws_isa_pkg::OpQfull:  gpr_data_o = {31'd0, full_i[word_i[19:16]]};
          ws_isa_pkg::OpTut:    gpr_data_o = {31'd0, alive_i[word_i[18:16]]};
          default:              gpr_data_o = {31'd0, done_q};
        endcase
      end
      ws_isa_pkg::UnitDescriptor:
        gpr_data_o = {16'd0, dec.b_write ? dsr_i[16*word_i[17:16]+:16] : stride_i};
      default: ;
    endcase
    if (dec.is_vector) gpr_data_o = datapath_i;
    if (cfg_read_o) begin
      gpr_we_o  = {is_pair && !apart, 1'b1};
      gpr_num_o = word_i[23:20] | {3'd0, second_q};
    end else if (fire && dec.is_vector && !described_i) begin
      gpr_we_o = {ws_isa_pkg::wide(dec.dst), 1'b1};
    end else if (fire && !is_config) begin
      gpr_we_o = {dec.x_write && dec.x_pair, dec.x_write || dec.b_write};
    end
    if (router_q == 2'd1) begin
      gpr_we_o   = 2'b01;
      gpr_num_o  = into_q;
      gpr_data_o = {16'd0, rt_i};
    end
  end

  // Descriptor registers
  logic [15:0] changed;
  assign dsr_read_o = dec.dsr_from ? word_i[17:12] : dec.dsr ? word_i[23:18]
                    : {word_i[23] ? ws_isa_pkg::FileSrc0 : ws_isa_pkg::FileDest, word_i[21:18]};
  assign dsr_num_o  = word_i[23:18];
  assign changed    = (op[0] ? word_i[15:0] : b_i[15:0]) +
                      (op[1] ? dsr_i[16*word_i[17:16]+:16] : 16'd0);
  always_comb begin
    dsr_we_o   = '0;
    dsr_data_o = {4{changed}};
    if (fire && dec.where == ws_isa_pkg::UnitDescriptor && dec.dsr) begin
      if (is_block) begin
        dsr_we_o   = is_store ? 4'h0 : 4'hf;
        dsr_data_o = mem_i;
      end else if (dec.dsr_from) begin
        dsr_we_o   = 4'hf;
        dsr_data_o = dsr_i;
      end else if (!dec.b_write) begin
        dsr_we_o = 4'd1 << word_i[17:16];
      end
    end
  end
  assign stride_we_o = fire && op == ws_isa_pkg::OpSetsr;

  // Tasks
  logic [63:0] named;
  logic        empty_async;

  assign named       = 64'd1 << (dec.a_read ? a_i[5:0] : word_i[5:0]);
  assign empty_async = fire && vector && start_empty_i && dec.is_async;

  always_comb begin
    activate_o = '0;
    unblock_o  = '0;
    block_o    = '0;
    if (fire) begin
      case (op)
        ws_isa_pkg::OpActvt, ws_isa_pkg::OpActvtr: activate_o = named;
        ws_isa_pkg::OpUblk, ws_isa_pkg::OpUblkr:   unblock_o = named;
        ws_isa_pkg::OpBlk, ws_isa_pkg::OpBlkr:     block_o = named;
        default: ;
      endcase
      if (empty_async) begin
        case (at_end_q[7:6])
          ws_isa_pkg::ActionActivate: activate_o = 64'd1 << at_end_q[5:0];
          ws_isa_pkg::ActionUnblock:  unblock_o = 64'd1 << at_end_q[5:0];
          ws_isa_pkg::ActionBlock:    block_o = 64'd1 << at_end_q[5:0];
          default: ;
        endcase
      end
    end
  end

  // ---- What stays

  assign idle_o = !running_q;
  assign task_o = running_q ? {1'b0, task_q} : 7'd64;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 1'b0;
      task_q    <= '0;
      pc_q      <= '0;
      wait_q    <= '0;
      router_q  <= '0;
      into_q    <= '0;
      second_q  <= 1'b0;
      pair_q    <= '0;
      done_q    <= 1'b0;
      at_end_q  <= '0;
    end else begin
      if (wait_q != '0) wait_q <= wait_q - 2'd1;
      if (router_q != '0) router_q <= router_q - 2'd1;
      if (rt_re_o) begin
        router_q <= 2'd2;
        into_q   <= word_i[23:20] | {3'd0, second_q};
      end
      if (fire) begin
        second_q <= more;
        pair_q   <= address;
      end
      if (pick_i) begin
        running_q <= 1'b1;
        task_q    <= pick_task_i;
        pc_q      <= task_base_i + {9'd0, pick_task_i, 1'b0};
        wait_q    <= 2'(ws_isa_pkg::TaskStart - 1);
      end
      if (ends_o || start_o) begin
        pc_q <= taken_i && dec.where == ws_isa_pkg::UnitBranch
              ? (op == ws_isa_pkg::OpJr || op == ws_isa_pkg::OpCallr ? a_i[15:0] : word_i[15:0])
              : pc_q + 16'd2;
      end
      if (fire && op == ws_isa_pkg::OpYield) running_q <= 1'b0;
      if (fire && op == ws_isa_pkg::OpOnend) at_end_q <= {word_i[15:14], word_i[23:16]};
      if (fire && vector && dec.is_async)    at_end_q <= '0;
      if (fire && dec.is_vector && !dec.is_async && !start_o) done_q <= 1'b1;
      if (vector_end_i) begin
        done_q <= vector_done_i;
        wait_q <= 2'(ws_isa_pkg::VectorDrain);
      end
    end
  end

  logic unused;
  assign unused = ^{dec, a_i[31:16], b_i[31:16]};

endmodule
