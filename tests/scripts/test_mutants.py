# SPDX-License-Identifier: Apache-2.0
"""mutants.py: which mutants it makes, and what it says of faults, with the exact text."""
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = """module ws_pe_unit (
  input  logic       clk_i,
  input  logic [7:0] a_i,
  output logic [7:0] b_o
);
  logic [7:0] sum, b_q;
  assign sum = a_i + 8'd1;
  always_ff @(posedge clk_i) begin
    if (a_i != 8'd0) b_q <= sum;
  end
  assign b_o = b_q;
endmodule
"""
TOP = """module ws_tile (
  input  logic clk_i
);
endmodule
"""


class Mutants(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        self.unit, self.top = self.root / "ws_pe_unit.sv", self.root / "ws_tile.sv"
        self.unit.write_text(UNIT)
        self.top.write_text(TOP)

    def run_script(self, *arguments, out="out", files=None):
        files = [self.unit, self.top] if files is None else files
        return subprocess.run([ROOT / "scripts/mutants.py", "--out", self.root / out, *arguments,
                               *files], capture_output=True, text=True, check=False)

    def refuses(self, text, *arguments, **others):
        result = self.run_script(*arguments, **others)
        self.assertEqual((result.returncode, result.stderr), (3, f"mutants.py: {text}\n"))
        self.assertFalse((self.root / "out").exists())

    def rows(self, out="out"):
        lines = (self.root / out / "mutants.tsv").read_text().splitlines()
        self.assertEqual(lines[0], "number\tfile\tline\tkind\tbefore\tafter")
        return [tuple(line.split("\t")) for line in lines[1:]]

    def test_every_kind_of_place_is_found_once(self):
        self.assertEqual(self.run_script("--count", "12").returncode, 0)
        found = {row[2:] for row in self.rows()}
        self.assertEqual(len(found), 12)
        for row in (("7", "operator", "a_i + 8'd1", "(a_i) - (8'd1)"),
                    ("7", "constant", "8'd1", "8'd2"),
                    ("9", "negated", "a_i != 8'd0", "!(a_i != 8'd0)"),
                    ("9", "operator", "a_i != 8'd0", "(a_i) == (8'd0)"),
                    ("9", "dropped", "b_q <= sum;", ""),
                    ("11", "stuck", "b_q", "(b_q) | 1'b1")):
            self.assertIn(row, found)
        unit = (self.root / "out/ws_pe_unit.sv").read_text()
        self.assertIn("begin if (!(ws_mutant_pkg::number == 16'd", unit)
        self.assertIn("input  logic [15:0] mutant_i,", (self.root / "out/ws_tile.sv").read_text())

    def test_what_is_selected_from_a_selection_is_changed_with_it(self):
        self.unit.write_text(UNIT.replace("a_i + 8'd1", "a_i[7:4][1] & c"))
        self.assertEqual(self.run_script("--count", "13").returncode, 0)
        found = {row[3:] for row in self.rows() if row[3] == "index"}
        self.assertEqual(found, {("index", "a_i[7:4][1]", "a_i[6:3][1]"),
                                 ("index", "a_i[7:4][1]", "a_i[7:4][0]")})

    def test_the_same_seed_gives_the_same_mutants(self):
        for out, seed in (("a", "7"), ("b", "7"), ("c", "8")):
            self.assertEqual(self.run_script("--count", "6", "--seed", seed, out=out).returncode, 0)
        self.assertEqual(self.rows("a"), self.rows("b"))
        self.assertNotEqual(self.rows("a"), self.rows("c"))

    def test_faults_are_told_and_leave_nothing(self):
        missing = self.root / "ws_pe_no.sv"
        self.refuses(f"{missing}: No such file or directory", files=[missing, self.top])
        self.refuses("there are only 12 places for 13 mutants", "--count", "13")
        self.refuses("no file is ws_tile.sv", files=[self.unit])
        self.refuses("--count 0: allowed are 1, one a file, to 65535", "--count", "0")
        self.refuses("--count 70000: allowed are 1, one a file, to 65535", "--count", "70000")
        self.unit.write_text(UNIT.replace("a_i + 8'd1", "a_i @ 8'd1"))
        self.refuses(f'{self.unit}:7: "@" where ; is known')


if __name__ == "__main__":
    unittest.main()
