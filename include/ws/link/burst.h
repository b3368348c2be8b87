// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "ws/base/time.h"

namespace ws {

enum class cargo : uint8_t { weights, gradients, samples, activations };
const char* to_string(cargo what);

/// 32-bit words as they travel; shared by all copies of a burst, empty in runs without values.
using words_ptr = std::shared_ptr<const std::vector<uint32_t>>;

/// One transaction between stations: a piece of one plan item's tensor, samples or activations.
/// `times` is when its first and last byte pass; which point is said by whoever holds it.
struct burst {
  cargo what = cargo::weights;
  uint32_t step = 0;
  uint32_t item = 0;      ///< index into plan::items
  uint32_t sequence = 0;  ///< of the item's bursts on this link, from 0
  uint64_t bytes = 0;
  span times;
  words_ptr words;

  /// True when both are the same piece of the same item.
  bool same_piece(const burst& o) const {
    return what == o.what && step == o.step && item == o.item && sequence == o.sequence &&
           bytes == o.bytes;
  }
};

/// How an item's words are cut into bursts: every plane (link) carries an equal stripe of each
/// round, padded to whole words, so that planes never differ.
class stripes {
 public:
  /// `words` over all planes, cut into `rounds` rounds of sizes as equal as possible.
  stripes(uint64_t words, uint64_t planes, uint64_t rounds);
  /// Rounds needed so that no burst is larger than `burst_bytes`; 0 without words.
  static uint64_t rounds_for(uint64_t words, uint64_t planes, uint64_t burst_bytes);

  uint64_t rounds() const { return m_rounds; }
  /// Bytes of one plane's burst in this round.
  uint64_t bytes(uint64_t round) const { return 4 * (start(round + 1) - start(round)); }
  /// Bytes on one plane in all rounds.
  uint64_t plane_bytes() const { return 4 * m_stripe; }
  /// The words [first, last) of the item that plane `plane` carries in this round; the rest of the
  /// burst is padding.
  struct range {
    uint64_t first, last;
  };
  range words(uint64_t round, uint64_t plane) const;
  /// Of all planes in this round: their words lie one after the other.
  range words(uint64_t round) const {
    return {words(round, 0).first, words(round, m_planes - 1).last};
  }

 private:
  uint64_t start(uint64_t round) const {  // m_stripe * round / m_rounds without its overflow
    return m_stripe / m_rounds * round + m_stripe % m_rounds * round / m_rounds;
  }
  uint64_t m_words, m_planes, m_stripe, m_rounds;
};

/// The words of one burst out of an item's, padded to its size; null when there are none.
words_ptr cut_words(const std::vector<uint32_t>& words, stripes::range range, uint64_t bytes);

}  // namespace ws
