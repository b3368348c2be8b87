// SPDX-License-Identifier: Apache-2.0
#include "ws/report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

namespace ws {
namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The format counts microseconds; digits behind the point keep every picosecond.
std::string microseconds(time_ps time) {
  return fmt::format("{}.{:06}", time / ps_per_us, time % ps_per_us);
}

// One lane may hold stretches that overlap (bursts under way at once); each thread of the viewer
// must not.
struct lane_threads {
  std::vector<int> threads;
  std::vector<time_ps> busy_until;
};

class timeline_writer {
 public:
  explicit timeline_writer(std::ostream& out) : m_out(out) {}

  void write(const timeline_event& event) {
    station_lanes& station = m_stations[event.station];
    if (station.process == 0) {
      station.process = static_cast<int>(m_stations.size());
      name("process_name", station.process, 0, event.station);
    }
    const int thread = free_thread(station, event);
    record(fmt::format(R"({{"ph":"X","name":{},"pid":{},"tid":{},"ts":{},"dur":{}}})",
                       quoted(event.name), station.process, thread, microseconds(event.start),
                       microseconds(event.end - event.start)));
  }

  void record(const std::string& text) {
    m_out << (m_first ? "\n" : ",\n") << text;
    m_first = false;
  }

 private:
  struct station_lanes {
    int process = 0, threads = 0;
    std::map<std::string, lane_threads> lanes;
  };

  void name(const char* what, int process, int thread, const std::string& text) {
    record(fmt::format(R"({{"ph":"M","name":"{}","pid":{},"tid":{},"args":{{"name":{}}}}})", what,
                       process, thread, quoted(text)));
  }

  int free_thread(station_lanes& station, const timeline_event& event) {
    lane_threads& lane = station.lanes[event.lane];
    for (size_t i = 0; i < lane.threads.size(); ++i) {
      if (lane.busy_until[i] > event.start) continue;
      lane.busy_until[i] = event.end;
      return lane.threads[i];
    }
    lane.threads.push_back(++station.threads);
    lane.busy_until.push_back(event.end);
    const size_t copy = lane.threads.size();
    name("thread_name", station.process, station.threads,
         copy == 1 ? event.lane : fmt::format("{} ({})", event.lane, copy));
    return station.threads;
  }

  std::ostream& m_out;
  bool m_first = true;
  std::map<std::string, station_lanes> m_stations;
};

}  // namespace

void write_timeline(std::ostream& out, const std::vector<timeline_event>& events) {
  std::vector<size_t> order(events.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return events[a].start < events[b].start; });
  out << R"({"displayTimeUnit":"ms","traceEvents":[)";
  timeline_writer writer(out);
  for (const size_t i : order) writer.write(events[i]);
  out << "\n]}\n";
}

}  // namespace ws
