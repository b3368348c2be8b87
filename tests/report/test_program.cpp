// SPDX-License-Identifier: Apache-2.0
// The program as a user meets it: exit statuses, files, and that nothing half-written stays.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/process.h"

namespace ws {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;
using testing_report::content;
using testing_report::ended;
using testing_report::run;
using testing_report::scratch_folder;
using testing_report::waferstream;

const std::string digits =
    "--cluster configs/clusters/tiny.yaml --model configs/models/mlp-digits.json ";

TEST(Program, HelpAndVersionAlwaysWork) {
  EXPECT_EQ(waferstream("--version").text, "waferstream " WS_VERSION "\n");
  for (const char* command : {"", "train ", "config ", "model ", "asm ", "disasm ", "isa "}) {
    const ended end = waferstream(std::string(command) + "--help");
    EXPECT_EQ(end.status, 0) << command;
    EXPECT_THAT(end.text, HasSubstr("--help"));
  }
}

TEST(Program, HelpAndVersionWorkBesideOtherFaults) {
  for (const char* arguments : {"fly --help", "train --systems 0 --help", "train --help --json",
                                "config x y -h", "model --set a --help"}) {
    const ended end = waferstream(arguments);
    EXPECT_EQ(end.status, 0) << arguments;
    EXPECT_THAT(end.text, HasSubstr("Usage: waferstream"));
  }
  for (const char* arguments : {"fly --version", "train --nope --version", "--version --steps"})
    EXPECT_EQ(waferstream(arguments).text, "waferstream " WS_VERSION "\n") << arguments;
  EXPECT_EQ(waferstream("--help >/dev/full").status, 5);
}

TEST(Program, NamesTheOptionItsValueAndWhatIsAllowed) {
  const std::string end = " (--help lists what is allowed)\n";
  for (const auto& [given, told] : std::vector<std::pair<std::string, std::string>>{
           {"--systems -1",
            "--systems = -1: out of range; allowed is a whole number from 1 to 192"},
           {"--systems 0", "--systems = 0: out of range; allowed is a whole number from 1 to 192"},
           {"--systems 2.5",
            "--systems = 2.5: not a whole number; allowed is a whole number from 1 to 192"},
           {"--systems=", "--systems = : not a number; allowed is a whole number from 1 to 192"},
           {"--sparsity 1",
            "--sparsity = 1: out of range; allowed is a number from 0 to less than 1"},
           {"--sparsity -0.1",
            "--sparsity = -0.1: out of range; allowed is a number from 0 to less than 1"},
           {"--batch-tokens 0",
            "--batch-tokens = 0: out of range; allowed is a whole number from 1 to 1000000000000"},
           {"--steps 0",
            "--steps = 0: out of range; allowed is a whole number from 1 to 1000000000"},
           {"--json ''", "--json = \"\": allowed is the name of a file"},
           {"--json=", "--json = \"\": allowed is the name of a file"},
           {"--set swarmx.radix", "--set: \"swarmx.radix\" is not KEY=VALUE"}}) {
    const ended refused = waferstream("train " + given + " " + digits);
    EXPECT_EQ(refused.status, 2) << given;
    EXPECT_EQ(refused.text, told + end);
  }
}

TEST(Program, TellsAllFaultsOfACommandLineAtOnce) {
  const ended end = waferstream("train --systems 0 --steps --wobble 3 --sparsity 2 --sparsity 0.5");
  EXPECT_EQ(end.status, 2);
  for (const char* fault :
       {"--systems = 0", "--steps: the value", "--wobble: unknown", "--sparsity = 2",
        "--sparsity: given twice", "--cluster: missing", "--model: missing"})
    EXPECT_THAT(end.text, HasSubstr(fault));
  EXPECT_EQ(std::count(end.text.begin(), end.text.end(), '\n'), 7) << end.text;
}

TEST(Program, BlamesTheOptionThatWasTyped) {
  const scratch_folder folder;
  const std::string slow =
      folder.write("c.yaml", "systems: 4\noverrides: [{system: 3, clock: 100 MHz}]\n");
  const std::string there = "--cluster " + slow + " --model configs/models/mlp-digits.json ";
  EXPECT_EQ(waferstream("train --systems 2 " + there).text,
            "--systems 2: overrides[0].system = 3: there is no such system; allowed is a whole "
            "number from 0 to 1\n");
  EXPECT_THAT(waferstream("train --set systems=2 " + there).text, StartsWith("--set: overrides"));
  EXPECT_EQ(waferstream("train --systems 2 --batch-sequences 3 " + digits).text,
            "--batch-sequences 3: training.batch_sequences = 3: must be a multiple of systems = 2; "
            "nearest: 2 and 4\n");
  const std::string gpt =
      "--model configs/models/gpt3-175b.json --cluster configs/clusters/cs2.yaml ";
  EXPECT_EQ(waferstream("train --systems 2 --batch-tokens 6144 " + gpt).text,
            "--batch-tokens 6144: training.batch_sequences = 3: must be a multiple of systems = 2; "
            "nearest: 2 and 4\n");
  const ended none = waferstream("train --batch-tokens 7 " + gpt);
  EXPECT_EQ(none.status, 3);
  EXPECT_EQ(none.text,
            "--batch-tokens = 7: allowed is a multiple of the model's 2048 tokens per sequence; "
            "nearest: 2048\n");
}

TEST(Program, EndsWithTwoOnWrongUsage) {
  for (const char* arguments :
       {"", "fly", "train", "train --cluster a", "config --schema --check", "train --steps 0",
        "config --set swarmx.radix", "model --set a", "--wobble",
        "train --batch-sequences 1 --batch-tokens 1 --cluster a --model b"}) {
    const ended end = waferstream(arguments);
    EXPECT_EQ(end.status, 2) << arguments << "\n" << end.text;
    EXPECT_THAT(end.text, HasSubstr("(--help lists what is allowed)"));
  }
}

TEST(Program, TellsAllFaultsOfBothFilesAndEndsWithThree) {
  const scratch_folder folder;
  const std::string cluster = folder.write("c.yaml", "systems: 0\nsistems: 1\n");
  const std::string network = folder.write("m.json", "[]");
  const ended end = waferstream("train --cluster " + cluster + " --model " + network + " --json " +
                                (folder / "out.json"));
  EXPECT_EQ(end.status, 3);
  EXPECT_EQ(std::count(end.text.begin(), end.text.end(), '\n'), 3) << end.text;
  EXPECT_FALSE(std::filesystem::exists(folder / "out.json"));
}

TEST(Program, EndsWithFiveBeforeItRunsWhenAFileCannotBeWritten) {
  const ended end = waferstream("train " + digits + "--steps 900000000 --json /no/such/out.json");
  EXPECT_EQ(end.status, 5) << end.text;
  EXPECT_EQ(waferstream("config >/dev/full").status, 5);
}

// Address space that ends while the cluster is built, while it runs, and shortly before it would
// do.
TEST(Program, EndsWithFiveWhenMemoryRunsOut) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer maps terabytes of shadow memory when a program starts, so that "
                  "none starts under ulimit -v; the release build's run of this test judges";
#endif
  unsigned short_of_memory = 0;
  for (int megabytes = 80; megabytes < 320; megabytes += 40) {
    const ended end =
        run(fmt::format("ulimit -v {}; cd " WS_SOURCE_DIR " && timeout 5 " WS_BINARY_DIR
                        "/waferstream train --cluster configs/clusters/cs2-192.yaml --no-baseline "
                        "--model configs/models/gpt3-175b.json --set simulation.symmetry=none "
                        "--steps 1 >/dev/null",
                        1000 * megabytes));
    if (end.status == 124) break;  // this is enough
    EXPECT_EQ(end.status, 5) << megabytes << " MB";
    EXPECT_EQ(end.text, "the machine's memory is not enough\n") << megabytes << " MB";
    ++short_of_memory;
  }
  EXPECT_GE(short_of_memory, 2u);
}

