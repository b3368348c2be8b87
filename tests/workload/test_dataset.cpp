// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "ws/base/error.h"
#include "ws/workload/dataset.h"

namespace ws {
namespace {

using testing::ElementsAre;

/// A file of its own for each test, gone afterwards.
class data_file {
 public:
  data_file(const std::string& name, const std::string& bytes)
      : m_path((std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + "-" + name))
                   .string()) {
    std::ofstream(m_path, std::ios::binary) << bytes;
  }
  ~data_file() { std::filesystem::remove(m_path); }
  const std::string& path() const { return m_path; }

 private:
  std::string m_path;
};

model table_model(const std::string& data, unsigned features = 2, unsigned classes = 3) {
  model m = parse_model("{\"model_type\": \"mlp\", \"layer_sizes\": [" + std::to_string(features) +
                            ", 4, " + std::to_string(classes) + "]}",
                        "m.json");
  m.data = data;
  return m;
}

model text_model(const std::string& data, unsigned vocabulary, unsigned context = 4) {
  model m = parse_model(
      "{\"model_type\": \"gpt2\", \"n_embd\": 4, \"n_layer\": 1, \"n_head\": 1, "
      "\"n_positions\": " +
          std::to_string(context) + ", \"vocab_size\": " + std::to_string(vocabulary) + "}",
      "m.json");
  m.data = data;
  return m;
}

std::vector<std::string> faults_of(const model& m, const std::string& file) {
  std::vector<std::string> texts;
  try {
    load_dataset(m, 1);
  } catch (const input_error& error) {
    for (const fault& f : error.faults()) {
      EXPECT_EQ(f.where.file, file);
      texts.push_back(to_string(f).substr(file.size() + (file.empty() ? 0 : 1)));
    }
  }
  return texts;
}

std::string ten_rows() {
  std::string text;
  for (int i = 0; i < 10; ++i) text += std::to_string(i) + ",10," + std::to_string(i % 3) + "\n";
  return text;
}

TEST(TableData, SharesAreConsecutivePartsOfTheGlobalBatch) {
  const data_file file("rows.csv", ten_rows());
  const auto data = load_dataset(table_model(file.path()), 1);
  const sample_batch all = data->batch(3, 6);
  ASSERT_EQ(all.sequences, 6u);
  for (const uint64_t n : {1u, 2u, 3u, 6u}) {
    std::vector<float> features;
    std::vector<uint32_t> targets;
    for (uint64_t k = 0; k < n; ++k) {
      const sample_batch part = all.share(k * 6 / n, 6 / n);
      EXPECT_EQ(part.token_count(), 6 / n);
      features.insert(features.end(), part.features.begin(), part.features.end());
      targets.insert(targets.end(), part.targets.begin(), part.targets.end());
    }
    EXPECT_EQ(features, all.features);
    EXPECT_EQ(targets, all.targets);
  }
}

TEST(TableData, TrainsOnFourFifthsOncePerEpochAndTestsOnTheRest) {
  const data_file file("rows.csv", ten_rows());
  const auto data = load_dataset(table_model(file.path()), 1);
  std::map<float, int> seen;
  for (uint64_t step = 0; step < 6; ++step)  // 24 samples: three epochs of 8
    for (uint64_t i = 0; i < 4; ++i) ++seen[data->batch(step, 4).features[2 * i]];
  EXPECT_EQ(seen.size(), 8u);
  for (const auto& [feature, times] : seen) EXPECT_EQ(times, 3) << feature;
  const sample_batch test = data->test();
  EXPECT_EQ(test.sequences, 2u);
  for (uint64_t i = 0; i < 2; ++i) EXPECT_EQ(seen.count(test.features[2 * i]), 0u);
}

TEST(TableData, BatchesDependOnSeedAndStepNotOnTheOrderOfCalls) {
  const data_file file("rows.csv", ten_rows());
  const auto one = load_dataset(table_model(file.path()), 1);
  const auto other = load_dataset(table_model(file.path()), 1);
  const auto late = one->batch(9, 5).features, early = one->batch(0, 5).features;
  EXPECT_EQ(other->batch(0, 5).features, early);
  EXPECT_EQ(other->batch(9, 5).features, late);
  EXPECT_NE(load_dataset(table_model(file.path()), 2)->batch(0, 8).features,
            one->batch(0, 8).features);
}

TEST(TableData, ShippedDigitsHoldTheirRows) {
  const auto data = load_dataset(load_model(WS_SOURCE_DIR "/configs/models/mlp-digits.json"), 1);
  EXPECT_EQ(data->test().sequences, 360u);
  const sample_batch batch = data->batch(0, 1437);
  EXPECT_EQ(batch.features.size(), 1437u * 64);
  EXPECT_EQ(std::set<uint32_t>(batch.targets.begin(), batch.targets.end()).size(), 10u);
  for (const float x : batch.features) ASSERT_TRUE(x * 16 == static_cast<int>(x * 16) && x <= 1);
}

TEST(TableData, EveryFaultIsToldWithItsLineAndColumn) {
  const data_file file("bad.csv", "1,2,0\n1,x,0\n1,2\n-1,2,7\n\n1,2,0,4\n");
  EXPECT_THAT(faults_of(table_model(file.path()), file.path()),
              ElementsAre("2:3: \"x\": must be a number from 0 to 65504",
                          "3:1: 2 values: must be 3, 2 features and the class",
                          "4:1: \"-1\": must be a number from 0 to 65504",
                          "4:6: \"7\": must be a class, a whole number from 0 to 2",
                          "6:1: 4 values: must be 3, 2 features and the class"));
  const data_file few("few.csv", "1,2,0\n");
  EXPECT_THAT(faults_of(table_model(few.path()), few.path()),
              ElementsAre(" 1 rows: must be at least 5"));
}

TEST(TableData, FilesThatCannotBeReadAreTold) {
  EXPECT_THAT(faults_of(table_model("/no/such.csv"), "/no/such.csv"),
              ElementsAre(" cannot be read: No such file or directory"));
  EXPECT_EQ(faults_of(table_model("/"), "/").size(), 1u);
  EXPECT_THAT(faults_of(table_model(""), "m.json"),
              ElementsAre(" names no data; a run with values needs the key \"data\""));
  const data_file plain("plain.csv.gz", ten_rows());
  EXPECT_THAT(faults_of(table_model(plain.path()), plain.path()),
              ElementsAre(" is not a whole gzip file: it does not begin as one"));
  std::ifstream digits(WS_SOURCE_DIR "/data/digits.csv.gz", std::ios::binary);
  std::string bytes(20'000, '\0');
  digits.read(bytes.data(), 20'000);
  const data_file cut("cut.csv.gz", bytes);
  EXPECT_THAT(faults_of(table_model(cut.path(), 64, 10), cut.path()),
              ElementsAre(" is not a whole gzip file: it is damaged or ends too early"));
}

TEST(TextData, SequencesAreFollowedByTheNextCharacter) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += static_cast<char>('a' + i * i % 17);
  const data_file file("text.txt", text);
  const auto data = load_dataset(text_model(file.path(), 20), 1);
  const sample_batch batch = data->batch(0, 30);
  EXPECT_EQ(batch.token_count(), 120u);
  std::set<char> alphabet(text.begin(), text.end());
  const std::vector<char> letters(alphabet.begin(), alphabet.end());
  for (uint64_t i = 0; i < 30; ++i) {
    std::string part;
    for (uint64_t t = 0; t < 4; ++t) part += letters[batch.tokens[4 * i + t]];
    part += letters[batch.targets[4 * i + 3]];
    EXPECT_NE(text.substr(0, 80).find(part), std::string::npos) << part;
    for (uint64_t t = 0; t < 3; ++t)
      EXPECT_EQ(batch.targets[4 * i + t], batch.tokens[4 * i + t + 1]);
  }
  EXPECT_EQ(data->test().sequences, 4u);  // 19 / 4
  EXPECT_EQ(data->batch(7, 30).tokens,
            load_dataset(text_model(file.path(), 20), 1)->batch(7, 30).tokens);
}

TEST(TextData, MustFitVocabularyAndContext) {
  const data_file file("text.txt", "abcdefghijklmnopqrstuvwxyz");
  EXPECT_THAT(faults_of(text_model(file.path(), 20), file.path()),
              ElementsAre(" 26 different characters: the model's vocabulary has 20"));
  EXPECT_THAT(faults_of(text_model(file.path(), 26, 8), file.path()),
              ElementsAre(" 26 characters: must be at least 45 for sequences of 8 tokens"));
  EXPECT_TRUE(faults_of(text_model(file.path(), 26, 5), file.path()).empty());
}

}  // namespace
}  // namespace ws
