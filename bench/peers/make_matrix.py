"""Writes the benchmark matrix as float64 .npy: sum of (1000/i) u_i v_i^T, i = 1..40, plus uniform noise.

usage: make_matrix.py ROWS COLS FILE
"""

import sys

import numpy as np

RANK = 40
NOISE_PEAK_TO_PEAK = 1e-2
ROWS_PER_BLOCK = 2000


def main() -> None:
    rows, cols, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    random = np.random.default_rng(2018)
    u, _ = np.linalg.qr(random.standard_normal((rows, RANK)))
    v, _ = np.linalg.qr(random.standard_normal((cols, RANK)))
    u *= 1000.0 / np.arange(1, RANK + 1)
    out = np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=(rows, cols))
    for begin in range(0, rows, ROWS_PER_BLOCK):
        block = u[begin : begin + ROWS_PER_BLOCK] @ v.T
        block += random.uniform(-NOISE_PEAK_TO_PEAK / 2, NOISE_PEAK_TO_PEAK / 2, block.shape)
        out[begin : begin + ROWS_PER_BLOCK] = block
    out.flush()


main()
