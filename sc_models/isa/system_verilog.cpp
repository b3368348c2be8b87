// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cctype>

#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/generate.h"
#include "ws/isa/parameters.h"
#include "ws/isa/registers.h"

namespace ws::isa {
namespace {

std::string upper_camel(std::string_view name) {
  std::string result;
  bool up = true;
  for (const char c : name) {
    if (c == '_') {
      up = true;
      continue;
    }
    result += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = false;
  }
  return result;
}

int bits_for(int value) {
  int bits = 1;
  while (value >> bits) ++bits;
  return bits;
}

std::string constants() {
  std::string out = "  // Parameters\n";
  for (const parameter& p : parameters) {
    out += fmt::format("  localparam int unsigned {} = {};\n", upper_camel(p.name), p.value);
  }
  std::string_view group;
  for (const code& c : codes) {
    if (c.group != group) out += fmt::format("\n  // {}\n", group = c.group);
    int most = 0;
    for (const code& other : codes) {
      if (other.group == c.group) most = std::max(most, other.value);
    }
    const int width = bits_for(most);
    out += fmt::format("  localparam logic [{}:0] {}{} = {}'d{};\n", width - 1,
                       upper_camel(c.group), upper_camel(c.name), width, c.value);
  }
  group = "";
  for (const field& f : fields) {
    if (f.group != group) out += fmt::format("\n  // Fields of {}\n", group = f.group);
    const std::string name = upper_camel(f.group) + upper_camel(f.name);
    out += fmt::format("  localparam int unsigned {}Word = {};\n", name, f.word);
    out += fmt::format("  localparam int unsigned {}Lsb = {};\n", name, f.lsb);
    out += fmt::format("  localparam int unsigned {}Width = {};\n", name, f.width);
  }
  out += "\n  // Configuration space, by 16-bit words\n";
  for (const config_register& r : config_registers) {
    const std::string name = upper_camel(r.name);
    out += fmt::format("  localparam logic [15:0] Cfg{} = 16'h{:04x};\n", name, r.address);
    out += fmt::format("  localparam int unsigned Cfg{}Count = {};\n", name, r.count);
    out += fmt::format("  localparam logic [15:0] Cfg{}Reset = 16'h{:04x};\n", name, r.reset);
  }
  out += "\n  // Operands in the instruction word\n";
  for (const operand_row& r : operand_rows) {
    if (r.what == operand::pd || r.what == operand::px || r.what == operand::pa ||
        r.what == operand::pb || r.what == operand::base || r.what == operand::offset) {
      continue;  // where their registers and numbers stand is told already
    }
    const std::string name = r.what == operand::near_base     ? "NearBase"
                             : r.what == operand::near_offset ? "NearOffset"
                             : r.what == operand::end_id      ? "EndTask"
                                                              : upper_camel(r.name);
    out += fmt::format("  localparam int unsigned At{}Lsb = {};\n", name, r.lsb);
    out += fmt::format("  localparam int unsigned At{}Width = {};\n", name, r.width);
  }
  out += fmt::format("  localparam int unsigned AtAsyncLsb = {};\n", async_bit);
  out += fmt::format("  localparam int unsigned AtIndexedLsb = {};\n", indexed_bit);
  out += "\n  // Opcodes\n";
  for (const instruction& i : instructions) {
    out +=
        fmt::format("  localparam logic [7:0] Op{} = 8'h{:02x};\n", upper_camel(i.name), i.opcode);
  }
  return out;
}

constexpr const char* unit_names[] = {"Alu",    "Multiply", "Half",      "Mixed",  "Add32",
                                      "Mul32",  "Convert",  "Move",      "Memory", "Config",
                                      "Branch", "Task",     "Descriptor"};
constexpr const char* elem_names[] = {"None", "I16", "I32", "F16", "F32"};

// What the decoder tells, from the highest bit down.
constexpr struct member {
  const char* name;
  int width;
  const char* text;
} members[] = {
    {"legal", 1, "0: the word traps"},
    {"is_vector", 1, "a vector instruction"},
    {"where", 4, "Unit..."},
    {"simd", 3, "elements a step at most"},
    {"dst", 3, "Elem... of the destination"},
    {"src0", 3, "Elem... of the first source; ElemNone: there is none"},
    {"src1", 3, "Elem... of the second"},
    {"scalar", 3, "Elem... of the scalar"},
    {"is_async", 1, "runs as a microthread"},
    {"indexed", 1, "takes its index from a register"},
    {"x_read", 1, "register at 23:20 is read"},
    {"x_write", 1, "is written"},
    {"x_pair", 1, "is a pair"},
    {"a_read", 1, "register at 19:16 is read"},
    {"a_pair", 1, "is a pair"},
    {"b_read", 1, "register at 15:12 is read"},
    {"b_write", 1, "is written"},
    {"b_pair", 1, "is a pair"},
    {"near_read", 1, "register at 17:14 is read"},
    {"dsr", 1, "descriptor register at 23:18 is used"},
    {"dsr_from", 1, "descriptor register at 17:12 is read"},
};

std::string declared(int width) {
  return width == 1 ? "logic       " : fmt::format("logic [{}:0] ", width - 1);
}

std::string types() {
  std::string out = "\n  // Units\n";
  int u = 0;
  for (const char* name : unit_names) {
    out += fmt::format("  localparam logic [3:0] Unit{} = 4'd{};\n", name, u++);
  }
  out += "\n  // Element types\n";
  int e = 0;
  for (const char* name : elem_names) {
    out += fmt::format("  localparam logic [2:0] Elem{} = 3'd{};\n", name, e++);
  }
  out += "\n  // What a word asks for. Of an illegal word only `legal` means something.\n";
  out += "  typedef struct packed {\n";
  int width = 0;
  for (const member& m : members) {
    out += fmt::format("    {}{};  // {}\n", declared(m.width), m.name, m.text);
    width += m.width;
  }
  return out +
         fmt::format("  }} decoded_t;\n  localparam int unsigned DecodedWidth = {};\n", width);
}

std::string decode_row(const instruction& i) {
  std::string sets;
  const auto set = [&](const char* member, const std::string& value) {
    sets += fmt::format(" {} = {};", member, value);
  };
  set("where", fmt::format("4'd{}", static_cast<int>(i.where)));
  if (i.is_vector()) {
    set("is_vector", "1'b1");
    set("simd", fmt::format("3'd{}", i.simd));
    const elem elems[] = {i.dst, i.src0, i.src1, i.scalar};
    const char* names[] = {"dst", "src0", "src1", "scalar"};
    for (int k = 0; k < 4; ++k) {
      if (elems[k] != elem::none)
        set(names[k], std::string("Elem") + elem_names[static_cast<int>(elems[k])]);
    }
  }
  for (const operand o : i.operands) {
    if (o == operand::none || i.is_vector()) continue;
    const operand_row& r = row_of(o);
    const bool is_register = r.reads || r.writes;
    if (r.lsb == 20 && is_register) set(r.reads ? "x_read" : "x_write", "1'b1");
    if (r.lsb == 20 && r.pair) set("x_pair", "1'b1");
    if (r.lsb == 16 && is_register) set("a_read", "1'b1");
    if (r.lsb == 16 && r.pair) set("a_pair", "1'b1");
    if (r.lsb == 12 && is_register) set(r.reads ? "b_read" : "b_write", "1'b1");
    if (r.lsb == 12 && r.pair) set("b_pair", "1'b1");
    if (r.lsb == 14 && is_register) set("near_read", "1'b1");
    if (o == operand::dsr) set("dsr", "1'b1");
    if (o == operand::from) set("dsr_from", "1'b1");
    if (o == operand::queue) sets += " ok = ok && w[19:16] < 4'd14;";
    if (o == operand::priority) sets += " ok = ok && w[15:14] != 2'd3;";
  }
  return fmt::format("      8'h{:02x}: begin reserved = 32'h{:08x};{} end  // {}\n", i.opcode,
                     reserved_bits(i), sets, i.name);
}

std::string decode_function() {
  std::string out = R"(
  // Whether a descriptor register (file, number) exists.
  function automatic logic dsr_exists(input logic [5:0] dsr);
    unique case (dsr[5:4])
)";
  const char* counts[] = {"DestDsrs", "Src0Dsrs", "Src1Dsrs", "Xdsrs"};
  for (int f = 0; f < 4; ++f) {
    out += fmt::format("      2'd{}: dsr_exists = {{28'd0, dsr[3:0]}} < {};\n", f, counts[f]);
  }
  out += R"(      default: dsr_exists = 1'b0;
    endcase
  endfunction

