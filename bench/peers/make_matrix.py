"""Writes a benchmark matrix as float64 .npy.

usage: make_matrix.py ROWS COLS FILE [SPECTRUM]
noisy (the usual one): sum of (1000/i) u_i v_i^T, i = 1..40, plus uniform noise of 1e-2 peak to peak.
inverse: singular values 1/i, all min(ROWS, COLS) of them.
graded: singular values 10^(-i/4), down to 1e-12 and then constant.
The last two have cosines with random signs as singular vectors: orthonormal ones at the cost of two fast transforms.
"""

import sys

import numpy as np
from scipy.fft import idct

SEED = 2018
RANK = 40
NOISE_PEAK_TO_PEAK = 1e-2
ROWS_PER_BLOCK = 2000


def write_noisy(out: np.ndarray) -> None:
    rows, cols = out.shape
    rank = min(RANK, rows, cols)
    random = np.random.default_rng(SEED)
    u, _ = np.linalg.qr(random.standard_normal((rows, rank)))
    v, _ = np.linalg.qr(random.standard_normal((cols, rank)))
    u *= 1000.0 / np.arange(1, rank + 1)
    for begin in range(0, rows, ROWS_PER_BLOCK):
        block = u[begin : begin + ROWS_PER_BLOCK] @ v.T
        block += random.uniform(-NOISE_PEAK_TO_PEAK / 2, NOISE_PEAK_TO_PEAK / 2, block.shape)
        out[begin : begin + ROWS_PER_BLOCK] = block


def write_with_values(out: np.ndarray, values: np.ndarray) -> None:
    """out = S C_rows D C_cols^T T: C are inverse cosine transforms, S and T random signs, D the values."""
    random = np.random.default_rng(SEED)
    rows, cols = out.shape
    signs = [random.choice([-1.0, 1.0], side) for side in (rows, cols)]
    out[:] = 0
    np.fill_diagonal(out, values)
    for begin in range(0, rows, ROWS_PER_BLOCK):
        block = out[begin : begin + ROWS_PER_BLOCK]
        block[:] = idct(block, axis=1, norm="ortho", workers=-1) * signs[1]
    for begin in range(0, cols, ROWS_PER_BLOCK):
        block = out[:, begin : begin + ROWS_PER_BLOCK]
        block[:] = idct(block, axis=0, norm="ortho", workers=-1) * signs[0][:, np.newaxis]


def main() -> None:
    rows, cols, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    spectrum = sys.argv[4] if len(sys.argv) > 4 else "noisy"
    out = np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=(rows, cols))
    order = np.arange(1, min(rows, cols) + 1)
    if spectrum == "noisy":
        write_noisy(out)
    elif spectrum == "inverse":
        write_with_values(out, 1 / order)
    else:
        write_with_values(out, np.maximum(10.0 ** (-order / 4), 1e-12))
    out.flush()


main()
