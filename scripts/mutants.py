#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes SystemVerilog in which one number chooses among many faults, and a list of them.

    scripts/mutants.py --out FOLDER [--count N] [--seed N] FILES...

Every file is copied to FOLDER. The router's and the element's modules carry mutants, each as many
as its share of all places where one could stand; the floating-point unit has tests of its own. The
top module gets an input `mutant_i`: 0 is the hardware as it is, n is mutant n. A mutant costs a
comparison where it stands, so that one build runs all of them. FOLDER/mutants.tsv lists number,
file, line, kind, what stands there and what stands there in the mutant; nothing for an assignment
that is dropped. The same arguments give the same mutants.

Exit status: 0, 2 wrong call, 3 a file that cannot be read or has not enough places.
"""
import argparse
import fnmatch
import pathlib
import random
import sys

from verilog_expressions import Unreadable
from verilog_sites import Reader

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNT = 320
MUTATE = ["ws_router*", "ws_pe*", "ws_sram"]
KINDS = ("operator", "negated", "constant", "dropped", "stuck", "index")
PACKAGE = """// SPDX-License-Identifier: Apache-2.0
// Made by scripts/mutants.py: the mutant in force, 0 for none.
package ws_mutant_pkg;
  logic [15:0] number;
endpackage
"""


class Fault(Exception):
    """What is wrong with the files"""


def chosen(n):
    return f"ws_mutant_pkg::number == 16'd{n}"


def read(path, places):
    """The file, and where mutants could stand in it if there are to be any"""
    try:
        text = path.read_text()
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}") from error
    reader = Reader(text, path)
    try:
        if places:
            reader.file()
    except Unreadable as error:
        raise Fault(str(error)) from error
    return reader


def shares(sizes, count):
    """So many of each, in proportion to its size, at least one: largest remainders"""
    whole = sum(sizes)
    exact = [max(1, count * size / whole) for size in sizes]
    share = [min(int(part), size) for part, size in zip(exact, sizes)]
    order = sorted(range(len(sizes)), key=lambda i: int(exact[i]) - exact[i])
    while sum(share) < count:
        before = sum(share)
        for i in order:
            if sum(share) < count and share[i] < sizes[i]:
                share[i] += 1
        if sum(share) == before:
            raise Fault(f"there are only {before} places for {count} mutants")
    return share


def pick(sites, count, dice):
    """`count` of them, the kinds in turn, never two the same; in the order of the text"""
    pools = {kind: [s for s in sites if s.kind == kind] for kind in KINDS}
    for pool in pools.values():
        dice.shuffle(pool)
    picked = []
    while len(picked) < count:
        for kind in KINDS:
            if pools[kind] and len(picked) < count:
                picked.append(pools[kind].pop())
    return sorted(picked, key=lambda s: (s.begin, -s.end, s.kind, s.after))


def render(text, begin, end, numbered):
    """The text from begin to end with the mutants (number, site) in it, outer ones first"""
    out = []
    while numbered:
        site = numbered[0][1]
        same = [m for m in numbered if (m[1].begin, m[1].end) == (site.begin, site.end)]
        inner = [m for m in numbered if m not in same and m[1].end <= site.end]
        numbered = [m for m in numbered if m not in same and m not in inner]
        here = render(text, site.begin, site.end, inner)
        for number, mutant in same:
            if mutant.kind == "dropped":
                here = f"begin if (!({chosen(number)})) begin {here} end end"
            else:
                here = f"({chosen(number)} ? ({mutant.after}) : ({here}))"
        out += [text[begin:site.begin], here]
        begin = site.end
    return "".join(out) + text[begin:end]


def with_input(reader):
    """The top module, which takes the number"""
    text, at, end = reader.text, reader.module_begin, reader.module_end
    return (text[:at] + "\n  input  logic [15:0] mutant_i," + text[at:end] +
            "  always_comb ws_mutant_pkg::number = mutant_i;\n\n" + text[end:])


def one_line(text):
    return " ".join(text.split())


def name_of(path):
    """In the repository, if it is there"""
    path = path.resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def make(arguments):
    """Texts by file name, and the rows of the list"""
    def wanted(path):
        return any(fnmatch.fnmatch(path.stem, pattern) for pattern in arguments.mutate)

    readers = [read(path, wanted(path) or path.stem == arguments.top) for path in arguments.files]
    top = [r for r in readers if r.path.stem == arguments.top]
    mutated = [r for r in readers if r.sites and r not in top]
    if not top:
        raise Fault(f"no file is {arguments.top}.sv")
    if not len(mutated) <= arguments.count < 1 << 16:
        raise Fault(f"--count {arguments.count}: allowed are {len(mutated)}, one a file, to 65535")
    share = dict(zip((r.path for r in mutated),
                     shares([len(r.sites) for r in mutated], arguments.count)))
    dice = random.Random(arguments.seed)
    files, rows = {"ws_mutant_pkg.sv": PACKAGE}, ["number\tfile\tline\tkind\tbefore\tafter"]
    for reader in readers:
        numbered = []
        for site in pick(reader.sites, share.get(reader.path, 0), dice):
            numbered.append((len(rows), site))
            line = reader.text.count("\n", 0, site.begin) + 1
            rows.append("\t".join((str(len(rows)), str(name_of(reader.path)), str(line), site.kind,
                                   one_line(reader.text[site.begin:site.end]),
                                   one_line(site.after))))
        files[reader.path.name] = (with_input(reader) if reader in top else
                                   render(reader.text, 0, len(reader.text), numbered))
    return files, rows


def write(folder, files, rows):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)
        (folder / "mutants.tsv").write_text("\n".join(rows) + "\n")
    except OSError as error:
        raise Fault(f"{error.filename}: {error.strerror}") from error


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--count", type=int, default=COUNT, help=f"mutants ({COUNT})")
    parser.add_argument("--seed", type=int, default=1, help="of the choice (1)")
    parser.add_argument("--top", default="ws_tile", metavar="MODULE", help="gets the input (ws_tile)")
    parser.add_argument("--mutate", nargs="+", default=MUTATE, metavar="PATTERN",
                        help=f"modules that carry mutants ({' '.join(MUTATE)})")
    parser.add_argument("files", type=pathlib.Path, nargs="+", metavar="FILE")
    arguments = parser.parse_args()
    try:
        write(arguments.out, *make(arguments))
    except Fault as fault:
        print(f"mutants.py: {fault}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
