#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes docs/ports.md: the ports of the hardware's outer modules, and the registers behind them.

    scripts/reference_ports.py            writes the page
    scripts/reference_ports.py --check    exit status 1 if the page is not what it would write

Ports, widths and what they are come from the modules' headers and the packages in rtl/, registers
from the tables in docs/isa.md, which are made from include/ws/isa.

Exit status: 0, 1 the page is old, 2 wrong call, 3 a file that cannot be read as it should.
"""
import argparse
import ast
import operator
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULES = ("ws_tile", "ws_pe", "ws_router", "ws_fpu", "ws_sram")
ROUTER = ("color", "switch", "filter")  # registers that are the router's
FIELDS = {"color": "color", "switch": "switch", "filter": "filter", "input_queue": "queue",
          "output_queue": "queue"}
PORT = re.compile(r"(input|output)\s+(\S+)\s*(?:\[([^\]]+)\])?\s+(\w+),?\s*(?://\s*(.*))?$")
PARAMETER = re.compile(r"parameter\s+(.+?)\s+(\w+)\s*=\s*([^,/]+?),?\s*(?://\s*(.*))?$")
CONSTANT = re.compile(r"localparam int unsigned (\w+)\s*=\s*(\d+);")
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
INTRODUCTION = """# Ports and registers

Made by `scripts/reference_ports.py` from the modules' headers and the tables of [isa.md](isa.md). All outputs of `ws_tile`, `ws_pe` and
`ws_router` are registers, so that tiles can be joined without a combinational path; `rst_ni` is asynchronous, low in reset. When things
happen on the pins is in [timing.md](timing.md).
"""


class Fault(Exception):
    """What is wrong with a file"""


def read(path):
    try:
        return path.read_text()
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}") from error


def constants():
    """Whole numbers of the packages, by their full and their short name"""
    found = {}
    for path in sorted((ROOT / "rtl").glob("*_pkg.sv")):
        for name, value in CONSTANT.findall(read(path)):
            found[f"{path.stem}::{name}"] = int(value)
    return found


def value_of(text, names):
    """A constant expression"""
    def walk(node):
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        raise ValueError(text)

    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w:]){re.escape(name)}\b", str(names[name]), text)
    return walk(ast.parse(text, mode="eval").body)


def struct_of(name):
    """Fields of a packed struct of a package, from the high bits down, as text, and its width"""
    package, kind = name.split("::")
    text = read(ROOT / "rtl" / f"{package}.sv")
    body = re.search(r"typedef struct packed \{([^}]*)\} " + kind + ";", text)
    if body is None:
        raise Fault(f"rtl/{package}.sv: there is no struct {kind}")
    fields = re.findall(r"logic\s+(?:\[(\d+):0\])?\s*(\w+);", body.group(1))
    width = sum(int(high or 0) + 1 for high, _ in fields)
    text, at = [], width
    for high, field in fields:
        at -= int(high or 0) + 1
        text.append(f"{at + int(high)}:{at} {field}" if high else f"{at} {field}")
    return ", ".join(text), width


def header_of(module):
    """What the module is, and the lines of its header"""
    text = read(ROOT / "rtl" / f"{module}.sv")
    match = re.search(rf"^((?://.*\n)+)(?:.*\n)*?module {module}\b", text)
    header = re.search(rf"^module {module}\b.*?^\);", text, re.MULTILINE | re.DOTALL)
    if match is None or header is None:
        raise Fault(f"rtl/{module}.sv: no module {module} under a comment")
    lines = [line[2:].strip() for line in match.group(1).splitlines()[1:]]
    return re.sub(r"\s*C\+\+ twin.*$", "", " ".join(filter(None, lines))), header.group()


def rows_of(module, header, names):
    """A row for each parameter and port; a comment of its own line is a row, too."""
    names, rows = dict(names), []
    for number, line in enumerate(header.splitlines()):
        line = line.strip()
        if line.startswith("//"):
            line = line[2:].strip()
            if rows and rows[-1][0] == "":
                line = f"{rows.pop()[3]} {line}"
            rows.append(("", "", "", line))
        elif match := PARAMETER.match(line):
            kind, name, value, comment = match.groups()
            names[name] = value_of(value.replace("1'b", ""), names)
            rows.append((f"`{name}`", "parameter", kind, f"{comment or ''} ({names[name]})".strip()))
        elif match := PORT.match(line):
            direction, kind, bounds, name, comment = match.groups()
            if "::" in kind:
                fields, width = struct_of(kind)
                comment = f"{comment}: {fields}" if comment else fields
            else:
                width = value_of(bounds.rsplit(":", 1)[0], names) + 1 if bounds else 1
            rows.append((f"`{name}`", direction, str(width), comment or ""))
        elif line and not re.match(r"module |\) \($|\);$", line):
            raise Fault(f"rtl/{module}.sv: line {number + 1} of the header is no port: {line}")
    return rows


def ports():
    page, names = [], constants()
    for module in MODULES:
        what, header = header_of(module)
        page += ["", f"## `{module}`", "", what, "", "| Name | | Bits | |", "|---|---|---|---|"]
        page += ["| " + " | ".join(cell if row[0] or not cell else f"*{cell}*" for cell in row) + " |"
                 for row in rows_of(module, header, names)]
    return page


def table(name):
    """Cells of a table in docs/isa.md"""
    page = read(ROOT / "docs/isa.md")
    match = re.search(rf"<!-- table {name} -->\n(.*?)<!-- end -->", page, re.DOTALL)
    if match is None:
        raise Fault(f"docs/isa.md: there is no table {name}")
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")]
            for line in match.group(1).splitlines()[2:]]
    return [[cell.strip("` ") for cell in row] for row in rows]


def fields_by_group():
    groups, group = {}, ""
    for of, field, word, bits, *_ in table("fields"):
        group = of or group
        groups.setdefault(group, []).append((int(word), bits, field))
    return groups


def layout(fields):
    """The bits of a register's words in one line"""
    words = {}
    for word, bits, name in fields:
        words.setdefault(word, []).append(f"{bits} {name}")
    return "; ".join((f"word {word}: " if len(words) > 1 else "") + ", ".join(bits)
                     for word, bits in words.items())


