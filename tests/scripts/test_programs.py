# SPDX-License-Identifier: Apache-2.0
"""The programs in programs/ on random numbers, in and out as NumPy files: every result to the bit,
with each rounding where the program has it. WS_SEED repeats a run."""
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


def fused(c, a, b, kind):
    """c + a * b rounded once: the product is exact in f64, their sum is rounded to odd there."""
    c, product = np.broadcast_arrays(np.asarray(c, "f8"), np.asarray(a, "f8") * np.asarray(b, "f8"))
    total = c + product
    part = total - c
    rest = (c - (total - part)) + (product - part)
    even = (total.view("u8") & 1) == 0
    odd = np.where((rest != 0) & even, np.nextafter(total, np.copysign(np.inf, rest)), total)
    return odd.astype(kind)


class Programs(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)
        self.random = np.random.default_rng(SEED)

    def numbers(self, *shape, kind=f32):
        """Of any sign and of sizes that make every sum round."""
        scale = 2.0 ** self.random.integers(-4, 5, shape)
        return (self.random.standard_normal(shape) * scale).astype(kind)

    def run_program(self, name, inputs, outputs, path=None, **parameters):
        """The outputs and the cycles of each tile that measures them."""
        command = [PROGRAM, "run", path or ROOT / "programs" / f"{name}.wsa", "--json", "-"]
        command += [f"-D{key}={value}" for key, value in parameters.items()]
        for key, array in inputs.items():
            np.save(self.folder / f"{key}.npy", array)
            command += ["--in", f"{key}={self.folder / key}.npy"]
        for key in outputs:
            command += ["--out", f"{key}={self.folder / key}.out.npy"]
        end = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual((end.returncode, end.stderr), (0, ""), f"{name} {parameters}")
        values = json.loads(end.stdout)["symbols"].get("cycles", [])
        cycles = {(one["x"], one["y"]): one["value"] for one in values}
        return [np.load(self.folder / f"{key}.out.npy") for key in outputs], cycles

    def check(self, got, expected):
        self.assertEqual(got.dtype, expected.dtype)
        bits = f"u{got.itemsize}"
        np.testing.assert_array_equal(np.ascontiguousarray(got).view(bits),
                                      np.ascontiguousarray(expected).view(bits))

    def reduce(self, name, adds, points):
        for point in points:
            vector = self.numbers(1, point["P"], point["B"])
            (result,), _ = self.run_program(name, {"vector": vector}, ["result"], **point)
            self.assertEqual(result.shape[2], point["B"])
            self.check(result[0, 0], adds(vector[0], point))

    def test_chain_reduce(self):
        self.reduce("chain_reduce", lambda v, _: chain(v),
                    [{"P": 2, "B": 1}, {"P": 5, "B": 33}, {"P": 32, "B": 7}])

    def test_two_phase_reduce(self):
        def adds(v, point):
            groups = v.reshape(-1, point["S"], point["B"])
            return chain([chain(group) for group in groups])
        self.reduce("two_phase_reduce", adds, [{"P": 4, "B": 1, "S": 2}, {"P": 12, "B": 9, "S": 3},
                                               {"P": 64, "B": 50, "S": 8}])

    def test_star_reduce(self):
        def adds(v, _):
            total = v[0]
            for one in v[1:]:
                total = total + one
            return total
        self.reduce("star_reduce", adds, [{"P": 2, "B": 1}, {"P": 9, "B": 1}, {"P": 9, "B": 2},
                                          {"P": 7, "B": 40}])

    def test_tree_reduce(self):
        def adds(v, _):
            while len(v) > 1:   # whatever comes when, a tile's sums are in the order of the rounds
                v = v[0::2] + v[1::2]
            return v[0]
        self.reduce("tree_reduce", adds, [{"P": 2, "B": 3}, {"P": 8, "B": 1}, {"P": 16, "B": 37},
                                          {"P": 4, "B": 200}, {"P": 64, "B": 129}, {"P": 512, "B": 5},
                                          {"P": 512, "B": 99}])

    def test_row_streams(self):
        for w, h, n in ((2, 1, 1), (40, 5, 200), (130, 3, 77)):
            (total,), cycles = self.run_program("row_streams", {}, ["sum"], W=w, H=h, N=n)
            self.check(total[:, -1, 0], np.arange(1, h + 1, dtype=f32) * f32(n))
            self.assertEqual(cycles, {(w - 1, y): n + w + 11 for y in range(h)})

    def test_broadcast_1d(self):
        for p, b in ((2, 1), (7, 40)):
            vector = self.numbers(1, 1, b)
            (result,), _ = self.run_program("broadcast_1d", {"vector": vector}, ["result"], P=p, B=b)
            self.check(result, np.repeat(vector, p - 1, axis=1))

    def test_broadcast_2d(self):
        for m, n, b in ((2, 2, 1), (3, 5, 40)):
            vector = self.numbers(b)
            (result,), _ = self.run_program("broadcast_2d", {"vector": vector}, ["result"],
                                            M=m, N=n, B=b)
            expected = np.tile(vector, (m, n, 1))
            expected[0, 0] = 0    # the sender has no result
            self.check(result, expected)

    def ring_allreduce(self, p, n, path=None):
        vector = self.numbers(1, p, p * n)
        (result,), _ = self.run_program("ring_allreduce", {"vector": vector}, ["vector"], path,
                                        P=p, B=p * n)
        columns = list(range(0, p, 2)) + list(range(p - 1, 0, -2))   # by place in the ring
        chunks = vector[0].reshape(p, p, -1)
        expected = []
        for c in range(p):
            total = chunks[columns[c - 1], c]
            for step in range(2, p + 1):
                total = total + chunks[columns[(c - step) % p], c]
            expected.append(total)
        self.check(result[0], np.tile(np.concatenate(expected), (p, 1)))

    def test_ring_allreduce(self):
        # Chunks of one number, the longest that a round streams, and those that it stores.
        for p, n in ((4, 1), (6, 1), (4, 4), (8, 3), (8, 8), (14, 11), (4, 7), (6, 8), (8, 9), (4, 8),
                     (4, 9), (10, 11), (4, 10), (4, 12), (16, 12), (4, 13), (6, 15), (10, 16), (6, 17),
                     (32, 32), (16, 33), (4, 200)):
            with self.subTest(p=p, n=n):
                self.ring_allreduce(p, n)

    def test_ring_allreduce_of_tiles_that_are_late(self):
        text = (ROOT / "programs" / "ring_allreduce.wsa").read_text()
        delays = 0
        # Other tiles, and other times, in each round
        for label in ("main", "scatter", "west_of_it", "east_of_it", "gather"):
            before = text.count(f"\n{label}:\n")
            text = text.replace(f"\n{label}:\n", f"\n{label}:\n  movi r9, X * LATE % 97 + 1\n{label}_late:"
                                f"\n  addi r9, r9, -1\n  bnez r9, {label}_late\n")
            delays += before
        self.assertEqual(delays, 7)
        path = self.folder / "late.wsa"
        for late in (1, 31, 60, 96):
            path.write_text(text.replace("LATE", str(late)))
            for p, n in ((4, 4), (16, 8), (8, 9), (16, 11), (4, 8), (6, 9), (8, 11), (12, 13), (4, 15),
                         (12, 64), (6, 65)):
                with self.subTest(late=late, p=p, n=n):
                    self.ring_allreduce(p, n, path)

    def test_dot_product(self):
        for n in (1, 2, 100):
            left, right = self.numbers(n), self.numbers(n)
            total = f32(0)
            for product in left * right:
                total = total + product
            (got,), cycles = self.run_program("dot_product", {"left": left, "right": right}, ["sum"],
                                              N=n, TYPE=0)
            self.check(got[0, 0], np.array([total]))
            left, right = self.numbers(n, kind=f16), self.numbers(n, kind=f16)
            total = np.zeros(1, f32)
            for a, b in zip(left, right):
                total = fused(total, a, b, f32)
            (got,), cycles = self.run_program("dot_product", {"left": left, "right": right}, ["sum"],
                                              N=n, TYPE=1)
            self.check(got[0, 0], total)
            self.assertEqual(cycles[0, 0], 5 * n + 6)

    def test_gemv(self):
        for w, h, rows, columns in ((1, 2, 3, 4), (4, 3, 5, 1), (5, 4, 20, 24)):
            blocks, x = self.numbers(h, w, columns, rows), self.numbers(1, w, columns)
            (y,), _ = self.run_program(
                "gemv", {"matrix": blocks.reshape(h, w, -1), "x": x}, ["y"],
                WIDTH_T=w, HEIGHT_T=h, ROWS=rows, COLUMNS=columns)
            parts = np.zeros((h, w, rows), f32)
            for j in range(columns):
                parts = fused(parts, blocks[:, :, j], x[:, :, j, None], f32)
            self.check(y[:, 0], np.array([chain(row) for row in parts]))

    def test_fifo_pipeline(self):
        numbers, times = self.numbers(200), {}
        for depth in (1, 8, 200):
            for work in (1, 1000):
                (result,), cycles = self.run_program(
                    "fifo_pipeline", {"numbers": numbers}, ["result"],
                    N=200, DEPTH=depth, WORK=work)
                self.check(result[0, 0], numbers * f32(2))
                times[depth, work] = cycles[0, 0]
        self.assertEqual(times[200, 1], 206)       # the sender never waits
        self.assertEqual(times[200, 1000], 206)
        self.assertGreater(times[8, 1000], 1000)   # it does if the FIFO is full

    def test_sparse_axpy(self):
        rows, columns, every = 20, 30, 4
        matrix = self.numbers(columns, rows, kind=f16)
        chosen = np.arange(0, columns, every)
        weights = self.numbers(len(chosen), kind=f16)
        wavelets = (chosen * rows).astype("u4") << 16 | weights.view("u2")
        (y,), _ = self.run_program(
            "sparse_axpy", {"matrix": matrix.reshape(-1), "nonzeros": wavelets}, ["y"],
            ROWS=rows, COLUMNS=columns, EVERY=every)
        expected = np.zeros(rows, f16)
        for weight, column in zip(weights, chosen):
            expected = fused(expected, matrix[column], weight, f16)
        self.check(y[0, 0], expected)

    def test_switch_demo(self):
        for p, b in ((2, 1), (3, 1), (6, 5), (20, 11)):
            vectors = self.numbers(1, p - 1, b)
            (result,), cycles = self.run_program("switch_demo", {"vector": vectors}, ["result"],
                                                 P=p, B=b)
            self.check(result[0, 0], vectors.reshape(-1))
            # A command behind each vector but the last; the first number comes after 6 cycles.
            self.assertEqual(cycles[0, 0], (b + 1) * (p - 1) - 1 + 6 + 5)

    def test_stencil_5pt(self):
        for w, h, n, m, t in ((1, 1, 4, 6, 3), (3, 2, 5, 4, 4), (2, 4, 1, 1, 5), (4, 3, 8, 8, 6)):
            u = self.numbers(h * n + 2, w * m + 2)
            framed = np.array([[u[y * n:(y + 1) * n + 2, x * m:(x + 1) * m + 2] for x in range(w)]
                               for y in range(h)])
            (got,), _ = self.run_program("stencil_5pt", {"u": framed.reshape(h, w, -1)}, ["u"],
                                         WIDTH_T=w, HEIGHT_T=h, N=n, M=m, T=t, A=0.3, B=0.17)
            for _ in range(t):
                around = (u[:-2, 1:-1] + u[1:-1, :-2]) + (u[1:-1, 2:] + u[2:, 1:-1])
                u[1:-1, 1:-1] = fused(u[1:-1, 1:-1] * f32(0.3), around, f32(0.17), f32)
            inner = got.reshape(h, w, n + 2, m + 2)[:, :, 1:-1, 1:-1]
            self.check(inner.transpose(0, 2, 1, 3).reshape(h * n, w * m), u[1:-1, 1:-1])

    def test_vector_multiply(self):
        left, right = self.numbers(300), self.numbers(300)
        (product,), cycles = self.run_program("vector_multiply", {"left": left, "right": right},
                                              ["product"], N=300)
        self.check(product[0, 0], left * right)
        self.assertEqual(cycles[0, 0], 306)

    def test_vector_ops(self):
        for n in (1, 61):
            h1, h2 = self.numbers(n, kind=f16), self.numbers(n, kind=f16)
            f1, f2 = self.numbers(n), self.numbers(n)
            k = self.random.integers(-9, 10, n).astype("i2")
            expected = vector_results(h1, h2, f1, f2, k)
            got, _ = self.run_program(
                "vector_ops", {"h1": h1, "h2": h2, "f1": f1, "f2": f2, "k": k},
                [f"{name}_to" for name in expected] + ["cycles"], N=n)
            for (name, (_, result)), one in zip(expected.items(), got):
                with self.subTest(operation=name, n=n):
                    self.check(one[0, 0], result)
            times = [-(-n // width) + 6 for width, _ in expected.values()]
            self.check(got[-1][0, 0], np.array(times, "i4"))


def chain(vectors):
    """The last one travels to the first, and each adds what it has."""
    total = vectors[-1]
    for one in vectors[-2::-1]:
        total = total + one
    return total


def whole(numbers):
    return np.clip(np.rint(numbers.astype("f8")), -32768, 32767).astype("i2")


def vector_results(h1, h2, f1, f2, k):
    """By operation: elements a cycle (Cerebras SDK documentation, appendix; fmuls, fmacs 1) and
    result."""
    return {
        "faddh": (4, h1 + h2), "fsubh": (4, h1 - h2), "fmulh": (4, h1 * h2),
        "fmach": (4, fused(h1, h2, f16(-0.75), f16)), "fmaxh": (1, np.maximum(h1, h2)),
        "fnegh": (4, -h2), "fabsh": (4, abs(h2)),
        "fscaleh": (4, np.ldexp(h1.astype("f8"), k).astype(f16)),
        "fadds": (2, f1 + f2), "fsubs": (2, f1 - f2), "fmuls": (1, f1 * f2),
        "fmacs": (1, fused(f1, f2, f32(1.25), f32)), "fmaxs": (1, np.maximum(f1, f2)),
        "fnegs": (2, -f2), "fabss": (2, abs(f2)),
        "fscales": (2, np.ldexp(f1.astype("f8"), k).astype(f32)),
        "fmachs": (2, fused(f1, h2, f16(-0.75), f32)), "faddhs": (2, f1 + h2.astype(f32)),
        "fh2s": (1, h2.astype(f32)), "fs2h": (1, f2.astype(f16)), "fh2xp16": (1, whole(h2)),
        "fs2xp16": (1, whole(f2)), "xp162fh": (1, k.astype(f16)), "xp162fs": (1, k.astype(f32))}


if __name__ == "__main__":
    print(f"WS_SEED={SEED}", flush=True)
    unittest.main(verbosity=1)
