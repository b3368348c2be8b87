// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <type_traits>

#include "ws/base/messages.h"

namespace ws {

/// Registers on their way to a file or back: one function of a class names all that it keeps, in
/// one order for both ways. Bytes are those of this machine and this build.
class state_file {
 public:
  explicit state_file(std::ostream& to) : m_to(&to) {}
  /// `name` is for faults.
  state_file(std::istream& from, std::string name) : m_from(&from), m_name(std::move(name)) {}

  bool loads() const { return m_from != nullptr; }
  /// Throws input_error if the file ends before.
  void bytes(void* at, size_t count);
  template <class T>
  void part(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&value, sizeof value);
  }
  /// A number that is `value` in a file that fits; else throws input_error with this message.
  void same(uint64_t value, const message& fault);
  /// A number that is at most `most` in a file that nobody has damaged.
  void count(uint8_t& value, unsigned most);
  void flag(bool& value);
  /// The last of it, by which damage is found.
  void checksum();

 private:
  [[noreturn]] void refuse(const message& fault) const;

  std::ostream* m_to = nullptr;
  std::istream* m_from = nullptr;
  std::string m_name;
  uint32_t m_checksum = 0;
};

}  // namespace ws
