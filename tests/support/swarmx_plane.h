// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "protocol_checker.h"
#include "traffic.h"
#include "ws/swarmx/switch_asic.h"
#include "ws/swarmx/tree.h"

// One plane of SwarmX between traffic sources and sinks that know what must arrive.
namespace ws::test {

struct plane_settings {
  uint64_t systems = 4, radix = 4;
  link_timing hop, leaf;         ///< between switches and to the root; to the CS-2s
  uint64_t buffer_bytes = 0;     ///< of every port
  std::vector<uint64_t> bursts;  ///< bytes of each burst, the same in both directions
  bool down = true, up = true, values = false, checked = false;
  time_ps jitter = 0;
  stalls stall;       ///< of every source and sink
  uint64_t seed = 1;  ///< of the jitter
};

/// `bytes` in bursts of at most `burst_bytes`.
inline std::vector<uint64_t> cut(uint64_t bytes, uint64_t burst_bytes) {
  std::vector<uint64_t> sizes;
  for (; bytes > 0; bytes -= sizes.back()) sizes.push_back(std::min(bytes, burst_bytes));
  return sizes;
}

/// Bytes that a port needs so that its link never waits for a credit: what flows during a round
/// trip and the two MTUs that are gathered, one before a burst goes on and one before it is let in.
inline uint64_t full_rate_buffer(const link_timing& link) {
  return static_cast<uint64_t>(std::ceil(2 * seconds(link.latency) * link.bytes_per_s)) +
         2 * link.grain;
}

class swarmx_plane {
 public:
  swarmx_tree tree;
  std::vector<std::unique_ptr<switch_asic>> switches;
  std::unique_ptr<traffic_source> root_source;
  std::unique_ptr<traffic_sink> root_sink;
  std::vector<std::unique_ptr<traffic_source>> sources;  ///< of gradients, one a CS-2
  std::vector<std::unique_ptr<traffic_sink>> sinks;      ///< of weights, one a CS-2
  std::vector<std::unique_ptr<protocol_checker>> checkers;
  std::vector<std::string> faults;  ///< broken promises seen so far
  uint64_t sums_checked = 0, words_checked = 0;

  explicit swarmx_plane(const plane_settings& s, const std::string& name = "plane")
      : tree(s.systems, s.radix, false), m_settings(s), m_name(name) {
    build_ends();
    for (size_t n = 0; n < tree.nodes().size(); ++n) {
      switch_settings w;
      w.parent = s.hop;
      w.buffer_bytes = s.buffer_bytes;
      w.jitter = s.jitter;
      w.seed = s.seed;
      for (const swarmx_tree::child& c : tree.nodes()[n].children)
        w.children.push_back({c.node < 0 ? s.leaf : s.hop, 1});
      switches.push_back(std::make_unique<switch_asic>(fmt::format("{}_sw{}", name, n).c_str(), w));
    }
    for (size_t n = 0; n < switches.size(); ++n) {
      for (size_t c = 0; c < tree.nodes()[n].children.size(); ++c) {
        const swarmx_tree::child& child = tree.nodes()[n].children[c];
        connect(*switches[n]->weights_out[c],
                child.node < 0 ? sinks[child.system]->receiver
                               : switches[static_cast<size_t>(child.node)]->weights_in);
        connect(child.node < 0 ? sources[child.system]->sender
                               : switches[static_cast<size_t>(child.node)]->grads_out,
                *switches[n]->grads_in[c]);
      }
    }
    connect(root_source->sender, switches.empty() ? sinks[0]->receiver : switches[0]->weights_in);
    connect(switches.empty() ? sources[0]->sender : switches[0]->grads_out, root_sink->receiver);
  }

  uint64_t bytes() const {
    uint64_t sum = 0;
    for (const uint64_t b : m_settings.bursts) sum += b;
    return sum;
  }
  bool done() const {
    bool all = !m_settings.up || root_sink->arrived.size() == m_settings.bursts.size();
    for (const auto& sink : sinks)
      all = all && (!m_settings.down || sink->arrived.size() == m_settings.bursts.size());
    return all;
  }
  std::string waits() const {
    std::vector<std::string> all;
    for (const auto& w : switches) w->waits(all);
    std::string text;
    for (const std::string& wait : all)
      if (!wait.empty()) text += (text.empty() ? "" : "; ") + wait;
    return text;
  }

  /// When the last byte of all is at the farthest CS-2, or of the sum at the root.
  time_ps broadcast_end() const {
    time_ps end = 0;
    for (const auto& sink : sinks)
      if (!sink->arrived.empty()) end = std::max(end, sink->arrived.back().times.last);
    return end;
  }
  time_ps reduce_end() const {
    return root_sink->arrived.empty() ? 0 : root_sink->arrived.back().times.last;
  }
  /// The formula for either way: the latencies, an MTU at each switch, and the bytes at the slowest
  /// link's rate.
  time_ps closed_form() const {
    const link_timing& first = m_settings.hop;
    const double mtu = static_cast<double>(std::min(first.grain, m_settings.bursts.front()));
    const double rate = tree.levels() == 0
                            ? m_settings.leaf.bytes_per_s
                            : std::min(first.bytes_per_s, m_settings.leaf.bytes_per_s);
    return tree.levels() * (first.latency + duration_ps(mtu, first.bytes_per_s)) +
           m_settings.leaf.latency + duration_ps(static_cast<double>(bytes()), rate);
  }

