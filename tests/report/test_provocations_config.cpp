// SPDX-License-Identifier: Apache-2.0
#include "report/provocation.h"

// The rows of the message table that belong to the cluster file (test_messages.cpp).
namespace ws::testing_report {

provocations config_provocations() {
  return {
      {"cannot_read",
       {[] { return told([] { load_cluster("no/such.yaml"); }); },
        "no/such.yaml: cannot be read: No such file or directory"}},
      {"bad_setting",
       {[] { return told([] { parse_cluster("{}", "c.yaml", {"memoryx.servers"}); }); },
        "--set: \"memoryx.servers\" is not KEY=VALUE"}},
      {"file_empty",
       {[] { return told_of_cluster(""); },
        "c.yaml: is empty; a cluster needs at least one key, as in \"systems: 1\""}},
      {"file_too_large",
       {[] { return told_of_cluster(std::string(2'000'000, ' ')); },
        "c.yaml: is larger than 262144 bytes, too large for a cluster"}},
      {"not_text",
       {[] { return told_of_cluster("name: \xff"); },
        "c.yaml:1:7: byte 0xff has no place in a text file (UTF-8)"}},
      {"yaml_syntax",
       {[] { return told_of_cluster("systems: 1\n  name: x"); },
        "c.yaml:2:7: not YAML: illegal map value"}},
      {"yaml_second_document",
       {[] { return told_of_cluster("systems: 1\n---\nname: x"); },
        "c.yaml:3:1: a second document begins here; a file describes one cluster"}},
      {"yaml_alias",
       {[] { return told_of_cluster("cs2: &a {links: 3}"); },
        "c.yaml:1:6: anchors and aliases (&, *) are not allowed; write the value out"}},
      {"yaml_too_deep",
       {[] { return told_of_cluster("a: [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"); },
        "c.yaml:1:19: nested deeper than 16 levels"}},
      {"yaml_key",
       {[] { return told_of_cluster("{[a]: 3}"); },
        "c.yaml:1:2: a key must be one word (or is a bracket left open?)"}},
      {"unknown_key",
       {[] { return told_of_cluster("cs2: {wafer: {wobble: 3}}"); },
        "c.yaml:1:15: cs2.wafer.wobble: unknown key; allowed are pe_columns, pe_rows, pes_total, "
        "clock, sram, tile, activation_bytes_per_element, idle_power, peak_power"}},
      {"unknown_key_near",
       {[] { return told_of_cluster("sistems: 3"); },
        "c.yaml:1:1: sistems: unknown key; did you mean \"systems\"? Allowed are name, systems, "
        "cs2, overrides, swarmx, memoryx, activation_server, training, simulation"}},
      {"missing_key",
       {[] { return told_of_cluster("overrides: [{clock: 1 GHz}]"); },
        "c.yaml:1:13: overrides[0].system: missing; allowed is a whole number from 0 to 191"}},
      {"duplicate_key",
       {[] { return told_of_cluster("systems: 3\nsystems: 4"); },
        "c.yaml:2:1: systems: given twice, first on line 1"}},
      {"not_a_section",
       {[] { return told_of_cluster("simulation: 5"); },
        "c.yaml:1:13: simulation: \"5\" where a section is needed; its keys are transport, "
        "symmetry, burst, mtu"}},
      {"not_a_section_list",
       {[] { return told_of_cluster("overrides: {system: 0}"); },
        "c.yaml:1:12: overrides: a section where a list of sections is needed; their keys are "
        "system, link_rate, link_latency, clock"}},
      {"not_one_value",
       {[] { return told_of_cluster("systems: [1]"); },
        "c.yaml:1:10: systems: a list where one value is needed; allowed is a whole number from 1 "
        "to 192"}},
      {"not_a_number",
       {[] { return told_of_cluster("systems: four"); },
        "c.yaml:1:10: systems = four: not a number; allowed is a whole number from 1 to 192"}},
      {"not_whole",
       {[] { return told_of_cluster("systems: 2.5"); },
        "c.yaml:1:10: systems = 2.5: not a whole number; allowed is a whole number from 1 to 192"}},
      {"no_unit",
       {[] { return told_of_cluster("memoryx: {dram: 5}"); },
        "c.yaml:1:17: memoryx.dram = 5: the unit is missing (such as B); allowed is an amount of "
        "data from 1 B to 1000 PB"}},
      {"unwanted_unit",
       {[] { return told_of_cluster("systems: 4 kg"); },
        "c.yaml:1:10: systems = 4 kg: takes no unit; allowed is a whole number from 1 to 192"}},
      {"unknown_unit",
       {[] { return told_of_cluster("memoryx: {dram: 5 rpm}"); },
        "c.yaml:1:17: memoryx.dram = 5 rpm: \"rpm\" is no unit that is known here; allowed is an "
        "amount of data from 1 B to 1000 PB"}},
      {"unknown_unit_near",
       {[] { return told_of_cluster("cs2: {wafer: {clock: 850 mHz}}"); },
        "c.yaml:1:22: cs2.wafer.clock = 850 mHz: \"mHz\" is no unit that is known here, did you "
        "mean \"MHz\"? Allowed is a frequency from 1 MHz to 10 GHz"}},
      {"wrong_unit",
       {[] { return told_of_cluster("memoryx: {dram: 3 us}"); },
        "c.yaml:1:17: memoryx.dram = 3 us: \"us\" is the unit of a time; allowed is an amount of "
        "data from 1 B to 1000 PB"}},
      {"out_of_range",
       {[] { return told_of_cluster("systems: 400"); },
        "c.yaml:1:10: systems = 400: out of range; allowed is a whole number from 1 to 192"}},
      {"not_a_choice",
       {[] { return told_of_cluster("training: {optimizer: lion}"); },
        "c.yaml:1:23: training.optimizer = lion: unknown; allowed is one of sgd, momentum, adam, "
        "adamw"}},
      {"not_a_choice_near",
       {[] { return told_of_cluster("training: {optimizer: adm}"); },
        "c.yaml:1:23: training.optimizer = adm: unknown, did you mean \"adam\"? Allowed is one of "
        "sgd, momentum, adam, adamw"}},
      {"override_beyond",
       {[] { return told_of_cluster("systems: 4\noverrides: [{system: 4}]"); },
        "c.yaml:2:22: overrides[0].system = 4: there is no such system; allowed is a whole number "
        "from 0 to 3"}},
      {"override_twice",
       {[] { return told_of_cluster("systems: 4\noverrides: [{system: 1}, {system: 1}]"); },
        "c.yaml:2:35: overrides[1].system = 1: overrides[0] is about the same system; allowed is "
        "one entry per system"}},
      {"below_burst",
       {[] { return told_of_cluster("swarmx: {buffer: 1 MB}"); },
        "c.yaml:1:18: swarmx.buffer = 1 MB: holds less than one burst; allowed is at least "
        "simulation.burst = 128 MB"}},
      {"mtu_above_burst",
       {[] { return told_of_cluster("simulation: {burst: 1 kB}"); },
        "c.yaml:1:21: simulation.mtu = 4.096 kB: more than one burst; allowed is at most "
        "simulation.burst = 1 kB"}},
      {"state_too_small",
       {[] {
          return told_of_cluster("memoryx: {bytes_per_parameter: 9}\ntraining: {optimizer: sgd}");
        },
        "c.yaml:1:32: memoryx.bytes_per_parameter = 9: too few for sgd; allowed is at least 10: "
        "f32 weight and gradient, f16 copy"}},
      {"too_many_pes",
       {[] { return told_of_cluster("cs2: {wafer: {pe_rows: 996, pe_columns: 854}}"); },
        "c.yaml:1:41: cs2.wafer.pe_columns x pe_rows = 854 x 996 = 850584: more than there are; "
        "allowed is at most pes_total = 850000"}},
      {"above_other",
       {[] { return told_of_cluster("memoryx: {dram: 0.5 GB}"); },
        "c.yaml:1:17: memoryx.staging = 1 GB: allowed is at most memoryx.dram = 500 MB"}},
  };
}

}  // namespace ws::testing_report
