#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Independent reference for runs with values: trains the same network with the same rounding points.

It shares no code with the program. Sums are NumPy's (another order of addition), exp, log and tanh are
NumPy's own, so its losses agree to rounding, not to the last bit; docs/numerics.md says what is rounded
where. It also checks every tensor's first gradient against float64 finite differences of the network.

  reference.py --cluster C.yaml --model M.json --steps 100 --json reference.json
  reference.py --cluster C.yaml --model M.json --steps 100 --compare out.json
  reference.py --cluster C.yaml --model M.json --check-gradients
"""
import argparse
import gzip
import json
import math
import os
import sys

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
MASK64 = (1 << 64) - 1
INIT, MASK, SPLIT, ORDER, POSITION = 1, 2, 3, 4, 5  # what a random stream is for
F32 = np.float32


# ---- random numbers: a counter through the splitmix64 finalizer (Steele et al. 2014) ----------------
def mix(z):
    """Of a NumPy array of uint64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def random_bits(seed, purpose, number, indices):
    """64 random bits for each index of the stream (seed, purpose, number)."""
    stream = np.array([(purpose << 32) + number], dtype=np.uint64)
    key = mix(mix(np.array([(seed + GOLDEN) & MASK64], dtype=np.uint64)) + stream)
    return mix(key + (np.asarray(indices, dtype=np.uint64) + np.uint64(1)) * np.uint64(GOLDEN))


def below(bits, n):
    """Maps 64 random bits to 0 .. n-1."""
    return (int(bits) * n) >> 64


def normal(seed, tensor, count):
    """Sum of twelve 16-bit uniforms (Irwin-Hall): mean 0, variance 1, exact in every arithmetic."""
    total = np.zeros(count, dtype=np.int64)
    for word in range(3):
        bits = random_bits(seed, INIT, tensor, np.arange(count, dtype=np.uint64) * np.uint64(3) +
                           np.uint64(word))
        for lane in range(4):
            total += ((bits >> np.uint64(16 * lane)) & np.uint64(0xFFFF)).astype(np.int64)
    return (total - 6 * 65535).astype(F32) * F32(1 / 65536)


def shuffled(n, seed, purpose, number=0):
    order = list(range(n))
    bits = random_bits(seed, purpose, number, np.arange(n))
    for i in range(n - 1, 0, -1):
        j = below(bits[i], i + 1)
        order[i], order[j] = order[j], order[i]
    return np.array(order)


# ---- data ------------------------------------------------------------------------------------------
class digits:
    def __init__(self, path, seed):
        with gzip.open(path, "rt") as f:
            rows = np.array([[int(v) for v in line.split(",")] for line in f])
        order = shuffled(len(rows), seed, SPLIT)
        rows = rows[order]
        n = len(rows) * 4 // 5
        self.train, self.test, self.seed = rows[:n], rows[n:], seed
        self.orders = {}

    @staticmethod
    def samples(rows):
        return rows[:, :-1].astype(F32) / F32(16), rows[:, -1]

    def batch(self, step, size):
        picked = []
        for p in range(step * size, (step + 1) * size):
            epoch, place = divmod(p, len(self.train))
            if epoch not in self.orders:
                self.orders[epoch] = shuffled(len(self.train), self.seed, ORDER, epoch)
            picked.append(self.orders[epoch][place])
        return self.samples(self.train[picked])

    def test_batch(self):
        return self.samples(self.test)


class text:
    def __init__(self, path, seed, context):
        with open(path, "rb") as f:
            data = f.read()
        alphabet = sorted(set(data))
        number = {c: i for i, c in enumerate(alphabet)}
        ids = np.array([number[c] for c in data])
        n = len(ids) * 4 // 5
        self.train, self.test, self.seed, self.context = ids[:n], ids[n:], seed, context

    def batch(self, step, size):
        bits = random_bits(self.seed, POSITION, step, np.arange(size))
        first = np.array([below(b, len(self.train) - self.context) for b in bits])
        window = self.train[first[:, None] + np.arange(self.context + 1)]
        return window[:, :-1], window[:, 1:]

    def test_batch(self):
        count = (len(self.test) - 1) // self.context
        window = self.test[np.arange(count)[:, None] * self.context + np.arange(self.context + 1)]
        return window[:, :-1], window[:, 1:]


