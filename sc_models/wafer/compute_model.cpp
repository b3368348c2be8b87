// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/compute_model.h"

namespace ws {
namespace {

class peak_compute final : public compute_model {
 public:
  explicit peak_compute(double macs_per_s) : m_macs_per_s(macs_per_s) {}
  item_time time_of(const plan_item& item) const override {
    return {duration_ps(item.weight_macs, m_macs_per_s),
            duration_ps(item.dense_macs, m_macs_per_s)};
  }
  double peak_macs_per_s() const override { return m_macs_per_s; }

 private:
  double m_macs_per_s;
};

}  // namespace

double macs_per_cycle(precision p) { return p == precision::f16 ? 4 : 2; }

std::unique_ptr<compute_model> make_peak_compute(const wafer_config& wafer, precision p) {
  const double pes = static_cast<double>(wafer.pe_columns * wafer.pe_rows);
  return std::make_unique<peak_compute>(pes * macs_per_cycle(p) * wafer.clock_hz);
}

}  // namespace ws
