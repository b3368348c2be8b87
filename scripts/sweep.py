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

Exit status: 0 all points finished, 2 wrong call, 3 faults in the study or in all that did not run,
4 points failed, 5 something is missing (the program, room on the disk), 130 interrupted.
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
import threading

import pandas
import tqdm

import study as studies
from study import OWN_KEYS, ROOT


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
            text = str(value).lower() if isinstance(value, bool) else value
            command += ["--set", f"{key}={text}"]
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


def run_point(command, folder, name, running, stopping):
    """Leaves NAME.json (results) or NAME.error (status and message); nothing when interrupted."""
    # A run that is stopped writes the steps it has done: only a whole one gets the result's name,
    # even if the sweep itself is killed meanwhile.
    result = folder / f".{name}.part.json"
    # In a session of its own, so that Ctrl-C reaches the sweep first, which then ends its runs.
    with subprocess.Popen(command + ["--json", str(result)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        running.add(process)
        _, message = process.communicate()
        running.discard(process)
    if process.returncode == 0:
        result.replace(folder / f"{name}.json")
        return
    result.unlink(missing_ok=True)
    status, message = process.returncode, message.strip()
    if status < 0:  # crashed, or ended for lack of memory
        message = f"ended by signal {-status}" + (f": {message}" if message else "")
        status = 128 - status
    if status != studies.INTERRUPTED and not stopping.is_set():
        write_whole(folder / f"{name}.error", json.dumps({"status": status, "error": message}))


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


def read_json(path):
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        raise studies.StudyError(f"{path}: is damaged ({error}); --fresh runs all again") from error


def row_of(point, folder, name):
    row = {key: pathlib.Path(value).stem if key in ("cluster", "model") else value
           for key, value in point.items()}
    result, failure = folder / f"{name}.json", folder / f"{name}.error"
    if result.is_file():
        results = read_json(result)
        for unwanted in ("config", "statistics", "training"):
            results.pop(unwanted, None)
        # The point's own keys win: "model" is the file's name, the results' is an object.
        row = {**row, "status": 0, "error": "",
               **{key: value for key, value in flat(results).items() if key not in row}}
    elif failure.is_file():
        row.update(read_json(failure))
    else:
        row.update(status=130, error="not run")
    return row


def find_program(given):
    """The program's path and what it says of its version."""
    candidates = [pathlib.Path(given).resolve()] if given else [
        ROOT / "build" / preset / "bin" / "waferstream" for preset in ("release", "quickstart")]
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            answer = subprocess.run([candidate, "--version"], capture_output=True, text=True,
                                    errors="replace", check=False)
            if answer.returncode == 0 and answer.stdout.startswith("waferstream "):
                return str(candidate), answer.stdout
            raise studies.ResourceError(f"{candidate}: is not waferstream")
    raise studies.ResourceError(
        f"{candidates[0]}: not built; scripts/quickstart.sh builds it, --program names it")


def tell_failures(study, failed):
    """One line for each different fault, with the first point that has it."""
    for (status, text), rows in failed.groupby(["status", "error"], sort=False):
        where = ", ".join(f"{key}={rows.iloc[0][key]}" for key in study["grid"])
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        for line in text.splitlines():
            print(f"failed ({status}): {where}{more}: {line}", file=sys.stderr)


def sweep(arguments):
    study = studies.read_study(arguments.study)
    program, version = find_program(arguments.program)
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

    running, stopping = set(), threading.Event()
    interrupted = False
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(run_point, command, folder, name, running, stopping)
                   for command, name in todo]
        try:
            done = concurrent.futures.as_completed(futures)
            for future in tqdm.tqdm(done, total=len(points), initial=len(points) - len(todo),
                                    desc=study["name"], unit="point",
                                    disable=None if not arguments.quiet else True):
                future.result()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            stopping.set()
            # Who asks a second time does not want to wait for the runs to end by themselves.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: [process.kill() for process in list(running)])
            for future in futures:
                future.cancel()
            for process in list(running):
                process.send_signal(signal.SIGTERM)

    table = pandas.DataFrame([row_of(point, folder, name) for point, _, name in points])
    write_whole(folder / "table.csv", table.to_csv(index=False))
    failed = table[~table["status"].isin([0, 130])]
    tell_failures(study, failed)
    finished = int((table["status"] == 0).sum())
    print(f"{finished} of {len(points)} points in {folder / 'table.csv'}")
    if interrupted or (table["status"] == studies.INTERRUPTED).any():
        return studies.INTERRUPTED
    if failed.empty:
        return studies.OK
    return studies.INPUT if set(failed["status"]) == {studies.INPUT} else studies.SIMULATION


def at_least_one(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1')
    return int(text)


def main():
    parser = studies.Parser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("study", help="YAML file, e.g. scripts/studies/scaling.yaml")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count(), help="runs at a time")
    parser.add_argument("--program", help="the waferstream executable")
    parser.add_argument("--results", default=ROOT / "results", help="folder of all studies")
    parser.add_argument("--retry", action="store_true", help="run failed points again")
    parser.add_argument("--fresh", action="store_true", help="run all points again")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    arguments = parser.parse_args()
    return studies.guarded(lambda: sweep(arguments))


if __name__ == "__main__":
    sys.exit(main())
