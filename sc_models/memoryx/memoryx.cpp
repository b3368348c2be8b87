// SPDX-License-Identifier: Apache-2.0
// What runs through MemoryX: the stream of weights and the gradients. Updates are in
// memoryx_update.cpp.
#include "ws/memoryx/memoryx.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ws/base/report_ids.h"

namespace ws {
namespace {

// Calls `use` with each tensor whose gradient an item brings.
template <typename Function>
void for_each_gradient(const plan& steps, const plan_item& item, Function&& use) {
  if (item.gradient_words == 0) return;
  if (item.tensor >= 0) use(item.tensor);
  for (uint32_t r = 0; r < item.gradient_riders; ++r)
    use(steps.riders[item.first_gradient_rider + r].tensor);
}

}  // namespace

memoryx::memoryx(const sc_core::sc_module_name& name, const memoryx_settings& settings,
                 weight_store* values)
    : sc_module(name),
      m_settings(settings),
      m_values(values),
      m_cost(cost_per_parameter(settings.training.optimizer)),
      m_tensors(settings.kept.size()),
      m_gradient_items(settings.kept.size(), 0),
      m_stream_rank(settings.kept.size(), 0),
      m_stream_words(settings.kept.size(), 0),
      m_waits_for_update(settings.work.planes),
      m_stats(this->name()) {
  order_tensors();
  begin_step();

  for (uint64_t s = 0; s < settings.servers; ++s) {
    m_servers.push_back(std::make_unique<memoryx_server>());
    spawn_thread(
        fmt::format("update{}", s), [this, s] { update(s); }, 256 * 1024);
  }
  const auto staging =
      static_cast<uint64_t>(settings.config.staging_bytes * static_cast<double>(settings.servers) /
                            static_cast<double>(settings.work.planes));
  for (uint64_t p = 0; p < settings.work.planes; ++p) {
    weights_out.push_back(
        std::make_unique<burst_sender>(fmt::format("weights_out{}", p), settings.link));
    grads_in.push_back(std::make_unique<burst_receiver>(fmt::format("grads_in{}", p), settings.link,
                                                        settings.buffer_bytes));
    m_staging.push_back(
        std::make_unique<burst_channel>(fmt::format("{}.staging{}", this->name(), p),
                                        std::max(staging, settings.work.burst_bytes), 1, 0));
    spawn_thread(
        fmt::format("stream{}", p), [this, p] { stream(p); }, 256 * 1024);
    spawn_thread(
        fmt::format("gradients{}", p), [this, p] { take_gradients(p); }, 256 * 1024);
    spawn_thread(
        fmt::format("fetch{}", p), [this, p] { fetch(p); }, 256 * 1024);
  }
  m_stats.add("weight_bytes", unit::bytes, m_weight_bytes, "weights sent into SwarmX");
  m_stats.add("gradient_bytes", unit::bytes, m_gradient_bytes, "summed gradients received");
  m_stats.add("dram_bytes", unit::bytes, m_dram_bytes, "read from and written to DRAM");
  m_stats.add("flash_read_bytes", unit::bytes, m_flash_read_bytes, "read from flash");
  m_stats.add("flash_write_bytes", unit::bytes, m_flash_write_bytes, "written to flash");
  m_stats.add("parameters_updated", unit::count, m_parameters_updated,
              "parameters that went through the optimizer");
}

bool memoryx::done() const {
  return m_streams_done == m_settings.work.planes && updated_steps() == m_settings.work.step_count;
}

memoryx_server& memoryx::server_of(uint64_t plane, uint64_t stretch) {
  return *m_servers[(plane + stretch * m_settings.work.planes) % m_servers.size()];
}

unsigned memoryx::rank(unsigned kind, uint64_t plane) const {
  return kind +
         4 * static_cast<unsigned>(plane / std::gcd(m_settings.work.planes, m_servers.size()));
}

void memoryx::order_tensors() {
  std::vector<bool> seen(m_settings.kept.size(), false);
  const auto needed = [&](int tensor) {
    const auto t = static_cast<size_t>(tensor);
    if (seen[t]) return;
    seen[t] = true;
    m_stream_rank[t] = m_stream_order.size();
    m_stream_order.push_back(tensor);
  };
  int op = -1;  // the one whose tensor is being placed, tile after tile
  double words = 0;
  for (const plan_item& item : m_settings.work.items()) {
    if (item.tensor >= 0 && !item.weights_ride) {
      const auto t = static_cast<size_t>(item.tensor);
      if (!seen[t]) {
        op = item.op;
        m_stream_words[t] = words;
      }
      needed(item.tensor);
      const bool first_use =
          item.pass == pass_kind::forward && item.micro_batch == 0 && item.op == op;
      if (first_use) words += static_cast<double>(item.weight_words);
    }
    for (uint32_t r = 0; r < item.weight_riders; ++r)
      needed(m_settings.work.steps->riders[item.first_weight_rider + r].tensor);
    for_each_gradient(*m_settings.work.steps, item,
                      [this](int tensor) { ++m_gradient_items[static_cast<size_t>(tensor)]; });
  }
}

memoryx::step_log& memoryx::log_of(uint32_t step) {
  if (m_steps.size() <= step) m_steps.resize(step + 1);
  return m_steps[step];
}

void memoryx::count(uint32_t step, double dram, double flash_read, double flash_written) {
  const auto whole = [](double bytes) { return static_cast<uint64_t>(bytes); };
  step_log& log = log_of(step);
  for (uint64_t* sum : {&m_dram_bytes, &log.dram_bytes}) *sum += whole(dram);
  for (uint64_t* sum : {&m_flash_read_bytes, &log.flash_read_bytes}) *sum += whole(flash_read);
  for (uint64_t* sum : {&m_flash_write_bytes, &log.flash_write_bytes}) *sum += whole(flash_written);
}

uint64_t memoryx::first_stretch(const plan_item& item) const {
  if (item.tensor < 0) return 0;
  const work_order& work = m_settings.work;
  const double row =
      static_cast<double>(item.weight_words) / static_cast<double>(item.row_end - item.row_begin);
  const double words =
      m_stream_words[static_cast<size_t>(item.tensor)] + row * static_cast<double>(item.row_begin);
  return static_cast<uint64_t>(words * 4 / static_cast<double>(work.links * work.burst_bytes));
}

void memoryx::fetch(uint64_t plane) {
  const auto& items = m_settings.work.items();
  // At least what hides flash's latency; staging bounds it, too.
  const memoryx_config& config = m_settings.config;
  const double hidden = config.flash_latency_s * config.flash_read_bytes_per_s *
                        static_cast<double>(m_servers.size()) /
                        static_cast<double>(m_settings.work.planes);
  read_window window(static_cast<uint64_t>(std::max(
      config.read_window_bytes, hidden + static_cast<double>(m_settings.work.burst_bytes))));
  for (uint32_t step = 0; step < m_settings.work.step_count; ++step)
    for (uint32_t i = 0; i < items.size(); ++i)
      if (items[i].weight_words > 0) fetch_item(plane, step, i, window);

  // When the next step could begin closes the last one.
  const plan_item& first = *std::find_if(
      items.begin(), items.end(), [](const plan_item& item) { return item.weight_words > 0; });
  time_ps at =
      std::max(window.at, wait_for_update(plane, first.tensor, m_settings.work.step_count));
  wait_turn(at, rank(1, plane));
  const memoryx_server& server = server_of(plane, first_stretch(first));
  if (m_settings.where.in_flash[static_cast<size_t>(first.tensor)])
    at = server.flash_read.free_from(at) + from_seconds(config.flash_latency_s);
  at = server.dram.free_from(at);
  step_log& next = log_of(m_settings.work.step_count);
  next.first_weight = std::min(next.first_weight, weights_out[plane]->earliest(at));
  ++m_streams_done;
}

void memoryx::fetch_item(uint64_t plane, uint32_t step, uint32_t index, read_window& window) {
  const plan_item& item = m_settings.work.items()[index];
  const bool flash = m_settings.where.in_flash[static_cast<size_t>(item.tensor)];
  const stripes cut = m_settings.work.weights(item);
  window.at = std::max(window.at, wait_for_update(plane, item.tensor, step));
  for (uint32_t r = 0; r < item.weight_riders; ++r)
    window.at = std::max(
        window.at,
        wait_for_update(plane, m_settings.work.steps->riders[item.first_weight_rider + r].tensor,
                        step));
  const uint64_t stretch = first_stretch(item);
  std::vector<uint32_t> words;
  if (m_values != nullptr) words = m_values->weight_words(item);
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    burst b{cargo::weights, step, index, static_cast<uint32_t>(r), cut.bytes(r), {}, nullptr};
    window.begin(b.bytes);
    const span room = m_staging[plane]->wait_for_room(b.bytes, {window.at, window.at});
    b.times = read_weights(server_of(plane, stretch + r), plane, b, flash, room);
    window.at = room.first;
    window.issued(b.bytes, b.times.last);
    b.words = cut_words(words, cut.words(r, plane), b.bytes);
    m_staging[plane]->push(b);
  }
}

