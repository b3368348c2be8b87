#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the table of a study (scripts/sweep.py) as its `plot` section says.

  plot:
    title    above the picture
    x        {key, label, scale}: a column of the table; scale linear, log or log2
    lines    the column that makes a line of its own for each value
    panels   list of {key, label, scale, limits, ideal}; ideal: true draws y = x
"""
import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
import matplotlib.ticker  # noqa: E402
import pandas  # noqa: E402
import yaml  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
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


def draw(study, table, out):
    plot = study["plot"]
    x, panels, lines = plot["x"], plot["panels"], plot["lines"]
    wanted = [x["key"], lines] + [panel["key"] for panel in panels]
    missing = [key for key in wanted if key not in table.columns]
    if missing:
        raise KeyError(f"the table has no column {', '.join(missing)}")
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("study", help="the study's YAML file")
    parser.add_argument("--results", default=ROOT / "results", help="folder of all studies")
    parser.add_argument("--out", help=".png or .svg; default: plot.png beside the table")
    arguments = parser.parse_args()
    try:
        study = yaml.safe_load(pathlib.Path(arguments.study).read_text())
        folder = pathlib.Path(arguments.results) / study["name"]
        out = pathlib.Path(arguments.out) if arguments.out else folder / "plot.png"
        if out.suffix not in (".png", ".svg"):
            raise ValueError(f"{out}: the name must end in .png or .svg")
        table = pandas.read_csv(folder / "table.csv")
        table = table[table["status"] == 0]
        if table.empty:
            raise ValueError(f"{folder / 'table.csv'}: no point is finished")
        draw(study, table, out)
    except (OSError, KeyError, ValueError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 3
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