# ---- networks --------------------------------------------------------------------------------------
class arithmetic:
    """Either the declared rounding points (f32 with products of f16 operands) or plain float64."""

    def __init__(self, exact):
        self.dtype = np.float64 if exact else F32
        self.exact = exact

    def half(self, x):
        """An operand as it enters a product."""
        return x if self.exact else x.astype(np.float16).astype(F32)

    def number(self, x):
        return self.dtype(x)


class network:
    """Keeps parameters as a dict by name; `ops` of the subclasses run them forward and backward."""

    def __init__(self, math_):
        self.a = math_

    def linear(self, x, w, b):
        return self.a.half(x) @ w.T + b

    def linear_back(self, d, x, w, grads, name, want_input=True):
        """Gradients of weight and bias, delta of the input. Leading axes are summed."""
        rows, cols = w.shape
        h = self.a.half(d).reshape(-1, rows)
        grads[name + ".weight"] = grads.get(name + ".weight", 0) + (
            h.T @ self.a.half(x).reshape(-1, cols))
        grads[name + ".bias"] = d.reshape(-1, rows).sum(axis=0, dtype=d.dtype)
        return (h @ w).reshape(x.shape) if want_input else None

    def cross_entropy(self, logits, targets):
        """Sum of the losses, right answers, and the delta before scaling."""
        top = logits.max(axis=-1, keepdims=True)
        e = np.exp(logits - top)
        total = e.sum(axis=-1, keepdims=True, dtype=logits.dtype)
        p = e / total
        hot = np.eye(logits.shape[-1], dtype=logits.dtype)[targets]
        loss = (np.log(total) + top)[..., 0] - (logits * hot).sum(axis=-1)
        return loss.sum(dtype=np.float64), int((logits.argmax(axis=-1) == targets).sum()), p - hot


class mlp(network):
    def __init__(self, model, math_):
        super().__init__(math_)
        self.widths = model["layer_sizes"]
        self.function = model.get("activation", "relu")

    def shapes(self):
        out = {}
        for i in range(len(self.widths) - 1):
            out[f"layers.{i}.weight"] = (self.widths[i + 1], self.widths[i])
            out[f"layers.{i}.bias"] = (1, self.widths[i + 1])
        return out

    def run(self, p, batch, scale=None):
        x, targets = batch
        x = x.astype(self.a.dtype)
        inputs, last = [], len(self.widths) - 2
        for i in range(last + 1):
            inputs.append(x)
            x = self.linear(x, p[f"layers.{i}.weight"], p[f"layers.{i}.bias"])
            if i < last:
                x = np.maximum(x, 0)
        loss, correct, d = self.cross_entropy(x, targets)
        grads = {}
        if scale is None:
            return loss, correct, grads
        d = d * self.a.number(scale)
        for i in range(last, -1, -1):
            d = self.linear_back(d, inputs[i], p[f"layers.{i}.weight"], grads, f"layers.{i}")
            if i:
                d = np.where(inputs[i] > 0, d, 0).astype(self.a.dtype)
        return loss, correct, grads


