// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "faults_of.h"
#include "random_config.h"
#include "ws/base/nearest.h"
#include "ws/config/yaml_tree.h"

namespace ws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string times(size_t n, const std::string& part) {
  std::string text;
  for (size_t i = 0; i < n; ++i) text += part;
  return text;
}

TEST(Text, FaultsOfTheFileAsSuch) {
  for (const char* empty : {"", "\n\n", "# only a comment\n", "   "})
    EXPECT_THAT(faults_of(empty), ElementsAre("c.yaml: is empty; a cluster needs at least one key, "
                                              "as in \"systems: 1\""));
  EXPECT_THAT(faults_of("systems: 1\nname: \xff"),
              ElementsAre("c.yaml:2:7: byte 0xff has no place in a text file (UTF-8)"));
  EXPECT_THAT(faults_of(std::string("\0ELF", 4)),
              ElementsAre("c.yaml:1:1: byte 0x00 has no place in a text file (UTF-8)"));
  EXPECT_THAT(faults_of("name: \xc3"),
              ElementsAre("c.yaml:1:7: byte 0xc3 has no place in a text file (UTF-8)"));
  EXPECT_THAT(faults_of(std::string(max_config_bytes + 1, ' ')),
              ElementsAre("c.yaml: is larger than 262144 bytes, too large for a cluster"));
  EXPECT_THAT(faults_of("systems: 1\n  name: x"),
              ElementsAre("c.yaml:2:7: not YAML: illegal map value"));
  EXPECT_THAT(
      faults_of("systems: 1\n---\nname: x"),
      ElementsAre("c.yaml:3:1: a second document begins here; a file describes one cluster"));
  EXPECT_THAT(faults_of("cs2: &a {links: 3}"),
              ElementsAre("c.yaml:1:6: anchors and aliases (&, *) are not allowed; write the value "
                          "out"));
  EXPECT_THAT(faults_of("a: " + times(20, "[") + times(20, "]")),
              ElementsAre("c.yaml:1:19: nested deeper than 16 levels"));
  EXPECT_THAT(faults_of("{[a]: 3}"),
              ElementsAre("c.yaml:1:2: a key must be one word (or is a bracket left open?)"));
}

TEST(Text, UnicodeAndWindowsLinesAreText) {
  EXPECT_EQ(parse_cluster("name: Z\xc3\xbcrich\r\nsystems: 2\r\n", "c").name, "Z\xc3\xbcrich");
  EXPECT_EQ(parse_cluster("\xef\xbb\xbfsystems: 2", "c").systems, 2u);
}

TEST(Text, AFileThatCannotBeReadSaysWhy) {
  const auto faults = [](const std::string& path) -> std::string {
    try {
      load_cluster(path);
    } catch (const input_error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(faults("no/such.yaml"), "no/such.yaml: cannot be read: No such file or directory");
  EXPECT_EQ(faults("/"), "/: cannot be read: Is a directory");
  EXPECT_EQ(faults("/dev/null"),
            "/dev/null: is empty; a cluster needs at least one key, as in \"systems: 1\"");
  EXPECT_EQ(faults("/dev/zero"), "/dev/zero: is larger than 262144 bytes, too large for a cluster");
}

TEST(Text, BombsAreRefusedAtOnce) {
  const size_t n = max_config_bytes - 16;
  for (const std::string part :
       {"[",    "{",    "? ",    "- ",      ": ",   "\"",   "'",          "!",    "&a ",
        "*a ",  "[,",   "]",     "{a: ",    "[? ",  "a:\n", "a: |\n x\n", "\\\n", "%",
        "[[],", "- - ", "!<a> ", "a: &b\n", "? - ", "\t",   ",",          "--- ", "...\n"}) {
    const std::string text = times(n / part.size(), part);
    EXPECT_FALSE(faults_of(text).empty()) << part;
    EXPECT_FALSE(faults_of("cs2: " + text).empty()) << part;
  }
  std::string stairs;
  for (size_t i = 0; i < 600; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_THAT(faults_of(stairs), ElementsAre(HasSubstr("nested deeper than 16 levels")));
}

TEST(Text, RandomDamageNeverDoesMoreThanAFault) {
  std::mt19937_64 random(seed_of_run());
  const std::string good = to_yaml(random_cluster(random));
  const std::string bytes = ":-[]{}&*!|>'\"%@`#,? \n\t\\0159.eEn~\xc3\xa9\xff";
  int accepted = 0, refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string text = good;
    for (size_t damage = 1 + random() % 4; damage > 0; --damage) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = bytes[random() % bytes.size()];
          break;
        case 1:
          text.insert(at, 1, bytes[random() % bytes.size()]);
          break;
        case 2:
          text.erase(at, 1 + random() % 9);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
      }
    }
    (faults_of(text).empty() ? accepted : refused) += 1;
  }
  EXPECT_GT(accepted, 50);
  EXPECT_GT(refused, 1000);
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> words = {"radix", "topology", "buffer", "hop_latency"};
  EXPECT_EQ(nearest("radx", words), "radix");
  EXPECT_EQ(nearest("raidx", words), "radix");
  EXPECT_EQ(nearest("bufer_", words), "buffer");
  EXPECT_EQ(nearest("hop_latency_s", words), "hop_latency");
  EXPECT_EQ(nearest("topo", words), "topology");
  EXPECT_EQ(nearest("RADIX", words), "radix");
  EXPECT_EQ(nearest("KB", {"B", "MB", "kB"}), "kB");
  EXPECT_EQ(nearest("jitter", words), "");
  EXPECT_EQ(nearest("", words), "");
  EXPECT_EQ(nearest(std::string(100'000, 'r'), words), "");
}

TEST(Shown, KeepsMessagesOnOneShortLine) {
  EXPECT_EQ(shown("100 Gb/s"), "100 Gb/s");
  EXPECT_EQ(shown("a\nb\x1b[2J"), "a\\x0ab\\x1b[2J");
  EXPECT_EQ(shown(std::string(61, 'x')), std::string(60, 'x') + "...");
  EXPECT_EQ(shown(std::string(59, 'x') + "\xc3\xa9"), std::string(59, 'x') + "\xc3\xa9");
}

}  // namespace
}  // namespace ws
