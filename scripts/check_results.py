#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks results files (waferstream train --json) against docs/results.schema.json."""
import json
import pathlib
import sys

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "docs" / "results.schema.json"


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: check_results.py results.json...", file=sys.stderr)
        return 2
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = 0
    for path in sys.argv[1:]:
        try:
            results = json.loads(pathlib.Path(path).read_text())
        except (OSError, ValueError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            faults += 1
            continue
        for fault in validator.iter_errors(results):
            print(f"{path}: {fault.json_path}: {fault.message}", file=sys.stderr)
            faults += 1
    return 3 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
