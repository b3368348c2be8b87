// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <string>

#include "report/process.h"
#include "ws/base/error.h"
#include "ws/config/load.h"
#include "ws/report/outcome.h"
#include "ws/workload/plan.h"

namespace ws::testing_report {

/// Something that makes the program say a message, and what it says to the letter.
struct provocation {
  std::function<std::string()> provoke;
  std::string exact;
};

/// By the message's name in include/ws/base/messages.h.
using provocations = std::map<std::string, provocation>;
provocations config_provocations();
provocations model_provocations();
provocations data_provocations();
provocations program_provocations();
provocations isa_provocations();
provocations run_provocations();
provocations checkpoint_provocations();
provocations array_provocations();
provocations kernel_provocations();

/// What is thrown, as the program would print it.
inline std::string told(const std::function<void()>& action) {
  try {
    action();
  } catch (...) {
    return outcome_of(std::current_exception()).text;
  }
  return "nothing";
}

inline std::string told_of_cluster(const std::string& text) {
  return told([&] { parse_cluster(text, "c.yaml"); });
}

inline std::string told_of_model(const std::string& text) {
  return told([&] { parse_model(text, "m.json"); });
}

/// The plan of a model on a cluster, both as text.
inline std::string told_of_plan(const std::string& network, const std::string& cluster) {
  return told([&] { make_plan(parse_model(network, "m.json"), parse_cluster(cluster, "c.yaml")); });
}

}  // namespace ws::testing_report
