// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "decoder.h"
#include "model_fields.h"

namespace ws {

/// Every model_type that load_model reads.
const std::vector<std::string>& model_families();

/// The keys of a family, with its rules for what the file leaves out. Faults go into the fields.
decoder_shape read_family(const std::string& family, model_fields& fields);

/// HuggingFace's and our names of an activation, as ops carry it.
std::string read_activation(model_fields& fields, const char* key, const char* fallback);

}  // namespace ws
