# SPDX-License-Identifier: Apache-2.0
"""sweep.py and plot.py: what they say of faults, with the exact text, and how they end."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import study as studies  # noqa: E402
GOOD = {
    "name": "trial", "cluster": "configs/clusters/tiny.yaml",
    "model": "configs/models/char-transformer.json", "grid": {"systems": [1, 2]},
    "plot": {"title": "T", "x": {"key": "systems", "label": "s"}, "lines": "model",
             "panels": [{"key": "step.time_s", "label": "t"}]}}
# Stands in for waferstream: fails for 7 systems as a bad cluster file would, for 8 as a simulation;
# with 9 it is interrupted, with 10 it crashes.
PROGRAM = """\
    #!/usr/bin/python3
    import json, os, sys
    if "--version" in sys.argv:
        print("waferstream 0"); sys.exit()
    given = dict(zip(sys.argv[2::2], sys.argv[3::2]))
    for systems, status in (("7", 3), ("8", 4)):
        if given.get("--systems") == systems:
            print(f"no {systems}", file=sys.stderr); sys.exit(status)
    if given.get("--systems") == "9":
        open(given["--json"], "w").write('{"complete": false}'); sys.exit(130)
    if given.get("--systems") == "10":
        os.abort()
    json.dump({"step": {"time_s": 1.5}, "command": " ".join(sys.argv[1:-2])},
              open(given["--json"], "w"))
    """


class Studies(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)
        self.study = self.folder / "study.yaml"
        self.program = self.folder / "waferstream"
        self.program.write_text(textwrap.dedent(PROGRAM))
        self.program.chmod(0o755)

    def run_script(self, script, *arguments, text=None, **changes):
        """Runs a script on the good study with these changes, or on a text."""
        self.write(text, **changes)
        command = ["/usr/bin/python3", ROOT / "scripts" / script, self.study, *arguments,
                   "--results", self.folder / "results"]
        if script == "sweep.py":
            command += ["--program", self.program, "--quiet"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100,
                              env={**os.environ, "MPLCONFIGDIR": str(self.folder),
                                   "PYTHONDONTWRITEBYTECODE": "1"})

    def write(self, text=None, **changes):
        study = {key: value for key, value in {**GOOD, **changes}.items() if value != "-"}
        self.study.write_text(json.dumps(study) if text is None else text)

    def faults(self, path=None):
        """What the reader of both scripts says, line by line."""
        with self.assertRaises(studies.StudyError) as caught:
            studies.read_study(path or self.study)
        return str(caught.exception).splitlines()

    def refused(self, *lines, **changes):
        self.write(**changes)
        self.assertEqual(self.faults(), [f"{self.study}{line}" for line in lines])

    def test_a_good_study_gives_a_table_and_a_picture(self):
        end = self.run_script("sweep.py", "--jobs", "2", set={"cs2.links": 3, "a.b": True})
        self.assertEqual((end.returncode, end.stderr), (0, ""))
        table = (self.folder / "results/trial/table.csv").read_text().splitlines()
        self.assertEqual(len(table), 3)
        self.assertIn("--set cs2.links=3 --set a.b=true", table[1])
        end = self.run_script("plot.py")
        self.assertEqual((end.returncode, end.stderr), (0, ""))
        self.assertTrue((self.folder / "results/trial/plot.png").is_file())

    def test_a_wrong_call_is_one_line_and_status_2(self):
        for jobs in ("0", "1.5"):
            end = self.run_script("sweep.py", "--jobs", jobs)
            self.assertEqual(end.returncode, 2)
            self.assertEqual(
                end.stderr, f'sweep.py: argument --jobs: "{jobs}" is not a whole number from 1 '
                "(--help lists what is allowed)\n")
        end = self.run_script("plot.py", "--out", "picture.gif")
        self.assertEqual(end.returncode, 2)
        self.assertEqual(end.stderr, 'plot.py: --out: "picture.gif" must end in .png or .svg '
                         "(--help lists what is allowed)\n")

    def test_names_with_a_way_out_of_the_results_folder_are_refused(self):
        for name in ("..", "../x", "/tmp/x", ".", "", "a b", "a\\b", ".x", "x\n"):
            self.write(name=name)
            self.assertEqual(len(self.faults()), 1, name)
            self.assertIn(": name: ", self.faults()[0])
        self.refused(": name: a list is not allowed; allowed is letters, digits, '.', "
                     "'_' and '-', the first a letter or digit (the results folder is named after "
                     "it)", name=["x"])
        for script in ("sweep.py", "plot.py"):
            end = self.run_script(script, name="../x")
            self.assertEqual((end.returncode, len(end.stderr.splitlines())), (3, 1))
        self.assertFalse((self.folder / "x").exists())

    def test_every_fault_is_told_at_once(self):
        self.refused(
            ": stpes: unknown key; did you mean \"steps\"? Allowed are name, cluster, model, grid, "
            "set, batch_per_system, steps, baseline, plot",
            ': grid.systems: "0" is not allowed; allowed is a whole number from 1',
            ': grid.systems: a list is not allowed; allowed is a whole number from 1',
            ': grid.a: "5" where a list of values is needed, not empty',
            ': grid.b: nothing is not allowed; allowed is one value, as waferstream --set takes it',
            ': grid.steps: is the same for all points; write it beside grid',
            ": cluster: a list is not allowed; allowed is a file, relative to the repository",
            ': model: "no.json" is not allowed; allowed is a file, relative to the repository',
            ': steps: "true" is not allowed; allowed is a whole number from 1',
            ': baseline: "no" is not allowed; allowed is true or false',
            ": set.x: a mapping is not allowed; allowed is one value, as waferstream --set takes "
            "it",
            stpes=2, cluster=["x"], model="no.json", steps=True, baseline="no", set={"x": {}},
            grid={"systems": [0, [1]], "a": 5, "b": [None], "steps": [1]})

    def test_what_contradicts_itself_is_refused(self):
        self.refused(": batch_per_system: needs systems in the grid, or under set",
                     grid={"a": [1]}, batch_per_system=4)
        self.refused(": grid.a: given twice, in the grid and for all points",
                     grid={"a": [1]}, set={"a": 2})
        self.refused(": grid: must be a mapping of keys to lists of values, not empty",
                     grid=[1])
        self.refused(': set: "3" where a mapping of the cluster file\'s keys to values '
                     "is needed", set=3)

    def test_files_that_are_no_study_are_refused(self):
        keys = "name, cluster, model, grid, set, batch_per_system, steps, baseline, plot"
        for text in ("", "3", "- a", "{}"):
            self.refused(f": a study is a mapping of {keys}", text=text)
        self.refused(":2:1: name: given twice, first on line 1",
                     text="name: a\nname: b\n")
        for text in ("a: [", "a: *b", "? [a]\n: b", "\tx", "a: !!python/object:x {}",
                     "a: \x07", "[" * 5000):
            self.write(text=text)
            self.assertEqual(len(self.faults()), 1, text[:20])
        self.study.write_bytes(b"a: \xff")
        for path in (self.study, self.folder, self.folder / "none.yaml"):
            self.assertEqual(len(self.faults(path)), 1)
            self.assertTrue(self.faults(path)[0].startswith(f"{path}: "))

    def test_equal_failures_are_one_line(self):
        end = self.run_script("sweep.py", grid={"a": [1, 2], "systems": [7]})
        self.assertEqual((end.returncode, end.stderr),
                         (3, "failed (3): a=1, systems=7 and 1 more: no 7\n"))
        end = self.run_script("sweep.py", grid={"systems": [1, 7, 8]})
        self.assertEqual((end.returncode, end.stderr),
                         (4, "failed (3): systems=7: no 7\nfailed (4): systems=8: no 8\n"))
        self.assertTrue(end.stdout.startswith("1 of 3 points in "))

    def test_an_interrupted_run_leaves_no_result(self):
        end = self.run_script("sweep.py", grid={"systems": [9]})
        self.assertEqual((end.returncode, end.stderr), (130, ""))
        left = [path.name for path in (self.folder / "results/trial").iterdir()]
        self.assertEqual(left, ["table.csv"])

    def test_a_crash_is_told(self):
        end = self.run_script("sweep.py", grid={"systems": [10]})
        self.assertEqual((end.returncode, end.stderr),
                         (4, "failed (134): systems=10: ended by signal 6\n"))

    def test_a_missing_program_is_status_5(self):
        for program in ("/none", "/bin/true"):
            self.program = program
            end = self.run_script("sweep.py")
            self.assertEqual((end.returncode, len(end.stderr.splitlines())), (5, 1))

    def test_a_damaged_result_names_its_file(self):
        self.run_script("sweep.py")
        for result in (self.folder / "results/trial").glob("*.json"):
            result.write_text("{")
        end = self.run_script("sweep.py")
        self.assertEqual((end.returncode, len(end.stderr.splitlines())), (3, 1))
        self.assertIn("is damaged", end.stderr)
        self.assertEqual(self.run_script("sweep.py", "--fresh").returncode, 0)

    def test_plot_says_which_column_is_unknown(self):
        source = self.folder / "results/trial/table.csv"
        end = self.run_script("plot.py")
        self.assertEqual((end.returncode, end.stderr),
                         (3, f"{source}: is not there; scripts/sweep.py writes it\n"))
        self.run_script("sweep.py")
        plot = {**GOOD["plot"], "lines": "modle", "x": {"key": "command", "label": "s"},
                "panels": [{"key": "step.time", "label": "t"}]}
        first = "those in its first line"
        end = self.run_script("plot.py", plot=plot)
        self.assertEqual(end.returncode, 3)
        self.assertEqual(end.stderr.splitlines(), [f"{self.study}{line}" for line in (
            f': plot.lines: "modle" is no column of {source}; did you mean "model"? Allowed are '
            + first, f': plot.x.key: column "command" of {source} holds no numbers',
            f': plot.panels[0].key: "step.time" is no column of {source}; did you mean '
            f'"step.time_s"? Allowed are {first}')])
        source.write_text("a\n1\n")
        end = self.run_script("plot.py")
        self.assertEqual((end.returncode, end.stderr),
                         (3, f"{source}: is no table of sweep.py: it has no column status\n"))

    def test_faults_of_the_plot_section_are_told_before_a_sweep(self):
        self.refused(
            ": plot.title: missing; allowed is a text",
            ": plot.lines: a list is not allowed; allowed is a text",
            ': plot.x: "systems" where a mapping is needed; its keys are key, label, scale',
            ': plot.panels[0].limit: unknown key; did you mean "limits"? Allowed are key, label, '
            "scale, limits, ideal",
            ": plot.panels[0].label: missing; allowed is a text",
            ': plot.panels[0].scale: "cubic" is not allowed; allowed is linear, log, log2',
            plot={"lines": ["a"], "x": "systems",
                  "panels": [{"key": "a", "limit": 1, "scale": "cubic"}]})
        end = self.run_script("plot.py", plot="-")
        self.assertEqual((end.returncode, end.stderr), (
            3, f"{self.study}: plot: missing; allowed is a mapping of title, x, lines, panels\n"))


if __name__ == "__main__":
    unittest.main()
