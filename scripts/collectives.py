#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the collectives in programs/ and compares them with the published model of each.

The formulas are those of Luczynski et al., "Near-Optimal Wafer-Scale Reduce" (HPDC'24,
arXiv 2404.15888), for f32 vectors of B numbers on P tiles in a row (2-D: P x P) and a ramp of 2
cycles. Each pattern has one constant, the cycles that the formula leaves out (docs/collectives.md
tells which); the rest must lie within 4 % or 2 cycles, and two points must differ by exactly what the
formula says. The ring's rest hangs on P and B, and the tree misses the bound at some points: of them it is
checked that their time is to the cycle what docs/collectives.md says, and that the tree does not miss by more.

Exit status: 0 all bounds are kept, 2 wrong call, 4 a bound is missed or a program failed, 5
something is missing (the program, room on the disk), 130 interrupted.
"""
import argparse
import collections
import itertools
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "collectives.md"
BEGIN, END = "<!-- table points -->\n", "<!-- end -->\n"
RAMP = 2              # cycles to cross it, T_R
TRANSIT = 2 * RAMP + 1  # from router to router through an element that adds

# slack(P, B): cycles that the rest may be, if that is more than 4 %. own(P, B): the program's time if
# it is not just formula and constant; None for points where its rule has not been worked out.
Pattern = collections.namedtuple(
    "Pattern", "name program model constant slack own parameters where possible",
    defaults=(lambda p, b: 2, None, lambda p, b: {"P": p, "B": b}, lambda p: [(0, 0)], lambda p, b: True))


class Failure(Exception):
    """What is told in one line; status is the program's."""

    def __init__(self, text, status=4):
        super().__init__(text)
        self.status = status


def log2(p):
    return p.bit_length() - 1


def group(p):
    """A power of two next to the root of P: tiles of a group of the two-phase reduce."""
    return 1 << log2(p) // 2


def tree(p, b):
    energy = b * p / (2 * (p - 1)) * log2(p)
    return max(b * log2(p), energy + p - 1 + TRANSIT * log2(p))


def own_tree(p, b):
    if b >= max(2 * p, 64):
        return b * log2(p) + 11 + 3 * (p == 512)
    return p - 1 + TRANSIT * log2(p) + 6 if b == 1 else None


def ring(p, b):
    return 2 * (p - 1) * b // p + 4 * p - 6 + 2 * (p - 1) * TRANSIT


def own_ring(p, b):
    chunk = b // p
    if chunk >= 20:
        return 2 * (p - 1) * (chunk + 7) + 5
    return ring(p, b) + 11 if chunk <= min(6, p - 2) else None


