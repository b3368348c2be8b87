// SPDX-License-Identifier: Apache-2.0
// What a program did on a grid of tiles, as tables and as JSON.
#include "ws/report/grid_report.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "ws/base/figure.h"
#include "ws/base/half.h"
#include "ws/isa/codes.h"
#include "ws/report/page.h"

namespace ws {
namespace {

using nlohmann::ordered_json;

double value_of(const pe_state& pe, const isa::symbol& s) {
  const uint32_t low = pe.sram().read(s.address);
  switch (s.type) {
    case isa::elem::i16:
      return static_cast<int16_t>(low);
    case isa::elem::f16:
      return from_half(static_cast<uint16_t>(low));
    default:
      break;
  }
  const uint32_t word = low | uint32_t{pe.sram().read(s.address + 1u)} << 16;
  if (s.type == isa::elem::f32) return float_of(word);
  return static_cast<int32_t>(word);
}

struct single {
  int x, y;
  double value;
};

/// The symbols of one element that the program has written, and what they hold where.
std::map<std::string, std::vector<single>> singles(const grid_report& report) {
  std::map<std::string, std::vector<single>> all;
  for (int y = 0; y < report.tiles.height(); ++y)
    for (int x = 0; x < report.tiles.width(); ++x) {
      const isa::tile_code* code = report.image.at(x, y);
      if (code == nullptr) continue;
      const pe_state& pe = *report.tiles.at(x, y).pe();
      for (const isa::symbol& s : code->symbols)
        if (s.type != isa::elem::none && s.count == 1 && pe.sram().defined(s.address))
          all[s.name].push_back({x, y, value_of(pe, s)});
    }
  return all;
}

std::string count_text(uint64_t n) { return fmt::format("{}", n); }

}  // namespace

tile_counts total_counts(const grid& tiles) {
  tile_counts sum;
  for (int y = 0; y < tiles.height(); ++y)
    for (int x = 0; x < tiles.width(); ++x) {
      const tile_counts* c = tiles.at(x, y).counts();
      if (c == nullptr) continue;
      for (size_t i = 0; i < sum.stalls.size(); ++i) sum.stalls[i] += c->stalls[i];
      for (size_t i = 0; i < router_colors; ++i) {
        sum.sent[i] += c->sent[i];
        sum.passed[i] += c->passed[i];
      }
      sum.instructions += c->instructions;
      sum.steps += c->steps;
      sum.elements += c->elements;
      sum.tasks += c->tasks;
      sum.bank_conflicts += c->bank_conflicts;
    }
  return sum;
}

std::string grid_summary(const grid_report& report, const text_style& style) {
  const tile_counts sum = total_counts(report.tiles);
  const auto tiles = static_cast<uint64_t>(report.tiles.width()) * report.tiles.height();
  page out(style);
  out.title(fmt::format("{} on {} x {} tiles: {}", report.file, report.tiles.width(),
                        report.tiles.height(), name_of_end(report)));
  out.row("cycles", count_text(report.tiles.cycle()));
  out.row("instructions", count_text(sum.instructions));
  out.row("vector steps", fmt::format("{}, {} elements, {} bank conflicts", sum.steps, sum.elements,
                                      sum.bank_conflicts));
  out.row("tasks", count_text(sum.tasks));
  out.heading("Tile cycles");
  const double all = static_cast<double>(report.tiles.cycle() * tiles);
  for (size_t i = 0; i < sum.stalls.size(); ++i) {
    if (sum.stalls[i] == 0) continue;
    const std::string name(i == 0 ? "issued" : isa::code_name("stall", static_cast<int>(i)));
    const double share = static_cast<double>(sum.stalls[i]) / all;
    out.row(name, fmt::format("{:>14}  {:5.1f} %", sum.stalls[i], 100 * share));
  }
  out.heading("Wavelets");
  for (size_t c = 0; c < router_colors; ++c)
    if (sum.sent[c] + sum.passed[c] != 0)
      out.row(fmt::format("color {}", c),
              fmt::format("{} sent, {} over links", sum.sent[c], sum.passed[c]));
  const auto values = singles(report);
  if (!values.empty()) out.heading("Symbols");
  for (const auto& [name, list] : values)
    out.row(name, fmt::format("{} in tile ({}, {}){}", list[0].value, list[0].x, list[0].y,
                              list.size() > 1 ? fmt::format(", and in {} more", list.size() - 1)
                                              : std::string()));
  return out.text();
}

std::string grid_json(const grid_report& report) {
  const tile_counts sum = total_counts(report.tiles);
  ordered_json out;
  out["program"] = report.file;
  out["parameters"] = report.image.facts;
  out["grid"] = {report.tiles.width(), report.tiles.height()};
  out["end"] = name_of_end(report);
  out["cycles"] = report.tiles.cycle();
  out["instructions"] = sum.instructions;
  out["steps"] = sum.steps;
  out["elements"] = sum.elements;
  out["tasks"] = sum.tasks;
  out["bank_conflicts"] = sum.bank_conflicts;
  out["tile_cycles"]["issued"] = sum.stalls[0];
  for (size_t i = 1; i < sum.stalls.size(); ++i)
    out["tile_cycles"][std::string(isa::code_name("stall", static_cast<int>(i)))] = sum.stalls[i];
  out["wavelets"] = ordered_json::object();
  for (size_t c = 0; c < router_colors; ++c)
    if (sum.sent[c] + sum.passed[c] != 0)
      out["wavelets"][fmt::format("{}", c)] = {{"sent", sum.sent[c]}, {"links", sum.passed[c]}};
  out["symbols"] = ordered_json::object();
  for (const auto& [name, list] : singles(report))
    for (const single& s : list)
      out["symbols"][name].push_back({{"x", s.x}, {"y", s.y}, {"value", s.value}});
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ws