class gpt2(network):
    def __init__(self, model, math_):
        super().__init__(math_)
        self.layers, self.heads = model["n_layer"], model["n_head"]
        self.hidden, self.vocabulary = model["n_embd"], model["vocab_size"]
        self.positions = model["n_positions"]
        self.inner = model.get("n_inner") or 4 * self.hidden
        self.epsilon = model.get("layer_norm_epsilon", 1e-5)

    def shapes(self):
        h = self.hidden
        out = {"wte.weight": (self.vocabulary, h), "wpe.weight": (self.positions, h)}
        for i in range(self.layers):
            b = f"h.{i}."
            out[b + "ln_1.weight"] = out[b + "ln_1.bias"] = (1, h)
            out[b + "attn.c_attn.weight"], out[b + "attn.c_attn.bias"] = (3 * h, h), (1, 3 * h)
            out[b + "attn.c_proj.weight"], out[b + "attn.c_proj.bias"] = (h, h), (1, h)
            out[b + "ln_2.weight"] = out[b + "ln_2.bias"] = (1, h)
            out[b + "mlp.c_fc.weight"], out[b + "mlp.c_fc.bias"] = (self.inner, h), (1, self.inner)
            out[b + "mlp.c_proj.weight"], out[b + "mlp.c_proj.bias"] = (h, self.inner), (1, h)
        out["ln_f.weight"] = out["ln_f.bias"] = (1, h)
        return out

    def norm(self, x):
        n = self.a.number(1 / self.hidden)
        mean = x.sum(axis=-1, keepdims=True, dtype=x.dtype) * n
        c = x - mean
        r = 1 / np.sqrt((c * c).sum(axis=-1, keepdims=True, dtype=x.dtype) * n +
                        self.a.number(self.epsilon))
        return c * r, r

    def norm_back(self, d, y, r, gain, grads, name):
        grads[name + ".weight"] = (d * y).reshape(-1, self.hidden).sum(axis=0, dtype=d.dtype)
        grads[name + ".bias"] = d.reshape(-1, self.hidden).sum(axis=0, dtype=d.dtype)
        d = d * gain
        n = self.a.number(1 / self.hidden)
        mean = d.sum(axis=-1, keepdims=True, dtype=d.dtype) * n
        along = (d * y).sum(axis=-1, keepdims=True, dtype=d.dtype) * n
        return (d - mean - y * along) * r

    def split(self, x):
        b, t, _ = x.shape
        return x.reshape(b, t, self.heads, -1).transpose(0, 2, 1, 3)

    def join(self, x):
        b, _, t, _ = x.shape
        return x.transpose(0, 2, 1, 3).reshape(b, t, -1)

    def attention(self, qkv):
        half = self.a.half
        q, k, v = (half(self.split(s)) for s in np.split(qkv, 3, axis=-1))
        scale = self.a.number(1 / math.sqrt(q.shape[-1]))
        s = (q @ k.transpose(0, 1, 3, 2)) * scale
        future = np.triu(np.ones(s.shape[-2:], dtype=bool), 1)
        s = np.where(future, -np.inf, s)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        p = e / e.sum(axis=-1, keepdims=True, dtype=e.dtype)
        return self.join(half(p) @ v), (q, k, v, p, scale)

    def attention_back(self, d, kept):
        half = self.a.half
        q, k, v, p, scale = kept
        d = half(self.split(d))
        dv = half(p).transpose(0, 1, 3, 2) @ d
        dp = d @ v.transpose(0, 1, 3, 2)
        ds = half(p * (dp - (p * dp).sum(axis=-1, keepdims=True, dtype=p.dtype)) * scale)
        return np.concatenate([self.join(ds @ k), self.join(ds.transpose(0, 1, 3, 2) @ q),
                               self.join(dv)], axis=-1)

    def gelu(self, x):
        c = self.a.number(math.sqrt(2 / math.pi))
        t = np.tanh(c * (x + self.a.number(0.044715) * x * x * x))
        y = self.a.number(0.5) * x * (1 + t)
        slope = self.a.number(0.5) * (1 + t) + self.a.number(0.5) * x * (1 - t * t) * c * (
            1 + self.a.number(3 * 0.044715) * x * x)
        return y, slope

    def run(self, p, batch, scale=None):
        tokens, targets = batch
        x = p["wte.weight"][tokens] + p["wpe.weight"][:tokens.shape[1]]
        kept = []
        for i in range(self.layers):
            b = f"h.{i}."
            y1, r1 = self.norm(x)
            n1 = y1 * p[b + "ln_1.weight"] + p[b + "ln_1.bias"]
            context, att = self.attention(
                self.linear(n1, p[b + "attn.c_attn.weight"], p[b + "attn.c_attn.bias"]))
            x = x + self.linear(context, p[b + "attn.c_proj.weight"], p[b + "attn.c_proj.bias"])
            y2, r2 = self.norm(x)
            n2 = y2 * p[b + "ln_2.weight"] + p[b + "ln_2.bias"]
            g, slope = self.gelu(self.linear(n2, p[b + "mlp.c_fc.weight"], p[b + "mlp.c_fc.bias"]))
            x = x + self.linear(g, p[b + "mlp.c_proj.weight"], p[b + "mlp.c_proj.bias"])
            kept.append((y1, r1, n1, context, att, y2, r2, n2, g, slope))
        y, r = self.norm(x)
        n = y * p["ln_f.weight"] + p["ln_f.bias"]
        logits = self.a.half(n) @ p["wte.weight"].T
        loss, correct, d = self.cross_entropy(logits, targets)
        grads = {}
        if scale is None:
            return loss, correct, grads
        d = self.linear_back(d * self.a.number(scale), n, p["wte.weight"], grads, "wte")
        del grads["wte.bias"]
        d = self.norm_back(d, y, r, p["ln_f.weight"], grads, "ln_f")
        for i in range(self.layers - 1, -1, -1):
            b = f"h.{i}."
            y1, r1, n1, context, att, y2, r2, n2, g, slope = kept[i]
            dg = self.linear_back(d, g, p[b + "mlp.c_proj.weight"], grads, b + "mlp.c_proj")
            dn = self.linear_back(dg * slope, n2, p[b + "mlp.c_fc.weight"], grads, b + "mlp.c_fc")
            d = d + self.norm_back(dn, y2, r2, p[b + "ln_2.weight"], grads, b + "ln_2")
            dc = self.linear_back(d, context, p[b + "attn.c_proj.weight"], grads, b + "attn.c_proj")
            dn = self.linear_back(self.attention_back(dc, att), n1, p[b + "attn.c_attn.weight"],
                                  grads, b + "attn.c_attn")
            d = d + self.norm_back(dn, y1, r1, p[b + "ln_1.weight"], grads, b + "ln_1")
        np.add.at(grads["wte.weight"], tokens.reshape(-1), d.reshape(-1, self.hidden))
        grads["wpe.weight"] = np.zeros_like(p["wpe.weight"])
        grads["wpe.weight"][:d.shape[1]] = d.sum(axis=0, dtype=d.dtype)
        return loss, correct, grads


