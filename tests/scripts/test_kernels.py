# SPDX-License-Identifier: Apache-2.0
"""Kernels on random numbers, their matrices as NumPy files: every result to the bit, with the
additions in the order of docs/kernels.md. WS_SEED repeats a run."""
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WS_PROGRAM", str(ROOT / "build/release/bin/waferstream"))
SEED = int(os.environ.get("WS_SEED", random.SystemRandom().randrange(1 << 32)))
f16, f32 = np.float16, np.float32


def blocks(n, columns):
    """Which of n things each column has."""
    size = -(-n // columns)
    return [range(min(n, c * size), min(n, (c + 1) * size)) for c in range(columns)]


def ring(columns):
    return [*range(0, columns, 2), *reversed(range(1, columns, 2))]


def gemm(activations, weights, columns):
    """Sums in f32: a column's products one by one, then once round the ring from the column that
    keeps the output."""
    outputs, inputs = weights.shape
    a, w = activations.astype(f32), weights.astype(f32)   # their products are exact in f32
    result = np.zeros((len(a), outputs), f16)
    for keeper, kept in enumerate(blocks(outputs, columns)):
        place = ring(columns).index(keeper)
        order = ring(columns)[place:] + ring(columns)[:place]
        for j in kept:
            parts = []
            for column in order:
                part = np.zeros(len(a), f32)
                for k in blocks(inputs, columns)[column]:
                    if w[j, k] != 0:
                        part = a[:, k] * w[j, k] + part
                parts.append(part)
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            result[:, j] = total.astype(f16)
    return result


class Kernels(unittest.TestCase):
    def run_gemm(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            command = [PROGRAM, "kernel", "gemm", *map(str, arguments), "--json", "-", "--seed",
                       str(SEED), "--out", f"{folder}/x"]
            end = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
            self.assertEqual((end.returncode, end.stderr), (0, ""), arguments)
            arrays = [np.load(f"{folder}/x.{name}.npy")
                      for name in ("activations", "weights", "result")]
        return json.loads(end.stdout), arrays

    def test_gemm(self):
        for grid, m, k, n, columns, sparsity in (("1x1", 3, 5, 4, 1, 0), ("4x2", 21, 37, 30, 4, .5),
                                                 ("7x3", 40, 50, 41, 3, .9), ("5x1", 8, 64, 64, 5, 0)):
            told, (a, w, result) = self.run_gemm("--grid", grid, "--m", m, "--k", k, "--n", n,
                                                 "--columns", columns, "--sparsity", sparsity)
            self.assertEqual((a.shape, w.shape, result.shape), ((m, k), (n, k), (m, n)))
            expected = gemm(a, w, columns)
            np.testing.assert_array_equal(result.view("u2"), expected.view("u2"))
            exact = a.astype("f8") @ w.astype("f8").T
            self.assertAlmostEqual(told["max_error"], abs(result - exact).max(), delta=1e-12)
            self.assertEqual(told["nonzeros"], np.count_nonzero(w))
            self.assertEqual(told["multiply_adds"], np.count_nonzero(w) * m)
            width, height = map(int, grid.split("x"))
            most = told["cycles"] * width * height * 2
            self.assertAlmostEqual(told["utilization"], told["multiply_adds"] / most)

    def test_gemm_in_f16_is_near(self):
        told, (a, w, result) = self.run_gemm("--grid", "4x2", "--m", 20, "--k", 60, "--n", 50,
                                             "--precision", "f16")
        exact = a.astype("f8") @ w.astype("f8").T
        self.assertAlmostEqual(told["max_error"], abs(result - exact).max(), delta=1e-12)
        # Each of 60 products and sums of size up to about 4 rounds by half of 2^-8 at most.
        self.assertLess(told["max_error"], 60 * 2 ** -9)


if __name__ == "__main__":
    print(f"WS_SEED={SEED}", flush=True)
    unittest.main(verbosity=1)
