// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/fabric.h"

#include <fmt/format.h>

#include <algorithm>

#include "ws/base/report_ids.h"
#include "ws/isa/codes.h"
#include "ws/link/process.h"

namespace ws {
namespace {

constexpr const char* side_names[] = {"west", "east", "south", "north"};

using hardware_rectangle = fabric_config::hardware_rectangle;

std::string text_of(const hardware_rectangle& r) {
  return fmt::format("{},{},{},{}", r.x, r.y, r.width, r.height);
}

bool inside(const hardware_rectangle& r, const grid& tiles) {
  return r.x >= 0 && r.y >= 0 && r.width > 0 && r.height > 0 && r.width <= tiles.width() - r.x &&
         r.height <= tiles.height() - r.y;
}

bool overlap(const hardware_rectangle& a, const hardware_rectangle& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// What is wrong with the hardware that is asked for; empty: nothing.
std::string fault_in(const fabric_config& config, const grid& tiles) {
  for (auto r = config.hardware.begin(); r != config.hardware.end(); ++r) {
    if (!inside(*r, tiles))
      return fmt::format("hardware rectangle {}: not in the grid of {} x {} tiles", text_of(*r),
                         tiles.width(), tiles.height());
    const auto other = std::find_if(config.hardware.begin(), r,
                                    [&](const hardware_rectangle& o) { return overlap(o, *r); });
    if (other != r)
      return fmt::format("hardware rectangles {} and {} overlap", text_of(*other), text_of(*r));
  }
  if (!config.hardware.empty() && !config.make)
    return fmt::format("hardware rectangle {}: nothing to make hardware with",
                       text_of(config.hardware.front()));
  return "";
}

}  // namespace

fabric::fabric(const sc_core::sc_module_name& name, const isa::program_image& image,
               const fabric_config& config)
    : sc_module(name),
      m_tiles(std::make_unique<grid>(image, config.threads)),
      m_links(2 * static_cast<size_t>(image.width + image.height)) {
  put_hardware(config);
  SC_HAS_PROCESS(fabric);
  SC_METHOD(edge);
  sensitive << clock.pos();
  dont_initialize();
  spawn_method("show", m_stepped, [this] { show(); });
}

void fabric::put_hardware(const fabric_config& config) {
  if (const std::string fault = fault_in(config, *m_tiles); !fault.empty()) {
    SC_REPORT_ERROR(id::bad_fabric, fmt::format("{}: {}", name(), fault).c_str());
    return;
  }
  for (const hardware_rectangle& r : config.hardware)
    m_tiles->put_hardware(r.x, r.y, r.width, r.height, config.make, r.compared);
}

/// Sides one after the other.
size_t fabric::place(const tile_side& s) const {
  const auto width = static_cast<size_t>(m_tiles->width()),
             height = static_cast<size_t>(m_tiles->height());
  const size_t first[] = {0, height, 2 * height, 2 * height + width};
  return first[s.side] + static_cast<size_t>(s.side <= port::east ? s.y : s.x);
}

wavelet_port& fabric::link(int x, int y, unsigned side) {
  const tile_side at{x, y, side};
  const bool elaborating = sc_core::sc_get_status() <= sc_core::SC_BEFORE_END_OF_ELABORATION;
  if (!elaborating || !m_tiles->is_open(at)) {
    const std::string what = side < port::ramp ? side_names[side] : fmt::format("side {}", side);
    SC_REPORT_ERROR(id::no_such_link,
                    fmt::format("{}: tile ({}, {}), {}: {}", name(), x, y, what,
                                elaborating ? "not a side at the edge of the tiles"
                                            : "links are made before the simulation begins")
                        .c_str());
    sc_core::sc_abort();  // whoever has turned the error into less has no link to go on with
  }
  std::unique_ptr<outer_link>& made = m_links[place(at)];
  if (made == nullptr) {
    const std::string name = fmt::format("{}_{}_{}_{}", basename(), x, y, side_names[side]);
    made = std::make_unique<outer_link>(name.c_str(), at);
    made->port.wakes(m_comes);
    m_made.push_back(made.get());
  }
  return made->port;
}

void fabric::start_of_simulation() {
  if (const auto* c = dynamic_cast<const sc_core::sc_clock*>(clock.get_interface()))
    m_period = c->period();
  if (m_made.empty()) return;
  std::vector<tile_side> sides;
  for (const outer_link* l : m_made) sides.push_back(l->at);
  m_tiles->put_edge(*this, std::move(sides));
}

void fabric::drive(int x, int y, unsigned side, const router_out&, router_in& in) {
  wavelet_port& port = m_links[place({x, y, side})]->port;
  in.link[side] = port.in.take();
  in.credit[side] = port.out.take_credits();
}

void fabric::edge() {
  ++m_runs;
  if (m_rests) {  // something has come, or will move at the next edge
    catch_up();
    m_rests = false;
    return;
  }
  m_tiles->step();
  m_last_edge = sc_core::sc_time_stamp();
  m_last_cycle = m_tiles->cycle();
  if (!m_made.empty()) m_stepped.notify(sc_core::SC_ZERO_TIME);
  if (m_tiles->trapped()) report_trap();
  rest();
}

void fabric::show() {
  for (outer_link* l : m_made) {
    const router_out shown = std::as_const(*m_tiles).router_pins(l->at.x, l->at.y);
    l->port.in.give(shown.credit[l->at.side]);
    l->port.out.show(shown.link[l->at.side]);
  }
}

/// Until something comes or a timer rings. Half a period before an edge it is certain what that
/// edge is, whatever runs first at its time.
void fabric::rest() {
  const uint64_t until = m_tiles->quiet_until();
  const bool credits = std::any_of(m_made.begin(), m_made.end(),
                                   [](const outer_link* l) { return l->port.out.has_credits(); });
  if (m_period == sc_core::SC_ZERO_TIME || until <= m_last_cycle || credits) return;
  m_rests = true;
  if (until == grid::never) {
    next_trigger(m_comes);
    return;
  }
  const uint64_t period = m_period.value(), most = uint64_t{1} << 62;
  const uint64_t cycles = std::min(until - m_last_cycle, most / period);
  next_trigger(sc_core::sc_time::from_value(cycles * period + period / 2), m_comes);
}

/// Edges that have passed since the last step. One of this very time has if the clock is up.
uint64_t fabric::edges_missed() const {
  const uint64_t since = (sc_core::sc_time_stamp() - m_last_edge).value();
  const uint64_t edges = since / m_period.value();
  const bool now = edges != 0 && since % m_period.value() == 0;
  return now && !clock.read() ? edges - 1 : edges;
}

void fabric::catch_up() const {
  if (m_rests) m_tiles->advance(m_last_cycle + edges_missed() - m_tiles->cycle());
}

grid& fabric::tiles() {
  catch_up();
  if (m_rests) m_comes.notify();
  return *m_tiles;
}

const grid& fabric::tiles() const {
  catch_up();
  return *m_tiles;
}

std::optional<grid::ended> fabric::ended() const {
  if (m_tiles->trapped()) return grid::ended::trap;
  if (m_tiles->moving()) return {};
  return grid::ended::quiet;
}

void fabric::report_trap() {
  if (m_reported) return;
  m_reported = true;
  const auto [x, y] = m_tiles->trapped_tile();
  const pe_trap trap = std::as_const(*m_tiles).at(x, y).status().trap;
  SC_REPORT_WARNING(id::tile_trapped,
                    fmt::format("{}: tile ({}, {}) in cycle {}: {} at 0x{:04x}", name(), x, y,
                                m_tiles->cycle() - 1, isa::code_name("trap", trap.cause), trap.pc)
                        .c_str());
}

}  // namespace ws
