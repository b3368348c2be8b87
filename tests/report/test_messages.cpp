// SPDX-License-Identifier: Apache-2.0
// Every message the program can emit is provoked here with its exact text. A message without a row
// in one of the tables below fails, and so does a row whose message is gone.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "report/provocation.h"
#include "ws/base/messages.h"

namespace ws {
namespace {

using testing_report::provocation;
using testing_report::provocations;

const provocations& table() {
  static const provocations rows = [] {
    provocations all = testing_report::config_provocations();
    all.merge(testing_report::model_provocations());
    all.merge(testing_report::data_provocations());
    all.merge(testing_report::program_provocations());
    all.merge(testing_report::isa_provocations());
    all.merge(testing_report::run_provocations());
    all.merge(testing_report::checkpoint_provocations());
    all.merge(testing_report::array_provocations());
    all.merge(testing_report::kernel_provocations());
    return all;
  }();
  return rows;
}

// The message's text with anything in place of its {}.
std::regex pattern_of(const message& m) {
  static const std::regex special(R"([.^$|()\[\]*+?\\/])");
  static const std::regex field(R"(\{[^}]*\})");
  const std::string escaped = std::regex_replace(m.text(), special, R"(\$&)");
  const std::string fields = std::regex_replace(escaped, field, "[\\s\\S]*");
  const std::string after = say(msg::usage, "");  // follows what is wrong with the command line
  return std::regex("(^|[\\s\\S]*: )" + fields + "(" +
                    std::regex_replace(after, special, R"(\$&)") + ")?");
}

TEST(Messages, EachHasAProvocationAndEachProvocationAMessage) {
  std::set<std::string> messages;
  for (const message* m : all_messages()) {
    EXPECT_TRUE(messages.insert(m->name()).second) << m->name() << " stands twice";
    EXPECT_EQ(table().count(m->name()), 1u) << m->name() << " is never provoked";
  }
  for (const auto& [name, row] : table()) {
    EXPECT_EQ(messages.count(name), 1u) << name << " is no message";
  }
}

TEST(Messages, AreToldToTheLetter) {
  for (const message* m : all_messages()) {
    const auto row = table().find(m->name());
    if (row == table().end()) continue;  // the test above tells
    EXPECT_EQ(row->second.provoke(), row->second.exact) << m->name();
  }
}

TEST(Messages, AreTheOnesThatTheirRowsName) {
  for (const message* m : all_messages()) {
    const auto row = table().find(m->name());
    if (row == table().end()) continue;
    EXPECT_TRUE(std::regex_match(row->second.exact, pattern_of(*m)))
        << m->name() << ": " << row->second.exact;
  }
}

}  // namespace
}  // namespace ws
