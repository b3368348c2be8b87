// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/wafer/network.h"

namespace ws {
namespace {

constexpr uint64_t most_parameters = 100'000'000;  // weights, gradients, state: gigabytes of memory

std::string reason(const model& m, const op& o, bool positions) {
  const auto width = [&](int index) { return m.ops[static_cast<size_t>(index)].width; };
  switch (o.kind) {
    case op_kind::normalize:
      if (o.function != "layer") return fmt::format("{} norm at {}", o.function, o.name);
      break;
    case op_kind::activation:
      if (o.function != "relu" && o.function != "gelu_tanh")
        return fmt::format("activation {} at {}", o.function, o.name);
      if (o.second_input >= 0) return fmt::format("a gated activation at {}", o.name);
      break;
    case op_kind::attention: {
      if (!m.causal) return "attention that is not causal";
      if (!positions) return "rotary positions";
      const bool fused = o.second_input < 0;
      if (fused ? width(o.input) != 3 * o.width
                : width(o.input) != o.width || width(o.second_input) != o.width ||
                      width(o.third_input) != o.width)
        return fmt::format("fewer key-value heads than heads at {}", o.name);
      break;
    }
    default:
      break;
  }
  return "";
}

}  // namespace

std::string network::unsupported(const model& m) {
  if (m.ops.empty() || m.ops.back().kind != op_kind::loss) return "no loss at the end";
  if (m.parameters() > most_parameters)
    return fmt::format("{} parameters are more than {}", m.parameters(), most_parameters);
  if (m.ops.front().kind != op_kind::embedding && m.ops.front().kind != op_kind::matrix)
    return "neither a table nor a matrix at the start";
  bool positions = false;
  for (const op& o : m.ops) positions = positions || o.kind == op_kind::position;
  for (const op& o : m.ops)
    if (std::string why = reason(m, o, positions); !why.empty()) return why;
  return "";
}

void network::require_supported(const model& m) {
  const std::string why = unsupported(m);
  if (why.empty()) return;
  std::vector<fault> faults(1);
  faults[0].where.file = m.file;
  faults[0].text = say(msg::values_unsupported, why);
  throw input_error(std::move(faults));
}

}  // namespace ws