TEST(Program, PrintsAConfigThatItReadsBack) {
  const scratch_folder folder;
  const ended first = waferstream("config --cluster configs/clusters/andromeda.yaml");
  ASSERT_EQ(first.status, 0) << first.text;
  const std::string copy = folder.write("c.yaml", first.text);
  EXPECT_EQ(waferstream("config --cluster " + copy).text, first.text);
  EXPECT_EQ(waferstream("config --check --cluster " + copy).text, copy + ": no faults\n");
  EXPECT_TRUE(json::accept(waferstream("config --schema").text));
  EXPECT_TRUE(json::accept(waferstream("config --json").text));
  EXPECT_THAT(waferstream("config --reference").text, StartsWith("# "));
}

TEST(Program, PrintsAModel) {
  const ended end = waferstream("model --model configs/models/gpt2-xl.json");
  EXPECT_EQ(end.status, 0);
  EXPECT_THAT(end.text, HasSubstr("parameters            1,557,611,200\n"));
}

TEST(Program, AssemblesAndPrintsWhatAssemblesToTheSame) {
  const scratch_folder folder;
  const std::string image = folder / "a.elf", source = folder / "b.wsa", again = folder / "b.elf";
  const std::string program = "programs/chain_reduce.wsa ";
  EXPECT_EQ(waferstream("asm " + program + "-DP=5 -D B=6 -o " + image).text, "");
  EXPECT_EQ(waferstream("disasm " + image + " >" + source).status, 0);
  EXPECT_EQ(waferstream("asm --output=" + again + " " + source).text, "");
  const std::string bytes = content(image);
  EXPECT_EQ(bytes.substr(0, 4), "\177ELF");
  EXPECT_EQ(waferstream("disasm " + again).text, content(source));
  EXPECT_EQ(waferstream("asm " + program + "-D P=5 -D=B=6 -o=" + again).status, 0);
  EXPECT_EQ(content(again), bytes);
}