def registers():
    groups = fields_by_group()
    page = ["", "## Registers", "", "Words of 16 bits that the loader reaches with `dbg_*` of `ws_tile` "
            "and programs with `ldcfg` and `stcfg`; those of the router stand behind", "`cfg_*` of "
            "`ws_router`. The SRAM has the addresses from 0 on.", "",
            "| Addresses | Name | In | Programs | Reset | Bits |", "|---|---|---|---|---|---|"]
    for address, name, size, access, reset, text in table("config"):
        count, words = (int(part) for part in size.split(" x "))
        first, last = int(address, 16), int(address, 16) + count * words - 1
        place = f"0x{first:04x}" if first == last else f"0x{first:04x} to 0x{last:04x}"
        bits = layout(groups[FIELDS[name]]) if name in FIELDS else text
        page.append(f"| {place} | `{name}` | {'router' if name in ROUTER else 'element'} | {access} | "
                    f"{reset} | {bits} |")
    return page


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="only look whether the page is current")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/ports.md", metavar="FILE")
    arguments = parser.parse_args()
    try:
        page = INTRODUCTION + "\n".join(ports() + registers()) + "\n"
        if arguments.check:
            if read(arguments.page) != page:
                print(f"{arguments.page}: not what rtl/ says; mend with: scripts/reference_ports.py",
                      file=sys.stderr)
                return 1
        else:
            arguments.page.write_text(page)
    except Fault as fault:
        print(f"reference_ports.py: {fault}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"reference_ports.py: {error.filename}: {error.strerror}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
