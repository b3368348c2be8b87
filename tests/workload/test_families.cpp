// SPDX-License-Identifier: Apache-2.0
// What each family's files may leave out, judged by parameter counts worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ws/workload/model.h"

namespace ws {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

const std::string llama_sizes = R"("num_hidden_layers": 1, "hidden_size": 8,
    "num_attention_heads": 2, "intermediate_size": 12, "vocab_size": 10,
    "max_position_embeddings": 16)";
const std::string gpt_sizes = R"("n_layer": 1, "n_embd": 8, "n_head": 2, "n_positions": 16,
    "vocab_size": 10)";
const std::string opt_sizes = R"("num_hidden_layers": 1, "hidden_size": 8,
    "num_attention_heads": 2, "ffn_dim": 12, "vocab_size": 10, "max_position_embeddings": 16)";

uint64_t parameters(const std::string& family, const std::string& sizes, const std::string& more) {
  return parse_model("{\"model_type\": \"" + family + "\", " + sizes + more + "}", "m.json")
      .parameters();
}

const op* find_op(const model& m, const std::string& name) {
  const auto at =
      std::find_if(m.ops.begin(), m.ops.end(), [&](const op& o) { return o.name == name; });
  return at == m.ops.end() ? nullptr : &*at;
}

TEST(Families, Gpt2) {
  constexpr uint64_t attention = 8 * 24 + 24 + 64 + 8, norms = 3 * 16, tables = 80 + 128;
  const auto ffn = [](uint64_t n) { return 8 * n + n + 8 * n + 8; };
  EXPECT_EQ(parameters("gpt2", gpt_sizes, ""), attention + norms + tables + ffn(32));
  EXPECT_EQ(parameters("gpt2", gpt_sizes, R"(, "n_inner": null)"),
            attention + norms + tables + ffn(32));
  EXPECT_EQ(parameters("gpt2", gpt_sizes, R"(, "n_inner": 12)"),
            attention + norms + tables + ffn(12));
  EXPECT_EQ(parameters("gpt2", gpt_sizes, R"(, "tie_word_embeddings": false)"),
            attention + norms + tables + ffn(32) + 80);
}

TEST(Families, Gptj) {
  constexpr uint64_t one = 4 * 64 + (8 * 32 + 32 + 32 * 8 + 8) + 16;
  EXPECT_EQ(parameters("gptj", gpt_sizes, ""), one + 16 + 2 * 80 + 10);
  EXPECT_EQ(parameters("gptj", gpt_sizes, R"(, "tie_word_embeddings": true)"), one + 16 + 80 + 10);
}

TEST(Families, GptNeox) {
  constexpr uint64_t matrices = 8 * 24 + 64 + 2 * 8 * 12, ffn_biases = 12 + 8, norms = 3 * 16;
  EXPECT_EQ(parameters("gpt_neox", llama_sizes, ""), matrices + ffn_biases + 32 + norms + 2 * 80);
  EXPECT_EQ(parameters("gpt_neox", llama_sizes, R"(, "attention_bias": false)"),
            matrices + ffn_biases + norms + 2 * 80);
  const std::string text = "{\"model_type\": \"gpt_neox\", " + llama_sizes;
  const model parallel = parse_model(text + "}", "m");
  const model serial = parse_model(text + R"(, "use_parallel_residual": false})", "m");
  EXPECT_EQ(parallel.parameters(), serial.parameters());
  const std::string second = "gpt_neox.layers.0.post_attention_layernorm";
  EXPECT_EQ(find_op(parallel, second)->input, 0);  // the block's input
  EXPECT_EQ(&serial.ops[static_cast<size_t>(find_op(serial, second)->input)],
            find_op(serial, "gpt_neox.layers.0.residual_1"));
  EXPECT_EQ(serial.spill_bytes_per_token - parallel.spill_bytes_per_token, 2 * 8);
}

TEST(Families, Opt) {
  constexpr uint64_t matrices = 4 * 64 + 2 * 8 * 12, biases = 4 * 8 + 12 + 8, norms = 2 * 16;
  constexpr uint64_t tables = 80 + 18 * 8;  // positions begin with two rows of padding
  EXPECT_EQ(parameters("opt", opt_sizes, ""), matrices + biases + norms + 16 + tables);
  EXPECT_EQ(parameters("opt", opt_sizes, R"(, "do_layer_norm_before": false)"),
            matrices + biases + norms + tables);
  EXPECT_EQ(parameters("opt", opt_sizes, R"(, "_remove_final_layer_norm": true)"),
            matrices + biases + norms + tables);
  EXPECT_EQ(parameters("opt", opt_sizes, R"(, "enable_bias": false)"),
            matrices + norms + 16 + tables);
  EXPECT_EQ(parameters("opt", opt_sizes, R"(, "layer_norm_elementwise_affine": false)"),
            matrices + biases + tables);
  EXPECT_EQ(parameters("opt", opt_sizes, R"(, "word_embed_proj_dim": 4)"),
            matrices + biases + norms + 16 + 40 + 18 * 8 + 2 * 32);
  const model after = parse_model(
      "{\"model_type\": \"opt\", \"do_layer_norm_before\": false, " + opt_sizes + "}", "m");
  EXPECT_EQ(after
                .ops[static_cast<size_t>(
                    find_op(after, "model.decoder.layers.0.self_attn_layer_norm")->input)]
                .name,
            "model.decoder.layers.0.residual_1");
}

