// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "ws/link/tlm_link.h"
#include "ws/memoryx/memoryx.h"

// A MemoryX alone, with one thing at the far end that takes weights at a given rate and sends
// gradients back: SwarmX and all wafers in one.
namespace ws::bench {

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

/// How the far end takes weights.
struct appetite {
  double bytes_per_s = unlimited;  ///< of each plane
  double stall_share = 0;          ///< of bursts before which it stops for a while
  time_ps longest_stall = 0;
  uint64_t seed = 1;
  uint64_t buffer_bytes = 1'000'000;  ///< in front of it, per plane
};

/// The far end. It knows the plan and notes everything that is not as planned.
class wafer_end : public sc_core::sc_module {
 public:
  std::vector<std::unique_ptr<burst_receiver>> weights_in;
  std::vector<std::unique_ptr<burst_sender>> grads_out;

  struct piece {
    uint64_t plane;
    burst what;     ///< times: of its arrival
    span consumed;  ///< when its bytes left the buffer
  };

  wafer_end(const sc_core::sc_module_name& name, work_order work, const link_timing& link,
            const appetite& eats)
      : sc_module(name), m_work(std::move(work)), m_eats(eats) {
    for (uint64_t p = 0; p < m_work.planes; ++p) {
      weights_in.push_back(
          std::make_unique<burst_receiver>(fmt::format("in{}", p), link, eats.buffer_bytes));
      grads_out.push_back(std::make_unique<burst_sender>(fmt::format("out{}", p), link));
      spawn_thread(
          fmt::format("plane{}", p), [this, p] { run(p); }, 256 * 1024);
    }
  }

  const std::vector<piece>& weights() const { return m_weights; }      ///< as they came
  const std::vector<piece>& gradients() const { return m_gradients; }  ///< times: leaving
  const std::vector<std::string>& faults() const { return m_faults; }
  bool done() const { return m_planes_done == m_work.planes; }
  uint64_t weight_bytes() const { return sum(m_weights); }
  uint64_t gradient_bytes() const { return sum(m_gradients); }

  /// Arrival of the first and last byte of an item's weights, over all planes.
  span arrival(uint32_t step, uint32_t item) const { return over(m_weights, step, item); }
  /// The same for gradients leaving here.
  span departure(uint32_t step, uint32_t item) const { return over(m_gradients, step, item); }

 private:
  static uint64_t sum(const std::vector<piece>& pieces) {
    uint64_t bytes = 0;
    for (const piece& p : pieces) bytes += p.what.bytes;
    return bytes;
  }
  static span over(const std::vector<piece>& pieces, uint32_t step, uint32_t item) {
    span all{never_ps, 0};
    for (const piece& p : pieces)
      if (p.what.step == step && p.what.item == item)
        all = {std::min(all.first, p.what.times.first), std::max(all.last, p.what.times.last)};
    return all;
  }

  void expect(const burst& got, const burst& wanted, uint64_t plane) {
    if (got.same_piece(wanted)) return;
    m_faults.push_back(fmt::format(
        "plane {}: step {} item {} burst {} of {} bytes came instead of step {} item {} burst {} "
        "of {} bytes",
        plane, got.step, got.item, got.sequence, got.bytes, wanted.step, wanted.item,
        wanted.sequence, wanted.bytes));
  }

  void run(uint64_t plane) {
    std::mt19937_64 random(m_eats.seed * 1000 + plane);
    time_ps free = 0;
    for (uint32_t step = 0; step < m_work.step_count; ++step)
      for (uint32_t i = 0; i < m_work.items().size(); ++i) run_item(plane, step, i, free, random);
    ++m_planes_done;
  }

