// SPDX-License-Identifier: Apache-2.0
// The weight update: when a tensor's gradient is complete, in which order tensors are updated, and
// how long it takes on each server.
#include <fmt/format.h>

#include <algorithm>

#include "ws/memoryx/memoryx.h"

namespace ws {

void memoryx::begin_step() {
  m_tensors_left = m_stream_order.size();
  for (size_t t = 0; t < m_tensors.size(); ++t) {
    m_tensors[t].gradients_left =
        m_gradient_items[t] * static_cast<uint32_t>(m_settings.work.planes);
    m_tensors[t].gradient_at = 0;
  }
}

time_ps memoryx::wait_for_update(uint64_t plane, int tensor, uint32_t count) {
  const update_state& state = m_tensors[static_cast<size_t>(tensor)];
  while (state.count < count) {
    m_waits_for_update[plane] =
        fmt::format("{}: stream {} waits for update {} of tensor {}", name(), plane, count, tensor);
    sc_core::wait(m_updated);
    m_waits_for_update[plane].clear();
  }
  return count == 0 ? 0 : state.at;
}

void memoryx::gradient_arrived(uint32_t step, int tensor, time_ps at) {
  update_state& state = m_tensors[static_cast<size_t>(tensor)];
  state.gradient_at = std::max(state.gradient_at, at);
  step_log& log = log_of(step);
  log.last_gradient = std::max(log.last_gradient, at);
  if (--state.gradients_left > 0) return;
  const bool last = --m_tensors_left == 0;
  if (m_settings.training.update == update_mode::eager) {
    m_due.push_back(due_update{step, tensor, state.gradient_at});
    if (m_values != nullptr) m_values->update(step, tensor);
  } else if (last) {
    if (m_values != nullptr) m_values->all_gradients(step);
    const time_ps agreed = log.last_gradient + from_seconds(m_settings.config.norm_latency_s);
    for (const int next : m_stream_order) {  // in the order in which they are needed
      m_due.push_back(due_update{step, next, agreed});
      if (m_values != nullptr) m_values->update(step, next);
    }
  }
  if (last) begin_step();
  m_due_event.notify();
}

span memoryx::update_piece(memoryx_server& server, const due_update& due, uint64_t parameters,
                           time_ps at) {
  const memoryx_config& config = m_settings.config;
  const double n = static_cast<double>(parameters);
  const double bytes = n * (m_cost.bytes_read + m_cost.bytes_written);
  const span dram = server.dram.reserve(at, duration_ps(bytes, config.dram_bytes_per_s));
  const span work =
      server.optimizer.reserve(at, duration_ps(n * m_cost.flops, config.optimizer_flops));
  span done{std::max(dram.first, work.first), std::max(dram.last, work.last)};
  count(due.step, bytes, 0, 0);
  m_parameters_updated += parameters;
  if (m_settings.where.in_flash[static_cast<size_t>(due.tensor)]) {
    // An eager update finds the gradient in DRAM, a late one in flash.
    const bool late = m_settings.training.update == update_mode::after_global_norm;
    const double read = n * (m_cost.bytes_read - (late ? 0 : 4)),
                 written = n * m_cost.bytes_written;
    const span in = server.flash_read.reserve(at, duration_ps(read, config.flash_read_bytes_per_s));
    const time_ps there = std::max(done.last, in.last + from_seconds(config.flash_latency_s));
    const span out =
        server.flash_write.reserve(there, duration_ps(written, config.flash_write_bytes_per_s));
    // The next piece is read while this one is written, not further ahead than that.
    done = {std::max({done.first, in.first, out.first - (there - at)}), out.last};
    count(due.step, 0, read, written);
  }
  for (timeline* shared :
       {&server.dram, &server.optimizer, &server.flash_read, &server.flash_write})
    shared->forget_before(now_ps());
  return done;
}

bool memoryx::collect_updates(memoryx_server& server) {
  const uint64_t servers = m_settings.config.servers;
  const auto sooner = [this](const due_update& a, const due_update& b) {
    const auto place = [this](int tensor) { return m_stream_rank[static_cast<size_t>(tensor)]; };
    return a.step != b.step ? a.step < b.step : place(a.tensor) < place(b.tensor);
  };
  for (; server.next_update < m_due.size(); ++server.next_update) {
    due_update due = m_due[server.next_update];
    due.parameters_left =
        (m_settings.kept[static_cast<size_t>(due.tensor)] + servers - 1) / servers;
    // Small enough for others to get their turn at the memory, and not too many.
    const memoryx_config& config = m_settings.config;
    due.piece = std::clamp(due.parameters_left / config.update_pieces, config.update_piece_min,
                           config.update_piece_max);
    auto& updates = server.updates;
    updates.insert(std::upper_bound(updates.begin(), updates.end(), due, sooner), due);
  }
  return !server.updates.empty();
}

void memoryx::update(uint64_t index) {
  memoryx_server& server = *m_servers[index];
  time_ps at = 0;
  for (;;) {
    while (!collect_updates(server)) sc_core::wait(m_due_event);
    // Piece by piece, always of the tensor that the next step needs first.
    const auto next = [&server](time_ps time) {
      return std::find_if(server.updates.begin(), server.updates.end(),
                          [time](const due_update& due) { return due.at <= time; });
    };
    if (next(at) == server.updates.end()) {
      time_ps soonest = never_ps;
      for (const due_update& due : server.updates) soonest = std::min(soonest, due.at);
      at = soonest;
    }
    if (at > now_ps()) {  // meanwhile others may come due
      wait_until(at);
      continue;
    }
    wait_turn(at, 3);
    collect_updates(server);
    const auto due = next(at);
    const uint64_t n = std::min(due->parameters_left, due->piece);
    due->parameters_left -= n;
    due->times.first = std::min(due->times.first, at);
    const span done = update_piece(server, *due, n, at);
    at = std::max(at, done.first);
    due->times.last = std::max(due->times.last, done.last);
    if (due->parameters_left > 0) continue;
    finish_update(index, *due);
    server.updates.erase(due);
  }
}

void memoryx::finish_update(uint64_t server, const due_update& done) {
  if (m_settings.log_items && server == 0) m_items.push_back({"update", done.tensor, done.times});
  update_state& state = m_tensors[static_cast<size_t>(done.tensor)];
  state.at = std::max(state.at, done.times.last);
  if (++state.servers_done < m_servers.size()) return;
  state.servers_done = 0;
  ++state.count;
  ++m_updates_done;
  m_updated.notify();
}

}  // namespace ws
