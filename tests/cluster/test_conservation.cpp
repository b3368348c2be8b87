// SPDX-License-Identifier: Apache-2.0
// Nothing is lost and nothing comes twice: what the stations counted against sums over the plan
// that are made here, element by element.
#include <cmath>

#include "cluster/side_by_side.h"
#include "ws/swarmx/tree.h"

namespace ws {
namespace {

using namespace testing_cluster;
using settings = std::vector<std::string>;

// 32-bit words of rows x columns on the wire: two f16 a word, or a header a segment and a word a
// non-zero; whichever is shorter.
uint64_t words_of(uint64_t rows, uint64_t columns, uint64_t kept) {
  const uint64_t dense = (rows * columns + 1) / 2;
  if (kept == columns) return dense;
  return std::min(dense, rows * ((columns + 65535) / 65536 + kept));
}

struct expected {
  uint64_t weights = 0, gradients = 0, padding = 0;  // bytes a step; largest padding of both
};

// Each op with a tensor streams it once forward, once backward and, with recomputation, blocks once
// more; each backward pass returns a gradient of f32; the loss is one more word.
expected expected_of(const cluster& c) {
  const cluster_config& config = c.settings().config;
  const model& m = *c.settings().network;
  const plan& p = *c.settings().steps;
  expected e;
  for (const op& o : m.ops) {
    if (o.tensor < 0) continue;
    const tensor& t = m.tensors[static_cast<size_t>(o.tensor)];
    const double share = t.sparsifiable ? 1 - config.training.sparsity : 1;
    const auto kept =
        static_cast<uint64_t>(std::max(1.0, std::round(share * static_cast<double>(t.columns))));
    const bool again = p.policy == activation_policy::recompute && o.block >= 0;
    e.weights += 4 * words_of(t.rows, t.columns, kept) * (again ? 3 : 2);
    e.gradients += 4 * t.rows * kept;
  }
  e.gradients += 4;
  e.weights *= p.micro_batches;
  e.gradients *= p.micro_batches;
  e.padding = 4 * config.cs2.links * p.items.size();  // at most a word a link and item
  return e;
}

void expect_conserved(const cluster& c, uint32_t steps) {
  const expected e = expected_of(c);
  const uint64_t links = c.work().links, folds = links / c.work().planes;
  const auto close = [&](uint64_t value, uint64_t wanted, const std::string& what) {
    EXPECT_GE(value, steps * wanted) << what;
    EXPECT_LE(value, steps * (wanted + e.padding)) << what;
  };
  const uint64_t sent = folds * counted(c.memory().statistics(), "weight_bytes");
  const uint64_t summed = folds * counted(c.memory().statistics(), "gradient_bytes");
  close(sent, e.weights, "weights sent");
  close(summed, e.gradients, "gradients summed");

  uint64_t systems = 0, samples = 0;
  for (const plan_item& item : c.work().items()) samples += item.sample_bytes;
  for (const cluster::system& s : c.systems()) {
    systems += s.multiplicity;
    const stats& counters = s.wafer->statistics();
    // The same bursts everywhere, so equal to the byte what each sends or gets.
    EXPECT_EQ(counted(counters, "weight_bytes"), sent);
    EXPECT_EQ(counted(counters, "gradient_bytes"), summed);
    EXPECT_EQ(counted(counters, "items_done"), steps * c.work().items().size());
    EXPECT_GE(counted(counters, "sample_bytes"), steps * samples);
    EXPECT_EQ(counted(counters, "sample_bytes"),
              folds * counted(s.activations->statistics(), "sample_bytes"));
    const uint64_t out = counted(counters, "activation_out_bytes");
    EXPECT_EQ(out, counted(counters, "activation_in_bytes"));
    EXPECT_EQ(out, folds * counted(s.activations->statistics(), "stored_bytes"));
    EXPECT_EQ(out, folds * counted(s.activations->statistics(), "returned_bytes"));
    for (uint64_t p = 0; p < c.work().planes; ++p) {
      EXPECT_EQ(folds * links / folds * s.wafer->weights_in[p]->bytes(), sent);
      EXPECT_EQ(s.wafer->weights_in[p]->channel().bytes_inside(), 0u);
    }
  }
  EXPECT_EQ(systems, c.settings().config.systems);

  // A sum of N gradients takes N - 1 additions a word, wherever in the tree they are made.
  uint64_t added = 0;
  for (const cluster::tree_switch& s : c.switches())
    added += s.multiplicity * counted(s.asic->statistics(), "words_added");
  EXPECT_EQ(4 * added * folds, (systems - 1) * summed);
}

struct shape {
  const char* name;
  settings given;
};
void PrintTo(const shape& s, std::ostream* out) { *out << s.name; }

class Conservation : public testing::TestWithParam<shape> {};

TEST_P(Conservation, HoldsFoldedAndUnfolded) {
  side_by_side run(small_decoder());
  settings given = GetParam().given;
  std::vector<const cluster*> clusters;
  for (const char* mode : {"folded", "planes", "none"}) {
    given.push_back(std::string("simulation.symmetry=") + mode);
    clusters.push_back(&run.add(configured(given)));
    given.pop_back();
  }
  given.push_back("simulation.transport=approximately_timed");
  clusters.push_back(&run.add(configured(given)));
  run.run();
  for (const cluster* c : clusters) {
    SCOPED_TRACE(c->name());
    expect_conserved(*c, run.steps());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Of, Conservation,
    testing::Values(shape{"OneSystem", {"training.batch_sequences=6"}},
                    shape{"TwoSystemsSpilling",
                          {"systems=2", "training.activations=spill", "training.batch_sequences=6",
                           "training.micro_batch_sequences=1", "simulation.burst=16 kB"}},
                    shape{"SevenSystemsRecomputing",
                          {"systems=7", "swarmx.radix=3", "training.activations=recompute",
                           "training.batch_sequences=28", "training.micro_batch_sequences=2"}},
                    shape{"TwelveSparseSystemsFiveServers",
                          {"systems=12", "swarmx.radix=2", "training.sparsity=0.75",
                           "memoryx.servers=5", "training.batch_sequences=12"}},
                    shape{"NineteenSystemsFromFlash",
                          {"systems=19", "swarmx.radix=4", "memoryx.dram=4 MB",
                           "memoryx.staging=1 MB", "simulation.burst=16 kB", "memoryx.flash=1 GB",
                           "training.batch_sequences=38", "training.update=eager"}},
                    // Buffers of one burst, and every burst late by a random time.
                    shape{"FiveSystemsWithJitterAndSmallBuffers",
                          {"systems=5", "swarmx.radix=2", "swarmx.jitter=40 us",
                           "simulation.burst=16 kB", "swarmx.buffer=16 kB",
                           "cs2.ingress_buffer=16 kB", "cs2.egress_buffer=16 kB",
                           "training.batch_sequences=10", "training.activations=spill"}},
                    shape{"FourSystemsWithoutSwarmX",
                          {"systems=4", "swarmx.topology=none", "training.batch_sequences=8"}}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace ws
