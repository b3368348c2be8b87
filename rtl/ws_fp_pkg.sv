// SPDX-License-Identifier: Apache-2.0
//
// What the floating point unit can be asked to do.

package ws_fp_pkg;

  localparam logic [1:0] KindHalf    = 2'd0;  // four f16 lanes
  localparam logic [1:0] KindSingle  = 2'd1;  // two f32 lanes; Mul and Fma have one
  localparam logic [1:0] KindMixed   = 2'd2;  // two lanes, f16 x f16 + f32 -> f32; Add and Fma only
  localparam logic [1:0] KindConvert = 2'd3;  // one value

  // Functions of f16, f32 and mixed operations
  localparam logic [2:0] FuncAdd   = 3'd0;  // a + c
  localparam logic [2:0] FuncSub   = 3'd1;  // a - c
  localparam logic [2:0] FuncMul   = 3'd2;  // a * b
  localparam logic [2:0] FuncFma   = 3'd3;  // a * b + c, rounded once
  localparam logic [2:0] FuncMax   = 3'd4;  // maximumNumber(a, c) of IEEE 754-2019
  localparam logic [2:0] FuncNeg   = 3'd5;  // a with its sign turned, NaNs too
  localparam logic [2:0] FuncAbs   = 3'd6;  // a without its sign, NaNs too
  localparam logic [2:0] FuncScale = 3'd7;  // a * 2^n, n the int16 in b

  // Functions of conversions, all of a
  localparam logic [2:0] FuncHalfToSingle  = 3'd0;
  localparam logic [2:0] FuncSingleToHalf  = 3'd1;
  localparam logic [2:0] FuncHalfToInt16   = 3'd2;
  localparam logic [2:0] FuncInt16ToHalf   = 3'd3;
  localparam logic [2:0] FuncSingleToInt16 = 3'd4;
  localparam logic [2:0] FuncInt16ToSingle = 3'd5;
  localparam logic [2:0] FuncSingleToInt32 = 3'd6;
  localparam logic [2:0] FuncInt32ToSingle = 3'd7;

endpackage
