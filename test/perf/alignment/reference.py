"""Data and reference for bench.ts: image-like features, and NumPy's streamed normal equations on them.

python reference.py data DIR ROWS     writes x.f32, y.f32 (training) and xt.f32, yt.f32 (5,000 held-out rows)
python reference.py fit DIR METHOD    fits by `stream` (float32 products summed in float64) or `lstsq` (float64), prints JSON
"""
import json
import sys
import time
from pathlib import Path

import numpy as np

D_SRC, D_DST, HELD, CHUNK = 2048, 512, 5000, 4096


def write_data(folder, rows, seed=5):
    """Non-negative features of decaying spectrum with common factors; a target that is affine in them plus a remainder."""
    rng = np.random.default_rng(seed)
    rank = 64
    scale = (np.arange(1, D_SRC + 1) ** -0.35).astype(np.float32)
    common = rng.standard_normal((rank, D_SRC), dtype=np.float32) * (np.arange(1, rank + 1) ** -0.5)[:, None].astype(np.float32)
    true = rng.standard_normal((D_SRC, D_DST), dtype=np.float32) / np.sqrt(D_SRC).astype(np.float32)
    bent = rng.standard_normal((rank, D_DST), dtype=np.float32) / np.float32(8)
    shift = rng.standard_normal(D_DST).astype(np.float32)
    for names, total in (("xy", rows), (("xt", "yt"), HELD)):
        with open(folder / f"{names[0]}.f32", "wb") as x_file, open(folder / f"{names[1]}.f32", "wb") as y_file:
            for i in range(0, total, 10_000):
                m = min(10_000, total - i)
                z = rng.standard_normal((m, rank), dtype=np.float32)
                x = np.maximum(0, z @ common * 0.6 + rng.standard_normal((m, D_SRC), dtype=np.float32) * scale + 0.3)
                y = x @ true + shift + 0.45 * (z * z - 1) @ bent + 0.35 * rng.standard_normal((m, D_DST), dtype=np.float32)
                x.astype("<f4").tofile(x_file)
                y.astype("<f4").tofile(y_file)


def stream(x, y):
    """Normal equations: float32 products of 4,096 rows summed in float64, solved in float64."""
    from scipy.linalg import cho_factor, cho_solve

    xx, xy = np.zeros((D_SRC, D_SRC)), np.zeros((D_SRC, D_DST))
    sx, sy = np.zeros(D_SRC), np.zeros(D_DST)
    for i in range(0, len(x), CHUNK):
        a, b = x[i : i + CHUNK], y[i : i + CHUNK]
        xx += a.T @ a
        xy += a.T @ b
        sx += a.sum(0, dtype=np.float64)
        sy += b.sum(0, dtype=np.float64)
    n = len(x)
    mx, my = sx / n, sy / n
    w = cho_solve(cho_factor(xx - n * np.outer(mx, mx)), xy - n * np.outer(mx, my))
    return w, my - mx @ w


def lstsq(x, y):
    """numpy.linalg.lstsq in float64 with a column of ones."""
    a = np.ones((len(x), D_SRC + 1))
    a[:, :-1] = x
    s = np.linalg.lstsq(a, y.astype(np.float64), rcond=None)[0]
    return s[:-1], s[-1]


def fit(folder, method):
    import scipy.linalg  # noqa: F401  (imports are not part of the fit)

    x, y, xt, yt = (np.fromfile(folder / f"{n}.f32", "<f4").reshape(-1, d) for n, d in (("x", D_SRC), ("y", D_DST), ("xt", D_SRC), ("yt", D_DST)))
    c0, t0 = time.process_time(), time.perf_counter()
    w, b = {"stream": stream, "lstsq": lstsq}[method](x, y)
    wall, cpu = time.perf_counter() - t0, time.process_time() - c0
    error = np.square(xt @ w + b - yt, dtype=np.float64).sum()
    print(json.dumps({"seconds": wall, "cpuSeconds": cpu, "r2": float(1 - error / (yt.size * yt.var(dtype=np.float64)))}))


if __name__ == "__main__":
    command, folder, argument = sys.argv[1:4]
    if command == "data":
        write_data(Path(folder), int(argument))
    else:
        fit(Path(folder), argument)
