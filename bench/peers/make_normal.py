"""Writes a float64 .npy of independent normal entries.

usage: make_normal.py ROWS COLS SEED FILE
"""

import sys

import numpy as np

rows, cols, seed = (int(argument) for argument in sys.argv[1:4])
np.save(sys.argv[4], np.random.default_rng(seed).standard_normal((rows, cols)))
