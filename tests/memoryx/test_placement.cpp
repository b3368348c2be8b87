// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/seed.h"
#include "ws/base/error.h"
#include "ws/config/load.h"
#include "ws/memoryx/placement.h"

namespace ws {
namespace {

using testing::ElementsAre;

memoryx_config shipped(const std::string& name) {
  return load_cluster(WS_SOURCE_DIR "/configs/clusters/" + name + ".yaml").memoryx;
}

model mlp(const std::string& sizes) {
  return parse_model(
      fmt::format(R"({{"model_type": "mlp", "layer_sizes": [{}], "bias": false}})", sizes),
      "giant.json");
}

std::string refusal(const model& m, const memoryx_config& config) {
  try {
    place_tensors(m, config);
  } catch (const input_error& e) {
    EXPECT_EQ(e.faults().size(), 1u);
    return e.what();
  }
  return "fits";
}

TEST(Placement, TwoHundredBillionParametersFillFourTerabytes) {
  const model exact = mlp("400000, 500000");
  ASSERT_EQ(exact.parameters(), 200'000'000'000u);
  const placement where = place_tensors(exact, shipped("memoryx-4tb"));
  EXPECT_EQ(where.needed_bytes, 4e12);
  EXPECT_EQ(where.capacity_bytes, 4e12);
  EXPECT_THAT(where.in_flash, ElementsAre(false));
}

TEST(Placement, OneParameterMoreThanFourTerabytesIsRefusedWithTheNumbers) {
  const model over = mlp("1, 1, 200000000000");  // 1 + 200e9
  ASSERT_EQ(over.parameters(), 200'000'000'001u);
  EXPECT_EQ(refusal(over, shipped("memoryx-4tb")),
            "giant.json: model giant does not fit MemoryX: 200000000001 parameters x 20 B = "
            "4000000000020 B, there are 4000000000000 B (16 servers x (250000000000 B DRAM + 0 B "
            "flash))");
}

TEST(Placement, HundredTwentyTrillionParametersFillTwoPointFourPetabytes) {
  const model exact = mlp("10000000, 12000000");
  ASSERT_EQ(exact.parameters(), 120'000'000'000'000u);
  const placement where = place_tensors(exact, shipped("cs2-192"));
  EXPECT_EQ(where.needed_bytes, 2.4e15);
  EXPECT_EQ(where.capacity_bytes, 2.4e15);
}

TEST(Placement, OneParameterMoreThanTwoPointFourPetabytesIsRefusedWithTheNumbers) {
  const model over = mlp("9999999, 12000000, 1, 1");
  ASSERT_EQ(over.parameters(), 120'000'000'000'001u);
  EXPECT_EQ(refusal(over, shipped("cs2-192")),
            "giant.json: model giant does not fit MemoryX: 120000000000001 parameters x 20 B = "
            "2400000000000020 B, there are 2400000000000000 B (12 servers x (1000000000000 B DRAM "
            "+ 199000000000000 B flash))");
}

TEST(Placement, RefusesExactlyFromTheFirstByteTooMany) {
  memoryx_config config;
  config.servers = 3;
  config.dram_bytes = 70;
  config.flash_bytes = 30;
  config.staging_bytes = 10;
  for (uint64_t n = 1; n <= 30; ++n) {
    const std::string end = refusal(mlp(fmt::format("1, {}", n)), config);
    EXPECT_EQ(end == "fits", n * 20 <= 300) << n << " parameters: " << end;
  }
}

memoryx_config thousand_parameters_in_dram() {
  memoryx_config config;
  config.servers = 2;
  config.dram_bytes = 11'000;
  config.staging_bytes = 1'000;
  config.flash_bytes = 100'000;
  return config;
}

TEST(Placement, UsesNoFlashWhileDramHasRoom) {
  // 20,000 B beside the staging area, 22,000 B with it, which nobody needs without flash.
  const placement where = place_tensors(mlp("10, 50, 10, 10"), thousand_parameters_in_dram());
  EXPECT_EQ(where.needed_bytes, 22'000);
  EXPECT_THAT(where.in_flash, ElementsAre(false, false, false));
  EXPECT_EQ(where.dram_bytes, 22'000);
}

TEST(Placement, PutsWhatTheStreamNeedsLastIntoFlash) {
  const placement where = place_tensors(mlp("10, 50, 10, 20, 10"), thousand_parameters_in_dram());
  EXPECT_THAT(where.in_flash, ElementsAre(false, false, true, true));
  EXPECT_EQ(where.dram_bytes, 20'000);
}

TEST(Placement, KeepsRoomForStagingWhenThereIsFlashInUse) {
  memoryx_config config = thousand_parameters_in_dram();
  config.staging_bytes = 6'000;  // leaves 10,000 B for 500 parameters
  const placement where = place_tensors(mlp("10, 50, 10, 20, 10"), config);
  EXPECT_THAT(where.in_flash, ElementsAre(false, true, true, true));
  EXPECT_EQ(where.dram_bytes, 10'000);
}

TEST(Placement, PutsIntoFlashOnlyWhatFindsNoRoomInDram) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  const auto below = [&random](uint64_t n) { return random() % n; };
  uint64_t flash_models = 0;
  for (int trial = 0; trial < 500; ++trial) {
    model m;
    m.name = "random";
    for (uint64_t t = 0; t < 1 + below(20); ++t)
      m.tensors.push_back({"t", 1 + below(30), 1 + below(30), true});
    memoryx_config config;
    config.servers = 1 + below(4);
    config.staging_bytes = static_cast<double>(below(500));
    config.dram_bytes = config.staging_bytes + static_cast<double>(below(30'000));
    config.flash_bytes = 1e6;
    const placement where = place_tensors(m, config);

    // In flash is exactly what did not fit beside the tensors before it.
    const auto servers = static_cast<double>(config.servers);
    const bool any = where.needed_bytes > servers * config.dram_bytes;
    const double room = servers * (config.dram_bytes - (any ? config.staging_bytes : 0));
    double dram = 0;
    for (size_t t = 0; t < m.tensors.size(); ++t) {
      const double bytes = 20 * static_cast<double>(m.tensors[t].parameters());
      EXPECT_EQ(where.in_flash[t], dram + bytes > room) << "trial " << trial << " tensor " << t;
      if (!where.in_flash[t]) dram += bytes;
    }
    EXPECT_EQ(where.dram_bytes, dram);
    if (any) ++flash_models;
  }
  EXPECT_GT(flash_models, 50u);  // both sides were tried
  EXPECT_LT(flash_models, 450u);
}

}  // namespace
}  // namespace ws
