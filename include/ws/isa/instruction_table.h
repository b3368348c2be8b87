// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/isa/instructions.h"

namespace ws::isa {

// clang-format off
inline constexpr instruction instructions[] = {
  // 16-bit integers. rd, ra, rb
  {"add",   0x10, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra + rb"},
  {"sub",   0x11, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra - rb"},
  {"and",   0x12, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra & rb"},
  {"or",    0x13, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra | rb"},
  {"xor",   0x14, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra ^ rb"},
  {"sll",   0x15, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra << rb[3:0]"},
  {"srl",   0x16, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra >> rb[3:0], zeros enter"},
  {"sra",   0x17, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra >> rb[3:0], the sign enters"},
  {"mul",   0x18, unit::multiply, {operand::rd, operand::ra, operand::rb}, "rd = low half of ra * rb"},
  {"mulh",  0x19, unit::multiply, {operand::rd, operand::ra, operand::rb}, "rd = high half of ra * rb, signed"},
  {"mulhu", 0x1a, unit::multiply, {operand::rd, operand::ra, operand::rb}, "rd = high half of ra * rb, unsigned"},
  {"slt",   0x1b, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra < rb, signed: 1 or 0"},
  {"sltu",  0x1c, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra < rb, unsigned: 1 or 0"},
  {"seq",   0x1d, unit::alu,      {operand::rd, operand::ra, operand::rb}, "rd = ra == rb: 1 or 0"},
  {"add32", 0x1e, unit::alu,      {operand::pd, operand::pa, operand::pb}, "pd = pa + pb, 32 bits"},
  {"sub32", 0x1f, unit::alu,      {operand::pd, operand::pa, operand::pb}, "pd = pa - pb, 32 bits"},
  {"feqh",  0x20, unit::half,     {operand::rd, operand::ra, operand::rb}, "rd = ra == rb, f16: 1 or 0; 0 with a NaN"},
  {"flth",  0x21, unit::half,     {operand::rd, operand::ra, operand::rb}, "rd = ra < rb, f16"},
  {"fleh",  0x22, unit::half,     {operand::rd, operand::ra, operand::rb}, "rd = ra <= rb, f16"},
  {"feqs",  0x23, unit::add32,    {operand::rd, operand::pa, operand::pb}, "rd = pa == pb, f32"},
  {"flts",  0x24, unit::add32,    {operand::rd, operand::pa, operand::pb}, "rd = pa < pb, f32"},
  {"fles",  0x25, unit::add32,    {operand::rd, operand::pa, operand::pb}, "rd = pa <= pb, f32"},
  {"clz",   0x26, unit::alu,      {operand::rd, operand::ra}, "rd = number of zeros above the highest one; 16 for 0"},
  {"ctz",   0x27, unit::alu,      {operand::rd, operand::ra}, "rd = number of zeros below the lowest one; 16 for 0"},
  {"popcnt",0x28, unit::alu,      {operand::rd, operand::ra}, "rd = number of ones"},
  {"mov",   0x29, unit::alu,      {operand::rd, operand::ra}, "rd = ra"},
  // rd, ra, 16 bits
  {"addi",  0x30, unit::alu,      {operand::rd, operand::ra, operand::imm}, "rd = ra + imm"},
  {"andi",  0x31, unit::alu,      {operand::rd, operand::ra, operand::bits}, "rd = ra & bits"},
  {"ori",   0x32, unit::alu,      {operand::rd, operand::ra, operand::bits}, "rd = ra | bits"},
  {"xori",  0x33, unit::alu,      {operand::rd, operand::ra, operand::bits}, "rd = ra ^ bits"},
  {"slli",  0x34, unit::alu,      {operand::rd, operand::ra, operand::shift}, "rd = ra << shift"},
  {"srli",  0x35, unit::alu,      {operand::rd, operand::ra, operand::shift}, "rd = ra >> shift, zeros enter"},
  {"srai",  0x36, unit::alu,      {operand::rd, operand::ra, operand::shift}, "rd = ra >> shift, the sign enters"},
  {"slti",  0x37, unit::alu,      {operand::rd, operand::ra, operand::imm}, "rd = ra < imm, signed: 1 or 0"},
  {"sltui", 0x38, unit::alu,      {operand::rd, operand::ra, operand::bits}, "rd = ra < bits, unsigned: 1 or 0"},
  {"seqi",  0x39, unit::alu,      {operand::rd, operand::ra, operand::bits}, "rd = ra == bits: 1 or 0"},
  {"muli",  0x3a, unit::multiply, {operand::rd, operand::ra, operand::imm}, "rd = low half of ra * imm"},
  {"movi",  0x3b, unit::alu,      {operand::rd, operand::bits}, "rd = bits"},
  // Memory and configuration space
  {"ld16",    0x40, unit::memory, {operand::rd, operand::base, operand::offset}, "rd = mem[ra + imm]"},
  {"ld16a",   0x41, unit::memory, {operand::rd, operand::address}, "rd = mem[address]"},
  {"ld32",    0x42, unit::memory, {operand::pd, operand::base, operand::offset}, "pd = two words at ra + imm, the low one first; even address"},
  {"ld32a",   0x43, unit::memory, {operand::pd, operand::address}, "pd = two words at address"},
  {"st16",    0x44, unit::memory, {operand::rx, operand::base, operand::offset}, "mem[ra + imm] = rx"},
  {"st16a",   0x45, unit::memory, {operand::rx, operand::address}, "mem[address] = rx"},
  {"st32",    0x46, unit::memory, {operand::px, operand::base, operand::offset}, "two words at ra + imm = px; even address"},
  {"st32a",   0x47, unit::memory, {operand::px, operand::address}, "two words at address = px"},
  {"ldcfg16", 0x48, unit::config, {operand::rd, operand::base, operand::offset}, "rd = config[ra + imm]"},
  {"ldcfg16a",0x49, unit::config, {operand::rd, operand::address}, "rd = config[address]"},
  {"ldcfg32", 0x4a, unit::config, {operand::pd, operand::base, operand::offset}, "pd = config words at ra + imm and the next, read together"},
  {"ldcfg32a",0x4b, unit::config, {operand::pd, operand::address}, "pd = config words at address and the next"},
  {"stcfg16", 0x4c, unit::config, {operand::rx, operand::base, operand::offset}, "config[ra + imm] = rx"},
  {"stcfg16a",0x4d, unit::config, {operand::rx, operand::address}, "config[address] = rx"},
  {"stcfg32", 0x4e, unit::config, {operand::px, operand::base, operand::offset}, "config words at ra + imm and the next = px, written together"},
  {"stcfg32a",0x4f, unit::config, {operand::px, operand::address}, "config words at address and the next = px"},
  // Branches
  {"beq",   0x50, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx == ra"},
  {"bne",   0x51, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx != ra"},
  {"blt",   0x52, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx < ra, signed"},
  {"bge",   0x53, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx >= ra, signed"},
  {"bltu",  0x54, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx < ra, unsigned"},
  {"bgeu",  0x55, unit::branch, {operand::rx, operand::ra, operand::target}, "to target if rx >= ra, unsigned"},
  {"beqz",  0x56, unit::branch, {operand::rx, operand::target}, "to target if rx == 0"},
  {"bnez",  0x57, unit::branch, {operand::rx, operand::target}, "to target if rx != 0"},
  {"jmp",   0x58, unit::branch, {operand::target}, "to target"},
  {"jr",    0x59, unit::branch, {operand::ra}, "to the word address in ra; returns from a call"},
  {"call",  0x5a, unit::branch, {operand::rd, operand::target}, "rd = address of the next instruction, to target"},
  {"callr", 0x5b, unit::branch, {operand::rd, operand::ra}, "to the word address in ra, rd = address of the next instruction"},
  // Tasks, queues, microthreads
  {"yield",  0x60, unit::task, {}, "the task ends"},
  {"actvt",  0x61, unit::task, {operand::id}, "the task is activated"},
  {"actvtr", 0x62, unit::task, {operand::ra}, "task ra[5:0] is activated"},
  {"blk",    0x63, unit::task, {operand::id}, "the task is blocked"},
  {"blkr",   0x64, unit::task, {operand::ra}, "task ra[5:0] is blocked"},
  {"ublk",   0x65, unit::task, {operand::id}, "the task is unblocked"},
  {"ublkr",  0x66, unit::task, {operand::ra}, "task ra[5:0] is unblocked"},
  {"tact",   0x67, unit::task, {operand::rd, operand::id}, "rd = the task's activation bit"},
  {"tblk",   0x68, unit::task, {operand::rd, operand::id}, "rd = 1 if the task is blocked"},
  {"qempty", 0x69, unit::task, {operand::rd, operand::queue}, "rd = 1 if the queue is empty"},
  {"qfull",  0x6a, unit::task, {operand::rd, operand::queue}, "rd = 1 if the queue is full"},
  {"tut",    0x6b, unit::task, {operand::rd, operand::microthread}, "rd = 1 if the microthread lives"},
  {"tdone",  0x6c, unit::task, {operand::rd}, "rd = 1 if the last synchronous vector instruction made all its elements"},
  {"onend",  0x6d, unit::task, {operand::action, operand::end_id, operand::priority}, "how the next asynchronous instruction runs (priority) and what it does at its end"},
  {"nop",    0x6e, unit::task, {}, "nothing"},
  {"halt",   0x6f, unit::task, {}, "the element stands still: trap halted"},
  // Descriptor registers
  {"ldds",    0x70, unit::descriptor, {operand::dsr, operand::address}, "dsr = four words at address"},
  {"lddsr",   0x71, unit::descriptor, {operand::dsr, operand::near_base, operand::near_offset}, "dsr = four words at ra + imm"},
  {"stds",    0x72, unit::descriptor, {operand::dsr, operand::address}, "four words at address = dsr"},
  {"stdsr",   0x73, unit::descriptor, {operand::dsr, operand::near_base, operand::near_offset}, "four words at ra + imm = dsr"},
  {"setds",   0x74, unit::descriptor, {operand::dsr, operand::word, operand::rb}, "word of dsr = rb"},
  {"setdsi",  0x75, unit::descriptor, {operand::dsr, operand::word, operand::bits}, "word of dsr = bits"},
  {"addds",   0x76, unit::descriptor, {operand::dsr, operand::word, operand::rb}, "word of dsr += rb"},
  {"adddsi",  0x77, unit::descriptor, {operand::dsr, operand::word, operand::imm}, "word of dsr += imm"},
  {"cpds",    0x78, unit::descriptor, {operand::dsr, operand::from}, "dsr = from, all four words"},
  {"getds",   0x79, unit::descriptor, {operand::dsr, operand::word, operand::rg}, "rg = word of dsr"},
  {"setsr",   0x7a, unit::descriptor, {operand::sx, operand::ra}, "stride register sx = ra"},
  {"getsr",   0x7b, unit::descriptor, {operand::rd, operand::sa}, "rd = stride register sa"},
  // Vector: 16-bit integers and moves
  {"add16", 0x80, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 + src1", elem::i16, elem::i16, elem::i16, elem::none, 4},
  {"sub16", 0x81, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 - src1", elem::i16, elem::i16, elem::i16, elem::none, 4},
  {"and16", 0x82, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 & src1", elem::i16, elem::i16, elem::i16, elem::none, 4},
  {"or16",  0x83, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 | src1", elem::i16, elem::i16, elem::i16, elem::none, 4},
  {"xor16", 0x84, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 ^ src1", elem::i16, elem::i16, elem::i16, elem::none, 4},
  {"sll16", 0x85, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 << src1[3:0]", elem::i16, elem::i16, elem::i16, elem::none, 1},
  {"slr16", 0x86, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 >> src1[3:0], zeros enter", elem::i16, elem::i16, elem::i16, elem::none, 1},
  {"sar16", 0x87, unit::alu,  {operand::dst, operand::src0, operand::src1}, "dst = src0 >> src1[3:0], the sign enters", elem::i16, elem::i16, elem::i16, elem::none, 1},
  {"mov16", 0x88, unit::move, {operand::dst, operand::src1}, "dst = src1", elem::i16, elem::none, elem::i16, elem::none, 4},
  {"mov32", 0x89, unit::move, {operand::dst, operand::src1}, "dst = src1", elem::i32, elem::none, elem::i32, elem::none, 2},
  // Vector: f16
  {"faddh",   0x90, unit::half, {operand::dst, operand::src0, operand::src1}, "dst = src0 + src1", elem::f16, elem::f16, elem::f16, elem::none, 4},
  {"fsubh",   0x91, unit::half, {operand::dst, operand::src0, operand::src1}, "dst = src0 - src1", elem::f16, elem::f16, elem::f16, elem::none, 4},
  {"fmulh",   0x92, unit::half, {operand::dst, operand::src0, operand::src1}, "dst = src0 * src1", elem::f16, elem::f16, elem::f16, elem::none, 4},
  {"fmach",   0x93, unit::half, {operand::dst, operand::src0, operand::src1, operand::scalar}, "dst = src0 + src1 * scalar, rounded once", elem::f16, elem::f16, elem::f16, elem::f16, 4},
  {"fmaxh",   0x94, unit::half, {operand::dst, operand::src0, operand::src1}, "dst = the larger of src0 and src1", elem::f16, elem::f16, elem::f16, elem::none, 1},
  {"fnegh",   0x95, unit::half, {operand::dst, operand::src1}, "dst = src1 with its sign turned", elem::f16, elem::none, elem::f16, elem::none, 4},
  {"fabsh",   0x96, unit::half, {operand::dst, operand::src1}, "dst = src1 with its sign cleared", elem::f16, elem::none, elem::f16, elem::none, 4},
  {"fscaleh", 0x97, unit::half, {operand::dst, operand::src0, operand::src1}, "dst = src0 * 2^src1, rounded once", elem::f16, elem::f16, elem::i16, elem::none, 4},
  // Vector: f32
  {"fadds",   0x98, unit::add32, {operand::dst, operand::src0, operand::src1}, "dst = src0 + src1", elem::f32, elem::f32, elem::f32, elem::none, 2},
  {"fsubs",   0x99, unit::add32, {operand::dst, operand::src0, operand::src1}, "dst = src0 - src1", elem::f32, elem::f32, elem::f32, elem::none, 2},
  {"fmuls",   0x9a, unit::mul32, {operand::dst, operand::src0, operand::src1}, "dst = src0 * src1", elem::f32, elem::f32, elem::f32, elem::none, 1},
  {"fmacs",   0x9b, unit::mul32, {operand::dst, operand::src0, operand::src1, operand::scalar}, "dst = src0 + src1 * scalar, rounded once", elem::f32, elem::f32, elem::f32, elem::f32, 1},
  {"fmaxs",   0x9c, unit::add32, {operand::dst, operand::src0, operand::src1}, "dst = the larger of src0 and src1", elem::f32, elem::f32, elem::f32, elem::none, 1},
  {"fnegs",   0x9d, unit::add32, {operand::dst, operand::src1}, "dst = src1 with its sign turned", elem::f32, elem::none, elem::f32, elem::none, 2},
  {"fabss",   0x9e, unit::add32, {operand::dst, operand::src1}, "dst = src1 with its sign cleared", elem::f32, elem::none, elem::f32, elem::none, 2},
  {"fscales", 0x9f, unit::add32, {operand::dst, operand::src0, operand::src1}, "dst = src0 * 2^src1, rounded once", elem::f32, elem::f32, elem::i16, elem::none, 2},
  // Vector: f16 and f32 together, conversions
  {"fmachs",  0xa0, unit::mixed, {operand::dst, operand::src0, operand::src1, operand::scalar}, "dst = src0 + src1 * scalar, rounded once", elem::f32, elem::f32, elem::f16, elem::f16, 2},
  {"faddhs",  0xa1, unit::mixed, {operand::dst, operand::src0, operand::src1}, "dst = src0 + src1", elem::f32, elem::f32, elem::f16, elem::none, 2},
  {"fh2s",    0xa2, unit::convert, {operand::dst, operand::src1}, "dst = src1, exact", elem::f32, elem::none, elem::f16, elem::none, 1},
  {"fs2h",    0xa3, unit::convert, {operand::dst, operand::src1}, "dst = src1 rounded to f16", elem::f16, elem::none, elem::f32, elem::none, 1},
  {"fh2xp16", 0xa4, unit::convert, {operand::dst, operand::src1}, "dst = src1 rounded to a signed integer", elem::i16, elem::none, elem::f16, elem::none, 1},
  {"fs2xp16", 0xa5, unit::convert, {operand::dst, operand::src1}, "dst = src1 rounded to a signed integer", elem::i16, elem::none, elem::f32, elem::none, 1},
  {"xp162fh", 0xa6, unit::convert, {operand::dst, operand::src1}, "dst = signed integer src1, rounded", elem::f16, elem::none, elem::i16, elem::none, 1},
  {"xp162fs", 0xa7, unit::convert, {operand::dst, operand::src1}, "dst = signed integer src1, exact", elem::f32, elem::none, elem::i16, elem::none, 1},
};
// clang-format on

constexpr const instruction& instruction_of(std::string_view name) {
  for (const instruction& i : instructions) {
    if (i.name == name) return i;
  }
  throw std::logic_error("no such instruction");
}

/// Opcode by name, also for case labels: case op("fadds"): a wrong name does not compile.
constexpr uint8_t op(std::string_view name) { return instruction_of(name).opcode; }

}  // namespace ws::isa