  void run_item(uint64_t plane, uint32_t step, uint32_t index, time_ps& free,
                std::mt19937_64& random) {
    const plan_item& item = m_work.items()[index];
    const stripes weights = m_work.weights(item), gradients = m_work.gradients(item);
    for (uint64_t r = 0; r < m_work.rounds(item); ++r) {
      span work{free, free};
      if (item.weight_words > 0) {
        const burst b = weights_in[plane]->get();
        expect(b, {cargo::weights, step, index, static_cast<uint32_t>(r), weights.bytes(r), {}, {}},
               plane);
        if (std::uniform_real_distribution<>(0, 1)(random) < m_eats.stall_share)
          free += static_cast<time_ps>(random() % static_cast<uint64_t>(m_eats.longest_stall + 1));
        work.first = std::max(free, b.times.first);
        work.last = std::max(b.times.last, work.first + duration_ps(static_cast<double>(b.bytes),
                                                                    m_eats.bytes_per_s));
        m_weights.push_back({plane, b, work});
        wait_until(work.first);
        weights_in[plane]->leave(b.bytes, work);
        free = work.last;
      }
      if (item.gradient_words > 0) {
        burst b{cargo::gradients,   step, index, static_cast<uint32_t>(r),
                gradients.bytes(r), work, {}};
        wait_until(work.first);
        b.times = grads_out[plane]->send(b);
        m_gradients.push_back({plane, b, b.times});
        free = std::max(free, b.times.first);
      }
    }
  }

  const work_order m_work;
  const appetite m_eats;
  std::vector<piece> m_weights, m_gradients;
  std::vector<std::string> m_faults;
  uint64_t m_planes_done = 0;
};

/// Forward over tensors of these many parameters, the loss, and backward in reverse.
inline std::shared_ptr<const plan> forth_and_back(const std::vector<uint64_t>& parameters) {
  auto result = std::make_shared<plan>();
  const auto add = [&](pass_kind pass, size_t t) {
    plan_item item;
    item.pass = pass;
    item.op = item.tensor = static_cast<int>(t);
    item.row_end = 1;
    item.weight_params = parameters[t];
    item.weight_words = (parameters[t] + 1) / 2;
    item.gradient_words = pass == pass_kind::backward ? parameters[t] : 0;
    item.first_gradient = item.last_gradient = pass == pass_kind::backward;
    result->items.push_back(item);
  };
  for (size_t t = 0; t < parameters.size(); ++t) add(pass_kind::forward, t);
  plan_item loss;
  loss.op = static_cast<int>(parameters.size());
  loss.gradient_words = 1;
  result->items.push_back(loss);
  for (size_t t = parameters.size(); t-- > 0;) add(pass_kind::backward, t);
  return result;
}

struct memory_setup {
  memoryx_config memory;
  training_config training;
  std::vector<uint64_t> tensors{600'000, 1'200'000, 240'000};  ///< parameters
  std::vector<bool> in_flash;                                  ///< empty: none
  uint32_t steps = 2;
  uint64_t planes = 12;
  uint64_t burst_bytes = 65'536;
  uint64_t gradient_buffer_bytes = 1'000'000;
  double link_bytes_per_s = 11.875e9;  // 100 Gb/s with 95 % payload
  time_ps link_latency = ps_per_us;
  protocol style = protocol::loosely_timed;
  appetite eats;

  work_order work() const {
    work_order order;
    order.steps = forth_and_back(tensors);
    order.step_count = steps;
    order.links = order.planes = planes;
    order.burst_bytes = burst_bytes;
    return order;
  }
  link_timing link() const { return {link_bytes_per_s, link_latency, 4096, style}; }
  memoryx_settings settings() const {
    memoryx_settings s;
    s.config = memory;
    s.training = training;
    s.work = work();
    s.servers = memory.servers;
    s.where.in_flash = in_flash.empty() ? std::vector<bool>(tensors.size(), false) : in_flash;
    s.kept = tensors;
    s.link = link();
    s.buffer_bytes = gradient_buffer_bytes;
    s.log_items = true;
    return s;
  }
};

/// MemoryX and its far end, bound.
struct memory_bench {
  explicit memory_bench(const memory_setup& with, const std::string& name = "bench",
                        weight_store* values = nullptr)
      : setup(with),
        work(with.work()),
        memory((name + "_memoryx").c_str(), with.settings(), values),
        wafer((name + "_wafer").c_str(), work, with.link(), with.eats) {
    for (uint64_t p = 0; p < with.planes; ++p) {
      memory.weights_out[p]->out.bind(wafer.weights_in[p]->in);
      wafer.grads_out[p]->out.bind(memory.grads_in[p]->in);
    }
  }