# ---- weights, masks, optimizer -----------------------------------------------------------------------
def is_matrix(shape):
    return shape[0] > 1


def initial_weights(shapes, seed):
    """N(0, 1/columns) for tables and matrices, ones for gains, zeros for biases."""
    out = {}
    for index, (name, shape) in enumerate(shapes.items()):
        if is_matrix(shape):
            deviation = F32(1 / math.sqrt(shape[1]))
            out[name] = normal(seed, index, shape[0] * shape[1]).reshape(shape) * deviation
        else:
            out[name] = np.full(shape, 1 if "ln_" in name and name.endswith("weight") else 0, F32)
    return out


def masks(shapes, seed, sparsity):
    """Kept weights of each sparse matrix: the same number in every row (selection sampling)."""
    out = {}
    for index, (name, (rows, cols)) in enumerate(shapes.items()):
        if rows == 1 or sparsity == 0 or name in ("wte.weight", "wpe.weight"):
            continue
        kept = max(1, math.floor((1 - sparsity) * cols + 0.5))
        bits = (random_bits(seed, MASK, index, np.arange(rows * cols)) >> np.uint64(32)).reshape(
            rows, cols)
        mask = np.zeros((rows, cols), dtype=bool)
        left = np.full(rows, kept, dtype=np.uint64)
        for c in range(cols):
            mask[:, c] = ((bits[:, c] * np.uint64(cols - c)) >> np.uint64(32)) < left
            left -= mask[:, c].astype(np.uint64)
        out[name] = mask
    return out


