// Sources in the order in which they are read: packages first.
rtl/ws_fp_pkg.sv
rtl/ws_fp_unpack.sv
rtl/ws_fp_normalize.sv
rtl/ws_fp_mul.sv
rtl/ws_fp_add.sv
rtl/ws_fp_compare.sv
rtl/ws_fp_half_lane.sv
rtl/ws_fp_single_lane.sv
rtl/ws_fp_single_fma.sv
rtl/ws_fp_convert.sv
rtl/ws_fpu.sv
