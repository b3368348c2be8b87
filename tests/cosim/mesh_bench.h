// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ws/wafer/grid.h"
#include "ws/wafer/mesh.h"

namespace ws::test {

inline const sc_core::sc_time clock_period(10, sc_core::SC_NS);

/// A clock whose edges lie inside the periods that sc_start() runs, the falling one first.
class bench_clock {
 public:
  sc_core::sc_clock clock{"clock", clock_period, 0.5, clock_period * 0.25, false};
};

/// What is around a grid, around modules with links at their edge: shows and takes at the falling
/// edge, in a grid's order.
class mesh_edge : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};

  using link_finder = std::function<wavelet_port&(int x, int y, unsigned side)>;

  mesh_edge(const sc_core::sc_module_name& name, int width, int height, const link_finder& link,
            grid_edge& what)
      : sc_module(name), m_what(what) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const bool open[] = {x == 0, x == width - 1, y == height - 1, y == 0};
        for (unsigned side = 0; side < port::ramp; ++side) {
          if (!open[side]) continue;
          m_ends.emplace_back(x, y, side);
          m_ends.back().port.bind(link(x, y, side));
        }
      }
    SC_HAS_PROCESS(mesh_edge);
    SC_METHOD(drive);
    sensitive << clock.neg();
    dont_initialize();
  }

 private:
  struct end {
    int x, y;
    unsigned side;
    wavelet_port port;
    end(int at_x, int at_y, unsigned at_side)
        : x(at_x), y(at_y), side(at_side), port(sc_core::sc_gen_unique_name("end")) {}
  };
  void drive() {
    for (end& e : m_ends) {
      router_out now;
      router_in in;
      now.link[e.side] = e.port.in.take();
      now.credit[e.side] = e.port.out.take_credits();
      m_what.drive(e.x, e.y, e.side, now, in);
      e.port.in.give(in.credit[e.side]);
      e.port.out.show(in.link[e.side]);
    }
  }

  grid_edge& m_what;
  std::deque<end> m_ends;
};

/// A mesh of modules beside an array of engines.
class mesh_beside_grid {
 public:
  mesh_beside_grid(const std::string& name, isa::program_image image, sc_core::sc_clock& clock,
                   const engine_maker& make = make_cpp_engines)
      : m_image(std::move(image)), tiles(m_image), modules(name.c_str(), m_image, make) {
    modules.clock(clock);
  }

 private:
  isa::program_image m_image;

 public:
  grid tiles;
  mesh modules;
  uint64_t wavelets = 0;  ///< seen on links
  const isa::program_image& image() const { return m_image; }

  /// The same edge twice, for both.
  void put_edge(grid_edge& of_grid, grid_edge& of_mesh, sc_core::sc_clock& clock) {
    tiles.put_edge(of_grid);
    put_edge(of_mesh, clock);
  }
  /// For the modules alone.
  void put_edge(grid_edge& of_mesh, sc_core::sc_clock& clock) {
    const auto link = [this](int x, int y, unsigned side) -> wavelet_port& {
      return modules.at(x, y).link(side);
    };
    m_edge = std::make_unique<mesh_edge>(sc_core::sc_gen_unique_name("edge"), modules.width(),
                                         modules.height(), link, of_mesh);
    m_edge->clock(clock);
  }

  /// After a cycle of both.
  void compare_pins() { compare_pins(tiles); }
  /// With another grid of the same program.
  void compare_pins(const grid& other) {
    each(other, [&](int x, int y, tile_module& module, const tile& t) {
      const router_out& a = module.fabric().pins();
      const router_out& b = other.router_pins(x, y);
      ASSERT_EQ(difference(a, b), "") << where(other, x, y);
      for (const router_link& l : a.link) wavelets += l.valid;
      if (module.element() == nullptr) return;
      ASSERT_EQ(difference(module.element()->pins(), t.pins()), "") << where(other, x, y);
    });
  }
  /// Memories, and the registers of C++ twins.
  void compare_all() { compare_all(tiles); }
  void compare_all(const grid& other) {
    each(other, [&](int x, int y, tile_module& module, const tile& t) {
      if (module.element() == nullptr) return;
      const pe_engine& engine = module.element()->engine();
      for (unsigned a = 0; a < pe_sram::words; ++a)
        ASSERT_EQ(engine.peek(static_cast<uint16_t>(a)), t.pe()->sram().read(a))
            << where(other, x, y);
      const pe_state* state = const_cast<pe_engine&>(engine).state();
      if (t.is_hardware()) return;
      for (unsigned a = 0x7e00; state != nullptr && a < 0x8000; ++a)
        ASSERT_EQ(state->read(static_cast<uint16_t>(a)), t.pe()->read(static_cast<uint16_t>(a)))
            << where(other, x, y) << ", word " << a;
    });
  }

 private:
  std::string where(const grid& other, int x, int y) const {
    return std::string(modules.name()) + ", tile (" + std::to_string(x) + ", " + std::to_string(y) +
           "), cycle " + std::to_string(other.cycle());
  }
  template <class F>
  void each(const grid& other, F f) {
    for (int y = 0; y < other.height(); ++y)
      for (int x = 0; x < other.width(); ++x) {
        f(x, y, modules.at(x, y), other.at(x, y));
        if (testing::Test::HasFatalFailure()) return;
      }
  }

  std::unique_ptr<mesh_edge> m_edge;
};

}  // namespace ws::test
