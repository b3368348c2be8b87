// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "ws/workload/model.h"

namespace ws {
namespace {

using testing::ElementsAre;

model shipped(const std::string& name) {
  return load_model(WS_SOURCE_DIR "/configs/models/" + name + ".json");
}

/// A GPT of L layers and width h with V tokens and S positions: 12 h^2 + 13 h a layer.
uint64_t gpt_parameters(uint64_t L, uint64_t h, uint64_t V, uint64_t S) {
  return L * (12 * h * h + 13 * h) + V * h + S * h + 2 * h;
}
/// A Llama: q and o, k and v, three feed-forward matrices in `experts` copies, two gains a layer.
uint64_t llama_parameters(uint64_t L, uint64_t h, uint64_t kv, uint64_t ffn, uint64_t experts) {
  const uint64_t router = experts > 1 ? experts * h : 0;
  return L * (2 * h * h + 2 * h * kv + 3 * h * ffn * experts + router + 2 * h) + 2 * 32000 * h + h;
}

TEST(Model, HasAsManyParametersAsTheHuggingFaceImplementation) {
  const std::map<std::string, uint64_t> published{
      {"gpt2-xl", 1'557'611'200},       {"gpt-j-6b", 6'050'882'784},
      {"gpt-neox-20b", 20'554'567'680}, {"llama-7b", 6'738'415'616},
      {"llama-2-70b", 68'976'648'192},  {"mixtral-8x7b", 46'702'792'704},
      {"gpt3-175b", 174'604'259'328},   {"cerebras-gpt-13b", 12'853'386'240}};
  for (const auto& [name, parameters] : published)
    EXPECT_EQ(shipped(name).parameters(), parameters) << name;
}

TEST(Model, HasAsManyParametersAsTheClosedForm) {
  const std::map<std::string, uint64_t> closed{
      {"cerebras-gpt-111m", gpt_parameters(10, 768, 50257, 2048)},
      {"cerebras-gpt-256m", gpt_parameters(14, 1088, 50257, 2048)},
      {"cerebras-gpt-590m", gpt_parameters(18, 1536, 50257, 2048)},
      {"cerebras-gpt-1.3b", gpt_parameters(24, 2048, 50257, 2048)},
      {"cerebras-gpt-2.7b", gpt_parameters(32, 2560, 50257, 2048)},
      {"cerebras-gpt-6.7b", gpt_parameters(32, 4096, 50257, 2048)},
      {"cerebras-gpt-13b", gpt_parameters(40, 5120, 50257, 2048)},
      {"gpt2-xl", gpt_parameters(48, 1600, 50257, 1024)},
      {"gpt3-175b", gpt_parameters(96, 12288, 50257, 2048)},
      {"opt-66b", gpt_parameters(64, 9216, 50272, 2050)},
      // no final norm; the embedding is 512 wide, with a projection in and one out
      {"opt-350m", gpt_parameters(24, 1024, 0, 2050) - 2 * 1024 + 50272 * 512 + 2 * 512 * 1024},
      {"llama-7b", llama_parameters(32, 4096, 4096, 11008, 1)},
      {"llama-2-70b", llama_parameters(80, 8192, 1024, 28672, 1)},
      {"mistral-7b", llama_parameters(32, 4096, 1024, 14336, 1)},
      {"mixtral-8x7b", llama_parameters(32, 4096, 1024, 14336, 8)},
      {"megatron-1t", gpt_parameters(128, 25600, 51200, 2048)},
      {"dense-10t", gpt_parameters(192, 65536, 51200, 2048)},
      {"dense-120t", gpt_parameters(372, 163840, 51200, 2048)}};
  for (const auto& [name, parameters] : closed)
    EXPECT_EQ(shipped(name).parameters(), parameters) << name;
  // The 120 trillion of the announcement, at 20 bytes each, are what 2.4 PB hold.
  EXPECT_LE(shipped("dense-120t").parameters() * 20, 2'400'000'000'000'000u);
}

TEST(Model, IsLoadedFromEveryShippedFile) {
  std::ifstream page(WS_SOURCE_DIR "/docs/workload.md");
  const std::string documentation{std::istreambuf_iterator<char>(page),
                                  std::istreambuf_iterator<char>()};
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WS_SOURCE_DIR "/configs/models")) {
    const model m = load_model(entry.path().string());
    ++files;
    EXPECT_EQ(m.name, entry.path().stem());
    const std::string line = fmt::format("| {} | {} |", m.name, m.parameters());
    if (m.data.empty()) {
      EXPECT_THAT(documentation, testing::HasSubstr(line));
    }
    EXPECT_GT(m.parameters(), 0u) << m.name;
    ASSERT_EQ(m.ops.back().kind, op_kind::loss) << m.name;
    EXPECT_GT(m.spill_bytes_per_token, 0) << m.name;
    std::vector<bool> streamed(m.tensors.size());
    for (size_t i = 0; i < m.ops.size(); ++i) {
      const op& o = m.ops[i];
      for (const int input : {o.input, o.second_input, o.third_input})
        EXPECT_LT(input, static_cast<int>(i)) << m.name << ' ' << o.name;
      EXPECT_GE(o.block, i == 0 ? -1 : (o.block < 0 ? -1 : m.ops[i - 1].block)) << o.name;
      EXPECT_GT(o.width, 0u) << o.name;
      if (o.tensor >= 0) streamed[static_cast<size_t>(o.tensor)] = true;
    }
    EXPECT_EQ(std::count(streamed.begin(), streamed.end(), false), 0) << m.name;
  }
  EXPECT_GE(files, 22u);
}

std::vector<std::string> graph(const model& m) {
  std::vector<std::string> lines;
  for (const op& o : m.ops) {
    std::string inputs = std::to_string(o.input);
    for (const int more : {o.second_input, o.third_input})
      if (more >= 0) inputs += "," + std::to_string(more);
    lines.push_back(fmt::format("{} {} t{} b{} w{} <- {} {}", to_string(o.kind), o.name, o.tensor,
                                o.block, o.width, inputs, o.function));
    if (lines.back().back() == ' ') lines.back().pop_back();
  }
  return lines;
}

const std::string tiny_gpt2 = R"({"model_type": "gpt2", "n_layer": 1, "n_embd": 8, "n_head": 2,
    "n_positions": 16, "vocab_size": 32)";

