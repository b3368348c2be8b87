// SPDX-License-Identifier: Apache-2.0
// What the modules of the processing element share: the state of a vector operation.

package ws_pe_pkg;

  // What is needed to know whether an operation can make a step, and what it uses. The same for
  // all its steps.
  typedef struct packed {
    logic       two;       // a step may take two wavelets, or give two
    logic       twod;      // and waits until both have room
    logic       two0;      // or are there
    logic       two1;
    logic [2:0] kindd;     // KindNone: a register or a number
    logic [2:0] kind0;
    logic [2:0] kind1;
    logic [2:0] numd;      // queue, or extended register
    logic [2:0] num0;
    logic [2:0] num1;
    logic       wided;     // elements of two words
    logic       wide0;
    logic       wide1;
    logic       special0;  // a control wavelet is no element
    logic       special1;
    logic [5:0] fieldd;    // as in the instruction
    logic [5:0] field0;
    logic [5:0] field1;
    logic [1:0] prio;
  } needs_t;

  // What its steps need beside; most of it changes with them.
  typedef struct packed {
    logic [31:0] word;     // the instruction
    logic [15:0] pc;
    logic [14:0] left;     // elements to make; InfiniteLength stays
    logic [15:0] addrd;    // address of the next element
    logic [31:0] value0;   // address, or what the register held at the start
    logic [31:0] value1;
    logic [31:0] scalar;
    logic [15:0] index;    // of the next wavelet to go out
    logic        half0;    // the low half of the wavelet at the head is used up
    logic        half1;
    logic        halfd;    // pending holds the low half of the next wavelet
    logic [15:0] pending;
    logic        flush;    // only pending is left to be sent, before the advance wavelet
    logic        closing;  // only the advance wavelet is left to be sent
    logic        short_of; // ended by a control wavelet
    logic [1:0]  action;   // at the end
    logic [5:0]  task_id;
  } op_t;

  function automatic logic in_memory(input logic [2:0] kind);
    in_memory = kind == ws_isa_pkg::KindMem1d || kind == ws_isa_pkg::KindMem4d ||
                kind == ws_isa_pkg::KindCircular;
  endfunction

  function automatic logic has_extended(input logic [2:0] kind);
    has_extended = kind == ws_isa_pkg::KindMem4d || kind == ws_isa_pkg::KindCircular ||
                   kind == ws_isa_pkg::KindFifo;
  endfunction

  // Whether a descriptor register (file, number) is among those in use
  function automatic logic dsr_used(input logic [5:0] dsr, input logic [15:0] d,
                                    input logic [15:0] a, input logic [15:0] b,
                                    input logic [7:0] x);
    case (dsr[5:4])
      ws_isa_pkg::FileDest: dsr_used = d[dsr[3:0]];
      ws_isa_pkg::FileSrc0: dsr_used = a[dsr[3:0]];
      ws_isa_pkg::FileSrc1: dsr_used = b[dsr[3:0]];
      default:              dsr_used = x[dsr[2:0]];
    endcase
  endfunction

  // Past the end of the SRAM
  function automatic logic outside(input logic [15:0] address);
    outside = address >= 16'(ws_isa_pkg::SramWords);
  endfunction

  // The first of four word addresses that is marked; 0 if none is
  function automatic logic [15:0] first_of(input logic [3:0] marked, input logic [63:0] addresses);
    first_of = marked[0] ? addresses[15:0] : marked[1] ? addresses[31:16]
             : marked[2] ? addresses[47:32] : marked[3] ? addresses[63:48] : 16'd0;
  endfunction

  // The four word addresses of two or four elements, the first in the low bits
  function automatic logic [63:0] addresses(input logic [15:0] first, input logic [15:0] stride,
                                            input logic wide);
    logic [15:0] twice;
    twice = stride << 1;
    addresses = wide ? {first + stride + 16'd1, first + stride, first + 16'd1, first}
                     : {first + twice + stride, first + twice, first + stride, first};
  endfunction

  function automatic logic [15:0] times(input logic [15:0] value, input logic [2:0] k);
    times = (k[0] ? value : 16'd0) + (k[1] ? value << 1 : 16'd0) + (k[2] ? value << 2 : 16'd0);
  endfunction

  // Configuration words: those of the router, and what programs may do with a word: {write, read}
  function automatic logic in_range(input logic [15:0] address, input logic [15:0] first,
                                  input int unsigned words);
    in_range = address >= first && {16'd0, address} < {16'd0, first} + words;
  endfunction

  function automatic logic of_router(input logic [15:0] address);
    of_router = in_range(address, ws_isa_pkg::CfgColor, ws_isa_pkg::CfgColorCount) ||
                in_range(address, ws_isa_pkg::CfgSwitch, ws_isa_pkg::CfgSwitchCount) ||
                in_range(address, ws_isa_pkg::CfgFilter, 8 * ws_isa_pkg::CfgFilterCount);
  endfunction

  function automatic logic [1:0] config_access(input logic [15:0] address);
    if (of_router(address) ||
        in_range(address, ws_isa_pkg::CfgMainPriority, 2) ||
        in_range(address, ws_isa_pkg::CfgInputQueue, ws_isa_pkg::CfgInputQueueCount) ||
        in_range(address, ws_isa_pkg::CfgOutputQueue, ws_isa_pkg::CfgOutputQueueCount) ||
        in_range(address, ws_isa_pkg::CfgTaskActive, 12) ||
        in_range(address, ws_isa_pkg::CfgTimestampRun, 3) ||
        in_range(address, ws_isa_pkg::CfgCounterEvent, 6)) begin
      config_access = 2'b11;
    end else if (in_range(address, ws_isa_pkg::CfgTrapCause, 8) ||
                 address == ws_isa_pkg::CfgTaskCurrent ||
                 in_range(address, ws_isa_pkg::CfgTimestamp, 3)) begin
      config_access = 2'b01;
    end else begin
      config_access = 2'b00;
    end
  endfunction

endpackage
