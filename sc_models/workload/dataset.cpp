// SPDX-License-Identifier: Apache-2.0
#include "ws/workload/dataset.h"

#include <algorithm>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <numeric>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/base/random.h"

namespace ws {
namespace {

constexpr size_t most_faults = 20;  // a file that is no table at all has one per line
constexpr size_t longest_data = 100'000'000;

[[noreturn]] void fail(const std::string& file, std::string text) {
  std::vector<fault> faults(1);
  faults[0].where.file = file;
  faults[0].text = std::move(text);
  throw input_error(std::move(faults));
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The file's bytes, unpacked when it is a .gz.
std::string read_bytes(const std::string& path) {
  namespace io = boost::iostreams;
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, say(msg::cannot_read, std::strerror(errno)));
  file.peek();
  if (file.bad()) fail(path, say(msg::cannot_read, std::strerror(errno)));  // a folder
  file.clear();
  std::string bytes;
  try {
    io::filtering_istream in;
    if (ends_with(path, ".gz")) in.push(io::gzip_decompressor());
    in.push(file);
    in.exceptions(std::ios_base::badbit);  // else it swallows what the filter throws
    char block[65536];
    while (in.read(block, sizeof block), in.gcount() > 0) {
      bytes.append(block, static_cast<size_t>(in.gcount()));
      if (bytes.size() > longest_data) fail(path, say(msg::data_too_long, longest_data));
    }
  } catch (const io::gzip_error& error) {
    const bool other = error.error() == io::gzip::bad_header;
    fail(path, say(msg::data_not_gzip,
                   other ? "it does not begin as one" : "it is damaged or ends too early"));
  } catch (const std::ios_base::failure&) {
    fail(path, say(msg::data_not_gzip, "it is damaged or ends too early"));
  }
  return bytes;
}

std::vector<uint32_t> shuffled(uint64_t n, const random_stream& random) {
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (uint64_t i = n; i-- > 1;) std::swap(order[i], order[random.below(i, i + 1)]);
  return order;
}

/// Reads a table of numbers, noting where each fault is.
class table_reader {
 public:
  table_reader(const std::string& file, uint64_t columns, uint64_t classes)
      : m_file(file), m_columns(columns), m_classes(classes) {}

  void read(const std::string& text) {
    int line = 0;
    for (size_t begin = 0; begin < text.size() && m_faults.size() < most_faults;) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      read_line(text.data() + begin, text.data() + end, ++line);
      begin = end + 1;
    }
    if (m_faults.empty() && m_labels.size() < 5)
      fail(m_file, say(msg::data_few_rows, m_labels.size()));
    if (!m_faults.empty()) throw input_error(std::move(m_faults));
  }
  std::vector<float> take_features() { return std::move(m_features); }
  std::vector<uint32_t> take_labels() { return std::move(m_labels); }

 private:
  void read_line(const char* begin, const char* end, int line) {
    if (end > begin && end[-1] == '\r') --end;
    if (begin == end) return;
    uint64_t found = 0;
    for (const char* at = begin;; ++at) {
      const char* comma = std::find(at, end, ',');
      const int column = static_cast<int>(at - begin) + 1;
      if (found++ < m_columns)
        read_feature(at, comma, line, column);
      else if (found == m_columns + 1)
        read_class(at, comma, line, column);
      if (comma == end) break;
      at = comma;
    }
    if (found != m_columns + 1)
      note(line, 1, say(msg::data_columns, found, m_columns + 1, m_columns));
  }
  void read_feature(const char* begin, const char* end, int line, int column) {
    float value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || stop != end || !(value >= 0 && value <= 65504))
      note(line, column, say(msg::data_value, shown(begin, end)));
    m_features.push_back(value);
  }
  void read_class(const char* begin, const char* end, int line, int column) {
    uint32_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || stop != end || value >= m_classes)
      note(line, column, say(msg::data_class, shown(begin, end), m_classes - 1));
    m_labels.push_back(value);
  }
  void note(int line, int column, std::string text) {
    fault next;
    next.where.file = m_file;
    next.where.line = line;
    next.where.column = column;
    next.text = std::move(text);
    m_faults.push_back(std::move(next));
  }
  /// A value as it may stand in a message: short and printable.
  static std::string shown(const char* begin, const char* end) {
    std::string text;
    for (; begin != end && text.size() < 20; ++begin)
      text += *begin >= ' ' && *begin <= '~' ? *begin : '?';
    return begin == end ? text : text + "...";
  }

  const std::string& m_file;
  const uint64_t m_columns, m_classes;
  std::vector<float> m_features;
  std::vector<uint32_t> m_labels;
  std::vector<fault> m_faults;
};

