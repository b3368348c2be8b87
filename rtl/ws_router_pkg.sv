// SPDX-License-Identifier: Apache-2.0
// What the router's modules share: ports, wavelets on a link, configuration words and commands.
// The numbers are those of the published register layout; the C++ twin has them in
// include/ws/wafer/router_pins.h. Change both, or neither.

package ws_router_pkg;

  localparam int unsigned Colors = 24;   // routable colors
  localparam int unsigned Ports = 5;     // in the order of the published direction codes:
                                         // 0 west, 1 east, 2 south, 3 north, 4 ramp
  localparam int unsigned Ramp = 4;      // to and from the tile's own processing element
  localparam int unsigned Filters = 4;

  // Word addresses of the configuration registers
  localparam logic [15:0] ColorBase = 16'h7f20;   // + color
  localparam logic [15:0] SwitchBase = 16'h7f40;  // + color
  localparam logic [15:0] FilterBase = 16'h7f60;  // + 8 * filter + word; own layout

  localparam logic [15:0] SwitchReset = 16'h0555;  // position 0, alternates invalid

  // A wavelet on a link: driven by the sender's output register
  typedef struct packed {
    logic        valid;
    logic        ctrl;
    logic [4:0]  color;
    logic [31:0] data;
  } link_t;

  localparam logic [1:0] CmdNop = 2'd0;
  localparam logic [1:0] CmdAdvance = 2'd1;
  localparam logic [1:0] CmdReset = 2'd2;
  localparam logic [1:0] CmdTeardown = 2'd3;

  localparam logic [1:0] PopAlways = 2'd1;
  localparam logic [1:0] PopOnAdvanceNop = 2'd3;  // 2: only on an advance

  localparam logic [1:0] KindCounter = 2'd0;
  localparam logic [1:0] KindSparse = 2'd1;
  localparam logic [1:0] KindRange = 2'd2;

  // The alternate of a position in a switch word: {overrides the input, direction}
  function automatic logic [3:0] alternate(input logic [11:0] sw, input logic [1:0] pos);
    case (pos)
      2'd1:    alternate = sw[3:0];
      2'd2:    alternate = sw[7:4];
      2'd3:    alternate = sw[11:8];
      default: alternate = 4'd5;
    endcase
  endfunction

  // One port of a direction code; codes above the ramp's select none
  function automatic logic [4:0] port_of(input logic [2:0] direction);
    port_of = direction > 3'd4 ? 5'd0 : 5'd1 << direction;
  endfunction

  function automatic logic [4:0] active_rx(input logic [4:0] mask, input logic [11:0] sw,
                                           input logic [1:0] pos);
    logic [3:0] alt;
    alt = alternate(sw, pos);
    active_rx = pos != 2'd0 && alt[3] ? port_of(alt[2:0]) : mask;
  endfunction

  function automatic logic [4:0] active_tx(input logic [4:0] mask, input logic [11:0] sw,
                                           input logic [1:0] pos);
    logic [3:0] alt;
    alt = alternate(sw, pos);
    active_tx = pos != 2'd0 && !alt[3] ? port_of(alt[2:0]) : mask;
  endfunction

  // Where an advance leads: the next position if it is valid, else stop or wrap
  function automatic logic [1:0] next_position(input logic [12:0] sw, input logic [1:0] pos);
    logic [3:0] alt;
    alt = alternate(sw[11:0], pos + 2'd1) & 4'd7;
    if (pos != 2'd3 && alt <= 4'd4) begin
      next_position = pos + 2'd1;
    end else begin
      next_position = sw[12] ? 2'd0 : pos;
    end
  endfunction

  // The command list without its first slot; an idle slot that spares the ramp moves in at the end
  function automatic logic [31:0] popped(input logic [31:0] data);
    logic [23:0] list;
    list = ({data[15:0], data[29:22]} >> 3) | {3'b100, 21'd0};
    popped = {data[31:30], list[7:0], data[21:16], list[23:8]};
  endfunction

endpackage