TEST(Program, RefusesAProgramAsItRefusesOtherInput) {
  const scratch_folder folder;
  const std::string source = folder.write("a.wsa", ".grid 1, 1\n.tile 0, 0\n  wxyzzy\n.end\n");
  const ended wrong = waferstream("asm " + source + " -o " + (folder / "a.elf"));
  EXPECT_EQ(wrong.status, 3);
  EXPECT_EQ(wrong.text, source + ":3:3: \"wxyzzy\": no such instruction\n");
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_EQ(waferstream("asm " + source + " -o " + source).status, 2);
  EXPECT_EQ(waferstream("asm " + source + " -o /no/such/a.elf").status, 5);
  EXPECT_EQ(waferstream("disasm " + source).status, 3);
  EXPECT_EQ(waferstream("disasm /no/such.elf").status, 3);
  EXPECT_EQ(waferstream("asm p.wsa -o -D P").text,
            "--output: the value is missing; allowed is the name of a file\n"
            "-D: \"P\" is not NAME=VALUE (--help lists what is allowed)\n");
  EXPECT_EQ(waferstream("asm").text,
            "--output: missing; it must be given\n"
            "program: missing; it must be given (--help lists what is allowed)\n");
  EXPECT_EQ(waferstream("isa").text,
            "--markdown, --sv, --translate or --filter: missing; it must be given (--help lists "
            "what is allowed)\n");
}

TEST(Program, TrainsAndLeavesWholeFilesOnly) {
  const scratch_folder folder;
  const ended end = waferstream("train " + digits + "--json " + (folder / "out.json") +
                                " --timeline " + (folder / "timeline.json"));
  ASSERT_EQ(end.status, 0) << end.text;
  EXPECT_EQ(folder.files(), 2u);
  EXPECT_TRUE(json::parse(content(folder / "out.json")).at("complete"));
  EXPECT_FALSE(json::parse(content(folder / "timeline.json")).at("traceEvents").empty());
  const ended judged =
      run("/usr/bin/python3 " WS_SOURCE_DIR "/scripts/check_results.py " + (folder / "out.json"));
  EXPECT_EQ(judged.status, 0) << judged.text;
}

TEST(Program, WritesWaveformsInBothForms) {
  const scratch_folder folder;
  for (const char* name : {"wave.vcd", "wave.fst"}) {
    const ended end = waferstream("train " + digits + "--no-baseline --trace " + (folder / name));
    ASSERT_EQ(end.status, 0) << end.text;
    EXPECT_THAT(end.text, testing::Not(HasSubstr("Warning")));
    EXPECT_GT(std::filesystem::file_size(folder / name), 100u);
  }
  EXPECT_EQ(folder.files(), 2u);
  EXPECT_THAT(content(folder / "wave.vcd"), HasSubstr("$enddefinitions"));
}