class table_data final : public dataset {
 public:
  table_data(const model& m, const std::string& bytes, uint64_t seed)
      : m_seed(seed), m_columns(m.tensors.at(0).columns) {
    table_reader reader(m.data, m_columns, m.vocabulary);
    reader.read(bytes);
    m_features = reader.take_features();
    m_labels = reader.take_labels();
    const float largest = *std::max_element(m_features.begin(), m_features.end());
    if (largest > 0)
      for (float& value : m_features) value /= largest;
    m_order = shuffled(m_labels.size(), random_stream(seed, random_purpose::split));
    m_train = m_labels.size() * 4 / 5;
  }

  sample_batch batch(uint64_t step, uint64_t global_batch) const override {
    sample_batch result = empty();
    for (uint64_t i = 0; i < global_batch; ++i) {
      const uint64_t place = step * global_batch + i, epoch = place / m_train;
      if (m_epoch_order.empty() || epoch != m_epoch) {
        m_epoch = epoch;
        m_epoch_order = shuffled(m_train, random_stream(m_seed, random_purpose::order, epoch));
      }
      add(result, m_order[m_epoch_order[place % m_train]]);
    }
    return result;
  }
  sample_batch test() const override {
    sample_batch result = empty();
    for (uint64_t i = m_train; i < m_labels.size(); ++i) add(result, m_order[i]);
    return result;
  }

 private:
  sample_batch empty() const {
    sample_batch result;
    result.features_per_token = m_columns;
    return result;
  }
  void add(sample_batch& to, uint64_t row) const {
    const auto first = m_features.begin() + static_cast<std::ptrdiff_t>(row * m_columns);
    to.features.insert(to.features.end(), first, first + static_cast<std::ptrdiff_t>(m_columns));
    to.targets.push_back(m_labels[row]);
    ++to.sequences;
  }

  const uint64_t m_seed, m_columns;
  std::vector<float> m_features;
  std::vector<uint32_t> m_labels, m_order;
  uint64_t m_train = 0;
  mutable uint64_t m_epoch = 0;  // the order of the epoch that was asked for last
  mutable std::vector<uint32_t> m_epoch_order;
};

class text_data final : public dataset {
 public:
  text_data(const model& m, const std::string& bytes, uint64_t seed)
      : m_seed(seed), m_context(m.sequence_length) {
    std::vector<uint32_t> number(256, 0);
    for (const char c : bytes) number[static_cast<unsigned char>(c)] = 1;
    const uint64_t distinct = std::accumulate(number.begin(), number.end(), uint64_t{0});
    if (distinct > m.vocabulary) fail(m.data, say(msg::data_vocabulary, distinct, m.vocabulary));
    uint32_t next = 0;
    for (uint32_t& n : number) n = n ? next++ : 0;
    m_tokens.reserve(bytes.size());
    for (const char c : bytes) m_tokens.push_back(number[static_cast<unsigned char>(c)]);
    m_train = m_tokens.size() * 4 / 5;
    if (m_tokens.size() - m_train <= m_context)
      fail(m.data, say(msg::data_text_short, bytes.size(), 5 * (m_context + 1), m_context));
  }

  sample_batch batch(uint64_t step, uint64_t global_batch) const override {
    sample_batch result;
    const random_stream random(m_seed, random_purpose::position, step);
    for (uint64_t i = 0; i < global_batch; ++i) add(result, random.below(i, m_train - m_context));
    return result;
  }
  sample_batch test() const override {
    sample_batch result;
    for (uint64_t at = m_train; at + m_context < m_tokens.size(); at += m_context) add(result, at);
    return result;
  }

 private:
  void add(sample_batch& to, uint64_t at) const {
    const auto first = m_tokens.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = static_cast<std::ptrdiff_t>(m_context);
    to.tokens_per_sequence = m_context;
    to.tokens.insert(to.tokens.end(), first, first + count);
    to.targets.insert(to.targets.end(), first + 1, first + count + 1);
    ++to.sequences;
  }

  const uint64_t m_seed, m_context;
  std::vector<uint32_t> m_tokens;
  uint64_t m_train = 0;
};

}  // namespace

sample_batch sample_batch::share(uint64_t first, uint64_t count) const {
  sample_batch part;
  part.sequences = count;
  part.tokens_per_sequence = tokens_per_sequence;
  part.features_per_token = features_per_token;
  const auto cut = [&](const auto& from, auto& to, uint64_t each) {
    if (from.empty()) return;
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first * each);
    to.assign(begin, begin + static_cast<std::ptrdiff_t>(count * each));
  };
  cut(features, part.features, tokens_per_sequence * features_per_token);
  cut(tokens, part.tokens, tokens_per_sequence);
  cut(targets, part.targets, tokens_per_sequence);
  return part;
}

std::unique_ptr<dataset> load_dataset(const model& m, uint64_t seed) {
  if (m.data.empty()) fail(m.file, say(msg::data_missing));
  const std::string bytes = read_bytes(m.data);
  if (m.ops.at(0).kind == op_kind::embedding) return std::make_unique<text_data>(m, bytes, seed);
  return std::make_unique<table_data>(m, bytes, seed);
}

}  // namespace ws
