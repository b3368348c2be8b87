# SPDX-License-Identifier: Apache-2.0
"""Reads a study file for sweep.py and plot.py, and tells all its faults at once."""
import argparse
import difflib
import math
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
OK, USAGE, INPUT, SIMULATION, RESOURCES, INTERRUPTED = 0, 2, 3, 4, 5, 130  # as waferstream's

KEYS = ("name", "cluster", "model", "grid", "set", "batch_per_system", "steps", "baseline", "plot")
OWN_KEYS = ("cluster", "model", "systems", "batch_per_system")  # of a point, besides --set's
PLOT_KEYS = ("title", "x", "lines", "panels")
X_KEYS = ("key", "label", "scale")
PANEL_KEYS = ("key", "label", "scale", "limits", "ideal")
SCALES = ("linear", "log", "log2")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class StudyError(Exception):
    """What is wrong with the user's files, one line per fault."""


class ResourceError(Exception):
    """What the machine lacks."""


class Parser(argparse.ArgumentParser):
    """Tells a wrong call in one line, as waferstream does."""

    def error(self, message):
        self.exit(USAGE, f"{self.prog}: {message} (--help lists what is allowed)\n")


def one_line(value):
    """A value as the user may recognise it; large ones by their kind."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def is_value(value):
    """One value, as it may stand behind --set KEY=."""
    return isinstance(value, (str, bool, int)) or (
        isinstance(value, float) and math.isfinite(value))


def is_text(value):
    return isinstance(value, str) and value != ""


RULES = {
    "name": (lambda v: isinstance(v, str) and NAME.fullmatch(v),
             "letters, digits, '.', '_' and '-', the first a letter or digit "
             "(the results folder is named after it)"),
    "file": (lambda v: is_text(v) and (ROOT / v).is_file(), "a file, relative to the repository"),
    "count": (is_count, "a whole number from 1"),
    "bool": (lambda v: isinstance(v, bool), "true or false"),
    "text": (is_text, "a text"),
    "value": (is_value, "one value, as waferstream --set takes it"),
    "scale": (lambda v: v in SCALES, ", ".join(SCALES)),
    "limits": (lambda v: isinstance(v, list) and len(v) == 2 and all(
        isinstance(end, (int, float)) and math.isfinite(end) for end in v) and v[0] < v[1],
               "a list of two numbers, the smaller first"),
}
TOP = {"name": "name", "cluster": "file", "model": "file", "batch_per_system": "count",
       "steps": "count", "baseline": "bool"}
POINT = {"cluster": "file", "model": "file", "systems": "count", "batch_per_system": "count"}


class Faults:
    def __init__(self):
        self.lines = []

    def add(self, where, text):
        self.lines.append(f"{where}: {text}")

    def rule(self, where, name, value):
        good, allowed = RULES[name]
        try:
            held = good(value)
        except (OSError, ValueError):  # a path that no file system takes
            held = False
        if not held:
            self.add(where, f"{one_line(value)} is not allowed; allowed is {allowed}")

    def section(self, where, value, keys):
        """The value if it is a mapping, else an empty one."""
        if not isinstance(value, dict) or not value:
            self.add(where, f"{one_line(value)} where a mapping is needed; "
                     f"its keys are {', '.join(keys)}")
            return {}
        for key in value:
            if key not in keys:
                near = difflib.get_close_matches(str(key), keys, 1)
                hint = f'did you mean "{near[0]}"? Allowed' if near else "allowed"
                self.add(f"{where}.{key}" if where else str(key),
                         f"unknown key; {hint} are {', '.join(keys)}")
        return value

    def needs(self, where, mapping, key, allowed):
        if key not in mapping:
            self.add(f"{where}.{key}", f"missing; allowed is {allowed}")
        return key in mapping


class Loader(yaml.SafeLoader):
    """Refuses what YAML would pass over in silence: a key given twice."""

    def construct_mapping(self, node, deep=False):
        seen = {}
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key}: given twice, first on line {seen[key]}",
                    key_node.start_mark)
            if key is not None:
                seen[key] = key_node.start_mark.line + 1
        return super().construct_mapping(node, deep)


def load(path):
    """The file's YAML, or a StudyError with the line."""
    try:
        return yaml.load(pathlib.Path(path).read_text(encoding="utf-8"), Loader)
    except OSError as error:
        raise StudyError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise StudyError(f"{path}{place}: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        text = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise StudyError(f"{path}: {' '.join(text.split())}") from error


def check_grid(study, faults):
    grid = study.get("grid")
    if not isinstance(grid, dict) or not grid:
        faults.add("grid", "must be a mapping of keys to lists of values, not empty")
        return {}
    for key, values in grid.items():
        where = f"grid.{key}"
        if not is_text(key):
            faults.add(where, "a key must be a text")
        elif key in KEYS and key not in OWN_KEYS:
            faults.add(where, "is the same for all points; write it beside grid")
        elif not isinstance(values, list) or not values:
            faults.add(where, f"{one_line(values)} where a list of values is needed, not empty")
        else:
            for value in values:
                faults.rule(where, POINT.get(key, "value"), value)
    return grid


def check_plot(plot, faults):
    plot = faults.section("plot", plot, PLOT_KEYS)
    for key in ("title", "lines"):
        if plot and faults.needs("plot", plot, key, RULES["text"][1]):
            faults.rule(f"plot.{key}", "text", plot[key])
    axes = []
    if plot and faults.needs("plot", plot, "x", f"a mapping of {', '.join(X_KEYS)}"):
        axes.append(("plot.x", plot["x"], X_KEYS))
    if plot and faults.needs("plot", plot, "panels", "a list of panels"):
        panels = plot["panels"]
        if isinstance(panels, list) and panels:
            axes += [(f"plot.panels[{i}]", panel, PANEL_KEYS) for i, panel in enumerate(panels)]
        else:
            faults.add("plot.panels", f"{one_line(panels)} where a list of panels is needed, "
                       f"each a mapping of {', '.join(PANEL_KEYS)}")
    for where, axis, keys in axes:
        axis = faults.section(where, axis, keys)
        for key in ("key", "label"):
            if axis and faults.needs(where, axis, key, RULES["text"][1]):
                faults.rule(f"{where}.{key}", "text", axis[key])
        for key, rule in (("scale", "scale"), ("limits", "limits"), ("ideal", "bool")):
            if key in axis and key in keys:
                faults.rule(f"{where}.{key}", rule, axis[key])


def read_study(path):
    """A study without faults; StudyError tells all that it has."""
    study = load(path)
    faults = Faults()
    study = faults.section("", study, KEYS) if isinstance(study, dict) else {}
    if not study:
        raise StudyError(f"{path}: a study is a mapping of {', '.join(KEYS)}")
    grid = check_grid(study, faults)
    for key, rule in TOP.items():
        if key in study:
            faults.rule(key, rule, study[key])
    if "name" not in study:
        faults.add("name", f"missing; allowed is {RULES['name'][1]}")
    for key in ("cluster", "model"):
        if key not in study and key not in grid:
            faults.add(key, f"missing; allowed is {RULES['file'][1]}, here or a list of them "
                       "in the grid")
    settings = study.get("set", {})
    if not isinstance(settings, dict):
        faults.add("set", f"{one_line(settings)} where a mapping of the cluster file's keys to "
                   "values is needed")
        settings = {}
    for key, value in settings.items():
        if key in ("cluster", "model", "batch_per_system"):
            faults.add(f"set.{key}", "is not a key of the cluster file; write it beside set")
        else:
            faults.rule(f"set.{key}", POINT.get(key, "value"), value)
    for key in grid:
        if key in settings or (key in study and key in OWN_KEYS):
            faults.add(f"grid.{key}", "given twice, in the grid and for all points")
    if "batch_per_system" in {**study, **grid} and "systems" not in {**settings, **grid}:
        faults.add("batch_per_system", "needs systems in the grid, or under set")
    if "plot" in study:
        check_plot(study["plot"], faults)
    if faults.lines:
        raise StudyError("\n".join(f"{path}: {line}" for line in faults.lines))
    return study


def guarded(body):
    """Runs body() and turns what it throws into one line per fault and waferstream's status."""
    try:
        return body()
    except KeyboardInterrupt:
        return INTERRUPTED
    except StudyError as error:
        print(error, file=sys.stderr)
        return INPUT
    except ResourceError as error:
        print(error, file=sys.stderr)
        return RESOURCES
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"{place}{error.strerror or error}", file=sys.stderr)
        return RESOURCES