TEST(Program, KeepsWhatIsDoneAfterCtrlC) {
  const scratch_folder folder;
  const ended end = run("cd " WS_SOURCE_DIR " && timeout --preserve-status -s INT 1 " WS_BINARY_DIR
                        "/waferstream train " +
                        digits + "--steps 900000000 --json " + (folder / "out.json"));
  EXPECT_EQ(end.status, 130) << end.text;
  EXPECT_EQ(folder.files(), 1u);
  const json out = json::parse(content(folder / "out.json"));
  EXPECT_FALSE(out.at("complete"));
  EXPECT_EQ(out.at("partial").at("reason"), "interrupted");
  // A step's bytes are that step's, whatever was moved of the next one.
  const ended whole = waferstream("train " + digits + "--steps 3 --json " + (folder / "all.json"));
  ASSERT_EQ(whole.status, 0) << whole.text;
  EXPECT_EQ(out.at("bytes"), json::parse(content(folder / "all.json")).at("bytes"));
}

TEST(Program, TakesSignalsAtOnceForOne) {
  const auto signals = [](const std::string& send) {
    const scratch_folder folder;
    const ended end = run("cd " WS_SOURCE_DIR " && { " WS_BINARY_DIR "/waferstream train " +
                          digits + "--steps 900000000 --json " + (folder / "out.json") +
                          " >/dev/null & p=$!; sleep 0.5; " + send + "; wait $p; }");
    EXPECT_EQ(end.status, 130) << end.text;
    return folder.files();
  };
  EXPECT_EQ(signals("kill -TERM $p; kill -TERM $p; sleep 0.001; kill -TERM $p"), 1u);
}

TEST(Program, EndsWithFourWhenSimulatedTimeRunsOut) {
  const scratch_folder folder;
  const ended end = run("cd " WS_SOURCE_DIR " && timeout -s KILL 60 " WS_BINARY_DIR
                        "/waferstream train --cluster configs/clusters/cs2-192.yaml --model "
                        "configs/models/dense-120t.json --systems 1 --steps 1 --set "
                        "'cs2.link_rate=1 Mb/s' --timeline " +
                        (folder / "timeline.json") + " --trace " + (folder / "wave.vcd") +
                        " --json " + (folder / "out.json"));
  EXPECT_EQ(end.status, 4) << end.text;
  EXPECT_THAT(end.text, HasSubstr("No step was finished"));
  const json out = json::parse(content(folder / "out.json"));
  EXPECT_FALSE(out.at("complete"));
  EXPECT_THAT(out.at("partial").at("message"), StartsWith("simulated time ran out"));
  EXPECT_TRUE(out.at("bytes").is_null());
}

TEST(Program, KeepsTheLossesOfARunThatDiverges) {
  const scratch_folder folder;
  const ended end = waferstream("train " + digits +
                                "--values --steps 50 --set training.learning_rate=1000 --set "
                                "training.max_gradient_norm=0 --set "
                                "training.optimizer=sgd --json " +
                                (folder / "out.json"));
  EXPECT_EQ(end.status, 4) << end.text;
  EXPECT_THAT(end.text, HasSubstr("INCOMPLETE: failed after "));
  const json out = json::parse(content(folder / "out.json"));
  EXPECT_FALSE(out.at("complete"));
  EXPECT_GE(out.at("training").at("losses").size(), 1u);
  EXPECT_THAT(out.at("partial").at("message"), HasSubstr("is not finite"));
}

TEST(Program, StopsSoonWithinALongSlice) {
  const ended end =
      run("cd " WS_SOURCE_DIR
          " && timeout -s KILL 60 timeout --preserve-status -k 3 -s TERM 4 " WS_BINARY_DIR
          "/waferstream train --cluster configs/clusters/cs2-192.yaml --model "
          "configs/models/dense-120t.json --systems 1 --steps 20");
  EXPECT_EQ(end.status, 130) << end.text;
}

}  // namespace
}  // namespace ws
