// SPDX-License-Identifier: Apache-2.0
#include "report/provocation.h"
#include "ws/memoryx/placement.h"

// The rows of the message table that belong to the model and its plan (test_messages.cpp).
namespace ws::testing_report {

namespace {

// A network of 1,010 parameters on a MemoryX with room for 1,000.
std::string overfill() {
  memoryx_config small;
  small.servers = 2;
  small.dram_bytes = 8000;
  small.flash_bytes = 2000;
  small.staging_bytes = 0;
  const model network = parse_model(R"({"model_type": "mlp", "layer_sizes": [100, 10]})", "m.json");
  return told([&] { place_tensors(network, small); });
}

}  // namespace

provocations model_provocations() {
  return {
      {"memoryx_too_small",
       {overfill,
        "m.json: model m does not fit MemoryX: 1010 parameters x 20 B = 20200 B, there are 20000 B "
        "(2 servers x (8000 B DRAM + 2000 B flash))"}},
      {"model_json_broken",
       {[] { return told_of_model("{\"layers\": }"); },
        "m.json:1:12: is not JSON: syntax error while parsing value - unexpected '}'; expected "
        "'[', '{', or a literal"}},
      {"model_json_duplicate",
       {[] { return told_of_model("{\"a\": 1,\n\"a\": 2}"); },
        "m.json:2:1: a: stands twice; first on line 1"}},
      {"model_json_deep",
       {[] { return told_of_model(std::string(100, '[')); },
        "m.json:1:65: nests deeper than 64 levels"}},
      {"model_not_object",
       {[] { return told_of_model("[1]"); }, "m.json: holds a list: must be a JSON object"}},
      {"model_file_large",
       {[] { return told_of_model(std::string(2'000'000, ' ')); },
        "m.json: is longer than 1000000 bytes"}},
      {"model_value",
       {[] { return told_of_model("{\"model_type\": \"mlp\", \"layer_sizes\": 3}"); },
        "m.json:1:23: layer_sizes = 3: must be a list of 2 to 40002 whole numbers"}},
      {"model_missing",
       {[] { return told_of_model("{\"model_type\": \"mlp\"}"); },
        "m.json: layer_sizes: missing; needed as the widths from the features to the classes"}},
      {"model_missing_similar",
       {[] { return told_of_model("{\"model_type\": \"mlp\", \"layer_size\": [1, 2]}"); },
        "m.json:1:23: layer_sizes: missing; needed as the widths from the features to the classes; "
        "did you mean it by \"layer_size\"?"}},
      {"model_too_large",
       {[] {
          return told_of_model(
              "{\"model_type\": \"mlp\", \"layer_sizes\": [1000000000000, 1000000000000]}");
        },
        "m.json: has more than 9223372036854775807 parameters, the most that can be counted"}},
      {"model_too_long",
       {[] {
          return told_of_model(
              "{\"model_type\": \"mixtral\", \"vocab_size\": 100, \"hidden_size\": 64, "
              "\"intermediate_size\": 64, \"num_hidden_layers\": 10000, \"num_attention_heads\": "
              "4, \"num_key_value_heads\": 4, \"max_position_embeddings\": 32, "
              "\"num_local_experts\": 8, \"num_experts_per_tok\": 2}");
        },
        "m.json: has 10000 layers and 8 experts each: at most 40000 in all"}},
      {"plan_spill_memory",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 64, \"heads\": 4, "
              "\"vocab\": 100, \"sequence_length\": 32}",
              "{systems: 1, activation_server: {memory: 1 kB}, training: {activations: spill, "
              "batch_sequences: 4}}");
        },
        "activation_server.memory = 1.000 kB: a micro-batch of 4 sequences spills 163.8 kB on each "
        "system; use smaller micro-batches"}},
      {"plan_sequence",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 65536, \"heads\": 4, "
              "\"ffn\": 256, \"vocab\": 100, \"sequence_length\": 65536}",
              "systems: 1");
        },
        "m: not one sequence of 65536 tokens fits the wafer: a layer's activations take "
        "146.0 GB, the gradient of its largest matrix 5.000 GB; the usable PEs hold 35.08 GB"}},
      {"plan_policy",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 4096, \"heads\": 4, \"ffn\": "
              "256, \"vocab\": 100, \"sequence_length\": 8192}",
              "training: {activations: resident, batch_sequences: 40, micro_batch_sequences: 40}");
        },
        "training.activations = resident: a micro-batch of 40 needs 91.47 GB; the usable "
        "PEs hold 35.08 GB, which is a micro-batch of 15"}},
      {"plan_batch",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 64, \"heads\": 4, \"ffn\": "
              "256, \"vocab\": 100, \"sequence_length\": 32}",
              "systems: 3\ntraining: {batch_sequences: 10}");
        },
        "training.batch_sequences = 10: must be a multiple of systems = 3; nearest: 9 and 12"}},
      {"plan_micro_batch",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 64, \"heads\": 4, \"ffn\": "
              "256, \"vocab\": 100, \"sequence_length\": 32}",
              "training: {batch_sequences: 10, micro_batch_sequences: 4}");
        },
        "training.micro_batch_sequences = 4: must divide the 10 sequences of one system; nearest: "
        "2"}},
      {"plan_divisor",
       {[] {
          const std::string gpt3 =
              R"({"model_type": "dense", "layers": 96, "hidden": 12288, "heads": 96,
                  "vocab": 50257, "sequence_length": 2048})";
          return make_plan(parse_model(gpt3, "m.json"),
                           parse_cluster("{systems: 2, training: {batch_sequences: 202}}", "c"))
              .hints.at(0);
        },
        "micro-batches of 1, though 38 would fit: 101 sequences a system do not divide better; a "
        "batch of 228 sequences would make micro-batches of 38"}},
      {"plan_length",
       {[] {
          return told_of_plan(
              "{\"model_type\": \"dense\", \"layers\": 2, \"hidden\": 64, \"heads\": 4, \"ffn\": "
              "256, \"vocab\": 100, \"sequence_length\": 32}",
              "training: {batch_sequences: 1000000000, micro_batch_sequences: 1}");
        },
        "training.batch_sequences = 1000000000: at least 1000000000 items in the plan of a step: "
        "must be at most 20000000; larger micro-batches make fewer"}},
  };
}

}  // namespace ws::testing_report
