// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>

#include "ws/base/error.h"
#include "ws/workload/model.h"

namespace ws {
namespace {

using testing::ElementsAre;

std::vector<std::string> faults_of(const std::string& text) {
  try {
    parse_model(text, "m.json");
  } catch (const input_error& error) {
    std::vector<std::string> lines;
    for (const fault& f : error.faults()) lines.push_back(to_string(f));
    return lines;
  }
  return {};
}

TEST(ModelFaults, BrokenJson) {
  EXPECT_THAT(faults_of(""),
              ElementsAre("m.json:1:1: is not JSON: syntax error while parsing value - unexpected "
                          "end of input; expected '[', '{', or a literal"));
  EXPECT_THAT(faults_of("{\n  \"a\": 1 // wide\n}"),
              ElementsAre("m.json:2:10: is not JSON: syntax error while parsing object - invalid "
                          "literal; last read: '1 /'; expected '}'"));
  EXPECT_THAT(faults_of("{\"a\": NaN}"),
              ElementsAre("m.json:1:7: is not JSON: syntax error while parsing value - invalid "
                          "literal; last read: '\"a\": N'"));
  EXPECT_THAT(faults_of("{} x"),
              ElementsAre("m.json:1:4: is not JSON: syntax error while parsing value - invalid "
                          "literal; last read: '{} x'; expected end of input"));
  EXPECT_THAT(faults_of("{\"a\": 1e999}"),
              ElementsAre("m.json:1:11: is not JSON: number overflow parsing '1e999'"));
}

TEST(ModelFaults, KeysThatStandTwice) {
  EXPECT_THAT(faults_of("{\"a\": 1,\n \"b\": {\"c\": 1,\n  \"c\": 2}, \"a\": 3}"),
              ElementsAre("m.json:3:3: c: stands twice; first on line 2",
                          "m.json:3:12: a: stands twice; first on line 1"));
}

TEST(ModelFaults, NestingThatNoRealFileHas) {
  EXPECT_THAT(faults_of(std::string(100'000, '[')),
              ElementsAre("m.json:1:65: nests deeper than 64 levels"));
}

TEST(ModelFaults, SomethingElseThanAnObject) {
  EXPECT_THAT(faults_of("[1]"), ElementsAre("m.json: holds a list: must be a JSON object"));
}

TEST(ModelFaults, AFileThatIsTooLong) {
  EXPECT_THAT(faults_of(std::string(1'000'001, ' ')),
              ElementsAre("m.json: is longer than 1000000 bytes"));
}

TEST(ModelFaults, Family) {
  EXPECT_THAT(faults_of("{\n\"modeltype\": \"gpt2\"}"),
              ElementsAre("m.json:2:1: model_type: missing; needed as one of gpt2, gptj, gpt_neox, "
                          "opt, llama, mistral, mixtral, dense, mlp; did you mean it by "
                          "\"modeltype\"?"));
  EXPECT_THAT(
      faults_of("{}"),
      ElementsAre("m.json: model_type: missing; needed as one of gpt2, gptj, gpt_neox, opt, "
                  "llama, mistral, mixtral, dense, mlp"));
  EXPECT_THAT(
      faults_of("{\"model_type\": \"gpt-2\"}"),
      ElementsAre("m.json:1:2: model_type = \"gpt-2\": must be one of gpt2, gptj, gpt_neox, "
                  "opt, llama, mistral, mixtral, dense, mlp; did you mean \"gpt2\"?"));
  EXPECT_THAT(faults_of("{\"model_type\": 2}"),
              ElementsAre("m.json:1:2: model_type = 2: must be one of gpt2, gptj, gpt_neox, opt, "
                          "llama, mistral, mixtral, dense, mlp"));
}

TEST(ModelFaults, AreToldAllAtOnce) {
  EXPECT_THAT(
      faults_of(R"({"model_type": "gpt2",
 "n_layers": 2,
 "n_embd": 10,
 "n_head": 4,
 "n_positions": 0,
 "n_inner": -3,
 "vocab_size": 32.5,
 "activation_function": "relux",
 "layer_norm_epsilon": "small",
 "tie_word_embeddings": 1,
 "waferstream": {"sequence_length": [2], "data": 7}
})"),
      ElementsAre(
          "m.json:2:2: n_layer: missing; needed as the number of layers; did you mean it by "
          "\"n_layers\"?",
          "m.json:3:2: n_embd = 10: must be a multiple of n_head = 4",
          "m.json:5:2: n_positions = 0: must be a whole number, 1 to 1000000000",
          "m.json:6:2: n_inner = -3: must be a whole number, 1 to 1000000000000",
          "m.json:7:2: vocab_size = 32.5: must be a whole number, 1 to 1000000000000",
          "m.json:8:2: activation_function = \"relux\": must be one of relu, gelu, gelu_new, "
          "gelu_fast, gelu_pytorch_tanh, gelu_tanh, silu, swish; did you mean \"relu\"?",
          "m.json:9:2: layer_norm_epsilon = \"small\": must be a number above 0",
          "m.json:10:2: tie_word_embeddings = 1: must be true or false",
          "m.json:11:18: waferstream.sequence_length = a list: must be a whole number, 1 to "
          "1000000000",
          "m.json:11:42: waferstream.data = 7: must be a text"));
}

TEST(ModelFaults, HeadsAndExpertsThatDoNotFit) {
  EXPECT_THAT(faults_of(R"({"model_type": "mixtral", "num_hidden_layers": 1, "hidden_size": 10,
 "num_attention_heads": 4, "num_key_value_heads": 3, "intermediate_size": 4, "vocab_size": 4,
 "max_position_embeddings": 4, "num_local_experts": 2, "num_experts_per_tok": 3})"),
              ElementsAre("m.json:1:51: hidden_size = 10: must be a multiple of "
                          "num_attention_heads = 4",
                          "m.json:2:2: num_attention_heads = 4: must be a multiple of "
                          "num_key_value_heads = 3",
                          "m.json:3:56: num_experts_per_tok = 3: must be at most "
                          "num_local_experts = 2"));
}

const std::string dense = R"({"model_type": "dense", "layers": 1, "hidden": 8, "heads": 2,
 "vocab": 4, "sequence_length": 8)";

TEST(ModelFaults, ASequenceWithoutPositions) {
  EXPECT_THAT(
      faults_of(dense + ",\n\"waferstream\": {\"sequence_length\": 9}}"),
      ElementsAre("m.json:3:17: waferstream.sequence_length = 9: must be at most the model's "
                  "8 positions"));
  EXPECT_THAT(
      faults_of(dense + R"(, "positions": "rotary", "waferstream": {"sequence_length": 9}})"),
      ElementsAre());
  EXPECT_THAT(faults_of(dense + ", \"waferstream\": 1}"),
              ElementsAre("m.json:2:36: waferstream = 1: must be an object"));
}

TEST(ModelFaults, SizesBeyondCounting) {
  EXPECT_THAT(faults_of(R"({"model_type": "dense", "layers": 10000, "hidden": 1000000000000,
      "heads": 1, "vocab": 4, "sequence_length": 8})"),
              ElementsAre("m.json: has more than 9223372036854775807 parameters, the most that can "
                          "be counted"));
  EXPECT_THAT(
      faults_of(R"({"model_type": "dense", "layers": 1, "hidden": 99999999999999999999,
      "heads": 1, "vocab": 4, "sequence_length": 8})"),
      ElementsAre("m.json:1:38: hidden = 99999999999999999999: must be a whole number, 1 to "
                  "1000000000000"));
  EXPECT_THAT(faults_of(R"({"model_type": "mixtral", "num_hidden_layers": 1000, "hidden_size": 8,
 "num_attention_heads": 8, "intermediate_size": 4, "vocab_size": 4, "max_position_embeddings": 4,
 "num_local_experts": 1000})"),
              ElementsAre("m.json: has 1000 layers and 1000 experts each: at most 40000 in all"));
}

