// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/state_file.h"

#include <zlib.h>

#include <istream>
#include <ostream>

#include "ws/base/error.h"

namespace ws {

void state_file::bytes(void* at, size_t count) {
  auto* const text = static_cast<char*>(at);
  const auto size = static_cast<std::streamsize>(count);
  if (!loads()) {
    m_to->write(text, size);  // whoever has the stream looks whether it could
  } else if (!m_from->read(text, size)) {
    refuse(msg::checkpoint_damaged);
  }
  m_checksum = static_cast<uint32_t>(
      crc32_z(m_checksum, reinterpret_cast<const unsigned char*>(text), count));
}

void state_file::same(uint64_t value, const message& fault) {
  uint64_t there = value;
  part(there);
  if (there != value) refuse(fault);
}

void state_file::count(uint8_t& value, unsigned most) {
  part(value);
  if (value > most) refuse(msg::checkpoint_damaged);
}

void state_file::flag(bool& value) {
  uint8_t number = value ? 1 : 0;
  count(number, 1);
  value = number != 0;
}

void state_file::checksum() {
  const uint32_t all = m_checksum;
  same(all, msg::checkpoint_damaged);
}

void state_file::refuse(const message& fault) const { throw input_error(m_name, say(fault)); }

}  // namespace ws
