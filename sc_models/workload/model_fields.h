// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "json_text.h"
#include "ws/base/error.h"

namespace ws {

/// Reads the keys of one JSON object and collects everything that is wrong with them. A faulty or
/// missing value reads as zero (false, empty), so that checks between keys can skip it.
class model_fields {
 public:
  /// Names by which files know one value: the family's own first, then those that the
  /// HuggingFace implementation maps to it.
  using names = std::vector<const char*>;

  static constexpr uint64_t largest_size = 1'000'000'000'000;

  model_fields(const json_node& object, std::string prefix, std::vector<fault>& faults)
      : m_object(object),
        m_prefix(std::move(prefix)),
        m_faults(faults),
        m_used(object.items.size(), false) {}

  uint64_t size(const names& keys, const std::string& meaning, uint64_t largest = largest_size);
  uint64_t size_or(const names& keys, uint64_t fallback, uint64_t largest = largest_size);
  /// A null means something else than leaving the key out.
  uint64_t size_or_if_missing(const char* key, uint64_t if_null, uint64_t if_missing,
                              uint64_t largest);
  bool flag_or(const char* key, bool fallback);
  double positive_or(const char* key, double fallback);
  std::string text_or(const char* key, const std::string& fallback);
  std::string text(const char* key, const std::string& meaning);
  std::string one_of(const char* key, const char* fallback,
                     const std::vector<std::string>& allowed);
  std::vector<uint64_t> sizes(const char* key, const char* meaning, size_t fewest, size_t most);
  const json_node* object_or_null(const char* key);

  /// `value` of the first of `keys` must be a multiple of `divisor`; zeros are faults already told.
  void check_multiple(const names& keys, uint64_t value, const names& divisor_keys,
                      uint64_t divisor);
  /// Reports a key whose value is of the right kind but not allowed.
  void refuse(const names& keys, const std::string& value, const std::string& allowed);

  /// Keys that nothing read. Reports the needed ones that are missing, each with the unread key
  /// that looks most like it.
  std::vector<std::string> finish();

 private:
  const json_node* take(const names& keys, const char** key);
  void refuse(const char* key, const json_node& node, const std::string& allowed);
  uint64_t checked_size(const std::string& key, const json_node& node, uint64_t largest);
  std::string name_in_file(const names& keys) const;

  struct missing_key {
    std::string key, meaning;
  };
  const json_node& m_object;
  std::string m_prefix;
  std::vector<fault>& m_faults;
  std::vector<bool> m_used;
  std::vector<missing_key> m_missing;
};

}  // namespace ws
