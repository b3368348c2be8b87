// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "../support/traffic.h"
#include "ws/activations/activation_server.h"
#include "ws/wafer/cs2.h"

// A CS-2 alone with its activation server: sources send the plan's weights, sinks take gradients.
namespace ws::bench {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

/// An item of a hand-made plan; words over all planes.
inline plan_item work_item(pass_kind pass, uint64_t weight_words, uint64_t gradient_words,
                           double weight_macs, double dense_macs = 0) {
  plan_item item;
  item.pass = pass;
  item.tensor = weight_words > 0 ? 0 : -1;
  item.row_end = 1;
  item.weight_words = weight_words;
  item.gradient_words = gradient_words;
  item.weight_macs = weight_macs;
  item.dense_macs = dense_macs;
  return item;
}

struct wafer_setup {
  cs2_config system;
  activation_server_config server;
  ws::precision precision = ws::precision::mixed;
  std::vector<plan_item> items;
  uint32_t steps = 1;
  uint64_t planes = 12;
  uint64_t burst_bytes = 65'536;
  double link_bytes_per_s = 11.875e9;  // 100 Gb/s with 95 % payload
  time_ps link_latency = ps_per_us;
  protocol style = protocol::loosely_timed;
  double gradient_bytes_per_s = no_limit;  ///< at which each plane's far end takes them
  uint64_t gradient_buffer_bytes = 1'000'000;
  test::stalls weight_stalls, gradient_stalls;
  /// When a burst of weights is there to be sent.
  std::function<time_ps(const burst&)> released = [](const burst&) { return time_ps{0}; };

  work_order work() const {
    work_order order;
    auto p = std::make_shared<plan>();
    p->items = items;
    order.steps = p;
    order.step_count = steps;
    order.links = order.planes = planes;
    order.burst_bytes = burst_bytes;
    return order;
  }
  link_timing link() const { return {link_bytes_per_s, link_latency, 4096, style}; }
  link_timing bundle() const { return {link_bytes_per_s, link_latency, 4096, style, planes}; }
};

struct wafer_bench {
  explicit wafer_bench(const wafer_setup& with, const std::string& name = "bench")
      : setup(with),
        work(with.work()),
        wafer((name + "_cs2").c_str(), {with.system, work, with.link(), true},
              make_peak_compute(with.system.wafer, with.precision), nullptr),
        server((name + "_server").c_str(), {with.server, work, with.bundle(), 128'000'000}, {}) {
    for (uint32_t step = 0; step < with.steps; ++step)
      for (uint32_t i = 0; i < with.items.size(); ++i) {
        const stripes down = work.weights(with.items[i]), up = work.gradients(with.items[i]);
        for (uint64_t r = 0; r < work.rounds(with.items[i]); ++r) {
          const auto piece = [&](cargo what, const stripes& cut) {
            return burst{what, step, i, static_cast<uint32_t>(r), cut.bytes(r), {}, {}};
          };
          if (with.items[i].weight_words > 0) weights.push_back(piece(cargo::weights, down));
          if (with.items[i].gradient_words > 0) gradients.push_back(piece(cargo::gradients, up));
        }
      }
    for (uint64_t p = 0; p < with.planes; ++p) {
      sources.push_back(std::make_unique<test::traffic_source>(
          fmt::format("{}_weights{}", name, p).c_str(), with.link(), weights.size(),
          [this](uint64_t i) {
            burst b = weights[i];
            b.times.first = b.times.last = setup.released(b);
            return b;
          },
          test::stalls_of(with.weight_stalls, p), true));
      sinks.push_back(std::make_unique<test::traffic_sink>(
          fmt::format("{}_gradients{}", name, p).c_str(), with.link(), with.gradient_buffer_bytes,
          with.gradient_bytes_per_s, test::stalls_of(with.gradient_stalls, 1000 + p)));
      sources[p]->sender.out.bind(wafer.weights_in[p]->in);
      wafer.grads_out[p]->out.bind(sinks[p]->receiver.in);
    }
    server.activations_out.out.bind(wafer.activations_in.in);
    wafer.activations_out.out.bind(server.activations_in.in);
  }

  bool done() const { return wafer.done(); }

  std::string waits() const {
    std::vector<std::string> all;
    wafer.waits(all);
    server.waits(all);
    std::string text;
    for (const std::string& wait : all)
      if (!wait.empty()) text += (text.empty() ? "" : "; ") + wait;
    return text;
  }

  static uint64_t counter(const stats& of, const std::string& name) {
    uint64_t found = std::numeric_limits<uint64_t>::max();
    of.visit([&](const std::string&, const std::string& its_name, unit, uint64_t value,
                 const std::string&) {
      if (its_name == name) found = value;
    });
    return found;
  }
  uint64_t counter(const std::string& name) const { return counter(wafer.statistics(), name); }

  /// When an item's first and last weights were at the wafer's edge on all planes.
  span arrival(uint32_t step, uint32_t item) const {
    span all{0, 0};
    for (const auto& source : sources) {
      span plane{never_ps, 0};
      for (size_t i = 0; i < source->left.size(); ++i)
        if (weights[i].step == step && weights[i].item == item)
          plane = {std::min(plane.first, source->left[i].first + setup.link_latency),
                   std::max(plane.last, source->left[i].last + setup.link_latency)};
      all = {std::max(all.first, plane.first), std::max(all.last, plane.last)};
    }
    return all;
  }

  /// When the wafer worked on an item; also in the log of a run.
  span worked(uint32_t step, uint32_t item) const {
    return wafer.items().at(step * setup.items.size() + item).times;
  }
  time_ps worked_for(uint32_t item) const { return worked(0, item).last - worked(0, item).first; }

  /// What is wrong with what arrived at the gradients' far end, when all is over.
  std::vector<std::string> gradient_faults() const {
    std::vector<std::string> faults;
    for (size_t p = 0; p < sinks.size(); ++p) {
      const auto& arrived = sinks[p]->arrived;
      for (size_t i = 0; i < std::min(arrived.size(), gradients.size()); ++i)
        if (!arrived[i].same_piece(gradients[i]))
          faults.push_back(fmt::format("plane {}: burst {} of gradients is another one", p, i));
      if (arrived.size() != gradients.size())
        faults.push_back(fmt::format("plane {}: {} of {} bursts of gradients arrived", p,
                                     arrived.size(), gradients.size()));
    }
    return faults;
  }

  const wafer_setup setup;
  const work_order work;
  std::vector<burst> weights, gradients;  ///< on every plane, in order
  cs2 wafer;
  activation_server server;
  std::vector<std::unique_ptr<test::traffic_source>> sources;
  std::vector<std::unique_ptr<test::traffic_sink>> sinks;
};

}  // namespace ws::bench