span memoryx::read_weights(memoryx_server& server, uint64_t plane, const burst& b, bool flash,
                           span room) {
  const memoryx_config& config = m_settings.config;
  const double amount = static_cast<double>(b.bytes);
  wait_turn(room.first, rank(1, plane));  // after gradients of the same time
  span there = room;
  if (flash) {
    const time_ps latency = from_seconds(config.flash_latency_s);
    const span read =
        server.flash_read.reserve(room.first, duration_ps(amount, config.flash_read_bytes_per_s));
    server.flash_read.forget_before(now_ps());
    there = {read.first + latency, std::max(read.last, room.last) + latency};
  }
  // From flash they are written to DRAM before they are read from it.
  const double traffic = flash ? 2 * amount : amount;
  const span dram = server.dram.reserve(there.first, duration_ps(traffic, config.dram_bytes_per_s));
  server.dram.forget_before(now_ps());
  count(b.step, traffic, flash ? amount : 0, 0);
  return {dram.first, std::max(there.last, dram.last)};
}

void memoryx::stream(uint64_t plane) {
  const auto& items = m_settings.work.items();
  const double network =
      m_settings.config.network_rate_bits_per_s / 8 * m_settings.config.network_efficiency;
  span whole{never_ps, 0};
  for (;;) {
    burst b = m_staging[plane]->get();
    const plan_item& item = items[b.item];
    const time_ps at = weights_out[plane]->earliest(b.times.first);
    wait_turn(at, rank(0, plane));
    timeline& port = server_of(plane, first_stretch(item) + b.sequence).network_out;
    const span wire = port.reserve(at, duration_ps(static_cast<double>(b.bytes), network));
    port.forget_before(now_ps());
    b.times = {wire.first, std::max(wire.last, b.times.last)};
    const span left = weights_out[plane]->send(b);
    m_staging[plane]->leave(b.bytes, left);
    m_weight_bytes += b.bytes;
    step_log& log = log_of(b.step);
    log.first_weight = std::min(log.first_weight, left.first);
    if (b.sequence == 0) whole.first = left.first;
    whole.last = left.last;
    const bool complete = b.sequence + 1 == m_settings.work.rounds(item);
    if (complete && m_settings.log_items && plane == 0)
      m_items.push_back({"stream", item.tensor, whole});
  }
}

