// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "report/provocation.h"
#include "ws/memoryx/optimizer.h"
#include "ws/wafer/network.h"
#include "ws/workload/dataset.h"

// The rows of the message table that belong to data of runs with values (test_messages.cpp).
namespace ws::testing_report {
namespace {

const std::string table_model = R"({"model_type": "mlp", "layer_sizes": [2, 3, 3])";
const std::string text_model =
    R"({"model_type": "dense", "layers": 1, "hidden": 8, "heads": 1, "ffn": 8, "vocab": 4,)"
    R"( "sequence_length": 4)";

// Of a model that reads this file; the path stands as its name alone, whatever the folder.
std::string told_of_file(const std::string& network, const std::string& path) {
  std::string text = told(
      [&] { load_dataset(parse_model(network + ", \"data\": \"" + path + "\"}", "m.json"), 1); });
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  for (size_t at; (at = text.find(folder)) != std::string::npos;) text.erase(at, folder.size());
  return text;
}

std::string told_of_data(const std::string& network, const std::string& name,
                         const std::string& bytes) {
  const scratch_folder folder;
  return told_of_file(network, folder.write(name, bytes));
}

std::string told_of_table(const std::string& rows) {
  return told_of_data(table_model, "d.csv", rows);
}

}  // namespace

provocations data_provocations() {
  return {
      {"data_missing",
       {[] { return told([] { load_dataset(parse_model(table_model + "}", "m.json"), 1); }); },
        "m.json: names no data; a run with values needs the key \"data\""}},
      {"data_too_long",
       {[] { return told_of_file(table_model, "/dev/zero"); },
        "zero: is longer than 100000000 bytes"}},
      {"data_not_gzip",
       {[] { return told_of_data(table_model, "d.csv.gz", "no gzip at all"); },
        "d.csv.gz: is not a whole gzip file: it does not begin as one"}},
      {"data_columns",
       {[] { return told_of_table("1,2,0\n1,0\n"); },
        "d.csv:2:1: 2 values: must be 3, 2 features and the class"}},
      {"data_value",
       {[] { return told_of_table("1,two,0\n"); },
        "d.csv:1:3: \"two\": must be a number from 0 to 65504"}},
      {"data_class",
       {[] { return told_of_table("1,2,3\n"); },
        "d.csv:1:5: \"3\": must be a class, a whole number from 0 to 2"}},
      {"data_few_rows",
       {[] { return told_of_table("1,2,0\n"); }, "d.csv: 1 rows: must be at least 5"}},
      {"data_vocabulary",
       {[] { return told_of_data(text_model, "d.txt", "abcdeabcde"); },
        "d.txt: 5 different characters: the model's vocabulary has 4"}},
      {"data_text_short",
       {[] { return told_of_data(text_model, "d.txt", "abcdabcd"); },
        "d.txt: 8 characters: must be at least 25 for sequences of 4 tokens"}},
      {"values_unsupported",
       {[] {
          return told([] {
            network::require_supported(
                parse_model(table_model + ", \"activation\": \"silu\"}", "m.json"));
          });
        },
        "m.json: cannot run with values: activation silu at layers.0.activation"}},
      {"values_not_finite",
       {[] { return told([] { clip_factor(training_config(), 7, HUGE_VAL); }); },
        "a gradient of step 7 is not finite; a smaller training.loss_scale or "
        "training.learning_rate may help"}},
  };
}

}  // namespace ws::testing_report
