# SPDX-License-Identifier: Apache-2.0
"""Reads SystemVerilog expressions, as rtl/ writes them, and finds where mutants.py may change them."""
import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/|`\w+|"[^"\n]*")
  | (?P<number>\d*'[sS]?[bdhoBDHO][0-9a-fA-FxXzZ_?]+|'[01](?!\w)|\d[\d_]*)
  | (?P<name>\$?[A-Za-z_][\w$]*)
  | (?P<sign><<<|>>>|===|!==|<=|>=|==|!=|&&|\|\||<<|>>|\|=|&=|\^=|\+=|-=|\+:|-:|::|\+\+|--|~\^|~\||~&|.)
""", re.VERBOSE | re.DOTALL)

# Binary operators from the loosest on; `?:` is looser than all of them.
LEVELS = (("||",), ("&&",), ("|",), ("^", "~^"), ("&",), ("==", "!="), ("<", "<=", ">", ">="),
          ("<<", ">>", "<<<", ">>>"), ("+", "-"), ("*",))
SWAPS = {"&&": "||", "||": "&&", "&": "|", "|": "&", "^": "&", "==": "!=", "!=": "==", "<": "<=",
         "<=": "<", ">": ">=", ">=": ">", "<<": ">>", ">>": "<<", "+": "-", "-": "+"}


class Unreadable(Exception):
    """Text that this reader does not know; rtl/ has to keep to what it knows."""


@dataclass(frozen=True)
class Site:
    """Text from begin to end, and what a mutant puts in its place; for an assignment that is
    dropped, nothing."""
    begin: int
    end: int
    kind: str
    after: str


class Expressions:
    """Walks through the tokens of one file and collects sites; verilog_sites.py knows the rest."""

    def __init__(self, text, path):
        self.text, self.path = text, path
        self.tokens = [m for m in TOKEN.finditer(text) if m.lastgroup != "space"]
        self.at = 0
        self.sites = []
        self.silent = False    # what is read is no place for a mutant

    # ---- Tokens

    def sign(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at].group() if at < len(self.tokens) else ""

    def kind(self):
        return self.tokens[self.at].lastgroup if self.at < len(self.tokens) else ""

    def begin(self):
        return self.tokens[self.at].start()

    def end(self):
        """End of what was read last"""
        return self.tokens[self.at - 1].end()

    def take(self, *expected):
        sign = self.sign()
        if expected and sign not in expected:
            line = self.text.count("\n", 0, self.begin() if self.kind() else len(self.text)) + 1
            raise Unreadable(f'{self.path}:{line}: "{sign}" where {" or ".join(expected)} is known')
        self.at += 1
        return sign

    def balanced(self, opening, closing):
        """From an opening to its closing, unread"""
        self.take(opening)
        depth = 1
        while depth:
            sign = self.take()
            depth += (sign == opening) - (sign == closing)

    def add(self, begin, end, kind, after):
        if not self.silent:
            self.sites.append(Site(begin, end, kind, after))

    def negate(self, begin):
        """What was read from begin on, unless it is a negation, which is a site itself"""
        text = self.slice(begin, self.end())
        if not any(s.kind == "negated" and (s.begin, s.end) == (begin, self.end())
                   for s in self.sites[-1:]):
            self.add(begin, self.end(), "negated", f"!({text})")

    def slice(self, begin, end):
        return self.text[begin:end]

    # ---- Expressions

    def condition(self):
        begin = self.begin()
        self.expression()
        self.negate(begin)

    def expression(self):
        begin = self.begin()
        self.binary(0)
        if self.sign() == "?":
            self.negate(begin)
            self.take("?")
            self.expression()
            self.take(":")
            self.expression()

    def binary(self, level):
        if level == len(LEVELS):
            self.unary()
            return
        begin = self.begin()
        self.binary(level + 1)
        while self.sign() in LEVELS[level]:
            left = self.slice(begin, self.end())
            operator = self.take()
            right_begin = self.begin()
            self.binary(level + 1)
            if operator in SWAPS:
                right = self.slice(right_begin, self.end())
                self.add(begin, self.end(), "operator", f"({left}) {SWAPS[operator]} ({right})")

    def unary(self):
        begin = self.begin()
        if self.sign() in ("!", "~", "&", "|", "^", "-"):
            sign = self.take()
            operand = self.begin()
            self.unary()
            if sign in ("!", "~"):
                self.add(begin, self.end(), "negated", self.slice(operand, self.end()))
            return
        self.primary()

    def primary(self):
        begin = self.begin()
        if self.sign() == "(":
            self.take("(")
            self.expression()
            self.take(")")
        elif self.sign() == "{":
            self.concatenation()
        elif self.kind() == "number":
            self.number(begin)
        else:
            self.name(begin)
        if self.sign() == "'":  # a cast
            self.take("'")
            self.take("(")
            self.expression()
            self.take(")")

    def number(self, begin):
        sign = self.take()
        if self.sign() == "'":
            return
        if sign in ("'0", "'1"):
            self.add(begin, self.end(), "constant", "'1" if sign == "'0" else "'0")
        elif "'" in sign:
            width, base, digits = re.fullmatch(r"(\d*)'[sS]?([bdhoBDHO])(\w+)", sign).groups()
            radix = {"b": 2, "d": 10, "h": 16, "o": 8}[base.lower()]
            value = (int(digits, radix) + 1) % (1 << int(width))
            self.add(begin, self.end(), "constant", f"{width}'d{value}")

    def concatenation(self):
        self.take("{")
        begin, first = self.begin(), len(self.sites)
        self.expression()
        if self.sign() == "{":  # a replication; how often is no place for a mutant
            self.sites[first:] = [s for s in self.sites[first:] if s.begin < begin]
            self.concatenation()
        while self.sign() == ",":
            self.take()
            self.expression()
        self.take("}")

    def name(self, begin):
        if self.kind() != "name":
            self.take("an expression")
        word = self.take()
        scoped = False
        while self.sign() in ("::", "."):
            scoped = scoped or self.take() == "::"
            word = self.take()
        if self.sign() == "(" and not word.startswith("$clog2"):
            self.arguments()
        elif scoped and word[0].isupper() and self.sign() not in ("'", "["):
            self.add(begin, self.end(), "constant", f"{self.slice(begin, self.end())} + 1'b1")
        places = len(self.sites)
        while self.sign() in ("[", "."):
            if self.take() == "[":
                self.selection(begin)
            else:
                self.take()
        end = self.end()
        self.sites[places:] = [  # a selection of a selection is changed as a whole
            Site(begin, end, s.kind, s.after + self.slice(s.end, end)) if s.begin == begin else s
            for s in self.sites[places:]]

    def arguments(self):
        self.take("(")
        while self.sign() != ")":
            self.expression()
            if self.sign() == ",":
                self.take()
        self.take(")")

    def selection(self, begin):
        """Behind `[`; the mutant selects what stands beside it."""
        base = self.slice(begin, self.tokens[self.at - 1].start())
        first, places = self.begin(), len(self.sites)
        self.expression()
        left = self.slice(first, self.end())
        if self.sign() == ":":
            self.take()
            second = self.begin()
            self.expression()
            right = self.slice(second, self.end())
            del self.sites[places:]
            if left.isdigit() and right.isdigit() and int(right) > 0:
                shifted = f"{base}[{int(left) - 1}:{int(right) - 1}]"
                self.take("]")
                self.add(begin, self.end(), "index", shifted)
                return
        elif self.sign() in ("+:", "-:"):
            del self.sites[places:]
            how = self.take()
            second = self.begin()
            self.expression()
            width = self.slice(second, self.end())
            self.take("]")
            del self.sites[places:]
            self.add(begin, self.end(), "index", f"{base}[({left}) ^ 1 {how} {width}]")
            return
        elif left != "0":
            if left.isdigit():
                del self.sites[places:]
            self.take("]")
            beside = int(left) - 1 if left.isdigit() else f"({left}) ^ 1"
            self.add(begin, self.end(), "index", f"{base}[{beside}]")
            return
        self.take("]")
