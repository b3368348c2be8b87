// SPDX-License-Identifier: Apache-2.0
// Messages of runs that are written to a file and go on from it.
#include <sstream>

#include "report/provocation.h"
#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws::testing_report {
namespace {

isa::program_image counts_to(int number) {
  return isa::assemble(
      ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\nmain:\n  addi r2, r2, 1\n"
      "  seqi r3, r2, " +
          std::to_string(number) + "\n  beqz r3, main\n  halt\n.end\n",
      "p.wsa");
}

std::string kept() {
  const isa::program_image image = counts_to(40);
  grid tiles(image);
  tiles.run(50);
  std::ostringstream to;
  state_file file(to);
  tiles.exchange(file);
  return to.str();
}

std::string told_of(const std::string& bytes, int number = 40) {
  return told([&] {
    const isa::program_image image = counts_to(number);
    grid tiles(image);
    std::istringstream from(bytes);
    state_file file(from, "p.ck");
    tiles.exchange(file);
  });
}

std::string changed(size_t at) {
  std::string bytes = kept();
  bytes[at] ^= 1;
  return bytes;
}

/// What `waferstream run` says with these options.
std::string told_of_options(const std::string& options) {
  const scratch_folder folder;
  const std::string source =
      folder.write("p.wsa", ".grid 1, 1\n.tile 0, 0\n.task 8, main, active\nmain:\n  halt\n.end\n");
  std::string text = run("cd " + (folder / ".") + " && " WS_BINARY_DIR "/waferstream run " +
                         source + " " + options + " 2>&1 >/dev/null")
                         .text;
  const std::string prefix = "waferstream: ";
  if (text.compare(0, prefix.size(), prefix) == 0) text.erase(0, prefix.size());
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

}  // namespace

provocations checkpoint_provocations() {
  return {
      {"checkpoint_foreign", {[] { return told_of(changed(0)); }, "p.ck: not a checkpoint"}},
      {"checkpoint_build",
       {[] { return told_of(changed(8)); },
        "p.ck: a checkpoint of another build of WaferStream; only its own can go on"}},
      {"checkpoint_program",
       {[] { return told_of(kept(), 41); }, "p.ck: a checkpoint of another program"}},
      {"checkpoint_damaged",
       {[] { return told_of(kept().substr(0, 200)); },
        "p.ck: a checkpoint that has been cut off or changed"}},
      {"checkpoint_no_file",
       {[] { return told_of_options("--checkpoint-at 5"); },
        "--checkpoint-at: --checkpoint has to name the file (--help lists what is allowed)"}},
      {"checkpoint_hardware",
       {[] { return told_of_options("--checkpoint c.ck --twin lockstep"); },
        "--checkpoint, --resume: tiles in hardware cannot be kept in a file (--help lists what is "
        "allowed)"}},
      {"checkpoint_inputs",
       {[] { return told_of_options("--resume c.ck --in a=a.npy"); },
        "--resume: arrays are as in the checkpoint; --in cannot be given (--help lists what is "
        "allowed)"}},
      {"checkpoint_ended",
       {[] { return told_of_options("--checkpoint c.ck --checkpoint-at 500"); },
        "--checkpoint-at 500: no cycle between 0 and 5; c.ck was not written"}},
  };
}

}  // namespace ws::testing_report