def update(kind, t, w, g, state, training):
    """One tensor, f32, the usual formulas; g is already unscaled and clipped."""
    lr, wd = F32(training["learning_rate"]), F32(training.get("weight_decay", 0))
    if kind != "adamw" and wd:
        g = g + wd * w
    if kind == "sgd":
        return w - lr * g
    if kind == "momentum":
        state["m"] = F32(training.get("momentum", 0.9)) * state.get("m", F32(0)) + g
        return w - lr * state["m"]
    b1, b2 = training.get("beta1", 0.9), training.get("beta2", 0.95)
    state["m"] = F32(b1) * state.get("m", F32(0)) + F32(1 - b1) * g
    state["v"] = F32(b2) * state.get("v", F32(0)) + F32(1 - b2) * (g * g)
    if kind == "adamw" and wd:
        w = w - (lr * wd) * w
    root = np.sqrt(state["v"] * F32(1 / (1 - b2**t))) + F32(training.get("epsilon", 1e-8))
    return w - lr * (state["m"] * F32(1 / (1 - b1**t))) / root


# ---- runs --------------------------------------------------------------------------------------------
def load(args):
    import yaml  # python3-yaml
    with open(args.cluster) as f:
        training = yaml.safe_load(f)["training"]
    for setting in args.set:
        key, value = setting.split("=", 1)
        training[key] = yaml.safe_load(value)
    training = {k: float(v) if isinstance(v, str) and v[:1].isdigit() else v
                for k, v in training.items()}
    with open(args.model) as f:
        model = json.load(f)
    extras = model.get("waferstream", {})
    data = os.path.join(os.path.dirname(args.model), model.get("data") or extras["data"])
    seed = int(training.get("seed", 1))
    if model["model_type"] == "mlp":
        return training, model, mlp, digits(data, seed)
    return training, model, gpt2, text(
        data, seed, extras.get("sequence_length", model["n_positions"]))


def streamed(master, kept):
    """What the wafer gets: f16 values, zeros where the mask has none."""
    return {k: np.where(kept[k], w, 0).astype(np.float16).astype(F32) if k in kept
            else w.astype(np.float16).astype(F32) for k, w in master.items()}


def train(args):
    training, model, family, data = load(args)
    seed, size = int(training.get("seed", 1)), int(training["batch_sequences"])
    loss_scale = float(training.get("loss_scale", 1024))
    limit = float(training.get("max_gradient_norm", 1.0))
    net = family(model, arithmetic(exact=False))
    shapes = net.shapes()
    master = initial_weights(shapes, seed)
    kept = masks(shapes, seed, float(training.get("sparsity", 0)))
    states = {name: {} for name in shapes}
    losses = []
    for step in range(args.steps):
        batch = data.batch(step, size)
        tokens = batch[1].size
        loss, _, grads = net.run(streamed(master, kept), batch, F32(loss_scale) / F32(tokens))
        losses.append(loss / tokens)
        grads = {k: np.where(kept[k], g, 0) if k in kept else g.reshape(shapes[k])
                 for k, g in grads.items()}
        norm = math.sqrt(sum(float((g.astype(np.float64)**2).sum()) for g in grads.values()))
        norm /= loss_scale
        clip = min(1.0, limit / norm) if limit > 0 and norm > 0 else 1.0
        if args.verbose and step % 10 == 9:
            print(f"step {step}: loss {losses[-1]:.4f} norm {norm:.3f}", file=sys.stderr)
        for name in shapes:
            g = (grads[name] * F32(clip / loss_scale)).astype(F32)
            master[name] = update(training.get("optimizer", "adamw"), step + 1, master[name], g,
                                  states[name], training).astype(F32)
    batch = data.test_batch()
    loss, correct, _ = net.run(streamed(master, kept), batch)
    return {"losses": losses, "test_accuracy": correct / batch[1].size,
            "test_loss": loss / batch[1].size}


