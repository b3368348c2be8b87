# SPDX-License-Identifier: Apache-2.0
"""The programs in programs/ at their limits: the largest sizes run, those beyond are refused."""
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WS_PROGRAM", str(ROOT / "build/release/bin/waferstream"))

LARGEST = (
    ("vector_multiply", {"N": 5999}), ("vector_ops", {"N": 500}), ("dot_product", {"N": 4000}),
    ("dot_product", {"N": 4000, "TYPE": 1}), ("chain_reduce", {"P": 2, "B": 4096}),
    ("broadcast_1d", {"P": 2, "B": 4096}), ("broadcast_2d", {"M": 2, "N": 2, "B": 4096}),
    ("two_phase_reduce", {"P": 4, "S": 2, "B": 4096}), ("tree_reduce", {"P": 2, "B": 4096}),
    ("star_reduce", {"P": 2, "B": 10000}), ("ring_allreduce", {"P": 4, "B": 8192}),
    ("row_streams", {"W": 2, "H": 1, "N": 32766}), ("row_streams", {"W": 850, "H": 40, "N": 5}),
    ("switch_demo", {"P": 2, "B": 10000}), ("sparse_axpy", {"ROWS": 12000, "COLUMNS": 1}),
    ("sparse_axpy", {"ROWS": 2, "COLUMNS": 10000, "EVERY": 1}),
    ("gemv", {"HEIGHT_T": 2, "ROWS": 500, "COLUMNS": 20}),
    ("gemv", {"HEIGHT_T": 2, "ROWS": 20, "COLUMNS": 500}),
    ("fifo_pipeline", {"N": 4096, "DEPTH": 4096, "WORK": 4096}),
    ("stencil_5pt", {"N": 58, "M": 58, "T": 1}), ("stencil_5pt", {"N": 26, "M": 125, "T": 1}))
BEYOND = (
    ("vector_multiply", ({"N": 6000}, "N must be from 1 to 5999")),
    ("vector_ops", ({"N": 501}, "N must be from 1 to 500")),
    ("dot_product", ({"N": 4001}, "N must be from 1 to 4000")),
    ("dot_product", ({"TYPE": 2}, "TYPE must be 0 (f32) or 1 (f16)")),
    ("chain_reduce", ({"B": 4097}, "B must be from 1 to 4096")),
    ("broadcast_1d", ({"P": 1}, "P must be at least 2")),
    ("broadcast_1d", ({"B": 0}, "B must be from 1 to 4096")),
    ("broadcast_2d", ({"M": 1}, "M and N must be at least 2")),
    ("broadcast_2d", ({"B": 4097}, "B must be from 1 to 4096")),
    ("two_phase_reduce", ({"P": 10}, "P must be a multiple of S, S and P / S at least 2")),
    ("two_phase_reduce", ({"B": 4097}, "B must be from 1 to 4096")),
    ("tree_reduce", ({"P": 12}, "P must be a power of two from 2 to 512")),
    ("tree_reduce", ({"B": 4097}, "B must be from 1 to 4096")),
    ("star_reduce", ({"P": 1}, "P must be at least 2")),
    ("star_reduce", ({"B": 10001}, "B must be at most 10000")),
    ("star_reduce", ({"P": 5, "B": 9999},
                     "B (P - 1) must be from 1 to 32766, the longest operation")),
    ("ring_allreduce", ({"P": 2}, "P must be even and at least 4")),
    ("ring_allreduce", ({"B": 18}, "B must be a multiple of P up to 8192")),
    ("row_streams", ({"W": 1}, "W must be at least 2")),
    ("row_streams", ({"WORK": 2001}, "WORK must be from 0 to 2000")),
    ("row_streams", ({"N": 32768}, "N must be from 1 to 32767")),
    ("switch_demo", ({"P": 1}, "P must be at least 2")),
    ("switch_demo", ({"B": 3334}, "B (P - 1) must be from 1 to 10000")),
    ("sparse_axpy", ({"EVERY": -1}, "ROWS, COLUMNS and EVERY must be at least 1")),
    ("sparse_axpy", ({"COLUMNS": 10001, "ROWS": 1}, "at most 10000 COLUMNS and 24000 numbers")),
    ("gemv", ({"HEIGHT_T": 1}, "WIDTH_T must be at least 1, HEIGHT_T at least 2")),
    ("gemv", ({"ROWS": 101, "COLUMNS": 100}, "a block has from 1 to 10000 numbers")),
    ("gemv", ({"ROWS": 501, "COLUMNS": 1}, "ROWS and COLUMNS must be at most 500")),
    ("fifo_pipeline", ({"N": 4097}, "N must be from 1 to 4096")),
    ("fifo_pipeline", ({"DEPTH": 0}, "DEPTH must be from 1 to 4096")),
    ("fifo_pipeline", ({"WORK": 0}, "WORK must be from 1 to 4096")),
    ("stencil_5pt", ({"N": 59, "M": 58}, "(N + 2) (M + 2) must be at most 3600")),
    ("stencil_5pt", ({"M": 126, "N": 1},
                     "M must be at most 125: the stride of a column, M + 2, has eight bits")),
    ("stencil_5pt", ({"T": 0}, "T must be from 1 to 65535")))


def run_program(name, parameters):
    command = [PROGRAM, "run", f"{ROOT}/programs/{name}.wsa"]
    command += [f"-D{key}={value}" for key, value in parameters.items()]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


class Sizes(unittest.TestCase):
    def test_the_largest_run(self):
        for name, parameters in LARGEST:
            end = run_program(name, parameters)
            self.assertEqual((end.returncode, end.stderr), (0, ""), f"{name} {parameters}")

    def test_those_beyond_are_refused(self):
        for name, (parameters, told) in BEYOND:
            end = run_program(name, parameters)
            with self.subTest(name=name, parameters=parameters):
                self.assertEqual(end.returncode, 3, end.stderr)
                self.assertRegex(end.stderr, rf"^{re.escape(f'{ROOT}/programs/{name}.wsa')}"
                                             rf":\d+:\d+: {re.escape(told)}\n$")


if __name__ == "__main__":
    unittest.main()
