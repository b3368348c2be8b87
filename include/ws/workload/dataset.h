// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ws/workload/model.h"

namespace ws {

/// Consecutive sequences with their targets. A network that starts with a table reads `tokens`, any
/// other `features`; the other one is empty.
struct sample_batch {
  uint64_t sequences = 0, tokens_per_sequence = 1;
  uint64_t features_per_token = 0;
  std::vector<float> features;    ///< sequences x tokens x features
  std::vector<uint32_t> tokens;   ///< sequences x tokens
  std::vector<uint32_t> targets;  ///< sequences x tokens: the class or the next token

  uint64_t token_count() const { return sequences * tokens_per_sequence; }
  /// Sequences [first, first + count): one system's share or one micro-batch.
  sample_batch share(uint64_t first, uint64_t count) const;
};

/// Samples for runs with values: four fifths to train on, the rest to test. What a batch holds
/// depends on seed, step and global batch only, never on how many systems share it.
class dataset {
 public:
  virtual ~dataset() = default;
  /// All sequences of one step (counted from 0).
  virtual sample_batch batch(uint64_t step, uint64_t global_batch) const = 0;
  /// Everything that is never trained on, in order.
  virtual sample_batch test() const = 0;
};

/// Reads model.data: comma-separated rows of features and a class (.csv or .csv.gz), each feature
/// divided by the largest of the file, or any other file as text, whose distinct bytes in ascending
/// order are the vocabulary. Throws input_error.
std::unique_ptr<dataset> load_dataset(const model& m, uint64_t seed);

}  // namespace ws
