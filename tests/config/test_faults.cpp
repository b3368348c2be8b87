// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "faults_of.h"
#include "ws/base/messages.h"

// The exact words of every message that a cluster file or a setting can provoke.
namespace ws {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string top_keys =
    "name, systems, cs2, overrides, swarmx, memoryx, activation_server, training, simulation";
const std::string override_keys = "system, link_rate, link_latency, clock";

TEST(Faults, AreAllToldAtOnceInTheOrderOfTheFile) {
  EXPECT_THAT(faults_of("simulation: {burst: 2 MB}\n"
                        "cs2:\n"
                        "  link_rate: 100 GB\n"
                        "  ingress_buffer: 1 MB\n"
                        "systems: 400\n",
                        {"memoryx.servers=0", "training.sparsity=1"}),
              ElementsAre("c.yaml:3:14: cs2.link_rate = 100 GB: \"GB\" is the unit of an amount of "
                          "data; allowed is a data rate from 1 Mb/s to 100 Tb/s",
                          "c.yaml:4:19: cs2.ingress_buffer = 1 MB: holds less than one burst; "
                          "allowed is at least simulation.burst = 2 MB",
                          "c.yaml:5:10: systems = 400: out of range; allowed is a whole number "
                          "from 1 to 192",
                          "--set: memoryx.servers = 0: out of range; allowed is a whole number "
                          "from 1 to 4096",
                          "--set: training.sparsity = 1: out of range; allowed is a number from 0 "
                          "to less than 1"));
}

TEST(Faults, OfKeysNameTheNearestOne) {
  EXPECT_THAT(
      faults_of("sistems: 3"),
      ElementsAre("c.yaml:1:1: sistems: unknown key; did you mean \"systems\"? Allowed are " +
                  top_keys));
  EXPECT_THAT(faults_of("wobble: 3"),
              ElementsAre("c.yaml:1:1: wobble: unknown key; allowed are " + top_keys));
  EXPECT_THAT(faults_of("radix: 3"),  // of another section
              ElementsAre("c.yaml:1:1: radix: unknown key; did you mean \"swarmx.radix\"? Allowed "
                          "are " +
                          top_keys));
  EXPECT_THAT(faults_of("overrides: [{system: 0, clock_hz: 3}]"),  // as results call it
              ElementsAre("c.yaml:1:25: overrides[0].clock_hz: unknown key; did you mean "
                          "\"clock\"? Allowed are " +
                          override_keys));
  EXPECT_THAT(faults_of("systems: 3\nname: a\nsystems: 4"),
              ElementsAre("c.yaml:3:1: systems: given twice, first on line 1"));
  EXPECT_THAT(faults_of("overrides:\n  - clock: 1 GHz"),
              ElementsAre("c.yaml:2:5: overrides[0].system: missing; allowed is a whole number "
                          "from 0 to 191"));
}

TEST(Faults, OfShapeSayWhatBelongsThere) {
  EXPECT_THAT(faults_of("- 1"), ElementsAre("c.yaml:1:1: cluster: a list where a section is "
                                            "needed; its keys are " +
                                            top_keys));
  EXPECT_THAT(faults_of("overrides: [5]"),
              ElementsAre("c.yaml:1:13: overrides[0]: \"5\" where a section is needed; its keys "
                          "are " +
                          override_keys));
  EXPECT_THAT(faults_of("overrides: {system: 0}"),
              ElementsAre("c.yaml:1:12: overrides: a section where a list of sections is needed; "
                          "their keys are " +
                          override_keys));
  EXPECT_THAT(faults_of("name: x\nsystems: [1]"),
              ElementsAre("c.yaml:2:10: systems: a list where one value is needed; allowed is a "
                          "whole number from 1 to 192"));
  EXPECT_THAT(faults_of("systems:\nname: x"),
              ElementsAre("c.yaml:1:1: systems: nothing where one value is needed; allowed is a "
                          "whole number from 1 to 192"));
  EXPECT_THAT(faults_of("simulation:"),
              ElementsAre("c.yaml:1:1: simulation: nothing where a section is needed; its keys are "
                          "transport, symmetry, burst, mtu"));
}

TEST(Faults, OfNumbersSayTheRangeInTheFieldsOwnUnit) {
  const auto clock = [](const std::string& value) {
    return faults_of("cs2: {wafer: {clock: " + value + "}}");
  };
  const std::string at = "c.yaml:1:22: cs2.wafer.clock = ",
                    range = "a frequency from 1 MHz to 10 GHz";
  EXPECT_THAT(clock("fast"), ElementsAre(at + "fast: not a number; allowed is " + range));
  EXPECT_THAT(clock(".nan"), ElementsAre(at + ".nan: not a number; allowed is " + range));
  EXPECT_THAT(clock("850"),
              ElementsAre(at + "850: the unit is missing (such as Hz); allowed is " + range));
  EXPECT_THAT(clock("850 mhz"), ElementsAre(at +
                                            "850 mhz: \"mhz\" is no unit that is known here, "
                                            "did you mean \"MHz\"? Allowed is " +
                                            range));
  EXPECT_THAT(clock("850 rpm"), ElementsAre(at +
                                            "850 rpm: \"rpm\" is no unit that is known here; "
                                            "allowed is " +
                                            range));
  EXPECT_THAT(clock("3 us"),
              ElementsAre(at + "3 us: \"us\" is the unit of a time; allowed is " + range));
  EXPECT_THAT(clock("-850 MHz"), ElementsAre(at + "-850 MHz: out of range; allowed is " + range));
  EXPECT_THAT(clock("1e999 Hz"), ElementsAre(at + "1e999 Hz: out of range; allowed is " + range));
  EXPECT_THAT(faults_of("training: {learning_rate: 3 kg}"),
              ElementsAre("c.yaml:1:27: training.learning_rate = 3 kg: takes no unit; allowed is a "
                          "number from 0 to 1000"));
  EXPECT_THAT(faults_of("overrides: [{system: 0, clock: 1 Hz}]"),
              ElementsAre("c.yaml:1:32: overrides[0].clock = 1 Hz: out of range; allowed is 0 Hz "
                          "or a frequency from 1 MHz to 10 GHz"));
  EXPECT_THAT(faults_of("training: {loss_scale: 1000}"),
              ElementsAre("c.yaml:1:24: training.loss_scale = 1000: out of range; allowed is a "
                          "power of two from 1 to 16777216"));
}

TEST(Faults, OfWholeNumbers) {
  const auto systems = [](const std::string& value) { return faults_of("systems: " + value); };
  const std::string at = "c.yaml:1:10: systems = ", range = "a whole number from 1 to 192";
  EXPECT_THAT(systems("2.5"), ElementsAre(at + "2.5: not a whole number; allowed is " + range));
  EXPECT_THAT(systems("1e1"), ElementsAre(at + "1e1: not a whole number; allowed is " + range));
  EXPECT_THAT(systems("-1"), ElementsAre(at + "-1: out of range; allowed is " + range));
  EXPECT_THAT(systems("99999999999999999999"),
              ElementsAre(at + "99999999999999999999: out of range; allowed is " + range));
  EXPECT_THAT(systems("four"), ElementsAre(at + "four: not a number; allowed is " + range));
  EXPECT_THAT(systems("4 CS-2"), ElementsAre(at + "4 CS-2: takes no unit; allowed is " + range));
  EXPECT_THAT(systems("\"\""), ElementsAre(at + ": not a number; allowed is " + range));
  EXPECT_THAT(systems("+192"), IsEmpty());
}

TEST(Faults, OfWordsAndTexts) {
  EXPECT_THAT(faults_of("training: {optimizer: adm}"),
              ElementsAre("c.yaml:1:23: training.optimizer = adm: unknown, did you mean \"adam\"? "
                          "Allowed is one of sgd, momentum, adam, adamw"));
  EXPECT_THAT(faults_of("training: {activations: automatic}"),
              ElementsAre("c.yaml:1:25: training.activations = automatic: unknown, did you mean "
                          "\"auto\"? Allowed is one of auto, resident, recompute, spill"));
  EXPECT_THAT(faults_of("training: {optimizer: lion}"),
              ElementsAre("c.yaml:1:23: training.optimizer = lion: unknown; allowed is one of sgd, "
                          "momentum, adam, adamw"));
  EXPECT_THAT(faults_of("name: \"\""), ElementsAre("c.yaml:1:7: name = \"\": out of range; allowed "
                                                   "is a text of 1 to 100 characters"));
  EXPECT_THAT(faults_of("name: \"a\\x07\""),
              ElementsAre("c.yaml:1:7: name = \"a\\x07\": out of range; allowed is a text of 1 to "
                          "100 characters"));
  EXPECT_THAT(faults_of("name: " + std::string(101, 'n')),
              ElementsAre("c.yaml:1:7: name = \"" + std::string(59, 'n') +
                          "...: out of range; allowed is a text of 1 to 100 characters"));
}

TEST(Faults, OfSettingsNameTheSetting) {
  EXPECT_THAT(faults_of("{}", {"memoryx.servers"}),
              ElementsAre("--set: \"memoryx.servers\" is not KEY=VALUE"));
  EXPECT_THAT(faults_of("{}", {"=3"}), ElementsAre("--set: \"=3\" is not KEY=VALUE"));
  EXPECT_THAT(faults_of("{}", {"systems=24x"}),
              ElementsAre("--set: systems = 24x: takes no unit; allowed is a whole number from 1 "
                          "to 192"));
  EXPECT_THAT(faults_of("{}", {"simulation.bursts=1 MB"}),
              ElementsAre("--set: simulation.bursts: unknown key; did you mean \"burst\"? Allowed "
                          "are transport, symmetry, burst, mtu"));
  EXPECT_THAT(faults_of("{}", {"systems="}),
              ElementsAre("--set: systems: nothing where one value is needed; allowed is a whole "
                          "number from 1 to 192"));
  EXPECT_THAT(faults_of("{}", {"systems=\"1"}),
              ElementsAre("--set: systems: not YAML: illegal EOF in scalar"));
  EXPECT_THAT(faults_of("{}", {"systems.x=1"}),
              ElementsAre("--set: systems.x: unknown key; did you mean \"systems\"? Allowed are " +
                          top_keys));
  EXPECT_THAT(faults_of("systems: 0", {"systems=0", "systems=3"}),
              ElementsAre("c.yaml:1:10: systems = 0: out of range; allowed is a whole number from "
                          "1 to 192",
                          "--set: systems = 0: out of range; allowed is a whole number from 1 to "
                          "192"));
}

TEST(Settings, GoOnTopOfTheFileInTheirOrder) {
  const cluster_config c =
      parse_cluster("systems: 4\nmemoryx: {flash: 1 PB}", "c.yaml",
                    {"systems=5", "memoryx.dram=2 TB", "systems=6", "name=two words",
                     "overrides=[{system: 5, link_rate: 10 Gb/s}]"});
  EXPECT_EQ(c.systems, 6u);
  EXPECT_EQ(c.memoryx.dram_bytes, 2e12);
  EXPECT_EQ(c.memoryx.flash_bytes, 1e15);
  EXPECT_EQ(c.name, "two words");
  ASSERT_EQ(c.overrides.size(), 1u);
  EXPECT_EQ(c.overrides[0].link_rate_bits_per_s, 10e9);
}

TEST(Conflicts, AreToldWhereTheyWereMade) {
  EXPECT_THAT(faults_of("systems: 4\noverrides:\n  - system: 4"),
              ElementsAre("c.yaml:3:13: overrides[0].system = 4: there is no such system; allowed "
                          "is a whole number from 0 to 3"));
  EXPECT_THAT(faults_of("systems: 4\noverrides:\n  - system: 3", {"systems=2"}),
              ElementsAre("--set: overrides[0].system = 3: there is no such system; allowed is a "
                          "whole number from 0 to 1"));
  EXPECT_THAT(faults_of("systems: 4\noverrides: [{system: 1}, {system: 0}, {system: 1}]"),
              ElementsAre("c.yaml:2:48: overrides[2].system = 1: overrides[0] is about the same "
                          "system; allowed is one entry per system"));
  for (const std::string path :
       {"cs2.ingress_buffer", "cs2.egress_buffer", "swarmx.buffer", "memoryx.staging"}) {
    EXPECT_THAT(faults_of("{}", {path + "=127 MB"}),
                ElementsAre("--set: " + path +
                            " = 127 MB: holds less than one burst; allowed is "
                            "at least simulation.burst = 128 MB"));
    EXPECT_THAT(faults_of("{}", {path + "=128 MB"}), IsEmpty());
  }
  EXPECT_THAT(faults_of("simulation: {burst: 1 kB}"),
              ElementsAre("c.yaml:1:21: simulation.mtu = 4.096 kB: more than one burst; allowed is "
                          "at most simulation.burst = 1 kB"));
  EXPECT_THAT(faults_of("memoryx: {dram: 0.5 GB}"),
              ElementsAre("c.yaml:1:17: memoryx.staging = 1 GB: allowed is at most memoryx.dram = "
                          "500 MB"));
  EXPECT_THAT(faults_of("cs2: {wafer: {idle_power: 30 kW}}"),
              ElementsAre("c.yaml:1:27: cs2.wafer.idle_power = 30 kW: allowed is at most "
                          "cs2.wafer.peak_power = 22.9 kW"));
  EXPECT_THAT(faults_of("cs2: {wafer: {pe_rows: 996, pe_columns: 854}}"),
              ElementsAre("c.yaml:1:41: cs2.wafer.pe_columns x pe_rows = 854 x 996 = 850584: more "
                          "than there are; allowed is at most pes_total = 850000"));
}

TEST(Conflicts, AnOptimizerNeedsRoomForItsState) {
  const auto with = [](const std::string& optimizer, const std::string& bytes) {
    return faults_of("training: {optimizer: " + optimizer + "}",
                     {"memoryx.bytes_per_parameter=" + bytes});
  };
  const std::string at = "--set: memoryx.bytes_per_parameter = ";
  const std::string needs = ": f32 weight and gradient, f16 copy";
  EXPECT_THAT(with("sgd", "9.5"),
              ElementsAre(at + "9.5: too few for sgd; allowed is at least 10" + needs));
  EXPECT_THAT(with("momentum", "13"), ElementsAre(at +
                                                  "13: too few for momentum; allowed is at "
                                                  "least 14" +
                                                  needs + ", f32 momentum"));
  EXPECT_THAT(with("adam", "17"), ElementsAre(at + "17: too few for adam; allowed is at least 18" +
                                              needs + ", two f32 moments"));
  EXPECT_THAT(with("adamw", "17"), ElementsAre(at +
                                               "17: too few for adamw; allowed is at least "
                                               "18" +
                                               needs + ", two f32 moments"));
  for (const auto& [optimizer, bytes] :
       {std::pair{"sgd", "10"}, {"momentum", "14"}, {"adam", "18"}, {"adamw", "18"}})
    EXPECT_THAT(with(optimizer, bytes), IsEmpty());
}

TEST(Conflicts, AreNotBlamedOnValuesThatWereFaultyThemselves) {
  EXPECT_EQ(faults_of("simulation: {burst: 1 XB}\nswarmx: {buffer: 1 MB}").size(), 1u);
  EXPECT_EQ(faults_of("systems: 0\noverrides: [{system: 7}]").size(), 1u);
  EXPECT_EQ(faults_of("simulation: 3\nswarmx: {buffer: 1 MB}").size(), 1u);
}

TEST(Bursts, AreNoLongerThanTlmCanCount) {
  const auto burst = [](const std::string& size) {
    return faults_of("simulation: {burst: " + size +
                     "}\ncs2: {ingress_buffer: 8 GB, egress_buffer: 8 GB}\nswarmx: {buffer: 8 GB}");
  };
  EXPECT_THAT(burst("4.1 GB"),
              ElementsAre("c.yaml:1:21: simulation.burst = 4.1 GB: out of range; allowed is an "
                          "amount of data from 64 B to 4 GB"));
  for (const std::string& fault : burst("4 GB"))
    EXPECT_EQ(fault.find("simulation.burst = 4 GB: out of range"), std::string::npos) << fault;
}

}  // namespace
}  // namespace ws
