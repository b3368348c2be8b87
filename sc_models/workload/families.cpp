// SPDX-License-Identifier: Apache-2.0
#include "families.h"

#include <fmt/format.h>

#include <algorithm>

// The rules for missing keys are the defaults of the configuration classes in HuggingFace
// transformers (GPT2Config, GPTJConfig, GPTNeoXConfig, OPTConfig, LlamaConfig, MistralConfig,
// MixtralConfig). Sizes that those classes would fill in with some published model's are needed
// here instead: config files carry them, and one that does not is more likely wrong.
namespace ws {
namespace {

constexpr uint64_t most_layers = 10'000, most_heads = 1'000'000, widest_head = 1'000'000'000,
                   longest_sequence = 1'000'000'000, most_experts = 1'024;

constexpr decoder_names gpt2_names{"transformer.wte",
                                   "transformer.wpe",
                                   "",
                                   "transformer.h.",
                                   "ln_1",
                                   "attn.c_attn",
                                   "",
                                   "",
                                   "",
                                   "attn.c_proj",
                                   "ln_2",
                                   "",
                                   "mlp.c_fc",
                                   "mlp.c_proj",
                                   "",
                                   "",
                                   "transformer.ln_f",
                                   "",
                                   "lm_head"};
constexpr decoder_names gptj_names{"transformer.wte",
                                   "",
                                   "",
                                   "transformer.h.",
                                   "ln_1",
                                   "",
                                   "attn.q_proj",
                                   "attn.k_proj",
                                   "attn.v_proj",
                                   "attn.out_proj",
                                   "",
                                   "",
                                   "mlp.fc_in",
                                   "mlp.fc_out",
                                   "",
                                   "",
                                   "transformer.ln_f",
                                   "",
                                   "lm_head"};
constexpr decoder_names neox_names{"gpt_neox.embed_in",
                                   "",
                                   "",
                                   "gpt_neox.layers.",
                                   "input_layernorm",
                                   "attention.query_key_value",
                                   "",
                                   "",
                                   "",
                                   "attention.dense",
                                   "post_attention_layernorm",
                                   "",
                                   "mlp.dense_h_to_4h",
                                   "mlp.dense_4h_to_h",
                                   "",
                                   "",
                                   "gpt_neox.final_layer_norm",
                                   "",
                                   "embed_out"};
constexpr decoder_names opt_names{"model.decoder.embed_tokens",
                                  "model.decoder.embed_positions",
                                  "model.decoder.project_in",
                                  "model.decoder.layers.",
                                  "self_attn_layer_norm",
                                  "",
                                  "self_attn.q_proj",
                                  "self_attn.k_proj",
                                  "self_attn.v_proj",
                                  "self_attn.out_proj",
                                  "final_layer_norm",
                                  "",
                                  "fc1",
                                  "fc2",
                                  "",
                                  "",
                                  "model.decoder.final_layer_norm",
                                  "model.decoder.project_out",
                                  "lm_head"};
constexpr decoder_names llama_names{"model.embed_tokens",
                                    "",
                                    "",
                                    "model.layers.",
                                    "input_layernorm",
                                    "",
                                    "self_attn.q_proj",
                                    "self_attn.k_proj",
                                    "self_attn.v_proj",
                                    "self_attn.o_proj",
                                    "post_attention_layernorm",
                                    "mlp.gate_proj",
                                    "mlp.up_proj",
                                    "mlp.down_proj",
                                    "",
                                    "",
                                    "model.norm",
                                    "",
                                    "lm_head"};
constexpr decoder_names dense_names{"embedding", "position",
                                    "",          "block.",
                                    "norm_1",    "attention.qkv",
                                    "",          "",
                                    "",          "attention.out",
                                    "norm_2",    "ffn.gate",
                                    "ffn.up",    "ffn.down",
                                    "",          "",
                                    "norm",      "",
                                    "head"};

/// The sizes that every family has, under its own names.
struct size_keys {
  model_fields::names layers, hidden, heads, sequence;
};
const size_keys gpt_keys{{"n_layer", "num_hidden_layers"},
                         {"n_embd", "hidden_size"},
                         {"n_head", "num_attention_heads"},
                         {"n_positions", "max_position_embeddings", "n_ctx"}};
const size_keys llama_keys{
    {"num_hidden_layers"}, {"hidden_size"}, {"num_attention_heads"}, {"max_position_embeddings"}};
const size_keys dense_keys{{"layers"}, {"hidden"}, {"heads"}, {"sequence_length"}};

decoder_shape read_sizes(model_fields& f, const size_keys& keys, const decoder_names& names,
                         const char* vocabulary, bool whole_heads = true) {
  decoder_shape shape;
  shape.names = names;
  shape.layers = f.size(keys.layers, "the number of layers", most_layers);
  shape.hidden = f.size(keys.hidden, "the hidden width");
  shape.heads = f.size(keys.heads, "the number of attention heads", most_heads);
  shape.vocabulary = f.size({vocabulary}, "the number of tokens in the vocabulary");
  shape.sequence = f.size(keys.sequence, "the longest sequence in tokens", longest_sequence);
  shape.key_value_heads = shape.heads;
  if (shape.heads) shape.head_width = shape.hidden / shape.heads;
  if (whole_heads) f.check_multiple(keys.hidden, shape.hidden, keys.heads, shape.heads);
  return shape;
}

decoder_shape read_gpt2(model_fields& f) {
  decoder_shape shape = read_sizes(f, gpt_keys, gpt2_names, "vocab_size");
  shape.ffn = f.size_or({"n_inner"}, 4 * shape.hidden);
  shape.positions = shape.sequence;
  shape.activation = read_activation(f, "activation_function", "gelu_new");
  shape.epsilon = f.positive_or("layer_norm_epsilon", 1e-5);
  shape.tied = f.flag_or("tie_word_embeddings", true);
  shape.fused_qkv = true;
  return shape;
}

decoder_shape read_gptj(model_fields& f) {
  decoder_shape shape = read_sizes(f, gpt_keys, gptj_names, "vocab_size");
  shape.ffn = f.size_or({"n_inner"}, 4 * shape.hidden);
  shape.activation = read_activation(f, "activation_function", "gelu_new");
  shape.epsilon = f.positive_or("layer_norm_epsilon", 1e-5);
  shape.tied = f.flag_or("tie_word_embeddings", false);
  shape.parallel = true;
  shape.second_norm = false;
  shape.qkv_bias = shape.out_bias = false;
  shape.head_bias = true;
  return shape;
}

decoder_shape read_gpt_neox(model_fields& f) {
  decoder_shape shape = read_sizes(f, llama_keys, neox_names, "vocab_size");
  shape.ffn = f.size({"intermediate_size"}, "the feed-forward width");
  shape.activation = read_activation(f, "hidden_act", "gelu");
  shape.epsilon = f.positive_or("layer_norm_eps", 1e-5);
  shape.tied = f.flag_or("tie_word_embeddings", false);
  shape.parallel = f.flag_or("use_parallel_residual", true);
  shape.qkv_bias = shape.out_bias = f.flag_or("attention_bias", true);
  shape.fused_qkv = true;
  return shape;
}

decoder_shape read_opt(model_fields& f) {
  decoder_shape shape = read_sizes(f, llama_keys, opt_names, "vocab_size");
  shape.ffn = f.size({"ffn_dim"}, "the feed-forward width");
  if (shape.sequence)
    shape.positions = shape.sequence + 2;  // the first two rows are never trained on
  shape.embedding_width = f.size_or({"word_embed_proj_dim"}, shape.hidden);
  shape.activation = read_activation(f, "activation_function", "relu");
  shape.tied = f.flag_or("tie_word_embeddings", true);
  shape.norm_before = f.flag_or("do_layer_norm_before", true);
  const bool no_final_norm = f.flag_or("_remove_final_layer_norm", false);
  shape.final_norm = shape.norm_before && !no_final_norm;
  shape.norm_gain = shape.norm_bias = f.flag_or("layer_norm_elementwise_affine", true);
  shape.qkv_bias = shape.out_bias = shape.ffn_bias = f.flag_or("enable_bias", true);
  return shape;
}

/// Keys that llama, mistral and mixtral share.
decoder_shape read_llama_like(model_fields& f, uint64_t key_value_heads) {
  // A null or missing head_dim is hidden / heads, which must then be whole.
  decoder_shape shape = read_sizes(f, llama_keys, llama_names, "vocab_size", false);
  const uint64_t head_width = f.size_or({"head_dim"}, 0, widest_head);
  if (head_width)
    shape.head_width = head_width;
  else
    f.check_multiple({"hidden_size"}, shape.hidden, {"num_attention_heads"}, shape.heads);
  shape.ffn = f.size({"intermediate_size"}, "the feed-forward width");
  shape.key_value_heads =
      f.size_or_if_missing("num_key_value_heads", shape.heads,
                           key_value_heads ? key_value_heads : shape.heads, most_heads);
  f.check_multiple({"num_attention_heads"}, shape.heads, {"num_key_value_heads"},
                   shape.key_value_heads);
  shape.activation = read_activation(f, "hidden_act", "silu");
  shape.epsilon = f.positive_or("rms_norm_eps", key_value_heads ? 1e-5 : 1e-6);
  shape.tied = f.flag_or("tie_word_embeddings", false);
  shape.qkv_bias = shape.out_bias = shape.ffn_bias = shape.norm_bias = false;
  shape.rms = shape.gated = true;
  return shape;
}

decoder_shape read_llama(model_fields& f) {
  decoder_shape shape = read_llama_like(f, 0);
  shape.qkv_bias = shape.out_bias = f.flag_or("attention_bias", false);
  shape.ffn_bias = f.flag_or("mlp_bias", false);
  return shape;
}

decoder_shape read_mistral(model_fields& f) {
  decoder_shape shape = read_llama_like(f, 8);
  shape.window = f.size_or({"sliding_window"}, 0, longest_sequence);
  // What a sequence is when the file does not say: no longer than attention looks back.
  if (shape.window) shape.sequence = std::min(shape.sequence, shape.window);
  return shape;
}

decoder_shape read_mixtral(model_fields& f) {
  decoder_shape shape = read_mistral(f);
  shape.experts = f.size_or({"num_local_experts"}, 8, most_experts);
  shape.experts_per_token = f.size_or({"num_experts_per_tok"}, 2, most_experts);
  if (shape.experts && shape.experts_per_token > shape.experts)
    f.refuse({"num_experts_per_tok"}, std::to_string(shape.experts_per_token),
             fmt::format("at most num_local_experts = {}", shape.experts));
  shape.names.router = "block_sparse_moe.gate";
  shape.names.expert = "block_sparse_moe.experts";
  shape.names.gate = "w1";
  shape.names.up = "w3";
  shape.names.down = "w2";
  return shape;
}

decoder_shape read_dense(model_fields& f) {
  decoder_shape shape = read_sizes(f, dense_keys, dense_names, "vocab");
  shape.ffn = f.size_or({"ffn"}, 4 * shape.hidden);
  shape.key_value_heads = f.size_or({"kv_heads"}, shape.heads, most_heads);
  f.check_multiple({"heads"}, shape.heads, {"kv_heads"}, shape.key_value_heads);
  shape.gated = f.flag_or("gated", false);
  shape.activation = read_activation(f, "activation", shape.gated ? "silu" : "gelu");
  shape.epsilon = f.positive_or("epsilon", 1e-5);
  shape.tied = f.flag_or("tied", true);
  shape.causal = f.flag_or("causal", true);
  if (f.one_of("positions", "learned", {"learned", "rotary"}) == "learned")
    shape.positions = shape.sequence;
  shape.rms = f.one_of("norm", "layer", {"layer", "rms"}) == "rms";
  const bool bias = f.flag_or("bias", true);
  shape.qkv_bias = shape.out_bias = shape.ffn_bias = bias;
  shape.norm_bias = bias && !shape.rms;
  shape.fused_qkv = true;
  return shape;
}

struct family {
  const char* name;
  decoder_shape (*read)(model_fields&);
};
constexpr family families[] = {{"gpt2", read_gpt2},         {"gptj", read_gptj},
                               {"gpt_neox", read_gpt_neox}, {"opt", read_opt},
                               {"llama", read_llama},       {"mistral", read_mistral},
                               {"mixtral", read_mixtral},   {"dense", read_dense}};

}  // namespace

const std::vector<std::string>& model_families() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const family& one : families) result.emplace_back(one.name);
    result.emplace_back("mlp");
    return result;
  }();
  return names;
}

decoder_shape read_family(const std::string& name, model_fields& fields) {
  const auto* found = std::find_if(std::begin(families), std::end(families),
                                   [&name](const family& one) { return name == one.name; });
  return found->read(fields);
}

std::string read_activation(model_fields& fields, const char* key, const char* fallback) {
  const std::string name = fields.one_of(
      key, fallback,
      {"relu", "gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_tanh", "silu", "swish"});
  if (name == "swish") return "silu";
  return name.rfind("gelu_", 0) == 0 ? "gelu_tanh" : name;
}

}  // namespace ws
