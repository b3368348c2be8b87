// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

// Every message the program can emit, in one table grouped by station. The table is what
// tests/report/test_messages.cpp walks: each row has a provocation with its exact text.
namespace ws {

/// A message: its name and its text, with {} for what varies.
class message {
 public:
  message(const char* name, const char* text);  // enters itself into the table
  const char* name() const { return m_name; }
  const char* text() const { return m_text; }

 private:
  const char* m_name;
  const char* m_text;
};

/// Fills the message's {} in order.
template <typename... Args>
std::string say(const message& m, const Args&... args) {
  return fmt::format(fmt::runtime(m.text()), args...);
}

/// The table, in no particular order.
const std::vector<const message*>& all_messages();

namespace msg {

// Any input file
inline const message cannot_read{"cannot_read", "cannot be read: {}"};

// Config
inline const message not_text{"not_text", "byte 0x{:02x} has no place in a text file (UTF-8)"};
inline const message file_too_large{"file_too_large",
                                    "is larger than {} bytes, too large for a cluster"};
inline const message file_empty{"file_empty",
                                "is empty; a cluster needs at least one key, as in \"systems: 1\""};
inline const message yaml_syntax{"yaml_syntax", "not YAML: {}"};
inline const message yaml_second_document{
    "yaml_second_document", "a second document begins here; a file describes one cluster"};
inline const message yaml_alias{"yaml_alias",
                                "anchors and aliases (&, *) are not allowed; write the value out"};
inline const message yaml_too_deep{"yaml_too_deep", "nested deeper than {} levels"};
inline const message yaml_key{"yaml_key", "a key must be one word (or is a bracket left open?)"};
inline const message unknown_key{"unknown_key", "{}: unknown key; allowed are {}"};
inline const message unknown_key_near{"unknown_key_near",
                                      "{}: unknown key; did you mean \"{}\"? Allowed are {}"};
inline const message missing_key{"missing_key", "{}: missing; allowed is {}"};
inline const message duplicate_key{"duplicate_key", "{}: given twice, first on line {}"};
inline const message not_a_section{"not_a_section",
                                   "{}: {} where a section is needed; its keys are {}"};
inline const message not_a_section_list{
    "not_a_section_list", "{}: {} where a list of sections is needed; their keys are {}"};
inline const message not_one_value{"not_one_value",
                                   "{}: {} where one value is needed; allowed is {}"};
inline const message not_a_number{"not_a_number", "{} = {}: not a number; allowed is {}"};
inline const message not_whole{"not_whole", "{} = {}: not a whole number; allowed is {}"};
inline const message no_unit{"no_unit", "{} = {}: the unit is missing (such as {}); allowed is {}"};
inline const message unwanted_unit{"unwanted_unit", "{} = {}: takes no unit; allowed is {}"};
inline const message unknown_unit{"unknown_unit",
                                  "{} = {}: \"{}\" is no unit that is known here; allowed is {}"};
inline const message unknown_unit_near{
    "unknown_unit_near",
    "{} = {}: \"{}\" is no unit that is known here, did you mean \"{}\"? Allowed is {}"};
inline const message wrong_unit{"wrong_unit", "{} = {}: \"{}\" is the unit of {}; allowed is {}"};
inline const message out_of_range{"out_of_range", "{} = {}: out of range; allowed is {}"};
inline const message not_a_choice{"not_a_choice", "{} = {}: unknown; allowed is {}"};
inline const message not_a_choice_near{"not_a_choice_near",
                                       "{} = {}: unknown, did you mean \"{}\"? Allowed is {}"};
inline const message bad_setting{"bad_setting", "\"{}\" is not {}"};
inline const message override_beyond{
    "override_beyond",
    "overrides[{}].system = {}: there is no such system; allowed is a whole number from 0 to {}"};
inline const message override_twice{"override_twice",
                                    "overrides[{}].system = {}: overrides[{}] is about the same "
                                    "system; allowed is one entry per system"};
inline const message below_burst{
    "below_burst", "{} = {}: holds less than one burst; allowed is at least simulation.burst = {}"};
inline const message mtu_above_burst{
    "mtu_above_burst",
    "simulation.mtu = {}: more than one burst; allowed is at most simulation.burst = {}"};
inline const message state_too_small{"state_too_small",
                                     "memoryx.bytes_per_parameter = {}: too few for {}; allowed is "
                                     "at least {}: f32 weight and gradient, f16 copy{}"};
inline const message too_many_pes{"too_many_pes",
                                  "cs2.wafer.pe_columns x pe_rows = {} x {} = {}: more than there "
                                  "are; allowed is at most pes_total = {}"};
inline const message above_other{"above_other", "{} = {}: allowed is at most {} = {}"};

// Model and workload
inline const message model_json_broken{"model_json_broken", "is not JSON: {}"};
inline const message model_json_duplicate{"model_json_duplicate",
                                          "{}: stands twice; first on line {}"};
inline const message model_json_deep{"model_json_deep", "nests deeper than {} levels"};
inline const message plan_spill_memory{"plan_spill_memory",
                                       "activation_server.memory = {}: a micro-batch of {} "
                                       "sequences spills {} on each system; use "
                                       "smaller micro-batches"};
inline const message model_not_object{"model_not_object", "holds {}: must be a JSON object"};
inline const message model_file_large{"model_file_large", "is longer than {} bytes"};
inline const message model_value{"model_value", "{} = {}: must be {}"};
inline const message model_missing{"model_missing", "{}: missing; needed as {}"};
inline const message model_missing_similar{"model_missing_similar",
                                           "{}: missing; needed as {}; did you mean it by \"{}\"?"};
inline const message model_too_large{"model_too_large",
                                     "has more than {} parameters, the most that can be counted"};
inline const message model_too_long{"model_too_long",
                                    "has {} layers and {} experts each: at most {} in all"};
inline const message plan_sequence{
    "plan_sequence",
    "{}: not one sequence of {} tokens fits the wafer: a layer's activations take {}, the gradient "
    "of its largest matrix {}; the usable PEs hold {}"};
inline const message plan_policy{
    "plan_policy",
    "training.activations = {}: a micro-batch of {} needs {}; the usable PEs hold {}, which is a "
    "micro-batch of {}"};
inline const message plan_batch{
    "plan_batch",
    "training.batch_sequences = {}: must be a multiple of systems = {}; nearest: {} and {}"};
inline const message plan_micro_batch{
    "plan_micro_batch",
    "training.micro_batch_sequences = {}: must divide the {} sequences of one system; nearest: {}"};
inline const message plan_length{
    "plan_length",
    "training.batch_sequences = {}: at least {} items in the plan of a step: must be at most {}; "
    "larger micro-batches make fewer"};

inline const message plan_divisor{
    "plan_divisor",
    "micro-batches of {}, though {} would fit: {} sequences a system do not divide better; a batch "
    "of {} sequences would make micro-batches of {}"};

// Values and data
inline const message data_missing{"data_missing",
                                  "names no data; a run with values needs the key \"data\""};
inline const message data_too_long{"data_too_long", "is longer than {} bytes"};
inline const message data_not_gzip{"data_not_gzip", "is not a whole gzip file: {}"};
inline const message data_columns{"data_columns",
                                  "{} values: must be {}, {} features and the class"};
inline const message data_value{"data_value", "\"{}\": must be a number from 0 to 65504"};
inline const message data_class{"data_class",
                                "\"{}\": must be a class, a whole number from 0 to {}"};
inline const message data_few_rows{"data_few_rows", "{} rows: must be at least 5"};
inline const message data_vocabulary{"data_vocabulary",
                                     "{} different characters: the model's vocabulary has {}"};
inline const message data_text_short{
    "data_text_short", "{} characters: must be at least {} for sequences of {} tokens"};
inline const message values_unsupported{"values_unsupported", "cannot run with values: {}"};
inline const message values_not_finite{
    "values_not_finite",
    "a gradient of step {} is not finite; a smaller training.loss_scale or "
    "training.learning_rate may help"};

// Simulation
inline const message memoryx_too_small{"memoryx_too_small",
                                       "model {} does not fit MemoryX: {} parameters x {} B = {} "
                                       "B, there are {} B ({} servers x ({} B "
                                       "DRAM + {} B flash))"};
inline const message time_range{"time_range", "something takes {} s: simulated time ends at 4e6 s"};
inline const message time_over{"time_over",
                               "simulated time ran out: something would go on until {}, "
                               "simulated time ends at 4e6 s (46 days)"};
inline const message livelock{"livelock",
                              "no progress: {} turns of processes at {:.12g} s; waiting are {}"};
inline const message deadlock{"deadlock", "nothing can move at {:.12g} s: {}"};

// Assembler
inline const message asm_character{"asm_character", "\"{}\" has no place in a program"};
inline const message asm_number{"asm_number", "\"{}\": not a number"};
inline const message asm_open_text{"asm_open_text", "a quote (\") is not closed on its line"};
inline const message asm_long_line{"asm_long_line", "is longer than {} characters"};
inline const message asm_deep{"asm_deep", "nested deeper than 100 levels"};
inline const message asm_expected{"asm_expected", "{}: expected {}"};
inline const message asm_open_block{"asm_open_block", "\"{}\" is never ended; expected \"{}\""};
inline const message asm_stray{"asm_stray", "\"{}\" without a \"{}\" before it"};
inline const message asm_include_loop{"asm_include_loop", "{} includes itself"};
inline const message asm_mnemonic{"asm_mnemonic", "\"{}\": no such instruction"};
inline const message asm_mnemonic_near{"asm_mnemonic_near",
                                       "\"{}\": no such instruction; did you mean \"{}\"?"};
inline const message asm_directive{"asm_directive", "\"{}\": no such directive"};
inline const message asm_directive_near{"asm_directive_near",
                                        "\"{}\": no such directive; did you mean \"{}\"?"};
inline const message asm_function{"asm_function", "\"{}\": no such function"};
inline const message asm_function_near{"asm_function_near",
                                       "\"{}\": no such function; did you mean \"{}\"?"};
inline const message asm_arguments{"asm_arguments", "{} takes {} values; {} given"};
inline const message asm_form{"asm_form", "{}: expected {}"};
inline const message asm_suffix{"asm_suffix", "{}: only vector instructions take .async and .x"};
inline const message asm_illegal{
    "asm_illegal",
    "{}: the operands do not go together; an asynchronous instruction needs a descriptor register "
    "as its destination"};
inline const message asm_range{"asm_range", "{}: out of range; allowed is {} to {}"};
inline const message asm_needs_whole{"asm_needs_whole", "\"{}\" needs whole numbers"};
inline const message asm_divide{"asm_divide", "division by zero"};
inline const message asm_undefined{"asm_undefined", "\"{}\" is not defined"};
inline const message asm_undefined_near{"asm_undefined_near",
                                        "\"{}\" is not defined; did you mean \"{}\"?"};
inline const message asm_known_later{
    "asm_known_later",
    "\"{}\": addresses are not known yet where the size of something is decided"};
inline const message asm_twice{"asm_twice", "\"{}\" is defined twice, first on line {}"};
inline const message asm_reserved{"asm_reserved",
                                  "\"{}\" has a meaning already; take another name"};
inline const message asm_inside{"asm_inside", "\"{}\" cannot stand inside a tile"};
inline const message asm_outside{
    "asm_outside",
    "\"{}\" stands outside a tile; expected \".tile x, y\", \".rect\" or \".tiles\" "
    "before it"};
inline const message asm_no_grid{"asm_no_grid", "no \".grid width, height\" before the first tile"};
inline const message asm_beyond_grid{"asm_beyond_grid",
                                     "tiles ({}, {}) to ({}, {}): the grid has {} x {}"};
inline const message asm_parameter{"asm_parameter", "the program has no .param {}"};
inline const message asm_parameter_near{"asm_parameter_near",
                                        "the program has no .param {}; did you mean {}?"};
inline const message asm_parameter_value{"asm_parameter_value", "\"{}\": not a number"};
inline const message asm_too_long{"asm_too_long",
                                  "more than {} statements; is a .rep larger than meant?"};
inline const message asm_error{"asm_error", "{}"};
inline const message asm_full{"asm_full",
                              "tile ({}, {}) needs {} words, there are {}; the largest are {}"};
inline const message asm_overlap{"asm_overlap", "word address {} already holds something"};
inline const message asm_misaligned{
    "asm_misaligned", "\"{}\" is at word address {}; 32-bit values stand at even ones"};
inline const message asm_odd_target{
    "asm_odd_target", "\"{}\" is at word address {}; instructions stand at even ones"};
inline const message asm_past_end{
    "asm_past_end", "the descriptor reaches word addresses {} to {}; {} has {} to {}"};
inline const message asm_descriptor_part{"asm_descriptor_part",
                                         "{}: no part of {}; allowed are {}"};
inline const message asm_config_address{"asm_config_address",
                                        "{} = {}: no configuration register is there"};
inline const message asm_edge{"asm_edge", "tile ({}, {}): {} leads off the grid of {} x {} tiles"};
inline const message asm_two_inputs{"asm_two_inputs", "color {} has the inputs {}; allowed is one"};
inline const message asm_route_twice{"asm_route_twice",
                                     "color {} is routed twice in tile ({}, {}), first on line {}"};
inline const message asm_switch_twice{
    "asm_switch_twice", "color {} has two switches in tile ({}, {}), the first on line {}"};
inline const message asm_filter_twice{"asm_filter_twice",
                                      "filter {} is set twice, first on line {}"};
inline const message asm_queue_twice{"asm_queue_twice", "{} is bound twice, first on line {}"};
inline const message asm_color_twice{"asm_color_twice",
                                     "color {} is bound to two input queues, the first on line {}"};
inline const message asm_task_twice{"asm_task_twice", "task {} is bound twice, first on line {}"};
inline const message image_broken{"image_broken", "not a WaferStream program: {}"};

// Running programs
inline const message run_assembled{"run_assembled",
                                   "-D: {} is assembled already; -D is for programs in text"};
inline const message run_trapped{"run_trapped", "a trap in cycle {}:{}"};
inline const message run_trap{"run_trap", "tile ({}, {}): trap {}, {}, at {}, {}"};
inline const message run_deadlock{"run_deadlock",
                                  "deadlock: nothing moves any more after {} cycles{}"};
inline const message run_limit{"run_limit", "--max-cycles {}: the program still runs{}"};
inline const message run_waiting_thread{"run_waiting_thread",
                                        "tile ({}, {}): {}, at {}, waits: {}"};
inline const message run_waiting_queue{"run_waiting_queue",
                                       "tile ({}, {}): wavelets wait, {} in {}, {}"};
inline const message run_waiting_task{"run_waiting_task",
                                      "tile ({}, {}): task {} is activated, but blocked"};
inline const message run_waiting_router{
    "run_waiting_router", "tile ({}, {}): the router holds {} from {} of color {}: {}"};
inline const message run_undefined{
    "run_undefined", "tile ({}, {}): {} reads of undefined memory, the first of {}, at {}"};
inline const message twins_differ{"twins_differ",
                                  "tile ({}, {}): model and hardware differ after cycle {}: {}{}"};
inline const message run_no_hardware{
    "run_no_hardware", "{}: this program was built without hardware (cmake -D WS_BUILD_RTL=ON)"};
inline const message run_rectangle{
    "run_rectangle", "{} {}: not x,y,width,height of a rectangle in the grid of {} x {} tiles"};
inline const message run_more{"run_more", "and {} more"};
inline const message run_interrupted{"run_interrupted",
                                     "interrupted after {} cycles; the program still ran"};
inline const message checkpoint_foreign{"checkpoint_foreign", "not a checkpoint"};
inline const message checkpoint_build{
    "checkpoint_build", "a checkpoint of another build of WaferStream; only its own can go on"};
inline const message checkpoint_program{"checkpoint_program", "a checkpoint of another program"};
inline const message checkpoint_damaged{"checkpoint_damaged",
                                        "a checkpoint that has been cut off or changed"};
inline const message checkpoint_hardware{
    "checkpoint_hardware", "--checkpoint, --resume: tiles in hardware cannot be kept in a file"};
inline const message checkpoint_no_file{"checkpoint_no_file",
                                        "--checkpoint-at: --checkpoint has to name the file"};
inline const message checkpoint_inputs{
    "checkpoint_inputs", "--resume: arrays are as in the checkpoint; --in cannot be given"};
inline const message checkpoint_ended{
    "checkpoint_ended", "--checkpoint-at {}: no cycle between {} and {}; {} was not written"};
inline const message run_no_array{"run_no_array",
                                  "{} {}: the program has no such array; allowed are {}"};
inline const message run_array_twice{"run_array_twice", "{} {}: given twice"};
inline const message run_array_differs{
    "run_array_differs",
    "{} {}: tile ({}, {}) has {} of {}, tile ({}, {}) has {} of {}; an array for a file is the "
    "same everywhere"};
inline const message run_out_undefined{
    "run_out_undefined", "--out {}={}: nobody has written {} of its {} elements; they are 0 there"};
inline const message npy_broken{"npy_broken", "cannot be read as a NumPy array (.npy): {}"};
inline const message npy_dtype{"npy_dtype", "has elements \"{}\"; the array {} takes {}"};
inline const message npy_shape{"npy_shape",
                               "has shape {}; the array {} takes {} for all its tiles or {} for "
                               "each of them"};

// Kernels
inline const message gemm_memory{
    "gemm_memory",
    "{} columns: {} features of {} tokens in a tile take {} words, {} outputs {}, the sums of {} "
    "outputs under way {}; with code {}, and a tile has {}: {}"};
inline const message gemm_fewer_tokens{"gemm_fewer_tokens", "--m {} would fit"};
inline const message gemm_more_columns{"gemm_more_columns", "needs more columns"};
inline const message gemm_outputs{"gemm_outputs", "--n = {}: allowed is at most {}"};
inline const message gemm_columns{"gemm_columns",
                                  "--columns = {}: the grid is {} wide; allowed is at most that"};
inline const message gemm_wrong{
    "gemm_wrong",
    "the result is wrong: token {}, output {} is 0x{:04x}, must be 0x{:04x}; {} of {} "
    "numbers differ"};
inline const message kernel_unknown{"kernel_unknown", "kernel {}: unknown; allowed is {}"};
inline const message kernel_grid{
    "kernel_grid", "--grid = {}: allowed is WIDTHxHEIGHT of up to {} x {} tiles, such as 4x2"};

// Program and results
inline const message usage{"usage", "{} (--help lists what is allowed)"};
inline const message command_missing{"command_missing", "a subcommand is missing; allowed are {}"};
inline const message command_unknown{"command_unknown", "{}: unknown subcommand; allowed are {}"};
inline const message command_unknown_near{
    "command_unknown_near", "{}: unknown subcommand; did you mean \"{}\"? Allowed are {}"};
inline const message option_unknown{"option_unknown", "{}: unknown option"};
inline const message option_unknown_near{"option_unknown_near",
                                         "{}: unknown option; did you mean {}?"};
inline const message option_missing{"option_missing", "{}: missing; it must be given"};
inline const message option_without_value{"option_without_value",
                                          "{}: the value is missing; allowed is {}"};
inline const message option_takes_no_value{"option_takes_no_value",
                                           "{} = {}: takes no value; it is given or not"};
inline const message option_no_file{"option_no_file", "{} = \"\": allowed is the name of a file"};
inline const message option_twice{"option_twice", "{}: given twice"};
inline const message options_exclude{"options_exclude", "{} and {}: allowed is one of them"};
inline const message option_needs{"option_needs", "{}: only together with {}"};
inline const message argument_unexpected{"argument_unexpected",
                                         "\"{}\": not expected; options begin with --"};
inline const message not_words{"not_words", "{} = {}: allowed are whole words of 4 B"};
inline const message below_other{"below_other", "{} = {}: allowed is at least {} = {}"};
inline const message too_much{"too_much", "{} = {}: makes {}; allowed is at most {}"};
inline const message promise_broken{"promise_broken", "a promise is broken: {}"};
inline const message bench_interrupted{"bench_interrupted",
                                       "interrupted after {}; nothing is judged"};
inline const message same_output{"same_output", "{} and {} name the same file: {}"};
inline const message output_is_input{"output_is_input", "{} would overwrite the input of {}: {}"};
inline const message trace_suffix{"trace_suffix", "{} {}: the name must end in .vcd or .fst"};
inline const message batch_tokens{
    "batch_tokens",
    "--batch-tokens = {}: allowed is a multiple of the model's {} tokens per sequence; nearest: "
    "{}"};
inline const message cannot_write{"cannot_write", "cannot write {}: {}"};
inline const message no_vcd2fst{
    "no_vcd2fst", "{} {}: needs vcd2fst (Debian package gtkwave), which is not in PATH"};
inline const message vcd2fst_failed{"vcd2fst_failed", "vcd2fst could not make {} (status {})"};
inline const message out_of_memory{"out_of_memory", "the machine's memory is not enough"};
inline const message simulation_failed{"simulation_failed", "the simulation failed: {}"};
inline const message interrupted{
    "interrupted", "interrupted after {} of {} steps; the results are marked as incomplete"};

}  // namespace msg
}  // namespace ws
