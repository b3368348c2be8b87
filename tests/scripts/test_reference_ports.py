# SPDX-License-Identifier: Apache-2.0
"""reference_ports.py: the page is current, and what it says of faults, with the exact text."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import reference_ports as ports  # noqa: E402


def run(*arguments):
    return subprocess.run([ROOT / "scripts/reference_ports.py", *arguments], capture_output=True,
                          text=True, check=False)


class Ports(unittest.TestCase):
    def test_the_page_is_current(self):
        result = run("--check")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_an_old_page_is_told_and_made_anew(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "ports.md"
            result = run("--check", "--page", page)
            self.assertEqual((result.returncode, result.stderr),
                             (3, f"reference_ports.py: {page}: No such file or directory\n"))
            page.write_text("old")
            result = run("--check", "--page", page)
            self.assertEqual((result.returncode, result.stderr),
                             (1, f"{page}: not what rtl/ says; mend with: scripts/reference_ports.py\n"))
            self.assertEqual(run("--page", page).returncode, 0)
            self.assertEqual(page.read_text(), (ROOT / "docs/ports.md").read_text())

    def test_rows_are_what_the_header_says(self):
        header = """module m #(
  parameter int unsigned Width = 7  // of a word
) (
  input  logic                 clk_i,
  // Two lines
  // of one comment
  output logic [2*Width+1:0]   data_o,   // what it is
  input  ws_router_pkg::link_t link_i
);"""
        self.assertEqual(ports.rows_of("m", header, {}), [
            ("`Width`", "parameter", "int unsigned", "of a word (7)"),
            ("`clk_i`", "input", "1", ""),
            ("", "", "", "Two lines of one comment"),
            ("`data_o`", "output", "16", "what it is"),
            ("`link_i`", "input", "39", "38 valid, 37 ctrl, 36:32 color, 31:0 data")])
        with self.assertRaises(ports.Fault) as fault:
            ports.rows_of("m", header.replace("input  logic                 clk_i", "inout clk_i"), {})
        self.assertEqual(str(fault.exception),
                         "rtl/m.sv: line 4 of the header is no port: inout clk_i,")


if __name__ == "__main__":
    unittest.main()
