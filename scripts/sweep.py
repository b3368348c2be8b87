#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs `waferstream train` over every combination of a study's grid and writes a table.

A study is a YAML file (see scripts/studies/scaling.yaml):
  name              of the study; results go to results/NAME/
  cluster, model    files, relative to the repository; may stand in the grid instead
  grid              lists by key: cluster, model, systems, batch_per_system, or any key of the
                    cluster file (as in --set)
  set               keys of the cluster file that are the same for all points
  batch_per_system  sequences per CS-2; without it one largest micro-batch
  steps             steps to simulate (2)
  baseline          false: do not simulate one system at each point

Each finished point is a file, so an interrupted sweep goes on where it stopped.
"""
import argparse
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys

import pandas
import tqdm
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = {"name", "cluster", "model", "grid", "set", "batch_per_system", "steps", "baseline", "plot"}
OWN_KEYS = ("cluster", "model", "systems", "batch_per_system")


class StudyError(Exception):
    pass


def read_study(path):
    try:
        study = yaml.safe_load(pathlib.Path(path).read_text())
    except (OSError, yaml.YAMLError) as error:
        raise StudyError(f"{path}: {error}") from error
    if not isinstance(study, dict):
        raise StudyError(f"{path}: a study is a mapping of {', '.join(sorted(KEYS))}")
    faults = [f"{key}: unknown key; known are {', '.join(sorted(KEYS))}"
              for key in study if key not in KEYS]
    grid = study.get("grid")
    if not isinstance(grid, dict) or not grid:
        faults.append("grid: must be a mapping of keys to lists")
        grid = {}
    faults += [f"grid.{key}: must be a list of values, not empty"
               for key, values in grid.items() if not isinstance(values, list) or not values]
    faults += [f"{key}: missing (a file, or a list in the grid)"
               for key in ("cluster", "model") if key not in study and key not in grid]
    if not isinstance(study.get("name"), str) or "/" in study["name"]:
        faults.append("name: missing; the results folder is named after it")
    if "batch_per_system" in {**study, **grid} and "systems" not in grid:
        faults.append("batch_per_system: needs systems in the grid")
    if faults:
        raise StudyError("\n".join(f"{path}: {fault}" for fault in faults))
    return study


def points_of(study):
    """Every combination, as a mapping of all that a run depends on."""
    fixed = {key: study[key] for key in OWN_KEYS if key in study}
    fixed.update(study.get("set", {}))
    keys = list(study["grid"])
    for values in itertools.product(*study["grid"].values()):
        yield {**fixed, **dict(zip(keys, values))}


def command_of(study, point, program):
    command = [program, "train", "--cluster", str(ROOT / point["cluster"]),
               "--model", str(ROOT / point["model"]), "--steps", str(study.get("steps", 2))]
    if "systems" in point:
        command += ["--systems", str(point["systems"])]
    if "batch_per_system" in point:
        command += ["--batch-sequences", str(point["batch_per_system"] * point["systems"])]
    if study.get("baseline") is False:
        command.append("--no-baseline")
    for key, value in point.items():
        if key not in OWN_KEYS:
            command += ["--set", f"{key}={value}"]
    return command


def identity(command, point, version):
    """Names a point by its command, the files it reads and the program (version and bytes)."""
    digest = hashlib.sha256(json.dumps([command[1:], version]).encode())
    digest.update(pathlib.Path(command[0]).read_bytes())
    for key in ("cluster", "model"):
        file = ROOT / point[key]
        digest.update(file.read_bytes() if file.is_file() else b"missing")
    return digest.hexdigest()[:16]


def write_whole(path, text):
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


def run_point(command, folder, name, running):
    """Leaves NAME.json (results) or NAME.error (status and message); nothing when interrupted."""
    result = folder / f"{name}.json"
    # In a session of its own, so that Ctrl-C reaches the sweep first, which then ends its runs.
    with subprocess.Popen(command + ["--json", str(result)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        running.add(process)
        _, message = process.communicate()
        running.discard(process)
    if process.returncode == 130 or process.returncode < 0:
        result.unlink(missing_ok=True)
    elif process.returncode != 0:
        write_whole(folder / f"{name}.error",
                    json.dumps({"status": process.returncode, "error": message.strip()}))


def flat(value, prefix=""):
    """{"a": {"b": [1]}} as {"a.b.0": 1}."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return {prefix: value}
    out = {}
    for key, inner in items:
        out.update(flat(inner, f"{prefix}.{key}" if prefix else str(key)))
    return out