  bool done() const { return memory.done() && wafer.done(); }

  time_ps step_time(size_t step = 0) const {
    return memory.steps()[step + 1].first_weight - memory.steps()[step].first_weight;
  }
  /// From a step's last gradient to the first weight of the next one.
  time_ps cross_iteration(size_t step = 0) const {
    return memory.steps()[step + 1].first_weight - memory.steps()[step].last_gradient;
  }
  /// First to last byte of a step's forward pass at the far end, and how many of them a plane took.
  span forward(uint32_t step = 0) const {
    const auto last = static_cast<uint32_t>(setup.tensors.size() - 1);
    return {wafer.arrival(step, 0).first, wafer.arrival(step, last).last};
  }
  double forward_bytes() const {
    double bytes = 0;
    for (const uint64_t n : setup.tensors) bytes += 2 * static_cast<double>(n);
    return bytes / static_cast<double>(setup.planes);
  }
  double forward_rate() const {
    return forward_bytes() / seconds(forward().last - forward().first);
  }

  uint64_t counter(const std::string& counter_name) const {
    uint64_t found = std::numeric_limits<uint64_t>::max();
    memory.statistics().visit([&](const std::string&, const std::string& its_name, unit,
                                  uint64_t value, const std::string&) {
      if (its_name == counter_name) found = value;
    });
    return found;
  }

  /// Bytes of all items, padding included, as the plan alone gives them.
  uint64_t planned_weight_bytes() const {
    uint64_t bytes = 0;
    for (const plan_item& item : work.items()) bytes += padded(item.weight_words);
    return bytes * work.step_count;
  }
  uint64_t planned_gradient_bytes() const {
    uint64_t bytes = 0;
    for (const plan_item& item : work.items()) bytes += padded(item.gradient_words);
    return bytes * work.step_count;
  }
  uint64_t padded(uint64_t words) const {
    return 4 * work.planes * ((words + work.planes - 1) / work.planes);
  }

  /// What came too early: a tensor's weights that left before its update was done, as the log of
  /// server 0 has it. `slack` covers rounding.
  std::vector<std::string> early_weights(time_ps slack = 0) const {
    std::map<std::pair<int, uint32_t>, time_ps> updated;  // tensor, how many updates
    std::map<int, uint32_t> count;
    for (const memoryx::item_log& log : memory.items())
      if (log.lane == std::string("update"))
        updated[{log.tensor, ++count[log.tensor]}] = log.times.last;
    std::vector<std::string> early;
    for (const wafer_end::piece& p : wafer.weights()) {
      if (p.what.step == 0) continue;
      const int tensor = work.items()[p.what.item].tensor;
      const auto at = updated.find({tensor, p.what.step});
      const time_ps left = p.what.times.first - setup.link_latency;
      if (at == updated.end() || left < at->second - slack)
        early.push_back(fmt::format(
            "tensor {} of step {} left at {} ps, its update is done {}", tensor, p.what.step, left,
            at == updated.end() ? std::string("never") : fmt::format("at {} ps", at->second)));
    }
    return early;
  }

  const memory_setup setup;
  const work_order work;
  memoryx memory;
  wafer_end wafer;
};

/// Everything moved, once and as planned, and no weight left before its update.
inline void expect_done(const memory_bench& bench) {
  std::vector<std::string> waits;
  bench.memory.waits(waits);
  EXPECT_TRUE(bench.done()) << testing::PrintToString(waits);
  EXPECT_THAT(bench.wafer.faults(), testing::IsEmpty());
  EXPECT_THAT(bench.early_weights(), testing::IsEmpty());
  EXPECT_EQ(bench.wafer.weight_bytes(), bench.planned_weight_bytes());
  EXPECT_EQ(bench.wafer.gradient_bytes(), bench.planned_gradient_bytes());
  EXPECT_EQ(bench.counter("weight_bytes"), bench.planned_weight_bytes());
  EXPECT_EQ(bench.counter("gradient_bytes"), bench.planned_gradient_bytes());
}

/// To the end; what stands side by side runs at the same time.
template <typename... Benches>
void run(const Benches&... benches) {
  sc_core::sc_start();
  (expect_done(benches), ...);
}

}  // namespace ws::bench
