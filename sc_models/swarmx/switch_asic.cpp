// SPDX-License-Identifier: Apache-2.0
#include "ws/swarmx/switch_asic.h"

#include <fmt/format.h>

#include <algorithm>

#include "ws/base/report_ids.h"
#include "ws/swarmx/reduce.h"

namespace ws {
namespace {

/// splitmix64 (Steele, Lea, Flood 2014): a good hash of a counter, so that a burst's jitter depends
/// on nothing but the seed, the switch and the burst.
uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

uint64_t hash_of(const std::string& text) {
  uint64_t h = 0;
  for (const char c : text) h = mix(h ^ static_cast<unsigned char>(c));
  return h;
}

}  // namespace

switch_asic::switch_asic(const sc_core::sc_module_name& name, const switch_settings& settings)
    : sc_module(name),
      weights_in("weights_in", settings.parent, settings.buffer_bytes),
      grads_out("grads_out", settings.parent),
      m_settings(settings),
      m_name_hash(hash_of(this->name())),
      m_stats(this->name()) {
  for (size_t c = 0; c < settings.children.size(); ++c) {
    const link_timing& link = settings.children[c].link;
    weights_out.push_back(
        std::make_unique<burst_sender>(fmt::format("weights_out{}", c), link, true));
    grads_in.push_back(std::make_unique<burst_receiver>(fmt::format("grads_in{}", c), link,
                                                        settings.buffer_bytes));
    weights_out[c]->record(m_down);
    if (settings.one_port) {
      if (c > 0) weights_out[c]->share_wire_of(*weights_out[0]);
      grads_in[c]->share_port(m_port);
    }
  }
  m_stats.add("bursts_broadcast", unit::count, m_bursts_broadcast,
              "weight bursts sent to every child");
  m_stats.add("bursts_reduced", unit::count, m_bursts_reduced, "gradient sums sent to the parent");
  m_stats.add("words_added", unit::words, m_words_added, "f32 additions of gradients");
  grads_out.record(m_up);
  spawn_thread("broadcast", [this] { broadcast(); });
  spawn_thread("reduce", [this] { reduce(); });
}

span switch_asic::forward_times(const burst& b, const link_timing& link) const {
  // A whole MTU (or the whole burst, when it is shorter) is there before it goes on.
  time_ps late = duration_ps(static_cast<double>(std::min(b.bytes, link.grain)), link.bytes_per_s);
  if (m_settings.jitter > 0) {
    const uint64_t key = (uint64_t{b.step} << 48) ^ (uint64_t{b.item} << 20) ^ b.sequence ^
                         (static_cast<uint64_t>(b.what) << 62);
    late += static_cast<time_ps>(mix(mix(key ^ m_settings.seed) ^ m_name_hash) %
                                 static_cast<uint64_t>(m_settings.jitter));
  }
  return {b.times.first + late, b.times.last + late};
}

void switch_asic::broadcast() {
  for (;;) {
    burst b = weights_in.get();
    b.times = forward_times(b, m_settings.parent);
    // The buffer holds the burst until the slowest child has it.
    span gone{0, 0};
    if (m_settings.one_port) {
      for (auto& out : weights_out) gone = out->send(b);
    } else {
      for (const auto& out : weights_out) out->prefetch();
      for (auto& out : weights_out) out->start(b);
      for (auto& out : weights_out) {
        const span left = out->finish();
        gone = {std::max(gone.first, left.first), std::max(gone.last, left.last)};
      }
    }
    weights_in.leave(b.bytes, gone);
    ++m_bursts_broadcast;
  }
}

void switch_asic::reduce() {
  std::vector<burst> children(grads_in.size());
  for (;;) {
    burst sum;
    uint64_t copies = 0;
    for (const auto& in : grads_in) in->prefetch();
    for (size_t c = 0; c < grads_in.size(); ++c) {
      children[c] = grads_in[c]->get();
      const burst& b = children[c];
      if (!b.same_piece(children[0]))
        SC_REPORT_ERROR(id::out_of_order,
                        fmt::format("{}: child {} sent step {} item {} burst {}, child 0 step {} "
                                    "item {} burst {}",
                                    name(), c, b.step, b.item, b.sequence, children[0].step,
                                    children[0].item, children[0].sequence)
                            .c_str());
      copies += m_settings.children[c].multiplicity;
      if (c == 0) {
        sum = b;
      } else {
        sum.times.first = std::max(sum.times.first, b.times.first);
        sum.times.last = std::max(sum.times.last, b.times.last);
      }
    }
    sum.words = reduce_words(children);
    sum.times = forward_times(sum, m_settings.parent);
    const span gone = grads_out.send(sum);
    for (auto& in : grads_in) in->leave(sum.bytes, gone);
    ++m_bursts_reduced;
    m_words_added += (copies - 1) * (sum.bytes / 4);
  }
}

void switch_asic::waits(std::vector<std::string>& into) const {
  into.push_back(weights_in.channel().waiting());
  for (const auto& in : grads_in) into.push_back(in->channel().waiting());
}

}  // namespace ws
