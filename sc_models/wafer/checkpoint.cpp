// SPDX-License-Identifier: Apache-2.0
// All of a grid to a file, and back.
#include <zlib.h>

#include <cstring>
#include <stdexcept>

#include "grid_rows.h"
#include "ws/wafer/grid.h"

namespace ws {
namespace {

constexpr uint64_t first_bytes = 0x0a31706b63534657;  // "WFSckp1\n"

class fingerprint {
 public:
  void add(const void* at, size_t bytes) {
    m_sum = crc32_z(m_sum, static_cast<const unsigned char*>(at), bytes);
  }
  template <class T>
  void add(const T& value) {
    static_assert(std::has_unique_object_representations_v<T>);
    add(&value, sizeof value);
  }
  uint64_t value() const { return m_sum; }

 private:
  uLong m_sum = 0;
};

/// Of what a program puts into its tiles.
uint64_t print_of(const isa::program_image& image) {
  fingerprint f;
  f.add(image.width);
  f.add(image.height);
  f.add(image.code_of.data(), image.code_of.size() * sizeof image.code_of[0]);
  for (const isa::tile_code& code : image.codes) {
    for (const isa::segment& s : code.segments) {
      f.add(uint64_t{s.address});
      f.add(uint64_t{s.words.size()});
      f.add(s.words.data(), s.words.size() * sizeof s.words[0]);
    }
    for (const isa::config_write& w : code.config) {
      f.add(w.address);
      f.add(w.value);
    }
  }
  return f.value();
}

/// Of the build: of how wide what is kept is.
uint64_t print_of_build() {
  fingerprint f;
  f.add(WS_VERSION, std::strlen(WS_VERSION));
  for (const size_t size : {sizeof(pe_data), sizeof(pe_operation), sizeof(pe_happened),
                            sizeof(pe_out), sizeof(tile_counts), sizeof(tile_bits)})
    f.add(size);
  return f.value();
}

}  // namespace

void grid::exchange(state_file& file) {
  for (const tile& t : m_all.tiles)
    if (t.is_hardware()) throw std::logic_error("hardware cannot be kept in a file");
  file.same(first_bytes, msg::checkpoint_foreign);
  file.same(print_of_build(), msg::checkpoint_build);
  file.same(print_of(m_image), msg::checkpoint_program);
  file.part(m_all.cycle);
  file.flag(m_moving);
  file.flag(m_trapped);
  for (tile_bits& b : m_all.bits[m_all.now()]) file.part(b);
  for (size_t i = 0; i < m_all.tiles.size(); ++i) {
    m_all.restore_router(i);
    if (!file.loads()) m_all.settled_element(i);
    m_all.tiles[i].exchange(file);
    file.part(m_all.cells[i].out[m_all.now()]);
    m_all.stepped[i] = m_all.cycle;
  }
  file.checksum();
  if (file.loads()) wake_all();
}

/// Who sleeps is not in a file: all are looked at once, and may fall asleep again.
void grid::wake_all() {
  for (int y = 0; y < height(); ++y)
    for (int x = 0; x < width(); ++x) wake(x, y);
}

}  // namespace ws