PATTERNS = [
    Pattern("chain", "chain_reduce", lambda p, b: b + (TRANSIT + 1) * (p - 1), 6),
    Pattern("two-phase", "two_phase_reduce",
            lambda p, b: 2 * b + p - 1 + TRANSIT * (group(p) + p // group(p) - 2), 11,
            parameters=lambda p, b: {"P": p, "B": b, "S": group(p)}),
    Pattern("star", "star_reduce", lambda p, b: b * (p - 1) + TRANSIT, 13,
            possible=lambda p, b: b * (p - 1) <= 32766),
    Pattern("tree", "tree_reduce", tree, 6, lambda p, b: 26 if p == 512 else 10, own_tree),
    Pattern("1-D broadcast", "broadcast_1d", lambda p, b: b + p + 2 * RAMP, 6,
            where=lambda p: [(p - 1, 0)]),
    Pattern("2-D broadcast", "broadcast_2d", lambda p, b: b + 2 * p - 2 + TRANSIT, 6,
            parameters=lambda p, b: {"M": p, "N": p, "B": b}, where=lambda p: [(p - 1, p - 1)],
            possible=lambda p, b: p * p * (2 * p + b) <= 10_000_000 or (p, b) == (512, 256)),
    Pattern("ring allreduce", "ring_allreduce", ring, 11, own=own_ring,
            where=lambda p: [(x, 0) for x in range(p)], possible=lambda p, b: b % p == 0),
]


def points(quick):
    """B at P = 512 and P at B = 256, as in the publication; less of both on demand."""
    if quick:
        return [(4, 1), (4, 16), (4, 64), (4, 256), (4, 1024), (8, 1), (8, 64), (8, 256), (64, 1),
                (64, 64), (64, 256)]
    return ([(p, 256) for p in (4, 8, 16, 32, 64, 128, 256, 512)] +
            [(p, b) for p in (4, 8, 64, 512) for b in (1, 4, 16, 64, 1024, 4096)])


def measure(program, pattern, p, b):
    command = [program, "run", str(ROOT / "programs" / f"{pattern.program}.wsa"), "--json", "-"]
    command += [f"-D{key}={value}" for key, value in pattern.parameters(p, b).items()]
    try:
        end = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failure(f"{program}: {error.strerror}", 5) from error
    if end.returncode != 0:
        raise Failure(f"{' '.join(command[1:])} ended with {end.returncode}: {end.stderr.strip()}")
    cycles = {(one["x"], one["y"]): int(one["value"])
              for one in json.loads(end.stdout)["symbols"]["cycles"]}
    return max(cycles[tile] for tile in pattern.where(p))


def row(pattern, p, b, measured):
    formula = pattern.model(p, b)
    rest = measured - formula - pattern.constant
    shown = f"{formula:,}" if isinstance(formula, int) else f"{formula:,.1f}"
    percent = f"{100 * rest / formula:+.1f} %"
    if abs(rest) > max(0.04 * formula, 2):
        percent = f"**{percent}**"
    return (f"| {pattern.name} | {p} | {b} | {measured:,} | {shown} | {pattern.constant} "
            f"| {percent} |")


def misses(pattern, results):
    """What of a pattern's measurements is not as it must be, one line each."""
    lines = []
    for (p, b), measured in results.items():
        formula = pattern.model(p, b)
        bounds = [(formula + pattern.constant, max(0.04 * formula, pattern.slack(p, b)))]
        if pattern.own is not None and pattern.own(p, b) is not None:
            bounds.append((pattern.own(p, b), 0))
        lines += [f"{pattern.name}, P = {p}, B = {b}: {measured} cycles are "
                  f"{measured - expected:+g} from {expected:g}; allowed are {allowed:g}"
                  for expected, allowed in bounds if abs(measured - expected) > allowed]
    return lines + (slope_misses(pattern, results) if pattern.own is None else [])


def slope_misses(pattern, results):
    """Differences between points with the same P or the same B that are not the model's."""
    lines = []
    for one, other in itertools.combinations(sorted(results), 2):
        if one[0] != other[0] and one[1] != other[1]:
            continue
        found = results[other] - results[one]
        expected = pattern.model(*other) - pattern.model(*one)
        if found != expected:
            lines.append(f"{pattern.name}: from P, B = {one} to {other} {found} cycles; expected "
                         f"are {expected:g}")
    return lines


def write_page(rows):
    text = PAGE.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    temporary = PAGE.with_name(f".{PAGE.name}.{os.getpid()}")
    try:
        temporary.write_text(text[:begin] + "\n".join(rows) + "\n" + text[end:])
        temporary.replace(PAGE)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Failure(f"{PAGE}: {error.strerror}", 5) from error


def run(arguments):
    rows = ["| pattern | P | B | measured | formula | constant | rest |",
            "|---|---|---|---|---|---|---|"]
    print("\n".join(rows))
    faults = []
    for pattern in PATTERNS:
        results = {}
        for p, b in sorted(points(arguments.quick)):
            if not pattern.possible(p, b):
                continue
            results[p, b] = measure(arguments.program, pattern, p, b)
            rows.append(row(pattern, p, b, results[p, b]))
            print(rows[-1], flush=True)
        faults += misses(pattern, results)
    for fault in faults:
        print(f"collectives: {fault}", file=sys.stderr)
    if faults:
        raise Failure(f"{len(faults)} bounds are missed")
    if arguments.write:
        write_page(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", default=str(ROOT / "build" / "release" / "bin" / "waferstream"),
                        help="the built waferstream")
    parser.add_argument("--quick", action="store_true", help="a few small points: seconds")
    parser.add_argument("--write", action="store_true",
                        help="put the table into docs/collectives.md if all bounds are kept")
    arguments = parser.parse_args()
    if arguments.write and arguments.quick:
        parser.error("--write takes all points, not --quick")
    try:
        run(arguments)
    except Failure as failure:
        print(f"collectives: {failure}", file=sys.stderr)
        return failure.status
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
