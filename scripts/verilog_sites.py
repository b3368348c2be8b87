# SPDX-License-Identifier: Apache-2.0
"""Finds in SystemVerilog, as rtl/ writes it, the places where mutants.py may change what a module
does: expressions and assignments of processes, functions, continuous assignments and instances.
Declarations, parameters, loop headers, case labels, what is for the linter only and what an option
that is off leaves out (generate blocks of `if (Secded)`) are left alone."""
import re

from verilog_expressions import Expressions

OFF = ("Secded",)
ASSIGNS = ("=", "<=", "|=", "&=", "^=", "+=", "-=")


class Reader(Expressions):
    """Walks through one file and collects its sites."""

    def __init__(self, text, path):
        super().__init__(text, path)
        self.module_begin = self.module_end = None  # where a port, where a statement may be added
        self.reset = False  # inside the branch of a reset

    # ---- Statements

    def statement(self, process, defaults, depth):
        """`process` is comb, ff or function; `defaults` the names that a value is given to at the
        beginning of a combinational process."""
        sign = self.sign()
        if sign == "begin":
            self.block(process, defaults, depth)
        elif sign == "if":
            self.branch(process, defaults, depth)
        elif sign in ("case", "casez", "unique"):
            self.choice(process, defaults, depth)
        elif sign == "for":
            self.take()
            self.balanced("(", ")")
            self.statement(process, defaults, depth + 1)
        elif sign in ("logic", "int"):
            while self.take() != ";":
                pass
        elif sign == ";":
            self.take()
        else:
            self.assignment(process, defaults, depth)

    def block(self, process, defaults, depth):
        self.take("begin")
        if self.sign() == ":":
            self.take()
            self.take()
        while self.sign() != "end":
            self.statement(process, defaults, depth)
        self.take("end")

    def branch(self, process, defaults, depth):
        self.take("if")
        self.take("(")
        of_reset = self.slice(self.begin(), self.begin() + 7) == "!rst_ni"
        if of_reset:
            self.take()
            self.take()
        else:
            self.condition()
        self.take(")")
        before, self.reset = self.reset, self.reset or of_reset
        self.statement(process, defaults, depth + 1)
        self.reset = before
        if self.sign() == "else":
            self.take()
            self.statement(process, defaults, depth + (not of_reset))

    def choice(self, process, defaults, depth):
        while self.take() != "(":
            pass
        self.expression()
        self.take(")")
        while self.sign() != "endcase":
            before = self.silent
            self.silent = True
            if self.sign() == "default":
                self.take()
                if self.sign() == ":" and self.sign(1) == "begin":
                    self.silent = before  # a default of some size is a branch like others
            else:
                self.expression()
                while self.sign() == ",":
                    self.take()
                    self.expression()
                self.silent = before
            self.take(":")
            self.statement(process, defaults, depth + 1)
            self.silent = before
        self.take("endcase")

    def target(self):
        """The left-hand side, unread; its first name"""
        name = self.sign()
        if name == "{":
            self.balanced("{", "}")
            return ""
        self.take()
        while self.sign() not in ASSIGNS:
            if self.sign() == "[":
                self.balanced("[", "]")
            else:
                self.take()
        return name

    def assignment(self, process, defaults, depth):
        begin = self.begin()
        name = self.target()
        self.take(*ASSIGNS)
        right, places = self.begin(), len(self.sites)
        self.expression()
        value = self.slice(right, self.end())
        plain = re.fullmatch(r"'0|[a-z]\w*_q|\d+'[bd]0", value) is not None
        first = process == "comb" and depth == 0 and name not in defaults
        if name == "unused" or (first and plain):
            del self.sites[places:]  # what only keeps latches and linters away
        elif not self.reset:
            self.stuck(right, value)
        end = self.end()
        self.take(";")
        if first:
            defaults.add(name)
        elif name and not self.reset and process in ("comb", "ff") and name != "unused":
            if process == "ff" or name in defaults:
                self.add(begin, end + 1, "dropped", "")

    def stuck(self, begin, value):
        """One bit, for what is not a constant already"""
        if re.search(r"[a-z]", re.sub(r"\w+::[A-Z]\w*|'[bdh]\w+", "", value)):
            for text in (f"({value}) & ~1'b1", f"({value}) | 1'b1"):
                self.add(begin, begin + len(value), "stuck", text)

    # ---- Modules and packages

    def file(self):
        while self.at < len(self.tokens):
            sign = self.take()
            if sign == "module":
                self.header()
            elif sign == "endmodule":
                self.module_end = self.tokens[self.at - 1].start()
            elif sign == "assign":
                self.assignment("assign", set(), 0)
            elif sign == "always_comb":
                self.statement("comb", set(), 0)
            elif sign == "always_ff":
                self.take("@")
                self.balanced("(", ")")
                self.statement("ff", set(), 0)
            elif sign == "function":
                self.function()
            elif sign == "if" and self.sign(1) in OFF:
                self.balanced("(", ")")
                self.balanced("begin", "end")
            elif sign == "." and self.sign(1) == "(" and self.sign(2) != ")":
                self.connection()
            elif sign in ("parameter", "localparam", "typedef"):
                while self.take() not in (";", ")"):
                    pass
        return self.sites

    def header(self):
        self.take()
        if self.sign() == "#":
            self.take()
            self.balanced("(", ")")
        self.module_begin = self.begin() + 1
        self.balanced("(", ")")
        self.take(";")

    def function(self):
        while self.take() != ";":
            pass
        while self.sign() != "endfunction":
            self.statement("function", set(), 0)

    def connection(self):
        """Of an instance; a parameter or an output has no place for a mutant."""
        name = self.take()
        if not name.endswith("_i"):
            self.balanced("(", ")")
            return
        self.take("(")
        self.expression()
        self.take(")")
