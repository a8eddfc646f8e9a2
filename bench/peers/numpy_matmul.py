"""numpy's product of two .npy matrices held in memory. Each request is one timed run; answers with the first rows.

usage: numpy_matmul.py FILE FILE ROWS
"""

import sys
import time

import numpy as np
from line_server import serve

A, B = np.load(sys.argv[1]), np.load(sys.argv[2])
ROWS = int(sys.argv[3])
product = np.empty((A.shape[0], B.shape[1]))


def handle(request: dict) -> dict:
    start = time.perf_counter()
    np.matmul(A, B, out=product)
    return {"seconds": time.perf_counter() - start, "rows": product[:ROWS].ravel().tolist()}


serve(handle)