  // Whether a source field fits elements of a type.
  function automatic logic source_legal(input logic [5:0] field, input logic [2:0] is);
    if (is == ElemNone) source_legal = 1'b1;
    else if (field[5:4] == OperandGpr) source_legal = !(wide(is) && field[0]);
    else source_legal = field[5:4] != 2'd3;
  endfunction

  // A decoded_t, given as plain bits because Yosys 0.23 knows no struct inside a function.
  function automatic logic [DecodedWidth-1:0] decode(input logic [31:0] w);
    logic ok;
    logic [31:0] reserved;
)";
  for (const member& m : members) out += fmt::format("    {}{};\n", declared(m.width), m.name);
  for (const member& m : members) out += fmt::format("    {} = {}'d0;\n", m.name, m.width);
  out += R"(    ok = 1'b1;
    reserved = 32'h00ffffff;
    case (w[31:24])
)";
  for (const instruction& i : instructions) out += decode_row(i);
  std::string joined;
  for (const member& m : members) joined += (joined.empty() ? "" : ", ") + std::string(m.name);
  return out + R"(      default: ok = 1'b0;
    endcase
    ok = ok && (w & reserved) == 32'd0;
    if (x_pair && w[20]) ok = 1'b0;
    if (a_pair && w[16]) ok = 1'b0;
    if (b_pair && w[12]) ok = 1'b0;
    if (dsr && !dsr_exists(w[23:18])) ok = 1'b0;
    if (dsr_from && !dsr_exists(w[17:12])) ok = 1'b0;
    if (is_vector) begin
      is_async = w[AtAsyncLsb];
      indexed = w[AtIndexedLsb];
      unique case (w[23:22])
        OperandGpr: if ((wide(dst) && w[18]) || is_async) ok = 1'b0;
        OperandDsr: if (!dsr_exists({FileDest, w[21:18]})) ok = 1'b0;
        OperandOther: if (!dsr_exists({FileSrc0, w[21:18]})) ok = 1'b0;
        default: ok = 1'b0;
      endcase
      if (!source_legal(w[17:12], src0) || !source_legal(w[11:6], src1)) ok = 1'b0;
      if (scalar == ElemNone && !indexed && w[5:2] != 4'd0) ok = 1'b0;
      if (wide(scalar) && w[2]) ok = 1'b0;
    end
    legal = ok;
    decode = {)" +
         joined + R"(};
  endfunction
)";
}