def row_of(point, folder, name):
    row = {key: pathlib.Path(value).stem if key in ("cluster", "model") else value
           for key, value in point.items()}
    result, failure = folder / f"{name}.json", folder / f"{name}.error"
    if result.is_file():
        results = json.loads(result.read_text())
        for unwanted in ("config", "statistics", "training"):
            results.pop(unwanted, None)
        # The point's own keys win: "model" is the file's name, the results' is an object.
        row = {**row, "status": 0, "error": "",
               **{key: value for key, value in flat(results).items() if key not in row}}
    elif failure.is_file():
        row.update(json.loads(failure.read_text()))
    else:
        row.update(status=130, error="not run")
    return row


def find_program(given):
    candidates = [given] if given else [
        ROOT / "build" / preset / "bin" / "waferstream" for preset in ("release", "quickstart")]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise StudyError(f"{candidates[0]}: not built; scripts/quickstart.sh builds it, --program names it")


def sweep(arguments):
    study = read_study(arguments.study)
    program = find_program(arguments.program)
    version = subprocess.run([program, "--version"], capture_output=True, text=True,
                             check=True).stdout
    folder = pathlib.Path(arguments.results) / study["name"]
    folder.mkdir(parents=True, exist_ok=True)

    points = []
    for point in points_of(study):
        command = command_of(study, point, program)
        points.append((point, command, identity(command, point, version)))
    for _, _, name in points:
        if arguments.fresh:
            (folder / f"{name}.json").unlink(missing_ok=True)
        if arguments.fresh or arguments.retry:
            (folder / f"{name}.error").unlink(missing_ok=True)
    todo = [(command, name) for _, command, name in points
            if not (folder / f"{name}.json").is_file() and not (folder / f"{name}.error").is_file()]

    running = set()
    interrupted = False
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(run_point, command, folder, name, running)
                   for command, name in todo]
        try:
            done = concurrent.futures.as_completed(futures)
            for future in tqdm.tqdm(done, total=len(points), initial=len(points) - len(todo),
                                    desc=study["name"], unit="point",
                                    disable=None if not arguments.quiet else True):
                future.result()
        except KeyboardInterrupt:
            interrupted = True
            for future in futures:
                future.cancel()
            for process in list(running):
                process.send_signal(signal.SIGTERM)

    table = pandas.DataFrame([row_of(point, folder, name) for point, _, name in points])
    write_whole(folder / "table.csv", table.to_csv(index=False))
    failed = table[~table["status"].isin([0, 130])]
    for _, failure in failed.iterrows():
        where = ", ".join(f"{key}={failure[key]}" for key in study["grid"])
        print(f"failed ({failure['status']}): {where}: {failure['error']}", file=sys.stderr)
    finished = int((table["status"] == 0).sum())
    print(f"{finished} of {len(points)} points in {folder / 'table.csv'}")
    if interrupted:
        return 130
    return 4 if len(failed) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("study", help="YAML file, e.g. scripts/studies/scaling.yaml")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs at a time")
    parser.add_argument("--program", help="the waferstream executable")
    parser.add_argument("--results", default=ROOT / "results", help="folder of all studies")
    parser.add_argument("--retry", action="store_true", help="run failed points again")
    parser.add_argument("--fresh", action="store_true", help="run all points again")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return sweep(parser.parse_args())
    except StudyError as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