void memoryx::take_gradients(uint64_t plane) {
  const auto& items = m_settings.work.items();
  for (uint32_t step = 0; step < m_settings.work.step_count; ++step)
    for (uint32_t i = 0; i < items.size(); ++i)
      if (items[i].gradient_words > 0) take_item(plane, step, i);
}

void memoryx::take_item(uint64_t plane, uint32_t step, uint32_t index) {
  const plan_item& item = m_settings.work.items()[index];
  const memoryx_config& config = m_settings.config;
  const stripes cut = m_settings.work.gradients(item);
  const bool weights = item.tensor >= 0;  // else it is the loss
  const bool flash = weights && m_settings.where.in_flash[static_cast<size_t>(item.tensor)] &&
                     m_settings.training.update == update_mode::after_global_norm;
  const uint64_t stretch = first_stretch(item);
  time_ps arrived = 0;
  for (uint64_t r = 0; r < cut.rounds(); ++r) {
    const burst b = grads_in[plane]->get();
    if (b.item != index || b.step != step || b.sequence != r)
      SC_REPORT_ERROR(id::unexpected_burst,
                      fmt::format("{}: gradient of item {} burst {}, expected item {} burst {}",
                                  name(), b.item, b.sequence, index, r)
                          .c_str());
    wait_turn(b.times.first, rank(0, plane));
    memoryx_server& server = server_of(plane, stretch + r);
    const double bytes = static_cast<double>(b.bytes);
    const double network = config.network_rate_bits_per_s / 8 * config.network_efficiency;
    const span wire = server.network_in.reserve(b.times.first, duration_ps(bytes, network));
    // A sum over micro-batches is read and written, the first one only written.
    const double traffic = bytes * (item.first_gradient || !weights ? 1 : 2);
    const span dram =
        server.dram.reserve(wire.first, duration_ps(traffic, config.dram_bytes_per_s));
    // An eager update asks for no norm: a square and a sum for each gradient are saved.
    const bool late = m_settings.training.update == update_mode::after_global_norm;
    const span norm = server.optimizer.reserve(
        wire.first, duration_ps(late ? bytes / 2 : 0, config.optimizer_flops));
    time_ps last = std::max({b.times.last, wire.last, dram.last, norm.last});
    if (flash) {
      const double accumulate = item.first_gradient ? 0 : bytes;
      server.flash_read.reserve(wire.first, duration_ps(accumulate, config.flash_read_bytes_per_s));
      last = std::max(
          last,
          server.flash_write.reserve(wire.first, duration_ps(bytes, config.flash_write_bytes_per_s))
              .last);
      count(step, 0, accumulate, bytes);
    }
    for (timeline* shared : {&server.network_in, &server.dram, &server.optimizer,
                             &server.flash_read, &server.flash_write})
      shared->forget_before(now_ps());
    grads_in[plane]->leave(b.bytes, {dram.first, last});
    count(step, traffic, 0, 0);
    m_gradient_bytes += b.bytes;
    arrived = std::max(arrived, last);
    if (m_values != nullptr) m_values->add_gradient(item, cut.words(r, plane).first, *b.words);
  }
  for_each_gradient(*m_settings.work.steps, item,
                    [&](int tensor) { gradient_arrived(step, tensor, arrived); });
}

void memoryx::waits(std::vector<std::string>& into) const {
  into.insert(into.end(), m_waits_for_update.begin(), m_waits_for_update.end());
  for (const auto& in : grads_in) into.push_back(in->channel().waiting());
  for (const auto& staging : m_staging) into.push_back(staging->waiting());
}

}  // namespace ws