std::string memory_functions() {
  std::string out = R"(
  // Whether elements of a type take two words.
  function automatic logic wide(input logic [2:0] is);
    wide = is == ElemI32 || is == ElemF32;
  endfunction

  // Elements a step may take of a memory operand whose elements lie `stride` words apart; `unit`
  // is the stride of neighbours, 1 or 2.
  function automatic logic [2:0] stride_width(input logic signed [15:0] stride,
                                              input logic [1:0] unit, input logic [2:0] simd);
    logic [2:0] most;
    case (stride[2:0])
)";
  for (int k = 0; k < 8; ++k) {
    out += fmt::format("      3'd{}: most = StrideLimit{}[2:0];\n", k, k);
  }
  return out + R"(      default: most = 3'd1;
    endcase
    if (stride == 16'sd0 || stride == $signed({14'd0, unit}) || simd < most) stride_width = simd;
    else stride_width = most;
  endfunction

  // Whether the reads of a step, each starting at a word address, conflict.
  function automatic logic reads_conflict(input logic [15:0] first, input logic [15:0] second);
    reads_conflict = first[$clog2(ConflictModulo)-1:0] == second[$clog2(ConflictModulo)-1:0];
  endfunction
)";
}

}  // namespace

std::string system_verilog_package() {
  std::string out =
      "// SPDX-License-Identifier: Apache-2.0\n"
      "//\n"
      "// Made from the tables in include/ws/isa by `waferstream isa --sv`; not to be edited.\n"
      "\n"
      "/* verilator lint_off UNUSED */\n"
      "package ws_isa_pkg;\n\n";
  out += constants() + types() + memory_functions() + decode_function();
  return out + "\nendpackage\n/* verilator lint_on UNUSED */\n";
}

}  // namespace ws::isa