TEST(ModelFaults, Mlp) {
  EXPECT_THAT(faults_of(R"({"model_type": "mlp", "layer_sizes": [64, 0, "x", 10]})"),
              ElementsAre("m.json:1:23: layer_sizes[1] = 0: must be a whole number, 1 to "
                          "1000000000000",
                          "m.json:1:23: layer_sizes[2] = \"x\": must be a whole number, 1 to "
                          "1000000000000"));
  EXPECT_THAT(faults_of(R"({"model_type": "mlp", "layer_sizes": [64]})"),
              ElementsAre("m.json:1:23: layer_sizes = a list of 1: must be a list of 2 to 40002 "
                          "whole numbers"));
  EXPECT_THAT(faults_of(R"({"model_type": "mlp"})"),
              ElementsAre("m.json: layer_sizes: missing; needed as the widths from the features to "
                          "the classes"));
}

TEST(ModelFaults, FilesThatCannotBeRead) {
  const auto loading = [](const std::string& path) {
    try {
      load_model(path);
    } catch (const input_error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(loading("no/such.json"), "no/such.json: cannot be read: No such file or directory");
  EXPECT_EQ(loading("/"), "/: cannot be read: it is a folder");
}

TEST(ModelFaults, NoTextCrashesTheReader) {
  const char* variable = std::getenv("WS_SEED");
  const unsigned seed = variable ? static_cast<unsigned>(std::stoul(variable)) : 1;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto below = [&random](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(WS_SOURCE_DIR "/configs/models")) {
    std::ifstream file(entry.path());
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  // One layer at most, so that what is accepted is also built quickly.
  const std::vector<std::string> pieces{"0",
                                        "1",
                                        "-1",
                                        "1e400",
                                        "null",
                                        "true",
                                        "[",
                                        "{",
                                        "\"",
                                        "\\",
                                        ",",
                                        ":",
                                        "}",
                                        "]",
                                        "\xff",
                                        std::string(1, '\0'),
                                        "999999999999",
                                        "18446744073709551616",
                                        "\"model_type\""};
  int accepted = 0, refused = 0;
  for (int i = 0; i < 4'000; ++i) {
    std::string text = seeds[below(seeds.size())];
    for (size_t changes = below(4); changes > 0; --changes) {
      const size_t at = below(text.size());
      text.replace(at, below(3), pieces[below(pieces.size())]);
    }
    try {
      accepted += parse_model(text, "m.json").parameters() > 0;
    } catch (const input_error& error) {
      EXPECT_FALSE(error.faults().empty());
      for (const char* c = error.what(); *c; ++c)
        ASSERT_TRUE(*c == '\n' || (*c >= ' ' && *c <= '~')) << text;
      ++refused;
    }
  }
  EXPECT_GT(accepted, 400);
  EXPECT_GT(refused, 400);
}

TEST(ModelFaults, ManyKeysAreReadInNoTime) {
  std::string text = "{\"model_type\": \"gpt2\"";
  while (text.size() < 990'000) text += ",\"k" + std::to_string(text.size()) + "\":0";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(faults_of(text + "}").size(), 5u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace ws