TEST(Model, StreamsGpt2InTheOrderOfItsForwardPass) {
  const model m = parse_model(tiny_gpt2 + "}", "tiny.json");
  EXPECT_THAT(
      graph(m),
      ElementsAre("embedding transformer.wte.weight t0 b-1 w8 <- -1",
                  "position transformer.wpe.weight t1 b-1 w8 <- 0",
                  "normalize transformer.h.0.ln_1 t-1 b0 w8 <- 1 layer",
                  "gain transformer.h.0.ln_1.weight t2 b0 w8 <- 2",
                  "bias transformer.h.0.ln_1.bias t3 b0 w8 <- 3",
                  "matrix transformer.h.0.attn.c_attn.weight t4 b0 w24 <- 4",
                  "bias transformer.h.0.attn.c_attn.bias t5 b0 w24 <- 5",
                  "attention transformer.h.0.attention t-1 b0 w8 <- 6",
                  "matrix transformer.h.0.attn.c_proj.weight t6 b0 w8 <- 7",
                  "bias transformer.h.0.attn.c_proj.bias t7 b0 w8 <- 8",
                  "residual transformer.h.0.residual_1 t-1 b0 w8 <- 9,1",
                  "normalize transformer.h.0.ln_2 t-1 b0 w8 <- 10 layer",
                  "gain transformer.h.0.ln_2.weight t8 b0 w8 <- 11",
                  "bias transformer.h.0.ln_2.bias t9 b0 w8 <- 12",
                  "matrix transformer.h.0.mlp.c_fc.weight t10 b0 w32 <- 13",
                  "bias transformer.h.0.mlp.c_fc.bias t11 b0 w32 <- 14",
                  "activation transformer.h.0.mlp.c_fc.activation t-1 b0 w32 <- 15 gelu_tanh",
                  "matrix transformer.h.0.mlp.c_proj.weight t12 b0 w8 <- 16",
                  "bias transformer.h.0.mlp.c_proj.bias t13 b0 w8 <- 17",
                  "residual transformer.h.0.residual_2 t-1 b0 w8 <- 18,10",
                  "normalize transformer.ln_f t-1 b-1 w8 <- 19 layer",
                  "gain transformer.ln_f.weight t14 b-1 w8 <- 20",
                  "bias transformer.ln_f.bias t15 b-1 w8 <- 21",
                  "matrix lm_head.weight t0 b-1 w32 <- 22", "loss loss t-1 b-1 w1 <- 23"));
  EXPECT_EQ(m.tensors[4].rows, 24u);  // output features, where HuggingFace's Conv1D has columns
  EXPECT_EQ(m.tensors[4].columns, 8u);
  EXPECT_TRUE(m.tensors[4].sparsifiable);
  EXPECT_FALSE(m.tensors[0].sparsifiable);
  EXPECT_EQ(m.ops[7].heads, 2u);
  EXPECT_EQ(m.ops[2].epsilon, 1e-5);
  EXPECT_EQ(m.sequence_length, 16u);
  EXPECT_EQ(m.sample_bytes, 16u * 8);
}

