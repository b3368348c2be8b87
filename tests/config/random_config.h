// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>

#include "ws/config/cluster_config.h"
#include "ws/config/field.h"

namespace ws {

/// WS_SEED repeats a run that failed.
inline uint64_t seed_of_run() {
  const char* given = std::getenv("WS_SEED");
  const uint64_t seed = given == nullptr ? 20210824 : std::strtoull(given, nullptr, 10);
  std::cout << "WS_SEED=" << seed << "\n";
  return seed;
}

/// A value of the field's range: often a corner, else any bit pattern between.
inline void randomize(const struct_table& table, void* object, std::mt19937_64& random) {
  std::uniform_real_distribution<double> share(0, 1);
  for (const field& f : table.fields()) {
    void* member = f.at(object);
    const bool corner = random() % 4 == 0, high = random() % 2 == 0;
    switch (f.kind) {
      case field_kind::number: {
        double value =
            f.low == 0 ? f.high * share(random) : f.low * std::pow(f.high / f.low, share(random));
        value = std::min(std::max(value, f.low), f.high);
        if (corner) value = high && !f.below ? f.high : f.low;
        if (corner && f.zero_too && !high) value = 0;
        if (f.power_of_two) value = std::exp2(random() % 25);
        if (f.below && value == f.high) value = f.low;
        *static_cast<double*>(member) = value;
        break;
      }
      case field_kind::integer: {
        const uint64_t count = f.most - f.least + 1;  // 0: all of them
        const uint64_t any = f.least + (count == 0 ? random() : random() % count);
        *static_cast<uint64_t*>(member) = !corner ? any : high ? f.most : f.least;
        break;
      }
      case field_kind::text: {
        static const std::string letters = "az09 .-_:#\"'\\&*[]{}!|>%@`,?~=\xc3\xa9";
        std::string text(1 + random() % 20, ' ');
        for (char& c : text) c = letters[random() % (letters.size() - 2)];
        *static_cast<std::string*>(member) = text + "\xc3\xa9";
        break;
      }
      case field_kind::choice:
        f.set_choice(member, random() % f.choices.size());
        break;
      case field_kind::group:
        randomize(*f.inside, member, random);
        break;
      case field_kind::list:
        f.resize(member, 0);
        f.resize(member, random() % 4);
        for (size_t i = 0; i < f.count(member); ++i)
          randomize(*f.inside, f.item(member, i), random);
        break;
    }
  }
}

/// A random cluster whose fields also agree with each other.
inline cluster_config random_cluster(std::mt19937_64& random) {
  cluster_config c;
  randomize(cluster_table(), &c, random);
  const auto at_least = [](double& value, double least) { value = std::max(value, least); };
  c.simulation.burst_bytes = std::min(c.simulation.burst_bytes, 1e9);
  c.simulation.mtu_bytes = std::min(c.simulation.mtu_bytes, c.simulation.burst_bytes);
  for (double* size : {&c.cs2.ingress_buffer_bytes, &c.cs2.egress_buffer_bytes,
                       &c.swarmx.buffer_bytes, &c.memoryx.staging_bytes})
    at_least(*size, c.simulation.burst_bytes);
  at_least(c.memoryx.dram_bytes, c.memoryx.staging_bytes);
  at_least(c.memoryx.bytes_per_parameter, 18);
  at_least(c.cs2.wafer.peak_w, c.cs2.wafer.idle_w);
  c.cs2.wafer.pes_total =
      std::max(c.cs2.wafer.pes_total, c.cs2.wafer.pe_columns * c.cs2.wafer.pe_rows);
  c.systems = std::max<uint64_t>(c.systems, c.overrides.size());
  for (size_t i = 0; i < c.overrides.size(); ++i) c.overrides[i].system = i;
  return c;
}

}  // namespace ws