TEST(Families, Llama) {
  constexpr uint64_t others = 3 * 8 * 12 + 3 * 8 + 2 * 80;
  EXPECT_EQ(parameters("llama", llama_sizes, ""), others + 4 * 64);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "num_key_value_heads": null)"), others + 4 * 64);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "num_key_value_heads": 1)"),
            others + 2 * 64 + 2 * 32);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "head_dim": 6)"), others + 4 * 8 * 12);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "head_dim": null)"), others + 4 * 64);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "attention_bias": true)"), others + 4 * 64 + 32);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "mlp_bias": true)"),
            others + 4 * 64 + 2 * 12 + 8);
  EXPECT_EQ(parameters("llama", llama_sizes, R"(, "tie_word_embeddings": true)"),
            others + 4 * 64 - 80);
}

TEST(Families, MistralAndMixtralHaveEightKeyValueHeadsWhenTheFileDoesNotSay) {
  const std::string sizes = R"("num_hidden_layers": 1, "hidden_size": 32,
    "num_attention_heads": 16, "intermediate_size": 12, "vocab_size": 10,
    "max_position_embeddings": 16)";
  constexpr uint64_t h = 32, ffn = 3 * h * 12, outside = 2 * 10 * h + h, norms = 2 * h;
  EXPECT_EQ(parameters("mistral", sizes, ""), 3 * h * h + ffn + outside + norms);
  EXPECT_EQ(parameters("mistral", sizes, R"(, "num_key_value_heads": null)"),
            4 * h * h + ffn + outside + norms);
  EXPECT_EQ(parameters("mixtral", sizes, ""), 3 * h * h + 8 * ffn + 8 * h + outside + norms);
  EXPECT_EQ(parameters("mixtral", sizes, R"(, "num_local_experts": 3)"),
            3 * h * h + 3 * ffn + 3 * h + outside + norms);
}

TEST(Families, Dense) {
  const std::string sizes = R"("layers": 1, "hidden": 8, "heads": 2, "vocab": 10,
    "sequence_length": 16)";
  constexpr uint64_t gpt = 12 * 64 + 13 * 8 + 2 * 8 + 80 + 128;
  EXPECT_EQ(parameters("dense", sizes, ""), gpt);
  EXPECT_EQ(parameters("dense", sizes, R"(, "ffn": 32)"), gpt);
  EXPECT_EQ(parameters("dense", sizes, R"(, "positions": "rotary")"), gpt - 128);
  EXPECT_EQ(parameters("dense", sizes, R"(, "tied": false)"), gpt + 80);
  EXPECT_EQ(parameters("dense", sizes, R"(, "gated": true)"), gpt + 8 * 32 + 32);
  EXPECT_EQ(parameters("dense", sizes, R"(, "kv_heads": 1)"), gpt - 2 * (4 * 8 + 4));
  EXPECT_EQ(parameters("dense", sizes, R"(, "bias": false)"), gpt - 9 * 8 - 3 * 8);
  EXPECT_EQ(parameters("dense", sizes, R"(, "norm": "rms")"), gpt - 3 * 8);
}

TEST(Families, IgnoredKeysAreListed) {
  const model m = parse_model("{\"model_type\": \"gpt2\", \"resid_pdrop\": 0.1, " + gpt_sizes +
                                  R"(, "x": [{}], "waferstream": {"data": "t.txt", "why": 1}})",
                              "dir/config.json");
  EXPECT_THAT(m.ignored_keys, UnorderedElementsAre("resid_pdrop", "x", "waferstream.why"));
  EXPECT_EQ(m.name, "dir");  // HuggingFace names the folder, not the file
  EXPECT_EQ(m.data, "dir/t.txt");
}

TEST(Families, TakeTheNamesThatHuggingFaceMapsToTheirOwn) {
  const std::string mapped = R"("num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2,
      "max_position_embeddings": 16, "vocab_size": 10)";
  EXPECT_EQ(parameters("gpt2", mapped, ""), parameters("gpt2", gpt_sizes, ""));
}

TEST(Families, TheFileMaySayHowLongASequenceIs) {
  const std::string text = "{\"model_type\": \"gpt2\", " + gpt_sizes;
  EXPECT_EQ(parse_model(text + "}", "m").sequence_length, 16u);
  const model m = parse_model(text + R"(, "waferstream": {"sequence_length": 4}})", "m");
  EXPECT_EQ(m.sequence_length, 4u);
  EXPECT_EQ(m.tensors[1].rows, 16u);  // the table of positions stays whole
}

TEST(Families, ActivationsHaveOneNameEach) {
  std::vector<std::string> functions;
  for (const char* name : {"relu", "gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "swish"}) {
    const model m = parse_model("{\"model_type\": \"gpt2\", \"activation_function\": \"" +
                                    std::string(name) + "\", " + gpt_sizes + "}",
                                "m");
    functions.push_back(find_op(m, "transformer.h.0.mlp.c_fc.activation")->function);
  }
  EXPECT_THAT(functions,
              ElementsAre("relu", "gelu", "gelu_tanh", "gelu_tanh", "gelu_tanh", "silu"));
}

}  // namespace
}  // namespace ws