TEST(Model, StreamsAnMlpLayerByLayer) {
  const model m = parse_model(
      R"({"model_type": "mlp", "layer_sizes": [64, 32, 10], "data": "../d.csv"})", "/a/b/mlp.json");
  EXPECT_THAT(
      graph(m),
      ElementsAre("matrix layers.0.weight t0 b0 w32 <- -1", "bias layers.0.bias t1 b0 w32 <- 0",
                  "activation layers.0.activation t-1 b0 w32 <- 1 relu",
                  "matrix layers.1.weight t2 b-1 w10 <- 2", "bias layers.1.bias t3 b-1 w10 <- 3",
                  "loss loss t-1 b-1 w1 <- 4"));
  EXPECT_EQ(m.parameters(), 64u * 32 + 32 + 320 + 10);
  EXPECT_EQ(m.data, "/a/d.csv");
  EXPECT_EQ(m.sample_bytes, 4u * 64 + 4);
  EXPECT_EQ(m.spill_bytes_per_token, 2 * (64 + 32));
  EXPECT_EQ(m.blocks, 1u);
  EXPECT_EQ(m.sequence_length, 1u);
  EXPECT_EQ(parse_model(R"({"model_type": "mlp", "layer_sizes": [3, 2], "bias": false})", "x")
                .parameters(),
            6u);
}

TEST(Model, NeedsSixFlopsAParameterAndTokenAndAttention) {
  for (const char* name : {"gpt2-xl", "cerebras-gpt-13b", "gpt3-175b", "megatron-1t"}) {
    const model m = shipped(name);
    const auto L = static_cast<double>(m.blocks), h = static_cast<double>(m.hidden);
    const auto s = static_cast<double>(m.sequence_length);
    const double P = 12 * L * h * h + static_cast<double>(m.vocabulary) * h;  // in matrices
    const double expected = 6 * P + 6 * L * h * s;
    const double flops = m.forward_flops_per_token() + m.backward_flops_per_token();
    EXPECT_NEAR(flops / expected, 1, 1e-12) << name;
    EXPECT_EQ(m.backward_flops_per_token(), 2 * m.forward_flops_per_token()) << name;
    EXPECT_EQ(m.spill_bytes_per_token, 20 * h) << name;
  }
}

TEST(Model, ComputesOnlyTheChosenExperts) {
  const model m = shipped("mixtral-8x7b");
  const double h = 4096, ffn = 14336, L = 32, s = 4096;
  const double chosen = L * (2 * h * h + 2 * h * 1024 + 8 * h + 2 * 3 * h * ffn) + 32000 * h;
  EXPECT_NEAR(m.forward_flops_per_token() / (2 * chosen + 2 * L * h * s), 1, 1e-12);
  EXPECT_EQ(m.spill_bytes_per_token, 2 * (2 * h + h + 2 * 1024 + h + 2 * 2 * ffn + 8));
  EXPECT_EQ(m.backward_flops_per_token(), 2 * m.forward_flops_per_token());
}

TEST(Model, LooksBackNoFurtherThanItsWindow) {
  const std::string text = R"({"model_type": "mistral", "num_hidden_layers": 1, "hidden_size": 8,
      "num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 16,
      "vocab_size": 32, "max_position_embeddings": 64, "sliding_window": )";
  const auto attention = [](const model& m) {
    for (const op& o : m.ops)
      if (o.kind == op_kind::attention) return o.forward_macs_per_token;
    return 0.0;
  };
  const model windowed = parse_model(text + "16}", "m.json");
  EXPECT_EQ(windowed.sequence_length, 16u);
  EXPECT_EQ(attention(windowed), 2 * 8 * 8);
  EXPECT_EQ(parse_model(text + "null}", "m.json").sequence_length, 64u);
  const model longer = parse_model(text + R"(16, "waferstream": {"sequence_length": 64}})", "m");
  double keys = 0;  // counted token by token, half of its own key each
  for (int t = 0; t < 64; ++t) keys += std::min(t + 0.5, 16.0);
  EXPECT_NEAR(attention(longer), 2 * 8 * keys / 64, 1e-9);
}

}  // namespace
}  // namespace ws
