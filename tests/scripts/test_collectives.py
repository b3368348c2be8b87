# SPDX-License-Identifier: Apache-2.0
"""collectives.py: the measured points keep their bounds, the page has them, and misses are told."""
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import collectives  # noqa: E402
PROGRAM = os.environ.get("WS_PROGRAM", str(ROOT / "build/release/bin/waferstream"))
# Stands in for waferstream: every collective takes 100 cycles, and where B is 64 it fails.
STAND_IN = """\
    #!/usr/bin/python3
    import json, sys
    if "-DB=64" in sys.argv and "FAILS":
        print("no 64", file=sys.stderr); sys.exit(4)
    tiles = [{"x": x, "y": y, "value": 100} for x in range(64) for y in (0, x)]
    print(json.dumps({"symbols": {"cycles": tiles}}))
    """


def run_script(*arguments):
    return subprocess.run(["/usr/bin/python3", ROOT / "scripts" / "collectives.py", *arguments],
                          capture_output=True, text=True, timeout=100, check=False)


class Collectives(unittest.TestCase):
    def file_of(self, text):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        path = pathlib.Path(place.name) / "waferstream"
        path.write_text(textwrap.dedent(text))
        path.chmod(0o755)
        return path

    def test_measured_points_keep_their_bounds(self):
        end = run_script("--quick", "--program", PROGRAM)
        self.assertEqual((end.returncode, end.stderr), (0, ""))
        rows = end.stdout.splitlines()[2:]
        self.assertGreaterEqual(len(rows), 60)
        page = (ROOT / "docs" / "collectives.md").read_text().splitlines()
        found = [row for row in rows if row in page]
        points = {" ".join(row.split("|")[1:4]) for row in page if row.count("|") == 8}
        self.assertEqual(found, [row for row in rows if " ".join(row.split("|")[1:4]) in points])
        self.assertGreaterEqual(len(found), 50)

    def test_misses_are_told(self):
        end = run_script("--quick", "--program", self.file_of(STAND_IN.replace("FAILS", "")))
        self.assertEqual(end.returncode, 4)
        lines = end.stderr.splitlines()
        self.assertIn("collectives: chain, P = 4, B = 1: 100 cycles are +75 from 25; allowed are "
                      "2", lines)
        self.assertIn("collectives: tree, P = 4, B = 16: 100 cycles are +59.6667 from 40.3333; "
                      "allowed are 10", lines)
        self.assertIn("collectives: tree, P = 8, B = 1: 100 cycles are +72 from 28; allowed are 0",
                      lines)
        self.assertIn("collectives: star: from P, B = (4, 1) to (4, 16) 0 cycles; expected are 45",
                      lines)
        self.assertIn("collectives: ring allreduce, P = 64, B = 64: 100 cycles are -917 from 1017; "
                      "allowed are 0", lines)
        self.assertIn("collectives: ring allreduce, P = 64, B = 64: 100 cycles are -917 from 1017; "
                      "allowed are 40.24", lines)
        self.assertEqual(lines[-1], f"collectives: {len(lines) - 1} bounds are missed")

    def test_a_program_that_fails_is_told(self):
        end = run_script("--quick", "--program", self.file_of(STAND_IN))
        self.assertEqual(end.returncode, 4)
        self.assertEqual(end.stderr, "collectives: run " + str(ROOT / "programs/chain_reduce.wsa") +
                         " --json - -DP=4 -DB=64 ended with 4: no 64\n")

    def test_a_missing_program_is_told(self):
        end = run_script("--quick", "--program", "/nowhere/waferstream")
        self.assertEqual((end.returncode, end.stderr),
                         (5, "collectives: /nowhere/waferstream: No such file or directory\n"))

    def test_the_table_is_put_into_the_page(self):
        page = self.file_of("before\n" + collectives.BEGIN + "| old |\n" + collectives.END + "behind\n")
        self.addCleanup(setattr, collectives, "PAGE", collectives.PAGE)
        collectives.PAGE = page
        collectives.write_page(["| a |", "| b |"])
        self.assertEqual(page.read_text(), "before\n" + collectives.BEGIN + "| a |\n| b |\n" +
                         collectives.END + "behind\n")
        self.assertEqual(list(page.parent.iterdir()), [page])

    def test_the_page_takes_all_points_only(self):
        end = run_script("--quick", "--write")
        self.assertEqual(end.returncode, 2)
        self.assertIn("--write takes all points, not --quick", end.stderr)


if __name__ == "__main__":
    unittest.main()
