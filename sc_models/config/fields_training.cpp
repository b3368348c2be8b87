// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

// The tables of what is computed and how it is simulated.
namespace ws {
namespace {

table_of<training_config> make_training() {
  table_of<training_config> t("training", "What is trained with which arithmetic.");
  using c = training_config;
  t.choice("optimizer", &c::optimizer, {"sgd", "momentum", "adam", "adamw"},
           "rule of the weight update (adamw: published LLM configs, Cerebras Model Zoo)");
  t.number("learning_rate", "learning_rate", &c::learning_rate, quantity::plain, 0, 1e3,
           "step of the update");
  t.number("momentum", "momentum", &c::momentum, quantity::plain, 0, 1,
           "share of the last step that is kept; momentum only")
      .below = true;
  t.number("beta1", "beta1", &c::beta1, quantity::plain, 0, 1,
           "decay of the first moment; adam and adamw")
      .below = true;
  t.number("beta2", "beta2", &c::beta2, quantity::plain, 0, 1,
           "decay of the second moment; adam and adamw")
      .below = true;
  t.number("epsilon", "epsilon", &c::epsilon, quantity::plain, 1e-30, 1,
           "added to the second moment's root; adam and adamw");
  t.number("weight_decay", "weight_decay", &c::weight_decay, quantity::plain, 0, 1e3,
           "pull of the weights towards zero");
  t.number("max_gradient_norm", "max_gradient_norm", &c::max_gradient_norm, quantity::plain, 0,
           1e30, "global norm to which gradients are clipped; 0: none (Cerebras Model Zoo: 1.0)");
  t.number("loss_scale", "loss_scale", &c::loss_scale, quantity::plain, 1, 16777216,
           "factor on the loss that keeps small gradients above f16's smallest number")
      .power_of_two = true;
  t.choice("update", &c::update, {"after_global_norm", "eager"},
           "all gradients first, as clipping needs, or each layer as its gradients arrive");
  t.choice("precision", &c::precision, {"mixed", "f16"},
           "mixed: f16 x f16 added in f32, 2 multiply-adds a cycle; f16: 4 a cycle");
  t.integer("batch_sequences", &c::batch_sequences, 0, 1'000'000'000'000,
            "global batch in sequences; 0: one largest micro-batch per system");
  t.integer("micro_batch_sequences", &c::micro_batch_sequences, 0, 1'000'000'000,
            "sequences of one system in one pass; 0: the most that fit");
  t.number("sparsity", "sparsity", &c::sparsity, quantity::plain, 0, 1,
           "share of zeros in every weight matrix")
      .below = true;
  t.choice("activations", &c::activations,
           {activation_policy_names.begin(), activation_policy_names.end()},
           "where activations wait for the backward pass; auto: the first that fits");
  t.integer("seed", &c::seed, 0, UINT64_MAX, "seed of all random numbers");
  return t;
}

table_of<simulation_config> make_simulation() {
  table_of<simulation_config> t("simulation", "How it is simulated; nothing of the hardware.");
  using c = simulation_config;
  t.choice("transport", &c::transport, {"loosely_timed", "approximately_timed"},
           "TLM-2.0 style: blocking calls, or four phases");
  t.choice("symmetry", &c::symmetry, {"folded", "planes", "none"},
           "what is simulated once where it is identical: systems and planes, planes, nothing");
  t.number("burst", "burst_bytes", &c::burst_bytes, quantity::data, 64, 4e9,
           "largest transaction; TLM-2.0 counts its bytes in 32 bits");
  t.number("mtu", "mtu_bytes", &c::mtu_bytes, quantity::data, 64, 1e9,
           "packet inside a burst; the grain of cut-through (assumed: RoCE, 4 KiB)");
  return t;
}

}  // namespace

const table_of<training_config>& training_table() {
  static const table_of<training_config> table = make_training();
  return table;
}

const table_of<simulation_config>& simulation_table() {
  static const table_of<simulation_config> table = make_simulation();
  return table;
}

}  // namespace ws
