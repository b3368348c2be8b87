// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tlm>
#include <vector>

#include "ws/link/burst.h"

namespace ws {

enum class protocol { loosely_timed, approximately_timed };

/// What a burst is, and when its first and last byte leave the sender. The target moves the times
/// back when it has no room yet.
class burst_extension : public tlm::tlm_extension<burst_extension> {
 public:
  tlm_extension_base* clone() const override { return new burst_extension(*this); }
  void copy_from(const tlm_extension_base& other) override {
    content = static_cast<const burst_extension&>(other).content;
  }
  burst content;
};

/// A link, or a bundle of equal links that carry equal shares of every burst.
struct link_timing {
  double bytes_per_s = 0;  ///< of one link; infinity: the link does not limit
  time_ps latency = 0;     ///< first byte out to first byte in
  uint64_t grain = 4096;   ///< MTU
  protocol style = protocol::loosely_timed;
  uint64_t width = 1;  ///< links in the bundle

  /// How long the bundle is busy with a burst (a multiple of `width` bytes).
  time_ps time_for(uint64_t bytes) const {
    const uint64_t of_each_link = bytes / width;
    return duration_ps(static_cast<double>(of_each_link), bytes_per_s);
  }
};

/// Payloads are taken from a pool and go back to it when nobody holds them. All senders share one,
/// so that a loosely timed run keeps using the same few, which stay in the cache.
class payload_pool : public tlm::tlm_mm_interface {
 public:
  static payload_pool& shared();
  ~payload_pool() override;
  tlm::tlm_generic_payload& take();
  void free(tlm::tlm_generic_payload* trans) override;

 private:
  std::vector<tlm::tlm_generic_payload*> m_all;  // those of a run that failed on their way, too
  std::vector<tlm::tlm_generic_payload*> m_free;
};

}  // namespace ws