  /// Adds what is missing at the end to the faults.
  void check_all_arrived() {
    const size_t count = m_settings.bursts.size();
    const auto check = [&](const traffic_sink& sink, bool used) {
      const size_t expected = used ? count : 0;
      if (sink.arrived.size() != expected)
        faults.push_back(
            fmt::format("{}: {} of {} bursts arrived", sink.name(), sink.arrived.size(), expected));
      if (used && sink.bytes != bytes())
        faults.push_back(
            fmt::format("{}: {} of {} bytes arrived", sink.name(), sink.bytes, bytes()));
    };
    check(*root_sink, m_settings.up);
    for (const auto& sink : sinks) check(*sink, m_settings.down);
    for (const auto& c : checkers) {
      faults.insert(faults.end(), c->faults.begin(), c->faults.end());
      if (c->unfinished() > 0) faults.push_back(std::string(c->name()) + ": phases are missing");
    }
  }

 private:
  void build_ends() {
    const plane_settings& s = m_settings;
    const uint64_t count = s.bursts.size();
    const link_timing& top = s.systems == 1 ? s.leaf : s.hop;
    root_source = std::make_unique<traffic_source>(
        (m_name + "_root_source").c_str(), top, s.down ? count : 0,
        [this](uint64_t i) { return weight_burst(i); }, stalls_of(s.stall, 0));
    root_sink = make_sink("_root_sink", top, 1);
    root_sink->on_burst(
        [this, next = uint64_t{0}](const burst& b) mutable { check_sum(b, next++); });
    for (uint64_t l = 0; l < s.systems; ++l) {
      sources.push_back(std::make_unique<traffic_source>(
          fmt::format("{}_source{}", m_name, l).c_str(), s.leaf, s.up ? count : 0,
          [this, l](uint64_t i) { return gradient_burst(l, i); }, stalls_of(s.stall, 2 * l + 2)));
      sinks.push_back(make_sink(fmt::format("_sink{}", l), s.leaf, 2 * l + 3));
      sinks[l]->on_burst([this, l, next = uint64_t{0}](const burst& b) mutable {
        check_weights(b, next++, fmt::format("CS-2 {}", l));
      });
    }
  }
  std::unique_ptr<traffic_sink> make_sink(const std::string& name, const link_timing& link,
                                          uint64_t end) {
    return std::make_unique<traffic_sink>((m_name + name).c_str(), link, m_settings.buffer_bytes,
                                          link.bytes_per_s, stalls_of(m_settings.stall, end));
  }
  void connect(burst_sender& from, burst_receiver& to) {
    if (!m_settings.checked) return from.out.bind(to.in);
    checkers.push_back(std::make_unique<protocol_checker>(
        fmt::format("{}_checker{}", m_name, checkers.size()).c_str()));
    from.out.bind(checkers.back()->in);
    checkers.back()->out.bind(to.in);
  }

  // Small integers, so that sums in f32 are exact in any order; the part of the CS-2 tells a
  // piece that came twice from one that is missing.
  static int64_t number(uint64_t burst, uint64_t word) {
    return static_cast<int64_t>((burst * 7919 + word * 104'729 + (word >> 3)) % 1001) - 500;
  }
  static uint32_t as_word(int64_t value) {
    const auto f = static_cast<float>(value);
    uint32_t word;
    std::memcpy(&word, &f, 4);
    return word;
  }
  template <typename Value>
  burst piece(cargo what, uint64_t i, Value&& value) const {
    burst b{what,
            static_cast<uint32_t>(i / 64),
            static_cast<uint32_t>(i / 8 % 8),
            static_cast<uint32_t>(i % 8),
            m_settings.bursts[i],
            {},
            nullptr};
    if (m_settings.values) {
      auto words = std::make_shared<std::vector<uint32_t>>(b.bytes / 4);
      for (uint64_t w = 0; w < words->size(); ++w) (*words)[w] = value(w);
      b.words = std::move(words);
    }
    return b;
  }
  burst weight_burst(uint64_t i) const {
    return piece(cargo::weights, i, [i](uint64_t w) {
      return static_cast<uint32_t>(i * 2'654'435'761u + w * 40'503u);
    });
  }
  burst gradient_burst(uint64_t leaf, uint64_t i) const {
    return piece(cargo::gradients, i, [leaf, i](uint64_t w) {
      return as_word(number(i, w) + static_cast<int64_t>(leaf) + 1);
    });
  }
  void check_weights(const burst& b, uint64_t i, const std::string& where) {
    compare(b, i < m_settings.bursts.size() ? weight_burst(i) : burst{}, where);
  }
  void check_sum(const burst& b, uint64_t i) {
    const auto n = static_cast<int64_t>(m_settings.systems);
    burst expected;
    if (i < m_settings.bursts.size())
      expected = piece(cargo::gradients, i,
                       [n, i](uint64_t w) { return as_word(n * number(i, w) + n * (n + 1) / 2); });
    compare(b, expected, "root");
    sums_checked += b.words ? b.words->size() : 0;
  }
  void compare(const burst& b, const burst& expected, const std::string& where) {
    if (!b.same_piece(expected)) {
      faults.push_back(fmt::format("{}: {} step {} item {} burst {} ({} B), expected {}/{}/{}",
                                   where, to_string(b.what), b.step, b.item, b.sequence, b.bytes,
                                   expected.step, expected.item, expected.sequence));
    } else if (expected.words && (!b.words || *b.words != *expected.words)) {
      faults.push_back(fmt::format("{}: step {} item {} burst {} carries wrong values", where,
                                   b.step, b.item, b.sequence));
    }
    words_checked += expected.words ? expected.words->size() : 0;
  }

  const plane_settings m_settings;
  const std::string m_name;
};

}  // namespace ws::test