def check_gradients(args):
    """Each tensor's first gradient against central differences of the network in float64.

    Along random directions z of +-1 over the whole tensor: the mean square of (got - true) . z is the
    square of |got - true|, so a few directions estimate the relative L2 error of all entries. Small
    tensors are compared entry by entry. An attention's key bias has no gradient, as softmax ignores what
    all keys share; it is compared as a part of the query-key-value bias that it belongs to.
    """
    training, model, family, data = load(args)
    seed, size = int(training.get("seed", 1)), int(training["batch_sequences"])
    loss_scale = float(training.get("loss_scale", 1024))
    net, exact = family(model, arithmetic(False)), family(model, arithmetic(True))
    shapes = net.shapes()
    weights = streamed(initial_weights(shapes, seed), {})
    batch = data.batch(0, size)
    tokens = batch[1].size
    _, _, grads = net.run(weights, batch, F32(loss_scale) / F32(tokens))
    wide = {k: w.astype(np.float64) for k, w in weights.items()}
    rng, worst = np.random.default_rng(seed), 0.0
    for name, shape in shapes.items():
        count = shape[0] * shape[1]
        if count <= args.directions:
            directions = np.eye(count)
        else:
            directions = rng.choice([-1.0, 1.0], size=(args.directions, count))
        got = grads[name].reshape(-1).astype(np.float64) / loss_scale
        off = []
        for z in directions:
            step = 1e-4 / np.linalg.norm(z)
            up, down = (exact.run({**wide, name: wide[name] + way * step * z.reshape(shape)},
                                  batch)[0] / tokens for way in (1, -1))
            off.append(got @ z - (up - down) / (2 * step))
        error = np.linalg.norm(off) / math.sqrt(len(off)) / np.linalg.norm(got)
        if count <= args.directions:
            error *= math.sqrt(count)  # entries add up to the norm; directions estimate it each
        print(f"{name:28s} {error:.2e} ({len(off)} of {count})", flush=True)
        worst = max(worst, error)
    print(f"worst {worst:.2e}: {'within' if worst <= 1e-3 else 'beyond'} 1e-3")
    return 0 if worst <= 1e-3 else 1


def compare(result, path, tolerance):
    with open(path) as f:
        other = json.load(f)["training"]
    steps = min(len(other["losses"]), len(result["losses"]))
    far = [abs(a - b) / abs(b) for a, b in zip(other["losses"], result["losses"])]
    worst = int(np.argmax(far))
    print(f"{steps} losses, worst difference {far[worst]:.2e} at step {worst}; test accuracy "
          f"{other.get('test_accuracy')} against {result['test_accuracy']}")
    return 0 if steps == len(result["losses"]) and far[worst] <= tolerance else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cluster", required=True, help="cluster file; its training section is read")
    parser.add_argument("--model", required=True)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                        help="a key of the training section")
    parser.add_argument("--json", help="write losses and accuracy here")
    parser.add_argument("--compare", help="results of waferstream train --values; fails beyond 1 %%")
    parser.add_argument("--tolerance", type=float, default=0.01)
    parser.add_argument("--check-gradients", action="store_true")
    parser.add_argument("--directions", type=int, default=12, help="differences per tensor")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    if args.check_gradients:
        return check_gradients(args)
    result = train(args)
    if args.json:
        with open(args.json, "w") as f:
            json.dump({"training": result}, f, indent=1)
    if args.compare:
        return compare(result, args.compare, args.tolerance)
    print(f"loss {result['losses'][0]:.4f} -> {result['losses'][-1]:.4f}, test loss "
          f"{result['test_loss']:.4f}, test accuracy {result['test_accuracy']:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
