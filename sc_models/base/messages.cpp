// SPDX-License-Identifier: Apache-2.0
#include "ws/base/messages.h"

namespace ws {
namespace {

std::vector<const message*>& table() {
  static std::vector<const message*> rows;
  return rows;
}

}  // namespace

message::message(const char* name, const char* text) : m_name(name), m_text(text) {
  table().push_back(this);
}

const std::vector<const message*>& all_messages() { return table(); }

}  // namespace ws
