#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the table of a study (scripts/sweep.py) as its `plot` section says.

  plot:
    title    above the picture
    x        {key, label, scale}: a column of the table; scale linear, log or log2
    lines    the column that makes a line of its own for each value
    panels   list of {key, label, scale, limits, ideal}; ideal: true draws y = x
"""
import difflib
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
import matplotlib.ticker  # noqa: E402
import pandas  # noqa: E402

import study as studies  # noqa: E402

MARKERS = "osD^vP*X"


def set_scale(axis, which, scale, ticks=None):
    setter = axis.set_xscale if which == "x" else axis.set_yscale
    if scale in ("log", "log2"):
        setter("log", base=2 if scale == "log2" else 10)
    lines = axis.xaxis if which == "x" else axis.yaxis
    if ticks is not None:
        lines.set_major_locator(matplotlib.ticker.FixedLocator(ticks))
        lines.set_minor_locator(matplotlib.ticker.NullLocator())
    if scale == "log2" or ticks is not None:
        lines.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))


def draw_panel(axis, table, panel, x, lines):
    key = panel["key"]
    if panel.get("ideal"):
        ends = [table[x["key"]].min(), table[x["key"]].max()]
        axis.plot(ends, ends, "--", color="0.6", label="ideal", zorder=1)
    for number, (name, rows) in enumerate(table.groupby(lines, sort=False)):
        rows = rows.sort_values(x["key"])
        if panel.get("scale", "").startswith("log"):
            rows = rows[rows[key] > 0]
        axis.plot(rows[x["key"]], rows[key], marker=MARKERS[number % len(MARKERS)], markersize=4,
                  linewidth=1.4, label=name)
    set_scale(axis, "x", x.get("scale", "linear"), sorted(table[x["key"]].unique()))
    set_scale(axis, "y", panel.get("scale", "linear"))
    if "limits" in panel:
        axis.set_ylim(*panel["limits"])
    axis.set_xlabel(x["label"])
    axis.set_ylabel(panel["label"])
    axis.tick_params(axis="x", labelsize=8)
    axis.grid(True, which="major", color="0.9")
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def check_columns(arguments, plot, table, source):
    """StudyError names each column that the table lacks or that has no numbers to draw."""
    numbers = [("plot.x.key", plot["x"]["key"])] + [
        (f"plot.panels[{i}].key", panel["key"]) for i, panel in enumerate(plot["panels"])]
    faults = []
    for where, key in [("plot.lines", plot["lines"])] + numbers:
        if key not in table.columns:
            near = difflib.get_close_matches(key, list(table.columns), 1)
            hint = f'did you mean "{near[0]}"? Allowed' if near else "allowed"
            faults.append(f'{where}: "{key}" is no column of {source}; {hint} are those in its '
                          "first line")
        elif where != "plot.lines" and not pandas.api.types.is_numeric_dtype(table[key]):
            faults.append(f'{where}: column "{key}" of {source} holds no numbers')
    if faults:
        raise studies.StudyError("\n".join(f"{arguments.study}: {fault}" for fault in faults))


def read_table(source):
    try:
        table = pandas.read_csv(source)
    except FileNotFoundError as error:
        raise studies.StudyError(f"{source}: is not there; scripts/sweep.py writes it") from error
    except ValueError as error:
        raise studies.StudyError(f"{source}: is no table of sweep.py: {error}") from error
    if "status" not in table.columns:
        raise studies.StudyError(f"{source}: is no table of sweep.py: it has no column status")
    table = table[table["status"] == 0]
    if table.empty:
        raise studies.StudyError(f"{source}: no point is finished")
    return table


def draw(plot, table, out):
    x, panels, lines = plot["x"], plot["panels"], plot["lines"]
    figure, axes = plt.subplots(1, len(panels), figsize=(5.2 * len(panels), 4.4), squeeze=False)
    for axis, panel in zip(axes[0], panels):
        draw_panel(axis, table, panel, x, lines)
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.suptitle(plot["title"])
    figure.legend(handles, labels, loc="lower center", ncol=len(labels), frameon=False, fontsize=9)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}")
    # Without the date, equal tables make equal pictures.
    metadata = {"Date": None} if out.suffix == ".svg" else None
    figure.savefig(temporary, format=out.suffix[1:], dpi=150, metadata=metadata)
    temporary.replace(out)


def run(arguments):
    study = studies.read_study(arguments.study)
    if "plot" not in study:
        raise studies.StudyError(f"{arguments.study}: plot: missing; allowed is a mapping of "
                                 f"{', '.join(studies.PLOT_KEYS)}")
    folder = pathlib.Path(arguments.results) / study["name"]
    out = pathlib.Path(arguments.out) if arguments.out else folder / "plot.png"
    source = folder / "table.csv"
    table = read_table(source)
    check_columns(arguments, study["plot"], table, source)
    draw(study["plot"], table, out)
    print(out)
    return studies.OK


def main():
    parser = studies.Parser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("study", help="the study's YAML file")
    parser.add_argument("--results", default=studies.ROOT / "results", help="folder of all studies")
    parser.add_argument("--out", help=".png or .svg; default: plot.png beside the table")
    arguments = parser.parse_args()
    if arguments.out and pathlib.Path(arguments.out).suffix not in (".png", ".svg"):
        parser.error(f'--out: "{arguments.out}" must end in .png or .svg')
    return studies.guarded(lambda: run(arguments))


if __name__ == "__main__":
    sys.exit(main())
